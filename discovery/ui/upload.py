"""Getting a document in: upload, sample, or one that the workspace already has."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from discovery.documents.library import StoredDocument, safe_file_name, take_in
from discovery.errors import DiscoveryError
from discovery.processing.workspace_documents import register_document
from discovery.storage import queries
from discovery.ui import repair_proposal
from discovery.ui.session import (
    OpenDocument,
    choices,
    open_document,
    runner,
    session_id,
    settings,
    show_run,
)
from discovery.ui.text import counted, markdown_escaped, shown
from discovery.ui.upload_files import upload_files

_READING = "Reading the document …"

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "OrderViewRS.xml"


def show() -> None:
    """Draw the ways in; a document that was taken in becomes the open one."""
    st.markdown(
        "Upload an XML message, tick the nodes that matter, start a run, and read what each "
        "section really holds. NDC messages are recognised; any well-formed XML works."
    )
    file = st.file_uploader(
        "XML message",
        max_upload_size=settings().max_upload_mb,
        key=f"upload-{st.session_state.get('uploads', 0)}",
    )
    if file is not None:
        # Its own bytes where nothing stands before the upload route: the tests of the screen.
        arrived = upload_files.find(session_id(), file.file_id) or BytesIO(file.getbuffer())
        with arrived as content:
            _take_upload(file.file_id, content, safe_file_name(file.name))
    sample, stored = st.columns([1, 3], vertical_alignment="bottom")
    if sample.button("Try a sample", width="stretch", help="An order of an invented airline."):
        _take_sample()
    with stored:
        _stored_documents()


def _take_sample() -> None:
    try:
        with SAMPLE.open("rb") as source:
            _take(source, SAMPLE.name)
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))


def _take_upload(file_id: str, content: BinaryIO, file_name: str) -> None:
    """Take an upload in; of one that is refused a repair may be proposed, and accepted."""
    refused = repair_proposal.refused(file_id)
    if refused is None:
        try:
            _take(content, file_name)
        except DiscoveryError as error:
            content.seek(0)
            refused = repair_proposal.refuse(file_id, file_name, content, error)
            content.seek(0)
    if refused is not None:
        document = repair_proposal.show(refused, content, on_leave=_next_upload)
        if document is not None:
            _keep(document, file_name)


def _take(source: BinaryIO, file_name: str) -> None:
    bar = st.progress(0.0, _READING)
    try:
        document = take_in(source, settings(), lambda share: bar.progress(share, _READING))
    finally:
        bar.empty()
    _keep(document, file_name)


def _keep(document: StoredDocument, file_name: str) -> None:
    register_document(runner().db, choices().workspace, document, file_name)
    _open(OpenDocument(document.sha256, file_name))


def _stored_documents() -> None:
    found = queries.documents(runner().db, choices().workspace)
    if not found:
        return
    chosen = st.selectbox(
        "Documents of this workspace",
        found,
        index=None,
        format_func=lambda row: shown(f"{row.file_name}  ({row.created_at:%Y-%m-%d %H:%M} UTC)"),
        placeholder=f"Open one of {counted(len(found), 'document')}",
    )
    if chosen is not None:
        _open(OpenDocument(chosen.sha256, chosen.file_name))


def _open(document: OpenDocument) -> None:
    _next_upload()
    open_document(document)
    show_run(None)
    st.rerun()


def _next_upload() -> None:
    """Empty the uploader: a widget of another key is a new one."""
    upload_files.drop(session_id())
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
