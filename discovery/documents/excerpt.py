"""Pieces of a document as they are shown to a person: short, and with nothing invisible."""

from pathlib import Path

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
    lines = _lines(path, encoding, max(1, line - LINES_AROUND), line + LINES_AROUND)
    width = len(str(line + LINES_AROUND))
    shown = []
    for number, text in lines:
        at = min(max(column - 1, 0), len(text)) if number == line else 0
        piece, marked = clipped(text, at, at)
        shown.append(f"{'>' if number == line else ' '} {number:>{width}} | {piece}".rstrip())
        if number == line:
            shown.append(f"  {'':>{width}} | {' ' * marked}^")
    return "\n".join(shown) if any(number == line for number, _ in lines) else ""


def _lines(path: Path, encoding: str, first: int, last: int) -> list[tuple[int, str]]:
    """The lines from `first` to `last` with their numbers; nothing before them is kept."""
    number, ends, kept = 1, 0, []
    with path.open(encoding=encoding, errors="backslashreplace", newline="") as file:
        while ends <= last - first and (block := file.read(_BLOCK)):
            if number < first:
                skipped = block.split("\n", first - number)
                number += len(skipped) - 1
                block = skipped[-1]
            if number == first:
                ends += block.count("\n")
                kept.append(block)
    lines = "".join(kept).split("\n") if number == first else []
    return [(at, text.rstrip("\r")) for at, text in enumerate(lines, first) if at <= last]
