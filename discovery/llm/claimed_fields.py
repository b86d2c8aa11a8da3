"""The fields that a claim speaks of, found by its field name and the lines that it cites."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from discovery.llm.equality import amount_of, differ, number_of, same, unit_of
from discovery.llm.judgement import Judgement, Verdict, sentence_of
from discovery.llm.meaning import Claim
from discovery.llm.outline import Outline, OutlineField

NamesOf = Callable[[str, str], Collection[str]]
"""The names that a value stands for, given the path of its field, where it is a known code."""

_STEP = re.compile(r"@?[^/@\s]+")
_POSITION = re.compile(r"\[\d+\]")
_HEADING = re.compile(r" x\d+(: )?")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Link:
    """That one field refers to another; their paths in local names, without positions."""

    path: str
    target_path: str


def no_names(_path: str, _value: str) -> tuple[str, ...]:
    """No value is known to be a code."""
    return ()


def fields_named(name: str, outline: Outline) -> list[OutlineField]:
    """The fields whose path ends with these steps, in any case, attributes with or without @.

    A name may be copied from the heading of a table: `Seat x3`, `Seat x3: Price`.
    """
    path = _HEADING.sub(lambda found: "/" if found[1] else "", name.strip("` \"'"))
    steps = steps_named(_POSITION.sub("", path).lower())
    if not steps:
        return []
    near = [each for each in outline.fields if steps[-1] in each.path.lower()]
    return [each for each in near if steps_of(each.path.lower())[-len(steps) :] == steps]


def steps_named(name: str) -> list[str]:
    """The steps of a field name as a model writes it."""
    return [step.lstrip("@") for step in _STEP.findall(name)]


class ClaimedFields:
    """What a claim speaks of: `all` fields of its name, and those of them in the lines `cited`.

    A line that holds no such field stands for all that is below it. `scope` are the fields cited,
    or all of the section where none is.
    """

    def __init__(
        self, claim: Claim, outline: Outline, links: Collection[Link], names_of: NamesOf
    ) -> None:
        self.claim, self.outline, self.links, self.names_of = claim, outline, links, names_of
        self.all = fields_named(claim.field, outline)
        lines = _with_rows(claim.lines, outline)
        self.cited = [each for each in self.all if each.line in lines] or self._below(lines)
        self.scope = self.cited or self.all

    def _below(self, lines: Collection[int]) -> list[OutlineField]:
        heads = tuple(f"{each.path}/" for each in self.outline.fields if each.line in lines)
        return [each for each in self.all if heads and each.path.startswith(heads)]

    def same(self, field: OutlineField) -> bool:
        """Whether a field has the value of the claim."""
        names = self.names_of(kind_of(field), field.value)
        return same(self.claim.value, field.value, names) or self._same_amount(field)

    def _same_amount(self, field: OutlineField) -> bool:
        """Whether the claim is the number of a field with the unit that stands beside it."""
        return self._amount is not None and (
            self._amount == number_of(field.value)
            and not self._beside_unit.isdisjoint((field.path, parent_of(field)))
        )

    @cached_property
    def _amount(self) -> Decimal | None:
        """The number of a claim that has a unit, too."""
        return amount_of(self.claim.value) if unit_of(self.claim.value) else None

    @cached_property
    def _beside_unit(self) -> set[str]:
        """What holds the unit of the claim, as an attribute or a field."""
        unit = unit_of(self.claim.value)
        return {parent_of(each) for each in self.outline.fields if same(unit, each.value)}

    def differs(self, field: OutlineField) -> bool:
        """Whether a field surely has another value."""
        return differ(self.claim.value, field.value, self.names_of(kind_of(field), field.value))

    def told(self, fields: Iterable[OutlineField]) -> str:
        """The first values of these fields, each once, with the first of their names."""
        values = dict.fromkeys(map(self._told, fields))
        more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
        return ", ".join(list(values)[:_SHOWN]) + more

    def _told(self, field: OutlineField) -> str:
        names = tuple(self.names_of(kind_of(field), field.value))
        value = " ".join(field.value.split())
        value = value if len(value) <= 60 else f"{value[:60]}…"
        return f"{value} ({names[0]})" if names else value

    def holds(self, sentence: str, fields: Sequence[OutlineField]) -> Judgement:
        """The claim in these words holds; it was judged by these fields."""
        return Judgement(Verdict.HOLDS, sentence, "", tuple(fields))

    def contradicted(self, instead: str, fields: Sequence[OutlineField]) -> Judgement:
        """The claim is contradicted by what stands there instead."""
        return Judgement(Verdict.CONTRADICTED, sentence_of(self.claim), instead, tuple(fields))

    def not_checked(self, why: str) -> Judgement:
        """The claim is not checked, for this reason."""
        return Judgement(Verdict.NOT_CHECKED, sentence_of(self.claim), why, tuple(self.cited))


def kind_of(field: OutlineField) -> str:
    """The path without positions."""
    return _POSITION.sub("", field.path)


def steps_of(path: str) -> list[str]:
    """The steps of a path, attributes without @."""
    return _POSITION.sub("", path).replace("/@", "/").split("/")


def parent_of(field: OutlineField) -> str:
    """The path of the element that holds a field."""
    return field.path.rpartition("/")[0]


def _with_rows(lines: Iterable[int], outline: Outline) -> set[int]:
    """The lines; one that heads a table stands for its rows, too."""
    return {each for line in lines for each in range(line, line + outline.tables.get(line, 0) + 1)}


def with_value(fields: Iterable[OutlineField]) -> list[OutlineField]:
    """Those of the fields that have a text of their own."""
    return [field for field in fields if field.value.strip()]
