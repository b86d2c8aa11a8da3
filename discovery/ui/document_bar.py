"""What the open document is, and the way to another one."""

import streamlit as st

from discovery.documents.library import StoredDocument
from discovery.errors import DiscoveryError
from discovery.storage import queries
from discovery.ui import repair_proposal
from discovery.ui.session import (
    OpenDocument,
    choices,
    load,
    open_document,
    runner,
    show_run,
)
from discovery.ui.text import counted, markdown_escaped, size


def show(opened: OpenDocument) -> StoredDocument | None:
    """Draw message, version, airline and figures of the open document, and return it.

    Where it can no longer be read, say why and return None.
    """
    try:
        document = load(opened.sha256)
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return None
    _draw(document, opened.file_name)
    return document


def _draw(document: StoredDocument, file_name: str) -> None:
    about, other = st.columns([4, 1], vertical_alignment="center")
    with about.container(gap="xxsmall"):
        st.subheader(markdown_escaped(_title(document)), anchor=False)
        st.caption(markdown_escaped(f"{file_name} · {_figures(document)}"))
    if other.button("Other document", width="stretch"):
        open_document(None)
        show_run(None)
        st.rerun()
    if document.repair:
        repair_proposal.show_repair(document.repair)
    if document.catalogue.left_out_entities:
        names = ", ".join(document.catalogue.left_out_entities)
        st.warning(
            "The document refers to text that is kept outside of it, which is never read: "
            f"{markdown_escaped(names)}. These places are shown without that text."
        )


def ticks_to_begin_with(document: StoredDocument, opened: OpenDocument) -> tuple[str, ...]:
    """The ticks of the run on the screen, or of the last one on this document, or suggested."""
    if opened.ticked is not None:
        return opened.ticked
    kept = queries.document(runner().db, choices().workspace, document.sha256)
    if kept is not None and kept.selection is not None:
        return tuple(kept.selection)
    return tuple(document.catalogue.nodes[index].key for index in sorted(document.suggested))


def _title(document: StoredDocument) -> str:
    message = document.message
    parts = [message.name, message.spec_version or ""]
    airline = " ".join(part for part in (message.airline_name, message.airline_code) if part)
    return " ".join(part for part in parts if part) + (f" · {airline}" if airline else "")


def _figures(document: StoredDocument) -> str:
    catalogue = document.catalogue
    return " · ".join(
        (
            counted(len(catalogue.nodes), "node"),
            counted(catalogue.elements, "element"),
            f"{catalogue.max_depth} levels deep",
            size(document.size),
            catalogue.encoding,
        )
    )
