"""Two structures, value by value: what was added, removed or changed, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from discovery.compare.alignment import Identity, align
from discovery.compare.elements import Element
from discovery.compare.values import Judge, Value, Verdict
from discovery.facts.structure import StepCounter, attribute_step

ROOT = "."


class Kind(StrEnum):
    """What became of a value.

    EQUATED is counted as equal: only its unit or format differs. Of masked values, SPELLED are the
    same but for case, accents, blanks and separators; of NOT_COMPARABLE it is not known whether
    they are the same.
    """

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    EQUATED = "equated"
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
    added as after. The `path` of a meaning names its part, such as `summary`.
    """

    part: Part
    kind: Kind
    path: str
    before: str | None
    after: str | None
    xpath_a: str | None = None
    xpath_b: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """An element on one side or on both, that is still to be compared."""

    path: str
    before: "_Side | None"
    after: "_Side | None"


@dataclass(frozen=True, slots=True)
class _Side:
    """An element among its siblings: the n-th in all (`order`) and of its name (`number`)."""

    element: Element
    xpath: str
    order: int = 0
    number: int = 1

    @property
    def content(self) -> bytes:
        return self.element.content

    @property
    def equated(self) -> bytes:
        return self.element.equated

    @property
    def visible(self) -> bytes:
        return self.element.visible

    @property
    def identity(self) -> Identity | None:
        return self.element.identity

    @property
    def scope(self) -> str:
        return self.element.scope


def compare_elements(
    before: Element, after: Element, judge: Judge, xpath_a: str, xpath_b: str
) -> list[Difference]:
    """Compare two subtrees whose roots stand at these XPaths; differences in document order.

    Children are paired name by name, see `alignment`. No difference is: the order of siblings,
    where a text stands between child elements, a namespace, and the name of the root.
    """
    found: list[Difference] = []
    open_ = [_Place(ROOT, _Side(before, xpath_a), _Side(after, xpath_b))]
    while open_:
        place = open_.pop()
        if not (place.before and place.after and place.before.content == place.after.content):
            found += _compare_own(place, judge)
            open_.extend(reversed(_children(place)))
    return found


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
            )


@dataclass(frozen=True, slots=True)
class _Located:
    value: Value
    xpath: str


def _values(side: _Side | None, both: bool) -> dict[str, _Located]:
    """The step to each value of an element, `@name` for an attribute and "" for its text.

    The text of an element that only one side has counts where it says something, or where the
    element has nothing else that would show it.
    """
    if side is None:
        return {}
    element = side.element
    values = {
        f"@{name}": _Located(found.value, f"{side.xpath}/{attribute_step(found.clark_name)}")
        for name, found in element.attributes.items()
    }
    if both or element.text.raw or not (element.attributes or element.children):
        values[""] = _Located(element.text, side.xpath)
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


def _by_name(side: _Side | None) -> dict[str, list[_Side]]:
    """The child elements of one side, in document order."""
    steps, children = StepCounter(), dict[str, list[_Side]]()
    for order, child in enumerate(side.element.children if side else ()):
        siblings = children.setdefault(child.name, [])
        xpath = f"{side.xpath if side else ''}/{steps.step(child.name, child.namespace)}"
        siblings.append(_Side(child, xpath, order, len(siblings) + 1))
    return children


def _in_order(pair: tuple[_Side | None, _Side | None]) -> tuple[bool, int]:
    one, other = pair
    return (False, one.order) if one else (True, other.order if other else 0)


def _step(one: _Side | None, other: _Side | None, repeated: set[str]) -> str:
    shown = cast("_Side", one or other)  # a pair has at least one side
    name = shown.element.name
    return f"{name}[{shown.number}]" if name in repeated else name
