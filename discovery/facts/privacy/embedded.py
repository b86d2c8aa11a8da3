"""XML, JSON and base64 inside a value, opened so that the same rules apply to what they hold."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from discovery.facts.privacy.fields import Holds, field_type
from discovery.facts.privacy.pseudonyms import BINARY, PSEUDONYM

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
_LOOKS_LIKE_XML = re.compile(rf"</{_NAME}\s*>|<{_NAME}(?:\s[^<>]*)?/>|<{_NAME}\s[^<>=]*=[^<>]*>")
_MAY_HOLD_VALUES = re.compile(r"[<&{\[]")
_ENTITY = re.compile(
    r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>amp|lt|gt|quot|apos|nbsp));"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0"}
_JSON_TOKEN = re.compile(
    rf"(?P<pseudonym>{PSEUDONYM.pattern}|{re.escape(BINARY)})"
    r'|"(?P<string>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?'
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<sign>[{}\[\],])"
)
_LOOKS_LIKE_JSON = re.compile(
    r"\s*(?:\{|\[\s*[\"{\[\d-])(?=[^\"]{0,200}\"(?:[^\"\\]|\\.)*\"\s*[:,\]}]|[^\"]*\"\s*[,\]])",
    re.DOTALL,
)
_JSON_ESCAPE = re.compile(r"\\(?:u(?P<hex>[0-9a-fA-F]{4})|(?P<sign>.))", re.DOTALL)
_JSON_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?:[A-Za-z0-9+/_-]{4}(?:\r?\n\s{0,40})?){5,}"
    r"[A-Za-z0-9+/_-]{0,4}={0,2}(?![A-Za-z0-9+/=_-])"
)
_LONG_BASE64 = 64
_TEXTS = ("text", "cdata", "comment", "instruction", "declaration")
_OPEN_LOOKED_AT = 200  # elements among which a closing tag finds its own
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
    """The values inside a text that is XML, escaped XML or JSON; None where it is none of these."""
    if not _MAY_HOLD_VALUES.search(text):
        return None
    if "<" in text and _LOOKS_LIKE_XML.search(text):
        return list(markup_pieces(path, text))
    if "&" in text and "&lt;" in text:
        piece = _unescaped(path, text, 0)
        return [piece] if piece.text != text else None
    if _LOOKS_LIKE_JSON.match(text):
        return list(_json_pieces(path, text))
    return None


def markup_pieces(path: str, text: str) -> Iterator[Piece]:
    """The values of XML as it is written, whole or in part: texts, attributes, comments.

    `path` is that of the element around it. A field that is named beside its value
    (`<Param name="lastName" value="..."/>`) has that name as a step of its path.
    """
    around = _Around()
    for found in _MARKUP.finditer(text):
        if found["open"]:
            yield from _tag_pieces(path, found, around)
        elif found["close"]:
            around.close(found["close"].rpartition(":")[2])
        else:
            group = next(group for group in _TEXTS if found[group] is not None)
            here = f"{path}{around.path}{around.step}"
            if group == "text":
                around.text = found[group]
                yield _unescaped(here, found[group], found.start(group))
            else:
                yield Piece(here, found[group], found.start(group))


class _Around:
    """The elements around a place of XML, and what is said there of the values to come."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []  # names, and the fields that they are said to hold
        self.text = self.called = ""  # `<Key>LastName</Key>` calls the value behind it so

    @property
    def path(self) -> str:
        return "".join(f"/{name}" for name, _ in self._open[-_STEPS:])

    @property
    def step(self) -> str:
        return f"/{self._open[-1][1]}" if self._open and self._open[-1][1] else ""

    def open(self, name: str, field_name: str) -> None:
        self._open.append((name, field_name))

    def close(self, name: str) -> None:
        if name.lower() not in NAMED:
            self.called = naming_value([(name, self.text.strip())])
        recent = [each for each, _ in self._open[-_OPEN_LOOKED_AT:]]
        if name in recent:
            del self._open[len(self._open) - 1 - recent[::-1].index(name) :]


def _tag_pieces(path: str, tag: re.Match[str], around: _Around) -> Iterator[Piece]:
    """The attributes of a start tag, and what stands between them."""
    name = tag["open"].rpartition(":")[2]
    attributes, rest = _attributes(tag)
    named = naming_value([(local, piece.text) for local, piece in attributes])
    if not named and name.lower() in NAMED:
        named = around.called
    here = f"{path}{around.path}"
    yield from (_attribute_piece(f"{here}/{name}", named, each) for each in attributes)
    yield from (replace(piece, path=here) for piece in rest)
    if not tag["empty"]:
        around.open(name, named)


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


def path_of_value(
    path: str, attributes: list[tuple[str, str]], before: Iterable[tuple[str, str]]
) -> str:
    """The path of an element's text, with the name of its field where one is said beside it.

    `attributes` are its own, by local names; `before` the names and texts of the elements that
    stand before it in their common parent.
    """
    named = naming_value(attributes)
    if not named and path.rpartition("/")[2].lower() in NAMED:
        for each in before:
            named = naming_value([each]) or named
    return f"{path}/{named}" if named else path


def _unescaped(path: str, text: str, start: int) -> Piece:
    """The text with its character references resolved, and the place of each sign."""
    if "&" not in text:
        return Piece(path, text, start)
    return _resolved(path, text, start, _ENTITY, _entity)


def _entity(found: re.Match[str]) -> str:
    if found["name"]:
        return _ENTITIES[found["name"]]
    number = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    return chr(number) if number < 0x110000 else found[0]


def _resolved(
    path: str, text: str, start: int, form: re.Pattern[str], sign_of: Callable[[re.Match[str]], str]
) -> Piece:
    signs: list[str] = []
    places: list[int] = []
    at = 0
    for found in form.finditer(text):
        signs += text[at : found.start()]
        places += range(start + at, start + found.start())
        resolved = sign_of(found)
        signs += resolved
        places += [start + found.start()] * len(resolved)
        at = found.end()
    signs += text[at:]
    places += range(start + at, start + len(text) + 1)
    return Piece(path, "".join(signs), start, places)


def _json_pieces(path: str, text: str) -> Iterator[Piece]:
    """The strings and numbers of JSON, each under the keys above it, and what is neither."""
    keys: list[str] = []  # of the open objects and lists
    key, named, at = "", "", 0
    for found in _JSON_TOKEN.finditer(text):
        here = "/".join([path, *filter(None, [*keys[-_STEPS:], key])])
        if found.start() > at:
            yield Piece(here, text[at : found.start()], at)
        at = found.end()
        if found["colon"]:
            key = found["string"]
        elif found["string"] is not None:
            step = f"/{named}" if named and key.lower() in NAMED else ""
            at_string = found.start("string")
            piece = _resolved(here + step, found["string"], at_string, _JSON_ESCAPE, _json_sign)
            named = naming_value([(key, piece.text)]) or named
            yield piece
        elif found["sign"]:
            key = _next_key(keys, key, found["sign"])
            named = "" if found["sign"] in "{}" else named
        else:
            step = f"/{named}" if named and key.lower() in NAMED else ""
            yield Piece(here + step, found[0], found.start())
    yield Piece(path, text[at:], at)


def _next_key(keys: list[str], key: str, sign: str) -> str:
    """The key that holds behind a sign of JSON; objects and lists are opened and closed."""
    if sign in "{[":
        keys.append(key)
    elif sign in "}]" and keys:
        keys.pop()
    return ""


def _json_sign(found: re.Match[str]) -> str:
    if found["hex"]:
        return chr(int(found["hex"], 16))
    return _JSON_SIGNS.get(found["sign"], found["sign"])


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
