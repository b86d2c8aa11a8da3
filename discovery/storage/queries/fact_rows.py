"""NodeFacts, whole and in document order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import CallSubtree, NodeFact, Subtree

PAGE_ROWS = 200


@dataclass(frozen=True, slots=True)
class FactRow:
    """A NodeFact with the place of its subtree, who answered what it means, and what that cost.

    `calls` are the ids of the calls to a model that were about the subtree.
    """

    run_id: int
    position: int
    spec_version: str | None
    message_root: str
    section_path: str
    node_type: str
    node_ordinal: int
    xpath: str
    source_line: int
    fact_json: dict[str, Any]
    pii_masked: bool
    policy_version: str | None
    key_fingerprint: str | None
    answered_by: str | None
    parts: int
    together: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float | None
    calls: list[int]
    created_at: datetime


def facts(db: ThreadSafeDatabaseManager, run_id: int) -> Iterator[FactRow]:
    """The NodeFacts of a run in document order, read page by page."""
    after = 0
    while page := _read(db, Subtree.run_id == run_id, Subtree.position > after):
        yield from page
        after = page[-1].position


def fact(db: ThreadSafeDatabaseManager, run_id: int, position: int) -> FactRow | None:
    """The NodeFact of one subtree of a run, or None where it has none."""
    found = _read(db, Subtree.run_id == run_id, Subtree.position == position)
    return found[0] if found else None


def facts_at(
    db: ThreadSafeDatabaseManager, run_id: int, positions: Sequence[int]
) -> dict[int, FactRow]:
    """The NodeFacts of these subtrees of a run, at most PAGE_ROWS, by position.

    Subtrees without a fact are left out.
    """
    found = _read(db, Subtree.run_id == run_id, Subtree.position.in_(positions))
    return {fact.position: fact for fact in found}


# Columns of a FactRow, as whole objects take longer to read.
_NAMES = [name for name in FactRow.__slots__ if name != "calls"]
_COLUMNS = [getattr(NodeFact if hasattr(NodeFact, name) else Subtree, name) for name in _NAMES]


def _read(db: ThreadSafeDatabaseManager, *where: ColumnElement[bool]) -> list[FactRow]:
    query = (
        select(Subtree.id, *_COLUMNS)
        .join(NodeFact, NodeFact.subtree_id == Subtree.id)
        .where(*where)
        .order_by(Subtree.position)
        .limit(PAGE_ROWS)
    )
    with db.reading() as session:
        found = session.execute(query).all()
        calls = _call_ids(session, [row[0] for row in found])
        return [
            FactRow(**dict(zip(_NAMES, values, strict=True)), calls=calls.get(subtree_id, []))
            for subtree_id, *values in found
        ]


def _call_ids(session: Session, subtree_ids: list[int]) -> dict[int, list[int]]:
    """The id of a subtree -> those of its calls, in the order they were kept."""
    query = (
        select(CallSubtree.subtree_id, CallSubtree.call_id)
        .where(CallSubtree.subtree_id.in_(subtree_ids))
        .order_by(CallSubtree.call_id)
    )
    calls: dict[int, list[int]] = {}
    for subtree_id, call_id in session.execute(query):
        calls.setdefault(subtree_id, []).append(call_id)
    return calls
