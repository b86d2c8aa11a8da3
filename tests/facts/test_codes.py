"""Codes in words: by the kind of their field, never a guess, and not where the section says it."""

import subprocess
import sys
from typing import Any

import pytest
from lxml import etree

from discovery.documents.parser import read_root
from discovery.facts.codes import Kind, decode, decode_section, kind_of, names
from discovery.facts.codes.fields import read_table
from discovery.facts.structure import to_structure
from tests.support.corpus import CORPUS, manifest, needs_corpus


def decoded(xml: str) -> dict[str, str]:
    """What is decoded of a section, by the end of the path and the code."""
    found = decode_section(to_structure(etree.fromstring(xml)), "/M/S")
    return {f"{path.removeprefix('/M/S/')}={code}": text for (path, code), text in found.items()}


@pytest.mark.parametrize(
    ("path", "code", "text"),
    [
        ("/IATA_OrderViewRS/PaxSegment/Dep/IATA_LocationCode", "SIN", "Singapore"),
        ("/AirShoppingRS/Departure/AirportCode", "MLE", "Malé"),
        ("/A/OriginDest/DestCode", "LON", "London"),
        ("/OTA_AirLowFareSearchRS/FlightSegment/DepartureAirport/@LocationCode", "JFK", "New York"),
        ("/Reply/flightDetails/boardPointDetails/trueLocationId", "NCE", "Nice"),
        ("/AirPriceRsp/AirSegment/@Origin", "EZE", "Buenos Aires"),
        ("/A/Country/CountryCode", "SG", "Singapore"),
        ("/A/IdentityDoc/IssuingCountryCode", "RUS", "Russia"),
        ("/Invoice/Country/IdentificationCode", "SE", "Sweden"),
        ("/A/TotalAmount/@CurCode", "SGD", "Singapore Dollar"),
        ("/A/BaseAmount/@Code", "EUR", "Euro"),
        ("/Document/Amt/@Ccy", "JPY", "Japanese Yen"),
        ("/A/Warning/LangCode", "EN", "English"),
        ("/A/title/@lang", "pt-BR", "Portuguese (Brazil)"),
        ("/A/Order/OwnerCode", "SQ", "Singapore Airlines"),
        ("/A/OrderItem/@Owner", "S7", "S7 Airlines"),
        ("/A/FlightSegment/MarketingAirline/@Code", "LH", "Lufthansa"),
        ("/A/Pax/PTC", "ADT", "adult"),
        ("/A/PassengerTypeQuantity/@Code", "INF", "infant"),
        ("/A/CabinType/CabinTypeCode", "5", "economy"),
        ("/A/MarketingName/@CabinDesignator", "C", "business"),
        ("/A/Service/StatusCode", "HK", "confirmed"),
        ("/A/AirSegment/@Status", "UC", "unable to confirm, not waitlisted"),
        ("/A/Coupon/CouponStatusCode", "I", "open for use"),
        ("/A/Coupon/CouponStatusCode", "C", "checked in"),
        ("/A/Equipment/AircraftCode", "32N", "Airbus A320neo"),
        ("/A/Equipment/@AirEquipType", "77W", "Boeing 777-300ER"),
        ("/A/MaximumWeight/UOM", "K", "kilograms"),
        ("/A/WeightAllowance/WeightUnitOfMeasurement", "KGM", "kilograms"),
        ("/A/DistanceMeasure/@UnitCode", "SMI", "miles"),
        ("/A/Pax/PTC", " CHD\n", "child"),
    ],
)
def test_a_code_is_decoded_by_the_kind_of_its_field(path: str, code: str, text: str) -> None:
    assert decode(path, code) == text


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/A/ClassOfService/Code", "Y"),  # a booking class, which each airline defines
        ("/A/RBD/RBD_Code", "C"),
        ("/A/Tax/TaxCode", "US"),
        ("/A/Tax/Nation", "AE"),  # 17.2 writes codes of taxes there
        ("/A/Flag/TaxExemptInd", "Y"),
        ("/A/Measure/UOM", "K"),  # kelvin, perhaps
        ("/A/PaymentCard/CardCode", "CA"),
        ("/A/Person/Title", "MS"),
        ("/A/AgencyID/@Owner", "C9"),
        ("/A/Project/Owner", "BA"),
        ("/A/Project/StatusCode", "UN"),
        ("/A/Document/Origin", "USA"),
        ("/A/Individual/Surname", "LEE"),
        ("/A/Fare/FareCode", "EUR"),
        ("/A/Phone/CountryDialingCode", "49"),
        ("/A/Service/DeliveryStatusCode", "HK"),
    ],
)
def test_what_looks_like_a_code_of_another_field_is_not_decoded(path: str, code: str) -> None:
    assert decode(path, code) is None


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/A/Order/OwnerCode", "1A"),  # a distribution system
        ("/A/Dep/IATA_LocationCode", "XXX"),
        ("/A/Dep/IATA_LocationCode", "sin"),
        ("/A/Country/CountryCode", "ZZ"),
        ("/A/Total/@CurCode", "XXX"),
        ("/A/Error/LangCode", "xx"),
        ("/A/Error/LangCode", "en-XX"),
        ("/A/Pax/PTC", "[WORD_K7Q2M4PX3D]"),
        ("/A/Pax/PTC", "ADT" * 1000),
        ("/A/Pax/PTC", ""),
    ],
)
def test_an_unknown_code_is_not_decoded(path: str, code: str) -> None:
    assert decode(path, code) is None


@pytest.mark.parametrize(
    ("kind", "code", "others"),
    [
        (Kind.LOCATION, "MLE", {"Malé", "Male", "Velana International Airport"}),
        (Kind.LOCATION, "BOM", {"Mumbai", "Bombay"}),
        (Kind.LOCATION, "LHR", {"London", "Heathrow", "London Heathrow Airport"}),
        (Kind.LOCATION, "GRU", {"São Paulo", "Sao Paulo", "Guarulhos"}),
        (Kind.LOCATION, "BSL", {"Basel", "Mulhouse", "Bale"}),
        (Kind.LOCATION, "MUC", {"Munich", "München", "Munchen"}),
        (Kind.LOCATION, "KEF", {"Reykjavik", "Reykjavík", "Keflavik"}),
        (Kind.COUNTRY, "TR", {"Türkiye", "Turkey", "Turkiye"}),
        (Kind.COUNTRY, "USA", {"United States", "USA", "United States of America"}),
        (Kind.CURRENCY, "USD", {"US Dollar", "US dollars"}),
        (Kind.AIRLINE, "SK", {"SAS", "Scandinavian Airlines"}),
        (Kind.AIRLINE, "WF", {"Widerøe", "Wideroe"}),
        (Kind.PASSENGER_TYPE, "SRC", {"senior", "senior citizen"}),
        (Kind.WEIGHT_UNIT, "KGM", {"kilograms", "kilogram", "kilos"}),
    ],
)
def test_other_names_in_use_are_names_as_well(kind: Kind, code: str, others: set[str]) -> None:
    assert others <= set(names(kind, code))


def test_of_an_unknown_code_there_are_no_names() -> None:
    assert names(Kind.LOCATION, "XXX") == ()
    assert names(Kind.AIRLINE, "1A") == ()


def test_the_kind_of_a_field_can_be_asked_for() -> None:
    assert kind_of("/A/Pax/PTC") is Kind.PASSENGER_TYPE
    assert kind_of("/A/Individual/GivenName") is None


def test_a_section_is_decoded_field_by_field() -> None:
    assert decoded(
        "<S><Pax id='SIN'><PTC>ADT</PTC></Pax><Pax><PTC>CHD</PTC><Note>ADT</Note></Pax>"
        "<Fee CurCode='GBP'>9.50</Fee></S>"
    ) == {"Pax/PTC=ADT": "adult", "Pax/PTC=CHD": "child", "Fee/@CurCode=GBP": "British Pound"}


def test_a_section_of_one_code_is_decoded() -> None:
    structure = to_structure(etree.fromstring("<PTC>ADT</PTC>"))
    assert decode_section(structure, "/M/Pax/PTC") == {("/M/Pax/PTC", "ADT"): "adult"}


def test_what_the_section_names_itself_is_not_decoded() -> None:
    """A sender's 1 is business, where that of the code list is first."""
    cabin = "<C><CabinTypeCode>{}</CabinTypeCode>{}</C>"
    named = cabin.format(1, "<CabinTypeName>BUSINESS</CabinTypeName>")
    assert decoded(f"<S>{named}{cabin.format(1, '')}{cabin.format(5, '')}</S>") == {
        "C/CabinTypeCode=5": "economy"
    }
    carrier = "<MarketingCarrier><AirlineID>IB</AirlineID><Name>Iberia</Name></MarketingCarrier>"
    assert decoded(f"<S>{carrier}</S>") == {}


def test_a_name_of_something_else_does_not_stand_for_the_code() -> None:
    assert decoded("<S><Passenger><PTC>ADT</PTC><Name>DOE</Name></Passenger></S>") == {
        "Passenger/PTC=ADT": "adult"
    }
    service = "<ServiceDefinition><OwnerCode>SQ</OwnerCode><Name>Bag</Name></ServiceDefinition>"
    assert list(decoded(f"<S>{service}</S>").values()) == ["Singapore Airlines"]


def test_cabins_that_are_booking_classes_are_not_decoded() -> None:
    cabins = "".join(f"<C><CabinTypeCode>{code}</CabinTypeCode></C>" for code in "YLR")
    assert decoded(f"<S>{cabins}</S>") == {}


def test_the_large_tables_are_not_read_before_a_code_is_decoded() -> None:
    code = (
        "import sys, discovery.facts.codes as codes\n"
        "assert not {'airportsdata', 'babel'} & sys.modules.keys()\n"
        "assert codes.decode('/A/Pax/PTC', 'ADT') == 'adult'\n"
        "assert not {'airportsdata', 'babel'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", ["airlines", "aircraft", "codes", "places"])
def test_every_entry_of_our_tables_has_names(name: str) -> None:
    for kind, table in read_table(name).items():
        for code in table:
            assert all(names(Kind(kind), code)), (kind, code)


NDC = [each for each in manifest() if each["kind"] == "ndc" and each["expect"] == "ok"]
NAMED = {  # cabins are left out: senders have names and numbers of their own for them
    "CarrierName": "CarrierDesigCode",
    "CarrierAircraftTypeName": "CarrierAircraftTypeCode",
    "AirportName": "AirportCode",
}


@needs_corpus
@pytest.mark.parametrize("file", [each["file"] for each in NDC if each["root"]])
def test_what_real_messages_call_their_codes_is_one_of_the_names(file: str) -> None:
    for kind, code, name in named_codes(to_structure(read_root(CORPUS / file))):
        known = [fold(each) for each in names(kind, code)]
        assert any(each in fold(name) or fold(name) in each for each in known), (code, name)


def named_codes(element: Any) -> list[tuple[Kind, str, str]]:
    """The kind, the code and its name wherever a message has both."""
    children = [child for child in element["content"] if not isinstance(child, str)]
    texts = {child["name"]: "".join(map(str, child["content"])).strip() for child in children}
    found = []
    for name, code in NAMED.items():
        kind = kind_of(f"/{element['name']}/{code}")
        if kind and texts.get(name) and texts.get(code):
            found.append((kind, texts[code], texts[name]))
    return found + [each for child in children for each in named_codes(child)]


def fold(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
