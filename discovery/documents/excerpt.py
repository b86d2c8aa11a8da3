"""Pieces of a document as they are shown to a person: short, and with nothing invisible."""

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from discovery.visible import visible as all_visible

LINES_AROUND = 2
COLUMNS_AROUND = 70
SHORT = 200

_BLOCK = 1 << 16
_SPACING = {ord("\t"): "    ", ord("\r"): ""}


def visible(text: str) -> str:
    """A line of text in which control characters and bytes that are no text can be seen."""
    return all_visible(text.translate(_SPACING))


def shortened(text: str, start: int, end: int) -> str:
    """What stands from `start` to `end`, on one line; of a long piece the beginning."""
    piece = visible(text[start : min(end, start + SHORT)])
    return f"{piece} … ({end - start:,} characters)" if end - start > SHORT else piece


def clipped(line: str, start: int, end: int) -> tuple[str, int]:
    """A line cut to what stands around `start` to `end`, and where `start` stands in that."""
    first = max(0, start - COLUMNS_AROUND)
    last = min(len(line), end + COLUMNS_AROUND)
    before = ("…" if first else "") + visible(line[first:start])
    behind = visible(line[start:last]) + ("…" if last < len(line) else "")
    return before + behind, len(before)


def around(path: Path, encoding: str, line: int, column: int) -> str:
    """The lines around a place of a file, with their numbers and a mark under the column.

    Bytes that do not fit the encoding are shown as `\\xe9`. Empty where there is no such line.
    """
    start = max(0, column - 1 - 2 * COLUMNS_AROUND)
    width = len(str(line + LINES_AROUND))
    shown, found = [], False
    for number, text in _lines(path, encoding, line, start):
        is_it = number == line
        at = min(max(column - 1, 0) - start, len(text)) if is_it else 0
        piece, marked = clipped(text, max(at, 0), max(at, 0))
        shown.append(f"{'>' if is_it else ' '} {number:>{width}} | {piece}".rstrip())
        if is_it:
            found = True
            shown.append(f"  {'':>{width}} | {' ' * marked}^")
    return "\n".join(shown) if found else ""


def _lines(path: Path, encoding: str, line: int, start: int) -> Iterator[tuple[int, str]]:
    """The lines around one with their numbers, a little of each; of that one from `start` on."""
    with path.open(encoding=encoding, errors="backslashreplace", newline="\n") as file:
        for number in range(1, line + LINES_AROUND + 1):
            text, is_last = _next_line(file, start if number == line else 0)
            if number >= line - LINES_AROUND:
                yield number, text
            if is_last:
                return


def _next_line(file: TextIO, start: int) -> tuple[str, bool]:
    """Some characters of the next line from `start` on, and whether it is the last one."""
    kept, at, end = "", 0, start + 4 * COLUMNS_AROUND
    while piece := file.readline(_BLOCK):
        kept += piece[max(0, start - at) : max(0, end - at)]
        at += len(piece)
        if piece.endswith("\n"):
            return kept.rstrip("\r\n"), False
    return kept.rstrip("\r"), True
