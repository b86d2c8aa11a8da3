"""The structure of a subtree: lossless over the whole corpus, and exact in the small cases."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from discovery.documents.parser import read_root
from discovery.facts.structure import (
    FieldValue,
    StepCounter,
    Structure,
    attribute_step,
    canonical,
    fields,
    from_structure,
    short_xpath,
    to_structure,
)
from tests.support.corpus import CORPUS, manifest, needs_corpus

READABLE = [entry["file"] for entry in manifest() if entry["expect"].startswith("ok")]

# An element name of XML 1.0, fifth edition, that libxml2 parses but its own XPath does not.
NO_XPATH_NAME = "conformance/not-wf_sa/141.xml"
LARGE = "ndc/travelsoft_19_2_AirShoppingRS_large.xml"
ADDRESSABLE = [file for file in READABLE if file not in (NO_XPATH_NAME, LARGE)]

INDENTATION = """//text()[not(normalize-space())][contains(., '\n')][../*]
    [not(ancestor::*[*][text()[normalize-space()]])]
    [not(ancestor::*[@xml:space][1][@xml:space='preserve'])]"""


def read(xml: str) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False))


def structure_of(xml: str) -> Structure:
    return to_structure(read(xml))


def canonical_without_droppable(root: etree._Element) -> str:
    """The canonical form of an element once what may be dropped is removed from the tree."""
    copy = deepcopy(root)
    etree.strip_tags(copy, etree.Comment, etree.PI)
    for blank in copy.xpath(INDENTATION):
        if blank.is_tail:
            blank.getparent().tail = None
        else:
            blank.getparent().text = None
    return etree.canonicalize(copy, rewrite_prefixes=True, with_comments=False)


def root_xpath(root: etree._Element) -> str:
    name = etree.QName(root)
    return f"/{StepCounter().step(name.localname, name.namespace)}"


def test_the_structure_has_name_namespace_attributes_and_content_in_order() -> None:
    xml = '<p:Pax xmlns:p="urn:p" id="PAX1" p:a="1">x<Name>A</Name>y</p:Pax>'
    name = {"name": "Name", "namespace": None, "attributes": {}, "content": ["A"]}
    assert structure_of(xml) == {
        "name": "Pax",
        "namespace": "urn:p",
        "attributes": {"id": "PAX1", "{urn:p}a": "1"},
        "content": ["x", name, "y"],
    }


@pytest.mark.parametrize(
    ("xml", "content"),
    [
        ("<r>text <b/> tail<!-- c --> more <![CDATA[<raw> & ]] >]]> end<?pi x?>!</r>",
         ["text ", "b", " tail more <raw> & ]] > end!"]),
        ("<r><!-- a -->one<!-- b -->two</r>", ["onetwo"]),
        ("<r>\n  <b/>\n  <c/>\n</r>", ["b", "c"]),
        ("<r>\n  <!-- only a comment -->\n</r>", ["\n  \n"]),
        ("<r> \n </r>", [" \n "]),
        ("<r>a <b/> <c/>\n<d/></r>", ["a ", "b", " ", "c", "\n", "d"]),
        ("<r><b/> <c/></r>", ["b", " ", "c"]),
        ('<r xml:space="preserve">\n<b/>\n</r>', ["\n", "b", "\n"]),
        ("<r>\n&#160;<b/>\n</r>", ["\n\u00a0", "b", "\n"]),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "x.txt">]><r>a &x; b</r>', ["a &x; b"]),
    ],
)  # fmt: skip
def test_text_is_kept_and_indentation_dropped(xml: str, content: list[str]) -> None:
    read_content = structure_of(xml)["content"]
    assert [piece if isinstance(piece, str) else piece["name"] for piece in read_content] == content


def test_blank_text_deep_inside_mixed_text_is_kept() -> None:
    bold = structure_of("<p>see <b><i>x</i>\n<i>y</i></b></p>")["content"][1]
    assert not isinstance(bold, str)
    assert bold["content"][1] == "\n"


def test_preserved_space_reaches_down_until_it_is_reset() -> None:
    xml = '<r xml:space="preserve"><a>\n<b/></a><a xml:space="default">\n<b/></a></r>'
    root = read(xml)
    kept, dropped = (to_structure(child)["content"] for child in root)
    assert (kept[0], len(kept), len(dropped)) == ("\n", 2, 1)


def test_namespaces_survive_whatever_their_prefixes() -> None:
    xml = '<a:r xmlns:a="1"><a:x xmlns:a="2"/><x xmlns="3"/><x xml:lang="en"/></a:r>'
    assert canonical(structure_of(xml)) == canonical_without_droppable(read(xml))


def test_the_canonical_form_tells_namespaces_apart_but_not_prefixes() -> None:
    first = canonical(structure_of('<a:r xmlns:a="urn:1"/>'))
    assert first == canonical(structure_of('<r xmlns="urn:1"/>'))
    assert first != canonical(structure_of('<a:r xmlns:a="urn:2"/>'))


@pytest.mark.parametrize(("levels", "attributes"), [(256, 1), (2, 5000)])
def test_deep_and_wide_elements(levels: int, attributes: int) -> None:
    root = element = etree.Element("{urn:a}r")
    for _ in range(levels - 1):
        element = etree.SubElement(element, "{urn:a}r")
    for number in range(attributes):
        element.set(f"a{number}", str(number))
    structure = json.loads(json.dumps(to_structure(root)))
    assert canonical(structure) == canonical_without_droppable(root)
    assert len(list(fields(structure, "/r", "/r[1]"))) == attributes


def test_a_name_that_is_no_xml_name_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid"):
        from_structure({"name": "a b", "namespace": None, "attributes": {}, "content": []})


@needs_corpus
@pytest.mark.parametrize("file", READABLE)
def test_every_document_of_the_corpus_survives_the_round_trip(file: str) -> None:
    root = read_root(CORPUS / file)
    structure = json.loads(json.dumps(to_structure(root)))
    assert canonical(structure) == canonical_without_droppable(root)


@needs_corpus
@pytest.mark.parametrize("file", ADDRESSABLE)
def test_every_field_of_the_corpus_is_selected_by_its_xpath(file: str) -> None:
    root = read_root(CORPUS / file)
    path, tree = f"/{etree.QName(root).localname}", root.getroottree()
    for field in list(fields(to_structure(root), path, root_xpath(root)))[:2000]:
        (found,) = tree.xpath(field.xpath)
        value = found if field.is_attribute else "".join(found.xpath("text()"))
        assert field.value.split() == value.split()
        assert field.path.endswith(("/@" if field.is_attribute else "/") + field.name)


def test_fields_come_in_document_order_with_paths() -> None:
    xml = '<n:L xmlns:n="urn:n"><Pax id="1">a<b/>c</Pax><n:Pax/><Pax> </Pax></n:L>'
    root = "/*[local-name()='L'][1]"
    assert list(fields(structure_of(xml), "/R/L", root)) == [
        FieldValue("/R/L/Pax/@id", root + "/Pax[1]/@id", "id", "1", True),
        FieldValue("/R/L/Pax", root + "/Pax[1]", "Pax", "ac", False),
        FieldValue("/R/L/Pax/b", root + "/Pax[1]/b[1]", "b", "", False),
        FieldValue("/R/L/Pax", root + "/*[local-name()='Pax'][2]", "Pax", "", False),
        FieldValue("/R/L/Pax", root + "/Pax[2]", "Pax", " ", False),
    ]


def test_an_empty_element_with_attributes_has_no_field_of_its_own() -> None:
    assert [field.name for field in fields(structure_of('<nd ref="1"/>'), "/nd", "/nd[1]")] == [
        "ref"
    ]


@pytest.mark.parametrize("namespace", ["urn:a", "urn:it's"])
def test_an_attribute_in_a_namespace_is_selected_without_prefixes(namespace: str) -> None:
    key = f"{{{namespace}}}id"
    root = etree.Element("r", {key: "1", "id": "2"})
    assert root.xpath(f"/r[1]/{attribute_step(key)}") == ["1"]
    assert short_xpath(f"/r[1]/{attribute_step(key)}") == "/r[1]/@id"


def test_short_xpath_is_for_the_eye() -> None:
    long = "/*[local-name()='R'][1]/Pax[2]/*[local-name()='PaxID'][1]"
    assert short_xpath(long) == "/R[1]/Pax[2]/PaxID[1]"


NAMES = st.sampled_from(["a", "b", "Pax", "乗客", "x-y.z_1", "div"])
NAMESPACES = st.sampled_from([None, "urn:one", "urn:two", "http://example.org/it's"])
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from(
    "\t\n\r "
)
TEXTS = st.text(CHARACTERS, min_size=1, max_size=8)
TEXTS_BETWEEN = TEXTS.filter(lambda text: text.strip(" \t\r\n") or "\n" not in text)


def clark(parts: tuple[str | None, str]) -> str:
    return f"{{{parts[0]}}}{parts[1]}" if parts[0] else parts[1]


def element(content: Any) -> st.SearchStrategy[Structure]:
    keys = st.tuples(NAMESPACES, NAMES).map(clark)
    return st.fixed_dictionaries({
        "name": NAMES,
        "namespace": NAMESPACES,
        "attributes": st.dictionaries(keys, st.text(CHARACTERS, max_size=8), max_size=3),
        "content": content,
    })  # fmt: skip


def join_texts(content: list[Any]) -> list[Any]:
    """Lay a text before each second child, so that two texts never stand side by side."""
    return [piece for pair in content for piece in pair if piece is not None]


LEAVES = element(st.lists(TEXTS, max_size=1))
TREES = st.recursive(
    LEAVES,
    lambda children: element(
        st.lists(st.tuples(st.none() | TEXTS_BETWEEN, children), max_size=3).map(join_texts)
    ),
    max_leaves=12,
)


@given(TREES)
def test_any_structure_becomes_xml_and_back(structure: Structure) -> None:
    built = from_structure(structure)
    assert to_structure(built) == structure
    assert to_structure(etree.fromstring(etree.tostring(built, encoding="utf-8"))) == structure


@given(TREES)
def test_each_field_of_any_tree_is_selected_by_its_xpath(structure: Structure) -> None:
    root = from_structure(structure)
    for field in fields(structure, f"/{structure['name']}", root_xpath(root)):
        (found,) = root.getroottree().xpath(field.xpath)
        assert field.value == (found if field.is_attribute else "".join(found.xpath("text()")))
