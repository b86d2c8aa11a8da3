"""The database cannot be read just now: said in plain words, and tried again by itself."""

import streamlit as st

from discovery.errors import StorageError, StorageUnavailableError
from discovery.storage import queries
from discovery.ui.session import runner
from discovery.ui.text import markdown_escaped

TRY_SECONDS = 2


def show(error: StorageUnavailableError) -> None:
    """Draw why the screen is empty, until the database answers; then draw the screen."""
    st.fragment(_try, run_every=TRY_SECONDS)(error)


def show_reason(error: StorageError) -> None:
    """Say what is wrong. For what is drawn again and again by itself."""
    st.warning(markdown_escaped(f"{error} This screen tries again by itself."))


def _try(error: StorageUnavailableError) -> None:
    show_reason(error)
    try:
        queries.workspaces(runner().db)
    except StorageError:
        return
    st.rerun()
