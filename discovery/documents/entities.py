"""What the entities of a document come to: how much text, and what could not be read of them."""

import re
from collections.abc import Iterable, Mapping

from lxml import etree

EXPANDED_MAX = 1_000_000
"""Characters that the entities of one document may add. libxml2 takes five times its size, and of
empty elements that is more memory than an upload may cost."""

_REFERENCE = re.compile(r"&([^#&;\s][^&;\s]*);")
_PREDEFINED = {"amp", "lt", "gt", "apos", "quot"}

Texts = Mapping[str, str | None]
"""The text of each entity by its name; None where that is kept outside the document."""


def defined_in(root: etree._Element) -> Texts:
    """The entities that a document defines itself."""
    dtd = root.getroottree().docinfo.internalDTD
    return {str(entity.name): entity.content for entity in (dtd.iterentities() if dtd else ())}


def used_in(root: etree._Element) -> list[str]:
    """The entities that the texts of a document refer to, where its tree was left unexpanded."""
    return [str(node.text).strip("&;") for node in root.iter(etree.Entity)]


def reached(used: Iterable[str], texts: Texts) -> list[str]:
    """The entities used, and those that their texts use in turn, each named once."""
    found: dict[str, None] = {}
    waiting = list(reversed(list(used)))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += reversed(_REFERENCE.findall(texts.get(name) or ""))
    return [name for name in found if name not in _PREDEFINED]


def settle_namespaces(root: etree._Element) -> etree._Element:
    """Give elements that come out of entities the default namespace of where they stand.

    libxml2 reads the text of an entity by itself and gives them none, where XML 1.0 section 4.4.2
    takes it as part of the document. No element but these is in no namespace where one holds.
    """
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if not tag.startswith("{") and (namespace := element.nsmap.get(None)):
            element.tag = f"{{{namespace}}}{tag}"
    return root


def expand_too_far(used: Iterable[str], texts: Texts) -> bool:
    """Whether the entities used come to more than EXPANDED_MAX characters, written out."""
    lengths: dict[str, int] = {}
    total = 0
    for name in used:
        total += _length(name, texts, lengths)
        if total > EXPANDED_MAX:
            return True
    return False


def _length(name: str, texts: Texts, lengths: dict[str, int]) -> int:
    """The length of an entity written out; libxml2 has refused those that are nested deep."""
    if name not in lengths:
        lengths[name] = 0
        text = texts.get(name) or ""
        lengths[name] = len(text) + sum(
            _length(inner, texts, lengths) for inner in _REFERENCE.findall(text)
        )
    return lengths[name]
