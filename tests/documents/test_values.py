"""The values of a plain document are the same by its tags as element by element."""

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discovery.documents import plain
from discovery.documents.parser import is_plain
from discovery.documents.plain import NotPlainError
from discovery.documents.progress import unheard
from discovery.documents.values import read_values, values_of_elements, values_of_tags
from discovery.errors import DocumentRefusedError
from tests.support.corpus import CORPUS, manifest, needs_corpus
from tests.support.home import write
from tests.support.xml_texts import texts_of_documents
from tests.support.xml_trees import documents

READABLE = [entry["file"] for entry in manifest() if entry["expect"].startswith("ok")]
MIXED = b"<r>\n<b/> <c/>x<!-- y --> <d/> <e/>z<![CDATA[ ]]><f/>&#10; </r>"


@needs_corpus
@pytest.mark.parametrize("file", READABLE)
def test_both_ways_agree_on_the_corpus(file: str) -> None:
    assert list(read_values(CORPUS / file)) == list(values_of_elements(CORPUS / file))


@given(xml=texts_of_documents() | documents(), block=st.integers(1, 200))
@example(xml=MIXED, block=9)
@example(xml=b"<r> <!-- --> <a/> <?x?>y <a/> </r>", block=50)
def test_both_ways_agree_however_a_document_is_written(
    xml: bytes, block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.getbasetemp(), xml, "random_values.xml")
    with patch.object(plain, "BLOCK_BYTES", block):
        assert list(values_of_tags(path)) == list(values_of_elements(path))


def test_a_value_knows_the_line_where_the_start_tag_of_its_element_ends(tmp_path: Path) -> None:
    xml = b"\n<r>\r\n<!--\r\n\n--><?p\n?><a\n b='1\n2'\n>x</a>\n\n<c>\n<![CDATA[\n]]>&#10;y</c></r>"
    path = write(tmp_path, xml)
    for values in (values_of_tags(path), values_of_elements(path)):
        assert [(value.value.strip(), value.line) for value in values] == [
            ("1 2", 9),
            ("x", 9),
            ("y", 11),
        ]


def test_a_carriage_return_that_ends_a_line_alone_is_left_to_the_elements(tmp_path: Path) -> None:
    path = write(tmp_path, b"<r>\r<a>x\ry</a></r>")
    with pytest.raises(NotPlainError):
        list(values_of_tags(path))
    assert list(read_values(path)) == list(values_of_elements(path))


def test_scopes_beyond_those_kept_make_no_difference(tmp_path: Path) -> None:
    rows = "".join(f'<a xmlns:p="urn:{n}" p:k="{n}"><p:b>x</p:b></a>' for n in range(1500))
    path = write(tmp_path, f"<r>{rows}</r>")
    assert list(values_of_tags(path)) == list(values_of_elements(path))


def test_so_many_namespaces_are_left_to_the_elements(tmp_path: Path) -> None:
    declared = "".join(f" xmlns:p{n}='urn:{n}'" for n in range(300))
    path = write(tmp_path, f"<r{declared}><p7:a>x</p7:a></r>")
    with pytest.raises(NotPlainError):
        list(values_of_tags(path))
    assert [value.value for value in read_values(path)] == ["x"]


def test_what_the_tags_leave_is_read_by_the_elements(tmp_path: Path) -> None:
    path = write(tmp_path, '<r><a>1</a><a xml:id="i">2</a><a>3</a></r>')
    with pytest.raises(NotPlainError):
        list(values_of_tags(path))
    assert [value.value for value in read_values(path)] == ["1", "i", "2", "3"]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "<r><a>1</a>")
    assert not is_plain(path, unheard)
    with pytest.raises(DocumentRefusedError, match="ends before all its elements are closed"):
        list(read_values(path))
