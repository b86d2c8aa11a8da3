"""The verdict on a claim: the program reads the values that it speaks of, and judges.

Where a claim can be read in more than one way, or values cannot be compared for sure, it is not
checked: no verdict is better than a wrong one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from discovery.llm.equality import amount_of, differ, number_of, ordered, same, unit_of
from discovery.llm.meaning import Claim
from discovery.llm.outline import Outline, OutlineField

VERSION = 1
"""Of the rules by which is judged: verdicts of other versions are judged again when read."""

NamesOf = Callable[[str, str], Collection[str]]
"""The names that a value stands for, given the path of its field, where it is a known code."""

_STEP = re.compile(r"@?[^/@\s]+")
_POSITION = re.compile(r"\[\d+\]")
_BETWEEN = re.compile(r"\s*(?:\.\.+|\bto\b|\band\b|–|;|\|)\s*")
_UNIT = re.compile(r"cur|unit|uom", re.IGNORECASE)
_SHOWN = 3


class Verdict(StrEnum):
    """What the program found about a claim."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and the claim as the program writes it.

    `reason` is what stands there instead, or why nothing was checked. `fields` were looked at.
    """

    verdict: Verdict
    sentence: str
    reason: str = ""
    fields: tuple[OutlineField, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """That one field refers to another; their paths in local names, without positions."""

    path: str
    target_path: str


def no_names(_path: str, _value: str) -> tuple[str, ...]:
    """No value is known to be a code."""
    return ()


def judge(
    claim: Claim, outline: Outline, links: Collection[Link] = (), names_of: NamesOf = no_names
) -> Judgement:
    """Judge a claim about the section with this outline; `links` are the references found in it."""
    about = _About(claim, outline, links, names_of)
    if not about.all:
        return about.not_checked(f"this section has no field {claim.field}")
    if claim.operator == "counts" and not any(map(about.same, about.all)):
        about.claim = _with_count(claim)
    return _JUDGES[claim.operator](about)


def _with_count(claim: Claim) -> Claim:
    """The claim, where its number is said in the place of a value that no field has."""
    number = number_of(claim.value)
    if number is None or number % 1 or claim.count not in (None, number):
        return claim
    return claim.model_copy(update={"value": "", "count": int(number)})


def fields_named(name: str, outline: Outline) -> list[OutlineField]:
    """The fields whose path ends with these steps, in any case, attributes with or without @."""
    steps = _named_steps(_POSITION.sub("", name.strip("` \"'")).lower())
    return [
        each
        for each in outline.fields
        if steps and _steps(each.path.lower())[-len(steps) :] == steps
    ]


def _named_steps(name: str) -> list[str]:
    return [step.lstrip("@") for step in _STEP.findall(name)]


class _About:
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
        names = self.names_of(_kind(field), field.value)
        return same(self.claim.value, field.value, names) or self._same_amount(field)

    def _same_amount(self, field: OutlineField) -> bool:
        """Whether the claim is the number of a field with the unit that stands beside it."""
        amount, unit = amount_of(self.claim.value), unit_of(self.claim.value)
        if not unit or amount != number_of(field.value):
            return False
        return any(
            same(unit, each.value)
            for each in self.outline.fields
            if each.element == field.element or _parent(each) == _parent(field)
        )

    def differs(self, field: OutlineField) -> bool:
        return differ(self.claim.value, field.value, self.names_of(_kind(field), field.value))

    def told(self, fields: Iterable[OutlineField]) -> str:
        """The first values of these fields, each once, with the first of their names."""
        values = dict.fromkeys(map(self._told, fields))
        more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
        return ", ".join(list(values)[:_SHOWN]) + more

    def _told(self, field: OutlineField) -> str:
        names = tuple(self.names_of(_kind(field), field.value))
        value = " ".join(field.value.split())
        value = value if len(value) <= 60 else f"{value[:60]}…"
        return f"{value} ({names[0]})" if names else value

    def holds(self, sentence: str, fields: Sequence[OutlineField]) -> Judgement:
        return Judgement(Verdict.HOLDS, sentence, "", tuple(fields))

    def contradicted(self, instead: str, fields: Sequence[OutlineField]) -> Judgement:
        return Judgement(Verdict.CONTRADICTED, sentence_of(self.claim), instead, tuple(fields))

    def not_checked(self, why: str) -> Judgement:
        return Judgement(Verdict.NOT_CHECKED, sentence_of(self.claim), why, tuple(self.cited))


def sentence_of(claim: Claim) -> str:
    """A claim in the words of the program."""
    match claim.operator:
        case "equals":
            return f"{claim.field} is {claim.value}"
        case "only":
            return f"{claim.field} is {claim.value} wherever it occurs"
        case "counts":
            with_value = f" with the value {claim.value}" if claim.value else ""
            return f"{claim.field}{with_value} occurs {_times(claim.count)}"
        case "sums to":
            return f"{claim.field} adds up to {claim.value}"
        case "between":
            return f"{claim.field} lies between {' and '.join(_BETWEEN.split(claim.value))}"
        case "refers to":
            return f"{claim.field} refers to {claim.value}"


def _times(count: int | None) -> str:
    if count is None:
        return "an untold number of times"
    return "once" if count == 1 else f"{count:,} times"


def _kind(field: OutlineField) -> str:
    """The path without positions."""
    return _POSITION.sub("", field.path)


def _steps(path: str) -> list[str]:
    return _POSITION.sub("", path).replace("/@", "/").split("/")


def _parent(field: OutlineField) -> str:
    return field.path.rpartition("/")[0]


def _with_rows(lines: Iterable[int], outline: Outline) -> set[int]:
    """The lines; one that heads a table stands for its rows, too."""
    return {each for line in lines for each in range(line, line + outline.tables.get(line, 0) + 1)}


def _with_value(fields: Iterable[OutlineField]) -> list[OutlineField]:
    return [field for field in fields if field.value.strip()]


def _judge_equals(about: _About) -> Judgement:
    scope = _with_value(about.scope)
    found = [field for field in scope if about.same(field)]
    sentence = sentence_of(about.claim)
    if found and len(found) == len(scope):
        return about.holds(sentence, found)
    if found and not about.cited:
        return about.holds(f"{sentence} in {len(found)} of {len(scope)} places", found)
    if found:
        return about.not_checked(f"the lines cited have {about.told(scope)}")
    if any(map(about.same, about.all)):
        return about.not_checked("this stands in other lines than those cited")
    return _judge_absent(about, scope)


def _judge_absent(about: _About, fields: Sequence[OutlineField]) -> Judgement:
    """None of the fields has the value: contradicted where each surely has another one."""
    if not fields:
        return about.not_checked(f"{about.claim.field} has no value of its own")
    if all(map(about.differs, fields)):
        return about.contradicted(f"{about.claim.field} is {about.told(fields)}", fields)
    return about.not_checked(f"cannot be compared with {about.told(fields)}")


def _judge_only(about: _About) -> Judgement:
    fields = _with_value(about.all)
    found = [field for field in fields if about.same(field)]
    if not found:
        return _judge_absent(about, fields)
    others = [field for field in fields if field not in found]
    if not others:
        return about.holds(sentence_of(about.claim), found)
    # "The only adult" may be said of one among others, and "only 23 kg" of the lines cited.
    is_of_the_lines = about.cited and all(map(about.same, about.cited))
    if len(found) > 1 and not is_of_the_lines and all(map(about.differs, others)):
        return about.contradicted(f"{about.claim.field} is also {about.told(others)}", others)
    return about.not_checked(f"the section also has {about.told(others)}")


def _judge_counts(about: _About) -> Judgement:
    count, found = about.claim.count, about.all
    if count is None:
        return about.not_checked("it says no number")
    if held := _held(about, count):
        return about.holds(f"{about.claim.field} holds {held} {_times(count)}", about.all)
    if about.claim.value:
        holders = _paths_with(about)
        found = [field for field in about.all if field.path in holders]
    if len(found) == count and (count or all(map(about.differs, about.all))):
        return about.holds(sentence_of(about.claim), found)
    different = {" ".join(field.value.split()) for field in _with_value(found)}
    if not about.claim.value and len(different) == count:
        return about.holds(f"{about.claim.field} has {count:,} different values", found)
    if not found or count in _other_counts(about, found):
        return about.not_checked(f"in the whole section it is {len(found):,}")
    return about.contradicted(f"it occurs {_times(len(found))}", found)


def _held(about: _About, count: int) -> str:
    """What a list holds so often and nothing else beside it: its own name stands for them, too."""
    if len(about.all) != 1 or about.all[0].is_leaf or about.claim.value or count < 2:
        return ""
    children = [each for each in about.outline.fields if _parent(each) == about.all[0].path]
    names = {_steps(each.path)[-1] for each in children}
    return names.pop() if len(children) == count and len(names) == 1 else ""


def _paths_with(about: _About) -> set[str]:
    """The paths of all that has the value claimed, itself or in a field below it."""
    paths = set()
    for field in filter(about.same, about.outline.fields):
        steps = field.path.split("/")
        paths |= {"/".join(steps[:count]) for count in range(1, len(steps) + 1)}
    return paths


def _other_counts(about: _About, found: Sequence[OutlineField]) -> set[int]:
    """What else may be meant: lines, what is cited, has any value, is in one place, or is held."""
    places = Counter(place for field in found for place in (_parent(field), _kind(field)))
    cited = [field for field in found if field in about.cited]
    held = {field.path for field in found}
    children = [each for each in about.outline.fields if _parent(each) in held]
    places.update(place for each in children for place in (_parent(each), _kind(each)))
    others = (len(about.claim.lines), len(about.cited), len(cited), len(about.all))
    return {*others, *places.values()}


def _judge_sum(about: _About) -> Judgement:
    total, unit = amount_of(about.claim.value), unit_of(about.claim.value)
    numbers = {field: number_of(field.value) for field in _with_value(about.all)}
    if total is None or not numbers or None in numbers.values():
        return about.not_checked("there are no numbers to add up")
    if len(units := _units(about, numbers)) > 1 or (unit and unit not in units):
        return about.not_checked(f"units: {', '.join(sorted(units)) or 'none stands there'}")
    sums = _sums(about, {field: number or Decimal() for field, number in numbers.items()})
    if total == sums["all"]:
        return about.holds(sentence_of(about.claim), list(numbers))
    if total == sums.get("cited"):
        return about.holds(f"{sentence_of(about.claim)} in the lines cited", about.cited)
    if any(round(each) == round(total) for each in sums.values()):
        return about.not_checked(f"in the whole section it is {sums['all']:,}")
    return about.contradicted(f"it adds up to {sums['all']:,}", about.all)


def _units(about: _About, fields: Collection[OutlineField]) -> set[str]:
    """The units and currencies that stand beside these numbers, as attributes."""
    elements = {field.element for field in fields}
    return {
        each.value
        for each in about.outline.fields
        if each.element in elements and _UNIT.search(each.path.rpartition("/@")[2])
    }


def _sums(about: _About, numbers: Mapping[OutlineField, Decimal]) -> dict[str, Decimal]:
    """What the numbers come to: all of them, those cited, and those of each place."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    cited = {field for field in about.cited if field in numbers}
    for field, number in numbers.items():
        grandparent = _parent(field).rpartition("/")[0]
        places = {"all", _kind(field), _parent(field), grandparent, field.path}
        for place in places | ({"cited"} if len(cited) > 1 and field in cited else set()):
            sums[place] += number
    return sums


def _judge_between(about: _About) -> Judgement:
    bounds = [ordered(each) for each in _BETWEEN.split(about.claim.value)]
    fields = _with_value(about.scope)
    values = [ordered(field.value) for field in fields]
    kinds = {type(each) for each in (*bounds, *values)}
    if len(bounds) != 2 or not fields or len(kinds) != 1 or kinds == {type(None)}:
        return about.not_checked("there are no numbers or dates that could be compared")
    low, high = sorted(bounds)  # type: ignore[type-var]
    outside = [
        field
        for field, value in zip(fields, values, strict=True)
        if not low <= value <= high  # type: ignore[operator]
    ]
    if outside:
        return about.contradicted(f"{about.claim.field} is also {about.told(outside)}", outside)
    where = " in the lines cited" if len(about.scope) < len(about.all) else ""
    return about.holds(sentence_of(about.claim) + where, fields)


def _judge_reference(about: _About) -> Judgement:
    targets = {link.path: link.target_path for link in about.links}
    fields = [field for field in _with_value(about.scope) if _kind(field) in targets]
    if not fields:
        return about.not_checked("no reference is known here")
    named = _named_steps(about.claim.value)
    if all(_ends_with(targets[_kind(field)], named) for field in fields):
        return about.holds(sentence_of(about.claim), fields)
    found = [field for field in fields if about.claim.value in field.value.split()]
    if found and (len(found) == len(fields) or not about.cited):
        return about.holds(sentence_of(about.claim), found)
    if found or any(map(about.same, about.all)):
        return about.not_checked(f"the lines cited have {about.told(fields)}")
    return _judge_absent(about, fields)


def _ends_with(target_path: str, named: Sequence[str]) -> bool:
    """Whether the target, or the element that it identifies, is the one named: PaxID of Pax."""
    steps = _steps(target_path)
    return bool(named) and list(named) in (steps[-len(named) :], steps[-len(named) - 1 : -1])


_JUDGES: dict[str, Callable[[_About], Judgement]] = {
    "equals": _judge_equals,
    "only": _judge_only,
    "counts": _judge_counts,
    "sums to": _judge_sum,
    "between": _judge_between,
    "refers to": _judge_reference,
}
