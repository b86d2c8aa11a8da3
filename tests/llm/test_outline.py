"""Outlines of small structures, of hostile values, and of every document of the corpus."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from discovery.documents.parser import read_root
from discovery.facts.structure import fields, to_structure
from discovery.llm.outline import OutlineField, escaped, outline
from tests.support.corpus import CORPUS, manifest, needs_corpus

LINE = re.compile(r" *\[(\d+)\] .+")


def structure(xml: str) -> Any:
    return to_structure(etree.fromstring(xml))


def test_elements_attributes_and_texts_have_numbered_lines() -> None:
    found = outline(structure('<Pax id="P1"><PTC>ADT</PTC><Empty/><Fee Cur="GBP">9.50</Fee></Pax>'))
    assert found.text.splitlines() == [
        "[1] Pax | @id=P1",
        " [2] PTC = ADT",
        " [3] Empty",
        " [4] Fee = 9.50 | @Cur=GBP",
    ]
    assert found.fields == (
        OutlineField(1, "Pax", "", 0, is_leaf=False),
        OutlineField(1, "Pax/@id", "P1", 0),
        OutlineField(2, "Pax/PTC[1]", "ADT", 1),
        OutlineField(3, "Pax/Empty[1]", "", 2),
        OutlineField(4, "Pax/Fee[1]", "9.50", 3),
        OutlineField(4, "Pax/Fee[1]/@Cur", "GBP", 3),
    )


def test_siblings_of_one_shape_share_a_table() -> None:
    found = outline(
        structure(
            "<L><Pax id='1'><N><S>DOE</S></N></Pax><Pax id='2'><N><S>A|B</S></N></Pax>"
            "<Other/><Pax id='3'/></L>"
        ),
        "/M/L",
    )
    assert found.text.splitlines() == [
        "[1] L",
        " [2] Pax x2: @id | N/S",
        "  [3] 1 | DOE",
        r"  [4] 2 | A\|B",
        " [5] Other",
        " [6] Pax | @id=3",
    ]
    assert found.tables == {2: 2}
    assert [field.path for field in found.fields if field.line == 4] == [
        "/M/L/Pax[2]",
        "/M/L/Pax[2]/@id",
        "/M/L/Pax[2]/N[1]",
        "/M/L/Pax[2]/N[1]/S[1]",
    ]
    assert [field.value for field in found.fields if field.line == 4] == ["", "2", "", "A|B"]
    assert found.fields[-2].path == "/M/L/Pax[3]"


def test_what_a_code_means_stands_behind_it_once_and_is_no_part_of_the_value() -> None:
    xml = (
        "<L><Pax id='1'><T>ADT</T></Pax><Pax id='2'><T>ADT</T></Pax><One><T>CHD</T></One>"
        "<Fee Cur='GBP'>ADT</Fee><Fee Cur='EUR'>1</Fee><Via>SIN</Via><Via>MLE</Via><T>ADT</T></L>"
    )
    decoded = {
        ("/M/L/Pax/T", "ADT"): "adult",
        ("/M/L/T", "ADT"): "adult",
        ("/M/L/One/T", "CHD"): "child",
        ("/M/L/Fee/@Cur", "GBP"): "British Pound",
        ("/M/L/Via", "MLE"): "Malé",
    }
    found = outline(structure(xml), "/M/L", decoded)
    assert found.text.splitlines() == [
        "[1] L",
        " [2] Pax x2: @id | T",
        "  [3] 1 | ADT (adult)",
        "  [4] 2 | ADT",
        " [5] One/T = CHD (child)",
        " [6] Fee x2: @Cur | #text",
        "  [7] GBP (British Pound) | ADT",
        "  [8] EUR | 1",
        " [9] Via x2 = SIN | MLE (Malé)",
        " [10] T = ADT",
    ]
    assert found.fields == outline(structure(xml), "/M/L").fields


def test_a_code_in_an_attribute_beside_a_text_is_told() -> None:
    found = outline(structure("<Fee Cur='GBP'>9</Fee>"), "/Fee", {("/Fee/@Cur", "GBP"): "Pound"})
    assert found.text == "[1] Fee = 9 | @Cur=GBP (Pound)"


def test_repeated_values_share_a_line() -> None:
    found = outline(structure("<S><Ref>P1</Ref><Ref>P2</Ref><Ref>P3</Ref><One>x</One></S>"))
    assert found.text.splitlines() == ["[1] S", " [2] Ref x3 = P1 | P2 | P3", " [3] One = x"]
    assert [(field.line, field.value) for field in found.fields[1:]] == [
        (2, "P1"),
        (2, "P2"),
        (2, "P3"),
        (3, "x"),
    ]


def test_an_element_with_one_child_is_written_in_one_line_with_it() -> None:
    found = outline(structure("<A><B><C>x</C></B></A>"), "/A")
    assert found.text == "[1] A/B/C = x"
    assert [(field.path, field.value) for field in found.fields] == [
        ("/A", ""),
        ("/A/B[1]", ""),
        ("/A/B[1]/C[1]", "x"),
    ]


def test_mixed_text_stays_in_document_order() -> None:
    found = outline(structure("<P>one <b>two</b> three<b>four</b></P>"))
    assert [field.value.strip() for field in found.fields] == ["", "one", "two", "three", "four"]


def test_a_long_record_is_written_line_by_line() -> None:
    record = "<R>" + "".join(f"<F{n}>v</F{n}>" for n in range(9)) + "</R>"
    found = outline(structure(f"<L>{record}{record}</L>"))
    assert len(found.text.splitlines()) == 1 + 2 * 10
    assert "|" not in found.text


@pytest.mark.parametrize(
    "value",
    ["x\n[9] Forged = yes", "x\r\n [9] F", "x\u2028[9] F", "x\x85[9] F", "x\u202e[9] F", "x\t\\n"],
)
def test_a_value_cannot_make_a_line_of_its_own(value: str) -> None:
    element = {"name": "R", "namespace": None, "attributes": {"a": value}, "content": [value]}
    found = outline({**element, "content": [value, {**element}, {**element}]})
    assert len(found.text.splitlines()) == found.fields[-1].line
    assert all(LINE.fullmatch(line) for line in found.text.splitlines())
    assert found.text.splitlines()[0].endswith(f"@a={escaped(value)}")
    assert found.text.splitlines()[1].endswith(escaped(value))


def test_escapes_can_be_told_from_text() -> None:
    assert escaped("a\\u202e") != escaped("a\u202e")
    assert escaped(" a\n\t b ") == "a b"
    assert escaped("a | b") == r"a \| b"
    assert escaped("Zürich – 東京") == "Zürich – 東京"


DOCUMENTS = [
    entry["file"]
    for entry in manifest()
    if entry["kind"] in ("ndc", "other") and entry["expect"] == "ok" and entry["root"]
]


def values(element: Any) -> Iterator[str]:
    """Every attribute and every single piece of text."""
    yield from element["attributes"].values()
    for piece in element["content"]:
        if isinstance(piece, str):
            yield piece
        else:
            yield from values(piece)


# Of the XML's length. Attribute-heavy drawings and maps have little to gain.
LARGEST_SHARE = {"ndc": 0.75, "other": 1.1}


@needs_corpus
@pytest.mark.parametrize("file", DOCUMENTS)
def test_every_value_of_a_real_document_is_in_its_outline(file: str) -> None:
    root = read_root(CORPUS / file)
    document = to_structure(root)
    found = outline(document, f"/{document['name']}")
    numbers = [int(match[1]) for line in found.text.splitlines() if (match := LINE.match(line))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {field.line for field in found.fields} | found.tables.keys() == set(numbers)
    places = [field.element for field in found.fields if not field.path.endswith("text()")]
    assert places == sorted(places)
    assert places[-1] + 1 == sum(1 for _ in root.iter(etree.Element))
    assert all(escaped(value) in found.text for value in values(document))
    known = {field.path.rpartition("/")[2].partition("[")[0].lstrip("@") for field in found.fields}
    assert {field.name for field in fields(document, "", "")} <= known
    xml = etree.tostring(root, encoding="unicode")
    assert len(found.text) < LARGEST_SHARE[file.partition("/")[0]] * len(xml)
