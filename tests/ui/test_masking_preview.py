"""What a run would store and send of a text, without a screen."""

import pytest

from discovery.documents.parser import read_text
from discovery.facts.privacy import Masker, Policy, PseudonymKey
from discovery.facts.structure import to_structure
from discovery.ui.masking_preview import preview

KEY = PseudonymKey(b"a key of thirty-two characters..", "fingerprint")
TEXTS = {
    "a default namespace": '<A xmlns="urn:a"><Surname>Zanzolo</Surname></A>',
    "prefixes": '<a:A xmlns:a="urn:a" xmlns:b="urn:b" b:email="j@example.org"><b:B/></a:A>',
    "text between elements": "<A>Mr <b>Zanzolo</b> is <i/>here, Fenwick.<u>Lark</u></A>",
    "comments and instructions": "<A><!-- Zanzolo -->one<?Zanzolo?> Fenwick <b/><!-- x --></A>",
    "indentation": "<A>\n  <B>Zanzolo</B>\n  <C>\n    <D/>\n  </C>\n</A>",
    "a named value": '<A><Param name="lastName" value="Zanzolo"/></A>',
    "an entity": '<!DOCTYPE A [<!ENTITY z "Zanzolo">]><A><B>&z; here</B></A>',
}


def masker(**policy: object) -> Masker:
    return Masker(Policy(**policy), KEY)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_shown_as_stored_is_the_structure_that_a_fact_has(text: str) -> None:
    structure = to_structure(read_text(text))
    shown = to_structure(read_text(preview(text, masker()).masked))
    assert shown == masker().mask_structure(structure, f"/{structure['name']}")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_masked_place_is_named_and_none_other(text: str) -> None:
    result = preview(text, masker())
    assert all(place.masked.pseudonym in result.masked for place in result.places)
    assert result.masked.count("[") == len(result.places)
    assert "Zanzolo" not in result.masked + result.sent


def test_what_is_sent_tells_what_codes_mean() -> None:
    result = preview("<Pax><PTC>ADT</PTC></Pax>", masker())
    assert "ADT (adult)" in result.sent
    assert "adult" not in result.masked


def test_prefixes_stay_and_comments_go() -> None:
    masked = preview('<a:A xmlns:a="urn:a"><!-- one --><a:B/></a:A>', masker()).masked
    assert masked == '<a:A xmlns:a="urn:a">\n  <a:B/>\n</a:A>'


def test_a_field_is_named_by_the_end_of_its_path() -> None:
    (place,) = preview("<A><B><Surname>Zanzolo</Surname></B></A>", masker()).places
    assert (place.path, place.field, place.kind) == ("/A/B/Surname", "B/Surname", "SURNAME")
    assert not place.passes(masker(keep_words=["Zanzolo"]))
    assert place.passes(masker(keep_names=[place.field]))


def test_a_word_passes_where_only_the_word_was_the_reason() -> None:
    (place,) = preview("<A><B>the Zanzolo fare</B></A>", masker()).places
    assert not place.passes(masker())
    assert place.passes(masker(keep_words=["Zanzolo"]))


def test_what_is_no_xml_is_masked_as_it_is_written() -> None:
    result = preview("<Pax><Surname>Zanzolo</Surname>", masker())
    assert result.masked.startswith("<Pax><Surname>[SURNAME_")
    assert (result.sent, "Line 1" in result.refusal) == ("", True)
    assert [place.path for place in result.places] == [""]
