"""The messages of the open document: beside one another, and within values."""

from typing import TypeVar

import streamlit as st

from discovery.documents.inner_messages import InnerMessage
from discovery.documents.library import StoredDocument, is_kept
from discovery.documents.message_list import ListedMessage, count_messages
from discovery.documents.origin import Origin
from discovery.errors import DiscoveryError
from discovery.processing.workspace_documents import open_inner_message
from discovery.ui import paging
from discovery.ui.message_words import (
    brief_xpath,
    inner_words,
    left_out_words,
    message_words,
    origin_words,
    place_words,
    unread_words,
    value_words,
)
from discovery.ui.session import (
    OpenDocument,
    choices,
    open_document,
    runner,
    settings,
    show_run,
    tick_anew,
)
from discovery.ui.text import HEADING, counted, markdown_escaped

PAGE_ROWS = 6
UNREAD_SHOWN = 5

Row = TypeVar("Row")


def show(document: StoredDocument, file_name: str) -> None:
    """Draw several messages with their suggestions, and those that can be opened on their own."""
    if document.origin:
        _origin(document.origin)
    if len(document.messages) > 1:
        _beside(document)
    if document.inner.found:
        _within(document, file_name)
    for unread in document.inner.unread[:UNREAD_SHOWN]:
        st.warning(markdown_escaped(unread_words(unread)))
    more = len(document.inner.unread) - UNREAD_SHOWN
    if more > 0:
        st.caption(f"{counted(more, 'more value')} cannot be read.")
    if said := left_out_words(document.inner):
        st.caption(said)


def _beside(document: StoredDocument) -> None:
    total = count_messages(document.catalogue)
    listed = document.messages
    first = f", of which the first {len(listed)} are listed" if total > len(listed) else ""
    with st.expander(f"{counted(total, 'message')} in this file{first}", expanded=True):
        for number, each in _page(listed, f"messages-{document.sha256}"):
            label, key = _tick_label(each), f"tick-{number}"
            if _row(message_words(each.message), _about(document, each), label, key=key):
                _tick(document, each)


def _about(document: StoredDocument, listed: ListedMessage) -> str:
    path = document.catalogue.nodes[listed.message.place].path
    return " · ".join(filter(None, (path, place_words(listed))))


def _tick_label(listed: ListedMessage) -> str:
    return f"Tick {counted(len(listed.suggested), 'suggested node')}"


def _tick(document: StoredDocument, listed: ListedMessage) -> None:
    nodes = document.catalogue.nodes
    tick_anew(document.sha256, tuple(nodes[index].key for index in sorted(listed.suggested)))


def _within(document: StoredDocument, file_name: str) -> None:
    found = document.inner.found
    one, more = "A message stands within a value", f"{len(found)} messages stand within values"
    with st.expander(one if len(found) == 1 else more, expanded=True):
        for number, each in _page(found, f"inner-{document.sha256}"):
            label, key = "Open as its own document", f"open-{number}"
            if _row(f"Holds {inner_words(each)}", value_words(each), label, key=key):
                _open(document, file_name, each)


def _page(rows: tuple[Row, ...], key: str) -> list[tuple[int, Row]]:
    page = paging.show(len(rows), PAGE_ROWS, "messages", key=key)
    start = (page - 1) * PAGE_ROWS
    return list(enumerate(rows[start : start + PAGE_ROWS], start))


def _row(heading: str, about: str, label: str, *, key: str) -> bool:
    """Draw a message with a button; whether that was clicked."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{markdown_escaped(heading)}**")
            st.caption(markdown_escaped(about))
        return st.button(label, key=key)


def _open(document: StoredDocument, file_name: str, inner: InnerMessage) -> None:
    try:
        opened, name = open_inner_message(
            runner().db, settings(), choices().workspace, document, file_name, inner.xpath
        )
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return
    _leave_for(OpenDocument(opened.sha256, name))


def _origin(origin: Origin) -> None:
    is_there = is_kept(origin.outer_sha256, settings())
    gone = "" if is_there else ", which was deleted since"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            markdown_escaped(f"{origin_words(origin)}{gone}: {brief_xpath(origin.xpath)}"),
            width="content",
        )
        if is_there and st.button(
            markdown_escaped(f"Open {origin.outer_file_name}", HEADING), type="tertiary"
        ):
            _leave_for(OpenDocument(origin.outer_sha256, origin.outer_file_name))


def _leave_for(document: OpenDocument) -> None:
    open_document(document)
    show_run(None)
    st.rerun()
