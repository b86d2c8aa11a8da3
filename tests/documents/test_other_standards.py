"""What is suggested of messages of other standards: what an analyst would tick first."""

from pathlib import Path

import pytest

from discovery.documents.catalogue import read_catalogue
from discovery.documents.message import recognise
from discovery.documents.suggestions import suggest
from tests.documents import other_standards
from tests.support.home import write

LARGE = 4 << 20
# fixture: name, version, airline, and the last steps of what is suggested, in document order
EXPECTED = {
    "OTA_SEARCH": (
        "OTA_AirLowFareSearchRS",
        None,
        "LH",
        "FlightSegment ItinTotalFare PTC_FareBreakdown FareInfo TicketingInfo",
    ),
    "OTA_BOOK": (
        "OTA_AirBookRS",
        None,
        "LH",
        "FlightSegment ItinTotalFare PTC_FareBreakdown AirTraveler SeatRequest "
        "SpecialServiceRequest Remarks PaymentDetail Ticketing BookingReferenceID",
    ),
    "OTA_SEATS": ("OTA_AirSeatMapRS", None, "LH", "FlightSegmentInfo SeatMapDetails"),
    "OTA_SEARCH_REQUEST": (
        "OTA_AirLowFareSearchRQ",
        None,
        None,
        "OriginDestinationInformation TravelPreferences TravelerInfoSummary",
    ),
    "AMADEUS_PNR": (
        "PNR_Reply",
        None,
        "AF",
        "reservation freetextData travellerInfo itineraryInfo dataElementsIndiv tstData",
    ),
    "AMADEUS_SEARCH": (
        "Fare_MasterPricerTravelBoardSearchReply",
        None,
        "AF",
        "conversionRateDetail groupOfFlights recommendation carrierFeeDetails baggageDetails",
    ),
    "AMADEUS_PRICE": (
        "Fare_PricePNRWithBookingClassReply",
        None,
        "AF",
        "pricingInformation fareReference lastTktDate carrierInformation paxSegReference "
        "fareDataInformation taxInformation segmentInformation otherPricingInfo",
    ),
    "AMADEUS_REQUEST": (
        "PNR_AddMultiElements",
        None,
        "AF",
        "pnrActions travellerInfo originDestination itineraryInfo dataElementsIndiv",
    ),
    "TRAVELPORT_RECORD": (
        "UniversalRecordRetrieveRsp",
        None,
        "LH",
        "BookingTraveler ActionStatus ProviderReservationInfo SupplierLocator "
        "AirSegment AirPricingInfo TicketInfo GeneralRemark FormOfPayment Payment",
    ),
    "TRAVELPORT_SEARCH": (
        "LowFareSearchRsp",
        None,
        "LH",
        "FlightDetails AirSegment FareInfo Route AirPricingSolution",
    ),
    "TRAVELPORT_PRICE": ("AirPriceRsp", None, "LH", "AirSegment AirPricingSolution"),
    "TRAVELPORT_TICKET": (
        "AirTicketingRsp",
        None,
        "LH",
        "BookingTraveler FormOfPayment Payment Ticket AirPricingInfo",
    ),
    "PADIS": (
        "PNRGOV_NotifRQ",
        None,
        "LH",
        "Originator FlightLeg BookingRefID SSR Passenger Flight OtherServiceInfo Itinerary",
    ),
    "SABRE_RECORD": (
        "TravelItineraryReadRS",
        None,
        None,
        "ContactNumber PersonName Payment PriceQuote Item Ticketing Remark SpecialServiceInfo",
    ),
    "TRAVELPORT_RECORD_ALONE": (
        "UniversalRecord",
        None,
        "LH",
        "BookingTraveler AirSegment AirPricingInfo",
    ),
    "EASD_ORDER": (
        "OrderViewRS",
        "24.1",
        "LH",
        "DistributionChain PayloadAttributes BaggageAllowanceList "
        "DatedMarketingSegmentList PaxJourneyList PaxList PaxSegmentList Price "
        "Service TotalPrice PaymentFunctions TicketDocInfo",
    ),
}


@pytest.mark.parametrize(("fixture", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_what_an_analyst_would_tick_is_suggested(
    tmp_path: Path, fixture: str, expected: tuple[str, str | None, str | None, str]
) -> None:
    catalogue = read_catalogue(write(tmp_path, getattr(other_standards, fixture)))
    message = recognise(catalogue)
    name, version, airline, sections = expected
    assert (message.name, message.spec_version, message.airline_code) == (name, version, airline)
    suggested = sorted(suggest(catalogue, LARGE))
    assert [catalogue.nodes[index].name for index in suggested] == sections.split()
    assert catalogue.units(suggested) == suggested


def test_a_refusal_suggests_its_errors(tmp_path: Path) -> None:
    xml = """<OTA_AirBookRS xmlns="http://www.opentravel.org/OTA/2003/05"><Errors>
      <Error Type="3" Code="320">x</Error></Errors></OTA_AirBookRS>"""
    catalogue = read_catalogue(write(tmp_path, xml))
    names = [catalogue.nodes[index].name for index in suggest(catalogue, LARGE)]
    assert names == ["Error"]
