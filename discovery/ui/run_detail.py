"""One run of the list: what can be done with it, what explains it, its name and note."""

import streamlit as st

from discovery.errors import NotFoundError
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui import run_actions, run_again, run_deletion, run_description, screens
from discovery.ui.explanation import Line, explained, settings_lines
from discovery.ui.session import runner, show_run
from discovery.ui.standing import at, happened, standing
from discovery.ui.tables import table_of
from discovery.ui.text import markdown_escaped

_TEXT = st.column_config.TextColumn(width="large")


def show(run_id: int) -> None:
    """Draw the run below the list."""
    try:
        run = queries.run(runner().db, run_id)
    except NotFoundError as error:
        st.warning(markdown_escaped(str(error)))
        return
    name = f" · {markdown_escaped(run.name)}" if run.name else ""
    st.subheader(f"Run {run.run_id} · {standing(run)}{name}", anchor=False)
    _actions(run)
    about, described = st.columns([3, 2], gap="medium")
    with about:
        _explanation(run)
    with described:
        run_description.show(run)


def _actions(run: RunRow) -> None:
    with st.container(horizontal=True):
        if st.button("Open run"):
            show_run(run.run_id)
            st.switch_page(screens.discover(), query_params={"run": str(run.run_id)})
        run_actions.show(run)
        run_again.show(run)
        run_deletion.show(run)
    run_actions.show_refusal(run)


def _explanation(run: RunRow) -> None:
    about, history, nodes, settings = st.tabs(["About", "History", "Nodes", "Settings"])
    with about:
        document = queries.document(runner().db, run.workspace, run.document_sha256)
        _lines(explained(run, document.bytes if document else None), "What")
    with history:
        _history(run)
    with nodes:
        st.dataframe(table_of(([key] for key in run.selection), ["Node"]), hide_index=True)
    with settings:
        st.caption("Those in force when the run was last under way.")
        _lines(settings_lines(run.settings), "Setting")


def _history(run: RunRow) -> None:
    events = queries.events(runner().db, run.run_id)
    rows = [(at(event.at), happened(event.what), event.by, event.detail) for event in events]
    names = ["When", "What", "By", "Why"]
    st.dataframe(table_of(rows, names), hide_index=True, height="content")


def _lines(lines: list[Line], heading: str) -> None:
    table = table_of(lines, [heading, "Value"])
    st.dataframe(table, hide_index=True, height="content", column_config={"Value": _TEXT})
