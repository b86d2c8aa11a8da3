"""An element made ready to be compared: its values, its content summed up, its natural keys."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from discovery.compare.alignment import Identity, Keys
from discovery.compare.keys import Tier, identifies, natural_key
from discovery.compare.values import Value

DIGEST_BYTES = 16
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT", re.ASCII)
_CACHED_LEAVES = 20_000
_DAY = len("2026-12-31")


class Attribute(NamedTuple):
    """An attribute of an element; `clark_name` is `{namespace}name`."""

    clark_name: str
    value: Value


@dataclass(eq=False, slots=True)
class Element:
    """One element. Names are local; attributes are found by local name.

    `content` is equal for elements that are known to say the same at the same paths: their local
    identifiers are left out, and references count as what they point to. `equated` is equal also
    where values are written in another unit, format or spelling, `visible` where they look the
    same whatever pseudonyms stand for. None looks at namespaces or at the order of siblings.
    `scope` is that of the pseudonyms at or below it, "" where there are none. `has_links` says
    that there are local identifiers or references at or below it; `cited` is equal where the same
    is said of what refers to it. Among its siblings it is the
    n-th of all by `order` and of its name by `number`.
    """

    name: str
    parent: str
    xpath: str
    attributes: dict[str, Attribute]
    text: Value
    children: list["Element"] = field(default_factory=list)
    content: bytes = b""
    equated: bytes = b""
    visible: bytes = b""
    scope: str = ""
    has_links: bool = False
    cited: bytes | None = None
    order: int = 0
    number: int = 1

    @property
    def identity(self) -> Identity | None:
        """The value that identifies it among its siblings: `PAX1` of `Pax/PaxID` or `Pax/@id`."""
        for leaf, value in self.leaves():
            if leaf and identifies(self.name, leaf, self.parent):
                return identity_of(value)
        return None

    @property
    def keys(self) -> Keys:
        """Its natural keys; see `natural_keys`."""
        return natural_keys(self)

    def leaves(self) -> Iterator[tuple[str, Value]]:
        """Its attributes as `@name` and its child elements that hold text alone."""
        for name, attribute in self.attributes.items():
            yield f"@{name}", attribute.value
        for child in self.children:
            if not child.children:
                yield child.name, child.text

    def values(self) -> Iterator[Value]:
        """Its own text and attributes."""
        yield self.text
        for attribute in self.attributes.values():
            yield attribute.value


def identity_of(value: Value) -> Identity:
    """A value as what identifies an element, in whatever spelling where it is masked."""
    return Identity(value.scope, value.equated if value.masking else value.raw)


def sum_up(element: Element, *, structure_only: bool = False) -> None:
    """Give an element its digests, once its children have theirs."""
    if element.children or element.attributes or structure_only:
        _sum_up(element, structure_only)
    else:
        _sum_up_leaf(element)


def _sum_up_leaf(element: Element) -> None:
    """The same for text alone: most elements are such, and many are alike."""
    value, link = element.text, element.text.link
    element.has_links, element.scope = link is not None, value.scope
    said = link and link.said
    element.content = _leaf_digest(element.name, said or value.exact)
    element.equated = _leaf_digest(element.name, said or value.equated)
    element.visible = _leaf_digest(element.name, said or value.visible)


@lru_cache(_CACHED_LEAVES)
def _leaf_digest(name: str, text: str) -> bytes:
    return digest((name,), [text], [])


def _sum_up(element: Element, structure_only: bool) -> None:
    children = element.children
    values = [element.text]
    if element.attributes:
        values += [attribute.value for attribute in element.attributes.values()]
    links = [value.link for value in values]
    element.has_links = any(links) or any(child.has_links for child in children)
    scopes = [value.scope for value in values] + [child.scope for child in children]
    element.scope = next(filter(None, scopes), "")
    said = [] if structure_only else list(zip(values, links, strict=True))
    names = (element.name, *element.attributes)
    exact = [link.said if link else value.exact for value, link in said]
    below = [child.content for child in children]
    element.content = element.equated = digest(names, exact, sorted(below))
    equated = [link.said if link else value.equated for value, link in said]
    equated_below = [child.equated for child in children]
    if equated != exact or equated_below != below:
        element.equated = digest(names, equated, sorted(equated_below))
    element.visible = element.equated
    if element.scope:
        visible = [link.said if link else value.visible for value, link in said]
        element.visible = digest(names, visible, sorted([child.visible for child in children]))


def natural_keys(element: Element) -> Keys:
    """What it tells of itself: all together with what it refers to, and what tells most.

    Looked at are its own fields and those of its parts, but not of parts that are repeated or
    have an identifier of their own; of these it counts what they refer to.
    """
    tiers: dict[Tier, list[str]] = {tier: [] for tier in Tier}
    about: list[str] = []
    scope = ""
    for owner, leaf, value in _telling(element):
        if value.link:
            about.append(value.link.about)
        elif (tier := natural_key(owner, leaf)) is not None:
            tiers[tier].append(_told(value))
            scope = scope or value.scope
    told = [sorted(each) for each in tiers.values()]
    whole = [*told, sorted(filter(None, about))]
    core = next(filter(None, told), None)
    return Keys(_key(scope, whole if any(whole) else None), _key(scope, core))


def _key(scope: str, told: Sequence[object] | None) -> Identity | None:
    return Identity(scope, digest(told).hex()) if told else None


def _telling(element: Element) -> Iterator[tuple[str, str, Value]]:
    """Its fields, each with its owner, and all references below it."""
    open_ = [(element, True)]
    while open_:
        one, is_own = open_.pop()
        fields = [(one.parent, one.name, one.text)]
        fields += [(one.name, f"@{name}", found.value) for name, found in one.attributes.items()]
        for owner, leaf, value in fields:
            if value.link or (is_own and value.raw):
                yield owner, leaf, value
        names = Counter(child.name for child in one.children)
        for child in one.children:
            is_part = is_own and names[child.name] == 1 and not _is_identified(child)
            if is_part or child.has_links:
                open_.append((child, is_part))


def _is_identified(element: Element) -> bool:
    return bool(element.children or element.attributes) and element.identity is not None


def _told(value: Value) -> str:
    """Of a moment the day."""
    return value.raw[:_DAY] if _MOMENT.match(value.raw) else value.equated


def digest(*parts: object) -> bytes:
    """Equal for equal parts, which are texts, bytes, or lists and tuples of them."""
    return blake2b(repr(parts).encode(), digest_size=DIGEST_BYTES).digest()
