"""Tables as an Excel file: text is text in every cell, and nothing is cut without a word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import xlsxwriter

Row = dict[str, Any]

# What Excel takes (Microsoft, "Excel specifications and limits"). It counts characters as UTF-16
# does, in which some are two.
MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
PIECE_CHARACTERS = MAX_CHARACTERS // 2
EXACT_INTEGERS = 2**53

_LONG_VALUES = "Long values"
_LONG_COLUMNS = ("sheet", "row", "column", "part", "text")
_WIDTH = 24
_NO_CHARACTERS = {0xFFFE: "\N{REPLACEMENT CHARACTER}", 0xFFFF: "\N{REPLACEMENT CHARACTER}"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for a sheet of this name, with these columns in this order."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Row]


def write_xlsx(tables: Iterable[Table], target: BinaryIO) -> None:
    """Write each table as a sheet, row by row; memory does not grow with their number.

    Text is written as text and formatted as such, so that it stays text also when it is edited.
    A table of more rows than a sheet holds goes on in a next one ("Fields 2"). A text longer than
    a cell holds stands in parts on the sheet "Long values", and its cell says so. U+FFFE and
    U+FFFF, which neither XML nor Excel allow, become U+FFFD.
    """
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        long_values = _LongValues(book)
        for table in tables:
            sheet = _GrowingSheet(book, table.name, table.columns)
            for row in table.rows:
                sheet.begin_row()
                for column in table.columns:
                    value = row[column]
                    if isinstance(value, str) and _is_long(value):
                        value = long_values.keep(sheet, column, value)
                    sheet.write(value)


class _GrowingSheet:
    """A sheet that is written row by row and cell by cell; a full one goes on in a next one."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, columns: Sequence[str]) -> None:
        self._book = book
        self._name = name
        self._columns = columns
        self._text = book.add_format({"num_format": "@"})
        self._heading = book.add_format({"num_format": "@", "bold": True})
        self._sheets = 0
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self.name = f"{self._name} {self._sheets}" if self._sheets > 1 else self._name
        self._sheet = self._book.add_worksheet(self.name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._columns) - 1, _WIDTH)
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})
        for column, heading in enumerate(self._columns):
            self._sheet.write_string(0, column, heading, self._heading)
        self.rows = 1  # that of the headings is one

    def begin_row(self) -> None:
        """Let what is written next stand in a row of its own."""
        if self.rows == MAX_ROWS:
            self._begin_sheet()
        self.rows += 1
        self._column = 0

    def write(self, value: Any) -> None:
        """Write the next cell of the row; None leaves it empty."""
        place = self.rows - 1, self._column
        self._column += 1
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(*place, value)
        elif isinstance(value, int | float) and abs(value) <= EXACT_INTEGERS:
            self._sheet.write_number(*place, value)
        else:
            self._sheet.write_string(*place, str(value).translate(_NO_CHARACTERS), self._text)


class _LongValues:
    """The sheet of texts that no cell holds, in parts that put together are the whole."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._sheet: _GrowingSheet | None = None

    def keep(self, sheet: _GrowingSheet, column: str, text: str) -> str:
        """Write a text there, with the cell it belongs to; return what stands in that cell."""
        if self._sheet is None:
            self._sheet = _GrowingSheet(self._book, _LONG_VALUES, _LONG_COLUMNS)
        for part, start in enumerate(range(0, len(text), PIECE_CHARACTERS), 1):
            self._sheet.begin_row()
            piece = text[start : start + PIECE_CHARACTERS]
            for value in (sheet.name, sheet.rows, column, part, piece):
                self._sheet.write(value)
        return f"({len(text):,} characters: see the sheet {_LONG_VALUES})"


def _is_long(text: str) -> bool:
    return len(text) > PIECE_CHARACTERS and len(text.encode("utf-16-le")) // 2 > MAX_CHARACTERS
