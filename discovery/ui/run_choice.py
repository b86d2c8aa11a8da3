"""Which run a screen is about."""

import streamlit as st

from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui.session import choices, current_run, runner, show_run
from discovery.ui.text import counted


def show() -> RunRow | None:
    """Let the analyst choose one of the workspace's runs; the current one comes first."""
    found = queries.runs(runner().db, choices().workspace)
    if not found:
        st.info("There are no runs in this workspace yet. Start one on the Discover screen.")
        return None
    current = current_run()
    index = next((i for i, run in enumerate(found) if run.run_id == current), 0)
    chosen = st.selectbox("Run", found, index=index, format_func=label)
    if chosen.run_id != current:
        show_run(chosen.run_id)
    return chosen


def label(run: RunRow) -> str:
    """A run as it is offered: its number, document, facts and start."""
    facts = counted(run.node_facts_extracted, "fact")
    return f"Run {run.run_id} · {run.file_name} · {facts} · {run.started_at:%Y-%m-%d %H:%M} UTC"
