"""The subtrees of runs, as screens show them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from discovery.errors import NotFoundError
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Subtree
from discovery.storage.statuses import SubtreeStatus


@dataclass(frozen=True, slots=True)
class SubtreeRow:
    """A subtree of a run, for the live table. Times are milliseconds, costs US dollars."""

    position: int
    section_path: str
    node_key: str
    node_type: str
    node_ordinal: int
    xpath: str
    source_line: int
    status: str
    worker: str | None
    attempts: int
    processing_time_ms: float | None
    facts_stored: int
    confidence: float | None
    claims_hold: int
    claims_contradicted: int
    claims_not_checked: int
    answered_by: str | None
    parts: int
    together: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float | None
    error: str | None


def subtrees(
    db: ThreadSafeDatabaseManager, run_id: int, limit: int | None = None
) -> list[SubtreeRow]:
    """The subtrees of a run in document order, at most `limit` of them."""
    names = SubtreeRow.__slots__
    query = (
        select(*(getattr(Subtree, name) for name in names))
        .where(Subtree.run_id == run_id)
        .order_by(Subtree.position)
        .limit(limit)
    )
    with db.reading() as session:
        return [SubtreeRow(*row) for row in session.execute(query)]


def subtree(db: ThreadSafeDatabaseManager, run_id: int, position: int) -> SubtreeRow:
    """One subtree of a run; raises NotFoundError."""
    query = select(Subtree).where(Subtree.run_id == run_id, Subtree.position == position)
    with db.reading() as session:
        found = session.scalar(query)
        if found is None:
            raise NotFoundError(f"Run {run_id} has no subtree {position}. Open the run again.")
        return SubtreeRow(**{name: getattr(found, name) for name in SubtreeRow.__slots__})


def count_subtrees(db: ThreadSafeDatabaseManager, run_id: int) -> int:
    """How many subtrees of a run are written down."""
    query = select(func.count()).select_from(Subtree).where(Subtree.run_id == run_id)
    with db.reading() as session:
        return session.scalar(query) or 0


def unfinished(db: ThreadSafeDatabaseManager, run_id: int) -> dict[int, int]:
    """Of the subtrees that are not in a final status: position -> id."""
    open_statuses = (SubtreeStatus.PENDING, SubtreeStatus.RUNNING)
    query = select(Subtree.position, Subtree.id).where(
        Subtree.run_id == run_id, Subtree.status.in_(open_statuses)
    )
    with db.reading() as session:
        return {row.position: row.id for row in session.execute(query)}
