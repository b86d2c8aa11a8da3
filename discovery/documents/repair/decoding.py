"""Decoding of a document's bytes, and what its declaration says wrongly."""

import codecs
import re
from dataclasses import dataclass, replace

from discovery.documents import parser
from discovery.documents.repair import declaration
from discovery.documents.repair.declaration import Declaration
from discovery.documents.repair.guessing import CANDIDATES, MIXED, guess

_HEAD = 1_000
# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The beginning of UTF-16 with its mark, behind headers in which letters are single bytes.
_WIDE_LEAD = 1 << 16
_WIDE_BEHIND = re.compile(rb"\xff\xfe(?=<\0)|\xfe\xff(?=\0<)")
_WRONG_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TAG = re.compile(rb"<[A-Za-z_?!]")
# One byte of so many is zero where letters take two bytes: signs and blanks, even in Chinese.
_ZEROS_AT_LEAST = 20
_UNIT = {"utf-32-le": 4, "utf-32-be": 4, "utf-16-le": 2, "utf-16-be": 2}
# Encodings of which another one holds all characters and some more: that is what is meant.
_WIDER = {
    "shift_jis": ("CP932",),
    "gb2312": ("GBK", "GB18030"),
    "gbk": ("GB18030",),
    "big5": ("Big5-HKSCS",),
    "euc_kr": ("CP949",),
}
# What is declared by habit: in these nearly any bytes can be read, and UTF-8 wrongly.
_FITS_ALL = {"iso8859-1", "iso8859-15", "cp1252"}
_WINDOWS = re.compile(r"^(?:win|windows|ansi|cp)[-_]?(?=\d)", re.IGNORECASE)
_NAMES = {"utf-8": "UTF-8"} | {candidate.codec: candidate.name for candidate in CANDIDATES}

_WRONG_MARK = "the file begins with the mark of UTF-16, which it is not in; the mark is taken out"
_NOT_AS_MARKED = "the file begins with the mark of UTF-8, which it is not in; the mark is taken out"
_HALF = "the file ends within a character; what is left of it is taken out"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document as text. `encoding` is what it is in, by its name in XML.

    Bytes that fit nothing stand as `\\udc80` to `\\udcff`. `fault` says in plain words what is
    wrong with the declared encoding, "" where nothing is; `others` are further encodings that it
    might be in as well. `wide` is UTF-16, UTF-32, or what has a wrong mark: there the declaration
    cannot be fixed alone.
    """

    text: str
    encoding: str
    fault: str = ""
    others: tuple[str, ...] = ()
    wide: bool = False


def decode(data: bytes) -> Decoded:
    """Read bytes as text by what they are, rather than by what they declare."""
    if codec := _wide_codec(data):
        return _decode_wide(data, codec)
    if behind := _decode_behind_headers(data):
        return behind
    if data.startswith(_WRONG_MARKS):
        return replace(decode(data[2:]), fault=_WRONG_MARK, wide=True)
    if data.startswith(codecs.BOM_UTF8):
        return _decode_marked(data)
    if doubted := doubt(data):
        return doubted
    declared = declared_in(data)
    name = (declared.encoding if declared else None) or "UTF-8"
    said = _said(declared)
    if not parser.is_known_encoding(name):
        name, said = _meant(name), f"{said}, a name that is not understood"
        text = _read_as(data, name) if name else None
        return (
            Decoded(text, name, said) if text is not None else _decode_otherwise(data, name, said)
        )
    text = None if _is_mixed(data, name) else _read_as(data, name)
    return Decoded(text, name) if text is not None else _decode_otherwise(data, name, said)


def doubt(data: bytes) -> Decoded | None:
    """What is wrong with the declaration of a document that can be read as it says, though not
    as it was meant: its bytes beyond ASCII are all good UTF-8, which is never so by chance.
    """
    declared = None if _wide_codec(data) or data.isascii() else declared_in(data)
    if declared is None or data.startswith(codecs.BOM_UTF8):
        return None
    text = _read_as(data, "UTF-8") if _codec(declared.encoding or "UTF-8") != "utf-8" else None
    if text is None:
        return None
    return Decoded(text, "UTF-8", f"{_said(declared)}, but the bytes are UTF-8")


def declared_in(data: bytes) -> Declaration | None:
    """The declaration at the beginning of a document in which ASCII letters are single bytes."""
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    return declaration.find(head.decode("latin-1"))


def _wide_codec(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by a byte order mark or by the zero bytes beside the first `<`."""
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8)
    marked = next((codec for mark, codec in _MARKS if head.startswith(mark)), None)
    at = head.find(b"<")
    has_zeros = head.count(b"\0") * _ZEROS_AT_LEAST > len(head)
    if marked or at < 0 or not has_zeros:
        return marked if has_zeros or not _TAG.search(head) else None
    before, behind = head[max(0, at - 3) : at], head[at + 1 : at + 4]
    if not any(behind):
        return "utf-32-le"
    if len(before) == _UNIT["utf-32-be"] - 1 and not any(before):
        return "utf-32-be"
    if behind.startswith(b"\0") and at % 2 == 0:
        return "utf-16-le"
    return "utf-16-be" if before.endswith(b"\0") and at % 2 else None


def _decode_wide(data: bytes, codec: str) -> Decoded:
    data = data.removeprefix(codecs.BOM_UTF8)
    rest = len(data) % _UNIT[codec]
    text = data[: len(data) - rest].decode(codec, "surrogatepass" if "16" in codec else "replace")
    name = codec.upper().rpartition("-")[0]
    return Decoded(text.removeprefix("\ufeff"), name, _HALF if rest else "", wide=True)


def _decode_behind_headers(data: bytes) -> Decoded | None:
    """Read UTF-16 behind headers in ASCII; None where that is not what the bytes are."""
    mark = _WIDE_BEHIND.search(data, 1, _WIDE_LEAD)
    headers = data[: mark.start()] if mark else b""
    if mark is None or not headers.isascii() or b"\0" in headers:
        return None
    behind = _decode_wide(data[mark.start() :], dict(_MARKS)[mark[0]])
    return replace(behind, text=headers.decode("ascii") + behind.text)


def _decode_marked(data: bytes) -> Decoded:
    """Read what begins with the mark of UTF-8, which is right as a rule."""
    behind = data.removeprefix(codecs.BOM_UTF8)
    if _read_as(data, "UTF-8") is None and (found := guess(behind)).name != MIXED:
        return Decoded(
            behind.decode(found.codec), found.name, _NOT_AS_MARKED, found.others, wide=True
        )
    return Decoded(data.decode("utf-8", "surrogateescape"), "UTF-8")


def _is_mixed(data: bytes, name: str) -> bool:
    """Whether bytes are UTF-8 for the most part, though any fit the encoding of this name."""
    return _codec(name) in _FITS_ALL and not data.isascii() and guess(data).name == MIXED


def _said(declared: Declaration | None) -> str:
    if declared and declared.encoding:
        return f"the declaration says {declared.encoding}"
    return "no encoding is declared, which means UTF-8"


def _meant(name: str) -> str:
    """The right name of a well-known encoding under a wrong one, such as CP-1252; else ""."""
    return _NAMES.get(_codec(name), "")


def _is_cut(data: bytes) -> bool:
    """Whether bytes are UTF-8 up to the last character, of which some are missing."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _read_as(data: bytes, name: str) -> str | None:
    """The bytes in the encoding of this name; None where they do not fit or it is unknown."""
    if _codec(name).startswith(("utf-16", "utf-32")):
        return None
    try:
        return data.decode(name)
    except (LookupError, UnicodeError):
        return None


def _codec(name: str) -> str:
    """Python's name of an encoding, also under the spellings that are met; "" where it has none."""
    for spelling in (name, name.replace("-", ""), _WINDOWS.sub("cp", name)):
        try:
            return codecs.lookup(spelling).name
        except LookupError:
            continue
    return ""


def _decode_otherwise(data: bytes, name: str, said: str) -> Decoded:
    """Bytes that do not fit what is declared."""
    if data.isascii():
        return Decoded(data.decode("ascii"), "UTF-8", f"{said}, but the file is in plain ASCII")
    if (text := _read_as(data, "UTF-8")) is not None:
        return Decoded(text, "UTF-8", f"{said}, but the bytes are UTF-8")
    for wider in _WIDER.get(_codec(name), ()):
        if (text := _read_as(data, wider)) is not None:
            return Decoded(text, wider, f"{said}, but the file holds characters of {wider}")
    found = guess(data)
    if found.name == MIXED or (_codec(name) == "utf-8" and _is_cut(data)):
        fault = "" if _codec(name) == "utf-8" else f"{said}, but most of the bytes are UTF-8"
        return Decoded(data.decode("utf-8", "surrogateescape"), "UTF-8", fault)
    fault = f"{said}, but the bytes are not that; they read best as {found.name}"
    return Decoded(data.decode(found.codec), found.name, fault, found.others)
