"""The one XML reader: what it accepts, what it refuses, and what it never fetches."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from discovery.documents.catalogue import Catalogue, read_catalogue
from discovery.documents.head import declared_encoding
from discovery.documents.parser import left_out_entities, read_root, read_text
from discovery.documents.subtrees import read_subtrees
from discovery.documents.values import read_values
from discovery.errors import DocumentRefusedError
from tests.support.cases import CASES, needs_cases
from tests.support.corpus import CORPUS, manifest, needs_corpus
from tests.support.home import write
from tests.support.listener import listener

INPUTS = [entry for entry in manifest() if not entry.get("not_input")]
READABLE = [entry for entry in INPUTS if entry["expect"].startswith("ok")]
REFUSED = [entry for entry in INPUTS if entry["expect"] == "clear error"]

# Their entities hold one empty element, which the manifest does not count.
MARKUP_IN_ENTITIES = {
    "conformance/not-wf_sa/141.xml",
    "conformance/valid_sa/053.xml",
    "conformance/valid_sa/087.xml",
}
UTF_16_BY_BYTE_ORDER_MARK = {
    "other/ja_weekly_utf16.xml",
    "conformance/valid_sa/049.xml",
    "conformance/valid_sa/051.xml",
}
LIBXML2_PLACE = re.compile(r"line (\d+), column (\d+) \(")

SECRET = "the-content-of-another-file"


def name_of(entry: dict[str, Any]) -> str:
    return entry["file"]


@needs_corpus
@pytest.mark.parametrize("entry", READABLE, ids=name_of)
def test_a_well_formed_file_is_read_as_the_manifest_counts_it(entry: dict[str, Any]) -> None:
    catalogue = read_catalogue(CORPUS / entry["file"])
    root = catalogue.nodes[0]
    assert (root.name, root.namespace or "") == (entry["root"], entry["namespace"])
    more = entry["file"] in MARKUP_IN_ENTITIES
    assert counts(catalogue) == tuple(
        entry[name] + more for name in ("elements", "distinct_paths", "max_depth")
    )
    expected = "UTF-16" if entry["file"] in UTF_16_BY_BYTE_ORDER_MARK else entry["encoding"]
    assert catalogue.encoding.upper() == expected.upper()


def counts(catalogue: Catalogue) -> tuple[int, int, int]:
    return catalogue.elements, len(catalogue.nodes), catalogue.max_depth


@needs_corpus
@pytest.mark.parametrize("entry", REFUSED, ids=name_of)
def test_any_other_file_is_refused_with_place_reason_and_next_step(entry: dict[str, Any]) -> None:
    with pytest.raises(DocumentRefusedError) as caught:
        read_catalogue(CORPUS / entry["file"])
    refusal, message = caught.value, str(caught.value)
    if message.startswith("Line"):
        assert message.startswith(f"Line {refusal.line}")
        assert refusal.line == libxml2_line(entry)
    else:
        assert message.startswith(("This is not XML: the file holds", "The file is empty"))
    assert message.endswith(".")
    assert "null" not in message
    assert "Unregistered" not in message
    assert re.search("pload|fetch|Fetch|Ask", message)


def libxml2_line(entry: dict[str, Any]) -> int:
    place = LIBXML2_PLACE.search(entry["lxml"])
    assert place
    return int(place[1])


@needs_corpus
def test_the_manifest_is_covered_whole() -> None:
    assert len(READABLE) + len(REFUSED) == len(INPUTS) == 263


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("iso-8859-1", "iso-8859-1"),
        ("shift_jis", "Shift_JIS"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_encodings_are_read_as_declared(tmp_path: Path, encoding: str, declared: str) -> None:
    text = "注文" if encoding == "shift_jis" else "Müller"
    xml = f'<?xml version="1.0" encoding="{declared}"?><r>{text}</r>'
    path = write(tmp_path, xml.encode(encoding))
    assert read_root(path).text == text
    assert declared_encoding(path) == declared


def test_a_byte_order_mark_alone_tells_utf_16(tmp_path: Path) -> None:
    path = write(tmp_path, "<r>é</r>".encode("utf-16"))
    assert (read_root(path).text, declared_encoding(path)) == ("é", "UTF-16")


@pytest.mark.parametrize(
    ("entity", "document"),
    [
        ("<p><q a='1'/></p>", "<b xmlns='u'><c>&n;</c><c xmlns='v'>&n;</c><c xmlns=''>&n;</c></b>"),
        ("<p xmlns='w'><q xmlns=''><r/></q><s/></p>", "<b xmlns='u' xmlns:u='u'>&n;<c/>&n;</b>"),
        ("<p/>", "<b><c xmlns='u'>&n;</c>&n;</b>"),
    ],
)
def test_elements_out_of_entities_have_the_namespace_of_their_place(
    tmp_path: Path, entity: str, document: str
) -> None:
    path = write(tmp_path, f'<!DOCTYPE b [<!ENTITY n "{entity}">]>{document}')
    written_out = read_text(document.replace("&n;", entity))
    assert tags(read_root(path)) == tags(written_out)


@needs_cases
def test_an_element_out_of_an_entity_is_in_the_default_namespace() -> None:
    nodes = read_catalogue(CASES / "entity_default_namespace.xml").nodes
    assert nodes[-1].tag == "{http://example.org/book}para"


def tags(root: etree._Element) -> list[str]:
    return [str(element.tag) for element in root.iter()]


@pytest.mark.parametrize(
    ("doctype", "text"),
    [
        ('<!ENTITY a "value">', "1value2"),
        ('<!ENTITY a "">', "12"),
        ('<!ENTITY a "x &b; y"><!ENTITY b "deep">', "1x deep y2"),
        ('<!ENTITY a "&#38;#60;&#38;amp;">', "1<&2"),
    ],
)
def test_harmless_entities_are_expanded(tmp_path: Path, doctype: str, text: str) -> None:
    path = write(tmp_path, f"<!DOCTYPE r [{doctype}]><r>1&a;2</r>")
    assert read_root(path).text == text
    assert left_out_entities(path) == ()


@pytest.mark.parametrize(
    ("doctype", "body", "names"),
    [
        ('<!ENTITY x SYSTEM "URL">', "1&x;2&x;", ("x",)),
        ('<!ENTITY x PUBLIC "p" "URL"><!ENTITY y SYSTEM "URL">', "&y;&x;", ("y", "x")),
        ('<!ENTITY a "in &x; side"><!ENTITY x SYSTEM "URL">', "&a;", ("x",)),
        ('<!ENTITY a "<b>&x;&amp;</b>"><!ENTITY x SYSTEM "URL">', "&a;&a;", ("x",)),
        ('<!ENTITY unused SYSTEM "URL"><!ENTITY a "v">', "&a;", ()),
    ],
)
def test_entities_that_could_not_be_read_are_named(
    tmp_path: Path, doctype: str, body: str, names: tuple[str, ...]
) -> None:
    with listener() as server:
        xml = f"<!DOCTYPE r [{doctype.replace('URL', server.url)}]><r>{body}</r>"
        assert read_catalogue(write(tmp_path, xml)).left_out_entities == names
        assert not server.was_called()


REACHING_OUT = {
    "external DTD": '<!DOCTYPE r SYSTEM "URL/evil.dtd"><r><a k="v">ok</a></r>',
    "public DTD": '<!DOCTYPE r PUBLIC "-//X//Y" "URL/evil.dtd"><r><a k="v">ok</a></r>',
    "entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "URL/x">]><r><a k="v">ok&x;</a></r>',
    "parameter entity": '<!DOCTYPE r [<!ENTITY % p SYSTEM "URL/p"> %p;]><r><a k="v">ok</a></r>',
    "nested entity": '<!DOCTYPE r [<!ENTITY y "&x;"><!ENTITY x SYSTEM "URL/x">]>'
    '<r><a k="v">ok&y;</a></r>',
    "XInclude": '<r xmlns:xi="http://www.w3.org/2001/XInclude"><a k="v">ok</a>'
    '<xi:include href="URL/x" parse="text"/></r>',
    "schema": '<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
    'i:noNamespaceSchemaLocation="URL/x.xsd"><a k="v">ok</a></r>',
    "stylesheet": '<?xml-stylesheet href="URL/x.xsl" type="text/xsl"?><r><a k="v">ok</a></r>',
}


@pytest.mark.parametrize("xml", REACHING_OUT.values(), ids=REACHING_OUT)
def test_nothing_outside_is_fetched_or_read(tmp_path: Path, xml: str) -> None:
    secret = write(tmp_path, SECRET, "secret.txt")
    with listener() as server:
        assert "ok" in everything_read(write(tmp_path, xml.replace("URL", server.url)))
        assert not server.was_called()
    for url in (secret.as_uri(), str(secret), secret.name):
        path = write(tmp_path, re.sub(r"URL(/[\w.]+)?", url, xml))
        assert SECRET not in everything_read(path)


def everything_read(path: Path) -> str:
    """All that the reading of a document gives, in one text."""
    catalogue = read_catalogue(path)
    sources = [subtree.source() for subtree in read_subtrees(path, catalogue, [0])]
    values = [value.value for value in read_values(path)]
    return f"{catalogue} {values} {sources}"


@needs_corpus
def test_the_password_file_does_not_show_up() -> None:
    path = CORPUS / "hostile" / "xxe_file_etc_passwd.xml"
    assert "root:" not in everything_read(path)
    assert left_out_entities(path) == ("xxe",)


def test_an_attribute_never_takes_outside_text_silently(tmp_path: Path) -> None:
    for definition in ("<!ENTITY x SYSTEM 'u'>", "<!ENTITY x '&y;'><!ENTITY y SYSTEM 'u'>"):
        path = write(tmp_path, f'<!DOCTYPE r [{definition}]><r a="&x;"/>')
        with pytest.raises(DocumentRefusedError, match="from outside the document"):
            read_root(path)


def test_attribute_defaults_of_a_doctype_are_not_added(tmp_path: Path) -> None:
    path = write(tmp_path, '<!DOCTYPE r [<!ATTLIST r k CDATA "default">]><r/>')
    assert dict(read_root(path).attrib) == {}


@pytest.mark.parametrize("start", ["", "<!DOCTYPE r>", '<!DOCTYPE r [<!ENTITY e "x">]>'])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("<d:/>", "Failed to parse QName '…'"),
        ("<p:a/>", "prefix is used but never declared"),
        ('<a p:k="1"/>', "prefix is used but never declared"),
    ],
)
def test_a_fault_of_namespaces_counts_also_where_a_warning_follows(
    tmp_path: Path, start: str, fault: str, reason: str
) -> None:
    path = write(tmp_path, f'{start}<r>{fault}<b xml:space="neither"/></r>')
    with pytest.raises(DocumentRefusedError, match=f"Line 1, column .*{reason}"):
        read_catalogue(path)
    alone = write(tmp_path, f'{start}<r><b xml:space="neither"/></r>')
    assert counts(read_catalogue(alone)) == (2, 2, 2)


def test_xhtml_is_xml(tmp_path: Path) -> None:
    xml = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0" "x.dtd"><html><body>text</body></html>'
    assert counts(read_catalogue(write(tmp_path, xml))) == (2, 2, 2)


@pytest.mark.parametrize("start", ["", '<!DOCTYPE a [<!ENTITY x "y">]>'])
def test_256_levels_are_read_and_257_refused(tmp_path: Path, start: str) -> None:
    path = write(tmp_path, start + "<a>" * 256 + "</a>" * 256)
    assert read_catalogue(path).max_depth == 256
    path = write(tmp_path, start + "<a>" * 257 + "</a>" * 257)
    with pytest.raises(DocumentRefusedError, match="deeper than the limit of 256 levels"):
        read_catalogue(path)


@pytest.mark.parametrize(
    "text",
    [
        "<a>\u6ce8</a>",
        '\n <?xml version="1.0" encoding="UTF-16"?>\n<a>\u6ce8</a>\n',
        '<!DOCTYPE a [<!ENTITY name "\u6ce8">]><a>&name;</a>',
    ],
    ids=["plain", "with a declaration", "with an entity"],
)
def test_a_text_is_read_whatever_encoding_it_declares(text: str) -> None:
    assert read_text(text).text == "\u6ce8"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mr Hope is here", "Line 1, column 1: no XML starts here"),
        ('<?xml version="1.0"?>\n<a>\n<b></a>', "Line 3, column 8: an end tag"),
        ("<p:a/>", "never declared"),
        ('{"a": 1}', "JSON"),
        ("<a " + " ".join(f'b{n}=""' for n in range(10_001)) + "/>", "10,000 attributes"),
        ("<a>" * 257 + "</a>" * 257, "256 levels"),
    ],
    ids=["text", "end tag", "prefix", "JSON", "attributes", "levels"],
)
def test_a_text_that_is_no_xml_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(DocumentRefusedError, match=re.escape(says)):
        read_text(text)


def test_a_text_can_neither_grow_without_end_nor_fetch(tmp_path: Path) -> None:
    ten = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(DocumentRefusedError, match="entities"):
        read_text(f'<!DOCTYPE a [<!ENTITY e0 "0123456789">{ten}]><a>&e9;</a>')
    secret = write(tmp_path, SECRET, "secret.txt")
    root = read_text(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>')
    assert SECRET not in "".join(root.itertext())
