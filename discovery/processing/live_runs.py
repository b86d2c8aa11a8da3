"""The runs that are under way in this process, each on a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from discovery.errors import LeaseLostError, StorageError
from discovery.processing.books import RunBooks
from discovery.processing.control import RunControl
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import RunRow
from discovery.storage.records import Lease
from discovery.storage.statuses import PausedBy

logger = logging.getLogger(__name__)

Execute = Callable[[RunBooks, RunControl], object]
"""Carries a run out, writing into its books, until it is done or told to stop."""


@dataclass(frozen=True, slots=True)
class LiveRun:
    """A run under way: its thread, how it is told to stop, and how it writes.

    `done_before` of its subtrees had ended when it began.
    """

    thread: threading.Thread
    control: RunControl
    books: RunBooks
    done_before: int

    @property
    def listed_share(self) -> float:
        """How far the list of its subtrees is, from 0.0 to 1.0; then it reads the document."""
        return self.control.listed

    @property
    def read_share(self) -> float:
        """How much of its document the run has read, from 0.0 to 1.0; then it begins to work."""
        return self.control.read

    def remaining_seconds(self, run: RunRow) -> float | None:
        """How long it will still take by its pace so far; None before the first subtree is done."""
        done = run.subtrees_processed - self.done_before
        since = self.control.read_since
        if since is None or done <= 0:
            return None
        return (time.monotonic() - since) / done * (run.subtrees_total - run.subtrees_processed)


class LiveRuns:
    """Begins runs and knows those that have not ended yet. Safe to share between threads."""

    def __init__(self, db: ThreadSafeDatabaseManager, execute: Execute) -> None:
        self._db = db
        self._execute = execute
        self._lock = threading.Lock()
        self._runs: dict[int, LiveRun] = {}
        self._closing = threading.Event()

    @property
    def are_closing(self) -> bool:
        """Whether no further run begins."""
        return self._closing.is_set()

    def get(self, run_id: int) -> LiveRun | None:
        """A run that is under way, or None."""
        with self._lock:
            return self._runs.get(run_id)

    def all(self) -> dict[int, LiveRun]:
        """Those under way, by id."""
        with self._lock:
            return dict(self._runs)

    def begin(self, lease: Lease) -> None:
        """Carry a run out in the background, unless all are about to be closed."""
        control = RunControl()
        run = queries.run(self._db, lease.run_id)
        books = RunBooks(self._db, lease, self._closing, run.worked_seconds)
        thread = threading.Thread(
            target=self._carry_out, args=(books, control), name=f"Run-{lease.run_id}", daemon=True
        )
        with self._lock:  # only a thread that has started can be waited for
            if not self._closing.is_set():
                thread.start()
                self._runs[lease.run_id] = LiveRun(thread, control, books, run.subtrees_processed)

    def close(self, paused_by: PausedBy, end_calls: Callable[[], None], seconds: float) -> bool:
        """Pause all; false where one has not ended within so many seconds.

        `end_calls` ends calls that know of no run.
        """
        until = time.monotonic() + seconds
        self._closing.set()
        live = list(self.all().values())
        for run in live:
            run.control.interrupt(paused_by)
        end_calls()
        for run in live:
            run.thread.join(max(0.0, until - time.monotonic()))
        return not any(run.thread.is_alive() for run in live)

    def _carry_out(self, books: RunBooks, control: RunControl) -> None:
        try:
            self._execute(books, control)
        except LeaseLostError as error:
            logger.warning("%s", error)
        except StorageError:
            logger.exception("Run %s could not be written to the database", books.run_id)
        finally:
            self._db.cleanup_session()
            with self._lock:
                if self._runs[books.run_id].books is books:
                    del self._runs[books.run_id]
