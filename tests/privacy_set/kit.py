"""Marks within text, and how sections made of marked text become messages and labels.

A family writes its XML with each personal or business string between marks (characters for private
use). The marks are read where a reader of the message would find the value, so that each label
says what really stands there, then they are taken away.
"""

import base64
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from lxml import etree

OPEN, MID, CLOSE = "\ue000", "\ue001", "\ue002"
MARKED = re.compile(f"{OPEN}([+-])([a-z_]+){MID}([^{OPEN}{CLOSE}]*){CLOSE}")
PARTICLES = {
    "de",
    "la",
    "del",
    "van",
    "der",
    "den",
    "von",
    "zu",
    "da",
    "dos",
    "das",
    "di",
    "du",
    "el",
    "al",
    "bin",
    "ten",
    "ter",
    "af",
    "av",
    "i",
    "y",
}


def personal(kind: str, text: str) -> str:
    """Mark a string that must not be stored or sent."""
    return f"{OPEN}+{kind}{MID}{text}{CLOSE}"


def business(kind: str, text: str) -> str:
    """Mark a string that must stay."""
    return f"{OPEN}-{kind}{MID}{text}{CLOSE}"


def name(text: str) -> str:
    """Mark each part of a name but its particles."""
    parts = re.split(r"([ -]+)", text)
    marked = [
        part if not part.strip(" -") or part.casefold() in PARTICLES else personal("name", part)
        for part in parts
    ]
    return "".join(marked)


def plain(text: str) -> str:
    """Give the text without marks."""
    return MARKED.sub(r"\3", text)


def element(tag: str, content: str, **attributes: str) -> str:
    """Give an element of one text; what XML needs escaped is escaped."""
    written = "".join(f' {key}="{attribute(value)}"' for key, value in attributes.items())
    return f"<{tag}{written}>{escape(content)}</{tag}>"


def attribute(value: str) -> str:
    """Escape what may not stand within the quotation marks of an attribute."""
    return escape(value, {'"': "&quot;", "\n": "&#10;"})


def cdata(tag: str, content: str) -> str:
    """Give an element of one CDATA section."""
    return f"<{tag}><![CDATA[{content}]]></{tag}>"


def as_json(value: Any, *, ascii_only: bool = False, indent: int | None = None) -> str:
    """Give JSON whose strings keep their marks."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if not ascii_only:
        return text
    return "".join(
        c if c in OPEN + MID + CLOSE or ord(c) < 128 else f"\\u{ord(c):04x}" for c in text
    )


def quoted(text: str, safe: str = "") -> str:
    """Give text as it stands in a query string, marks kept."""
    pieces = re.split(f"({OPEN}[+-][a-z_]+{MID}|{CLOSE})", text)
    return "".join(p if p[:1] in (OPEN, CLOSE) and p else quote(p, safe=safe) for p in pieces)


def encoded(text: str) -> str:
    """Give text as base64, where the characters that hold a personal string are marked."""
    clean, spans = "", []
    for piece in re.split(f"({MARKED.pattern.replace('(', '(?:')})", text):
        found = MARKED.fullmatch(piece)
        inner = found[3] if found else piece
        start = len(clean.encode())
        clean += inner
        if found and found[1] == "+":
            spans.append((start, len(clean.encode())))
    code = base64.b64encode(clean.encode()).decode()
    out, at = "", 0
    for start, end in spans:
        first, last = max(-(-start // 3) * 4, at), end // 3 * 4
        if last - first >= 8:
            out += code[at:first] + personal("encoded", code[first:last])
            at = last
    return out + code[at:]


@dataclass(frozen=True)
class Family:
    """What makes the pieces of a section, and how many business pieces are added to them."""

    name: str
    make: Callable[[Any], list[str]]
    extras: int


FAMILIES: dict[str, Family] = {}


def family(extras: int = 3) -> Callable[[Callable[[Any], list[str]]], Callable[[Any], list[str]]]:
    """Register a family under the name of its function."""

    def register(make: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
        key = make.__name__
        if key in FAMILIES:
            raise ValueError(f"Two families are called {key}: rename one.")
        FAMILIES[key] = Family(key, make, extras)
        return make

    return register


def values(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Give path and text of each attribute and text below a section, in document order."""
    yield from _values(root, f"/Messages/{_local(root.tag)}")


def _values(node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        yield f"{path}/@{_local(key)}", value
    own = (node.text or "") + "".join(child.tail or "" for child in node)
    if own.strip():
        yield path, own
    for child in node:
        yield from _values(child, f"{path}/{_local(child.tag)}")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def stands(text: str, where: str) -> bool:
    """Say whether a string stands in a text, case ignored; up to three letters as a word only."""
    needle, haystack = text.casefold(), where.casefold()
    if len(needle) > 3 or not needle.isascii():
        return needle in haystack
    before = r"(?<![^\W\d_])" if needle.isalpha() else r"(?<![^\W_])"  # as in 1NG/AN
    return re.search(rf"{before}{re.escape(needle)}(?![^\W_])", haystack) is not None


class ClashError(Exception):
    """A section cannot be masked so that all personal strings go and all business strings stay."""


def read_section(xml: str, family_name: str) -> tuple[str, list[dict[str, Any]]]:
    """Give a marked section without its marks, and its labels."""
    root = etree.fromstring(xml)
    texts = [value for _, value in values(root)]
    fields = {
        plain(node.text or "").casefold()
        for node in root.iter()
        if _local(node.tag) in ("GivenName", "Surname")
    }
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for sign, kind, text in (m.groups() for value in texts for m in MARKED.finditer(value)):
        found.setdefault(
            (text, kind),
            {
                "string": text,
                "type": kind,
                "personal": sign == "+",
                "family": family_name,
                "half": "OWN",
                "in_field": sign == "+" and kind == "name" and text.casefold() in fields,
            },
        )
    labels = list(found.values())
    _check(texts, labels)
    clean = re.sub(f"{OPEN}[+-][a-z_]+{MID}|{CLOSE}", "", xml)
    return clean, labels


def _check(texts: list[str], labels: list[dict[str, Any]]) -> None:
    """Mask as well as can be and see that nothing personal is left and all business is."""
    whole = "\n".join(map(plain, texts))
    best = "\n".join(MARKED.sub(lambda m: m[3] if m[1] == "-" else "\u25cf", t) for t in texts)
    if any(c in whole for c in OPEN + MID + CLOSE):
        raise ValueError(f"Marks within marks: {whole!r}")
    for label in labels:
        text = label["string"]
        if not text.strip() or not stands(text, whole):
            raise ClashError(f"{text!r} does not stand in its section")
        if stands(text, best) is label["personal"]:
            raise ClashError(f"{text!r} stands elsewhere, or is within another string")


def make_sections(
    seed: int, each: int, draw_with: Callable[[random.Random], Any], only: set[str] | None = None
) -> Iterator[tuple[str, list[dict[str, Any]], str]]:
    """Give the content of each section, its labels and its family, mixed as messages come."""
    turns = [
        (number, family)
        for number in range(each)
        for family in FAMILIES.values()
        if not only or family.name in only
    ]
    random.Random(f"{seed}/order").shuffle(turns)
    for number, chosen in turns:
        yield (*_make_section(chosen, f"{seed}/{chosen.name}/{number}", draw_with), chosen.name)


def _make_section(
    chosen: Family, seed: str, draw_with: Callable[[random.Random], Any]
) -> tuple[str, list[dict[str, Any]]]:
    problem: Exception | None = None
    for attempt in range(200):
        draw = draw_with(random.Random(f"{seed}/{attempt}"))
        pieces = [*chosen.make(draw), *draw.extras(chosen.extras)]
        draw.random.shuffle(pieces)
        try:
            return read_section(f"<Message>{''.join(pieces)}</Message>", chosen.name)
        except (ClashError, etree.XMLSyntaxError) as error:  # an apostrophe within apostrophes
            problem = error
    raise ValueError(f"{chosen.name}: {problem}")
