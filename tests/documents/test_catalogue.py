"""The nodes of a document, checked against a reading of its own by Python's XML library."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.documents.catalogue import Catalogue, read_catalogue
from discovery.documents.counting import SAMPLE_CHARACTERS
from discovery.errors import NotFoundError
from tests.support.corpus import CORPUS, manifest, needs_corpus
from tests.support.home import write
from tests.support.xml_trees import documents

NOT_COMPARABLE = {
    "other/ja_weekly_shift_jis.xml",  # Python's library does not know the encoding
    "hostile/xxe_file_etc_passwd.xml",  # it stops at the external entity
    "conformance/not-wf_sa/141.xml",  # it knows the names of XML 1.0 before the fifth edition
    # It adds attributes that a DTD defaults; we give the document as it is written.
    "conformance/valid_sa/045.xml",
    "conformance/valid_sa/091.xml",
    "conformance/valid_sa/097.xml",
}
READABLE = [entry["file"] for entry in manifest() if entry["expect"].startswith("ok")]
COMPARED = [file for file in READABLE if file not in NOT_COMPARABLE]

TWO_NAMESPACES = """<o:Order xmlns:o="urn:one" xmlns:t="urn:two">
  <o:ID>1</o:ID><t:ID k="2">two</t:ID><ID><Part>3</Part></ID><t:ID/><t:Alone><o:ID/></t:Alone>
</o:Order>"""
ORDER = """<Order><Pax><PaxID>PAX1</PaxID><Name><First>ANN</First></Name></Pax>
<Pax><PaxID>PAX2</PaxID></Pax><Total Code="EUR">10</Total></Order>"""


@dataclass
class Figures:
    """What one path should be counted to."""

    count: int = 0
    size: int = 0
    largest: int = 0
    repeats: bool = False


Steps = tuple[str, ...]


def expected_figures(path: Path) -> dict[Steps, Figures]:
    """Counts and sizes by the docstring of Node, from Python's own XML library."""
    found: dict[Steps, Figures] = defaultdict(Figures)
    root = ElementTree.parse(path).getroot()
    measure(root, (root.tag,), found)
    return dict(found)


def measure(element: ElementTree.Element, steps: Steps, found: dict[Steps, Figures]) -> int:
    size = 2 * length(local(element.tag)) + len("<></>") + length(element.text)
    for name, value in element.attrib.items():
        size += len(' =""') + length(local(name)) + length(value)
    figures = found[steps]
    siblings = [child.tag for child in element]
    for child in element:
        below = (*steps, child.tag)
        size += measure(child, below, found) + length(child.tail)
        found[below].repeats |= siblings.count(child.tag) > 1
    figures.count += 1
    figures.size += size
    figures.largest = max(figures.largest, size)
    return size


def length(text: str | None) -> int:
    return len((text or "").encode())


def local(name: str) -> str:
    return name.rpartition("}")[2]


def read_figures(catalogue: Catalogue) -> dict[Steps, Figures]:
    return {
        catalogue.steps(index): Figures(node.count, node.size, node.largest, node.repeats)
        for index, node in enumerate(catalogue.nodes)
    }


@needs_corpus
@pytest.mark.parametrize("file", COMPARED)
def test_counts_and_sizes_are_those_of_another_reader(file: str) -> None:
    assert read_figures(read_catalogue(CORPUS / file)) == expected_figures(CORPUS / file)


@needs_corpus
@pytest.mark.parametrize("file", READABLE)
def test_every_corpus_file_gives_a_sound_tree(file: str) -> None:
    assert_sound(read_catalogue(CORPUS / file))


@given(xml=documents())
def test_random_documents_are_counted_right(
    xml: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.getbasetemp(), xml, "random_catalogue.xml")
    catalogue = read_catalogue(path)
    assert_sound(catalogue)
    assert read_figures(catalogue) == expected_figures(path)
    assert catalogue.elements == sum(1 for _ in ElementTree.parse(path).iter())


def assert_sound(catalogue: Catalogue) -> None:
    """Nodes stand in pre-order, and parent, end, depth, path and key agree with one another."""
    nodes = catalogue.nodes
    assert len({node.key for node in nodes}) == len(nodes)
    assert (nodes[0].parent, nodes[0].end, nodes[0].depth) == (-1, len(nodes), 1)
    assert catalogue.max_depth == max(node.depth for node in nodes)
    for index, node in enumerate(nodes[1:], start=1):
        above = nodes[node.parent]
        assert node.parent < index < node.end <= above.end
        assert node.depth == above.depth + 1
        assert node.path == f"{above.path}/{node.name}"
        assert node.key.startswith(f"{above.key}/")
        assert node.key.endswith(node.name)
        assert node.tag == (f"{{{node.namespace}}}{node.name}" if node.namespace else node.name)
        assert len(node.sample) <= SAMPLE_CHARACTERS
        assert index in catalogue.children(node.parent)
        assert index in catalogue.find(node.key)
        assert index in catalogue.find(node.path)
    for index, node in enumerate(nodes):
        below = [child for child, other in enumerate(nodes) if other.parent == index]
        assert list(catalogue.children(index)) == below
        if len(nodes) > 300:
            break  # the look-up above is quadratic; a large document is looked at from the root
        assert node.end == max((nodes[child].end for child in below), default=index + 1)


def test_sizes_in_figures(tmp_path: Path) -> None:
    xml = '<p:r xmlns:p="urn:p" p:k="ä">a&amp;b<!-- note --><c/>\u00e9<c>xy</c></p:r>'
    root, child = read_catalogue(write(tmp_path, xml)).nodes
    assert (child.count, child.size, child.largest) == (2, 16, 9)
    # <r k="ä">, a&b, <c></c>, é, <c>xy</c>, </r>: prefixes, declarations and notes do not count
    assert root.size == root.largest == len('<r k="ä">a&b<c></c>é<c>xy</c></r>'.encode())


def test_two_namespaces_that_share_a_path_stay_two_nodes(tmp_path: Path) -> None:
    catalogue = read_catalogue(write(tmp_path, TWO_NAMESPACES))
    assert [(node.key, node.count) for node in catalogue.nodes] == [
        ("/Order", 1),
        ("/Order/{urn:one}ID", 1),
        ("/Order/{urn:two}ID", 2),
        ("/Order/{}ID", 1),
        ("/Order/{}ID/Part", 1),
        ("/Order/Alone", 1),
        ("/Order/Alone/ID", 1),
    ]
    assert {node.path for node in catalogue.nodes if node.name == "ID" and node.depth == 2} == {
        "/Order/ID"
    }
    assert catalogue.find("/Order/ID") == (1, 2, 3)
    assert catalogue.find("/Order/{urn:two}ID") == (2,)
    assert catalogue.find("/Order/ID/Part") == catalogue.find("/Order/{}ID/Part") == (4,)


def test_a_node_is_found_by_path_however_it_is_written(tmp_path: Path) -> None:
    catalogue = read_catalogue(write(tmp_path, ORDER))
    for name in ("/Order/Pax", "Order/Pax", " /Order/Pax/ ", "//Order/Pax"):
        assert [catalogue.nodes[index].path for index in catalogue.find(name)] == ["/Order/Pax"]
    for name in ("/Order/Paxes", "", "/", "Pax"):
        with pytest.raises(NotFoundError, match="List its nodes"):
            catalogue.find(name)


def test_a_ticked_node_covers_what_is_below_it(tmp_path: Path) -> None:
    catalogue = read_catalogue(write(tmp_path, ORDER))
    order, pax, pax_id, name, first, total = range(6)
    assert catalogue.units([]) == []
    assert catalogue.units([total, pax_id, first, pax, pax]) == [pax, total]
    assert catalogue.units([first, pax_id, name]) == [pax_id, name]
    assert catalogue.units(range(6)) == [order]


@given(xml=documents(), data=st.data())
def test_units_are_the_ticked_nodes_with_no_ticked_ancestor(
    xml: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    catalogue = read_catalogue(write(tmp_path_factory.getbasetemp(), xml, "random_units.xml"))
    ticked = data.draw(st.sets(st.integers(0, len(catalogue.nodes) - 1)))
    uncovered = [index for index in sorted(ticked) if not ancestors(catalogue, index) & ticked]
    assert catalogue.units(ticked) == uncovered


def ancestors(catalogue: Catalogue, index: int) -> set[int]:
    above = set()
    while (index := catalogue.nodes[index].parent) >= 0:
        above.add(index)
    return above


def test_steps_are_the_full_names_from_the_root(tmp_path: Path) -> None:
    catalogue = read_catalogue(write(tmp_path, TWO_NAMESPACES))
    assert catalogue.steps(0) == ("{urn:one}Order",)
    assert catalogue.steps(4) == ("{urn:one}Order", "ID", "Part")
    assert catalogue.steps(6) == ("{urn:one}Order", "{urn:two}Alone", "{urn:one}ID")


def test_repeats_means_more_than_once_in_one_parent(tmp_path: Path) -> None:
    xml = "<r><a><b/></a><a><b/></a><c><d/><e/><d/></c></r>"
    nodes = read_catalogue(write(tmp_path, xml)).nodes
    assert {node.name for node in nodes if node.repeats} == {"a", "d"}


def test_a_sample_is_the_first_text_on_one_short_line(tmp_path: Path) -> None:
    xml = f'<r k=" v\n w "><a> </a><a>\n one\n two </a><a>three</a><b>{"x" * 500}</b></r>'
    root, first, second = read_catalogue(write(tmp_path, xml)).nodes
    assert (root.sample, root.attributes) == ("", {"k": "v w"})
    assert first.sample == "one two"
    assert second.sample == "x" * (SAMPLE_CHARACTERS - 1) + "…"
