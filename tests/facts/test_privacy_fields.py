"""What fields hold by their names: persons, codes, identifiers, text."""

import pytest

from discovery.facts.privacy import Masker, Policy
from tests.facts.masking import KEY, MASKER, mask_field, masked


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        # Names of NDC, 16.2 to 24.x
        ("Pax/Individual/Surname", "HOPE", "[SURNAME]"),
        ("Pax/Individual/GivenName", "GRACE ANN", "[GIVEN_NAME] [GIVEN_NAME]"),
        ("Pax/Birthdate", "1980-01-02", "[BIRTHDATE]"),
        ("PaymentCard/CardNumber", "4111111111111111", "[CARD]"),
        ("PaymentCard/SeriesCode", "737", "[CARD_CODE]"),
        ("PaymentCard/EffectiveExpireDate/Expiration", "1220", "[CARD_DATE]"),
        ("PaymentCard/CardHolderName", "MR HOPE", "MR [NAME]"),
        ("IdentityDoc/IdentityDocID", "X9087654", "[IDENTITY_DOC]"),
        ("IdentityDoc/ExpiryDate", "2031-01-02", "[DOC_DATE]"),
        ("LoyaltyProgramAccount/AccountNumber", "651547172", "[LOYALTY]"),
        ("ContactInfo/Phone/PhoneNumber", "09170622469", "[PHONE]"),
        ("EmailContact/Address", "JO@MAIL.EXAMPLE", "[EMAIL]"),
        ("PostalAddress/StreetText", "12 Mill Lane", "[STREET]"),
        ("PostalAddress/CityName", "PARIS", "[CITY]"),
        ("PostalAddress/PostalCode", "75001", "[POSTCODE]"),
        ("BookingRef/BookingID", "UCES8Z", "[LOCATOR]"),
        ("BookingReference/ID", "ABCDEF", "[LOCATOR]"),
        ("Ticket/TicketNumber", "6182461679365", "[TICKET]"),
        ("AgentUser/AgentUserID", "30328", "[USER]"),
        # GDS, OTA, vendors and other languages
        ("BookingTravelerName/@First", "TORSTEN", "[GIVEN_NAME]"),
        ("BookingTravelerName/@Last", "ASCHWANDEN", "[SURNAME]"),
        ("Telephone/@PhoneNumber", "5550147", "[PHONE]"),
        ("Document/@DocID", "X9087654", "[IDENTITY_DOC]"),
        ("Document/@ExpireDate", "2031-01-02", "[DOC_DATE]"),
        ("CustLoyalty/@MembershipID", "651547172", "[LOYALTY]"),
        ("TPM_PAX/paxNm", "HOPE", "[NAME]"),
        ("x/lstNm", "HOPE", "[SURNAME]"),
        ("x/dtNasc", "02/01/1980", "[BIRTHDATE]"),
        ("Kunde/Nachname", "KLEIN", "[SURNAME]"),
        ("Kunde/Geburtsdatum", "02.01.1980", "[BIRTHDATE]"),
        ("Kontakt/Telefonnummer", "0301234567", "[PHONE]"),
        ("pasajero/apellido1", "LEON", "[SURNAME]"),
        ("x/PASSPORT_NO", "A1", "[IDENTITY_DOC]"),
        ("x/kontoinhaber", "HOPE RICH", "[NAME] [NAME]"),
        ("audit/@createdBy", "may", "[USER]"),
        ("login/password", "summer", "[SECRET]"),
        ("session/@token", "summer", "[SECRET]"),
        ("client/@ipAddress", "localhost", "[DEVICE]"),
        ("人/氏", "田中", "[SURNAME]"),
    ],
)
def test_a_persons_data_is_masked_whole_and_names_word_by_word(
    path: str, value: str, expected: str
) -> None:
    assert mask_field(path, value) == expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Pax/PTC", "ADT"),
        ("Pax/@PassengerID", "PAX1"),
        ("Phone/ContactTypeText", "MOBILE"),
        ("PaymentCard/CardType", "CREDIT"),
        ("IdentityDoc/IssuingCountryCode", "RUS"),
        ("Ticket/TicketDocTypeCode", "T"),
        ("Price/TotalAmount", "458641"),
        ("Price/TotalAmount/@CurCode", "EUR"),
        ("Dep/AircraftScheduledDateTime", "2025-01-27T23:25:00"),
        ("Departure/Date", "2019-01-11"),
        ("OrderItem/PaymentTimeLimitDateTime", "2024-12-23T11:47:40Z"),
        ("MarketingCarrierInfo/MarketingCarrierFlightNumberText", "0487"),
        ("FareComponent/FareBasisCode", "PQI3NDC1"),
        ("CabinType/CabinTypeName", "ECONOMY"),
        ("BaggageAllowance/TypeCode", "CarryOn"),
        ("OrderItem/StatusCode", "NOT ENTITLED"),
        ("PaxJourney/Duration", "P0Y0M0DT1H25M0S"),
        ("PayloadAttributes/VersionNumber", "21.3"),
        ("Departure/AirportName", "John F Kennedy International Airport"),
        ("Equipment/Name", "Airbus A320neo"),
        ("AgencySender/IATA_Number", "20200154"),
        ("Offer/OfferID", "OFR144197161030000"),
        ("OfferItem/OfferItemID", "6d1fa804-2174-4522-b9af-e69e00000000"),
        ("Service/PaxSegmentRefID", "SEG1 SEG2"),
        ("Service/ServiceDefinitionRefID", "BAGALLOW_1"),
        ("Detail/@refs", "RULEMETADATAKEY_2"),
        ("Order/OrderItemID", "ITEM-J1-P1"),
        ("PriceClass/Name", "Light"),
    ],
)
def test_codes_measures_and_identifiers_pass(path: str, value: str) -> None:
    assert mask_field(path, value) == value


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("Phone/PhoneType", "0171 3920202", "[PHONE]"),
        ("IdentityDoc/DocumentType", "X9087654Q", "[CODE]"),
        ("x/StatusCode", "SPOKE WITH QUELLIA", "SPOKE WITH [WORD]"),
        ("Dep/DepartureDate", "QUELLIA 1980-01-02", "[WORD] [DATE]"),
        ("Order/OrderID", "UCES8Z", "[LOCATOR]"),
        ("Order/OrderItemID", "UCES8Z-CDGBCN-VY8247-ADT", "[LOCATOR]-CDGBCN-VY8247-ADT"),
        ("Pax/@PaxID", "QUELLIA-JANE-1", "[NAME]-[NAME]-1"),
        ("Service/@ServiceID", "jo.doe@mail.example", "[EMAIL]"),
        ("Offer/OfferID", "4111111111111111", "[CARD]"),
        ("Offer/OfferID", "OFFER-4111-1111-1111-1111", "OFFER-[CARD]"),
        ("Offer/OfferID", "GB33BUKB20201555555555", "[ACCOUNT]"),
        ("Event/@date", "1980-01-02", "[DATE]"),
    ],
)
def test_what_has_not_the_form_of_its_field_is_masked(path: str, value: str, expected: str) -> None:
    assert mask_field(path, value) == expected


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<P><Param name="lastName" value="HOPE"/></P>', ["lastName", "[SURNAME]"]),
        ('<P><Param name="PAX_LAST" value="MAY"/></P>', ["PAX_LAST", "[SURNAME]"]),
        ('<P><Field key="surname">HOPE</Field></P>', ["surname", "[SURNAME]"]),
        ("<P><D><Key>LastName</Key><Value>HOPE</Value></D></P>", ["LastName", "[SURNAME]"]),
        ('<P><Param name="cabin" value="PREMIUM-ECO"/></P>', ["cabin", "PREMIUM-ECO"]),
        ('<P><Total Code="KZT">152701</Total></P>', ["KZT", "152701"]),
        ("<Pax><FullName>Hope<br/> May</FullName></Pax>", ["[NAME] [NAME]", ""]),
    ],
)
def test_a_field_may_be_named_beside_its_value(xml: str, expected: list[str]) -> None:
    assert masked(xml) == expected


@pytest.mark.parametrize("value", ["", " ", "true", "N/A", "***", "-"])
def test_a_value_that_says_nothing_stays(value: str) -> None:
    assert MASKER.mask("/Order/Pax/Surname", value) == value


def test_an_operator_adds_fields_and_takes_some_out() -> None:
    masker = Masker(Policy(["StaffNumber", "Seller/ContactText"], ["Surname"], ["Quellia"]), KEY)
    assert mask_field("Seller/StaffNumber", "12", masker) == "[STAFF_NUMBER]"
    assert mask_field("Seller/ContactText", "hello", masker) == "[CONTACT_TEXT]"
    assert mask_field("Buyer/ContactText", "hello", masker) == "hello"
    assert mask_field("Pax/Surname", "DOE", masker) == "DOE"
    assert mask_field("Remark", "SPOKE WITH QUELLIA", masker) == "SPOKE WITH QUELLIA"


def test_the_version_tells_policies_apart() -> None:
    versions = {
        Policy().version,
        Policy(["StaffNumber"]).version,
        Policy([], ["Surname"]).version,
        Policy([], [], ["Quellia"]).version,
        Policy(text_is_harmless=True).version,
    }
    assert len(versions) == 5
    assert Policy([], [], ["b", "a"]).version == Policy([], [], ["a", "b"]).version
