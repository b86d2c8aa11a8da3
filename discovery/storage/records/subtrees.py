"""Subtrees taken by a worker, and settled for good: one, or several at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError
from discovery.storage.models import NodeFact, Run, Subtree
from discovery.storage.records.changes import change
from discovery.storage.records.leases import Lease, change_held, lost
from discovery.storage.statuses import AnsweredBy, SubtreeStatus

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


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of one subtree: columns of its row, with its final status, and of its NodeFact."""

    subtree_id: int
    values: dict[str, Any]
    fact: dict[str, Any] | None = None


def finish_subtrees(session: Session, lease: Lease, settlements: Sequence[Settlement]) -> set[int]:
    """Store what came of subtrees, with their NodeFacts and the run's counters, at once.

    A fact of an earlier try is replaced, or removed where this one has none. A subtree that is
    settled stays as it is, so that a write whose success nobody could tell may be made again;
    returned are the ids of those that were not. Raises LeaseLostError.
    """
    ids = [settlement.subtree_id for settlement in settlements]
    unsettled = select(Subtree.id).where(Subtree.id.in_(ids), Subtree.status.in_(UNSETTLED))
    still_open = set(session.scalars(unsettled))
    settled = [each for each in settlements if each.subtree_id in still_open]
    if settled:
        session.execute(
            update(Subtree), [{"id": each.subtree_id, **each.values} for each in settled]
        )
        new_facts = _replace_facts(session, settled)
        change_held(session, lease, **_counted(settled, new_facts))
    return still_open


def _replace_facts(session: Session, settled: Sequence[Settlement]) -> int:
    """Store the one fact of each subtree; return by how many facts there are more now."""
    ids = [settlement.subtree_id for settlement in settled]
    earlier = change(session, delete(NodeFact).where(NodeFact.subtree_id.in_(ids)))
    facts = [each.fact for each in settled if each.fact is not None]
    if facts:
        session.execute(insert(NodeFact), facts)
    return len(facts) - earlier


def _counted(settled: Sequence[Settlement], new_facts: int) -> dict[str, Any]:
    """The counters of a run after these subtrees."""
    statuses = Counter(settlement.values["status"] for settlement in settled)
    answers = Counter(settlement.values.get("answered_by") for settlement in settled)
    by_status = {f"subtrees_{status}": count for status, count in statuses.items()}
    return {
        "subtrees_processed": Run.subtrees_processed + len(settled),
        "node_facts_extracted": Run.node_facts_extracted + new_facts,
        "from_cache": Run.from_cache + answers[AnsweredBy.CACHE],
        "same_question": Run.same_question + answers[AnsweredBy.SAME_QUESTION],
        "interruptions": 0,
        **{column: getattr(Run, column) + count for column, count in by_status.items()},
    }
