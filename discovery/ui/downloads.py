"""The ways out of the Facts screen: facts, values, and what left this machine, as files."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO, StringIO
from typing import TextIO

import streamlit as st

from discovery import export
from discovery.processing.revealing import RevealedExport
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui import reveal
from discovery.ui.session import runner, settings
from discovery.workbook import Table, write_xlsx

_RowsOf = Callable[[str], Iterable[export.Row]]

_FORMULAS = (
    "Of the CSV files. Off: where a spreadsheet would run a formula an apostrophe stands before it."
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REVEALED = (
    "Facts and fields with the values from the document instead of pseudonyms. Each such file is "
    "put on record. Calls stay as they were sent."
)
_CALLS = "Each call to the model: the exact text sent, the raw reply, time, tokens and cost."


def show(run: RunRow) -> None:
    """Draw a button for each file of a run; a file is written only when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        files = st.container(horizontal=True, width="content")
        raw = st.toggle("Raw values", help=_FORMULAS)
        # by its key it begins off for each run
        revealed = reveal.is_allowed() and st.toggle(
            "With personal data", key=f"export-revealed-{run.run_id}", help=_REVEALED
        )
    with files:
        _csv("Facts as CSV", "facts", run, raw, revealed=revealed)
        _csv("Fields as CSV", "fields", run, raw, revealed=revealed)
        _workbook("Both as Excel", "", run, "facts", "fields", revealed=revealed)
    if run.extractor == "model":
        _calls(run, raw)


def _calls(run: RunRow, raw: bool) -> None:
    """The calls are as they were sent, with or without personal data in the other files."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("What left this machine", help=_CALLS, width="content")
        _csv("Calls as CSV", "calls", run, raw)
        _workbook("Calls as Excel", "-calls", run, "calls")
        button("Calls as JSON Lines", f"run-{run.run_id}-calls.jsonl", _write_calls(run))


def _csv(label: str, table: str, run: RunRow, raw: bool, *, revealed: bool = False) -> None:
    source = _source(run, label, revealed)
    columns = export.TABLES[table][1]

    def write(target: TextIO) -> None:
        with source() as rows:
            export.write_csv(rows(table), columns, target, raw=raw)

    suffix = ("-personal" if revealed else "") + ("-raw" if raw else "")
    button(label, f"run-{run.run_id}-{table}{suffix}.csv", write)


def _workbook(label: str, name: str, run: RunRow, *tables: str, revealed: bool = False) -> None:
    source = _source(run, label, revealed)

    def content() -> bytes:
        with source() as rows:
            return _written(
                Table(table.capitalize(), export.TABLES[table][1], rows(table)) for table in tables
            )

    suffix = "-personal" if revealed else ""
    st.download_button(
        label, content, f"run-{run.run_id}{name}{suffix}.xlsx", _XLSX, on_click="ignore"
    )


def _source(
    run: RunRow, label: str, revealed: bool
) -> Callable[[], AbstractContextManager[_RowsOf]]:
    """What opens the rows of the tables of a run; those with real values go on record at its end.

    Everything about the session is read now, as files are written outside of it.
    """
    db, chosen = runner().db, settings()
    record = reveal.recording_export(run, f"{label}, the whole run") if revealed else None

    @contextmanager
    def opened() -> Iterator[_RowsOf]:
        if record is None:
            yield lambda table: export.TABLES[table][0](db, run.run_id)
            return
        found = RevealedExport(db, chosen, run)
        yield found.rows
        record(found.count)

    return opened


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
    st.download_button(label, lambda: _written(tables()), file_name, _XLSX, on_click="ignore")


def _written(tables: Iterable[Table]) -> bytes:
    file = BytesIO()
    write_xlsx(tables, file)
    return file.getvalue()
