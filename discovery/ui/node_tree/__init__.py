"""The tree in which the analyst ticks the nodes of a document."""

import json
import zlib
from collections.abc import Collection
from pathlib import Path

import streamlit as st

from discovery.ui.node_tree.rows import TreeRow, TreeRows

__all__ = ["TreeRow", "TreeRows", "show", "widget_key"]

_HERE = Path(__file__).parent

_component = st.components.v2.component(
    "discovery_node_tree",
    html=(_HERE / "tree.html").read_text("utf-8"),
    css=(_HERE / "tree.css").read_text("utf-8"),
    js="".join((_HERE / name).read_text("utf-8") for name in ("model.js", "row.js", "tree.js")),
)


def show(
    catalogue_version: str, rows: TreeRows, *, key: str, checked: Collection[str] = ()
) -> tuple[str, ...]:
    """Draw the tree and return the keys of the ticked nodes in document order.

    A ticked node stands for all below it, so none of the returned keys lies below another.
    `checked` are the ticks to begin with, for this `catalogue_version` (the document's hash);
    after that the analyst's own ticks count, until another version is shown or the page is left.
    """
    widget = widget_key(key, catalogue_version)
    current = st.session_state.get(widget, {}).get("checked", checked)
    state = _component(
        key=widget,
        data=_message(catalogue_version, rows, rows.ticked(current)),
        default={"checked": list(current)},
        on_checked_change=lambda: None,
    )
    return rows.ticked(state["checked"])


def widget_key(key: str, catalogue_version: str) -> str:
    """Where the session state holds the ticks, as `{"checked": [key, ...]}`.

    Each version has its own, so that a tick on its way from the browser while another document
    is opened cannot land there.
    """
    return f"{key}:{catalogue_version}"


def _message(catalogue_version: str, rows: TreeRows, ticked: tuple[str, ...]) -> bytes:
    """One line of JSON that changes with the ticks, then the rows, which need no new reading."""
    values = f"{zlib.crc32(rows.payload):x}"  # samples of the same nodes may be shown or hidden
    head = json.dumps({"version": catalogue_version, "values": values, "checked": ticked})
    return head.encode() + b"\n" + rows.payload
