"""An element made ready to be compared: its values read once, its content summed up."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from discovery.compare.values import Rules, Value
from discovery.facts.naming import Role, read_name
from discovery.facts.structure import Structure, own_text

DIGEST_BYTES = 16
_CACHED_NAMES = 10_000


class Attribute(NamedTuple):
    """An attribute of an element; `clark_name` is `{namespace}name`."""

    clark_name: str
    value: Value


@dataclass(eq=False, slots=True)
class Element:
    """One element. Names are local; attributes are found by local name.

    `content` is equal for elements with the same values at the same paths as far as can be seen,
    `equated` also where the values are written in another unit or format. Neither looks at the
    namespaces nor at the order of siblings. `unknown` counts the values whose placeholders may
    stand for others than in an element of equal content.
    """

    name: str
    namespace: str | None
    attributes: dict[str, Attribute]
    text: Value
    children: list["Element"] = field(default_factory=list)
    content: bytes = b""
    equated: bytes = b""
    unknown: int = 0

    @property
    def identity(self) -> str | None:
        """The value that identifies it among its siblings: `PAX1` of `Pax/PaxID` or `Pax/@id`."""
        for name, attribute in self.attributes.items():
            if identifies(self.name, f"@{name}") and not attribute.value.hidden:
                return attribute.value.raw
        for child in self.children:
            if not child.children and identifies(self.name, child.name) and not child.text.hidden:
                return child.text.raw
        return None


@lru_cache(_CACHED_NAMES)
def identifies(owner: str, leaf: str) -> bool:
    """Whether the field `leaf` of an element (an attribute as `@name`) identifies that element."""
    name = read_name(f"/{owner}/{leaf}")
    return name.role is Role.IDENTIFIER and name.defines


def read_element(structure: Structure, rules: Rules, *, masked: bool) -> Element:
    """Read the structure of a fact that may be `masked`; no depth is too much."""
    root = _start(structure, rules, masked=masked)
    parents_first, open_ = [], [(root, structure)]
    while open_:
        element, source = open_.pop()
        parents_first.append(element)
        for piece in source["content"]:
            if not isinstance(piece, str):
                child = _start(piece, rules, masked=masked)
                element.children.append(child)
                open_.append((child, piece))
    for element in reversed(parents_first):
        _sum_up(element, rules)
    return root


def _start(source: Structure, rules: Rules, *, masked: bool) -> Element:
    name = source["name"]
    attributes: dict[str, Attribute] = {}
    for clark_name in sorted(source["attributes"]):
        local = clark_name.rpartition("}")[2]
        value = rules.value(source["attributes"][clark_name], name, local, masked=masked)
        attributes[clark_name if local in attributes else local] = Attribute(clark_name, value)
    text = rules.value(_shown_text(source), name, name, masked=masked)
    return Element(name, source["namespace"], attributes, text)


def _shown_text(source: Structure) -> str:
    """The own text; blanks between child elements say nothing."""
    content = source["content"]
    if not content:
        return ""
    if len(content) == 1 and isinstance(content[0], str):
        return content[0]
    text = own_text(source)
    return text if text.strip() else ""


def _sum_up(element: Element, rules: Rules) -> None:
    children = element.children
    values = [element.text]
    if element.attributes:
        values += [attribute.value for attribute in element.attributes.values()]
    names = (element.name, *element.attributes)
    shown = [value.shown for value in values]
    element.content = digest(names, shown, sorted([child.content for child in children]))
    element.equated = element.content
    if rules.equate_formats:
        equated = [value.equated for value in values]
        below = [child.equated for child in children]
        if equated != shown or below != [child.content for child in children]:
            element.equated = digest(names, equated, sorted(below))
    if not rules.one_document:
        element.unknown = sum([child.unknown for child in children])
        element.unknown += sum([value.hidden for value in values])


def digest(*parts: object) -> bytes:
    """Equal for equal parts, which are texts, bytes, or lists and tuples of them."""
    return blake2b(repr(parts).encode(), digest_size=DIGEST_BYTES).digest()
