"""Before the start: what the ticks mean, and the button that starts the run."""

from typing import Literal

import streamlit as st

from discovery.documents.library import StoredDocument
from discovery.errors import DiscoveryError, RequestError
from discovery.processing.request import RunRequest, choose_mode, count_subtrees, uses_model
from discovery.ui.session import choices, runner, settings, show_run
from discovery.ui.text import counted, markdown_escaped


def show(
    document: StoredDocument, file_name: str, ticked: tuple[str, ...], *, is_first_run: bool
) -> None:
    """Draw how many subtrees and calls the ticks mean; start the run on a click."""
    request = _request(document, file_name, ticked)
    meaning, start = st.columns([4, 1], vertical_alignment="center")
    with meaning:
        _meaning(request, with_reason=is_first_run)  # a run that is shown gives its own reason
    kind: Literal["primary", "secondary"] = "primary" if is_first_run else "secondary"
    if start.button("Start run", type=kind, width="stretch", disabled=not ticked):
        _start(request)


def _request(document: StoredDocument, file_name: str, ticked: tuple[str, ...]) -> RunRequest:
    chosen = choices()
    return RunRequest(
        document=document,
        file_name=file_name,
        ticked=tuple(index for key in ticked for index in document.catalogue.find(key)),
        workspace=chosen.workspace,
        workers=chosen.workers,
        parallel=chosen.parallel,
    )


def _meaning(request: RunRequest, *, with_reason: bool) -> None:
    if not request.ticked:
        st.markdown("Tick at least one node to start a run.")
        return
    try:
        mode = choose_mode(request, settings())
        st.markdown(f"{_work(request)}, {mode.name}")
    except RequestError as error:
        st.error(markdown_escaped(str(error)))
        return
    if with_reason:
        st.caption(markdown_escaped(mode.reason))


def _work(request: RunRequest) -> str:
    subtrees = count_subtrees(request)
    calls = "no model call"
    if uses_model(request, settings()):
        model = markdown_escaped(settings().model_name)
        calls = f"**{counted(subtrees, 'call')}** to {model}"
    return f"**{counted(subtrees, 'subtree')}** of {counted(len(request.ticked), 'node')}, {calls}"


def _start(request: RunRequest) -> None:
    try:
        run_id = runner().start(request)
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return
    show_run(run_id)
    st.rerun()
