"""The NodeFacts of a run as a table, one row a fact, and both tables as CSV."""

from collections.abc import Callable
from io import StringIO

import pandas as pd
import streamlit as st

from discovery import export
from discovery.storage.queries import RunRow
from discovery.ui.session import runner
from discovery.ui.text import counted

TABLE_HEIGHT = 320

_SHOWN = {
    "section_path": st.column_config.TextColumn("Node", width="large"),
    "node_ordinal": st.column_config.NumberColumn("#", help="Which occurrence of the node"),
    "summary": st.column_config.TextColumn("Summary", width="large"),
    "confidence": st.column_config.NumberColumn(
        "Confidence", help="Verified share of the statements; structure is exact", format="percent"
    ),
    "fields": st.column_config.NumberColumn("Fields"),
    "identifiers": st.column_config.NumberColumn("Identifiers"),
    "references": st.column_config.NumberColumn("References"),
    "dangling_references": st.column_config.NumberColumn(
        "Dangling", help="References to something that the document does not hold"
    ),
    "duplicate_identifiers": st.column_config.NumberColumn("Duplicates"),
    "source_line": st.column_config.NumberColumn("Line", format="%d"),
}

_FROM_THE_MODEL = ("summary", "confidence")


def show(run: RunRow) -> int | None:
    """Draw the facts; return the position of the selected one, of the first where none is."""
    rows = list(export.fact_rows(runner().db, run.run_id))
    if not rows:
        st.info(f"Run {run.run_id} has no NodeFacts: {_why_none(run)}")
        return None
    table = pd.DataFrame(rows, columns=list(export.FACT_COLUMNS))
    with_meaning = bool(table["summary"].notna().any())
    shown = [name for name in _SHOWN if with_meaning or name not in _FROM_THE_MODEL]
    st.caption(_overview(table))
    event = st.dataframe(
        table,
        column_order=shown,
        column_config=_SHOWN,
        hide_index=True,
        height=TABLE_HEIGHT if len(rows) > 8 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key=f"facts-of-{run.run_id}",
    )
    _downloads(run)
    selected = event["selection"]["rows"]
    return int(rows[selected[0] if selected else 0]["position"])


def _overview(table: pd.DataFrame) -> str:
    return " · ".join(
        (
            counted(len(table), "fact"),
            counted(int(table["fields"].sum()), "field"),
            counted(int(table["references"].sum()), "reference"),
            f"{table['dangling_references'].sum():,} pointing to nothing",
            counted(int(table["duplicate_identifiers"].sum()), "identifier") + " given twice",
            "select a row to read it below",
        )
    )


def _why_none(run: RunRow) -> str:
    return run.error or "every node that was processed ended in error; the Discover screen says why"


def _downloads(run: RunRow) -> None:
    facts, fields, raw, _ = st.columns([1, 1, 2, 1], vertical_alignment="center")
    as_it_is = raw.toggle(
        "Raw values",
        help="Off: cells that a spreadsheet would run as formulas get an apostrophe before them.",
    )
    name = f"run-{run.run_id}"
    facts.download_button(
        "Facts as CSV",
        _csv(run, export.fact_rows, export.FACT_COLUMNS, raw=as_it_is),
        f"{name}-facts.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    fields.download_button(
        "Fields as CSV",
        _csv(run, export.field_rows, export.FIELD_COLUMNS, raw=as_it_is),
        f"{name}-fields.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )


def _csv(
    run: RunRow, rows: export.RowSource, columns: tuple[str, ...], *, raw: bool
) -> Callable[[], bytes]:
    """The file, written only when it is asked for."""
    db = runner().db

    def write() -> bytes:
        text = StringIO(newline="")
        export.write_csv(rows(db, run.run_id), columns, text, raw=raw)
        return text.getvalue().encode()

    return write
