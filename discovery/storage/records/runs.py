"""A run as a whole: begun, ended, retried, described, deleted."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from discovery.errors import LedgerError
from discovery.storage.columns import now
from discovery.storage.models import CallSubtree, ModelCall, NodeFact, Run, RunEvent, Subtree
from discovery.storage.records.changes import change
from discovery.storage.records.leases import Lease, change_held
from discovery.storage.records.subtrees import UNSETTLED
from discovery.storage.statuses import AnsweredBy, Order, PausedBy, RunStatus, SubtreeStatus

FINAL = tuple(status for status in SubtreeStatus if status not in UNSETTLED)

Stop = Literal[RunStatus.PAUSED, RunStatus.CANCELLED, RunStatus.FAILED]

# What becomes of the subtrees that a run leaves undone when it stops.
_LEFT: dict[Stop, SubtreeStatus] = {
    RunStatus.PAUSED: SubtreeStatus.PENDING,
    RunStatus.CANCELLED: SubtreeStatus.CANCELLED,
    RunStatus.FAILED: SubtreeStatus.ERROR,
}


def add_subtrees(session: Session, lease: Lease, rows: Sequence[dict[str, Any]]) -> None:
    """Write some more of the pending rows of a run.

    Those that are there already stay as they are, so that it may be done again. Raises
    LeaseLostError.
    """
    change_held(session, lease, held_by=lease.token)
    positions = [row["position"] for row in rows]
    written = set(
        session.scalars(
            select(Subtree.position).where(
                Subtree.run_id == lease.run_id,
                Subtree.position.between(min(positions), max(positions)),
            )
        )
    )
    new = [{"run_id": lease.run_id, **row} for row in rows if row["position"] not in written]
    if new:
        session.execute(insert(Subtree), new)


def begin_work(session: Session, lease: Lease) -> None:
    """Set a run in progress, all of whose rows are written. Raises LeaseLostError."""
    change_held(session, lease, status=RunStatus.IN_PROGRESS)


def end_run(
    session: Session,
    lease: Lease,
    status: Stop | None = None,
    *,
    error: str | None = None,
    paused_by: PausedBy | None = None,
) -> RunStatus:
    """Let go of a run; return the status it then has: `status`, or what its subtrees add up to.

    A run that is to pause is cancelled where that was ordered in the meantime.

    What is not done is pending after a pause, cancelled after a cancel, and an error with this
    reason after a failure. Raises LeaseLostError, and LedgerError where the counts of the run are
    not those of its subtrees: nothing is changed then.
    """
    if status is RunStatus.PAUSED and _is_to_be_cancelled(session, lease.run_id):
        status, paused_by = RunStatus.CANCELLED, None
    if status is not None:
        reason = error if status is RunStatus.FAILED else None
        _settle_rest(session, lease.run_id, _LEFT[status], reason)
    counts = _counts(session, lease.run_id, status)
    ended = status or _sum_up(counts)
    change_held(
        session,
        lease,
        status=ended,
        error=error,
        paused_by=paused_by,
        held_by=None,
        ordered=None,
        finished_at=now(),
        interruptions=Run.interruptions + int(paused_by is PausedBy.INTERRUPTION),
        subtrees_processed=sum(counts[each] for each in FINAL) - counts[SubtreeStatus.CANCELLED],
        **{f"subtrees_{each}": counts[each] for each in FINAL},
    )
    return ended


def set_aside(session: Session, lease: Lease, reason: str) -> None:
    """Let go of a run whose counts do not add up, as it is. Raises LeaseLostError."""
    change_held(
        session,
        lease,
        status=RunStatus.PAUSED,
        paused_by=PausedBy.TROUBLE,
        error=reason,
        held_by=None,
        ordered=None,
    )


def _is_to_be_cancelled(session: Session, run_id: int) -> bool:
    return session.scalar(select(Run.ordered).where(Run.id == run_id)) == Order.CANCEL


def retry_failed(session: Session, lease: Lease) -> None:
    """Make the subtrees of a run that ended in error pending again. Raises LeaseLostError."""
    failed = (Subtree.run_id == lease.run_id, Subtree.status == SubtreeStatus.ERROR)
    same_question, from_cache = (
        session.scalar(select(func.count()).where(*failed, Subtree.answered_by == by)) or 0
        for by in (AnsweredBy.SAME_QUESTION, AnsweredBy.CACHE)
    )
    change(
        session,
        update(Subtree)
        .where(*failed)
        .values(status=SubtreeStatus.PENDING, worker=None, error=None, answered_by=None),
    )
    change_held(
        session,
        lease,
        subtrees_processed=Run.subtrees_processed - Run.subtrees_error,
        subtrees_error=0,
        same_question=Run.same_question - same_question,
        from_cache=Run.from_cache - from_cache,
    )


def describe_run(session: Session, run_id: int, name: str, note: str) -> None:
    """Give a run a name and a note; both may be empty."""
    change(session, update(Run).where(Run.id == run_id).values(name=name, note=note))


def delete_run(session: Session, run_id: int) -> None:
    """Remove a run that nobody works on, with all that was stored for it.

    Answers kept for later runs stay: others may ask the same.
    """
    calls = select(ModelCall.id).where(ModelCall.run_id == run_id)
    change(session, delete(CallSubtree).where(CallSubtree.call_id.in_(calls)))
    for table in (ModelCall, NodeFact, Subtree, RunEvent):
        change(session, delete(table).where(table.run_id == run_id))
    change(session, delete(Run).where(Run.id == run_id))


def _settle_rest(session: Session, run_id: int, status: SubtreeStatus, reason: str | None) -> None:
    """Give the subtrees that no worker finished this status, and the reason where there is one."""
    change(
        session,
        update(Subtree)
        .where(Subtree.run_id == run_id, Subtree.status.in_(UNSETTLED))
        .values(status=status, worker=None, error=reason),
    )


def _counts(session: Session, run_id: int, status: Stop | None) -> dict[str, int]:
    """The subtrees by status, as their rows have them; those without rows are left undone.

    Raises LedgerError where the run has counted otherwise while it worked.
    """
    run = session.execute(
        select(
            Run.subtrees_total, Run.subtrees_success, Run.subtrees_skipped, Run.subtrees_error
        ).where(Run.id == run_id)
    ).one()
    counts: dict[str, int] = dict.fromkeys(SubtreeStatus, 0)
    by_status = select(Subtree.status, func.count()).where(Subtree.run_id == run_id)
    counts.update(session.execute(by_status.group_by(Subtree.status)).all())
    counts[_LEFT[status] if status else SubtreeStatus.PENDING] += max(
        0, run.subtrees_total - sum(counts.values())
    )
    counted = (run.subtrees_success, run.subtrees_skipped)
    rows = (counts[SubtreeStatus.SUCCESS], counts[SubtreeStatus.SKIPPED])
    if sum(counts.values()) != run.subtrees_total or counted != rows:
        raise LedgerError(
            f"The counts of run {run_id} do not add up: {run.subtrees_total} subtrees were ticked, "
            f"and there are {counts}. Nothing was changed; please report it with the log."
        )
    return counts


def _sum_up(counts: dict[str, int]) -> RunStatus:
    """The status of a run that has nothing left to do."""
    if any(counts[status] for status in UNSETTLED):
        raise LedgerError("The run has subtrees that are not settled; please report it.")
    if counts[SubtreeStatus.CANCELLED]:
        return RunStatus.CANCELLED
    if not counts[SubtreeStatus.ERROR]:
        return RunStatus.COMPLETED
    anything = counts[SubtreeStatus.SUCCESS] or counts[SubtreeStatus.SKIPPED]
    return RunStatus.PARTIAL_FAILURE if anything else RunStatus.FAILED
