"""What is counted of each element path of a document, and the counting of its elements."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from discovery.documents import packed_values, parser
from discovery.documents.limits import (
    ALL_PATHS_CHARACTERS_MAX,
    PATH_CHARACTERS_MAX,
    PATHS_MAX,
    refuse_paths,
)
from discovery.documents.progress import Advance

SAMPLE_CHARACTERS = 40
TOLD_CHARACTERS = 1000
TOLD_MAX = 50
"""Different values kept of one name, for each path."""

# Elements and attributes that tell whose a message is or which version it has, so that more of them
# is kept than a sample: an airline for each offer, and addresses of schemas.
TELLING = frozenset({
    "Owner", "OwnerCode", "ValidatingCarrierCode", "ValidatingCarrier", "ValidatingAirlineCode",
    "PlatingCarrier", "MarketingCarrier", "marketingCarrier", "marketingCompany", "Carrier",
    "CarrierCode", "carrierCode", "AirlineCode", "Code", "identification", "schemaLocation",
    "noNamespaceSchemaLocation",
})  # fmt: skip

TAG_SIGNS = len("<></>")
ATTRIBUTE_SIGNS = len(' =""')


@dataclass(slots=True)
class _Paths:
    """How many paths a document has, of elements and attributes, and how long all are together.

    `may_hold_message` is whether one of its values may be a message.
    """

    count: int = 0
    characters: int = 0
    may_hold_message: bool = False

    def add(self, length: int) -> None:
        """Note one more path of so many characters. Raises DocumentRefusedError."""
        self.count += 1
        self.characters += length
        if length > PATH_CHARACTERS_MAX:
            refuse_paths("one path has", PATH_CHARACTERS_MAX, "characters")
        if self.count > PATHS_MAX:
            refuse_paths("its elements and attributes have", PATHS_MAX, "different paths")
        if self.characters > ALL_PATHS_CHARACTERS_MAX:
            refuse_paths("all its paths have", ALL_PATHS_CHARACTERS_MAX, "characters together")


@dataclass(eq=False, slots=True)
class PathCount:
    """An element path and what was counted of it.

    `length` is that of the path in characters, `size` that of all its elements together, `largest`
    that of the largest. `seen_in` tells in which parent it was seen last. `told` has the different
    values of TELLING names, by attribute, its own text under ""; `wants_text` is whether another
    text would be kept.
    """

    tag: str
    depth: int
    children: "dict[str, PathCount]" = field(default_factory=dict)
    count: int = 0
    size: int = 0
    largest: int = 0
    repeats: bool = False
    sample: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[str, None]] = field(default_factory=dict)
    wants_text: bool = True
    seen_in: int = -1
    length: int = 0
    paths: _Paths = field(default_factory=_Paths)

    def child(self, tag: str) -> "PathCount":
        """The path of the child elements with this Clark name. Raises DocumentRefusedError."""
        child = self.children.get(tag)
        if child is None:
            length = self.length + 1 + len(tag)
            self.paths.add(length)
            child = PathCount(tag, self.depth + 1, length=length, paths=self.paths)
            self.children[tag] = child
        return child

    def note_value(self, text: str | None) -> None:
        """Note of a value of the document whether it may be a message."""
        if text and not self.paths.may_hold_message:
            self.paths.may_hold_message = packed_values.may_be_xml(text)

    def note_values(self, tags: list[bytes], texts: list[bytes]) -> None:
        """The same of all values among the tags and texts that `plain` has cut."""
        if not self.paths.may_hold_message:
            self.paths.may_hold_message = packed_values.may_hold_xml(tags, texts)

    def wants_attribute(self, name: str) -> bool:
        """Whether another value of this attribute would be kept."""
        return name not in self.attributes or name in TELLING

    def note_attribute(self, name: str, value: str) -> None:
        """Keep what is wanted of the value of an attribute. Raises DocumentRefusedError."""
        if name not in self.attributes:
            self.paths.add(self.length + len("/@") + len(name))
            self.attributes[name] = sample_of(value)
        if name in TELLING:
            self._tell(name, value)

    def note_text(self, text: str) -> None:
        """Keep what is wanted of the text of an element."""
        self.sample = self.sample or sample_of(text)
        is_telling = self.tag.rpartition("}")[2] in TELLING
        self.wants_text = self._tell("", text) if is_telling else not self.sample

    def _tell(self, name: str, value: str) -> bool:
        """Keep a value of this name; whether another one would be kept, too."""
        told = self.told.setdefault(name, {})
        value = " ".join(value[:TOLD_CHARACTERS].split())
        if value and len(told) < TOLD_MAX:
            told[value] = None
        return len(told) < TOLD_MAX


@dataclass(slots=True)
class _Open:
    """An element that has started and not yet ended, with the size of what it holds so far."""

    path: PathCount
    size: int


def count_elements(document: Path, advance: Advance) -> PathCount:
    """Count the elements of any document, one by one; the root is a child of what is returned.

    Raises DocumentRefusedError with line, column and reason where it is not well-formed.
    """
    top = PathCount("", 0)
    open_elements = [_Open(top, 0)]
    for event, element in parser.events(document, advance):
        if event == "start":
            _start(element, open_elements)
        elif event == "end":
            _end(element, open_elements)
        else:
            _leave_aside(element, open_elements)
    return top


def count_occurrences(
    document: Path, wanted: Collection[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], PathCount]]:
    """Count each occurrence of the elements with these steps (Clark names) by itself, in order.

    None of them holds another. The element is a child of what is given with its steps.
    """
    depths = {len(steps) for steps in wanted}
    steps: list[str] = []
    open_elements: list[_Open] = []  # of the occurrence
    for event, element in parser.events(document):
        if event == "start":
            steps.append(str(element.tag))
            if not open_elements and len(steps) in depths and tuple(steps) in wanted:
                open_elements.append(_Open(PathCount("", 0), 0))
            if open_elements:
                _start(element, open_elements)
        elif not open_elements:
            parser.forget(element)
            del steps[-1 if event == "end" else len(steps) :]
        elif event == "end":
            _end(element, open_elements)
            if len(open_elements) == 1:
                yield tuple(steps), open_elements.pop().path
            steps.pop()
        else:
            _leave_aside(element, open_elements)


def sample_of(text: str | None) -> str:
    """The beginning of a text, on one line."""
    if not text:
        return ""
    line = " ".join(text[: 8 * SAMPLE_CHARACTERS].split())
    return line if len(line) <= SAMPLE_CHARACTERS else line[: SAMPLE_CHARACTERS - 1] + "…"


def _leave_aside(element: etree._Element, open_elements: list[_Open]) -> None:
    """Go on after a comment or an instruction."""
    before = parser.forget(element)
    open_elements[-1].path.note_value(before)
    open_elements[-1].size += _utf8_length(before)


def _start(element: etree._Element, open_elements: list[_Open]) -> None:
    parent = open_elements[-1].path
    path = parent.child(str(element.tag))
    path.count += 1
    path.repeats |= path.seen_in == parent.count
    path.seen_in = parent.count
    open_elements.append(_Open(path, _tag_bytes(element, path)))


def _end(element: etree._Element, open_elements: list[_Open]) -> None:
    ended = open_elements.pop()
    path = ended.path
    size = ended.size
    for text in (element.text, *(child.tail for child in element)):
        size += _utf8_length(text)
        path.note_value(text)
    path.size += size
    path.largest = max(path.largest, size)
    if path.wants_text and element.text and not element.text.isspace():
        path.note_text(element.text)
    open_elements[-1].size += size + _utf8_length(parser.forget(element))


def _tag_bytes(element: etree._Element, path: PathCount) -> int:
    name = path.tag.rpartition("}")[2]
    size = 2 * _utf8_length(name) + TAG_SIGNS
    for attribute, value in parser.attributes_of(element):
        attribute_name = attribute.rpartition("}")[2]
        size += _utf8_length(attribute_name) + _utf8_length(value) + ATTRIBUTE_SIGNS
        path.note_value(value)
        if path.wants_attribute(attribute_name):
            path.note_attribute(attribute_name, value)
    return size


def _utf8_length(text: str | None) -> int:
    if not text:
        return 0
    return len(text) if text.isascii() else len(text.encode())
