"""Compares two runs: first all of both by digest, then only what differs, value by value."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from discovery import node_facts
from discovery.compare.alignment import Pair, align, align_by
from discovery.compare.differences import CHANGES, Difference, Kind, Part, compare_elements
from discovery.compare.elements import read_element
from discovery.compare.masking import why_not_comparable
from discovery.compare.matching import NodePair, match_nodes
from discovery.compare.meanings import compare_meanings
from discovery.compare.occurrences import Nodes, Occurrence, Reader
from discovery.compare.outcome import Compared, Comparison, Status, count
from discovery.compare.values import Judge, Rules
from discovery.errors import NotFoundError, RequestError
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import FactRow, RunRow

PAIRS_AT_ONCE = 100  # whose facts are in memory together

_NO_SUCH_NODE = "Run {} has no such node: its message does not hold it, or it was not ticked."
_NO_MEANING = "Run {} has no meaning to compare."
_NOT_TICKED = "Run {} did not take this node on its own."

BothFacts = tuple[Occurrence, Occurrence]


def compare(
    db: ThreadSafeDatabaseManager, run_a: int, run_b: int, *, equate_formats: bool = False
) -> Comparison:
    """Compare the NodeFacts of two runs, from A to B.

    `equate_formats` counts a value as equal that says the same in another unit or format.

    In memory is what finds the counterpart of each subtree, and the facts of PAIRS_AT_ONCE pairs.
    Raises NotFoundError for a run that does not exist, RequestError for one that has no facts.
    """
    a, b = queries.run(db, run_a), queries.run(db, run_b)
    runs = _Runs(db, a, b, Rules(a.document_sha256 == b.document_sha256, equate_formats))
    reader = Reader(db, runs.rules)
    nodes_a, nodes_b = reader.read(a), reader.read(b)
    _check_has_facts(a, nodes_a)
    _check_has_facts(b, nodes_b)
    nodes = match_nodes(nodes_a, nodes_b, by_name=not runs.rules.one_document)
    alone = {node for pair in nodes if None in pair for node in pair if node}
    counterparts = _counterparts(nodes, nodes_a, nodes_b, runs.rules)
    compared = tuple(_judge_all(runs, counterparts, alone))
    return Comparison(a, b, runs.rules, compared, count(compared))


def details(
    db: ThreadSafeDatabaseManager, comparison: Comparison, compared: Iterable[Compared]
) -> Iterator[tuple[Compared, list[Difference]]]:
    """Each of these with its differences, whose facts are read again as they are asked for.

    There are none within a fact that only one run has: it is a difference as a whole.
    Raises NotFoundError where facts were deleted meanwhile.
    """
    runs = _Runs(db, comparison.run_a, comparison.run_b, comparison.rules)
    waiting = iter(compared)
    while batch := list(islice(waiting, PAIRS_AT_ONCE)):
        looked_at = [(one.a, one.b) for one in batch if one.a and one.b and one.has_differences]
        found = runs.look_at(looked_at)
        for one in batch:
            yield one, next(found) if one.has_differences else []


@dataclass(frozen=True, slots=True)
class _Runs:
    """The two runs, and how their facts are compared."""

    db: ThreadSafeDatabaseManager
    a: RunRow
    b: RunRow
    rules: Rules

    def look_at(self, pairs: Sequence[BothFacts]) -> Iterator[list[Difference]]:
        """The differences of the facts of each pair, value by value."""
        before = self._facts(self.a, [one.position for one, _ in pairs])
        after = self._facts(self.b, [other.position for _, other in pairs])
        for (one, other), fact, counterpart in zip(pairs, before, after, strict=True):
            judge = Judge(one.masking, other.masking, one.node, other.node)
            yield _compare_facts(fact, counterpart, self.rules, judge)

    def _facts(self, run: RunRow, positions: Sequence[int]) -> list[FactRow]:
        found = node_facts.facts_at(self.db, run.run_id, positions) if positions else {}
        if len(found) < len(positions):
            raise NotFoundError(
                f"Facts of run {run.run_id} were deleted while it was compared. Compare again."
            )
        return [found[position] for position in positions]


def _compare_facts(
    fact: FactRow, counterpart: FactRow, rules: Rules, judge: Judge
) -> list[Difference]:
    before = read_element(fact.fact_json["structure"], rules, judge.before)
    after = read_element(counterpart.fact_json["structure"], rules, judge.after)
    found = compare_elements(before, after, judge, fact.xpath, counterpart.xpath)
    meanings = fact.fact_json["meaning"], counterpart.fact_json["meaning"]
    if meanings[0] and meanings[1]:
        found += compare_meanings(meanings[0], meanings[1], rules, judge)
    return found


def _check_has_facts(run: RunRow, nodes: Nodes) -> None:
    if not any(one.has_fact for occurrences in nodes.values() for one in occurrences):
        raise RequestError(
            f"Run {run.run_id} has no NodeFacts, so there is nothing to compare. "
            "Choose another run, or wait until this one has some."
        )


def _counterparts(
    nodes: Iterable[NodePair], nodes_a: Nodes, nodes_b: Nodes, rules: Rules
) -> Iterator[Pair[Occurrence]]:
    """Each subtree of both runs once, with its counterpart where it has one.

    In one document a subtree is the same by its XPath; else see `alignment`.
    """
    for node_a, node_b in nodes:
        before = nodes_a[node_a] if node_a else []
        after = nodes_b[node_b] if node_b else []
        if rules.one_document:
            yield from align_by(lambda one: one.xpath, before, after)
        else:
            yield from align(before, after)


def _judge_all(
    runs: _Runs, counterparts: Iterator[Pair[Occurrence]], alone: Container[str]
) -> Iterator[Compared]:
    """Judge each pair; `alone` are the nodes that one run has and the other has not."""
    while batch := list(islice(counterparts, PAIRS_AT_ONCE)):
        both = [_both_facts(pair) for pair in batch]
        found = runs.look_at([pair for pair in both if pair and _differ(*pair)])
        for (one, other), pair in zip(batch, both, strict=True):
            if pair is None:
                yield _without_counterpart(one, other, runs, alone)
            else:
                yield _judge(*pair, next(found) if _differ(*pair) else [], runs)


def _both_facts(pair: Pair[Occurrence]) -> BothFacts | None:
    one, other = pair
    return (one, other) if one and other and one.has_fact and other.has_fact else None


def _differ(one: Occurrence, other: Occurrence) -> bool:
    """Whether two facts must be looked at value by value."""
    return (one.content, one.meaning) != (other.content, other.meaning)


def _judge(one: Occurrence, other: Occurrence, found: list[Difference], runs: _Runs) -> Compared:
    """Sum up two facts with these differences."""
    kinds = Counter(each.kind for each in found)
    changes = Counter(each.part for each in found if each.kind in CHANGES)
    one_sided = bool(one.meaning) != bool(other.meaning)
    why_masked = _why_masked(one, other, runs) if kinds[Kind.NOT_COMPARABLE] else ""
    no_meaning = _NO_MEANING.format((runs.b if one.meaning else runs.a).run_id) if one_sided else ""
    return Compared(
        status=_status(kinds),
        a=one,
        b=other,
        values=changes[Part.VALUE],
        meanings=changes[Part.MEANING],
        equated=kinds[Kind.EQUATED],
        spelled=kinds[Kind.SPELLED],
        masked=kinds[Kind.NOT_COMPARABLE],
        meaning_on_one_side=one_sided,
        rearranged=not found and one.exact != other.exact,
        why_masked=why_masked,
        note=" ".join(filter(None, (why_masked, no_meaning))),
    )


def _why_masked(one: Occurrence, other: Occurrence, runs: _Runs) -> str:
    return why_not_comparable(one.masking, other.masking, runs.a.run_id, runs.b.run_id)


def _status(kinds: Counter[Kind]) -> Status:
    if any(kinds[kind] for kind in CHANGES):
        return Status.CHANGED
    if kinds[Kind.NOT_COMPARABLE]:
        return Status.NOT_COMPARABLE
    return Status.SPELLED if kinds[Kind.SPELLED] else Status.SAME


def _without_counterpart(
    one: Occurrence | None, other: Occurrence | None, runs: _Runs, alone: Container[str]
) -> Compared:
    """A subtree that one run lacks, or that has no fact in one of them."""
    sides = [(side, run) for side, run in ((one, runs.a), (other, runs.b)) if side]
    notes = [
        f"Run {run.run_id} has no fact of it ({side.no_fact})."
        for side, run in sides
        if not side.has_fact
    ]
    if notes:
        return Compared(Status.NOT_COMPARABLE, one, other, note=" ".join(notes))
    (found, _), lacking = sides[0], runs.b if one else runs.a
    is_alone = found.node in alone
    why = _NOT_TICKED if runs.rules.one_document else _NO_SUCH_NODE
    return Compared(
        status=Status.REMOVED if one else Status.ADDED,
        a=one,
        b=other,
        node_is_alone=is_alone,
        note=why.format(lacking.run_id) if is_alone else "",
    )
