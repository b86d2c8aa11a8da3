"""The codes that stand beside identifiers."""

from lxml import etree

from discovery.facts.structure import fields, to_structure
from discovery.facts.targets import TargetCodes


def read(xml: str) -> TargetCodes:
    structure = to_structure(etree.fromstring(xml))
    targets = TargetCodes()
    for field in fields(structure, f"/{structure['name']}", f"/{structure['name']}[1]"):
        targets.add(field.path, field.xpath, field.value)
    return targets


def test_the_first_codes_beside_an_identifier_are_kept() -> None:
    targets = read(
        "<L><Pax><PaxID>P1</PaxID><PTC>ADT</PTC><A>1</A><B>2</B></Pax>"
        "<Pax><PaxID>P2</PaxID><Note>is no code, but text</Note><PTC>CHD</PTC></Pax></L>"
    )
    assert targets.beside("/L[1]/Pax[1]/PaxID[1]") == [("/L/Pax/PTC", "ADT"), ("/L/Pax/A", "1")]
    assert targets.beside("/L[1]/Pax[2]/PaxID[1]") == [("/L/Pax/PTC", "CHD")]


def test_an_identifier_may_be_an_attribute() -> None:
    targets = read("<L><Pax PaxID='P1'><PTC>INF</PTC></Pax></L>")
    assert targets.beside("/L[1]/Pax[1]/@PaxID") == [("/L/Pax/PTC", "INF")]


def test_what_identifies_nothing_has_no_codes() -> None:
    targets = read("<L><Price><Amount>12</Amount><Code>EUR</Code></Price></L>")
    assert targets.beside("/L[1]/Price[1]/Amount[1]") == []
