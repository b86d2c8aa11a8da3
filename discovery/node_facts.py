"""NodeFacts as they are read, with what earlier versions judged judged again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from discovery.facts.codes import names_of
from discovery.llm.claims import ClaimCounts, brought_up_to_date
from discovery.llm.verdicts import VERSION
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import FactLine, FactRow


def facts(db: ThreadSafeDatabaseManager, run_id: int) -> Iterator[FactRow]:
    """The NodeFacts of a run in document order, read page by page."""
    return map(_current, queries.facts(db, run_id))


def fact(db: ThreadSafeDatabaseManager, run_id: int, position: int) -> FactRow | None:
    """The NodeFact of one subtree of a run, or None where it has none."""
    found = queries.fact(db, run_id, position)
    return _current(found) if found else None


def facts_at(
    db: ThreadSafeDatabaseManager, run_id: int, positions: Sequence[int]
) -> dict[int, FactRow]:
    """The NodeFacts of these subtrees of a run, at most PAGE_ROWS, by position."""
    found = queries.facts_at(db, run_id, positions)
    return {position: _current(each) for position, each in found.items()}


def fact_lines(
    db: ThreadSafeDatabaseManager, run_id: int, page: int = 1, *, only_problems: bool = False
) -> list[FactLine]:
    """A page of the NodeFacts of a run; only those with old verdicts are read themselves."""
    lines = queries.fact_lines(db, run_id, page, only_problems=only_problems)
    old = [line.position for line in lines if line.verdict_version not in (None, VERSION)]
    counts = {
        position: claim_counts(each)
        for start in range(0, len(old), queries.PAGE_ROWS)
        for position, each in facts_at(db, run_id, old[start : start + queries.PAGE_ROWS]).items()
    }
    return [
        _counted(line, counts[line.position]) if line.position in counts else line for line in lines
    ]


def claim_counts(fact: FactRow) -> ClaimCounts:
    """How the claims of a fact were judged; all 0 where no model made any."""
    meaning = fact.fact_json["meaning"] or {}
    return ClaimCounts.of(meaning.get("claims", ()))


def _counted(line: FactLine, counts: ClaimCounts) -> FactLine:
    return replace(
        line,
        confidence=counts.confidence,
        claims_hold=counts.hold,
        claims_contradicted=counts.contradicted,
        claims_not_checked=counts.not_checked,
    )


def _current(fact: FactRow) -> FactRow:
    before = fact.fact_json
    meaning = brought_up_to_date(before, fact.section_path, names_of)
    if meaning is before["meaning"]:
        return fact
    return replace(fact, fact_json={**before, "meaning": meaning})
