"""Which process works on a run: one at most, and every write of its work proves that it does."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError
from discovery.storage.columns import now
from discovery.storage.models import Holder, Run
from discovery.storage.records.changes import change
from discovery.storage.records.events import add_event
from discovery.storage.statuses import LIVE_RUN_STATUSES, Order, RunStatus


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one process (`token` of its Holder) to work on one run."""

    run_id: int
    token: str


def claim(
    session: Session, run_id: int, token: str, statuses: Collection[RunStatus]
) -> Lease | None:
    """Take a run that nobody works on and that is in one of these statuses; None where it is not.

    The run is then about to go on, whatever was ordered or was wrong before.
    """
    claimed = change(
        session,
        update(Run)
        .where(Run.id == run_id, Run.held_by.is_(None), Run.status.in_(statuses))
        .values(
            held_by=token,
            status=RunStatus.STARTED,
            paused_by=None,
            ordered=None,
            error=None,
            finished_at=None,
            worked_until=now(),
        ),
    )
    return Lease(run_id, token) if claimed else None


def note_work(session: Session, lease: Lease, seconds: float) -> None:
    """Note how long a run has been under way by now, where the lease still holds."""
    change(
        session,
        update(Run)
        .where(Run.id == lease.run_id, Run.held_by == lease.token)
        .values(worked_seconds=seconds, worked_until=now()),
    )


def take_over(session: Session, dead: str, beat: int, token: str) -> list[Lease] | None:
    """Take all runs of a process that lives no longer; None where its heart has beaten since."""
    if session.scalar(select(Holder.beat).where(Holder.token == dead)) != beat:
        return None
    run_ids = list(session.scalars(select(Run.id).where(Run.held_by == dead)))
    change(session, update(Run).where(Run.held_by == dead).values(held_by=token))
    return [Lease(run_id, token) for run_id in run_ids]


def order(session: Session, run_id: int, ordered: Order, by: str) -> bool:
    """Tell whoever works on a run what to do; false where nobody does. A cancel stays one.

    `by` is who orders it.
    """
    earlier = [None, Order.PAUSE] if ordered is Order.CANCEL else [None]
    wanted = session.execute(
        select(Run.ordered, Run.held_by).where(
            Run.id == run_id, Run.held_by.is_not(None), Run.status.in_(LIVE_RUN_STATUSES)
        )
    ).one_or_none()
    if wanted is None:
        return False
    if wanted.ordered in earlier:
        change(session, update(Run).where(Run.id == run_id).values(ordered=ordered))
        add_event(session, run_id, f"{ordered} ordered", by)
    return True


def change_held(session: Session, lease: Lease, **values: Any) -> None:
    """Change a run as the process that works on it.

    Raises LeaseLostError where that is another one by now.
    """
    held = update(Run).where(Run.id == lease.run_id, Run.held_by == lease.token)
    if not change(session, held.values(**values)):
        raise LeaseLostError(lost(lease))


def lost(lease: Lease) -> str:
    """What to tell where a run is in other hands."""
    return f"Run {lease.run_id} was taken over by another process, which goes on with it."
