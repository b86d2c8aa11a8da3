"""One subtree after the other: taken by a worker, and settled for good."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError
from discovery.storage.models import AnsweredBy, NodeFact, Run, Subtree, SubtreeStatus
from discovery.storage.records.changes import change
from discovery.storage.records.leases import Lease, change_held, lost

UNSETTLED = (SubtreeStatus.PENDING, SubtreeStatus.RUNNING)


def mark_running(session: Session, lease: Lease, subtree_ids: Sequence[int], worker: str) -> None:
    """Note which worker has taken these subtrees. Raises LeaseLostError."""
    held = exists(select(Run.id).where(Run.id == lease.run_id, Run.held_by == lease.token))
    taken = change(
        session,
        update(Subtree)
        .where(Subtree.id.in_(subtree_ids), Subtree.status.in_(UNSETTLED), held)
        .values(status=SubtreeStatus.RUNNING, worker=worker),
    )
    if taken < len(subtree_ids):
        raise LeaseLostError(lost(lease))


def finish_subtree(
    session: Session,
    lease: Lease,
    subtree_id: int,
    values: dict[str, Any],
    fact: NodeFact | None,
) -> bool:
    """Store a subtree's outcome, its NodeFact if it has one, and the run's counters, at once.

    `values` are columns of the subtree, with its final status. A fact of an earlier try is
    replaced, or removed where this one has none. A subtree that is settled stays as it is, so
    that a write whose success nobody could tell may be made again; then the answer is false.
    Raises LeaseLostError.
    """
    open_one = update(Subtree).where(Subtree.id == subtree_id, Subtree.status.in_(UNSETTLED))
    if not change(session, open_one.values(**values)):
        return False
    new_facts = _replace_fact(session, subtree_id, fact)
    answered_by = values.get("answered_by")
    counter = f"subtrees_{values['status']}"
    change_held(
        session,
        lease,
        subtrees_processed=Run.subtrees_processed + 1,
        node_facts_extracted=Run.node_facts_extracted + new_facts,
        from_cache=Run.from_cache + int(answered_by == AnsweredBy.CACHE),
        same_question=Run.same_question + int(answered_by == AnsweredBy.SAME_QUESTION),
        interruptions=0,
        **{counter: getattr(Run, counter) + 1},
    )
    return True


def _replace_fact(session: Session, subtree_id: int, fact: NodeFact | None) -> int:
    """Store the one fact of a subtree; return by how many facts there are more now."""
    earlier = change(session, delete(NodeFact).where(NodeFact.subtree_id == subtree_id))
    if fact is None:
        return -earlier
    session.add(fact)
    session.flush()
    return 1 - earlier
