"""Verdicts on claims about numbers: how many, how much together, and between what."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from discovery.llm.claimed_fields import (
    ClaimedFields,
    kind_of,
    parent_of,
    steps_named,
    steps_of,
    with_value,
)
from discovery.llm.equality import amount_of, number_of, ordered, unit_of
from discovery.llm.judgement import Judgement, bounds, sentence_of, times
from discovery.llm.meaning import Claim
from discovery.llm.outline import OutlineField

_UNIT = re.compile(r"cur|unit|uom", re.IGNORECASE)


def judge_counts(about: ClaimedFields) -> Judgement:
    """Judge how often something occurs."""
    if not any(map(about.same, about.all)):
        about.claim = _with_count(about.claim)
    count, found = about.claim.count, about.all
    if count is None:
        return about.not_checked("it says no number")
    if held := _held(about, count):
        return about.holds(f"{about.claim.field} holds {held} {times(count)}", about.all)
    if about.claim.value:
        holders = _paths_with(about)
        found = [field for field in about.all if field.path in holders]
    if len(found) == count and (count or all(map(about.differs, about.all))):
        return about.holds(sentence_of(about.claim), found)
    different = {" ".join(field.value.split()) for field in with_value(found)}
    if not about.claim.value and len(different) == count:
        return about.holds(f"{about.claim.field} has {count:,} different values", found)
    if not found or count in _other_counts(about, found):
        return about.not_checked(f"in the whole section it is {len(found):,}")
    return about.contradicted(f"it occurs {times(len(found))}", found)


def _with_count(claim: Claim) -> Claim:
    """The claim without a value that no field has, where it is its number or its field."""
    if claim.value.lower() in steps_named(claim.field.lower()):
        return claim.model_copy(update={"value": ""})
    number = number_of(claim.value)
    if number is None or number % 1 or claim.count not in (None, number):
        return claim
    return claim.model_copy(update={"value": "", "count": int(number)})


def _held(about: ClaimedFields, count: int) -> str:
    """What a list holds so often: its own name stands for that, too.

    The value claimed, or without one its children, where they all have one name.
    """
    if len(about.all) != 1 or about.all[0].is_leaf or count < 2:
        return ""
    holder = about.all[0].path
    if about.claim.value:
        below = (each for each in about.outline.fields if each.path.startswith(f"{holder}/"))
        return about.claim.value if sum(map(about.same, below)) == count else ""
    children = [each for each in about.outline.fields if parent_of(each) == holder]
    names = {steps_of(each.path)[-1] for each in children}
    return names.pop() if len(children) == count and len(names) == 1 else ""


def _paths_with(about: ClaimedFields) -> set[str]:
    """The paths of all that has the value claimed, itself or in a field below it."""
    paths = set()
    for field in filter(about.same, about.outline.fields):
        steps = field.path.split("/")
        paths |= {"/".join(steps[:count]) for count in range(1, len(steps) + 1)}
    return paths


def _other_counts(about: ClaimedFields, found: Sequence[OutlineField]) -> set[Decimal | int]:
    """What else may be meant: lines, what is cited, has any value, is in one place, or is held.

    And what the fields say themselves: a quantity, or several values in one text.
    """
    places = Counter(place for field in found for place in (parent_of(field), kind_of(field)))
    held = {field.path for field in found}
    children = [each for each in about.outline.fields if parent_of(each) in held]
    places.update(place for each in children for place in (parent_of(each), kind_of(each)))
    lists = [len(field.value.split()) for field in about.all]
    numbers = [number for field in about.all if (number := number_of(field.value)) is not None]
    cited = len(held & {field.path for field in about.cited})
    others = (len(about.claim.lines), len(about.cited), cited, len(about.all))
    return {*others, *places.values(), *lists, sum(lists), *numbers, sum(numbers)}


def judge_sum(about: ClaimedFields) -> Judgement:
    """Judge what numbers are together."""
    total, unit = amount_of(about.claim.value), unit_of(about.claim.value)
    numbers = {field: number_of(field.value) for field in with_value(about.all)}
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


def _units(about: ClaimedFields, fields: Collection[OutlineField]) -> set[str]:
    """The units and currencies that stand beside these numbers, as attributes."""
    elements = {field.element for field in fields}
    return {
        each.value
        for each in about.outline.fields
        if each.element in elements and _UNIT.search(each.path.rpartition("/@")[2])
    }


def _sums(about: ClaimedFields, numbers: Mapping[OutlineField, Decimal]) -> dict[str, Decimal]:
    """What the numbers come to: all of them, those cited, and those of each place."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    cited = {field for field in about.cited if field in numbers}
    for field, number in numbers.items():
        grandparent = parent_of(field).rpartition("/")[0]
        places = {"all", kind_of(field), parent_of(field), grandparent, field.path}
        for place in places | ({"cited"} if len(cited) > 1 and field in cited else set()):
            sums[place] += number
    return sums


def judge_between(about: ClaimedFields) -> Judgement:
    """Judge whether values lie between two others."""
    ends = [ordered(each) for each in bounds(about.claim)]
    fields = with_value(about.scope)
    values = [ordered(field.value) for field in fields]
    kinds = {type(each) for each in (*ends, *values)}
    if len(ends) != 2 or not fields or len(kinds) != 1 or kinds == {type(None)}:
        return about.not_checked("there are no numbers or dates that could be compared")
    low, high = sorted(ends)  # type: ignore[type-var]
    outside = [
        field
        for field, value in zip(fields, values, strict=True)
        if not low <= value <= high  # type: ignore[operator]
    ]
    if outside:
        return about.contradicted(f"{about.claim.field} is also {about.told(outside)}", outside)
    where = " in the lines cited" if len(about.scope) < len(about.all) else ""
    return about.holds(sentence_of(about.claim) + where, fields)
