"""The ways out of the Facts screen: facts, values, and what left this machine, as files."""

from collections.abc import Callable
from io import StringIO
from typing import TextIO

import streamlit as st

from discovery import export
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui.session import runner

_FORMULAS = "Off: cells that a spreadsheet would run as formulas get an apostrophe before them."
_CALLS = "Each call to the model: the exact text sent, the raw reply, time, tokens and cost."


def show(run: RunRow) -> None:
    """Draw a button for each file of a run; a file is written only when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        files = st.container(horizontal=True, width="content")
        raw = st.toggle("Raw values", help=_FORMULAS)
    with files:
        _csv("Facts as CSV", "facts", run, export.fact_rows, export.FACT_COLUMNS, raw)
        _csv("Fields as CSV", "fields", run, export.field_rows, export.FIELD_COLUMNS, raw)
    if run.extractor == "model":
        _calls(run, raw)


def _calls(run: RunRow, raw: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("What left this machine", help=_CALLS, width="content")
        _csv("Calls as CSV", "calls", run, export.call_rows, export.CALL_COLUMNS, raw)
        button("Calls as JSON Lines", f"run-{run.run_id}-calls.jsonl", _write_calls(run))


def _csv(
    label: str, table: str, run: RunRow, rows: export.RowSource, columns: tuple[str, ...], raw: bool
) -> None:
    db = runner().db

    def write(target: TextIO) -> None:
        export.write_csv(rows(db, run.run_id), columns, target, raw=raw)

    button(label, f"run-{run.run_id}-{table}{'-raw' if raw else ''}.csv", write)


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
