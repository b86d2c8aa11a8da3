"""Values inside a value: XML, JSON and base64 are opened, and the same rules apply."""

import base64
import json

import pytest

from tests.facts.masking import MASKER, kinds, mask_text, masked

PAX = '<Pax><LastNm>HOPE</LastNm><Ctc type="M">+34 611 556458</Ctc><Fare>YBASIC4</Fare></Pax>'
ESCAPED = PAX.replace("<", "&lt;").replace(">", "&gt;")


def test_xml_in_a_value_is_read_field_by_field() -> None:
    assert mask_text(PAX) == (
        '<Pax><LastNm>[SURNAME]</LastNm><Ctc type="M">[PHONE]</Ctc><Fare>YBASIC4</Fare></Pax>'
    )


def test_escaped_xml_and_xml_within_xml_are_read_too() -> None:
    assert mask_text(ESCAPED) == kinds(MASKER.mask("/x", ESCAPED))
    assert "[SURNAME]" in mask_text(ESCAPED)
    assert "[SURNAME]" in mask_text(f"<Soap><Body>{ESCAPED}</Body></Soap>")
    assert "[SURNAME]" in mask_text(f"<Soap><![CDATA[{PAX}]]></Soap>")


def test_a_value_written_with_references_is_masked_whole() -> None:
    assert mask_text("<Pax><Surname>M&#252;LL&#x45;R</Surname></Pax>") == (
        "<Pax><Surname>[SURNAME]</Surname></Pax>"
    )


@pytest.mark.parametrize(
    ("data", "gone", "left"),
    [
        ({"lastName": "Hope", "cabin": "Y"}, "Hope", '"cabin": "Y"'),
        ({"pax": [{"dob": "1980-01-02", "ptc": "ADT"}]}, "1980-01-02", '"ptc": "ADT"'),
        ({"contact": {"phone": 34611556458}}, "34611556458", "contact"),
        ({"a\n": 'M\u00fcller "x"', "fareBasis": "YBASIC4"}, "M\\u00fcller", "YBASIC4"),
        (["Quellia", "REFUND"], "Quellia", "REFUND"),
        ({"passport": {"number": "123"}, "cabin": "Y"}, "123", '"cabin": "Y"'),
        ({"name": "pnr", "value": "TRAVEL"}, "TRAVEL", '"name": "pnr"'),
        ({"a": json.dumps({"lastName": "Long"})}, "Long", "lastName"),
    ],
)
def test_json_in_a_value_is_read_key_by_key(data: object, gone: str, left: str) -> None:
    text = json.dumps(data)
    assert gone in text
    masked = MASKER.mask("/Order/Payload", text)
    assert gone not in masked
    assert left in masked


def test_base64_that_holds_a_person_is_masked_and_harmless_base64_stays() -> None:
    personal = base64.b64encode(b"<Pax><Surname>HOPE</Surname></Pax>").decode()
    harmless = base64.b64encode(b"fare rules apply before departure").decode()
    assert mask_text(f"DATA {personal} END") == "DATA [BASE64] END"
    assert mask_text(f"DATA {harmless} END") == f"DATA {harmless} END"


def test_other_long_base64_says_nothing() -> None:
    picture = base64.b64encode(bytes(range(256))).decode()
    assert MASKER.mask("/Order/Logo", picture) == "[BINARY]"
    assert MASKER.mask("/Order/Logo", "[BINARY]") == "[BINARY]"


def test_no_depth_of_nesting_lets_a_name_through() -> None:
    text = "QUELLIA"
    for _ in range(12):
        text = json.dumps({"text": text})
    assert "QUELLIA" not in MASKER.mask("/Order/Payload", text)
    assert "QUELLIA" not in MASKER.mask("/Order/Payload", "<a>" * 2000 + "QUELLIA")
    assert "QUELLIA" not in MASKER.mask("/Order/Payload", "[" * 5000 + '"QUELLIA"' + "]" * 5000)


@pytest.mark.parametrize(
    "xml",
    [
        "<e><Key>cvv</Key><Value>123</Value></e>",
        '<e><Param name="cvv" value="123"/></e>',
        '<e><Param name="cvv">123</Param></e>',
    ],
)
def test_fact_and_source_agree_on_a_field_that_is_named_beside_its_value(xml: str) -> None:
    assert "123" not in masked(xml)
    assert "123" not in MASKER.mask_source(xml)
