"""Discover: upload a message, tick what matters, start a run, watch it."""

import streamlit as st

from discovery.ui import (
    document_bar,
    live_run,
    node_samples,
    node_tree,
    preflight,
    reference_view,
    upload,
)
from discovery.ui.session import current_document, current_run

st.title("Discover", anchor=False)

run_id = current_run()
opened = current_document(run_id)
document = document_bar.show(opened) if opened else None

if opened is None or document is None:
    upload.show()
else:
    with st.expander("Nodes", expanded=run_id is None):
        ticked = node_tree.show(
            opened.sha256,
            node_samples.tree_rows(opened),
            key=document_bar.tree_key(document, run_id),  # another run begins with its own ticks
            checked=document_bar.ticks_to_begin_with(document, opened),
        )
    reference_view.show(document, opened.file_name)
    preflight.show(document, opened.file_name, ticked, is_first_run=run_id is None)

if run_id is not None:
    live_run.show(run_id)
