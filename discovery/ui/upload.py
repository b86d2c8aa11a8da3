"""Getting a document in: upload, sample, or one that the workspace already has."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from discovery.documents.library import safe_file_name, take_in
from discovery.errors import DiscoveryError
from discovery.storage import queries
from discovery.storage.records import ensure_document
from discovery.ui.session import (
    OpenDocument,
    choices,
    open_document,
    runner,
    settings,
    show_run,
)
from discovery.ui.text import counted, markdown_escaped

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
        _take(BytesIO(file.getbuffer()), file.name)
    sample, stored = st.columns([1, 3], vertical_alignment="bottom")
    if sample.button("Try a sample", width="stretch", help="An order of an invented airline."):
        with SAMPLE.open("rb") as source:
            _take(source, SAMPLE.name)
    with stored:
        _stored_documents()


def _take(source: BinaryIO, name: str) -> None:
    file_name = safe_file_name(name)
    bar = st.progress(0.0, _READING)
    try:
        document = take_in(source, settings(), lambda share: bar.progress(share, _READING))
        _register(document.sha256, file_name, document.size)
    except DiscoveryError as error:
        st.error(markdown_escaped(f"{file_name}: {error}"))
        return
    finally:
        bar.empty()
    _open(OpenDocument(document.sha256, file_name))


def _register(sha256: str, file_name: str, size: int) -> None:
    workspace = choices().workspace
    runner().db.write_with_lock(
        lambda session: ensure_document(session, workspace, sha256, file_name, size)
    )


def _stored_documents() -> None:
    found = queries.documents(runner().db, choices().workspace)
    if not found:
        return
    chosen = st.selectbox(
        "Documents of this workspace",
        found,
        index=None,
        format_func=lambda row: f"{row.file_name}  ({row.created_at:%Y-%m-%d %H:%M} UTC)",
        placeholder=f"Open one of {counted(len(found), 'document')}",
    )
    if chosen is not None:
        _open(OpenDocument(chosen.sha256, chosen.file_name))


def _open(document: OpenDocument) -> None:
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    open_document(document)
    show_run(None)
    st.rerun()
