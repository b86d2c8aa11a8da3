"""The rows of the node tree, whose samples are values of the document: shown or hidden."""

import streamlit as st

from discovery.documents.library import StoredDocument
from discovery.facts.privacy import Masker
from discovery.ui import reveal
from discovery.ui.node_tree import TreeRow, TreeRows
from discovery.ui.session import OpenDocument, load
from discovery.wire import decoded_sample, sample_path


def tree_rows(opened: OpenDocument) -> TreeRows:
    """The rows of a document, with real values as samples where this session shows them."""
    sha256, masker = opened.sha256, reveal.masker()
    under = f"{masker.policy.version} {masker.key.fingerprint}"
    if not reveal.is_on():
        return _packed(sha256, under, masker)
    reveal.record_view(
        ("samples", sha256),
        "samples of the document's nodes",
        lambda: _count_hidden(sha256, masker),
        sha256=sha256,
        file_name=opened.file_name,
    )
    return _packed(sha256, "", None)


@st.cache_resource(max_entries=16, show_spinner=False)
def _packed(sha256: str, masked_under: str, _masker: Masker | None) -> TreeRows:
    """Packed once for all sessions."""
    document = load(sha256)
    count = len(document.catalogue.nodes)
    return TreeRows.of(_row(document, index, _masker) for index in range(count))


def _row(document: StoredDocument, index: int, masker: Masker | None) -> TreeRow:
    catalogue, node = document.catalogue, document.catalogue.nodes[index]
    sample = masker.mask(sample_path(catalogue, index), node.sample) if masker else node.sample
    return TreeRow(
        key=node.key,
        name=node.name,
        namespace=node.namespace,
        depth=node.depth,
        count=node.count,
        bytes=node.size,
        sample=sample,
        decoded=decoded_sample(catalogue, index, sample) or "",
        suggested=index in document.suggested,
        repeats=node.repeats,
    )


def _count_hidden(sha256: str, masker: Masker) -> int:
    """How many samples are hidden where personal data is."""
    catalogue = load(sha256).catalogue
    return sum(
        masker.mask(sample_path(catalogue, index), node.sample) != node.sample
        for index, node in enumerate(catalogue.nodes)
    )
