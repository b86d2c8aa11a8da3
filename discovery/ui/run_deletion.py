"""The end of a run: what goes with it is said, and asked about, before it goes."""

import streamlit as st

from discovery.documents.library import opened_from
from discovery.processing.history import delete_run
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui import run_actions
from discovery.ui.message_words import stays_words
from discovery.ui.session import current_run, runner, settings, show_run
from discovery.ui.text import counted, markdown_escaped

_DELETED = "deleted_run"


def show(run: RunRow) -> None:
    """Draw the question; a run under way must be stopped first."""
    with st.popover("Delete", disabled=run.is_live):
        st.markdown(markdown_escaped(_what_goes(run)))
        st.button(
            f"Delete run {run.run_id}",
            type="primary",
            key=f"delete-{run.run_id}",
            on_click=run_actions.attempt,
            args=(_delete, run),
        )


def _what_goes(run: RunRow) -> str:
    facts = counted(run.node_facts_extracted, "fact")
    calls = f" and the record of {counted(run.llm_calls, 'call')}" if run.llm_calls else ""
    goes = f"Run {run.run_id} goes for good, with {facts}{calls}."
    if queries.runs_on_document(runner().db, run.document_id) > 1:
        return f"{goes} The document {run.file_name} stays: other runs need it."
    # What was opened from its values is a document of its own.
    stays = stays_words(opened_from(run.document_sha256, settings()))
    return f"{goes} The document {run.file_name} goes, too: no other run here needs it. {stays}"


def _delete(run: RunRow) -> None:
    delete_run(runner().db, settings(), run.run_id)
    if current_run() == run.run_id:
        show_run(None)
    st.session_state[_DELETED] = run.run_id


def show_result() -> None:
    """Say once that a run was deleted."""
    if (run_id := st.session_state.pop(_DELETED, None)) is not None:
        st.success(f"Run {run_id} was deleted.")
