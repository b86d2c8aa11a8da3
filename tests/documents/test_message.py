"""What a message tells of itself, and which of its nodes are suggested."""

from pathlib import Path

import pytest

from discovery.documents.catalogue import Catalogue, read_catalogue
from discovery.documents.message import Message, message_at, message_places, recognise
from discovery.documents.suggestions import suggest
from tests.support.cases import CASES, needs_cases
from tests.support.corpus import CORPUS, manifest, needs_corpus
from tests.support.home import write

LARGE = 4 << 20
READABLE = [entry["file"] for entry in manifest() if entry["expect"].startswith("ok")]
ORDER_VIEWS = [file for file in READABLE if "ndc/" in file and file.endswith("OrderViewRS.xml")]

# file: name, version, airline code, airline name
MESSAGES = {
    "airtechzone_17_2_OrderChangeRQ": ("OrderChangeRQ", "17.2", "C9", None),
    "airtechzone_17_2_OrderCreateRQ": ("OrderCreateRQ", "17.2", "C9", None),
    "airtechzone_17_2_OrderReshopRQ": ("OrderReshopRQ", "17.2", None, None),
    "alaska_21_3_AirShoppingRS": ("AirShoppingRS", "21.3", "AS", None),
    "alaska_21_3_OfferPriceRS": ("OfferPriceRS", "21.3", "AS", None),
    "alaska_21_3_OrderReshopRS": ("OrderReshopRS", "21.3", "AS", "ALASKA AIRLINES"),
    "alaska_21_3_OrderViewRS": ("OrderViewRS", "21.3", "AS", "Alaska"),
    "altea_fragment_PaxList": ("PaxList", None, None, None),
    "as_21_3_AirShoppingRS_4pax": ("AirShoppingRS", "21.3", "AS", None),
    "as_21_3_AirShoppingRS_empty_lists": ("AirShoppingRS", "21.3", "AS", None),
    "enc_iso8859_1_vueling": ("OrderViewRS", "21.3", "VY", None),
    "enc_utf16le_bom_alaska": ("AirShoppingRS", "21.3", "AS", None),
    "go7_21_3_5_OrderCreateRQ": ("OrderCreateRQ", "21.3", "VS", None),
    "go7_21_3_5_OrderReshopRS": ("OrderReshopRS", "21.3", "DX", None),
    "go7_21_3_5_OrderViewRS_after_change": ("OrderViewRS", "21.3", "W2", None),
    "go7_21_3_5_SeatAvailabilityRS": ("SeatAvailabilityRS", "EASD", "DX", None),
    "iberia_17_2_OrderViewRS": ("OrderViewRS", "17.2", "IB", "Iberia"),
    "latam_19_2_OrderViewRS": ("OrderViewRS", "19.2", "LA", None),
    "nemo_17_2_OrderChangeNotif": ("OrderChangeNotif", "17.2", "S7", None),
    "nemo_17_2_OrderReshopRS": ("OrderReshopRSMessage", "17.2", "TK", None),
    "nemo_17_2_soap_AirShoppingRS": ("AirShoppingRS", "17.2", "KC", None),
    "nemo_17_2_soap_FareRulesRS": ("FareRulesRS", "17.2", "AY", None),
    "nemo_17_2_soap_OrderChangeRQ": ("OrderChangeRQ", "17.2", None, None),
    "nemo_17_2_soap_OrderViewRS": ("OrderViewRS", "17.2", "KC", None),
    "singapore_18_1_OrderViewRS": ("OrderViewRS", "18.1", "SQ", "SINGAPORE AIRLINES"),
    "singapore_21_3_OrderViewRS": ("OrderViewRS", "21.3", "SQ", "SINGAPORE AIRLINES"),
    "sq_21_3_OrderViewRS_2ADT_exchange": ("OrderViewRS", "21.3", "SQ", "SINGAPORE AIRLINES"),
    "travelsoft_19_2_AirShoppingRS_large": ("AirShoppingRS", "19.2", "BA", None),
    "travelsoft_19_2_AirShoppingRS_oneway": ("AirShoppingRS", "19.2", "VY", None),
    "travelsoft_19_2_OrderReshopRS_refund": ("OrderReshopRS", "19.2", None, None),
    "travelsoft_19_2_SeatAvailabilityRS": ("SeatAvailabilityRS", "19.2", "AV", None),
    "travelsoft_19_2_soap_OfferPriceRS": ("OfferPriceRS", "19.2", "AF", None),
    "travelsoft_19_2_soap_ServiceListRS_error": ("ServiceListRS", "19.2", None, None),
    "vueling_21_3_OrderViewRS": ("OrderViewRS", "21.3", "VY", None),
}


def catalogue_of(folder: Path, xml: str) -> Catalogue:
    return read_catalogue(write(folder, xml))


def message_of(folder: Path, xml: str) -> Message:
    return recognise(catalogue_of(folder, xml))


@needs_corpus
@pytest.mark.parametrize(("name", "expected"), MESSAGES.items(), ids=MESSAGES)
def test_real_messages_are_recognised(name: str, expected: tuple[str | None, ...]) -> None:
    message = recognise(read_catalogue(CORPUS / "ndc" / f"{name}.xml"))
    told = (message.name, message.spec_version, message.airline_code, message.airline_name)
    assert told == expected
    assert message.root.removeprefix("IATA_") == message.name


@needs_corpus
@pytest.mark.parametrize("file", [file for file in READABLE if file.startswith("other/")])
def test_other_xml_has_no_version_and_no_airline(file: str) -> None:
    catalogue = read_catalogue(CORPUS / file)
    root = catalogue.nodes[0].name
    assert recognise(catalogue) == Message(root, root, None, None, None)


@pytest.mark.parametrize(
    ("attributes", "version"),
    [
        ('xmlns="http://www.iata.org/IATA/EDIST/2016.2"', "16.2"),
        ('xmlns="http://www.iata.org/IATA/EDIST/2017.2"', "17.2"),
        ('xmlns="http://www.iata.org/IATA/2015/00/2018.1/OrderViewRS"', "18.1"),
        ('xmlns="http://www.iata.org/IATA/2015/00/2019.2/IATA_OrderViewRS"', "19.2"),
        ('xmlns="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage"', "EASD"),
        ('Version="17.2"', "17.2"),
        ('Version="IATA2017.2"', "17.2"),
        ('Version="21.3.5"', "21.3"),
        ('Version="5.000"', None),
        ('Version="3"', None),
        ("", None),
    ],
)
def test_the_version_is_told_by_namespace_or_attribute(
    tmp_path: Path, attributes: str, version: str | None
) -> None:
    xml = f"<OrderViewRS {attributes}><Response/></OrderViewRS>"
    assert message_of(tmp_path, xml).spec_version == version


def test_a_stated_version_is_more_exact_than_the_easd_namespace(tmp_path: Path) -> None:
    xml = """<IATA_OrderViewRS xmlns="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrders">
      <PayloadAttributes><VersionNumber>21.3</VersionNumber></PayloadAttributes>
    </IATA_OrderViewRS>"""
    assert message_of(tmp_path, xml).spec_version == "21.3"


def test_the_message_inside_an_envelope_is_meant(tmp_path: Path) -> None:
    envelope = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header/>'
    body = "<e:Body>{}</e:Body></e:Envelope>"
    known = message_of(tmp_path, envelope + body.format("<IATA_OrderViewRS/>"))
    assert (known.root, known.name) == ("IATA_OrderViewRS", "OrderViewRS")
    unknown = message_of(tmp_path, envelope + body.format("<getStatus/>"))
    assert (unknown.root, unknown.name) == ("getStatus", "getStatus")


def test_the_owner_counts_before_the_carrier_and_no_distribution_system(tmp_path: Path) -> None:
    segment = "<PaxSegment><CarrierDesigCode>LH</CarrierDesigCode></PaxSegment>"
    owned = f"<OrderViewRS>{segment}<Order><OwnerCode>SQ</OwnerCode></Order></OrderViewRS>"
    system = f"<OrderViewRS>{segment}<Order><OwnerCode>1A</OwnerCode></Order></OrderViewRS>"
    assert message_of(tmp_path, owned).airline_code == "SQ"
    assert message_of(tmp_path, system).airline_code == "LH"


def test_the_name_of_another_airline_is_not_taken(tmp_path: Path) -> None:
    xml = """<OrderViewRS><Order><OwnerCode>SQ</OwnerCode></Order><PaxSegment><Carrier>
      <CarrierDesigCode>LH</CarrierDesigCode><CarrierName>LUFTHANSA</CarrierName>
    </Carrier></PaxSegment></OrderViewRS>"""
    message = message_of(tmp_path, xml)
    assert (message.airline_code, message.airline_name) == ("SQ", None)


@pytest.mark.parametrize(
    "xml",
    [
        "<config><Owner>IT</Owner><Name>Help desk</Name></config>",
        '<shop><Order Owner="AB"/></shop>',
        "<ORDERS><ORDER><Owner>AB</Owner><Version>17.2</Version></ORDER></ORDERS>",
        '<USERS Version="17.2"><Owner>AB</Owner></USERS>',
    ],
)
def test_xml_that_is_no_airline_message_has_no_airline(tmp_path: Path, xml: str) -> None:
    message = message_of(tmp_path, xml)
    assert (message.spec_version, message.airline_code, message.airline_name) == (None, None, None)


def suggested_paths(catalogue: Catalogue, most_bytes: int = LARGE) -> list[str]:
    return [catalogue.nodes[index].path for index in sorted(suggest(catalogue, most_bytes))]


@needs_corpus
@pytest.mark.parametrize("file", READABLE)
def test_something_is_suggested_for_every_file_and_none_covers_another(file: str) -> None:
    catalogue = read_catalogue(CORPUS / file)
    suggested = suggest(catalogue, LARGE)
    assert 1 <= len(suggested) <= 20
    assert catalogue.units(suggested) == sorted(suggested)


@needs_corpus
@pytest.mark.parametrize("file", ORDER_VIEWS)
def test_a_real_order_gets_12_to_20_suggestions_with_its_lists(file: str) -> None:
    catalogue = read_catalogue(CORPUS / file)
    suggested = suggest(catalogue, LARGE)
    assert 12 <= len(suggested) <= 20
    lists = [
        index
        for index, node in enumerate(catalogue.nodes)
        if node.parent >= 0 and catalogue.nodes[node.parent].name == "DataLists"
    ]
    filled = [index for index in lists if catalogue.nodes[index].end > index + 1]
    assert filled
    assert all(set(range(index, catalogue.nodes[index].end)) & suggested for index in filled)


def test_what_is_too_large_for_one_fact_gives_way_to_what_is_in_it(tmp_path: Path) -> None:
    pax = "<Pax><PaxID>1</PaxID><Individual><Surname>x</Surname></Individual></Pax>"
    xml = f"""<OrderViewRS><Response>
      <DataLists><PaxList>{pax * 100}</PaxList><ODList><OD><ID>1</ID></OD></ODList></DataLists>
      </Response></OrderViewRS>"""
    catalogue = catalogue_of(tmp_path, xml)
    lists = "/OrderViewRS/Response/DataLists"
    assert suggested_paths(catalogue) == [f"{lists}/PaxList", f"{lists}/ODList"]
    assert suggested_paths(catalogue, 1_000) == [f"{lists}/PaxList/Pax", f"{lists}/ODList"]
    values = catalogue_of(tmp_path, f"<r>{'<v>1</v>' * 200}</r>")
    assert suggested_paths(values, 1_000) == ["/r/v"]


def test_an_order_suggests_its_lists_and_the_parts_of_its_order(tmp_path: Path) -> None:
    xml = """<OrderViewRS><Document><Name>x</Name></Document><Response>
      <DataLists><PaxList><Pax><PaxID>1</PaxID></Pax></PaxList></DataLists>
      <Order><OrderID>1</OrderID><TotalPrice><Amount>1</Amount></TotalPrice>
        <OrderItem><Price><Amount>1</Amount></Price><Service><ID>1</ID></Service></OrderItem>
      </Order></Response></OrderViewRS>"""
    assert suggested_paths(catalogue_of(tmp_path, xml)) == [
        "/OrderViewRS/Document",
        "/OrderViewRS/Response/DataLists/PaxList",
        "/OrderViewRS/Response/Order/TotalPrice",
        "/OrderViewRS/Response/Order/OrderItem/Price",
        "/OrderViewRS/Response/Order/OrderItem/Service",
    ]


@pytest.mark.parametrize(
    ("xml", "suggested"),
    [
        ("<OrderViewRS><Response><Order><ID>1</ID></Order></Response></OrderViewRS>",
         "/OrderViewRS/Response/Order"),
        ("<OrderViewRS><ID>1</ID></OrderViewRS>", "/OrderViewRS"),
        ("<OrderViewRS/>", "/OrderViewRS"),
        ("<r>text</r>", "/r"),
        ("<r><head><x/></head><row><c/></row><row><c/></row></r>", "/r/row"),
        ('<r><p k="1" v="2"/><p k="3" v="4"/></r>', "/r/p"),
        ("<r><a>1</a><a>2</a><b><c/></b></r>", "/r/b"),
    ],
)  # fmt: skip
def test_the_smallest_documents_suggest_something(tmp_path: Path, xml: str, suggested: str) -> None:
    assert suggested_paths(catalogue_of(tmp_path, xml)) == [suggested]


def messages_of(catalogue: Catalogue) -> list[Message]:
    return [message_at(catalogue, place) for place in message_places(catalogue)]


def names_of(folder: Path, xml: str) -> list[str]:
    return [message.name for message in messages_of(catalogue_of(folder, xml))]


@needs_cases
def test_the_message_within_the_wrapper_of_a_vendor_is_meant() -> None:
    catalogue = read_catalogue(CASES / "vendor_envelope.xml")
    message = recognise(catalogue)
    assert (message.name, message.spec_version) == ("AirShoppingRS", "17.2")
    assert (message.airline_code, message.airline_name) == ("QR", "Qatar Airways")
    suggested = [path.rpartition("AirShoppingRS")[2] for path in suggested_paths(catalogue)]
    assert len(suggested) >= 9
    assert "/DataLists/FlightSegmentList" in suggested


@needs_cases
@pytest.mark.parametrize(
    ("file", "airline"), [("order_id_owner.xml", "AY"), ("owner_is_no_airline.xml", None)]
)
def test_the_airline_of_the_small_inputs(file: str, airline: str | None) -> None:
    assert recognise(read_catalogue(CASES / file)).airline_code == airline


WRAPPED = """<log version="20.1"><entry><sent><AirShoppingRQ Version="17.2"><CoreQuery><A><B/></A>
    </CoreQuery></AirShoppingRQ></sent><received><x:VendorRS xmlns:x="vendor"><AirShoppingRS>
    <Document><ReferenceVersion>18.2</ReferenceVersion></Document><OffersGroup><AirlineOffers>
    <Offer Owner="QR"><Price><Total>1</Total></Price></Offer>
    <Offer Owner="BA"><Price><Total>1</Total></Price></Offer></AirlineOffers></OffersGroup>
    </AirShoppingRS></x:VendorRS></received></entry></log>"""


def test_a_request_is_listed_beside_its_response(tmp_path: Path) -> None:
    catalogue = catalogue_of(tmp_path, WRAPPED)
    request, response = messages_of(catalogue)
    assert (request.name, request.spec_version) == ("AirShoppingRQ", "17.2")
    assert (response.name, response.spec_version) == ("AirShoppingRS", "18.2")
    assert (request.airline_code, response.airline_codes) == (None, ("BA", "QR"))
    assert recognise(catalogue) == response
    suggested = suggested_paths(catalogue)
    assert suggested[0] == "/log/entry/sent/AirShoppingRQ/CoreQuery"
    assert any("/AirShoppingRS/OffersGroup/" in path for path in suggested)


def test_airlines_of_several_offers_are_told_as_several(tmp_path: Path) -> None:
    message = message_of(tmp_path, WRAPPED)
    assert (message.airline_code, message.airline_name) == ("BA, QR", None)
    codes = [f"A{letter}" for letter in "KFCSTUVWX"]
    offers = "".join(f"<Offer><OwnerCode>{code}</OwnerCode></Offer>" for code in codes)
    message = message_of(tmp_path, f"<IATA_AirShoppingRS>{offers}</IATA_AirShoppingRS>")
    assert message.airline_codes == tuple(sorted(codes))
    assert message.airline_code == "AC, AF, AK, AS, AT, AU and 3 more"


def test_a_message_in_the_header_of_an_envelope_is_not_meant(tmp_path: Path) -> None:
    xml = """<Envelope><Header><LogonRQ><Owner>AB</Owner></LogonRQ></Header><Body><ProcessRQ>
      <OrderCancelRQ><Query><OrderID Owner="IB">1</OrderID></Query></OrderCancelRQ>
      </ProcessRQ></Body></Envelope>"""
    assert names_of(tmp_path, xml) == ["OrderCancelRQ"]
    assert message_of(tmp_path, xml).airline_code == "IB"


def test_deep_down_only_messages_of_travel_are_meant(tmp_path: Path) -> None:
    xml = "<config><a><b><c><PingRQ/><d>1</d></c><c><d>2</d></c></b></a></config>"
    assert names_of(tmp_path, xml) == ["config"]
    assert names_of(tmp_path, xml.replace("PingRQ", "OTA_PingRQ")) == ["OTA_PingRQ"]


def test_a_message_is_known_by_its_shape(tmp_path: Path) -> None:
    xml = """<Envelope><Body><Response><DataLists><PaxList><Pax><PaxID>1</PaxID></Pax></PaxList>
      </DataLists><Order><Owner>JD</Owner><OwnerCode>EK</OwnerCode></Order></Response></Body>
      </Envelope>"""
    catalogue = catalogue_of(tmp_path, xml)
    assert [message.name for message in messages_of(catalogue)] == ["Response"]
    assert recognise(catalogue).airline_code == "EK"
    assert suggested_paths(catalogue)[0].endswith("/DataLists/PaxList")


@pytest.mark.parametrize(
    ("message", "airline"),
    [
        ('<OfferPriceRQ><Query><Offer Owner="LX"/></Query></OfferPriceRQ>', "LX"),
        ('<OrderViewRS><OrderItemID Owner="UX">1</OrderItemID></OrderViewRS>', "UX"),
        ('<OfferPriceRQ><ShoppingResponseID Owner="BA"/></OfferPriceRQ>', "BA"),
        ("<OrderViewRS><Document><Owner>JD</Owner></Document></OrderViewRS>", None),
        ("<OrderViewRS><Seller><Code>JD</Code></Seller></OrderViewRS>", None),
        ('<OrderViewRS><Tax Code="YQ"/><Room Owner="JD"/></OrderViewRS>', None),
        ("<OrderListRS><Order><Owner>JD</Owner></Order></OrderListRS>", None),
        ('<OrderListRS xmlns="http://www.iata.org/IATA/EDIST"><Order><Owner>AY</Owner></Order>'
         "</OrderListRS>", "AY"),
        ('<TicketRS><Ticket Owner="JD"/><Carrier>AB</Carrier></TicketRS>', None),
    ],
)  # fmt: skip
def test_an_owner_counts_where_it_owns_an_order_or_an_offer(
    tmp_path: Path, message: str, airline: str | None
) -> None:
    assert message_of(tmp_path, message).airline_code == airline


@pytest.mark.parametrize(
    ("inside", "version"),
    [
        ("><Document><ReferenceVersion>17.2</ReferenceVersion></Document><x", "17.2"),
        ("><Version>IATA2018.1</Version><x", "18.1"),
        ("><MessageDoc><RefVersionNumber>21.3</RefVersionNumber></MessageDoc><x", "21.3"),
        ('><Response Version="19.2"/><x', "19.2"),
        ('><Room Version="19.2"/><x', None),
        ('xsi:schemaLocation="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage'
         ' ../../schemas/21.3.5/IATA_OrderViewRS.xsd"><x', "21.3"),
        ('xsi:noNamespaceSchemaLocation="file:///C:/ndc_17_2/OrderViewRS.xsd"><x', "17.2"),
        ('xsi:noNamespaceSchemaLocation="OrderViewRS-1.17.2.xsd"><x', None),
    ],
)  # fmt: skip
def test_the_version_is_told_by_other_places(
    tmp_path: Path, inside: str, version: str | None
) -> None:
    instance = "http://www.w3.org/2001/XMLSchema-instance"
    xml = f'<OrderViewRS xmlns:xsi="{instance}" {inside}/></OrderViewRS>'
    assert message_of(tmp_path, xml).spec_version == version


SEGMENT = """<FlightSegment DepartureDateTime="2024-05-01T10:00:00" FlightNumber="100" RPH="1">
    <DepartureAirport LocationCode="FRA"/><MarketingAirline Code="LH"/></FlightSegment>"""
OTHERS = {
    f"""<OTA_AirLowFareSearchRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="2.001">
      <Success/><PricedItineraries><PricedItinerary SequenceNumber="1">
      <AirItinerary DirectionInd="OneWay"><OriginDestinationOptions><OriginDestinationOption>
      {SEGMENT}</OriginDestinationOption></OriginDestinationOptions></AirItinerary>
      <AirItineraryPricingInfo><ItinTotalFare><BaseFare Amount="1" CurrencyCode="EUR"/>
      </ItinTotalFare><PTC_FareBreakdowns><PTC_FareBreakdown>
      <PassengerTypeQuantity Code="ADT" Quantity="1"/></PTC_FareBreakdown></PTC_FareBreakdowns>
      </AirItineraryPricingInfo><TicketingInfo TicketTimeLimit="x" TicketType="eTicket"/>
      </PricedItinerary></PricedItineraries></OTA_AirLowFareSearchRS>""":
    ("OTA_AirLowFareSearchRS", "LH",
     ["FlightSegment", "ItinTotalFare", "PTC_FareBreakdown", "TicketingInfo"]),
    """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
      <Session xmlns="http://xml.amadeus.com/2010/06/Session_v3"><SessionId>1</SessionId></Session>
      </s:Header><s:Body><PNR_Reply xmlns="http://xml.amadeus.com/PNRACC_11_3_1A">
      <pnrHeader><reservationInfo><reservation><controlNumber>1</controlNumber></reservation>
      </reservationInfo></pnrHeader><sbrPOSDetails><x><y>1</y></x></sbrPOSDetails>
      <travellerInfo><passengerData><traveller><surname>DOE</surname></traveller></passengerData>
      </travellerInfo><originDestinationDetails><originDestination/><itineraryInfo><travelProduct>
      <companyDetail><identification>AF</identification></companyDetail></travelProduct>
      <relatedProduct><status>HK</status></relatedProduct></itineraryInfo>
      </originDestinationDetails><dataElementsMaster><marker2/><dataElementsIndiv>
      <otherDataFreetext><longFreetext>x</longFreetext></otherDataFreetext></dataElementsIndiv>
      </dataElementsMaster></PNR_Reply></s:Body></s:Envelope>""":
    ("PNR_Reply", "AF", ["reservation", "travellerInfo", "itineraryInfo", "dataElementsIndiv"]),
    """<air:LowFareSearchRsp xmlns:air="http://www.travelport.com/schema/air_v49_0">
      <air:AirSegmentList><air:AirSegment Key="S1" Carrier="BA"/></air:AirSegmentList>
      <air:RouteList><air:Route Key="R1"><air:Leg Key="L1" Group="0"/></air:Route></air:RouteList>
      <air:AirPricingSolution Key="P1" TotalPrice="GBP5"><air:AirPricingInfo Key="I"
      PlatingCarrier="BA"><air:FareInfoRef Key="F1"/></air:AirPricingInfo>
      </air:AirPricingSolution></air:LowFareSearchRsp>""":
    ("LowFareSearchRsp", "BA", ["AirSegment", "Route", "AirPricingSolution"]),
    """<IATA_PNRGOV_NotifRQ xmlns="http://www.iata.org/IATA/2007/00" Version="13.1">
      <Originator AirlineCode="AZ" SystemCode="X"/><FlightLeg FlightNumber="1" Date="x"/><PNRs><PNR>
      <BookingRefID ID="A" Type="x"/><SSR SSRCode="DOCS" Text="x"/>
      <Passenger><Surname>D</Surname></Passenger></PNR></PNRs></IATA_PNRGOV_NotifRQ>""":
    ("PNRGOV_NotifRQ", "AZ", ["Originator", "FlightLeg", "BookingRefID", "SSR", "Passenger"]),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), OTHERS.items(), ids=[v[0] for v in OTHERS.values()])
def test_messages_of_other_standards_suggest_records_that_occur_once(
    tmp_path: Path, xml: str, expected: tuple[str, str, list[str]]
) -> None:
    name, airline, records = expected
    catalogue = catalogue_of(tmp_path, xml)
    message = recognise(catalogue)
    assert (message.name, message.spec_version, message.airline_code) == (name, None, airline)
    assert [path.rpartition("/")[2] for path in suggested_paths(catalogue)] == records


def test_a_message_of_24_1_is_known_with_its_sections(tmp_path: Path) -> None:
    easd = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrders"
    xml = f"""<n:IATA_OrderViewRS xmlns:n="{easd}Message" xmlns="{easd}CommonTypes">
      <n:PayloadAttributes><VersionNumber>2024.1</VersionNumber></n:PayloadAttributes>
      <n:Response><DataLists><PaxList><Pax><PaxID>1</PaxID></Pax></PaxList></DataLists>
      <Order><OwnerCode>LH</OwnerCode><OrderItem><Price><TotalAmount>1</TotalAmount></Price>
      <Service><ServiceID>1</ServiceID></Service></OrderItem></Order></n:Response>
      </n:IATA_OrderViewRS>"""
    catalogue = catalogue_of(tmp_path, xml)
    message = recognise(catalogue)
    assert (message.name, message.spec_version) == ("OrderViewRS", "24.1")
    assert message.airline_code == "LH"
    names = [path.rpartition("/")[2] for path in suggested_paths(catalogue)]
    assert names == ["PayloadAttributes", "PaxList", "Price", "Service"]


@pytest.mark.parametrize(
    ("room", "name"),
    [("MarketingCarrier", "Zephyr"), ("Contact", None), ("ValidatingAirline", "Zephyr")],
)
def test_a_name_is_an_airlines_only_within_a_carrier(
    tmp_path: Path, room: str, name: str | None
) -> None:
    xml = f"""<OrderViewRS xmlns="http://www.iata.org/IATA/EDIST/2017.2">
      <{room}><AirlineID>ZZ</AirlineID><Name>Zephyr</Name></{room}></OrderViewRS>"""
    assert message_of(tmp_path, xml).airline_name == name
