"""What lists show of NodeFacts, without reading the facts themselves."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Subtree

FACTS_PAGE = 500

_HAS_FACT = Subtree.facts_stored > 0
_IS_PROBLEM = or_(
    Subtree.error.is_not(None), Subtree.fact_dangling > 0, Subtree.fact_duplicates > 0
)


@dataclass(frozen=True, slots=True)
class FactLine:
    """A NodeFact in a list. `error` says why its meaning is missing, None where it is not."""

    position: int
    section_path: str
    node_ordinal: int
    source_line: int
    confidence: float | None
    claims_hold: int
    claims_contradicted: int
    claims_not_checked: int
    verdict_version: int | None
    fact_fields: int
    fact_identifiers: int
    fact_references: int
    fact_dangling: int
    fact_duplicates: int
    fact_summary: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class FactTotals:
    """The NodeFacts of a run in figures."""

    facts: int
    fields: int
    references: int
    dangling: int
    duplicates: int
    without_meaning: int
    with_problems: int


def fact_lines(
    db: ThreadSafeDatabaseManager, run_id: int, page: int = 1, *, only_problems: bool = False
) -> list[FactLine]:
    """A page of the NodeFacts of a run in document order; 1 is the first.

    `only_problems` leaves those whose meaning is missing, that point to nothing, or that hold an
    identifier which the document gives twice.
    """
    wanted = (Subtree.run_id == run_id, _HAS_FACT, *((_IS_PROBLEM,) if only_problems else ()))
    query = (
        select(*(getattr(Subtree, name) for name in FactLine.__slots__))
        .where(*wanted)
        .order_by(Subtree.position)
        .limit(FACTS_PAGE)
        .offset((page - 1) * FACTS_PAGE)
    )
    with db.reading() as session:
        return [FactLine(*row) for row in session.execute(query)]


def fact_totals(db: ThreadSafeDatabaseManager, run_id: int) -> FactTotals:
    """How many NodeFacts a run has, and what they hold together."""
    query = select(
        func.count(),
        _sum(Subtree.fact_fields),
        _sum(Subtree.fact_references),
        _sum(Subtree.fact_dangling),
        _sum(Subtree.fact_duplicates),
        func.count().filter(Subtree.error.is_not(None)),
        func.count().filter(_IS_PROBLEM),
    ).where(and_(Subtree.run_id == run_id, _HAS_FACT))
    with db.reading() as session:
        return FactTotals(*map(int, session.execute(query).one()))


def _sum(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)
