"""The answers kept for later runs: how many, what they had cost, and how to be rid of them."""

import streamlit as st

from discovery.storage import queries, records
from discovery.ui.figures import kept_words
from discovery.ui.session import runner, settings
from discovery.ui.text import counted, markdown_escaped

_REMOVED = "answers_removed"


def show() -> None:
    """Draw what is kept, and the button that empties it after a question."""
    st.subheader("Answers kept", anchor=False)
    if (removed := st.session_state.pop(_REMOVED, None)) is not None:
        st.success(f"{counted(removed, 'answer')} removed.")
    figures = queries.cache_figures(runner().db)
    st.markdown(markdown_escaped(kept_words(figures, settings())))
    if figures.answers:
        _emptying(figures.answers)


def _emptying(answers: int) -> None:
    with st.popover("Remove all answers"):
        st.markdown("Later runs ask the model again. Facts stay as they are.")
        if st.button(f"Remove {counted(answers, 'answer')}", type="primary"):
            st.session_state[_REMOVED] = runner().db.write_with_lock(records.empty_cache)
            st.rerun()
