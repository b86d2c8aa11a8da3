"""Any XML, however it is written -> structure -> XML is the identity (as canonical XML)."""

import json

from hypothesis import example, given
from lxml import etree

from discovery.facts.structure import canonical, from_structure, to_structure
from tests.support.xml_texts import texts_of_documents
from tests.support.xml_trees import documents

WRITTEN = [
    b'<r xmlns="urn:a"><b xmlns=""><c xmlns="urn:b"/></b></r>',
    b'<p:r xmlns:p="urn:a"><p:b xmlns:p="urn:b" p:k="1"><p:c/></p:b><p:d/></p:r>',
    b'<r a="&#10;&#13;&#9; x" b="" c=" "/>',
    b'<r b="2" a="1" xmlns:p="urn:p" p:a="3" xml:lang="en"/>',
    "<r>\U0001f600\U0010fffd\ufffd\u00a0\u2028</r>".encode(),
    b"<r>a<!-- c -->b<?p i?>c<![CDATA[d<&]]>e&#13;\r\n&lt;</r>",
    b'<r xml:space="preserve"> <a> \n <b/> </a>\n</r>',
    b'<r xml:space="preserve"><a xml:space="default">\n<b/>\n</a></r>',
    b"<r></r>",
    b"<r> </r>",
    b"<r><a/></r>",
]


def read(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(remove_comments=False))


def without_what_may_be_dropped(root: etree._Element) -> str:
    """The canonical form of a tree of which comments, instructions and indentation are taken."""
    etree.strip_tags(root, etree.Comment, etree.PI)
    for element in root.iter(etree.Element):
        if len(element) and not _keeps_blanks(element):
            for piece, name in [(element, "text"), *((child, "tail") for child in element)]:
                text = getattr(piece, name) or ""
                if not text.strip(" \t\r\n") and "\n" in text:
                    setattr(piece, name, None)
    return etree.canonicalize(etree.tostring(root, encoding="unicode"), rewrite_prefixes=True)


def _keeps_blanks(element: etree._Element) -> bool:
    """Preserved by xml:space, or inside text that says something."""
    lineage = [element, *element.iterancestors()]
    for one in lineage:
        if any((text or "").strip(" \t\r\n") for text in _own_texts(one)) and len(one):
            return True
        if (space := one.get("{http://www.w3.org/XML/1998/namespace}space")) is not None:
            return bool(space == "preserve")
    return False


def _own_texts(element: etree._Element) -> list[str | None]:
    return [element.text, *(child.tail for child in element)]


def with_examples(test):  # type: ignore[no-untyped-def]
    for xml in WRITTEN:
        test = example(xml=xml)(test)
    return test


@with_examples
@given(xml=texts_of_documents() | documents())
def test_any_xml_survives_structure_and_back(xml: bytes) -> None:
    structure = json.loads(json.dumps(to_structure(read(xml))))
    assert canonical(structure) == without_what_may_be_dropped(read(xml))
    assert to_structure(from_structure(structure)) == structure
    written = etree.tostring(from_structure(structure), encoding="utf-8")
    assert to_structure(read(written)) == structure
