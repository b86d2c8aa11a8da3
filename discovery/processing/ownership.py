"""The runs that this process may work on: claimed, let go, taken from processes that are gone."""

import logging
import threading
from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError, LedgerError
from discovery.processing.presence import Presence
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import HolderRow
from discovery.storage.records import PROGRAM, Lease
from discovery.storage.statuses import Order, PausedBy, RunStatus

logger = logging.getLogger(__name__)

# How a run ends whose work broke off, by what was ordered.
_ENDS: dict[Order | None, tuple[records.Stop, PausedBy | None]] = {
    Order.CANCEL: (RunStatus.CANCELLED, None),
    Order.PAUSE: (RunStatus.PAUSED, PausedBy.ANALYST),
    None: (RunStatus.PAUSED, PausedBy.INTERRUPTION),
}


class Ownership:
    """Which runs this process holds. What it holds and does not work on, it lets go.

    `lock` keeps that from happening between the moment in which a run is claimed and that in which
    work on it begins. All methods raise StorageError.
    """

    def __init__(
        self,
        db: ThreadSafeDatabaseManager,
        presence: Presence,
        is_live: Callable[[int], bool],
    ) -> None:
        """`is_live` tells whether this process works on a run."""
        self.lock = threading.RLock()
        self.presence = presence
        self._db = db
        self._is_live = is_live

    def claim(
        self,
        run_id: int,
        statuses: Collection[RunStatus],
        by: str,
        what: str,
        first: Callable[[Session, Lease], None] = lambda *_: None,
    ) -> Lease | None:
        """Take a run in one of these statuses; None where it is not, or another process has it.

        `what` by whom is noted as an event, and `first` is done in the same transaction.
        """
        self.presence.enter()

        def write(session: Session) -> Lease | None:
            self.presence.write_down(session)
            lease = records.claim(session, run_id, self.presence.token, statuses)
            if lease is not None:
                first(session, lease)
                records.add_event(session, run_id, what, by)
            return lease

        return self._db.write_with_lock(write)

    def end_idle(
        self,
        run_id: int,
        statuses: Collection[RunStatus],
        status: records.Stop,
        by: str,
        error: str | None = None,
    ) -> None:
        """Pause or cancel a run, unless somebody works on it; `error` says what it lacks."""
        paused_by = PausedBy.TROUBLE if error else PausedBy.ANALYST

        def end(session: Session, lease: Lease) -> None:
            is_paused = status is RunStatus.PAUSED
            records.end_run(
                session, lease, status, error=error, paused_by=paused_by if is_paused else None
            )

        self.claim(run_id, statuses, by, status, end)

    def look_after_the_gone(self) -> None:
        """Let the runs of processes that are gone be free, as paused or as was ordered last."""
        for other in queries.holders(self._db):
            if self.presence.is_gone(other):
                self._succeed(other)
        with self.lock:
            for run_id, ordered in queries.orders(self._db, self.presence.token).items():
                if not self._is_live(run_id):
                    self._let_go(run_id, ordered)

    def _succeed(self, gone: HolderRow) -> None:
        """Take the runs of a process that is gone."""
        self.presence.enter()

        def write(session: Session) -> list[Lease]:
            self.presence.write_down(session)
            leases = records.take_over(session, gone.token, gone.beat, self.presence.token)
            if leases is not None:
                records.remove_holder(session, gone.token)
            return leases or []

        leases = self._db.write_with_lock(write)
        self.presence.clear_away(gone.token)
        for lease in leases:
            logger.warning("Run %s was interrupted: %s is gone", lease.run_id, gone.name)

    def _let_go(self, run_id: int, ordered: Order | None) -> None:
        """End a run whose work broke off: as was ordered, else as interrupted."""
        lease = Lease(run_id, self.presence.token)
        status, paused_by = _ENDS[ordered]

        def write(session: Session) -> None:
            records.end_run(session, lease, status, paused_by=paused_by)
            records.add_event(session, run_id, paused_by or status, PROGRAM)

        try:
            self._db.write_with_lock(write)
        except LeaseLostError:
            pass  # it has ended, or been taken up, since it was looked at
        except LedgerError as error:
            logger.exception("The counts of run %s do not add up", run_id)
            reason = str(error)
            self._db.write_with_lock(lambda session: records.set_aside(session, lease, reason))
