"""XML within a value: as text, escaped, in base64, or packed with gzip in base64.

What a value holds is written to a file, in bounded pieces, and the one reader reads it there.
"""

import base64
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple, NoReturn

from discovery.documents.plain import attributes
from discovery.errors import DocumentRefusedError

UNPACKED_BYTES_MAX = 10_000_000
"""Of one value, as libxml2 takes no longer text."""

PACKED_MOST = 100
"""Times that gzip makes a message smaller: of those we have, 44. More is made to harm."""
_PACKED_HARMLESS = 1_000_000  # bytes, whatever they were made of
_PIECE_CHARACTERS = 1 << 16  # a multiple of four, as base64 is read by fours
_LEAST_BYTES = 40
_LEAST_BYTES_OF_BASE64 = 100
_TO_STANDARD = str.maketrans("-_", "+/")  # from the alphabet of addresses

# How base64 begins of XML (`<`, a byte order mark), gzip and zlib.
_BASE64_START = r"(?=P[A-P]|77u[_/]|[_/]{2}48|[_/]v8A|H4sI|eJ|eN|eA)"
_DATA_ADDRESS = r"data:[\w.+/-]{1,80}+(?:;[\w=.-]{1,80}+){0,4}?;base64,\s*+"
_BASE64 = re.compile(
    rf"\s*+(?:{_DATA_ADDRESS})?{_BASE64_START}([\w+/\s-]{{50,}}+=*+)\s*+\Z", re.ASCII
)
_MAY_BE_BASE64 = re.compile(rf"\s*+(?:{_DATA_ADDRESS})?{_BASE64_START}[\w+/\s-]{{50}}".encode())
_HIDDEN_LESS_THAN = b"\x01"  # as `plain` writes a `<` that stands in a value
_PACKED = (b"\x1f\x8b", b"x\x01", b"x\x9c", b"x\xda", b"x^")
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32

_START = re.compile(r"<(?:\?xml\s|!--|!DOCTYPE\s|[^\W\d])")
_DECLARED = re.compile(r"(\A<\?xml\s[^>]*?\bencoding\s*=\s*)(\"[^\"]*\"|'[^']*')")
_DECLARATION_CHARACTERS = 200
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


_BEGINNING = 1_000  # bytes
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_OF_A_PAGE = frozenset({
    "html", "body", "div", "p", "span", "table", "tr", "td", "ul", "ol", "li", "dl", "a", "b", "i",
    "u", "em", "strong", "font", "center", "br", "hr", "img", "h1", "h2", "h3", "h4", "h5", "h6",
    "pre", "code", "blockquote", "section", "article", "small", "sup", "sub", "svg", "style",
})  # fmt: skip
_MADE_TO_HARM = (
    f"The value is packed data that grows more than {PACKED_MOST}-fold when it is unpacked, as no "
    "message does."
)


class Unpacked(NamedTuple):
    """What was found in a value: how it is packed, and whether nothing else stands beside it.

    `root_name` is the local name of the first element.
    """

    packing: str
    is_whole: bool
    root_name: str


def may_be_xml(text: str) -> bool:
    """Whether a value may hold XML; quick, and often wrong where it says yes."""
    # Each sign has up to four bytes.
    return len(text) * 4 >= _LEAST_BYTES and _may_be_xml(text.encode(errors="replace"), b"<")


def may_hold_xml(tags: list[bytes], texts: list[bytes]) -> bool:
    """The same of all values among the tags and texts that `plain` has cut."""
    return any(
        len(text) >= _LEAST_BYTES and _may_be_xml(text, _HIDDEN_LESS_THAN) for text in texts
    ) or any(len(tag) >= _LEAST_BYTES and _may_be_xml_in(tag) for tag in tags)


def _may_be_xml_in(tag: bytes) -> bool:
    if len(tag) < _LEAST_BYTES_OF_BASE64 and _HIDDEN_LESS_THAN not in tag and b"&lt;" not in tag:
        return False
    return any(_may_be_xml(value, _HIDDEN_LESS_THAN) for _, value in attributes(tag))


def _may_be_xml(value: bytes, less_than: bytes) -> bool:
    if len(value) < _LEAST_BYTES:
        return False
    is_long = len(value) >= _LEAST_BYTES_OF_BASE64
    return (
        less_than in value
        or b"&lt;" in value
        or (is_long and _MAY_BE_BASE64.match(value) is not None)
    )


def unpack(value: str, target: Path) -> Unpacked | None:
    """Write the XML that a value holds to `target`; None where it holds none, or a web page.

    Raises DocumentRefusedError where it comes to more than UNPACKED_BYTES_MAX.
    """
    if found := _BASE64.match(value):
        return _unpack_base64(found[1], target)
    packing = "text"
    if "<" not in value and "&lt;" in value:
        value, packing = _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], value), "escaped text"
    return _write_text(value, target, packing)


def _write_text(value: str, target: Path, packing: str) -> Unpacked | None:
    """Write what stands from the first `<` of a text to its last `>`, in UTF-8."""
    start, end = _START.search(value), value.rfind(">") + 1
    if start is None or end <= start.start():
        return None
    xml = value[start.start() : end]
    declaration = _DECLARED.sub(r'\1"UTF-8"', xml[:_DECLARATION_CHARACTERS], count=1)
    content = (declaration + xml[_DECLARATION_CHARACTERS:]).encode("utf-8", errors="surrogatepass")
    if len(content) > UNPACKED_BYTES_MAX:
        _refuse()
    root_name = _root_name(content)
    if root_name in _OF_A_PAGE:
        return None
    target.write_bytes(content)
    beside = value[: start.start()] + value[end:]
    return Unpacked(packing, not beside.strip(" \t\r\n\ufeff"), root_name)


def _root_name(content: bytes) -> str:
    """The name of the first element, as far as the beginning of a document tells."""
    beginning = content[:_BEGINNING].replace(b"\0", b"")  # of UTF-16; most names are ASCII
    found = _ROOT.search(beginning)
    return found[1].decode("ascii", "replace") if found else ""


def _unpack_base64(packed: str, target: Path) -> Unpacked | None:
    packing, root_name, written = "", "", 0
    with target.open("wb") as file:
        try:
            for each, piece in _pieces(packed):
                packing, root_name = each, root_name or _root_name(piece)
                if not root_name:
                    return None
                written += len(piece)
                _raise_if_too_large(written, len(packed))
                file.write(piece)
        except (ValueError, zlib.error):  # no base64, or not packed as it begins
            return None
    return Unpacked(packing, True, root_name) if root_name not in _OF_A_PAGE else None


def _raise_if_too_large(unpacked: int, packed: int) -> None:
    if unpacked > UNPACKED_BYTES_MAX:
        _refuse()
    if unpacked > max(_PACKED_HARMLESS, PACKED_MOST * packed):
        raise DocumentRefusedError(_MADE_TO_HARM, beyond_limit=True)


def _pieces(packed: str) -> Iterator[tuple[str, bytes]]:
    """The bytes that base64 holds, unpacked where they are packed; with each how they were."""
    decoded = _decoded(packed)
    first = next(decoded, b"")
    if not first.startswith(_PACKED):
        yield "base64", first
        yield from (("base64", piece) for piece in decoded)
        return
    unzip = zlib.decompressobj(_GZIP_OR_ZLIB)
    for piece in chain([first], decoded):
        while piece:
            yield "gzip in base64", unzip.decompress(piece, _PIECE_CHARACTERS)
            piece = unzip.unconsumed_tail
    yield "gzip in base64", unzip.flush()


def _decoded(packed: str) -> Iterator[bytes]:
    signs = re.sub(r"\s", "", packed).rstrip("=").translate(_TO_STANDARD)
    signs += "=" * (-len(signs) % 4)
    for at in range(0, len(signs), _PIECE_CHARACTERS):
        yield base64.b64decode(signs[at : at + _PIECE_CHARACTERS], validate=True)


def _refuse() -> NoReturn:
    million = UNPACKED_BYTES_MAX // 1_000_000
    raise DocumentRefusedError(
        f"The value comes to more than the limit of {million} million bytes when it is unpacked.",
        beyond_limit=True,
    )
