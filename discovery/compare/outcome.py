"""What comes of comparing two runs, in figures that add up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from discovery.compare.occurrences import Occurrence
from discovery.compare.targets import Counterparts
from discovery.compare.values import CompareOptions
from discovery.storage.queries import RunRow

FIGURES = ("values", "meanings", "renumbered", "equated", "spelled", "unresolved", "masked")
"""What is counted of differences within subtrees."""


class Status(StrEnum):
    """What became of a subtree from run A to run B."""

    SAME = "same"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    SPELLED = "spelled differently"
    REMOVED = "removed"
    ADDED = "added"
    NOT_TICKED_IN_A = "not ticked in A"
    NOT_TICKED_IN_B = "not ticked in B"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Compared:
    """A subtree of run A and its counterpart in run B; None on the side that has none.

    `values` and `meanings` count the differences that make it changed; `renumbered` the local
    identifiers that are others, and references to them; `equated` the values that count as equal
    though written in another unit or format, `spelled` the masked values that are spelled
    differently. Of others it is not known whether they are equal: `unresolved` are references to
    what one run did not take, `masked` are values hidden for the reason `why_masked`. Without a
    change it is not comparable where there are such, else spelled differently or renumbered.

    `meaning_on_one_side` says that only one of both has a meaning, so that there is nothing to
    compare it with; `rearranged` that it is the same but for the order of siblings, namespaces or
    blanks. `note` says in words what an analyst must know besides.
    """

    status: Status
    a: Occurrence | None
    b: Occurrence | None
    values: int = 0
    meanings: int = 0
    renumbered: int = 0
    equated: int = 0
    spelled: int = 0
    unresolved: int = 0
    masked: int = 0
    meaning_on_one_side: bool = False
    rearranged: bool = False
    why_masked: str = ""
    note: str = ""

    @property
    def has_differences(self) -> bool:
        """Whether there are differences within it to be read."""
        return any(getattr(self, name) for name in FIGURES)


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a comparison.

    Facts, each in exactly one of these: those of A are `same + renumbered + changed +
    spelled_differently + removed + not_ticked_in_b + not_comparable_a`, those of B `same +
    renumbered + changed + spelled_differently + added + not_ticked_in_a + not_comparable_b`.
    `renumbered` differ in their local identifiers alone, and in references to these. Not ticked
    in B are those of a node of which run B has no subtree. A fact is not comparable where its
    counterpart has no fact, or where nothing differs but what is masked otherwise there or refers
    to what one run did not take: of both sides, `partly_compared` are so. `without_fact_a` and
    `without_fact_b` are the subtrees that have no fact (failed, cancelled or not done yet).

    `of_nodes_alone` is the sum of those not ticked in A or in B.

    Of `same`, `rearranged` are so in another order, namespace or spacing. Of `changed`,
    `meaning_only` are so in their meaning alone. `meaning_on_one_side` have a meaning in one run
    only, which is no change.

    Values: `values` and `meanings` differ, `renumbered_values` are local identifiers that are
    others and references to them, `equated` count as equal in another unit or format, `spelled`
    are masked and spelled differently. Not compared could be `masked` ones, and `unresolved`
    references to what one run did not take.
    """

    facts_a: int
    facts_b: int
    same: int
    renumbered: int
    changed: int
    spelled_differently: int
    removed: int
    added: int
    not_ticked_in_a: int
    not_ticked_in_b: int
    not_comparable_a: int
    not_comparable_b: int
    without_fact_a: int
    without_fact_b: int
    of_nodes_alone: int
    partly_compared: int
    rearranged: int
    meaning_only: int
    meaning_on_one_side: int
    values: int
    meanings: int
    renumbered_values: int
    equated: int
    spelled: int
    unresolved: int
    masked: int


@dataclass(frozen=True)
class Comparison:
    """Two runs compared: each of their subtrees stands in exactly one of `compared`."""

    run_a: RunRow
    run_b: RunRow
    options: CompareOptions
    compared: tuple[Compared, ...]
    counts: Counts
    targets: Counterparts = field(repr=False)

    @property
    def why_masked(self) -> list[str]:
        """Why masked values could not be compared and what to do, each reason once."""
        return list(dict.fromkeys(one.why_masked for one in self.compared if one.why_masked))


def count(compared: Iterable[Compared]) -> Counts:
    """Count all of a comparison in one pass."""
    figures = dict.fromkeys(Counts.__dataclass_fields__, 0)
    for one in compared:
        for name, amount in _figures(one).items():
            figures[name] += amount
    return Counts(**figures)


def _figures(one: Compared) -> dict[str, int]:
    fact_a = one.a is not None and one.a.has_fact
    fact_b = one.b is not None and one.b.has_fact
    incomparable = one.status is Status.NOT_COMPARABLE
    not_ticked = one.status in {Status.NOT_TICKED_IN_A, Status.NOT_TICKED_IN_B}
    return {
        "facts_a": fact_a,
        "facts_b": fact_b,
        "same": one.status is Status.SAME,
        "renumbered": one.status is Status.RENUMBERED,
        "changed": one.status is Status.CHANGED,
        "spelled_differently": one.status is Status.SPELLED,
        "removed": one.status is Status.REMOVED,
        "added": one.status is Status.ADDED,
        "not_ticked_in_a": one.status is Status.NOT_TICKED_IN_A,
        "not_ticked_in_b": one.status is Status.NOT_TICKED_IN_B,
        "not_comparable_a": incomparable and fact_a,
        "not_comparable_b": incomparable and fact_b,
        "without_fact_a": one.a is not None and not fact_a,
        "without_fact_b": one.b is not None and not fact_b,
        "of_nodes_alone": not_ticked,
        "partly_compared": incomparable and one.has_differences,
        "rearranged": one.rearranged,
        "meaning_only": one.meanings > 0 and not one.values,
        "meaning_on_one_side": one.meaning_on_one_side,
        **{name: getattr(one, name) for name in FIGURES if name != "renumbered"},
        "renumbered_values": one.renumbered,
    }
