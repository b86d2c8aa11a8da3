"""The runs of the workspace as a table, and what to do with the selected one."""

import pandas as pd
import streamlit as st

from discovery.storage import queries
from discovery.storage.models import now
from discovery.storage.queries import RunRow
from discovery.ui import screens
from discovery.ui.session import choices, runner, show_run
from discovery.ui.text import duration

TABLE_HEIGHT = 480

_COLUMNS = {
    "run": st.column_config.NumberColumn("Run", format="%d"),
    "status": st.column_config.TextColumn("Status"),
    "document": st.column_config.TextColumn("Document", width=180),
    "message": st.column_config.TextColumn("Message"),
    "subtrees": st.column_config.NumberColumn("Subtrees"),
    "errors": st.column_config.NumberColumn("Errors"),
    "facts": st.column_config.NumberColumn("Facts"),
    "calls": st.column_config.NumberColumn("Calls", help="To a model"),
    "tokens": st.column_config.NumberColumn("Tokens", format="localized"),
    "cost": st.column_config.NumberColumn("Cost", format="$%.4f"),
    "started": st.column_config.DatetimeColumn("Started (UTC)", format="YYYY-MM-DD HH:mm"),
    "took": st.column_config.TextColumn("Took"),
    "mode": st.column_config.TextColumn("Mode", width=95),
    "model": st.column_config.TextColumn("Model"),
}
_OF_THE_MODEL = ("calls", "tokens", "cost", "model")


def show() -> None:
    """Draw the runs, newest first; a selected one can be opened."""
    runs = queries.runs(runner().db, choices().workspace)
    if not runs:
        st.info("There are no runs in this workspace yet. Start one on the Discover screen.")
        return
    event = st.dataframe(
        pd.DataFrame([_row(run) for run in runs], columns=list(_COLUMNS)),
        column_order=_shown(runs),
        column_config=_COLUMNS,
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(runs) > 12 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key="runs",
    )
    selected = event["selection"]["rows"]
    _open(runs[selected[0]] if selected else None)


def _shown(runs: list[RunRow]) -> list[str]:
    """The columns that say something about these runs."""
    without = set() if any(run.model for run in runs) else set(_OF_THE_MODEL)
    if all(run.cost_usd is None for run in runs):
        without.add("cost")
    return [name for name in _COLUMNS if name not in without]


def _open(run: RunRow | None) -> None:
    watch, facts, _ = st.columns([1, 1, 4])
    if watch.button("Open run", disabled=run is None, width="stretch") and run:
        show_run(run.run_id)
        st.switch_page(screens.discover(), query_params={"run": str(run.run_id)})
    if facts.button("Open facts", disabled=run is None, width="stretch") and run:
        show_run(run.run_id)
        st.switch_page(screens.facts(), query_params={"run": str(run.run_id)})
    if run is None:
        st.caption("Select a run to open it.")


def _row(run: RunRow) -> dict[str, object]:
    took = (run.finished_at or now()) - run.started_at
    return {
        "run": run.run_id,
        "status": run.status.replace("_", " "),
        "document": run.file_name,
        "message": f"{run.message_root} {run.spec_version or ''}".strip(),
        "subtrees": run.subtrees_total,
        "errors": run.statuses["error"],
        "facts": run.node_facts_extracted,
        "calls": run.llm_calls if run.model else None,
        "tokens": run.prompt_tokens + run.completion_tokens if run.model else None,
        "cost": run.cost_usd,
        "mode": run.mode,
        "model": run.model or "",
        "started": run.started_at,
        "took": duration(took.total_seconds()),
    }
