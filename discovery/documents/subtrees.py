"""The occurrences of ticked nodes, streamed from the document one by one."""

from collections import Counter
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from discovery.documents import parser
from discovery.documents.catalogue import Catalogue
from discovery.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Subtree:
    """One occurrence of a ticked node.

    `position` counts the subtrees of a selection in document order, `ordinal` the occurrences
    of its node; both from 1. `xpath` is XPath 1.0 without prefixes and selects exactly this
    element. `source_line` is where its start tag ends. `element` stands on its own.
    """

    position: int
    node: int
    ordinal: int
    path: str
    key: str
    xpath: str
    source_line: int
    element: etree._Element

    def source(self) -> str:
        """The subtree as XML text, comments and processing instructions included."""
        return etree.tostring(self.element, encoding="unicode", with_tail=False)


class Value(NamedTuple):
    """One text or attribute value of a document, and where it stands.

    A tuple, since millions are made: a frozen dataclass takes three times as long.
    """

    path: str
    xpath: str
    value: str


@dataclass(slots=True)
class _Ticks:
    """The ticked nodes as a tree of steps, so that each element needs one look-up."""

    below: "dict[str, _Ticks]" = field(default_factory=dict)
    node: int | None = None


@dataclass(slots=True)
class _Place:
    """An open element: where it stands, and what has been counted among its children."""

    path: str
    xpath: str
    ticks: _Ticks | None
    children: Counter[str] = field(default_factory=Counter)
    tails: list[str] = field(default_factory=list)

    def step(self, tag: str) -> tuple[str, str]:
        """Path and XPath of the next child with this Clark name.

        `Name[n]` counts the children of that name without a namespace; for a name in a
        namespace `*[local-name()='Name'][n]` counts those of that local name in any.
        """
        namespace, _, name = tag.rpartition("}")
        self.children[f"*{name}"] += 1
        if namespace:
            return f"{self.path}/{name}", (
                f"{self.xpath}/*[local-name()='{name}'][{self.children[f'*{name}']}]"
            )
        self.children[name] += 1
        return f"{self.path}/{name}", f"{self.xpath}/{name}[{self.children[name]}]"


def read_subtrees(
    document: Path, catalogue: Catalogue, ticked: Collection[int]
) -> Iterator[Subtree]:
    """Yield the subtrees of the ticked nodes of the document, in document order.

    `ticked` are indexes into `catalogue.nodes`; a node inside another ticked node is covered by
    it and not yielded again. Memory is bounded by the largest subtree. Raises
    DocumentRefusedError.
    """
    places = [_Place("", "", _tick_tree(catalogue, ticked))]
    ordinals: Counter[int] = Counter()
    levels_inside = 0  # a ticked subtree; what is below it belongs to it
    for event, element in parser.events(document):
        if event == "start":
            if levels_inside or _enter(element, places):
                levels_inside += 1
            continue
        if levels_inside > 1:
            levels_inside -= 1
            continue
        place = places.pop()
        if levels_inside == 1:
            levels_inside = 0
            ordinals[_ticked_node(place)] += 1
            yield _subtree(catalogue, place, element, ordinals)
        parser.forget(element)


def read_one(document: Path, catalogue: Catalogue, node: int, ordinal: int) -> Subtree:
    """Read one occurrence of a node; raises NotFoundError, DocumentRefusedError."""
    for subtree in read_subtrees(document, catalogue, [node]):
        if subtree.ordinal == ordinal:
            return subtree
    raise NotFoundError(
        f"The document has no occurrence {ordinal} of {catalogue.nodes[node].path}. "
        "Open the document again."
    )


def read_values(document: Path) -> Iterator[Value]:
    """Yield every attribute and every non-blank text of the document, in bounded memory.

    An element's attributes come when it starts; its own text, with mixed content in one piece,
    when it ends. Raises DocumentRefusedError.
    """
    places = [_Place("", "", None)]
    for event, element in parser.events(document):
        if event == "start":
            _enter(element, places)
            yield from _attributes(element, places[-1])
            continue
        place = places.pop()
        tails = (child.tail or "" for child in element)
        text = "".join((element.text or "", *place.tails, *tails))
        if text.strip():
            yield Value(place.path, place.xpath, text)
        tail = parser.forget(element)
        if tail and (not tail.isspace() or _follows_words(element, places[-1])):
            places[-1].tails.append(tail)


def _follows_words(element: etree._Element, parent: _Place) -> bool:
    """Whether blank text after `element` parts words, and is not the indentation of a container."""
    above = element.getparent()
    return bool(parent.tails) or (above is not None and bool((above.text or "").strip()))


def _tick_tree(catalogue: Catalogue, ticked: Collection[int]) -> _Ticks:
    top = _Ticks()
    for index in catalogue.units(ticked):
        ticks = top
        for tag in catalogue.steps(index):
            ticks = ticks.below.setdefault(tag, _Ticks())
        ticks.node = index
    return top


def _enter(element: etree._Element, places: list[_Place]) -> bool:
    """Step down to an element; true where it is ticked."""
    parent = places[-1]
    tag = str(element.tag)
    ticks = parent.ticks.below.get(tag) if parent.ticks else None
    places.append(_Place(*parent.step(tag), ticks))
    return ticks is not None and ticks.node is not None


def _ticked_node(place: _Place) -> int:
    if place.ticks is None or place.ticks.node is None:
        raise AssertionError("a subtree ended that no tick began")
    return place.ticks.node


def _subtree(
    catalogue: Catalogue, place: _Place, element: etree._Element, ordinals: Counter[int]
) -> Subtree:
    index = _ticked_node(place)
    alone = deepcopy(element)
    alone.tail = None
    return Subtree(
        position=ordinals.total(),
        node=index,
        ordinal=ordinals[index],
        path=place.path,
        key=catalogue.nodes[index].key,
        xpath=place.xpath,
        source_line=element.sourceline or 0,
        element=alone,
    )


def _attributes(element: etree._Element, place: _Place) -> Iterator[Value]:
    for key, value in element.attrib.items():
        namespace, _, name = str(key).rpartition("}")
        test = f"@{name}"
        if namespace:
            uri = namespace.removeprefix("{")
            quote = '"' if "'" in uri else "'"
            test = f"@*[local-name()='{name}' and namespace-uri()={quote}{uri}{quote}]"
        yield Value(f"{place.path}/@{name}", f"{place.xpath}/{test}", str(value))
