"""Before the start: what the ticks mean, and the button that starts the run."""

from typing import Literal

import streamlit as st

from discovery.documents.library import StoredDocument
from discovery.errors import DiscoveryError, RequestError
from discovery.facts.privacy import policy_of
from discovery.processing.expectation import Expectation
from discovery.processing.request import (
    Mode,
    RunRequest,
    check_sizes,
    choose_mode,
    count_subtrees,
    uses_model,
)
from discovery.storage import queries
from discovery.ui.explanation import free_text_words
from discovery.ui.figures import budget_words, expected_words
from discovery.ui.session import choices, runner, settings, show_run
from discovery.ui.signed_in import who
from discovery.ui.text import counted, markdown_escaped

_ASK_ANEW = "ask_anew"
FREE_TEXT = "Its free text holds no personal data"
FREE_TEXT_HELP = (
    "Say so of a document such as a catalogue of books, where words that are not known are no "
    "names of people. Its free text is then stored, and sent to a model, as it is. Still masked: "
    "fields of persons, and what has the form of personal data, such as an e-mail address or a "
    "card number. It is written down with the run who said it."
)


def show(
    document: StoredDocument, file_name: str, ticked: tuple[str, ...], *, is_first_run: bool
) -> None:
    """Draw what the ticks mean and would take; start the run on a click."""
    request = _request(document, file_name, ticked)
    refusal = _refusal(request) if ticked else "Tick at least one node to start a run."
    meaning, start = st.columns([4, 1], vertical_alignment="center")
    with meaning.container(gap="xsmall"):
        if refusal:
            (st.error if ticked else st.markdown)(markdown_escaped(refusal))
        # a run that is shown gives its own reason
        expected = None if refusal else _meaning(request, with_reason=is_first_run)
        st.checkbox(FREE_TEXT, key=_of_free_text(document), help=FREE_TEXT_HELP)
        if request.free_text_is_harmless and not refusal:
            st.caption(free_text_words(with_model=uses_model(request, settings())))
    kind: Literal["primary", "secondary"] = "primary" if is_first_run else "secondary"
    with start:
        if st.button("Start run", type=kind, width="stretch", disabled=bool(refusal)):
            _start(request)
        if expected is not None:
            _ask_anew(expected)


def _request(document: StoredDocument, file_name: str, ticked: tuple[str, ...]) -> RunRequest:
    chosen = choices()
    return RunRequest(
        document=document,
        file_name=file_name,
        ticked=tuple(index for key in ticked for index in document.catalogue.find(key)),
        workspace=chosen.workspace,
        workers=chosen.workers,
        parallel=chosen.parallel,
        use_cache=not st.session_state.get(_ASK_ANEW, False),
        free_text_is_harmless=st.session_state.get(_of_free_text(document), False),
    )


def _of_free_text(document: StoredDocument) -> str:
    """What is said of one document holds for no other."""
    return f"free_text_is_harmless-{document.sha256}"


def _refusal(request: RunRequest) -> str:
    """Why a run of these nodes cannot start; empty where it can."""
    try:
        check_sizes(request, settings())
        choose_mode(request, settings())
    except RequestError as error:
        return str(error)
    return ""


def _meaning(request: RunRequest, *, with_reason: bool) -> Expectation | None:
    """Draw what the ticks mean; return what is expected of a run that asks a model."""
    mode = choose_mode(request, settings())
    expected = _expected(request) if uses_model(request, settings()) else None
    _work(request, mode, expected)
    if with_reason:
        st.caption(markdown_escaped(mode.reason))
    return expected


def _expected(request: RunRequest) -> Expectation | None:
    """None where it cannot be worked out: the run, once started, says what is wrong."""
    try:
        kept = queries.cache_figures(runner().db).answers
        return _worked_out(
            request,
            request.document.sha256,
            request.ticked,
            request.workers,
            request.parallel,
            request.use_cache,
            policy_of(settings(), text_is_harmless=request.free_text_is_harmless).version,
            kept,
        )
    except (DiscoveryError, OSError):
        return None


@st.cache_data(max_entries=100, show_spinner="Working out what the run would ask …")
def _worked_out(_request: RunRequest, *depends_on: object) -> Expectation:
    """Kept for the same values of `depends_on`, so that drawing the screen again is quick."""
    return runner().model.expect(_request)


def _work(request: RunRequest, mode: Mode, expected: Expectation | None) -> None:
    subtrees = f"**{counted(count_subtrees(request), 'subtree')}**"
    nodes = counted(len(request.ticked), "node")
    st.markdown(f"{subtrees} of {nodes}, {_calls(request, expected)}, {mode.name}")
    if expected is None:
        return
    st.caption(markdown_escaped(expected_words(expected)))
    if warning := budget_words(expected, settings()):
        st.warning(markdown_escaped(warning))


def _calls(request: RunRequest, expected: Expectation | None) -> str:
    if not uses_model(request, settings()):
        return "no model call"
    model = markdown_escaped(settings().model_name)
    if expected is None:
        return f"asking {model}"
    calls = counted(expected.calls, "call") if expected.calls else "no call"
    return f"**{calls}** to {model}"


def _ask_anew(expected: Expectation) -> None:
    """The way around kept answers, where there are some or it has been chosen before."""
    if settings().llm_cache and (expected.from_cache or st.session_state.get(_ASK_ANEW)):
        st.toggle(
            "Ask anew", key=_ASK_ANEW, help="Asks the model again; answers kept are not used."
        )


def _start(request: RunRequest) -> None:
    try:
        run_id = runner().start(request, who())
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return
    show_run(run_id)
    st.rerun()
