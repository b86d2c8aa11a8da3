"""What a run writes down: under its lease, and again until the database takes it."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential
from tenacity.nap import sleep_using_event
from tenacity.stop import stop_when_event_set

from discovery.errors import StorageUnavailableError
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.records import Lease

_MOST_SECONDS_BETWEEN_TRIES = 2.0

T = TypeVar("T")

logger = logging.getLogger(__name__)


class RunBooks:
    """The one way in which a run writes. Safe to share between threads.

    A database that is full, locked or gone is waited for, until `give_up` is set: what a model has
    answered is not thrown away for that. `trouble` says what is waited for, in the analyst's
    words, and is empty where all is well.
    """

    def __init__(
        self,
        db: ThreadSafeDatabaseManager,
        lease: Lease,
        give_up: threading.Event,
        worked_before: float = 0.0,
    ) -> None:
        """`worked_before` is how many seconds the run was under way before now."""
        self.db = db
        self.lease = lease
        self.trouble = ""
        self._give_up = give_up
        self._since = time.monotonic() - worked_before

    @property
    def run_id(self) -> int:
        """The run whose books these are."""
        return self.lease.run_id

    @property
    def worked_seconds(self) -> float:
        """How long the run has been under way by now."""
        return time.monotonic() - self._since

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` as one transaction, again where it was not taken; it must bear repetition.

        Raises StorageUnavailableError once `give_up` is set, StorageError, LeaseLostError.
        """
        return self.until_available(lambda: self.db.write_with_lock(work))

    def until_available(self, work: Callable[[], T]) -> T:
        """Do `work`, again for as long as the database is out of reach; errors as in `write`."""
        trying = Retrying(
            retry=retry_if_exception_type(StorageUnavailableError),
            wait=wait_exponential(multiplier=0.1, max=_MOST_SECONDS_BETWEEN_TRIES),
            stop=stop_when_event_set(self._give_up),
            sleep=sleep_using_event(self._give_up),
            before_sleep=self._note_trouble,
            reraise=True,
        )
        result: T = trying(work)
        self.trouble = ""
        return result

    def _note_trouble(self, state: RetryCallState) -> None:
        reason = str(state.outcome.exception()) if state.outcome else ""
        if not self.trouble:
            logger.warning("Run %s waits for the database: %s", self.run_id, reason)
        self.trouble = reason
