"""Compares two runs: first all of both by digest, then only what differs, value by value."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from discovery import node_facts
from discovery.compare.alignment import Pair, align, align_by
from discovery.compare.differences import (
    CHANGES,
    Difference,
    Kind,
    Part,
    compare_elements,
    paired_elements,
)
from discovery.compare.element_reader import ElementReader
from discovery.compare.elements import Element
from discovery.compare.links import NO_LINKS, Links
from discovery.compare.masking import why_not_comparable
from discovery.compare.matching import NodePair, match_nodes
from discovery.compare.meanings import compare_meanings
from discovery.compare.occurrences import Nodes, Occurrence, RunReader, read_fact
from discovery.compare.outcome import Compared, Comparison, Status, count
from discovery.compare.targets import Counterparts, Targets
from discovery.compare.values import CompareOptions, Judge
from discovery.errors import NotFoundError, RequestError
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import FactRow, RunRow

PAIRS_AT_ONCE = 100  # whose facts are in memory together

_NOT_TICKED = "Run {} did not take this node: it was not ticked, or its message does not hold it."
_NOT_TICKED_IN_ONE = "Run {} did not take this node on its own."
_NO_MEANING = "Run {} has no meaning to compare."

BothFacts = tuple[Occurrence, Occurrence]


def compare(
    db: ThreadSafeDatabaseManager,
    run_a: int,
    run_b: int,
    *,
    equate_formats: bool = False,
    ignore_identifiers: bool = False,
    structure_only: bool = False,
) -> Comparison:
    """Compare the NodeFacts of two runs, from A to B; for the options see `CompareOptions`.

    In memory is what finds the counterpart of each subtree, and the facts of PAIRS_AT_ONCE pairs.
    Raises NotFoundError for a run that does not exist, RequestError for one that has no facts.
    """
    a, b = queries.run(db, run_a), queries.run(db, run_b)
    options = CompareOptions(
        a.document_sha256 == b.document_sha256, equate_formats, ignore_identifiers, structure_only
    )
    readers = RunReader(db, options, a), RunReader(db, options, b)
    nodes_a, nodes_b = (reader.read() for reader in readers)
    _check_has_facts(a, nodes_a)
    _check_has_facts(b, nodes_b)
    nodes = match_nodes(nodes_a, nodes_b, by_name=not options.one_document)
    counterparts = list(_counterparts(nodes, nodes_a, nodes_b, options))
    targets = Counterparts(readers[0].targets, readers[1].targets)
    runs = _Runs(db, a, b, options, targets)
    runs.pair_targets(filter(None, map(_both_facts, counterparts)))
    unmatched = {node for pair in nodes if None in pair for node in pair if node}
    compared = tuple(_classify_all(runs, iter(counterparts), unmatched))
    return Comparison(a, b, options, compared, count(compared), targets)


def details(
    db: ThreadSafeDatabaseManager, comparison: Comparison, compared: Iterable[Compared]
) -> Iterator[tuple[Compared, list[Difference]]]:
    """Each of these with its differences, whose facts are read again as they are asked for.

    There are none within a fact that only one run has: it is a difference as a whole.
    Raises NotFoundError where facts were deleted meanwhile.
    """
    run_a, run_b = comparison.run_a, comparison.run_b
    runs = _Runs(db, run_a, run_b, comparison.options, comparison.targets)
    waiting = iter(compared)
    while batch := list(islice(waiting, PAIRS_AT_ONCE)):
        looked_at = [(one.a, one.b) for one in batch if one.a and one.b and one.has_differences]
        found = runs.differences(looked_at)
        for one in batch:
            yield one, next(found) if one.has_differences else []


class _Both(NamedTuple):
    """Two facts, and their structures made ready to be compared."""

    fact_a: FactRow
    fact_b: FactRow
    before: Element
    after: Element


@dataclass(frozen=True, slots=True)
class _Runs:
    """The two runs, and how their facts are compared."""

    db: ThreadSafeDatabaseManager
    a: RunRow
    b: RunRow
    options: CompareOptions
    targets: Counterparts

    def pair_targets(self, pairs: Iterable[BothFacts]) -> None:
        """Find out which elements that references point to are the same in both runs."""
        unsure = (pair for pair in pairs if self._pair_by_place(*pair))
        while batch := list(islice(unsure, PAIRS_AT_ONCE)):
            for both in self._read(batch):
                for element, counterpart in paired_elements(both.before, both.after):
                    self.targets.pair(element.xpath, counterpart.xpath)

    def _pair_by_place(self, one: Occurrence, other: Occurrence) -> bool:
        """Pair the roots of two facts, of equal ones all targets; whether there may be more."""
        if not (one.targets and other.targets):
            return False
        self.targets.pair(one.xpath, other.xpath)
        if one.exact != other.exact:
            return bool(one.targets - {one.xpath} and other.targets - {other.xpath})
        for xpath in one.targets:
            self.targets.pair(xpath, other.xpath + xpath.removeprefix(one.xpath))
        return False

    def differences(self, pairs: Sequence[BothFacts]) -> Iterator[list[Difference]]:
        """The differences of the facts of each pair, value by value."""
        for (one, other), both in zip(pairs, self._read(pairs), strict=True):
            masking = one.masking, other.masking
            judge = Judge(*masking, one.node, other.node, self.options, self.targets)
            found = compare_elements(both.before, both.after, judge)
            meanings = both.fact_a.fact_json["meaning"], both.fact_b.fact_json["meaning"]
            if meanings[0] and meanings[1] and not self.options.structure_only:
                found += compare_meanings(*meanings, self.options, judge)
            yield found

    def _read(self, pairs: Sequence[BothFacts]) -> Iterator[_Both]:
        for (one, other), (fact_a, fact_b) in zip(pairs, self._facts(pairs), strict=True):
            before = self._element(fact_a, one, self.targets.targets_a)
            yield _Both(
                fact_a, fact_b, before, self._element(fact_b, other, self.targets.targets_b)
            )

    def _element(self, fact: FactRow, one: Occurrence, targets: Targets) -> Element:
        links = NO_LINKS if self.options.one_document else Links(fact.fact_json["references"])
        return read_fact(fact, ElementReader(self.options, one.masking, links, targets))

    def _facts(self, pairs: Sequence[BothFacts]) -> Iterator[tuple[FactRow, FactRow]]:
        before = self._facts_of(self.a, [one.position for one, _ in pairs])
        after = self._facts_of(self.b, [other.position for _, other in pairs])
        return zip(before, after, strict=True)

    def _facts_of(self, run: RunRow, positions: Sequence[int]) -> list[FactRow]:
        found = node_facts.facts_at(self.db, run.run_id, positions) if positions else {}
        if len(found) < len(positions):
            raise NotFoundError(
                f"Facts of run {run.run_id} were deleted while it was compared. Compare again."
            )
        return [found[position] for position in positions]


def _check_has_facts(run: RunRow, nodes: Nodes) -> None:
    if not any(one.has_fact for occurrences in nodes.values() for one in occurrences):
        raise RequestError(
            f"Run {run.run_id} has no NodeFacts, so there is nothing to compare. "
            "Choose another run, or wait until this one has some."
        )


def _counterparts(
    nodes: Iterable[NodePair], nodes_a: Nodes, nodes_b: Nodes, options: CompareOptions
) -> Iterator[Pair[Occurrence]]:
    """Each subtree of both runs once, with its counterpart where it has one.

    In one document a subtree is the same by its XPath; else see `alignment`.
    """
    for node_a, node_b in nodes:
        before = nodes_a[node_a] if node_a else []
        after = nodes_b[node_b] if node_b else []
        if options.one_document:
            yield from align_by(lambda one: one.xpath, before, after)
        else:
            yield from align(before, after)


def _classify_all(
    runs: _Runs, counterparts: Iterator[Pair[Occurrence]], unmatched: set[str]
) -> Iterator[Compared]:
    """What became of each pair; `unmatched` nodes are those that one run has not at all."""
    while batch := list(islice(counterparts, PAIRS_AT_ONCE)):
        both = [_both_facts(pair) for pair in batch]
        differing = {pair: _differ(*pair, runs) for pair in both if pair}
        found = runs.differences([pair for pair, differs in differing.items() if differs])
        for (one, other), pair in zip(batch, both, strict=True):
            if pair is None:
                yield _without_counterpart(one, other, runs, unmatched)
            else:
                yield _classify(*pair, next(found) if differing[pair] else [], runs)


def _both_facts(pair: Pair[Occurrence]) -> BothFacts | None:
    one, other = pair
    return (one, other) if one and other and one.has_fact and other.has_fact else None


def _differ(one: Occurrence, other: Occurrence, runs: _Runs) -> bool:
    """Whether two facts must be looked at value by value."""
    if (one.exact, one.meaning) != (other.exact, other.meaning):
        return True
    return not runs.targets.all_alike(one.points, other.points)


def _classify(one: Occurrence, other: Occurrence, found: list[Difference], runs: _Runs) -> Compared:
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
        renumbered=kinds[Kind.RENUMBERED],
        equated=kinds[Kind.EQUATED],
        spelled=kinds[Kind.SPELLED],
        unresolved=kinds[Kind.UNRESOLVED],
        masked=kinds[Kind.NOT_COMPARABLE],
        meaning_on_one_side=one_sided,
        rearranged=runs.options.looks_at_all and not found and one.exact != other.exact,
        why_masked=why_masked,
        note=" ".join(filter(None, (why_masked, no_meaning))),
    )


def _why_masked(one: Occurrence, other: Occurrence, runs: _Runs) -> str:
    return why_not_comparable(one.masking, other.masking, runs.a.run_id, runs.b.run_id)


def _status(kinds: Counter[Kind]) -> Status:
    if any(kinds[kind] for kind in CHANGES):
        return Status.CHANGED
    if kinds[Kind.NOT_COMPARABLE] or kinds[Kind.UNRESOLVED]:
        return Status.NOT_COMPARABLE
    if kinds[Kind.SPELLED]:
        return Status.SPELLED
    return Status.RENUMBERED if kinds[Kind.RENUMBERED] else Status.SAME


def _without_counterpart(
    one: Occurrence | None, other: Occurrence | None, runs: _Runs, unmatched: set[str]
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
    if found.node not in unmatched:
        return Compared(Status.REMOVED if one else Status.ADDED, one, other)
    why = _NOT_TICKED_IN_ONE if runs.options.one_document else _NOT_TICKED
    status = Status.NOT_TICKED_IN_B if one else Status.NOT_TICKED_IN_A
    return Compared(status, one, other, note=why.format(lacking.run_id))
