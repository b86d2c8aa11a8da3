"""Are the figures in a statement those of the lines it speaks of?"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from discovery.llm.outline import SEPARATOR, Outline

_NUMBER_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TIMES = re.compile(r"\bx(\d+)\b")
# Figures of their own, dates and times included.
_FIGURE = re.compile(r"(?<![\w.,:/-])\d+(?:[.,:/-]\d+)*(?!\w)")
# PAX1, SQ305, 13h40m, 30kg.
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d])\w+")
_IDENTIFIER = re.compile(r"\b[^\W\d]+\d+\b")
_CURRENCY = re.compile(r"\b([A-Z]{3})(?=\d[\d,]*\.\d)")
# Placeholders, numbers of outline lines, and places in an order.
_NO_FIGURE = re.compile(
    r"\[[A-Z_]+_\d+(?::[^\]]*)?\]|\blines? \d+(?:(?:,? and |, ?|-|–)\d+)*"
    r"|\b\d+(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)


class Line(Protocol):
    """A line of an outline."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...


def wrong_figure(
    text: str, lines: Collection[Line], outline: Outline, *, counting: bool = False
) -> str:
    """The first figure of the text that is not true; empty where all are.

    A figure is true where it stands in the lines, also as a part (15 and 2025 of 2025-10-15), or
    where it counts something: the lines, or how often a field or a value stands in the section
    that the text or, for a field, a line names. A code such as SQ305 may stand anywhere in the
    section. What is reckoned from values is not true: a sum cannot be told from a guess.

    A text that is `counting` is taken more strictly: "two" to "twelve" are figures, too, and PAX3
    says nothing of a number of three.
    """
    text = _CURRENCY.sub(r"\1 ", _NO_FIGURE.sub(" ", text))
    written = "\n".join(f"{line.name} {line.value}" for line in lines)
    written = _IDENTIFIER.sub(" ", written) if counting else written
    standing = set(map(_plain, _DIGITS.findall(written)))
    counts = set(_counts(text, lines, outline))
    amounts = set(map(_plain, _NUMBER.findall(written)))
    for figure in _FIGURE.findall(text):
        if not _is_true(figure, standing | counts, amounts):
            return str(figure)
    for code in _CODE.findall(text):
        if not (_stands_in(code, outline) or _parts(code) <= standing | counts):
            return str(code)
    for word in _WORD.findall(text) if counting else ():
        number = _NUMBER_WORDS.get(word.lower())
        if number and number not in standing | counts:
            return str(word)
    return ""


def _is_true(figure: str, known: set[str], amounts: set[str]) -> bool:
    """Whether a figure is known, or all its parts are; 1,234.50 is the amount 1234.5."""
    number = figure.replace(",", "")
    if _NUMBER.fullmatch(number) and "." in number:
        return _plain(number) in amounts
    return _plain(number) in known or _parts(figure) <= known


def _parts(figure: str) -> set[str]:
    return set(map(_plain, _DIGITS.findall(figure)))


def _plain(number: str) -> str:
    """A number without the zeros that say nothing: 030.50 is 30.5.

    It stays a text, because a value may have more digits than Python reads as a number.
    """
    whole, _, fraction = number.partition(".")
    return f"{whole.lstrip('0') or '0'}.{fraction.rstrip('0')}".rstrip(".")


def _stands_in(code: str, outline: Outline) -> bool:
    pattern = rf"(?<!\w){re.escape(code)}(?!\w)"
    return re.search(pattern, outline.text, re.IGNORECASE) is not None


def _counts(text: str, lines: Collection[Line], outline: Outline) -> Iterator[str]:
    """All that a figure may count."""
    yield str(len(lines))
    for line in lines:
        yield from _TIMES.findall(line.value)
    entries = outline.entries.values()
    in_sight = Counter(entry.name for entry in entries if not _TIMES.match(entry.value))
    for name in _names(text, lines, outline):
        yield from (str(outline.counts.get(name, 0)), str(in_sight[name]))
    values = Counter(_cells(entries))
    yield from (str(values[word]) for word in _WORD.findall(text) if word in values)


def _cells(lines: Iterable[Line]) -> Iterator[str]:
    """Each value of the lines: `9.50 | @Cur=GBP` has 9.50 and GBP."""
    for line in lines:
        for cell in line.value.split(SEPARATOR):
            yield cell.rpartition("=")[2]


def _names(text: str, lines: Collection[Line], outline: Outline) -> Iterator[str]:
    """The fields that the lines or the text name."""
    for line in lines:
        yield from line.name.split("/")
        yield from _WORD.findall(line.value) if _TIMES.match(line.value) else ()
    words = {word.lower() for word in _WORD.findall(text)}
    for name in outline.counts:
        plain = name.lstrip("@").lower()
        if plain in words or f"{plain}s" in words:
            yield name
