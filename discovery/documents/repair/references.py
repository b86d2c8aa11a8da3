"""Bare `&`, references to what is not defined, and characters that XML does not allow."""

import re
from collections.abc import Collection
from html.entities import html5

from discovery.documents.repair.edits import Edits

# What no text of an XML 1.0 document may hold; \udc80 to \udcff stand for bytes that are no UTF-8.
FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff"

_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>\d{1,8})(?!\d)|#[xX](?P<hex>[0-9A-Fa-f]{1,8})(?![0-9A-Fa-f])"
    r"|(?P<name>[A-Za-z_][-.\w]*))(?P<end>;?)",
    re.ASCII,
)
_TROUBLE = re.compile(f"[&{FORBIDDEN}]")
_BAD_BYTES = re.compile("[\udc80-\udcff]+")
_PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}
_WITHOUT_SEMICOLON = _PREDEFINED | {"nbsp"}
_PICTURES = 0x2400
_REPLACEMENT = 0xFFFD

BARE = "a bare '&' in the text; written as '&amp;'"
_NO_SEMICOLON = "a reference without its ';'; the ';' is added"
_HTML_NAME = "a name of HTML that XML does not know; written as the number of its character"
_CAPITAL_X = "a character reference with a capital X; written with a small one"
_CONTROL = "a control character that XML does not allow; shown by its sign, as ␀ for zero"
_WRONG_BYTE = "bytes that are not UTF-8 as the rest of the file is; read as windows-1252"
_CUT_BYTE = "the file ends within a character; what is left of it is taken out"


def fix(
    text: str, start: int, end: int, known: Collection[str], edits: Edits, *, outside: bool = False
) -> None:
    """Fix what stands from `start` to `end`, which holds no markup.

    `known` are the entities that the document defines. With `outside` it names a place outside
    of it that may define more; names unknown to HTML are then left as they are.
    """
    at = start
    while found := _TROUBLE.search(text, at, end):
        at = fix_one(text, found.start(), known, edits, outside=outside)


def fix_one(text: str, at: int, known: Collection[str], edits: Edits, *, outside: bool) -> int:
    """Fix the reference or character at this place; return where to go on."""
    if text[at] != "&":
        return fix_character(text, at, edits)
    reference = _REFERENCE.match(text, at)
    if reference is None:
        edits.replace(at, at + 1, "&amp;", BARE)
        return at + 1
    new, what = _fixed(reference, known, outside=outside)
    if new != reference[0]:
        edits.replace(at, reference.end(), new, what)
    return reference.end()


def _fixed(reference: re.Match[str], known: Collection[str], *, outside: bool) -> tuple[str, str]:
    """A reference as it must be, and what was wrong with it."""
    if name := reference["name"]:
        return _fixed_name(reference, name, known, outside=outside)
    number = int(reference["decimal"] or reference["hex"], 10 if reference["decimal"] else 16)
    if not _is_allowed(number):
        if not reference["end"]:
            return f"&amp;{reference[0][1:]}", BARE
        picture = _PICTURES + number if number < 0x20 else _REPLACEMENT
        return f"&#x{picture:X};", _CONTROL
    new = reference[0].replace("#X", "#x").removesuffix(";") + ";"
    return new, _CAPITAL_X if reference["end"] else _NO_SEMICOLON


def _fixed_name(
    reference: re.Match[str], name: str, known: Collection[str], *, outside: bool
) -> tuple[str, str]:
    if not reference["end"]:
        if name in _WITHOUT_SEMICOLON:
            return ("&#160;" if name == "nbsp" else f"&{name};"), _NO_SEMICOLON
        return f"&amp;{name}", BARE
    if name in _PREDEFINED or name in known:
        return reference[0], ""
    if characters := html5.get(f"{name};"):
        return "".join(f"&#{ord(character)};" for character in characters), _HTML_NAME
    return (reference[0], "") if outside else (f"&amp;{name};", BARE)


def _is_allowed(number: int) -> bool:
    """Whether XML 1.0 allows the character of this number (section 2.2)."""
    if number < 0x20:
        return number in (0x9, 0xA, 0xD)
    return number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF and number not in (0xFFFE, 0xFFFF)


def fix_character(text: str, at: int, edits: Edits) -> int:
    """Fix the forbidden character at this place; return where to go on."""
    code = ord(text[at])
    if 0xDC80 <= code <= 0xDCFF:
        return _fix_byte(text, at, edits)
    new = chr(_PICTURES + code) if code < 0x20 else chr(_REPLACEMENT)
    edits.replace(at, at + 1, new, _CONTROL)
    return at + 1


def _fix_byte(text: str, at: int, edits: Edits) -> int:
    bytes_here = _BAD_BYTES.match(text, at)
    end = bytes_here.end() if bytes_here else at + 1
    if end == len(text) and end - at <= 3:
        edits.delete(at, end, _CUT_BYTE)
    else:
        edits.replace(at, end, as_windows_1252(text[at:end]), _WRONG_BYTE)
    return end


def as_windows_1252(text: str) -> str:
    """Text in which bytes that are no UTF-8 are read as windows-1252, as browsers do."""
    parts = re.split("([\udc80-\udcff]+)", text)
    for index in range(1, len(parts), 2):
        raw = parts[index].encode("utf-8", "surrogateescape")
        parts[index] = "".join(_windows_1252(byte) for byte in raw)
    return "".join(parts)


def _windows_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("windows-1252")
    except UnicodeDecodeError:  # five bytes mean nothing there; ISO-8859-1 has controls
        return chr(byte)
