"""The tags and texts of a plain document, cut from its bytes.

A plain document is one that `parser.is_plain` has read to its end: well-formed, in UTF-8, without
a DOCTYPE. libxml2 needs a tenth of the time for that proof that lxml needs to tell Python of every
element, and what is proven can be cut at its `<` and `>` without looking twice. In what comes out
of `cut` nothing but tags and texts is left: comments and instructions are empty tags, CDATA is
text, and references are their characters.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from discovery.documents.progress import Advance

BLOCK_BYTES = 1 << 16  # a tenth faster than 256 KB, whose tags leave the processor's cache
TEXT_MAX = 10_000_000  # bytes; what is longer, libxml2 refuses in a tree

ASIDE = b"!"
"""What the tag begins with that stands for a comment or an instruction; its line breaks follow."""

Cut = tuple[list[bytes], list[bytes]]
"""The tags of a piece of a document without their `<` and `>`, and the text after each."""

_ASIDES = re.compile(
    rb"(?P<closed><(?:!--.*?--|\?.*?\?|!\[CDATA\[(?P<text>.*?)\]\])>)|<[!?](?![\n>]).*", re.DOTALL
)
_UNCLOSED = re.compile(rb"<(?:[!?](?![\n>])|\Z)")
_REFERENCE = re.compile(rb"&(#x?)?([^;]+);")
_TAG = re.compile(rb"""<((?:[^>"']|"[^"]*"|'[^']*')*)>([^<]*)""")
_ATTRIBUTE = re.compile(rb"""([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

# XML knows no control characters, so these stand for signs that would be taken for markup, or for
# line breaks as they are written. They are as long as what they stand for, so that lengths are
# right as they are.
_MARKUP = b"<>\"'\t\n\r"
_STAND_IN = b"\x01\x02\x03\x04\x05\x06\x07"
_MORE = b"\x02"
_PART_BYTES = 1 << 20
_HIDE = bytes.maketrans(_MARKUP, _STAND_IN)
_SHOW = bytes.maketrans(_STAND_IN, _MARKUP)
_TO_BLANKS = bytes.maketrans(b"\t\n\r", b"   ")
_NAMED = {b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'", b"amp": b"&"}


class NotPlainError(Exception):
    """The document turned out to need the careful reading."""


def cut(document: Path, advance: Advance) -> Iterator[Cut]:
    """Yield the tags and texts of a plain document, some thousands at a time.

    An empty element comes as two tags, whose second is `/`. `advance` is told the bytes read.
    Raises NotPlainError for a text beyond TEXT_MAX, or where a line ends with a carriage return
    alone.
    """
    rest = b""
    with document.open("rb") as source:
        while block := source.read(max(BLOCK_BYTES, len(rest))):  # more, where nothing ends
            whole, rest = _part(rest + block)
            if whole:
                yield _cut(whole)
            if len(rest) > TEXT_MAX:
                raise NotPlainError
            advance(len(block))
    yield _cut(_part(rest + b"</")[0])


def text_of(piece: bytes) -> str:
    """A text as it is meant."""
    return piece.translate(_SHOW).decode()


def value_of(piece: bytes) -> str:
    """An attribute value as it is meant: a line break that is not a reference is a blank."""
    return text_of(piece.translate(_TO_BLANKS))


def attributes(tag: bytes) -> list[tuple[bytes, bytes]]:
    """Names and values of a start tag, in order."""
    return [(name, one or other) for name, one, other in _ATTRIBUTE.findall(tag)]


def _part(block: bytes) -> tuple[bytes, bytes]:
    """Split before the last tag, whose text may go on in the next block; resolve asides."""
    end = len(block)
    if b"<!" in block or b"<?" in block or block.endswith(b"<"):
        block = _ASIDES.sub(_without_markup, block)
        unclosed = _UNCLOSED.search(block)
        end = unclosed.start() if unclosed else len(block)
    end = max(0, block.rfind(b"<", 0, end))
    return block[:end], block[end:]


def _without_markup(aside: re.Match[bytes]) -> bytes:
    """The text of a CDATA section with its signs as references; a tag of line breaks for others."""
    if not aside["closed"]:
        return aside[0]
    text: bytes | None = aside["text"]
    if text is None:
        return _aside(aside[0])
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _aside(piece: bytes) -> bytes:
    return b"<" + ASIDE + b"\n" * piece.count(b"\n") + b">"


def _cut(piece: bytes) -> Cut:
    start = piece.find(b"<")
    if start > 0:  # a byte order mark, or blank lines before the root
        piece = _aside(piece[:start]) + piece[start:]
    if b"\r" in piece:
        piece = piece.replace(b"\r\n", b"\n")
        if b"\r" in piece:  # alone, which libxml2 does not count as a line
            raise NotPlainError
    if b"&" in piece:
        piece = b"".join(_REFERENCE.sub(_character, part) for part in _parts(piece))
    if piece.count(b">") > piece.count(b"<"):  # some stand in texts or in attribute values
        piece = _TAG.sub(_without_more, piece)
    parts = piece.replace(b"/>", b"></>").replace(b">", b"<").split(b"<")
    tags, texts = parts[1::2], parts[2::2]
    if len(piece) > TEXT_MAX and max(map(len, texts)) > TEXT_MAX:
        raise NotPlainError
    return tags, texts


def _parts(piece: bytes) -> Iterator[bytes]:
    """A long piece in parts that cut no reference: to put one in costs 80 bytes of memory."""
    at = 0
    while at < len(piece):
        end = piece.find(b";", at + _PART_BYTES) + 1 or len(piece)
        yield piece[at:end]
        at = end


def _character(reference: re.Match[bytes]) -> bytes:
    number, name = reference.groups()
    if not number:
        return _NAMED[name].translate(_HIDE)
    return chr(int(name, 16 if number == b"#x" else 10)).encode().translate(_HIDE)


def _without_more(found: re.Match[bytes]) -> bytes:
    """A tag and its text, in which only the end of the tag is left as `>`."""
    tag, text = (part.replace(b">", _MORE) for part in found.groups())
    return b"<" + tag + b">" + text
