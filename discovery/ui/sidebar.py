"""The sidebar of every screen: who is signed in, workspace, personal data, workers, model."""

import streamlit as st

from discovery.config import WORKERS_MAX
from discovery.errors import RequestError
from discovery.processing.request import check_workspace
from discovery.storage import queries
from discovery.ui import reveal, signed_in
from discovery.ui.session import (
    DEFAULT_WORKSPACE,
    follow_address,
    leave_workspace,
    runner,
    settings,
)
from discovery.ui.text import markdown_escaped

# name -> (workers, parallel)
_PRESETS = {
    "Recommended (10)": (10, True),
    "Conservative (5)": (5, True),
    "Debugging (sequential)": (1, False),
}


def show() -> None:
    """Draw the sidebar; what it says is read with `session.choices`."""
    with st.sidebar:
        signed_in.show()
        _workspace()
        reveal.show()
        st.subheader("Processing", anchor=False)
        _processing()
        st.subheader("Model", anchor=False)
        _model()


def _workspace() -> None:
    follow_address()
    names = queries.workspaces(runner().db)
    current = st.session_state.get("workspace") or DEFAULT_WORKSPACE
    options = sorted({*names, DEFAULT_WORKSPACE, current})
    st.session_state["workspace"] = _valid(current)
    st.selectbox(
        "Workspace",
        options,
        key="workspace",
        accept_new_options=True,
        persist_state="session",  # also where the database is out of reach for a while
        on_change=leave_workspace,
        help="An isolated set of documents and runs. Type a name to begin a new one.",
    )


def _valid(name: str) -> str:
    try:
        return check_workspace(name)
    except RequestError as error:
        st.error(markdown_escaped(str(error)))
        return DEFAULT_WORKSPACE


def _processing() -> None:
    defaults = settings()
    st.session_state.setdefault("workers", defaults.max_parallel_nodes)
    st.session_state.setdefault("parallel", defaults.enable_parallel_processing)
    st.slider(
        "Workers",
        1,
        WORKERS_MAX,
        key="workers",
        persist_state="session",
        help="Subtrees processed at one time.",
    )
    st.toggle(
        "Process in parallel",
        key="parallel",
        persist_state="session",
        help="Only calls to a model are worth sharing; without a model a run is sequential.",
    )
    for name, values in _PRESETS.items():
        st.button(name, on_click=_apply, args=values, width="stretch")


def _apply(workers: int, parallel: bool) -> None:
    st.session_state["workers"] = workers
    st.session_state["parallel"] = parallel


def _model() -> None:
    chosen = settings()
    if chosen.provider == "none":
        st.caption("None. Runs give exact structure, references and counts, without meaning.")
    else:
        st.caption(f"{markdown_escaped(chosen.model_name)} ({chosen.provider})")
        st.caption("Personal data is masked before a section is sent, always.")
    kept = "hold pseudonyms instead of" if chosen.pii_masking_enabled else "**keep**"
    st.caption(f"Stored facts {kept} personal data.")
