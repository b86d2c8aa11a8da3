"""Counts and code breakdowns of a subtree, without names of persons."""

import pytest
from lxml import etree

from discovery.documents.parser import read_root
from discovery.facts.profile import DISTINCT_MAX, Profile, profile
from discovery.facts.structure import to_structure
from tests.support.corpus import CORPUS, needs_corpus


def profile_of(xml: str) -> Profile:
    return profile(to_structure(etree.fromstring(xml)))


def test_children_elements_and_attributes_are_counted() -> None:
    found = profile_of('<n:L xmlns:n="urn:n" a="1"><Pax b="1"><PTC/></Pax><n:Pax/><X/></n:L>')
    assert found["children"] == {"Pax": 2, "X": 1}
    assert (found["elements"], found["attributes"]) == (4, 2)


def test_passenger_types_and_currencies_are_broken_down() -> None:
    xml = """<PaxList><Pax><PTC>ADT</PTC></Pax><Pax><PTC>CHD</PTC></Pax><Pax><PTC>ADT</PTC></Pax>
        <Price CurCode="EUR">12.50</Price><Price CurCode="EUR">7</Price></PaxList>"""
    assert profile_of(xml)["codes"] == {
        "Pax/PTC": {"ADT": 2, "CHD": 1},
        "Price/@CurCode": {"EUR": 2},
    }


@pytest.mark.parametrize(
    ("xml", "codes"),
    [
        ("<PTC>ADT</PTC>", {".": {"ADT": 1}}),
        ('<Price CurCode="EUR"/>', {"@CurCode": {"EUR": 1}}),
        ("<R><Refundable>true</Refundable></R>", {"Refundable": {"true": 1}}),
        ("<R><StatusCode>CONFIRMED</StatusCode></R>", {"StatusCode": {"CONFIRMED": 1}}),
        ("<R><CabinTypeCode>5</CabinTypeCode></R>", {"CabinTypeCode": {"5": 1}}),
        ("<R><Nation>DE</Nation><Nation>DE</Nation></R>", {"Nation": {"DE": 2}}),
    ],
)
def test_what_is_a_code(xml: str, codes: dict[str, dict[str, int]]) -> None:
    assert profile_of(xml)["codes"] == codes


@pytest.mark.parametrize(
    "xml",
    [
        "<R><Surname>LEE</Surname><Surname>LEE</Surname></R>",
        "<R><Name><First>AN</First><First>AN</First></Name></R>",
        "<R><PaxID>P1</PaxID><PaxRefID>P1</PaxRefID><PaxRefID>P1</PaxRefID></R>",
        "<R><Amount>12</Amount><Amount>12</Amount></R>",
        "<R><Date>2024-12-15</Date><Date>2024-12-15</Date></R>",
        "<R><PostalCode>12345</PostalCode><CardSecurityCode>123</CardSecurityCode></R>",
        "<R><Nation>DE</Nation><Nation>AT</Nation></R>",
        "<R><Desc>One bag of 23 kg</Desc><Desc>One bag of 23 kg</Desc></R>",
        "<R><EmptyCode/><EmptyCode> </EmptyCode></R>",
    ],
)
def test_what_is_no_code(xml: str) -> None:
    assert profile_of(xml)["codes"] == {}


def test_a_field_of_very_many_values_is_no_code_list() -> None:
    many = "".join(f"<TypeCode>T{number}</TypeCode>" for number in range(DISTINCT_MAX + 1))
    assert profile_of(f"<R>{many}</R>")["codes"] == {}


@needs_corpus
def test_a_message_full_of_personal_data_shows_only_codes() -> None:
    found = profile(to_structure(read_root(CORPUS / "hostile/pii_orderviewrs_21_3.xml")))
    shown = {value for values in found["codes"].values() for value in values}
    assert shown == {"ADT", "INF", "GB", "XX", "GBP", "OPENED"}
