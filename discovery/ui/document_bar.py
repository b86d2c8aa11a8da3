"""What the open document is, and the way to another one."""

import streamlit as st

from discovery.documents.library import StoredDocument
from discovery.errors import DiscoveryError
from discovery.storage import queries
from discovery.ui import message_list, repair_proposal
from discovery.ui.message_words import message_words
from discovery.ui.session import (
    OpenDocument,
    choices,
    load,
    open_document,
    runner,
    show_run,
    ticked_anew,
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
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.subheader(markdown_escaped(message_words(document.message)), anchor=False)
            st.caption(markdown_escaped(f"{file_name} · {_figures(document)}"))
        wants_other = st.button("Other document")
    if wants_other:
        open_document(None)
        show_run(None)
        st.rerun()
    if document.repair:
        repair_proposal.show_repair(document.repair)
    message_list.show(document, file_name)
    if document.catalogue.left_out_entities:
        names = ", ".join(document.catalogue.left_out_entities)
        st.warning(
            "The document refers to text that is kept outside of it, which is never read: "
            f"{markdown_escaped(names)}. These places are shown without that text."
        )


def ticks_to_begin_with(document: StoredDocument, opened: OpenDocument) -> tuple[str, ...]:
    """The ticks of the run on the screen, or of the last one on this document, or suggested.

    Those of a message that was chosen come first.
    """
    if (chosen := ticked_anew(document.sha256)) is not None:
        return chosen.keys
    if opened.ticked is not None:
        return opened.ticked
    kept = queries.document(runner().db, choices().workspace, document.sha256)
    if kept is not None and kept.selection is not None:
        return tuple(kept.selection)
    return tuple(document.catalogue.nodes[index].key for index in sorted(document.suggested))


def tree_key(document: StoredDocument, run_id: int | None) -> str:
    """The key of the tree: where others are to be ticked at once, it is another one."""
    chosen = ticked_anew(document.sha256)
    of_run = f"tree-{run_id}" if run_id else "tree"
    return f"{of_run}-ticked-{chosen.number}" if chosen else of_run


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
