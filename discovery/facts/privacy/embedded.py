"""XML and base64 inside a value, opened so that the same rules apply to what they hold."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from discovery.facts.privacy.field_types import Holds, field_type

_NAME = r"[^\W\d][\w.:-]{0,200}"
_MARKUP = re.compile(
    rf"""
    <!\[CDATA\[ (?P<cdata>.*?) (?:\]\]>|\Z)
  | <!-- (?P<comment>.*?) (?:-->|\Z)
  | <\? (?P<instruction>.*?) (?:\?>|\Z) | <!(?!\[CDATA\[|--) (?P<declaration>[^>]*) >?
  | </\s*(?P<close>{_NAME})\s*>
  | <(?P<open>{_NAME})(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*?)(?P<empty>/?)>
  | (?P<text>(?:[^<]|<(?![!?/]|{_NAME}))+|<)
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"(?P<name>{_NAME})\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_LOOKS_LIKE_XML = re.compile(rf"</{_NAME}\s*>|<{_NAME}(?:\s[^<>]*)?/>|<{_NAME}\s[^<>]*=[^<>]*>")
_ENTITY = re.compile(
    r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>amp|lt|gt|quot|apos|nbsp));"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0"}
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?:[A-Za-z0-9+/_-]{4}(?:\r?\n\s{0,40})?){5,}"
    r"[A-Za-z0-9+/_-]{0,4}={0,2}(?![A-Za-z0-9+/=_-])"
)
_LONG_BASE64 = 64
_TEXTS = ("text", "cdata", "comment", "instruction", "declaration")
_STEPS = 6  # names above a value that are looked at
# Attributes and elements that name the field which one of the others holds.
NAMING = frozenset(
    {"name", "key", "code", "id", "k", "field", "label", "property", "attr", "attribute", "type"}
)
NAMED = frozenset({"value", "val", "v", "text", "content"})
_FIELD_NAME = re.compile(r"[^\W\d][\w.\- ]{1,60}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A value inside a value: its field, its text, and where each sign of it begins outside.

    `places` has one more entry than the text has signs; None where both are the same but for
    `start`.
    """

    path: str
    text: str
    start: int
    places: list[int] | None = None

    def outside(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the text stands in the value that holds it."""
        if self.places is None:
            return self.start + start, self.start + end
        return self.places[start], self.places[end]


def pieces_in(path: str, text: str) -> list[Piece] | None:
    """The values inside a text that is XML or escaped XML; None where it is none."""
    if "<" in text and _LOOKS_LIKE_XML.search(text):
        return list(markup_pieces(path, text))
    if "&" in text and "&lt;" in text:
        piece = _unescaped(path, text, 0)
        return [piece] if piece.text != text else None
    return None


def markup_pieces(path: str, text: str) -> Iterator[Piece]:
    """The values of XML as it is written, whole or in part: texts, attributes, comments.

    `path` is that of the element around it. A field that is named beside its value
    (`<Param name="lastName" value="..."/>`) has that name as a step of its path.
    """
    open_names: list[str] = []
    field_names: list[str] = []
    for found in _MARKUP.finditer(text):
        here = "/".join([path, *open_names[-_STEPS:]])
        if found["open"]:
            name = found["open"].rpartition(":")[2]
            attributes, rest = _attributes(found)
            named = naming_value([(local, piece.text) for local, piece in attributes])
            yield from (_attribute_piece(f"{here}/{name}", named, each) for each in attributes)
            yield from (replace(piece, path=here) for piece in rest)
            if not found["empty"]:
                open_names.append(name)
                field_names.append(named)
        elif found["close"]:
            name = found["close"].rpartition(":")[2]
            if name in open_names:
                last = len(open_names) - 1 - open_names[::-1].index(name)
                del open_names[last:], field_names[last:]
        else:
            step = f"/{field_names[-1]}" if field_names and field_names[-1] else ""
            group = next(group for group in _TEXTS if found[group] is not None)
            if group == "text":
                yield _unescaped(here + step, found[group], found.start(group))
            else:
                yield Piece(here + step, found[group], found.start(group))


def _attributes(tag: re.Match[str]) -> tuple[list[tuple[str, Piece]], list[Piece]]:
    """The attributes of a tag by their local names, and what stands between them."""
    attributes, rest, at = [], [], 0
    text, offset = tag["attributes"], tag.start("attributes")
    for found in _ATTRIBUTE.finditer(text):
        group = "double" if found["double"] is not None else "single"
        prefix, _, last = found["name"].rpartition(":")
        local = prefix if prefix == "xmlns" else last
        attributes.append((local, _unescaped("", found[group], offset + found.start(group))))
        rest.append(Piece("", text[at : found.start()], offset + at))
        at = found.end()
    return attributes, [*rest, Piece("", text[at:], offset + at)]


def _attribute_piece(path: str, named: str, attribute: tuple[str, Piece]) -> Piece:
    local, piece = attribute
    step = f"/{named}" if named and local.lower() in NAMED else ""
    return replace(piece, path=f"{path}{step}/@{local}")


def naming_value(attributes: list[tuple[str, str]]) -> str:
    """What an attribute calls the personal field that another one, or the text, holds."""
    for local, value in attributes:
        if local.lower() in NAMING and _FIELD_NAME.fullmatch(value):
            name = value.replace(" ", "_")
            if field_type(f"/{name}").holds is Holds.PERSON:
                return name
    return ""


def _unescaped(path: str, text: str, start: int) -> Piece:
    """The text with its character references resolved, and the place of each sign."""
    if "&" not in text:
        return Piece(path, text, start)
    signs: list[str] = []
    places: list[int] = []
    at = 0
    for found in _ENTITY.finditer(text):
        resolved = _sign(found)
        signs += [text[at : found.start()], resolved]
        places += range(start + at, start + found.start())
        places += [start + found.start()] * len(resolved)
        at = found.end()
    places += range(start + at, start + len(text) + 1)
    return Piece(path, "".join([*signs, text[at:]]), start, places)


def _sign(found: re.Match[str]) -> str:
    if found["name"]:
        return _ENTITIES[found["name"]]
    number = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    return chr(number) if number < 0x110000 else found[0]


def base64_in(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Base64 in a text: where it stands, and the text it holds, or None where it is no text."""
    if len(text) < 20:
        return
    for found in _BASE64.finditer(text):
        value = found[0]
        decoded = _decoded(value)
        if decoded is not None:
            yield found.start(), found.end(), decoded
        elif len(value) >= _LONG_BASE64 and _is_mixed(value):
            yield found.start(), found.end(), None


def _is_mixed(value: str) -> bool:
    """Words have no digits and capitals in the middle."""
    return (
        any(map(str.isdigit, value))
        and any(map(str.isupper, value))
        and any(map(str.islower, value))
    )


def _decoded(value: str) -> str | None:
    packed = re.sub(r"\s", "", value).replace("-", "+").replace("_", "/").rstrip("=")
    if not _is_mixed(packed) and not value.endswith("="):
        return None
    try:
        text = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (
        text if text.isprintable() or all(s.isprintable() or s in "\r\n\t" for s in text) else None
    )
