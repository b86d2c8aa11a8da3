"""The fast counting finds what the careful one finds, or leaves the document to it."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discovery.documents import plain
from discovery.documents.catalogue import read_catalogue
from discovery.documents.counting import PathCount, count_elements
from discovery.documents.parser import is_plain
from discovery.documents.plain import NotPlainError
from discovery.documents.plain_counting import count_tags
from discovery.documents.progress import unheard
from discovery.errors import DocumentRefusedError
from tests.support.corpus import CORPUS, manifest, needs_corpus
from tests.support.home import write
from tests.support.xml_texts import texts_of_documents
from tests.support.xml_trees import documents

ENTRIES = [entry for entry in manifest() if not entry.get("not_input")]
FILES = [entry["file"] for entry in ENTRIES]
# The fast way is there for these: any large message in UTF-8.
NDC = [
    entry["file"]
    for entry in ENTRIES
    if entry["file"].startswith("ndc/")
    and entry["expect"] == "ok"
    and entry["encoding"].upper() == "UTF-8"
]


def figures(path: PathCount) -> dict[str, Any]:
    """All that was counted of a path and of those below it."""
    names = {each.name for each in fields(path)} - {"seen_in"}
    found = {name: getattr(path, name) for name in names}
    children = [figures(child) for child in path.children.values()]
    return {**found, "attributes": list(path.attributes.items()), "children": children}


def assert_counted_alike(path: Path) -> None:
    carefully = figures(count_elements(path, unheard))
    assert figures(count_tags(path, unheard)) == carefully


@needs_corpus
@pytest.mark.parametrize("file", FILES)
def test_both_ways_agree_on_the_corpus(file: str) -> None:
    path = CORPUS / file
    try:
        count_elements(path, unheard)
    except DocumentRefusedError:
        assert not is_plain(path, unheard) or is_left_to_the_careful_way(path)
    else:
        if is_plain(path, unheard) and not is_left_to_the_careful_way(path):
            assert_counted_alike(path)


def is_left_to_the_careful_way(path: Path) -> bool:
    try:
        count_tags(path, unheard)
    except NotPlainError:
        return True
    return False


@needs_corpus
def test_messages_take_the_fast_way() -> None:
    assert [file for file in NDC if not is_plain(CORPUS / file, unheard)] == []


@given(xml=texts_of_documents() | documents(), block=st.integers(1, 200))
@example(xml=b"<r>x<![CDATA[<!-- y -->]]><!-- z --></r>", block=14)
@example(xml=b"<r>x<![CDATA[y]]></r>", block=5)
@example(xml=b"<r>x<!-- <?y?> <! --></r>", block=16)
def test_both_ways_agree_however_a_document_is_written(
    xml: bytes, block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.getbasetemp(), xml, "random_plain.xml")
    assert is_plain(path, unheard)
    with patch.object(plain, "BLOCK_BYTES", block):
        assert_counted_alike(path)


def test_tags_and_scopes_beyond_those_kept_are_counted_too(tmp_path: Path) -> None:
    rows = "".join(
        f'<a k="{number}"/><b{number}/><c xmlns:p="urn:{number}"><p:d><e/></p:d><e/></c>'
        for number in range(3000)
    )
    path = write(tmp_path, f"<r>{rows}</r>")
    assert is_plain(path, unheard)
    assert_counted_alike(path)


UNDECLARED = "a namespace prefix is used but never declared"
NOT_PLAIN = {
    "undeclared prefix": ("<r><p:a/></r>", UNDECLARED),
    "undeclared prefix of an attribute": ('<r p:k="1"/>', UNDECLARED),
    "prefix out of scope": ('<r><a xmlns:p="urn:p"/><p:a/></r>', UNDECLARED),
    "the same attribute by two prefixes": (
        '<r xmlns:p="urn:p" xmlns:q="urn:p" p:k="1" q:k="2"/>',
        "the same attribute twice",
    ),
    "unknown entity": ("<r>&unknown;</r>", "an entity is used that the document does not define"),
    "two colons": ('<p:a:b xmlns:p="urn:p"/>', "this breaks the rules of XML"),
    "cut off": ("<r><a>", "the document ends before"),
    "an empty file": ("", "The file is empty"),
}


@pytest.mark.parametrize(("xml", "reason"), NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_a_fault_is_seen_and_told_as_ever(tmp_path: Path, xml: str, reason: str) -> None:
    path = write(tmp_path, xml)
    assert not is_plain(path, unheard)
    with pytest.raises(DocumentRefusedError, match=re.escape(reason)):
        read_catalogue(path)


LEFT = {
    "deep": "<a>" * 257 + "</a>" * 257,
    "long text": f"<r>{'x' * 10_000_001}</r>",
    "an id that is no name": '<r xml:id="1 2"/>',
}


@pytest.mark.parametrize("xml", LEFT.values(), ids=LEFT)
def test_what_only_a_tree_refuses_is_left_to_the_careful_way(tmp_path: Path, xml: str) -> None:
    path = write(tmp_path, xml)
    assert is_plain(path, unheard)
    assert is_left_to_the_careful_way(path)
    with pytest.raises(DocumentRefusedError):
        read_catalogue(path)


@pytest.mark.parametrize(
    "xml",
    [
        "<!DOCTYPE r><r/>",
        '<?xml version="1.0" encoding="ISO-8859-1"?><r>\u00e9</r>'.encode("latin-1"),
        "<r>\u00e9</r>".encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><r/>'.encode("utf-16-le"),
        f'<?xml version="1.0"{" " * 500}encoding="ISO-8859-1"?><r/>',
    ],
)
def test_documents_of_other_kinds_are_left_to_the_careful_way(
    tmp_path: Path, xml: str | bytes
) -> None:
    path = write(tmp_path, xml)
    assert not is_plain(path, unheard)
    assert read_catalogue(path).nodes[0].name == "r"
