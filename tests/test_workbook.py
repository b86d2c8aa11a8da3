"""Excel files: every cell text as it was, no formula, nothing cut."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery import export, workbook
from discovery.workbook import MAX_CHARACTERS, Row, Table, write_xlsx
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.home import finished_run, settings_in
from tests.test_export import values_of

COLUMNS = ("value",)
# What XML may hold, and NUL besides.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=40)


def written(*tables: Table) -> bytes:
    file = BytesIO()
    write_xlsx(tables, file)
    return file.getvalue()


def rows_of(*values: Any) -> list[Row]:
    return [{"value": value} for value in values]


def sheets(content: bytes) -> dict[str, pd.DataFrame]:
    """Every sheet as pandas reads it: texts as texts, nothing taken for missing."""
    return pd.read_excel(
        BytesIO(content), sheet_name=None, engine="calamine", dtype=object, keep_default_na=False
    )


def formulas_in(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        return [found for name in names for found in re.findall(r"<f\b", parts.read(name).decode())]


def test_types_stay_what_they_are() -> None:
    content = written(
        Table("Facts", COLUMNS, rows_of("007", 7, 0.25, True, None, 10**20, "-12.50"))
    )
    assert list(sheets(content)["Facts"]["value"]) == [
        "007",
        7,
        0.25,
        True,
        "",
        str(10**20),
        "-12.50",
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=20))
def test_any_text_comes_back_by_pandas(texts: list[str]) -> None:
    content = written(Table("Facts", COLUMNS, rows_of("x", *texts, "x")))
    assert list(sheets(content)["Facts"]["value"]) == ["x", *texts, "x"]
    assert formulas_in(content) == []


@needs_corpus
@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("csv_injection", "OrderViewRS"),
        ("spreadsheet_breaking", "OrderViewRS"),
        ("prompt_injection", "OrderViewRS"),
        ("cjk_names", "注文"),
        ("case_and_dot_names", "r"),
    ],
)
def test_values_of_hostile_documents_leave_exactly(tmp_path: Path, name: str, root: str) -> None:
    document = CORPUS / "hostile" / f"{name}.xml"
    unmasked = settings_in(tmp_path, pii_masking_enabled=False)
    with finished_run(unmasked, document.read_bytes(), f"/{root}") as (db, run_id):
        found = list(export.field_rows(db, run_id))
        content = written(*export.tables(db, run_id, "facts", "fields"))
    read = sheets(content)
    assert list(read) == ["Facts", "Fields"]
    assert read["Fields"].to_dict("records") == found
    assert {row["value"] for row in found} == set(values_of(document))
    assert formulas_in(content) == []


def test_a_text_longer_than_a_cell_is_kept_in_parts() -> None:
    texts = ["x" * MAX_CHARACTERS, "long" * 250_000, "short", "😀" * 20_000]
    read = sheets(written(Table("Fields", COLUMNS, rows_of(*texts))))
    assert list(read["Fields"]["value"]) == [
        texts[0],
        "(1,000,000 characters: see the sheet Long values)",
        "short",
        "(20,000 characters: see the sheet Long values)",
    ]
    parts = read["Long values"].groupby(["sheet", "row", "column"])["text"].agg("".join)
    assert parts.to_dict() == {
        ("Fields", 3, "value"): texts[1],
        ("Fields", 5, "value"): texts[3],
    }


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 4)
    read = sheets(written(Table("Fields", COLUMNS, rows_of(*range(7)))))
    assert {name: list(sheet["value"]) for name, sheet in read.items()} == {
        "Fields": [0, 1, 2],
        "Fields 2": [3, 4, 5],
        "Fields 3": [6],
    }


def test_no_character_of_unicode_breaks_the_file() -> None:
    content = written(Table("Calls", COLUMNS, rows_of("a\ufffe\uffffb")))
    assert list(sheets(content)["Calls"]["value"]) == ["a\ufffd\ufffdb"]
