"""Pieces of a document as they are shown to a person: short, and with nothing invisible."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TextIO

from discovery.errors import Surroundings
from discovery.visible import visible as all_visible

LINES_AROUND = 2
COLUMNS_AROUND = 70
SHORT = 200

# Not shown, but needed to tell what is personal: names of elements further up.
_CONTEXT_LINES = 40
_CONTEXT_CHARACTERS = 3000

_BLOCK = 1 << 16
_SPACING = {ord("\t"): "    ", ord("\r"): ""}


def visible(text: str) -> str:
    """A line of text in which control characters and bytes that are no text can be seen."""
    return all_visible(text.translate(_SPACING))


def shortened(text: str, start: int, end: int) -> str:
    """What stands from `start` to `end`, on one line; of a long piece the beginning."""
    piece = visible(text[start : min(end, start + SHORT)])
    return f"{piece} … ({end - start:,} characters)" if end - start > SHORT else piece


class Hidden(Protocol):
    """A place of a text, and what is shown there in place of what is written."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def pseudonym(self) -> str: ...


Find = Callable[[str], Sequence[Hidden]]
"""Finds what is hidden of a source, in order."""


def find_nothing(_: str) -> Sequence[Hidden]:
    """Hides nothing of a source."""
    return ()


class MaskedText:
    """A source of which some places are hidden, to be shown piece by piece."""

    def __init__(self, source: str, find: Find) -> None:
        self._source = source
        self._hidden = find(source)

    def piece(self, start: int, end: int) -> str:
        """What is shown from `start` to `end`; a hidden place that is cut stands there whole."""
        shown, at = [], start
        for place in self._hidden:
            if place.end > start and place.start < end:
                shown += [self._source[at : max(at, place.start)], place.pseudonym]
                at = min(place.end, end)
        return "".join([*shown, self._source[at:end]])


def surroundings(path: Path, encoding: str, line: int, column: int) -> Surroundings | None:
    """The lines around a place of a file, and some before them; None where there is no such line.

    Bytes that do not fit the encoding become `\\xe9`.
    """
    start = max(0, column - 1 - _CONTEXT_CHARACTERS)
    lines = list(_lines(path, encoding, line, start))
    numbers = [number for number, _ in lines]
    if line not in numbers:
        return None
    before = sum(len(text) + 1 for number, text in lines if number < line)
    own = lines[numbers.index(line)][1]
    at = before + min(max(column - 1, 0) - start, len(own))
    return Surroundings("\n".join(text for _, text in lines), numbers[0], at)


def around(found: Surroundings | None, find: Find = find_nothing) -> str:
    """The lines around a place with their numbers and a mark under it; "" where there are none.

    What `find` finds in them is hidden.
    """
    if found is None:
        return ""
    masked_text, start, shown = MaskedText(found.text, find), 0, []
    line = found.first_line + found.text.count("\n", 0, found.at)
    width = len(str(line + LINES_AROUND))
    for number, text in enumerate(found.text.split("\n"), found.first_line):
        end, is_it = start + len(text), number == line
        if abs(number - line) <= LINES_AROUND:
            piece, marked = _clipped(masked_text, start, found.at if is_it else start, end)
            shown.append(f"{'>' if is_it else ' '} {number:>{width}} | {piece}".rstrip())
            if is_it:
                shown.append(f"  {'':>{width}} | {' ' * marked}^")
        start = end + 1
    return "\n".join(shown)


def _clipped(masked_text: MaskedText, start: int, at: int, end: int) -> tuple[str, int]:
    """A line cut to what stands around a place, and where that is."""
    first, last = max(start, at - COLUMNS_AROUND), min(end, at + COLUMNS_AROUND)
    before = ("…" if first > start else "") + visible(masked_text.piece(first, at))
    behind = visible(masked_text.piece(at, last)) + ("…" if last < end else "")
    return before + behind, len(before)


def _lines(path: Path, encoding: str, line: int, start: int) -> Iterator[tuple[int, str]]:
    """The lines up to one and behind it with their numbers, a little of each; that from `start`."""
    with path.open(encoding=encoding, errors="backslashreplace", newline="\n") as file:
        for number in range(1, line + LINES_AROUND + 1):
            text, is_last = _next_line(file, start if number == line else 0)
            if number >= line - _CONTEXT_LINES:
                yield number, text
            if is_last:
                return


def _next_line(file: TextIO, start: int) -> tuple[str, bool]:
    """Some characters of the next line from `start` on, and whether it is the last one."""
    kept, at, end = "", 0, start + 2 * _CONTEXT_CHARACTERS
    while piece := file.readline(_BLOCK):
        kept += piece[max(0, start - at) : max(0, end - at)]
        at += len(piece)
        if piece.endswith("\n"):
            return kept.rstrip("\r\n"), False
    return kept.rstrip("\r"), True
