"""What a browser session has chosen: workspace, workers, document and run."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from discovery.config import Settings
from discovery.documents.library import StoredDocument, open_stored, with_provenance
from discovery.errors import NotFoundError
from discovery.processing.runner import Runner
from discovery.processing.shared_runner import shared_runner
from discovery.storage import queries

DEFAULT_WORKSPACE = "default"
RUN_DIGITS = 18  # a number of more digits does not fit into the database

_RUN = "run"
_TICKS = "ticked_anew"
RUN_A, RUN_B = "compare_a", "compare_b"  # in the session: the runs that are compared, on any screen
_PAIR = {"a": RUN_A, "b": RUN_B}  # how they are called in the address


@dataclass(frozen=True, slots=True)
class Choices:
    """What the sidebar says."""

    workspace: str
    workers: int
    parallel: bool


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """The document of this session, under the name it was uploaded with.

    `ticked` are the nodes of the run that it is shown for; None where that is no run.
    """

    sha256: str
    file_name: str
    ticked: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ticks:
    """Nodes of a document that a click ticked in place of others; `number` counts such clicks.

    `run_id` is the run on the screen then: the next one begins with its own ticks.
    """

    sha256: str
    run_id: int | None
    keys: tuple[str, ...]
    number: int


def runner() -> Runner:
    """The runner of the process."""
    return shared_runner()


def settings() -> Settings:
    """The settings of the process."""
    return shared_runner().settings


def session_id() -> str:
    """What Streamlit calls this session, also where a page sends files to it."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def choices() -> Choices:
    """The choices of the sidebar, or the settings where it has not been drawn."""
    state, defaults = st.session_state, settings()
    return Choices(
        workspace=state.get("workspace") or DEFAULT_WORKSPACE,
        workers=state.get("workers", defaults.max_parallel_nodes),
        parallel=state.get("parallel", defaults.enable_parallel_processing),
    )


def follow_address() -> None:
    """Make the run in the address (`?run=`) the current one, with its workspace.

    To be called before the sidebar is drawn, which shows the workspace. Links between screens
    drop what stands behind `?`, so it is put back.
    """
    in_address, run_id = _number_in_address(_RUN), current_run()
    if in_address is not None and in_address != run_id:
        st.session_state[_RUN] = in_address
        _enter_workspace(in_address)
    elif run_id is not None:
        st.query_params[_RUN] = str(run_id)
    follow_pair()


def follow_pair() -> None:
    """Make the runs in the address of Compare (`?a=1&b=2`) the compared ones, with a workspace."""
    for name, key in _PAIR.items():
        in_address = _number_in_address(name)
        if in_address is not None and in_address != st.session_state.get(key):
            st.session_state[key] = in_address
            _enter_workspace(in_address)


def show_pair(run_a: int, run_b: int) -> None:
    """Make two runs the compared ones, in the session and in the address."""
    for name, run_id in zip(_PAIR, (run_a, run_b), strict=True):
        st.session_state[_PAIR[name]] = run_id
        st.query_params[name] = str(run_id)


def _enter_workspace(run_id: int) -> None:
    """Choose the workspace of a run; where there is no such run the screen says so."""
    with suppress(NotFoundError):
        workspace = queries.run(runner().db, run_id).workspace
        if workspace != st.session_state.get("workspace"):
            st.session_state["workspace"] = workspace


def _number_in_address(name: str) -> int | None:
    text = st.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= RUN_DIGITS else None


def current_run() -> int | None:
    """The run that was opened last, by its address or on a screen; None for no run."""
    run_id: int | None = st.session_state.get(_RUN)
    return run_id


def show_run(run_id: int | None) -> None:
    """Make a run the current one, in the session and in the address; None for no run."""
    if run_id is None:
        st.session_state.pop(_RUN, None)
        st.query_params.pop(_RUN, None)
        return
    st.session_state[_RUN] = run_id
    st.query_params[_RUN] = str(run_id)


def current_document(run_id: int | None) -> OpenDocument | None:
    """The document on the screen: that of the current run, else the one this session opened."""
    if run_id is not None:
        try:
            run = queries.run(runner().db, run_id)
        except NotFoundError:
            return st.session_state.get("document")
        return OpenDocument(run.document_sha256, run.file_name, tuple(run.selection))
    return st.session_state.get("document")


def leave_workspace() -> None:
    """Close what belongs to the workspace: documents and runs stay in theirs."""
    open_document(None)
    show_run(None)


def open_document(document: OpenDocument | None) -> None:
    """Make a document the open one; None closes it."""
    st.session_state["document"] = document


def tick_anew(sha256: str, keys: tuple[str, ...]) -> None:
    """Tick these nodes of a document, in place of those that are ticked; draw the screen again."""
    before: Ticks | None = st.session_state.get(_TICKS)
    st.session_state[_TICKS] = Ticks(
        sha256, current_run(), keys, before.number + 1 if before else 1
    )
    st.rerun()


def ticked_anew(sha256: str) -> Ticks | None:
    """The nodes that the last click of this kind ticked, if it was in this document."""
    ticks: Ticks | None = st.session_state.get(_TICKS)
    if ticks is None or (ticks.sha256, ticks.run_id) != (sha256, current_run()):
        return None
    return ticks


def load(sha256: str) -> StoredDocument:
    """A kept document, read once for all sessions. Raises NotFoundError, DocumentRefusedError."""
    return with_provenance(_read(sha256), settings())  # which may change after it was read


@st.cache_resource(max_entries=16, show_spinner="Reading the document …")
def _read(sha256: str) -> StoredDocument:
    return open_stored(sha256, settings())
