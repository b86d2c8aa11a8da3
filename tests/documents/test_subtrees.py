"""The occurrences of ticked nodes: which, in what order, and exactly where they stand."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from discovery.documents.catalogue import Catalogue, read_catalogue
from discovery.documents.parser import read_root
from discovery.documents.subtrees import Subtree, read_one, read_subtrees
from discovery.documents.suggestions import suggest
from discovery.documents.values import read_values
from discovery.errors import NotFoundError
from tests.support.corpus import CORPUS, manifest, needs_corpus
from tests.support.home import write
from tests.support.window import ROOT
from tests.support.xml_trees import documents

# An element name of XML 1.0, fifth edition, that libxml2 parses but its own XPath does not.
NO_XPATH_NAME = "conformance/not-wf_sa/141.xml"
LARGE = "ndc/travelsoft_19_2_AirShoppingRS_large.xml"
ADDRESSABLE = [
    entry["file"]
    for entry in manifest()
    if entry["expect"].startswith("ok") and entry["file"] not in (NO_XPATH_NAME, LARGE)
]

NESTED = """<Order>
  <Pax id="1">one<Name>ANN</Name></Pax>
  <Item><Pax id="2"/></Item>
  <Pax id="3"><Name>BEN</Name><Pax><Name>CAT</Name></Pax></Pax>
</Order>"""
MIXED_NAMESPACES = """<o:r xmlns:o="urn:one" xmlns:t="urn:two">
<o:a/><t:a/><a/><o:a k="2"><a/><o:a/></o:a><a/></o:r>"""


def ticked(catalogue: Catalogue, *names: str) -> list[int]:
    return [index for name in names for index in catalogue.find(name)]


def subtrees_of(folder: Path, xml: str, *names: str) -> list[Subtree]:
    path = write(folder, xml)
    catalogue = read_catalogue(path)
    return list(read_subtrees(path, catalogue, ticked(catalogue, *names)))


def c14n(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def assert_exact(path: Path, catalogue: Catalogue, ticks: list[int]) -> None:
    """Each subtree is one element of the whole tree, and together they are all that was ticked."""
    root = read_root(path)
    expected = elements_of(root, {catalogue.steps(unit): unit for unit in catalogue.units(ticks)})
    subtrees = list(read_subtrees(path, catalogue, ticks))
    ordinals: Counter[int] = Counter()
    assert len(subtrees) == len(expected)
    numbered = enumerate(zip(subtrees, expected, strict=True), start=1)
    for position, (subtree, (node, element)) in numbered:
        ordinals[node] += 1
        assert (subtree.position, subtree.node) == (position, node)
        assert subtree.ordinal == ordinals[node]
        assert root.xpath(subtree.xpath) == [element]
        assert subtree.source_line == element.sourceline
        assert (subtree.path, subtree.key) == (
            catalogue.nodes[node].path,
            catalogue.nodes[node].key,
        )
        assert subtree.element.getparent() is None
        assert c14n(subtree.element) == c14n(element)
        assert c14n(etree.XML(subtree.source(), etree.XMLParser())) == c14n(element)


def elements_of(
    root: etree._Element, units: dict[tuple[str, ...], int]
) -> list[tuple[int, etree._Element]]:
    """The elements at these steps in document order, without what lies inside another."""
    found = []
    waiting = [(root, (str(root.tag),))]
    while waiting:
        element, steps = waiting.pop()
        if steps in units:
            found.append((units[steps], element))
            continue
        children = [child for child in element if isinstance(child.tag, str)]
        waiting += [(child, (*steps, str(child.tag))) for child in reversed(children)]
    return found


@needs_corpus
@pytest.mark.parametrize("file", ADDRESSABLE)
def test_subtrees_of_every_corpus_file_are_exact(file: str) -> None:
    path = CORPUS / file
    catalogue = read_catalogue(path)
    assert_exact(path, catalogue, sorted(suggest(catalogue, 4 << 20)))
    leaves = [index for index, node in enumerate(catalogue.nodes) if node.end == index + 1]
    assert_exact(path, catalogue, leaves[:: max(1, len(leaves) // 20)])


@given(xml=documents(), data=st.data())
def test_subtrees_of_random_documents_are_exact(
    xml: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.getbasetemp(), xml, "random_subtrees.xml")
    catalogue = read_catalogue(path)
    assert_exact(path, catalogue, sorted(data.draw(ticks_of(catalogue))))


def ticks_of(catalogue: Catalogue) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, len(catalogue.nodes) - 1), max_size=4)


def test_position_ordinal_line_and_xpath(tmp_path: Path) -> None:
    found = subtrees_of(tmp_path, NESTED, "/Order/Pax", "/Order/Item/Pax")
    assert [(s.position, s.path, s.ordinal, s.source_line, s.xpath) for s in found] == [
        (1, "/Order/Pax", 1, 2, "/Order[1]/Pax[1]"),
        (2, "/Order/Item/Pax", 1, 3, "/Order[1]/Item[1]/Pax[1]"),
        (3, "/Order/Pax", 2, 4, "/Order[1]/Pax[2]"),
    ]
    assert found[0].source() == '<Pax id="1">one<Name>ANN</Name></Pax>'


def test_what_is_inside_a_ticked_subtree_is_not_yielded_again(tmp_path: Path) -> None:
    names = ("/Order/Pax/Pax/Name", "/Order/Pax/Name", "/Order/Pax", "/Order/Pax/Pax")
    assert [s.path for s in subtrees_of(tmp_path, NESTED, *names)] == ["/Order/Pax", "/Order/Pax"]
    inner = subtrees_of(tmp_path, NESTED, "/Order/Pax/Name", "/Order/Pax/Pax")
    assert [s.xpath for s in inner] == [
        "/Order[1]/Pax[1]/Name[1]",
        "/Order[1]/Pax[2]/Name[1]",
        "/Order[1]/Pax[2]/Pax[1]",
    ]


def test_the_reading_ends_with_the_last_subtree(tmp_path: Path) -> None:
    """Of a large message whose head is ticked, the rest is not gone through for nothing."""
    rest = "<b>text</b>" * 100_000
    document = write(tmp_path, f"<r><head/><head/>{rest}</r>")
    catalogue, read = read_catalogue(document), list[int]()
    heads = read_subtrees(document, catalogue, catalogue.find("/r/head"), read.append)
    assert [subtree.ordinal for subtree in heads] == [1, 2]
    assert sum(read) < document.stat().st_size / 2
    last = list(read_subtrees(document, catalogue, catalogue.find("/r/b"), read.append))
    assert len(last) == 100_000


def test_xpaths_tell_namespaces_apart(tmp_path: Path) -> None:
    keys = ("/r/{urn:one}a", "/r/{urn:two}a", "/r/{}a")
    assert [
        (s.key, s.ordinal, s.xpath) for s in subtrees_of(tmp_path, MIXED_NAMESPACES, *keys)
    ] == [
        ("/r/{urn:one}a", 1, "/*[local-name()='r'][1]/*[local-name()='a'][1]"),
        ("/r/{urn:two}a", 1, "/*[local-name()='r'][1]/*[local-name()='a'][2]"),
        ("/r/{}a", 1, "/*[local-name()='r'][1]/a[1]"),
        ("/r/{urn:one}a", 2, "/*[local-name()='r'][1]/*[local-name()='a'][4]"),
        ("/r/{}a", 2, "/*[local-name()='r'][1]/a[2]"),
    ]


def test_the_source_keeps_comments_and_declares_its_namespaces(tmp_path: Path) -> None:
    xml = '<p:r xmlns:p="urn:p"><p:a>x<!-- note --><?pi y?>&amp;<b>z</b></p:a>tail</p:r>'
    (subtree,) = subtrees_of(tmp_path, xml, "/r/a")
    source = '<p:a xmlns:p="urn:p">x<!-- note --><?pi y?>&amp;<b>z</b></p:a>'
    assert subtree.source() == source


def test_lines_beyond_65535_are_right(tmp_path: Path) -> None:
    first, last = subtrees_of(tmp_path, "<r><a/>" + "\n" * 70_000 + "<a/></r>", "/r/a")
    assert (first.source_line, last.source_line) == (1, 70_001)


def test_one_occurrence_is_read_by_its_ordinal(tmp_path: Path) -> None:
    path = write(tmp_path, NESTED)
    catalogue = read_catalogue(path)
    (pax,) = catalogue.find("/Order/Pax")
    assert read_one(path, catalogue, pax, 2).element.get("id") == "3"
    for ordinal in (0, 3):
        with pytest.raises(NotFoundError, match=f"no occurrence {ordinal} of /Order/Pax"):
            read_one(path, catalogue, pax, ordinal)


def test_values_are_all_texts_and_attributes_with_their_places(tmp_path: Path) -> None:
    xml = """<r xmlns:n="urn:it's">
      <a k="1" n:k="2">one<b/> two<b/> <!-- x -->three</a> <c> </c></r>"""
    path = write(tmp_path, xml)
    root = read_root(path)
    values = list(read_values(path))
    assert [(value.path, value.value) for value in values] == [
        ("/r/a/@k", "1"),
        ("/r/a/@k", "2"),
        ("/r/a", "one two three"),
    ]
    assert [root.xpath(value.xpath) for value in values] == [["1"], ["2"], [root[0]]]


@needs_corpus
@pytest.mark.parametrize(
    "file", [file for file in ADDRESSABLE if file.startswith(("ndc/alaska", "other"))]
)
def test_every_value_of_a_document_is_found_where_it_says(file: str) -> None:
    root = read_root(CORPUS / file)
    values = list(read_values(CORPUS / file))
    texts = sum(1 for element in root.iter(etree.Element) if own_text(element).strip())
    attributes = sum(len(element.attrib) for element in root.iter(etree.Element))
    assert len(values) == texts + attributes
    for value in values[:: max(1, len(values) // 300)]:
        (found,) = root.xpath(value.xpath)
        text = found if isinstance(found, str) else own_text(found)
        assert text.strip() == value.value.strip()


def own_text(element: etree._Element) -> str:
    return "".join((element.text or "", *(child.tail or "" for child in element)))


READ_ALL = """
import resource, sys
from pathlib import Path
from discovery.documents.catalogue import read_catalogue
from discovery.documents.subtrees import read_subtrees
from discovery.documents.values import read_values

document = Path(sys.argv[1])
catalogue = read_catalogue(document)
found = sum(1 for _ in read_subtrees(document, catalogue, catalogue.find(sys.argv[2])))
values = sum(1 for _ in read_values(document))
print(found, values, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
KIB_PER_MIB = 1024


def reading(document: Path, tick: str) -> tuple[int, int, int]:
    """Subtrees, values and the most memory (KiB) of a process that reads a document whole."""
    command = [sys.executable, "-c", READ_ALL, str(document), tick]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found, values, memory = output.split()
    return int(found), int(values), int(memory)


def offers(folder: Path, count: int) -> Path:
    """A message with `count` offers of about 1,400 bytes and 13 elements each."""
    service = f"<Service><ServiceID>S</ServiceID><Text>{'words ' * 65}</Text></Service>\n"
    offer = f"<Offer><OfferID>O</OfferID>{service * 3}<Price>1</Price></Offer>\n<!-- next -->"
    path = folder / f"offers_{count}.xml"
    with path.open("w") as file:
        file.write("<IATA_AirShoppingRS><Response><Offers>")
        file.writelines(offer for _ in range(count))
        file.write("</Offers></Response></IATA_AirShoppingRS>")
    return path


def test_memory_stays_bounded_on_20_megabytes(tmp_path: Path) -> None:
    tick = "/IATA_AirShoppingRS/Response/Offers/Offer/Service"
    small, large = offers(tmp_path, 10), offers(tmp_path, 14_500)
    assert large.stat().st_size > 20_000_000
    few_found, few_values, least = reading(small, tick)
    found, values, most = reading(large, tick)
    assert (few_found, few_values) == (30, 80)
    assert (found, values) == (14_500 * 3, 14_500 * 8)
    assert most - least < 20 * KIB_PER_MIB


def test_lines_of_elements_and_of_the_source_are_those_of_the_document(tmp_path: Path) -> None:
    xml = "<r>\n<!-- <x>\n --><a>\n <b\n  c='1'\n  d='2'>t\n</b><e/>\n <?p <q>?><f>\n</f></a></r>"
    (one,) = subtrees_of(tmp_path, xml, "/r/a")
    assert one.lines == (3, 6, 7, 8)
    source = one.source()
    assert source.splitlines() == [
        "<a>",
        ' <b c="1" d="2">t',
        "</b><e/>",
        " <?p <q>?><f>",
        "</f></a>",
    ]
    assert one.source_lines(source) == [3, 6, 7, 8, 9]
    assert one.source_lines(source.replace("t\n", "[MASKED]")) == [3, 6, 8, 9]


def test_lines_beyond_65535_are_told(tmp_path: Path) -> None:
    (one,) = subtrees_of(tmp_path, "<r>" + "\n" * 70_000 + "<a><b>x</b></a></r>", "/r/a")
    assert one.lines == (70_001, 70_001)


def test_a_document_that_came_otherwise_is_shown_by_the_lines_it_came_with(tmp_path: Path) -> None:
    path = write(tmp_path, "<r>\n<a>\n<b/></a></r>")
    catalogue = read_catalogue(path)
    ticks = catalogue.find("/r/a")
    (one,) = read_subtrees(path, catalogue, ticks, line_of=lambda line: line + 10)
    assert one.lines == (12, 13)
    assert read_one(path, catalogue, ticks[0], 1, lambda line: line + 10).lines == (12, 13)
    assert one.source_lines(one.source()) == [12, 13]


def test_a_subtree_on_few_lines_is_laid_out_with_lines_of_its_own(tmp_path: Path) -> None:
    people = "".join(f"<p><id>{n}</id><!-- <q> --></p>" for n in range(6))
    (one,) = subtrees_of(tmp_path, f"<r>\n<a k='1'>{people}</a></r>", "/r/a")
    assert one.is_laid_out
    source = one.shown_source()
    assert source.splitlines()[:4] == ['<a k="1">', "  <p>", "    <id>0</id>", "    <!-- <q> -->"]
    assert one.source_lines(source)[:3] == [1, 2, 3]
    assert one.shown_lines()[:5] == (1, 2, 3, 6, 7)
    assert len(one.shown_lines()) == len(one.lines) == 13
    assert one.source_line == 2
    assert one.source() == f'<a k="1">{people}</a>'


def test_a_subtree_on_many_lines_is_shown_as_it_is(tmp_path: Path) -> None:
    (one,) = subtrees_of(tmp_path, "<r>\n<a><b/>\n<b/></a></r>", "/r/a")
    assert (one.shown_source(), one.shown_lines()) == (one.source(), one.lines)
