"""What no document may ask of the reader, seen in its bytes before libxml2 has to hold it.

libxml2 bounds depth, names and texts by itself. It does not bound how many attributes one element
has: a tag of 10 MB has a million, which cost 500 MB and, asked for their values, a quarter of an
hour (lxml looks each of them up from the first on).
"""

import codecs
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from discovery.documents.refusal import refuse_limit

ATTRIBUTES_MAX = 10_000
"""Of one element."""

TAG_BYTES_MAX = 10_000_000
"""Of one start tag. libxml2's own limit, which it looks at when it holds the tag already."""

PROLOG_BYTES_MAX = 256 * 1024
"""Before the root element, with a DOCTYPE: libxml2 compares each default there with all others."""

PROLOG_ASIDES_MAX = 1_000
"""Comments and instructions before the root element: lxml looks for each from the first on."""

OTHER_NAMES_MAX = 250_000
"""Different names of instructions, prefixes and namespaces."""

WITH_ENTITIES_BYTES_MAX = 4_000_000
"""A document that defines entities is held in memory as a whole, some thirty times this size."""

PATHS_MAX = 250_000
"""Different paths of elements and attributes: what is kept of each is about a kilobyte."""

PATH_CHARACTERS_MAX = 10_000
"""Of one path: identifiers are kept with where they stand, and so with paths as long as that."""

ALL_PATHS_CHARACTERS_MAX = 40_000_000
"""Of all paths of a document together."""

_SAMPLED = 32  # one piece of so many, by chance, so that no document can tell which
_SAMPLED_NAMES_MAX = 8_000
_NAME = re.compile(
    rb"""<[^\s/>!][^\s/>]*|\sxmlns[^\s=]*\s*=\s*(?:"[^"]*|'[^']*)|\s[^\s=<>"'/]++(?=\s*=)"""
)

_WIDE = {  # by the bytes of the first sign, `<`, or the mark before it
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    b"<\0\0\0": "utf-32-le",
    b"\0\0\0<": "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_MAY_BEGIN_NAME = re.compile(rb"[A-Za-z_:\x80-\xff]|\Z")
_QUOTE_OR_END = re.compile(rb"""["'>]""")


def within_limits(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a document as they are read.

    Raises DocumentRefusedError before the piece in which one tag comes to more attributes than
    ATTRIBUTES_MAX or more bytes than TAG_BYTES_MAX. Exact in encodings whose letters never look
    like quotation marks; in others the reader counts once more.
    """
    tag, as_ascii = _OpenTag(), None
    for chunk in chunks:
        as_ascii = as_ascii or _reading(chunk)
        tag.read(as_ascii(chunk))
        if tag.attributes > ATTRIBUTES_MAX:
            refuse_attributes()
        if tag.size > TAG_BYTES_MAX:
            refuse_limit("one tag with its attributes is longer than the limit of 10 million bytes")
        yield chunk


class OtherNames:
    """The names that a document uses besides those in its paths, which have their own limit."""

    def __init__(self) -> None:
        self._seen: set[int] = set()  # hashes: a name may be long

    def noted_in(self, events: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        """The events of a reading without those that only tell of a namespace (`start-ns`).

        Raises DocumentRefusedError beyond OTHER_NAMES_MAX.
        """
        for kind, what in events:
            if kind == "start-ns":
                self._note(*what)
                continue
            if kind == "pi":
                self._note(what.target)
            yield kind, what

    def _note(self, *names: str) -> None:
        self._seen.update(map(hash, names))
        if len(self._seen) > OTHER_NAMES_MAX:
            refuse_limit(
                f"it has more than the limit of {OTHER_NAMES_MAX:,} different names of "
                "instructions, prefixes and namespaces"
            )


class Names:
    """The names met in a sample of a document's pieces."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def are_many(self, piece: bytes) -> bool:
        """Whether there are so many that the limits on paths must watch the reading.

        libxml2 keeps every name it has met in some 50 bytes more than its own length.
        """
        if secrets.randbelow(_SAMPLED) == 0:
            self._seen.update(_NAME.findall(piece))
        return len(self._seen) > _SAMPLED_NAMES_MAX


def refuse_paths(whose: str, limit: int, of_what: str) -> NoReturn:
    """Refuse a document whose paths are too many or too long. Raises DocumentRefusedError."""
    refuse_limit(f"{whose} more than the limit of {limit:,} {of_what}")


def refuse_attributes() -> NoReturn:
    """Refuse an element with too many attributes. Raises DocumentRefusedError."""
    refuse_limit(f"one element has more than the limit of {ATTRIBUTES_MAX:,} attributes")


def refuse_prolog() -> NoReturn:
    """Refuse a document whose DOCTYPE is too long. Raises DocumentRefusedError."""
    limit = f"the limit of {PROLOG_BYTES_MAX // 1024} KB"
    refuse_limit(f"its DOCTYPE and what else stands before its root element is longer than {limit}")


def refuse_asides() -> NoReturn:
    """Refuse a document with too much beside its root element. Raises DocumentRefusedError."""
    refuse_limit(
        f"more than the limit of {PROLOG_ASIDES_MAX:,} comments and instructions stand before its "
        "root element"
    )


def refuse_entities(what: str) -> NoReturn:
    """Refuse a document for what its entities would cost. Raises DocumentRefusedError."""
    refuse_limit(f"{what}; write its entities out, for example with `xmllint --noent`")


def _reading(first: bytes) -> Callable[[bytes], bytes]:
    """How the bytes of a document that begins so are read as ASCII: signs alone matter here."""
    codec = next((codec for start, codec in _WIDE.items() if first.startswith(start)), None)
    if codec is None:
        return bytes
    decoder = codecs.getincrementaldecoder(codec)("replace")
    return lambda chunk: decoder.decode(chunk).encode("ascii", "replace")


class _OpenTag:
    """The start tag in which what was read so far ends, if it ends in one."""

    def __init__(self) -> None:
        self.attributes = 0
        self.size = 0
        self._is_open = False
        self._quote = b""

    def read(self, piece: bytes) -> None:
        """Go on through the next piece of the document; only its last tag can be open behind it."""
        last = piece.rfind(b"<")
        if last < 0:
            self._go_on(piece, 0)
            self.size = self.size + len(piece) if self._is_open else 0
            return
        self._go_on(piece[:last], 0)
        if self.attributes > ATTRIBUTES_MAX:
            return
        self.attributes, self.size, self._quote = 0, 0, b""
        self._is_open = bool(_MAY_BEGIN_NAME.match(piece, last + 1))
        self._go_on(piece, last + 1)

    def _go_on(self, piece: bytes, at: int) -> None:
        while self._is_open and at >= 0 and self.attributes <= ATTRIBUTES_MAX:
            if self._quote:
                at = piece.find(self._quote, at)
                if at < 0:
                    return
                self.attributes, self._quote, at = self.attributes + 1, b"", at + 1
            else:
                at = self._next_value(piece, at)

    def _next_value(self, piece: bytes, at: int) -> int:
        """Where the next value begins; -1 where none does."""
        found = _QUOTE_OR_END.search(piece, at)
        if found is None:
            return -1
        if found[0] == b">":
            self._is_open = False
            return -1
        self._quote = found[0]
        return found.end()
