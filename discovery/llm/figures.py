"""Are the figures in a statement those of the lines it speaks of?"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Protocol

from discovery.llm.outline import Outline

_FROM_TWO = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER_WORDS = {word: number for number, word in enumerate(_FROM_TWO, 2)}
# Figures of their own: not those of PAX1, of [SURNAME_1] or of "line 12".
_FIGURE = re.compile(r"(?<![\w.,:/-])\d+(?:[.,:/-]\d+)*(?![\w])")
_NO_FIGURE = re.compile(
    r"\[[A-Z_]+_\d+(?::[^\]]*)?\]|\blines? \d+(?:(?:,? and |, ?|-|–)\d+)*", re.I
)
_WORD = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+")
_TIMES = re.compile(r"\bx(\d+)\b")


class Line(Protocol):
    """A line of an outline."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...


def wrong_figure(
    text: str, lines: Collection[Line], outline: Outline, *, in_words: bool = False
) -> str:
    """What is wrong with a figure of the text, in words; empty where all are true.

    A figure is true where it stands in the lines, also as a part (15 and 2025 of 2025-10-15), or
    where it counts something: the lines, or how often a field that they or the text name occurs.
    Figures reckoned from values are not: a sum cannot be told from a guess. `in_words` looks at
    "two" to "ten", too.
    """
    text = _NO_FIGURE.sub(" ", text)
    standing = _numbers_in(lines)
    counts = _counts(text, lines, outline)
    for figure in _FIGURE.findall(text):
        if not (_stands(figure, standing) or _as_count(figure) in counts):
            return _problem(figure, lines)
    for word in _WORD.findall(text.lower()) if in_words else ():
        if _NUMBER_WORDS.get(word, 0) not in counts | standing | {0}:
            return _problem(word, lines)
    return ""


def _problem(figure: str, lines: Collection[Line]) -> str:
    return f"states {figure}, which the {len(lines)} lines it rests on do not show"


def _stands(figure: str, standing: Collection[int]) -> bool:
    """Whether all parts of a figure stand in the lines; 1,234.50 may be written 1234.50."""
    return any(
        all(int(part) in standing for part in _DIGITS.findall(written))
        for written in (figure, figure.replace(",", ""))
    )


def _as_count(figure: str) -> int | None:
    plain = figure.replace(",", "")
    return int(plain) if plain.isdecimal() else None


def _numbers_in(lines: Collection[Line]) -> set[int]:
    return {
        int(digits) for line in lines for digits in _DIGITS.findall(f"{line.name} {line.value}")
    }


def _counts(text: str, lines: Collection[Line], outline: Outline) -> set[int]:
    """All that a figure may count."""
    entries = outline.entries.values()
    in_sight = Counter(entry.name for entry in entries if not _TIMES.match(entry.value))
    counts = {len(lines)}
    for name in _names(text, lines, outline):
        counts |= {outline.counts.get(name, 0), in_sight[name]}
    counts |= {int(times) for line in lines for times in _TIMES.findall(line.value + line.name)}
    return counts


def _names(text: str, lines: Collection[Line], outline: Outline) -> Iterator[str]:
    """The fields that the lines or the text name."""
    for line in lines:
        yield from line.name.split("/")
        yield from _WORD.findall(line.value) if line.value.startswith("x") else ()
    words = {word.lower() for word in _WORD.findall(text)}
    for name in outline.counts:
        plain = name.lstrip("@").lower()
        if plain in words or f"{plain}s" in words:
            yield name
