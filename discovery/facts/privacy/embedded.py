"""Values inside a value: XML, JSON and base64, opened so that the same rules apply to them."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from discovery.facts.privacy.fields import Holds, field_type
from discovery.facts.privacy.pseudonyms import BINARY, PSEUDONYM

_NAME = r"[^\W\d][\w.:-]{0,200}"
_MARKUP = re.compile(
    rf"""
    </\s*(?P<close>{_NAME})\s*>
  | <(?P<open>{_NAME})(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*?)(?P<empty>/?)>
  | <!\[CDATA\[ | \]\]> | <!-- | --> | <[!?] | \?>
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(rf"({_NAME})\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_MAY_HOLD_VALUES = re.compile(r"[<&{\[]")
_LOOKS_LIKE_XML = re.compile(rf"</{_NAME}\s*>|<{_NAME}(?:\s[^<>]*)?/>|<{_NAME}\s[^<>=]*=[^<>]*>")
_JSON_TOKEN = re.compile(
    rf"(?P<pseudonym>{PSEUDONYM.pattern}|{re.escape(BINARY)})"
    r'|"(?P<string>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?'
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<open>[{\[])|(?P<close>[}\]])|,"
)
_LOOKS_LIKE_JSON = re.compile(
    r"\s*(?:\{|\[\s*[\"{\[\d-])(?=[^\"]{0,200}\"(?:[^\"\\]|\\.)*\"\s*[:,\]}]|[^\"]*\"\s*[,\]])",
    re.DOTALL,
)
_ENTITY = re.compile(
    r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<sign>amp|lt|gt|quot|apos|nbsp));"
)
_JSON_ESCAPE = re.compile(r"\\(?:u(?P<hex>[0-9a-fA-F]{4})|(?P<sign>.))", re.DOTALL)
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0"} | {
    "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f",
}  # fmt: skip
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?:[A-Za-z0-9+/_-]{4}(?:\r?\n\s{0,40})?){5,}"
    r"[A-Za-z0-9+/_-]{0,4}={0,2}(?![A-Za-z0-9+/=_-])"
)
_MIXED = re.compile(r"(?=.*\d)(?=.*[a-z]).*[A-Z]", re.DOTALL)  # words have no digits in them
_LONG_BASE64 = 64
_OPEN_LOOKED_AT = 200  # elements among which a closing tag finds its own
_STEPS = 6  # names above a value that are looked at
# Attributes and elements that name the field which one of the others holds.
NAMING = frozenset(
    {"name", "key", "code", "id", "k", "field", "label", "property", "attr", "attribute", "type"}
)
NAMED = frozenset({"value", "val", "v", "text", "content"})
_FIELD_NAME = re.compile(r"[^\W\d][\w.\- ]{1,60}")


class Piece(NamedTuple):
    """A value inside a value: its field, its text, and where each sign of it begins outside.

    `places` has one more entry than the text has signs; None where both are the same but for
    `start`.
    """

    path: str
    text: str
    start: int
    places: Sequence[int] | None = None

    def outside(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the text stands in the value that holds it."""
        if self.places is None:
            return self.start + start, self.start + end
        return self.places[start], self.places[end]


def naming_value(said: Iterable[tuple[str, str]]) -> str:
    """What an attribute or an element calls the personal field that another one holds.

    `said` are local names and values.
    """
    for local, value in said:
        if local.lower() in NAMING and _FIELD_NAME.fullmatch(value):
            name = value.replace(" ", "_")
            if field_type(f"/{name}").holds is Holds.PERSON:
                return name
    return ""


def named_path(path: str, name: str, called: str) -> str:
    """The path of an attribute or a key, with what its field is called where that is said."""
    is_value = called and name.lower().lstrip("@") in NAMED
    return f"{path}/{called}/{name}" if is_value else f"{path}/{name}"


def path_of_value(
    path: str, attributes: list[tuple[str, str]], before: Iterable[tuple[str, str]]
) -> str:
    """The path of an element's text, with the name of its field where one is said beside it.

    `attributes` are its own, by local names; `before` the names and texts of the elements that
    stand before it in their common parent.
    """
    named = naming_value(attributes)
    if not named and path.rpartition("/")[2].lower() in NAMED:
        named = naming_value(reversed(list(before)))
    return f"{path}/{named}" if named else path


def pieces_in(path: str, text: str) -> list[Piece] | None:
    """The values inside a text that is XML, escaped XML or JSON; None where it is none of these."""
    if not _MAY_HOLD_VALUES.search(text):
        return None
    if "<" in text and _LOOKS_LIKE_XML.search(text):
        return list(markup_pieces(path, text))
    if "&lt;" in text:
        return [_resolved(path, text, 0, _ENTITY)]
    return list(_json_pieces(path, text)) if _LOOKS_LIKE_JSON.match(text) else None


def markup_pieces(path: str, text: str) -> Iterator[Piece]:
    """The values of XML as it is written, whole or in part: texts, attributes, comments.

    `path` is that of the element around it. A field that is named beside its value
    (`<Param name="lastName" value="..."/>`) has that name as a step of its path.
    """
    elements: list[tuple[str, str]] = []  # open ones: names, and the fields they are said to hold
    called = ""  # what `<Key>LastName</Key>` calls the value behind it
    at = 0
    for found in (*_MARKUP.finditer(text), None):
        here = "/".join([path, *(name for name, _ in elements[-_STEPS:])])
        own = elements[-1][1] if elements else ""
        between = text[at : found.start() if found else len(text)]
        yield _resolved(f"{here}/{own}" if own else here, between, at, _ENTITY)
        if not found:
            return
        at = found.end()
        local = (found["open"] or found["close"] or "").rpartition(":")[2]
        if found["close"]:
            called = called if local.lower() in NAMED else naming_value([(local, between.strip())])
            _close(elements, local)
        elif found["open"]:
            attributes = list(_attributes(found))
            own = naming_value((piece.path, piece.text) for piece in attributes)
            own = own or (called if local.lower() in NAMED else "")
            for piece in attributes:
                name = piece.path
                is_at = named_path(f"{here}/{local}", f"@{name}", own) if name else here
                yield piece._replace(path=is_at)
            elements += [] if found["empty"] else [(local, own)]


def _attributes(tag: re.Match[str]) -> Iterator[Piece]:
    """The attributes of a tag under their local names, and what stands between them under none."""
    at, end = tag.span("attributes")
    for found in _ATTRIBUTE.finditer(tag.string, at, end):
        yield Piece("", tag.string[at : found.start()], at)
        prefix, _, last = found[1].rpartition(":")
        group = found.lastgroup or ""
        local = prefix if prefix == "xmlns" else last
        yield _resolved(local, found[group], found.start(group), _ENTITY)
        at = found.end()
    yield Piece("", tag.string[at:end], at)


def _close(elements: list[tuple[str, str]], name: str) -> None:
    for depth in range(len(elements) - 1, max(-1, len(elements) - 1 - _OPEN_LOOKED_AT), -1):
        if elements[depth][0] == name:
            del elements[depth:]
            return


def _json_pieces(path: str, text: str) -> Iterator[Piece]:
    """The strings and numbers of JSON, each under the keys above it, and what is neither."""
    keys: list[str] = []  # of the open objects and lists
    key = called = ""
    at = 0
    for found in _JSON_TOKEN.finditer(text):
        above = "/".join([path, *filter(None, keys[-_STEPS:])])
        here = named_path(above, key, called) if key else above
        yield Piece(here, text[at : found.start()], at)
        at = found.end()
        if found["colon"]:
            key = found["string"]
        elif found["string"] is not None:
            piece = _resolved(here, found["string"], found.start("string"), _JSON_ESCAPE)
            called = naming_value([(key, piece.text)]) or called
            yield piece
        elif found["number"] or found["pseudonym"]:
            yield Piece(here, found[0], found.start())
        else:
            keys += [key] if found["open"] else []
            del keys[len(keys) - bool(found["close"]) :]
            called = "" if found[0] in "{}" else called
            key = ""
    yield Piece(path, text[at:], at)


def _resolved(path: str, text: str, start: int, escape: re.Pattern[str]) -> Piece:
    """The text without its escapes, and the place of each sign."""
    signs: list[str] = []
    places: list[int] = []
    at = 0
    for found in escape.finditer(text):
        resolved = _sign(found)
        signs += text[at : found.start()] + resolved
        places += [
            *range(start + at, start + found.start()),
            *[start + found.start()] * len(resolved),
        ]
        at = found.end()
    if not signs:
        return Piece(path, text, start)
    places += range(start + at, start + len(text) + 1)
    return Piece(path, "".join(signs) + text[at:], start, places)


def _sign(found: re.Match[str]) -> str:
    if found["sign"]:
        return _SIGNS.get(found["sign"], found["sign"])
    number = int(found["hex"], 16) if found["hex"] else int(found["decimal"])
    return chr(number) if number < 0x110000 else found[0]


def base64_in(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Base64 in a text: where it stands, and the text it holds, or None where it is no text."""
    for found in _BASE64.finditer(text):
        is_mixed = _MIXED.match(found[0]) is not None
        decoded = _decoded(found[0]) if is_mixed or found[0].endswith("=") else None
        if decoded is not None or (is_mixed and len(found[0]) >= _LONG_BASE64):
            yield *found.span(), decoded


def _decoded(value: str) -> str | None:
    packed = re.sub(r"\s", "", value).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        text = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if re.sub(r"[\r\n\t]", "", text).isprintable() else None
