"""Identifiers and references: every naming habit, and no false alarm."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from discovery.documents.parser import read_root
from discovery.facts.identifier_builder import IdentifierIndexBuilder
from discovery.facts.identifiers import MAX_FIELDS_PER_VALUE, PLACES_MAX, IdentifierIndex
from discovery.facts.indexed_field import PLACES_KEPT
from discovery.facts.naming import words
from discovery.facts.references import References, find_references
from discovery.facts.structure import StepCounter, fields, to_structure
from tests.support.corpus import CORPUS, manifest, needs_corpus

CASES = CORPUS.parent / "cases"
needs_cases = pytest.mark.skipif(
    not CASES.is_dir(),
    reason="the shared small inputs are not beside this checkout (../shared/cases)",
)

READABLE = [
    entry["file"]
    for entry in manifest()
    if entry["kind"] in {"ndc", "other"} and entry["expect"] == "ok"
]

# References that lead nowhere, counted by eye in each file; all other files have none.
DANGLING = {
    "ndc/alaska_21_3_AirShoppingRS.xml": 5,
    "ndc/alaska_21_3_OfferPriceRS.xml": 7,
    "ndc/as_21_3_AirShoppingRS_broken_references.xml": 4,
    "ndc/as_21_3_AirShoppingRS_empty_lists.xml": 2,
    "ndc/enc_utf16le_bom_alaska.xml": 5,
    "ndc/enc_utf8_bom_alaska.xml": 5,
    "ndc/go7_21_3_5_SeatAvailabilityRS.xml": 2,
    "ndc/nemo_17_2_soap_AirShoppingRS.xml": 11,
    "ndc/nemo_17_2_soap_OrderViewRS.xml": 4,
    "ndc/travelsoft_19_2_OrderViewRS_retrieve.xml": 2,
}


class Document:
    """A whole document with its index, asked about any of its subtrees."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.index: IdentifierIndex = self._index()

    def _index(self) -> IdentifierIndex:
        builder = IdentifierIndexBuilder()
        for field in fields(to_structure(self.root), *self.place(self.root)):
            builder.add(field.path, field.xpath, field.value)
        return builder.build()

    def place(self, element: etree._Element) -> tuple[str, str]:
        """The path and the XPath of an element."""
        parent = element.getparent()
        above = self.place(parent) if parent is not None else ("", "")
        steps = StepCounter()
        for sibling in [*reversed(list(element.itersiblings("*", preceding=True))), element]:
            name = etree.QName(sibling)
            step = steps.step(name.localname, name.namespace)
        return f"{above[0]}/{name.localname}", f"{above[1]}/{step}"

    def references(self, element: etree._Element | None = None) -> References:
        subtree = self.root if element is None else element
        return find_references(to_structure(subtree), *self.place(subtree), self.index)


def read(xml: str) -> Document:
    return Document(etree.fromstring(xml))


def case(file: str) -> str:
    return (CASES / file).read_text(encoding="utf-8")


def load(file: str) -> Document:
    return Document(read_root(CORPUS / file))


def short(path: str) -> str:
    return "/".join(path.split("/")[-2:])


def links(found: References) -> list[tuple[str, str, str]]:
    return [
        (short(reference["path"]), reference["value"], short(reference["target_path"]))
        for reference in found["references"]
    ]


def broken(found: References) -> list[tuple[str, str]]:
    return [(short(dangling["path"]), dangling["value"]) for dangling in found["dangling"]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("PaxSegmentRefID", ("pax", "segment", "ref", "id")),
        ("contextRef", ("context", "ref")),
        ("PAX_REF-ID.2", ("pax", "ref", "id", "2")),
        ("IDRefs", ("id", "ref")),
        ("PaxIDs", ("pax", "id")),
        ("乗客ID", ("乗客", "id")),
        ("FareClass", ("fare", "class")),
    ],
)
def test_a_name_is_read_in_words(name: str, expected: tuple[str, ...]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        pytest.param(
            "<R><Pax><PaxID>PAX1</PaxID></Pax><S><PaxRefID>PAX1</PaxRefID></S></R>",
            [("S/PaxRefID", "PAX1", "Pax/PaxID")], id="NDC 21.3"),
        pytest.param(
            "<R><S><PassengerRefs>P1 P2</PassengerRefs></S>"
            '<Passenger PassengerID="P1"/><Passenger PassengerID="P2"/></R>',
            [("S/PassengerRefs", "P1", "Passenger/@PassengerID"),
             ("S/PassengerRefs", "P2", "Passenger/@PassengerID")], id="NDC 17.2, a list"),
        pytest.param(
            '<R><FlightSegment SegmentKey="SEG1"/><S SegmentRef="SEG1"/></R>',
            [("S/@SegmentRef", "SEG1", "FlightSegment/@SegmentKey")], id="NDC 17.2, a key"),
        pytest.param(
            '<R><Penalty refs="K1 K2"/><Rule ObjectKey="K1"/><Media ListKey="K2"/></R>',
            [("Penalty/@refs", "K1", "Rule/@ObjectKey"), ("Penalty/@refs", "K2", "Media/@ListKey")],
            id="NDC 17.2, any key"),
        pytest.param(
            '<R><ContactInformation ContactID="CTC1"/>'
            "<P><ContactInfoRef>CTC1</ContactInfoRef></P></R>",
            [("P/ContactInfoRef", "CTC1", "ContactInformation/@ContactID")], id="other words"),
        pytest.param(
            '<R><partyReference href="p1"/><party id="p1"/></R>',
            [("partyReference/@href", "p1", "party/@id")], id="FpML"),
        pytest.param(
            '<R><path id="a"/><use href="#a" fill="url(#a)"/></R>',
            [("use/@href", "#a", "path/@id"), ("use/@fill", "url(#a)", "path/@id")], id="SVG"),
        pytest.param(
            '<R><Style id="s"/><P><styleUrl>#s</styleUrl></P></R>',
            [("P/styleUrl", "#s", "Style/@id")], id="KML"),
        pytest.param(
            '<R><node id="100000"/><way><nd ref="100000"/></way></R>',
            [("nd/@ref", "100000", "node/@id")], id="OSM"),
        pytest.param(
            '<R><context id="c"/><unit id="u"/><Price contextRef="c" unitRef="u">1</Price></R>',
            [("Price/@contextRef", "c", "context/@id"), ("Price/@unitRef", "u", "unit/@id")],
            id="XBRL"),
        pytest.param(
            '<R><fig id="f1"/><xref rid="f1"/></R>', [("xref/@rid", "f1", "fig/@id")], id="JATS"),
        pytest.param(
            '<R><sec xml:id="s"/><xref linkend="s"/></R>',
            [("xref/@linkend", "s", "sec/@id")], id="DocBook"),
        pytest.param(
            '<R><message name="Login"/><input message="tns:Login"/></R>',
            [("input/@message", "tns:Login", "message/@name")], id="WSDL"),
        pytest.param(
            '<R><simpleType name="Code"/><element name="Code" type="Code"/></R>',
            [("element/@type", "Code", "simpleType/@name")], id="XML Schema"),
        pytest.param(
            '<R><score-part id="P1"/><score-part id="P2"/><part id="P1"/><part id="P2"/></R>',
            [("part/@id", "P1", "score-part/@id"), ("part/@id", "P2", "score-part/@id")],
            id="MusicXML"),
        pytest.param(
            '<R><Order><CustomerID>7</CustomerID></Order><Customer><ID>7</ID></Customer></R>',
            [("Order/CustomerID", "7", "Customer/ID")], id="a foreign key"),
        pytest.param(
            "<R><PAX><PAX_ID>1</PAX_ID></PAX><S><PAX_REF_ID>1</PAX_REF_ID></S></R>",
            [("S/PAX_REF_ID", "1", "PAX/PAX_ID")], id="upper case, numbers"),
        pytest.param(
            "<R><PAX><PAXID>1</PAXID><ID>9</ID></PAX><S><PAXREFID>9</PAXREFID></S></R>",
            [("S/PAXREFID", "9", "PAX/ID")], id="no seams"),
        pytest.param(
            '<R><FareInfo Key="f1A"/><P><FareInfoRef Key="f1A"/></P>'
            '<BookingInfo FareInfoRef="f1A"/></R>',
            [("FareInfoRef/@Key", "f1A", "FareInfo/@Key"),
             ("BookingInfo/@FareInfoRef", "f1A", "FareInfo/@Key")], id="Travelport"),
        pytest.param(
            '<R><Hotel id="1"/><Stay><HotelRef id="1"/></Stay></R>',
            [("HotelRef/@id", "1", "Hotel/@id")], id="an id that points"),
        pytest.param(
            '<R><ResGuest ResGuestRPH="1"/><Service ServiceRPH="1"/>'
            '<ResGuestRPHs><ResGuestRPH RPH="1"/></ResGuestRPHs><S ServiceRPHs="1"/></R>',
            [("ResGuestRPH/@RPH", "1", "ResGuest/@ResGuestRPH"),
             ("S/@ServiceRPHs", "1", "Service/@ServiceRPH")], id="OTA hotels"),
        pytest.param(
            '<R><AirTraveler><TravelerRefNumber RPH="1"/></AirTraveler>'
            '<Fare><TravelerRefNumber RPH="1"/></Fare><FlightSegment RPH="1"/>'
            '<Seat FlightRPH="1"/></R>',
            [("TravelerRefNumber/@RPH", "1", "TravelerRefNumber/@RPH"),
             ("Seat/@FlightRPH", "1", "FlightSegment/@RPH")], id="OTA flights"),
        pytest.param(
            '<R><Segment Key="S1"/><Segment Key="S2"/><Fare SegmentKeys="S1 S2"/></R>',
            [("Fare/@SegmentKeys", "S1", "Segment/@Key"),
             ("Fare/@SegmentKeys", "S2", "Segment/@Key")], id="a list of keys"),
        pytest.param(
            '<R><Pax id="P1"/><Pax id="P2"/><S PaxRefs="P1,P2"/>'
            "<T><PaxRefs>P2, P1</PaxRefs></T></R>",
            [("S/@PaxRefs", "P1", "Pax/@id"), ("S/@PaxRefs", "P2", "Pax/@id"),
             ("T/PaxRefs", "P2", "Pax/@id"), ("T/PaxRefs", "P1", "Pax/@id")], id="commas"),
        pytest.param(
            '<R><Pax id="A,1"/><S PaxRef="A,1"/></R>', [("S/@PaxRef", "A,1", "Pax/@id")],
            id="a comma of its own"),
        pytest.param(
            '<R><Customer code="K1"/><Customer code="K2"/><Order customer="K2"/></R>',
            [("Order/@customer", "K2", "Customer/@code")], id="a key of the element named"),
        pytest.param(
            '<R><Dept no="101"/><Dept no="102"/><Emp dept="102"/><Emp dept="102"/></R>',
            [("Emp/@dept", "102", "Dept/@no"), ("Emp/@dept", "102", "Dept/@no")],
            id="numbers of the element named"),
        pytest.param(
            "<R><Item><Code>A1</Code></Item><Item><Code>A2</Code></Item>"
            "<Line><ItemCode>A1</ItemCode></Line></R>",
            [("Line/ItemCode", "A1", "Item/Code")], id="a key in the text of an element"),
        pytest.param(
            '<R><Bay sign="B1"/><Bay sign="B2"/><Bay sign="B3"/>'
            '<Move from="B1"/><Move from="B3"/></R>',
            [("Move/@from", "B1", "Bay/@sign"), ("Move/@from", "B3", "Bay/@sign")],
            id="a key by its values alone"),
        pytest.param(
            '<R><Zip><Part number="872-AA"/><Part number="926-AA"/></Zip>'
            '<Zip><Part number="872-AA"/></Zip><Parts>'
            '<Part number="872-AA"/><Part number="926-AA"/><Part number="833-AA"/></Parts></R>',
            [("Part/@number", value, "Part/@number") for value in ("872-AA", "926-AA", "872-AA")],
            id="a key of the same name, as in the primer of XML Schema"),
        pytest.param(
            '<R><Cat code="C1"/><Cat code="C2" under="C1"/><Cat code="C3" under="C2"/></R>',
            [("Cat/@under", "C1", "Cat/@code"), ("Cat/@under", "C2", "Cat/@code")], id="a tree"),
        pytest.param(
            '<R><Order><Item id="1"/><Item id="2"/><Ship item="2"/></Order>'
            '<Order><Item id="1"/><Ship item="1"/></Order></R>',
            [("Ship/@item", "2", "Item/@id"), ("Ship/@item", "1", "Item/@id")],
            id="the name of an element"),
        pytest.param(
            '<R><Pax><PaxID>P1</PaxID></Pax><Seat pax="P1"/></R>',
            [("Seat/@pax", "P1", "Pax/PaxID")], id="the family of an identifier"),
        pytest.param(
            '<R><Pax id="P1"/><Pax id="P2"/><S PaxRefs="P1;P2"/></R>',
            [("S/@PaxRefs", "P1", "Pax/@id"), ("S/@PaxRefs", "P2", "Pax/@id")], id="semicolons"),
    ],
)  # fmt: skip
def test_every_naming_habit_is_understood(xml: str, expected: list[tuple[str, str, str]]) -> None:
    found = read(xml).references()
    assert links(found) == expected
    assert not found["dangling"]


@pytest.mark.parametrize(
    "xml",
    [
        "<R><BookingRef><BookingID>ABC123</BookingID></BookingRef>"
        "<BookingRef><BookingID>ABC123</BookingID></BookingRef></R>",
        "<R><Pax><PaxID>1</PaxID></Pax><Seat><Row>1</Row><Qty n='1'/></Seat></R>",
        "<R><Order><OrderID>ABC123</OrderID></Order>"
        "<Payment><PaymentReference>ABC123</PaymentReference></Payment></R>",
        "<R><A id='a1'/><Rule><ReferenceVersion>17.2</ReferenceVersion></Rule></R>",
        "<R><A id='a1'/><BookingReference>XYZ789</BookingReference></R>",
        "<R><A id='a1'/><link href='http://a.example/b'/><p fill='#ffffff'/></R>",
        "<R><A id='top'/><p><ref>back to top</ref></p></R>",
        "<R><M><AirlineID>KC</AirlineID></M><M><AirlineID>KC</AirlineID></M></R>",
        "<R><I><TaxScheme><ID>VAT</ID></TaxScheme></I><I><TaxScheme><ID>VAT</ID></TaxScheme></I></R>",
        "<R><ShoppingResponse><ShoppingResponseRefID>x-1</ShoppingResponseRefID>"
        "</ShoppingResponse></R>",
        "<R><T><TravelAgent><TravelAgentID>9998WS</TravelAgentID></TravelAgent></T>"
        "<T><TravelAgent><TravelAgentID>9998WS</TravelAgentID></TravelAgent></T></R>",
        "<R><node id='100000' uid='1'/><node id='100001' uid='1'/></R>",
        "<R><Visit><LineRef>Line123</LineRef></Visit></R>",
        "<R><P><Item key='a' value='1'/></P><P><Item key='a' value='2'/></P><S ItemKey='a'/></R>",
        "<R><BookingReference><ID>ABC123</ID></BookingReference>"
        "<X><BookingRef>ABC123</BookingRef></X></R>",
        "<R><T><Tax Code='L7'/><Tax Code='H9'/></T><S><Tax Code='L7'/><Tax Code='L7'/></S></R>",
        "<R><Leg dep='T10'/><Leg dep='T11'/><Flight at='T10'/><Flight at='T11'/></R>",
        "<R><A a='X1'/><A a='X2'/><A a='X3'/><B b='X1'/><B b='X2'/><B b='X3'/>"
        "<C c='X1'/><C c='X2'/></R>",
        "<R><A a='X1'/><A a='X2'/><A a='X3'/><C c='X1'/><C c='X9'/></R>",
        "<R><X code='A1' label='A1'/><X code='A2' label='A2'/><X code='A3'/></R>",
        "<R><L><D code='A1'/></L><L><D code='A2'/></L><L><D code='A3'/></L>"
        "<C c='A1'/><C c='A2'/></R>",
        "<R><D><C>A1</C></D><D><C>A2</C></D><D><C>SG</C></D><F><B>A1</B></F><F><B>A2</B></F></R>",
        "<R><Hour at='PT1H'/><Hour at='PT2H'/><Leg took='PT1H'/><Leg took='PT1H'/></R>",
    ],
)
def test_what_only_looks_like_a_reference_raises_no_alarm(xml: str) -> None:
    found = read(xml).references()
    assert (found["references"], found["dangling"], found["duplicate_identifiers"]) == ([], [], [])


def test_a_code_is_not_an_identifier() -> None:
    xml = "<R><M><AirlineID>KC</AirlineID></M><M><AirlineID>KC</AirlineID></M></R>"
    assert read(xml).references()["identifiers"] == []


@pytest.mark.parametrize(
    ("xml", "value", "reason"),
    [
        ("<R><Pax><PaxID>P1</PaxID></Pax><S><PaxRefID>P9</PaxRefID></S></R>", "P9",
         "no PaxID in this document has the value P9"),
        ("<R><context id='c1'/><V contextRef='c9'/></R>", "c9",
         "no context/@id in this document has the value c9"),
        ("<R><A id='a1'/><use href='#b'/></R>", "#b",
         "no identifier in this document has the value #b"),
        ("<R><A id='a1'/><B refs='a1 a2'/></R>", "a2",
         "no identifier in this document has the value a2"),
        ("<R><Customer code='K1'/><Customer code='K2'/><Order customer='K1'/>"
         "<Order customer='K3'/></R>", "K3",
         "no Customer/@code in this document has the value K3"),
        ("<R><User name='bob'/><User name='eve'/><Task user='bob'/><Task user='mo'/></R>", "mo",
         "no identifier in this document has the value mo"),
        ("<R><FlightSegment RPH='1'/><Seat FlightRPH='9'/></R>", "9",
         "no FlightSegment/@RPH in this document has the value 9"),
        ("<R><PaxList/><S><PaxRefID>P1</PaxRefID></S></R>", "P1",
         "this document defines no identifier that PaxRefID could point to"),
        ("<R><Pax><PaxID>P1</PaxID><Individual><IndividualID>P2</IndividualID></Individual></Pax>"
         "<S><PaxRefID>P2</PaxRefID></S></R>", "P2",
         "no PaxID in this document has the value P2"),
    ],
)  # fmt: skip
def test_a_reference_to_nothing_says_why(xml: str, value: str, reason: str) -> None:
    (dangling,) = read(xml).references()["dangling"]
    assert (dangling["value"], dangling["reason"]) == (value, reason)


def test_a_subtree_knows_targets_inside_and_outside_of_itself() -> None:
    document = read(
        "<R><Pax><PaxID>P1</PaxID></Pax>"
        "<O><Seg><SegID>S1</SegID></Seg><PaxRefID>P1</PaxRefID><SegRef>S1</SegRef></O>"
        "<X><PaxRefID>P1</PaxRefID></X></R>"
    )
    found = document.references(document.root[1])
    assert [(entry["target"], entry["inside"]) for entry in found["references"]] == [
        ("/R[1]/Pax[1]/PaxID[1]", False),
        ("/R[1]/O[1]/Seg[1]/SegID[1]", True),
    ]
    (pax,) = document.references(document.root[0])["identifiers"]
    assert (pax["xpath"], pax["referenced_by"]) == ("/R[1]/Pax[1]/PaxID[1]", 2)


def test_a_duplicated_identifier_is_listed_and_makes_references_ambiguous() -> None:
    document = read(
        '<R><Pax PaxID="P1"/><Pax PaxID="P1"/><Pax PaxID="P2"/><S><PaxRefID>P1</PaxRefID></S></R>'
    )
    first, second = "/R[1]/Pax[1]/@PaxID", "/R[1]/Pax[2]/@PaxID"
    found = document.references()
    assert found["duplicate_identifiers"] == [
        {"path": "/R/Pax/@PaxID", "value": "P1", "count": 2, "xpaths": [first, second]}
    ]
    assert [entry["duplicates"] for entry in found["identifiers"]] == [[second], [first], []]
    (reference,) = found["references"]
    assert (reference["target"], reference["ambiguous"]) == (first, [second])


def test_a_value_claimed_very_often_is_counted_but_not_listed_in_full() -> None:
    found = read("<R>" + 500 * "<Pax PaxID='P1'/>" + "<S PaxRef='P1'/></R>").references()
    (duplicate,) = found["duplicate_identifiers"]
    assert (duplicate["count"], len(duplicate["xpaths"])) == (500, PLACES_MAX)


def test_an_identifier_may_stand_among_blanks() -> None:
    found = read(
        "<R><Pax><PaxID>\n A1 </PaxID></Pax><B><PaxRef> A1\n</PaxRef></B></R>"
    ).references()
    assert links(found) == [("B/PaxRef", "A1", "Pax/PaxID")]


def test_many_threads_may_ask_one_index() -> None:
    passengers = "".join(f"<Pax><PaxID>P{n}</PaxID></Pax>" for n in range(50))
    services = "".join(f"<S><PaxRefID>P{n}</PaxRefID></S>" for n in range(50))
    document = read(f"<R>{passengers}{services}</R>")
    subtrees = [element for element in document.root if element.tag == "S"]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(document.references, subtrees))
    assert [entry["references"][0]["value"] for entry in found] == [f"P{n}" for n in range(50)]


@needs_cases
@pytest.mark.parametrize("label", ["ID", "Key"])
def test_an_element_that_refers_is_no_target(label: str) -> None:
    found = read(case("reference_to_reference.xml").replace("ID=", f"{label}=")).references()
    (identifier,) = found["identifiers"]
    assert (short(identifier["path"]), identifier["referenced_by"]) == (f"FareInfo/@{label}", 2)
    assert links(found) == [
        (f"FareInfoRef/@{label}", "f1A", f"FareInfo/@{label}"),
        ("BookingInfo/@FareInfoRef", "f1A", f"FareInfo/@{label}"),
    ]


@needs_cases
def test_lists_of_place_holders_point() -> None:
    found = read(case("ota_rph_lists.xml")).references()
    assert [short(entry["path"]) for entry in found["identifiers"]] == [
        "FlightSegment/@RPH",
        "TravelerRefNumber/@RPH",
    ]
    assert links(found) == [
        ("SeatRequest/@FlightRefNumberRPHList", "1", "FlightSegment/@RPH"),
        ("SeatRequest/@TravelerRefNumberRPHList", "1", "TravelerRefNumber/@RPH"),
    ]
    assert broken(found) == [("SeatRequest/@TravelerRefNumberRPHList", "9")]


def test_a_number_with_a_qualifier_is_one_key() -> None:
    pair = "<reference><qualifier>{}</qualifier><number>{}</number></reference>".format
    found = read(
        f"<R><Pax><elementManagement>{pair('PT', 2)}</elementManagement></Pax>"
        f"<Seg><elementManagement>{pair('ST', 2)}</elementManagement></Seg>"
        f"<referenceForData>{pair('PT', 2)}{pair('ST', 2)}{pair('ST', 7)}</referenceForData></R>"
    ).references()
    assert [(entry["value"], entry["target"].split("/")[2]) for entry in found["references"]] == [
        ("PT:2", "Pax[1]"),
        ("ST:2", "Seg[1]"),
    ]
    assert [entry["value"] for entry in found["identifiers"]] == ["PT:2", "ST:2"]
    assert broken(found) == [("reference/number", "ST:7")]
    assert found["duplicate_identifiers"] == []


def test_a_number_without_a_qualifier_is_no_key() -> None:
    pair = "<reference><number>2</number></reference>"
    found = read(f"<R><A>{pair}</A><referenceForData>{pair}</referenceForData></R>").references()
    assert found["identifiers"] == found["references"] == found["dangling"] == []


@needs_cases
def test_messages_of_one_file_are_scopes_of_their_own() -> None:
    found = read(f"<document>{case('two_messages_same_ids.xml')}</document>").references()
    assert found["duplicate_identifiers"] == []
    assert [entry["duplicates"] for entry in found["identifiers"]] == 6 * [[]]
    for number, reference in enumerate(found["references"], 1):
        assert f"'OrderViewRS'][{number}]" in reference["target"]
        assert reference["ambiguous"] == []
    passengers = [one for one in found["identifiers"] if one["value"] == "PAX1"]
    assert [one["referenced_by"] for one in passengers] == [1, 1]


def test_a_reference_never_leads_into_another_message() -> None:
    message = (
        "<OrderViewRS><Pax><PaxID>P{0}</PaxID></Pax><S><PaxRefID>P1</PaxRefID></S></OrderViewRS>"
    )
    found = read(f"<log>{message.format(1)}{message.format(2)}</log>").references()
    assert [entry["target"] for entry in found["references"]] == [
        "/log[1]/OrderViewRS[1]/Pax[1]/PaxID[1]"
    ]
    assert [entry["xpath"] for entry in found["dangling"]] == [
        "/log[1]/OrderViewRS[2]/S[1]/PaxRefID[1]"
    ]


def test_a_message_and_what_stands_around_it_know_each_other() -> None:
    found = read(
        "<Log><Agency id='A1'/><ValueUsage AgencyRef='A1' PaxRef='P1'/>"
        "<OrderViewRS><Pax id='P1'/><S AgencyRef='A1'/></OrderViewRS></Log>"
    ).references()
    assert links(found) == [
        ("ValueUsage/@AgencyRef", "A1", "Agency/@id"),
        ("ValueUsage/@PaxRef", "P1", "Pax/@id"),
        ("S/@AgencyRef", "A1", "Agency/@id"),
    ]
    assert [one["referenced_by"] for one in found["identifiers"]] == [2, 1]
    assert all(one["why"].endswith("values found: 1 of 1") for one in found["references"])


def test_a_hundred_messages_keep_their_references() -> None:
    message = "<XRS><Pax id='P1'/><S PaxRef='P1'/></XRS>".replace("XRS", "OrderRS")
    found = read(f"<log>{100 * message}</log>").references()
    assert [entry["target"] for entry in found["references"]] == [
        f"/log[1]/OrderRS[{number}]/Pax[1]/@id" for number in range(1, 101)
    ]
    assert found["duplicate_identifiers"] == []


def test_parts_of_one_message_may_number_alike() -> None:
    found = read(
        "<R><Offer><Item id='1'/><Item id='2'/><S ItemRef='1'/></Offer>"
        "<Offer><Item id='1'/><Item id='2'/><S ItemRef='1'/><T><S ItemRef='2'/></T></Offer></R>"
    ).references()
    assert [entry["target"] for entry in found["references"]] == [
        "/R[1]/Offer[1]/Item[1]/@id",
        "/R[1]/Offer[2]/Item[1]/@id",
        "/R[1]/Offer[2]/Item[2]/@id",
    ]
    assert found["duplicate_identifiers"] == []
    assert [entry["referenced_by"] for entry in found["identifiers"]] == [1, 0, 1, 1]


def test_parts_of_a_deep_message_may_number_alike() -> None:
    part = "<Offer><Item id='1'/><S ItemRef='1'/></Offer>"
    found = read(f"<R>{200 * '<a>'}{30 * part}{200 * '</a>'}</R>").references()
    assert [entry["target"].split("/")[-3] for entry in found["references"]] == [
        f"Offer[{number}]" for number in range(1, 31)
    ]
    assert found["duplicate_identifiers"] == []


def test_an_element_may_point_to_itself() -> None:
    part = "<Pax a:id='P1'/><Pax a:id='P1' PaxRef='P1'/>"
    (reference,) = read(f"<R xmlns:a='http://a.example/b'>{part}</R>").references()["references"]
    assert reference["target"].startswith("/R[1]/Pax[2]/@")
    assert reference["ambiguous"] == []


def test_very_many_parts_that_number_alike_are_no_duplicates() -> None:
    part = "<Offer><Item id='1'/><S ItemRef='1'/></Offer>"
    found = read(f"<R>{(PLACES_KEPT + 9) * part}</R>").references()
    assert found["duplicate_identifiers"] == []
    assert found["references"][PLACES_KEPT - 1]["ambiguous"] == []


def test_parts_that_number_alike_are_ambiguous_from_outside() -> None:
    found = read("<R><A><Pax id='1'/></A><A><Pax id='1'/></A><S PaxRef='1'/></R>").references()
    (reference,) = found["references"]
    assert reference["ambiguous"] == ["/R[1]/A[2]/Pax[1]/@id"]
    (duplicate,) = found["duplicate_identifiers"]
    assert duplicate["count"] == 2


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        ("<R><Pax><PaxID>1</PaxID></Pax><S><PaxRefID>1</PaxRefID></S></R>",
         "PaxRefID and PaxID are named alike; values found: 1 of 1"),
        ("<R><Penalty ObjectKey='K1'/><S PenaltyRefs='K1 K2'/></R>",
         "PenaltyRefs names the element of Penalty/@ObjectKey; "
         "values found: 1 of 2"),
        ("<R><payerPartyReference href='p1'/><party id='p1'/></R>",
         "the names of payerPartyReference/@href and party/@id end alike; "
         "values found: 1 of 1"),
        ("<R><FlightSegment RPH='1'/><S FlightRPH='1'/></R>",
         "the names of FlightRPH and FlightSegment/@RPH begin alike; "
         "values found: 1 of 1"),
        ("<R><Rule ObjectKey='K1'/><Penalty refs='K1'/></R>",
         "Penalty/@refs points by its name or form, and the value stands in Rule/@ObjectKey; "
         "values found: 1 of 1"),
        ("<R><score-part id='P1'/><part id='P1'/></R>",
         "part/@id repeats score-part/@id, which defines all its values; "
         "values found: 1 of 1"),
    ],
)  # fmt: skip
def test_a_reference_says_why_it_is_believed(xml: str, rule: str) -> None:
    assert [reference["why"] for reference in read(xml).references()["references"]] == [rule]


@needs_corpus
def test_the_message_with_broken_references_shows_exactly_those() -> None:
    found = load("ndc/as_21_3_AirShoppingRS_broken_references.xml").references()
    assert broken(found) == [
        ("PaxJourney/PaxSegmentRefID", "paxseg-999"),
        ("PaxSegment/DatedMarketingSegmentRefId", "seg-999"),
        ("FareComponent/PaxSegmentRefID", "paxseg-888"),
        ("FareDetail/PaxRefID", "PAX-999"),
    ]
    assert found["duplicate_identifiers"] == []
    assert len(found["references"]) == 3


@needs_corpus
def test_the_message_with_duplicate_ids_shows_exactly_those() -> None:
    found = load("ndc/as_21_3_AirShoppingRS_duplicate_ids.xml").references()
    assert [(entry["value"], entry["count"]) for entry in found["duplicate_identifiers"]] == [
        ("seg-DUPLICATE", 2),
        ("PAX-DUPLICATE", 2),
    ]
    assert found["dangling"] == []
    ambiguous = {entry["value"] for entry in found["references"] if entry["ambiguous"]}
    assert ambiguous == {"seg-DUPLICATE", "PAX-DUPLICATE"}


@needs_corpus
@pytest.mark.parametrize("file", READABLE)
def test_the_corpus_has_no_dangling_reference_but_the_known_ones(file: str) -> None:
    found = load(file).references()
    assert len(found["dangling"]) == DANGLING.get(file, 0)
    assert json.loads(json.dumps(found)) == found


@needs_corpus
@pytest.mark.parametrize(
    ("file", "references", "identifiers"),
    [
        ("ndc/iberia_17_2_OrderViewRS.xml", 168, 77),
        ("ndc/nemo_17_2_soap_AirShoppingRS.xml", 735, 154),
        ("ndc/singapore_18_1_OrderViewRS.xml", 52, 42),
        ("ndc/travelsoft_19_2_AirShoppingRS_large.xml", 6874, 1124),
        ("other/fpml_xccy_swap.xml", 16, 10),
        ("other/osm_grid.osm", 1517, 1315),
        ("other/wsdl_orchestra.wsdl", 40, 24),
    ],
)
def test_no_reference_of_the_corpus_is_lost(file: str, references: int, identifiers: int) -> None:
    found = load(file).references()
    assert (len(found["references"]), len(found["identifiers"])) == (references, identifiers)


@needs_corpus
@pytest.mark.parametrize("file", [file for file in READABLE if Path(file).stem.count("_21_3")])
def test_every_reference_of_the_corpus_leads_to_its_value(file: str) -> None:
    document = load(file)
    for reference in document.references()["references"]:
        (target,) = document.root.getroottree().xpath(reference["target"])
        assert "".join(target.itertext()).strip() == reference["value"]


def test_a_value_in_very_many_fields_points_to_none_of_them() -> None:
    builder = IdentifierIndexBuilder()
    for number in range(MAX_FIELDS_PER_VALUE):
        builder.add(f"/r/P{number}/P{number}ID", f"/r[1]/P{number}[1]/P{number}ID[1]", "AB1")
    builder.add("/r/P1/P2RefID", "/r[1]/P1[1]/P2RefID[1]", "AB1")
    builder.add("/r/P3/P3ID", "/r[1]/P3[2]/P3ID[1]", "CD2")
    builder.add("/r/P1/P3RefID", "/r[1]/P1[1]/P3RefID[1]", "CD2")
    index = builder.build()
    assert index.resolve("/r/P1/P2RefID", "/r[1]/P1[1]/P2RefID[1]", "AB1") is None
    found = index.resolve("/r/P1/P3RefID", "/r[1]/P1[1]/P3RefID[1]", "CD2")
    assert found is not None
    assert found.identifier.path == "/r/P3/P3ID"
