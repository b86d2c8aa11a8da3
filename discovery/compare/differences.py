"""Two structures, value by value: what was added, removed or changed, and where."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from discovery.compare.alignment import align
from discovery.compare.elements import Element
from discovery.compare.values import Rules, Value, Verdict
from discovery.facts.structure import StepCounter, attribute_step

ROOT = "."


class Kind(StrEnum):
    """What became of a value. `equated` is counted as equal: only its unit or format differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    EQUATED = "equated"


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


@dataclass(slots=True)
class Found:
    """What came of comparing: differences in document order, and how many values are `masked`."""

    differences: list[Difference] = field(default_factory=list)
    masked: int = 0


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
    def identity(self) -> str | None:
        return self.element.identity


def compare_elements(
    before: Element, after: Element, rules: Rules, xpath_a: str, xpath_b: str
) -> Found:
    """Compare two subtrees whose roots stand at these XPaths.

    Children are paired name by name, see `alignment`. No difference is: the order of siblings,
    where a text stands between child elements, a namespace, and the name of the root.
    """
    found = Found()
    open_ = [_Place(ROOT, _Side(before, xpath_a), _Side(after, xpath_b))]
    while open_:
        place = open_.pop()
        if place.before and place.after and place.before.content == place.after.content:
            found.masked += place.before.element.unknown
        else:
            _compare_own(place, rules, found)
            open_.extend(reversed(_children(place)))
    return found


def _compare_own(place: _Place, rules: Rules, found: Found) -> None:
    """Note the differences of attributes and own text."""
    both = place.before is not None and place.after is not None
    before, after = _values(place.before, both), _values(place.after, both)
    for step in dict.fromkeys([*before, *after]):
        one, other = before.get(step), after.get(step)
        kind = _kind(one, other, rules)
        if kind is Verdict.MASKED:
            found.masked += 1
        elif kind is not Verdict.EQUAL:
            found.differences.append(
                Difference(
                    part=Part.VALUE,
                    kind=Kind(kind),
                    path=_path_to(place.path, step),
                    before=one.value.raw if one else None,
                    after=other.value.raw if other else None,
                    xpath_a=one.xpath if one else None,
                    xpath_b=other.xpath if other else None,
                )
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


def _kind(before: _Located | None, after: _Located | None, rules: Rules) -> Kind | Verdict:
    if before is None:
        return Kind.ADDED
    if after is None:
        return Kind.REMOVED
    return rules.judge(before.value, after.value)


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
