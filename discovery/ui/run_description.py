"""The name and the note that people give a run."""

import streamlit as st

from discovery.errors import DiscoveryError
from discovery.processing.history import NAME_CHARACTERS, NOTE_CHARACTERS, describe_run
from discovery.storage.queries import RunRow
from discovery.ui.session import runner
from discovery.ui.text import markdown_escaped


def show(run: RunRow) -> None:
    """Draw both, to be changed."""
    with st.form(f"description-{run.run_id}"):
        name = st.text_input("Name", run.name, max_chars=NAME_CHARACTERS)
        note = st.text_area("Note", run.note, max_chars=NOTE_CHARACTERS)
        is_saved = st.form_submit_button("Save")
    if is_saved:
        _save(run, name or "", note or "")


def _save(run: RunRow, name: str, note: str) -> None:
    try:
        describe_run(runner().db, run.run_id, name, note)
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return
    st.rerun()
