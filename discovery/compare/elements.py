"""An element made ready to be compared: its values read once, its content summed up."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from discovery.compare.alignment import Identity
from discovery.compare.masking import Masking
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

    `content` is equal for elements that are known to have the same values at the same paths,
    `equated` also where they are written in another unit, format or spelling, `visible` where they
    look the same whatever pseudonyms stand for. None looks at namespaces or at the order of
    siblings. `scope` is that of the pseudonyms at or below it, "" where there are none.
    """

    name: str
    namespace: str | None
    attributes: dict[str, Attribute]
    text: Value
    children: list["Element"] = field(default_factory=list)
    content: bytes = b""
    equated: bytes = b""
    visible: bytes = b""
    scope: str = ""

    @property
    def identity(self) -> Identity | None:
        """The value that identifies it among its siblings: `PAX1` of `Pax/PaxID` or `Pax/@id`."""
        for name, attribute in self.attributes.items():
            if identifies(self.name, f"@{name}"):
                return identity_of(attribute.value)
        for child in self.children:
            if not child.children and identifies(self.name, child.name):
                return identity_of(child.text)
        return None


def identity_of(value: Value) -> Identity:
    """A value as what identifies an element, in whatever spelling where it is masked."""
    return Identity(value.scope, value.equated if value.masking else value.raw)


@lru_cache(_CACHED_NAMES)
def identifies(owner: str, leaf: str) -> bool:
    """Whether the field `leaf` of an element (an attribute as `@name`) identifies that element."""
    name = read_name(f"/{owner}/{leaf}")
    return name.role is Role.IDENTIFIER and name.defines


def read_element(structure: Structure, rules: Rules, masking: Masking | None) -> Element:
    """Read the structure of a fact, which may be masked; no depth is too much."""
    root = _start(structure, rules, masking)
    parents_first, open_ = [], [(root, structure)]
    while open_:
        element, source = open_.pop()
        parents_first.append(element)
        for piece in source["content"]:
            if not isinstance(piece, str):
                child = _start(piece, rules, masking)
                element.children.append(child)
                open_.append((child, piece))
    for element in reversed(parents_first):
        _sum_up(element)
    return root


def _start(source: Structure, rules: Rules, masking: Masking | None) -> Element:
    name = source["name"]
    attributes: dict[str, Attribute] = {}
    for clark_name in sorted(source["attributes"]):
        local = clark_name.rpartition("}")[2]
        value = rules.value(source["attributes"][clark_name], masking, name, local)
        attributes[clark_name if local in attributes else local] = Attribute(clark_name, value)
    text = rules.value(_shown_text(source), masking, name, name)
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


def _sum_up(element: Element) -> None:
    children = element.children
    values = [element.text]
    if element.attributes:
        values += [attribute.value for attribute in element.attributes.values()]
    scopes = chain((value.scope for value in values), (child.scope for child in children))
    element.scope = next(filter(None, scopes), "")
    names = (element.name, *element.attributes)
    exact = [value.exact for value in values]
    below = [child.content for child in children]
    element.content = element.equated = digest(names, exact, sorted(below))
    equated = [value.equated for value in values]
    equated_below = [child.equated for child in children]
    if equated != exact or equated_below != below:
        element.equated = digest(names, equated, sorted(equated_below))
    element.visible = element.equated
    if element.scope:
        visible = [value.visible for value in values]
        element.visible = digest(names, visible, sorted([child.visible for child in children]))


def digest(*parts: object) -> bytes:
    """Equal for equal parts, which are texts, bytes, or lists and tuples of them."""
    return blake2b(repr(parts).encode(), digest_size=DIGEST_BYTES).digest()
