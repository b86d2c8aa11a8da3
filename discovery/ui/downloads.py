"""The ways out of the Facts screen: facts, values, and what left this machine, as files."""

from collections.abc import Callable, Iterable
from io import BytesIO, StringIO
from typing import TextIO

import streamlit as st

from discovery import export
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui.session import runner
from discovery.workbook import Table, write_xlsx

_FORMULAS = (
    "Of the CSV files. Off: where a spreadsheet would run a formula an apostrophe stands before it."
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CALLS = "Each call to the model: the exact text sent, the raw reply, time, tokens and cost."


def show(run: RunRow) -> None:
    """Draw a button for each file of a run; a file is written only when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        files = st.container(horizontal=True, width="content")
        raw = st.toggle("Raw values", help=_FORMULAS)
    with files:
        _csv("Facts as CSV", "facts", run, raw)
        _csv("Fields as CSV", "fields", run, raw)
        _workbook("Both as Excel", f"run-{run.run_id}.xlsx", run, "facts", "fields")
    if run.extractor == "model":
        _calls(run, raw)


def _calls(run: RunRow, raw: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("What left this machine", help=_CALLS, width="content")
        _csv("Calls as CSV", "calls", run, raw)
        _workbook("Calls as Excel", f"run-{run.run_id}-calls.xlsx", run, "calls")
        button("Calls as JSON Lines", f"run-{run.run_id}-calls.jsonl", _write_calls(run))


def _csv(label: str, table: str, run: RunRow, raw: bool) -> None:
    db = runner().db
    rows, columns = export.TABLES[table]

    def write(target: TextIO) -> None:
        export.write_csv(rows(db, run.run_id), columns, target, raw=raw)

    button(label, f"run-{run.run_id}-{table}{'-raw' if raw else ''}.csv", write)


def _workbook(label: str, file_name: str, run: RunRow, *tables: str) -> None:
    db = runner().db
    workbook_button(label, file_name, lambda: export.tables(db, run.run_id, *tables))


def _write_calls(run: RunRow) -> Callable[[TextIO], None]:
    db = runner().db
    return lambda target: export.write_calls_jsonl(queries.calls(db, run.run_id), target)


def button(label: str, file_name: str, write: Callable[[TextIO], None]) -> None:
    """Draw a button for a file, which is written only when it is asked for."""

    def content() -> bytes:
        text = StringIO(newline="")
        write(text)
        return text.getvalue().encode()

    kind = "text/csv" if file_name.endswith(".csv") else "application/jsonl"
    st.download_button(label, content, file_name, kind, on_click="ignore")


def workbook_button(label: str, file_name: str, tables: Callable[[], Iterable[Table]]) -> None:
    """Draw a button for an Excel file, which is written only when it is asked for."""

    def content() -> bytes:
        file = BytesIO()
        write_xlsx(tables(), file)
        return file.getvalue()

    st.download_button(label, content, file_name, _XLSX, on_click="ignore")
