"""The messages within values of a document, which can be opened as documents of their own."""

from dataclasses import dataclass
from pathlib import Path

from discovery.documents import packed_values
from discovery.documents.catalogue import Catalogue, read_catalogue
from discovery.documents.message import (
    Message,
    is_message,
    is_named_like_message,
    is_ndc,
    message_places,
    recognise,
)
from discovery.documents.packed_values import UNPACKED_BYTES_MAX, Unpacked
from discovery.documents.parser import is_plain
from discovery.documents.progress import Advance, unheard
from discovery.documents.values import Value, read_values
from discovery.errors import DocumentRefusedError, NotFoundError

LISTED_MAX = 100
UNPACKED_BYTES_OF_ALL_MAX = 2 * UNPACKED_BYTES_MAX
"""Of the values of one document together, as each is read to its end."""
READ_MAX = 2_000
"""Values of one document that are read."""

CAREFULLY_READ_BYTES_MAX = 1_000_000
"""Of one with a DOCTYPE or not in UTF-8, which takes ten times as long to read."""

_TAKES_TOO_LONG = "It is larger than 1 MB, and has a DOCTYPE or is not in UTF-8."
_READS_OF_A_REFUSED = 50  # it was unpacked up to the limit
_ENOUGH_ELEMENTS = 5  # of XML that is no message we know


@dataclass(frozen=True, slots=True)
class InnerMessage:
    """A message within a value: where it stands, how it is packed, and its bytes when unpacked."""

    xpath: str
    packing: str
    size: int
    message: Message


@dataclass(frozen=True, slots=True)
class UnreadValue:
    """A value that seems to hold a message, and why it is not offered: no word of the value."""

    xpath: str
    reason: str


@dataclass(frozen=True, slots=True)
class InnerMessages:
    """What the values of a document hold, as far as they were looked at.

    `left_out` counts the values that may hold more, and were not read for the limits.
    """

    found: tuple[InnerMessage, ...] = ()
    unread: tuple[UnreadValue, ...] = ()
    left_out: int = 0


def find_inner_messages(document: Path, scratch: Path, advance: Advance = unheard) -> InnerMessages:
    """Look at the values of a document that may be messages; `scratch` is a file to write to.

    Worth the time where the catalogue says `may_hold_messages`. `advance` is told the bytes read.
    Raises DocumentRefusedError where the document itself is refused.
    """
    search = _Search(scratch)
    for value in read_values(document, advance):
        if packed_values.may_be_xml(value.value):
            search.look_at(value)
    return InnerMessages(tuple(search.found), tuple(search.unread), search.left_out)


def write_inner_message(document: Path, xpath: str, target: Path) -> Unpacked:
    """Write the message that stands in the value with this XPath to `target`.

    Raises NotFoundError where there is none, DocumentRefusedError.
    """
    for value in read_values(document):
        if value.xpath == xpath and (unpacked := packed_values.unpack(value.value, target)):
            return unpacked
    raise NotFoundError(
        "The document holds no message in a value with this XPath. List its messages and name "
        "the XPath of one."
    )


class _Search:
    """The looking at one value after the other, within the limits of a document."""

    def __init__(self, scratch: Path) -> None:
        self.found: list[InnerMessage] = []
        self.unread: list[UnreadValue] = []
        self.left_out = 0
        self._scratch = scratch
        self._bytes_left = UNPACKED_BYTES_OF_ALL_MAX
        self._reads_left = READ_MAX

    def look_at(self, value: Value) -> None:
        """Note what a value holds, if that is a message."""
        if self._reads_left <= 0 or self._is_full():
            self.left_out += 1
            return
        try:
            unpacked = packed_values.unpack(value.value, self._scratch)
        except DocumentRefusedError as refusal:
            self._reads_left -= _READS_OF_A_REFUSED
            self.unread.append(UnreadValue(value.xpath, str(refusal)))
            return
        if unpacked is not None:
            self._read(value, unpacked)

    def _is_full(self) -> bool:
        return max(len(self.found), len(self.unread)) >= LISTED_MAX

    def _read(self, value: Value, unpacked: Unpacked) -> None:
        size = self._scratch.stat().st_size
        if size > self._bytes_left:
            self.left_out += 1
            return
        self._bytes_left -= size
        self._reads_left -= 1
        if size > CAREFULLY_READ_BYTES_MAX and not is_plain(self._scratch, unheard):
            self.unread.append(UnreadValue(value.xpath, _TAKES_TOO_LONG))
            return
        try:
            catalogue = read_catalogue(self._scratch)
        except DocumentRefusedError as refusal:
            if is_named_like_message(unpacked.root_name):
                self.unread.append(UnreadValue(value.xpath, _reason(refusal)))
            return
        if _is_worth_opening(catalogue, is_whole=unpacked.is_whole):
            message = recognise(catalogue)
            self.found.append(InnerMessage(value.xpath, unpacked.packing, size, message))


def _is_worth_opening(catalogue: Catalogue, *, is_whole: bool) -> bool:
    """Whether XML within a value is a message, rather than some words with tags in them."""
    places = message_places(catalogue)
    if any(is_message(catalogue, place) or is_ndc(catalogue, place) for place in places):
        return True
    return is_whole and catalogue.elements >= _ENOUGH_ELEMENTS


def _reason(refusal: DocumentRefusedError) -> str:
    return str(refusal).partition(" Nothing was stored")[0]
