"""Which run a screen is about."""

from contextlib import suppress

import streamlit as st

from discovery.errors import NotFoundError
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui.session import choices, current_run, runner, show_run
from discovery.ui.text import counted, shown


def show() -> RunRow | None:
    """Let the analyst choose one of the workspace's runs; the current one comes first."""
    found = queries.runs(runner().db, choices().workspace)
    if not found:
        st.info("There are no runs in this workspace yet. Start one on the Discover screen.")
        return None
    current = current_run()
    if current is not None and not _exists(current):
        _another(found, current)
        return None
    if current not in [run.run_id for run in found]:
        found += _older(current)
    index = next((i for i, run in enumerate(found) if run.run_id == current), 0)
    chosen = st.selectbox("Run", found, index=index, format_func=label)
    if chosen.run_id != current:
        show_run(chosen.run_id)
    return chosen


def _another(found: list[RunRow], missing: int) -> None:
    """Say that a run is gone; whichever is chosen instead is shown by the next drawing."""
    st.warning(f"There is no run {missing}.")
    chosen = st.selectbox(
        "Run", found, index=None, format_func=label, placeholder="Choose another run"
    )
    if chosen is not None:
        show_run(chosen.run_id)
        st.rerun()


def _exists(run_id: int) -> bool:
    with suppress(NotFoundError):
        return bool(queries.run(runner().db, run_id))
    return False


def _older(run_id: int | None) -> list[RunRow]:
    """The run of this workspace that is too old to be listed, if it is there."""
    with suppress(NotFoundError):
        run = queries.run(runner().db, run_id) if run_id else None
        return [run] if run and run.workspace == choices().workspace else []
    return []


def label(run: RunRow) -> str:
    """A run as it is offered: its number, name, document, facts and start."""
    facts = counted(run.node_facts_extracted, "fact")
    name = f" · {run.name}" if run.name else ""
    started = f"{run.started_at:%Y-%m-%d %H:%M} UTC"
    return shown(f"Run {run.run_id}{name} · {run.file_name} · {facts} · {started}")
