"""Pieces of a document as they are shown to a person: short, and with nothing invisible."""

import re
from pathlib import Path

LINES_AROUND = 2
COLUMNS_AROUND = 70
SHORT = 200

_BLOCK = 1 << 16
_SHOWN = {number: f"\\x{number:02x}" for number in (*range(32), 0x7F)}
_SHOWN |= {ord("\t"): "    ", ord("\r"): "", ord("\n"): "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"}
# C1 controls, changes of writing direction, marks without width, what is no character
_INVISIBLE = re.compile(
    "[\x80-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    """A line of text in which control characters and bytes that are no text can be seen."""
    text = _BAD_BYTE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.translate(_SHOWN))


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
