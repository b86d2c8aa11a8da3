"""Discover: upload a message, tick what matters, start a run, watch it."""

import streamlit as st

from discovery.ui import document_bar, live_run, node_tree, preflight, upload
from discovery.ui.session import current_document, current_run, load, tree_rows

st.title("Discover", anchor=False)

run_id = current_run()
opened = current_document()

if opened is None:
    upload.show()
else:
    document = load(opened.sha256)
    document_bar.show(document, opened.file_name)
    ticked = node_tree.show(
        opened.sha256,
        tree_rows(opened.sha256),
        key="tree",
        checked=document_bar.ticks_to_begin_with(document),
    )
    preflight.show(document, opened.file_name, ticked)

if run_id is not None:
    live_run.show(run_id)
