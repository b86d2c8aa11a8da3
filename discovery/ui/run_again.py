"""The nodes of a run once more, as a new run with other settings."""

from typing import Any

import streamlit as st

from discovery.config import WORKERS_MAX
from discovery.errors import DiscoveryError
from discovery.storage.queries import RunRow
from discovery.ui import screens
from discovery.ui.preflight import FREE_TEXT, FREE_TEXT_HELP
from discovery.ui.session import runner, settings, show_run
from discovery.ui.signed_in import who
from discovery.ui.text import markdown_escaped

_EXTRACTORS = {"model": "Structure and meaning", "structure": "Structure only"}


def show(run: RunRow) -> None:
    """Draw the settings that can differ, and the button that starts the new run."""
    with (
        st.popover("Run again"),
        st.form(f"again-{run.run_id}", border=False),
    ):
        st.markdown("A new run over the same nodes of the same document.")
        changes = _changes(run)
        changes["free_text_is_harmless"] = st.checkbox(
            FREE_TEXT, run.free_text_is_harmless, help=FREE_TEXT_HELP
        )
        if st.form_submit_button("Start the new run", type="primary"):
            _start(run, changes)


def _changes(run: RunRow) -> dict[str, Any]:
    """Fields of the request that are to differ from those of the run."""
    if settings().provider == "none":
        st.caption("No model is set up: it gives exact structure, references and counts.")
        return {}
    was_parallel = run.mode == "parallel"
    workers = run.workers if was_parallel else settings().max_parallel_nodes
    return {
        "extractor": st.selectbox(
            "Result",
            list(_EXTRACTORS),
            index=list(_EXTRACTORS).index(run.extractor),
            format_func=_EXTRACTORS.__getitem__,
        ),
        "workers": st.number_input("Workers", 1, WORKERS_MAX, workers),
        "parallel": st.toggle("Process in parallel", was_parallel or run.extractor != "model"),
        "use_cache": not st.toggle(
            "Ask anew", not run.use_cache, help="Asks the model again; answers kept are not used."
        ),
    }


def _start(run: RunRow, changes: dict[str, Any]) -> None:
    try:
        run_id = runner().run_again(run.run_id, who(), **changes)
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return
    show_run(run_id)
    st.switch_page(screens.discover(), query_params={"run": str(run_id)})
