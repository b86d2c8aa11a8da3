"""The NodeFacts of a run as a table, one row a fact, and both tables as CSV."""

from collections.abc import Callable
from io import StringIO

import pandas as pd
import streamlit as st

from discovery import export
from discovery.storage.models import LIVE_RUN_STATUSES, RunStatus
from discovery.storage.queries import RunRow
from discovery.ui.session import runner
from discovery.ui.text import below, common_parent, counted, markdown_escaped, node_label

TABLE_HEIGHT = 335  # cuts a row, so that it is seen that more follow

_SHOWN = {
    "section_path": st.column_config.TextColumn(),
    "node_ordinal": st.column_config.NumberColumn("#", help="Which occurrence of the node"),
    "summary": st.column_config.TextColumn("Summary", width=280),
    "confidence": st.column_config.NumberColumn(
        "Confidence", help="Verified share of the statements; structure is exact", format="percent"
    ),
    "dangling_references": st.column_config.NumberColumn(
        "Dangling", help="References to something that the document does not hold"
    ),
    "duplicate_identifiers": st.column_config.NumberColumn(
        "Duplicates", help="Identifiers that the document gives more than once"
    ),
    "references": st.column_config.NumberColumn("References"),
    "identifiers": st.column_config.NumberColumn("Identifiers"),
    "fields": st.column_config.NumberColumn("Fields"),
    "source_line": st.column_config.NumberColumn("Line", format="%d"),
}

_FROM_THE_MODEL = ("summary", "confidence")


def show(run: RunRow) -> int | None:
    """Draw the facts; return the position of the selected one, of the first where none is."""
    rows = list(export.fact_rows(runner().db, run.run_id))
    if not rows:
        st.info(markdown_escaped(f"Run {run.run_id} has no NodeFacts. {_why_none(run)}"))
        return None
    if run.status in LIVE_RUN_STATUSES:
        st.info("The run is under way: these are its facts so far. Reload to see the next ones.")
    st.caption(_overview(pd.DataFrame(rows)))
    rows = _chosen(rows)
    selected = _table(run, rows)
    _downloads(run)
    return int(rows[selected]["position"])


def _chosen(rows: list[export.Row]) -> list[export.Row]:
    """All facts, or those with problems where the analyst asks for them."""
    with_problems = [
        row for row in rows if row["dangling_references"] or row["duplicate_identifiers"]
    ]
    if with_problems and st.toggle(f"Only facts with problems ({len(with_problems):,})"):
        return with_problems
    return rows


def _table(run: RunRow, rows: list[export.Row]) -> int:
    """Draw the facts; return the index of the selected one, 0 where none is."""
    table = pd.DataFrame(rows)
    parent = common_parent(set(table["section_path"]))
    table["section_path"] = [below(path, parent) for path in table["section_path"]]
    with_meaning = bool(table["summary"].notna().any())
    event = st.dataframe(
        table,
        column_order=[name for name in _SHOWN if with_meaning or name not in _FROM_THE_MODEL],
        column_config={**_SHOWN, "section_path": st.column_config.TextColumn(node_label(parent))},
        hide_index=True,
        height=TABLE_HEIGHT if len(rows) > 8 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key=f"facts-of-{run.run_id}-{len(rows)}",  # a selection counts for the rows it was made in
    )
    selected = event["selection"]["rows"]
    return int(selected[0]) if selected else 0


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
    if run.error:
        return run.error
    if run.status in {RunStatus.COMPLETED, RunStatus.PARTIAL_FAILURE, RunStatus.FAILED}:
        return "Every node ended in error; the Discover screen says why."
    return "No node has been processed yet; the Discover screen shows where the run stands."


def _downloads(run: RunRow) -> None:
    facts, fields, raw, _ = st.columns([1, 1, 2, 1], vertical_alignment="center")
    as_it_is = raw.toggle(
        "Raw values",
        help="Off: cells that a spreadsheet would run as formulas get an apostrophe before them.",
    )
    ending = "-raw.csv" if as_it_is else ".csv"
    facts.download_button(
        "Facts as CSV",
        _csv(run, export.fact_rows, export.FACT_COLUMNS, raw=as_it_is),
        f"run-{run.run_id}-facts{ending}",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    fields.download_button(
        "Fields as CSV",
        _csv(run, export.field_rows, export.FIELD_COLUMNS, raw=as_it_is),
        f"run-{run.run_id}-fields{ending}",
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
