"""The end of a workspace with all that is in it, once its name has been typed."""

import streamlit as st

from discovery.errors import DiscoveryError
from discovery.processing.history import delete_workspace
from discovery.storage import queries
from discovery.ui.session import DEFAULT_WORKSPACE, choices, leave_workspace, runner, settings
from discovery.ui.text import counted, markdown_escaped

_TYPED = "workspace_to_delete"
_SAID = "workspace_deletion"


def show() -> None:
    """Draw what would go, and the question for the name."""
    workspace = choices().workspace
    st.subheader("Workspace", anchor=False)
    if said := st.session_state.pop(_SAID, None):
        succeeded, text = said
        (st.success if succeeded else st.error)(markdown_escaped(text))
    if workspace not in queries.workspaces(runner().db):
        st.markdown(markdown_escaped(f"There is nothing in the workspace {workspace} yet."))
        return
    st.markdown(markdown_escaped(_what_is_there(workspace)))
    with st.popover("Delete this workspace"), st.form("workspace-deletion", border=False):
        st.markdown("All of it goes for good. Answers kept for later runs stay.")
        st.text_input(f"Type its name, {markdown_escaped(workspace)}, to confirm", key=_TYPED)
        st.form_submit_button(
            "Delete the workspace", type="primary", on_click=_delete, args=(workspace,)
        )


def _what_is_there(workspace: str) -> str:
    contents = queries.workspace_contents(runner().db, workspace)
    return (
        f"In the workspace {workspace} there are {counted(contents.documents, 'document')} and "
        f"{counted(contents.runs, 'run')} with {counted(contents.facts, 'fact')}."
    )


def _delete(workspace: str) -> None:
    """Before the screen is drawn, as the sidebar then shows another workspace."""
    confirmed = st.session_state.get(_TYPED, "")
    try:
        delete_workspace(runner().db, settings(), workspace, confirmed)
    except DiscoveryError as error:
        st.session_state[_SAID] = (False, str(error))
        return
    st.session_state[_SAID] = (True, f"The workspace {workspace} was deleted.")
    st.session_state["workspace"] = DEFAULT_WORKSPACE
    leave_workspace()
