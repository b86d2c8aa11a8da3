"""What leaves, through LibreOffice and back: no cell became a formula, every value is the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from discovery import export
from discovery.cells import original
from discovery.export import FIELD_COLUMNS
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.workbook import Table, write_xlsx
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.home import finished_run, settings_in
from tests.support.libreoffice import (
    READ_AS_TEXT,
    READ_BY_SEMICOLONS,
    WRITE_CSV,
    Convert,
    converter,
)
from tests.support.strange_text import STRANGE

FORMULA_IN_FODS = "table:formula="
VALUES = (
    *STRANGE,
    "=1+1", "'=1+1", "''=1", "+1+1", "@SUM(1+1)", "-2+3", "\t=1+1", " =1+1", "\u00a0=1", "＝1+1",
    '=HYPERLINK("http://127.0.0.1:18080/","x")', "=cmd|' /C calc'!A0", 'x";=1+1;"', "a;=1+1",
    "line\n=2+2;=7+7", "line\n@SUM(1)", '"=1', "-12.50", "+44 20 7946 0018", "+447700900123",
    "007", "1E5", "12345678901234567890", "1-2", "MARCH1", "TRUE", "2025-10-15", "12:30",
    "1.500,00", "50%", "1/2", "", "N/A", "  padded  ", 'say "hello", she said; ok', "a,b;c\td|e",
    "'", "'abc",
    "_x0041_", "a\x85b", "a\u2028b", "\u202egnp.exe", "😀 \u200b", "注文",
    "two\nlines", "x" * 30_000,
)  # fmt: skip
COLUMNS = ("number", "value")
ROWS = [{"number": number, "value": value} for number, value in enumerate(VALUES)]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    return converter(tmp_path_factory.mktemp("profile"))


def values_in(file: Path) -> list[str]:
    return list(pd.read_csv(file, dtype=str, keep_default_na=False)["value"])


def write_values(file: Path, *, raw: bool = False) -> Path:
    with file.open("w", encoding="utf-8", newline="") as target:
        export.write_csv(ROWS, COLUMNS, target, raw=raw)
    return file


def test_a_csv_comes_back_as_it_was(tmp_path: Path, convert: Convert) -> None:
    file = write_values(tmp_path / "values.csv")
    back = convert(file, WRITE_CSV, READ_AS_TEXT)
    assert [original(cell) for cell in values_in(back)] == list(VALUES)


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path, convert: Convert) -> None:
    """As it is opened without a choice, and by the separator of other countries."""
    file = write_values(tmp_path / "values.csv")
    for reading in ("", READ_BY_SEMICOLONS):
        assert FORMULA_IN_FODS not in convert(file, "fods", reading).read_text("utf-8")
    raw = write_values(tmp_path / "raw.csv", raw=True)
    assert FORMULA_IN_FODS in convert(raw, "fods", "").read_text("utf-8")


def test_an_excel_file_comes_back_as_it_was(tmp_path: Path, convert: Convert) -> None:
    file = tmp_path / "values.xlsx"
    with file.open("wb") as target:
        write_xlsx([Table("Values", COLUMNS, ROWS)], target)
    assert values_in(convert(file, WRITE_CSV, "")) == list(VALUES)
    assert FORMULA_IN_FODS not in convert(file, "fods", "").read_text("utf-8")


@contextmanager
def fields_of(home: Path, name: str) -> Iterator[tuple[ThreadSafeDatabaseManager, int]]:
    document = (CORPUS / "hostile" / name).read_bytes()
    settings = settings_in(home, pii_masking_enabled=False)
    with finished_run(settings, document, "/OrderViewRS") as run:
        yield run


@needs_corpus
@pytest.mark.parametrize("name", ["csv_injection.xml", "spreadsheet_breaking.xml"])
def test_the_fields_of_hostile_documents_come_back(
    tmp_path: Path, convert: Convert, name: str
) -> None:
    """LibreOffice itself makes one line feed of the two characters that end a line in Windows,
    in a CSV also of a carriage return alone: the one thing that it does not give back.
    """
    csv_file, xlsx_file = tmp_path / "fields.csv", tmp_path / "fields.xlsx"
    with fields_of(tmp_path, name) as (db, run_id):
        values = [row["value"] for row in export.field_rows(db, run_id)]
        with csv_file.open("w", encoding="utf-8", newline="") as text:
            export.write_csv(export.field_rows(db, run_id), FIELD_COLUMNS, text)
        with xlsx_file.open("wb") as target:
            write_xlsx(export.tables(db, run_id, "fields"), target)
    from_csv = values_in(convert(csv_file, WRITE_CSV, READ_AS_TEXT))
    from_xlsx = values_in(convert(xlsx_file, WRITE_CSV, ""))
    line_ends = [value.replace("\r\n", "\n") for value in values]
    assert from_xlsx == line_ends
    assert list(map(original, from_csv)) == [value.replace("\r", "\n") for value in line_ends]
