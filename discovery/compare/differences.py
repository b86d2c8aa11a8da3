"""Two structures, value by value: what was added, removed or changed, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from discovery.compare.alignment import align
from discovery.compare.elements import Element
from discovery.compare.links import Link
from discovery.compare.values import Judge, Value, Verdict
from discovery.facts.structure import attribute_step, short_xpath

ROOT = "."

_UNRESOLVED = (
    "What it refers to was not ticked in both runs, so it may be the same. Tick that as well."
)


class Kind(StrEnum):
    """What became of a value.

    EQUATED is counted as equal: only its unit or format differs. RENUMBERED is another local
    identifier of what is the same, or a reference to that; UNRESOLVED another reference to what
    one of the runs did not take, so that it may be the same. Of masked values, SPELLED are the
    same but for case, accents, blanks and separators; of NOT_COMPARABLE it is not known whether
    they are the same.
    """

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    EQUATED = "equated"
    UNRESOLVED = "target not ticked"
    SPELLED = "spelled differently"
    NOT_COMPARABLE = "not comparable"


CHANGES = frozenset({Kind.ADDED, Kind.REMOVED, Kind.CHANGED})
"""The kinds that make a fact changed."""


class Part(StrEnum):
    """What of a fact differs: a value of its structure, or what a model said about it."""

    VALUE = "value"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. A side that has no such value is None, and so is its XPath.

    The `path` of a value leads there from the root of the subtree (`.` for the root itself) in
    local names, with `[n]` where a name is repeated on either side: n as before, for what was
    added as after. The `path` of a meaning names its part, such as `summary`. The `note` of a
    reference says what it refers to where that is another thing.
    """

    part: Part
    kind: Kind
    path: str
    before: str | None
    after: str | None
    xpath_a: str | None = None
    xpath_b: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """An element on one side or on both, that is still to be compared."""

    path: str
    before: Element | None
    after: Element | None

    @property
    def is_same(self) -> bool:
        """Whether nothing at or below it can differ."""
        one, other = self.before, self.after
        return bool(one and other and one.content == other.content and not one.has_links)


def compare_elements(before: Element, after: Element, judge: Judge) -> list[Difference]:
    """Compare two subtrees; differences in document order.

    Children are paired name by name, see `alignment`. No difference is: the order of siblings,
    where a text stands between child elements, a namespace, and the name of the root.
    """
    return [found for place in _places(before, after) for found in _compare_own(place, judge)]


def paired_elements(before: Element, after: Element) -> Iterator[tuple[Element, Element]]:
    """The elements of two subtrees that are the same, as far as they may differ or refer."""
    for place in _places(before, after):
        if place.before and place.after:
            yield place.before, place.after


def _places(before: Element, after: Element) -> Iterator[_Place]:
    """All places in document order, but for what says the same without referring to anything."""
    open_ = [_Place(ROOT, before, after)]
    while open_:
        place = open_.pop()
        if not place.is_same:
            yield place
            open_.extend(reversed(_children(place)))


def _compare_own(place: _Place, judge: Judge) -> Iterator[Difference]:
    """The differences of attributes and own text."""
    both = place.before is not None and place.after is not None
    before, after = _values(place.before, both), _values(place.after, both)
    for step in dict.fromkeys([*before, *after]):
        one, other = before.get(step), after.get(step)
        path = _path_to(place.path, step)
        kind = judge.judge(one.value, other.value, path) if one and other else _alone(one)
        if kind is not Verdict.EQUAL:
            yield Difference(
                part=Part.VALUE,
                kind=Kind(kind),
                path=path,
                before=one.value.raw if one else None,
                after=other.value.raw if other else None,
                xpath_a=one.xpath if one else None,
                xpath_b=other.xpath if other else None,
                note=_note(one.value, other.value, kind) if one and other else "",
            )


def _note(before: Value, after: Value, kind: Kind | Verdict) -> str:
    one, other = before.reference, after.reference
    if kind is Verdict.UNRESOLVED:
        return _UNRESOLVED
    if kind is Verdict.CHANGED and one and other and (one.points or other.points):
        return f"In A it refers to {_pointed(one)}, in B to {_pointed(other)}."
    return ""


def _pointed(link: Link) -> str:
    """The elements that a reference points to, by the last step to each."""
    steps = [short_xpath(xpath).rpartition("/")[2] for xpath in link.points]
    return ", ".join(steps) or "nothing"


@dataclass(frozen=True, slots=True)
class _Located:
    value: Value
    xpath: str


def _values(element: Element | None, both: bool) -> dict[str, _Located]:
    """The step to each value of an element, `@name` for an attribute and "" for its text.

    The text of an element that only one side has counts where it says something, or where the
    element has nothing else that would show it.
    """
    if element is None:
        return {}
    values = {
        f"@{name}": _Located(found.value, f"{element.xpath}/{attribute_step(found.clark_name)}")
        for name, found in element.attributes.items()
    }
    if both or element.text.raw or not (element.attributes or element.children):
        values[""] = _Located(element.text, element.xpath)
    return values


def _alone(before: _Located | None) -> Kind:
    return Kind.REMOVED if before else Kind.ADDED


def _path_to(path: str, step: str) -> str:
    if not step:
        return path
    return step if path == ROOT else f"{path}/{step}"


def _children(place: _Place) -> list[_Place]:
    """The children paired, in the order of before; what was added comes last."""
    before, after = _by_name(place.before), _by_name(place.after)
    pairs = [
        (one, other)
        for name in before | after
        for one, other in align(before.get(name, []), after.get(name, []))
    ]
    pairs.sort(key=_in_order)
    repeated = {
        name for side in (before, after) for name, children in side.items() if len(children) > 1
    }
    return [_Place(_path_to(place.path, _step(*pair, repeated)), *pair) for pair in pairs]


def _by_name(element: Element | None) -> dict[str, list[Element]]:
    """The child elements by name, in document order."""
    children: dict[str, list[Element]] = {}
    for child in element.children if element else ():
        children.setdefault(child.name, []).append(child)
    return children


def _in_order(pair: tuple[Element | None, Element | None]) -> tuple[bool, int]:
    one, other = pair
    return (False, one.order) if one else (True, other.order if other else 0)


def _step(one: Element | None, other: Element | None, repeated: set[str]) -> str:
    shown = cast("Element", one or other)  # a pair has at least one side
    return f"{shown.name}[{shown.number}]" if shown.name in repeated else shown.name
