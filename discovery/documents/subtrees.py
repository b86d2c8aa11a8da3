"""The occurrences of ticked nodes, streamed from the document one by one."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lxml import etree

from discovery.documents import parser
from discovery.documents.catalogue import Catalogue
from discovery.documents.places import Spot
from discovery.documents.progress import Advance, unheard
from discovery.errors import NotFoundError

LineOf = Callable[[int], int]

ELEMENTS_A_LINE = 10  # where there are more, lines say nothing

_MARKUP = re.compile(r"<!--.*?-->|<\?.*?\?>|(?P<start><[^/!?])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Subtree:
    """One occurrence of a ticked node.

    `position` counts the subtrees of a selection in document order, `ordinal` the occurrences
    of its node; both from 1. `xpath` is XPath 1.0 without prefixes and selects exactly this
    element. `lines` are those in which the start tags of all its elements end, in document order,
    its own first. `element` stands on its own.
    """

    position: int
    node: int
    ordinal: int
    path: str
    key: str
    xpath: str
    lines: tuple[int, ...]
    element: etree._Element

    @property
    def source_line(self) -> int:
        """The line in which its start tag ends."""
        return self.lines[0]

    def source(self) -> str:
        """The subtree as XML text, comments and processing instructions included."""
        return etree.tostring(self.element, encoding="unicode", with_tail=False)

    @property
    def is_laid_out(self) -> bool:
        """Whether it is written on so few lines that it is shown laid out, an element a line."""
        return len(self.lines) > ELEMENTS_A_LINE * len(set(self.lines))

    def shown_source(self) -> str:
        """The source as people see it."""
        if not self.is_laid_out:
            return self.source()
        element = deepcopy(self.element)
        etree.indent(element)
        return etree.tostring(element, encoding="unicode")

    def shown_lines(self) -> tuple[int, ...]:
        """The lines of its elements as people see them: of the document, or as it is laid out."""
        if not self.is_laid_out:
            return self.lines
        source = self.shown_source()
        lines, line, at = [], 1, 0
        for found in _MARKUP.finditer(source):
            line, at = line + source.count("\n", at, found.start()), found.start()
            if found["start"]:
                lines.append(line)
        return tuple(lines)

    def source_lines(self, source: str) -> list[int]:
        """The number of each line of `shown_source()`, or of it with values masked.

        A start tag of several lines is one line there: the next one then has a higher number.
        """
        if self.is_laid_out:
            return list(range(1, source.count("\n") + 2))
        starts, numbers, at = iter(self.lines), [self.source_line], 0
        is_numbered = False  # by an element that begins in this line
        for found in _MARKUP.finditer(source):
            if passed := source.count("\n", at, found.start()):
                numbers += range(numbers[-1] + 1, numbers[-1] + 1 + passed)
                is_numbered = False
            at = found.start()
            if found["start"]:
                line = next(starts, numbers[-1])
                numbers[-1] = numbers[-1] if is_numbered else line
                is_numbered = True
        passed = source.count("\n", at)
        return [*numbers, *range(numbers[-1] + 1, numbers[-1] + 1 + passed)]


@dataclass(slots=True)
class _Ticks:
    """The ticked nodes as a tree of steps, so that each element needs one look-up."""

    below: "dict[str, _Ticks]" = field(default_factory=dict)
    node: int | None = None


@dataclass(slots=True)
class _Place(Spot):
    """An open element, and what is ticked below it."""

    ticks: _Ticks | None = None

    @property
    def is_ticked(self) -> bool:
        return self.ticks is not None and self.ticks.node is not None


def as_it_is(line: int) -> int:
    """The line itself, in a document that came as it is."""
    return line


def read_subtrees(
    document: Path,
    catalogue: Catalogue,
    ticked: Collection[int],
    advance: Advance = unheard,
    line_of: LineOf = as_it_is,
) -> Iterator[Subtree]:
    """Yield the subtrees of the ticked nodes of the document, in document order.

    `ticked` are indexes into `catalogue.nodes`; a node inside another ticked node is covered by
    it and not yielded again. Memory is bounded by the largest subtree. The reading ends with the
    last of them. `advance` is told the bytes read, `line_of` gives the line that a line is shown
    as. Raises DocumentRefusedError.
    """
    count = sum(catalogue.nodes[index].count for index in catalogue.units(ticked))
    yield from islice(_all_subtrees(document, catalogue, ticked, advance, line_of), count)


def _all_subtrees(
    document: Path,
    catalogue: Catalogue,
    ticked: Collection[int],
    advance: Advance,
    line_of: LineOf,
) -> Iterator[Subtree]:
    places = [_Place("", "", ticks=_tick_tree(catalogue, ticked))]
    ordinals: Counter[int] = Counter()
    is_ticked = False  # the last of the places, to which all belongs that is below it
    below = 0  # levels from a ticked place on, or from one that leads to none: only counted
    for event, element in parser.events(document, advance):
        if event == "start":
            if not below:
                places.append(_enter(element, places[-1]))
                is_ticked = places[-1].is_ticked
            below += bool(below or is_ticked or places[-1].ticks is None)
            continue
        if event == "end":
            if below <= 1:
                place = places.pop()
                if is_ticked:
                    ordinals[_ticked_node(place)] += 1
                    yield _subtree(catalogue, place, element, ordinals, line_of)
                is_ticked = False
            below = max(0, below - 1)
        if not is_ticked:
            parser.forget(element)


def read_one(
    document: Path, catalogue: Catalogue, node: int, ordinal: int, line_of: LineOf = as_it_is
) -> Subtree:
    """Read one occurrence of a node; raises NotFoundError, DocumentRefusedError."""
    for subtree in read_subtrees(document, catalogue, [node], line_of=line_of):
        if subtree.ordinal == ordinal:
            return subtree
    raise NotFoundError(
        f"The document has no occurrence {ordinal} of {catalogue.nodes[node].path}. "
        "Open the document again."
    )


def _tick_tree(catalogue: Catalogue, ticked: Collection[int]) -> _Ticks:
    top = _Ticks()
    for index in catalogue.units(ticked):
        ticks = top
        for tag in catalogue.steps(index):
            ticks = ticks.below.setdefault(tag, _Ticks())
        ticks.node = index
    return top


def _enter(element: etree._Element, parent: _Place) -> _Place:
    """Step down to an element."""
    tag = str(element.tag)
    ticks = parent.ticks.below.get(tag) if parent.ticks else None
    return _Place(*parent.step(tag), ticks=ticks)


def _ticked_node(place: _Place) -> int:
    if place.ticks is None or place.ticks.node is None:
        raise AssertionError("a subtree ended that no tick began")
    return place.ticks.node


def _subtree(
    catalogue: Catalogue,
    place: _Place,
    element: etree._Element,
    ordinals: Counter[int],
    line_of: LineOf,
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
        # those of a copy end at 65,535
        lines=tuple(line_of(each.sourceline or 0) for each in element.iter(etree.Element)),
        element=alone,
    )
