"""Text in the cells of a CSV file: no spreadsheet runs it, and all of it can be had back."""

import re
from collections.abc import Callable

# What a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection"), with the
# full-width signs that East Asian versions accept too.
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_SUSPICIOUS = re.compile(f"[{''.join(map(re.escape, _FORMULA_SIGNS))}\t\r\n]")
_NUMBER_OR_PHONE = re.compile(r"[+-]?\.?[0-9][0-9 .,()]*([eE][+-]?[0-9]+)?")
# What may stand before such a sign and be passed over: blanks, controls, marks without width,
# and quotation marks, which a program takes away that reads the file by other rules.
_PASSED_OVER = (
    "".join(map(chr, (*range(0x21), *range(0x7F, 0xA1), *range(0x2000, 0x2010))))
    + '"\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u3000\ufeff'
)
# A spreadsheet that separates by semicolons, as those of many countries do, or by tabs begins a
# cell behind each of these, quoted or not.
_PIECE = re.compile(r"(?:\A|(?<=[;\t\r\n]))('*)([^;\t\r\n]*)")


def neutralised(text: str) -> str:
    """The text as a cell that no spreadsheet runs; numbers and phone numbers stay as they are.

    An apostrophe is put where a formula would begin: `=1+1` becomes `'=1+1`, and `'=1+1`, which
    would look the same, `''=1+1`.
    """
    return _changed(text, lambda piece: f"'{piece}")


def original(cell: str) -> str:
    """The text that `neutralised` made into this cell, for any text."""
    return _changed(cell, lambda piece: piece.removeprefix("'"))


def _changed(text: str, change: Callable[[str], str]) -> str:
    """The text with a change to each of its pieces that a spreadsheet would run."""
    if not _SUSPICIOUS.search(text):  # as most are: a tenth of the time
        return text
    return _PIECE.sub(lambda found: change(found[0]) if _would_run(found) else found[0], text)


def _would_run(piece: re.Match[str]) -> bool:
    text = piece[2]
    if not text:  # blanks that begin the whole cell are passed over, too
        return piece.start() == 0 and piece.string[piece.end() :].startswith(("\t", "\r", "\n"))
    bare = text.strip(_PASSED_OVER)
    return bare.startswith(_FORMULA_SIGNS) and not _NUMBER_OR_PHONE.fullmatch(bare)
