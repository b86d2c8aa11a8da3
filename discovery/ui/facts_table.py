"""The NodeFacts of a run as a table, one row a fact."""

import pandas as pd
import streamlit as st

from discovery import export
from discovery.storage.models import LIVE_RUN_STATUSES, RunStatus
from discovery.storage.queries import RunRow
from discovery.ui import downloads
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
_PROBLEMS = ("meaning_missing", "dangling_references", "duplicate_identifiers")


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
    downloads.show(run)
    return int(rows[selected]["position"])


def _chosen(rows: list[export.Row]) -> list[export.Row]:
    """All facts, or those with problems where the analyst asks for them."""
    with_problems = [row for row in rows if any(row[name] for name in _PROBLEMS)]
    if with_problems and st.toggle(f"Only facts with problems ({len(with_problems):,})"):
        return with_problems
    return rows


def _table(run: RunRow, rows: list[export.Row]) -> int:
    """Draw the facts; return the index of the selected one, 0 where none is."""
    table = pd.DataFrame(rows)
    parent = common_parent(set(table["section_path"]))
    table["section_path"] = [below(path, parent) for path in table["section_path"]]
    table["summary"] = [_summary(row) for row in rows]
    with_meaning = bool(table["summary"].notna().any())
    event = st.dataframe(
        table,
        column_order=[name for name in _SHOWN if with_meaning or name not in _FROM_THE_MODEL],
        column_config={**_SHOWN, "section_path": st.column_config.TextColumn(node_label(parent))},
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(rows) > 8 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key=f"facts-of-{run.run_id}-{len(rows)}",  # a selection counts for the rows it was made in
    )
    selected = event["selection"]["rows"]
    return int(selected[0]) if selected else 0


def _summary(row: export.Row) -> str | None:
    """What a fact means, or why that is missing; None where no model was asked."""
    if row["meaning_missing"]:
        return f"Meaning missing: {row['meaning_missing']}"
    summary: str | None = row["summary"]
    return summary


def _overview(table: pd.DataFrame) -> str:
    parts = [
        counted(len(table), "fact"),
        counted(int(table["fields"].sum()), "field"),
        counted(int(table["references"].sum()), "reference"),
        f"{table['dangling_references'].sum():,} pointing to nothing",
        counted(int(table["duplicate_identifiers"].sum()), "identifier") + " given twice",
    ]
    if missing := int((table["meaning_missing"] != "").sum()):
        parts.append(f"{missing:,} without meaning")
    return " · ".join((*parts, "select a row to read it below"))


def _why_none(run: RunRow) -> str:
    if run.error:
        return run.error
    if run.status in {RunStatus.COMPLETED, RunStatus.PARTIAL_FAILURE, RunStatus.FAILED}:
        return "Every node ended in error; the Discover screen says why."
    return "No node has been processed yet; the Discover screen shows where the run stands."
