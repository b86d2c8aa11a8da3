"""What is personal by the name of its field, and how an operator changes that."""

import pytest

from discovery.config import load_settings
from discovery.facts.privacy import Masker
from discovery.facts.privacy.names import NameRules
from tests.facts.masking import masked


def kind(path: str, rules: NameRules | None = None) -> str | None:
    rule = (rules or NameRules()).rule_for(path)
    return rule.kind if rule else None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/OrderViewRS/Response/DataLists/PaxList/Pax/Individual/Surname", "SURNAME"),
        ("/AirDocIssueRQ/Passengers/Passenger/Name/SURNAME", "SURNAME"),
        ("/OTA_AirBookRQ/TravelerInfo/AirTraveler/PersonName/GivenName", "GIVEN_NAME"),
        ("/Order/customer/@last-name", "SURNAME"),
        ("/ClinicalDocument/patient/name/family", "SURNAME"),
        ("/週報/氏名/名", "GIVEN_NAME"),
        ("/Kunde/Nachname", "SURNAME"),
        ("/Person/name", "NAME"),
        ("/feed/entry/author/name", "NAME"),
        ("/author/assignedAuthor/representedOrganization/name", None),
        ("/Document/CdtTrfTxInf/Dbtr/Nm", "NAME"),
        ("/Siri/MonitoredVehicleJourney/DriverName", "NAME"),
        ("/PriceClass/Name", None),
        ("/ServiceDefinition/Name", None),
        ("/PartyName/Name", None),
        ("/Contacts/Contact/EmailContact/Address", "EMAIL"),
        ("/Party/Contact/ElectronicMail", "EMAIL"),
        ("/Pax/Contact/Phone/Number/@value", "PHONE"),
        ("/ContactInfo/Phone/AreaCodeNumber", "PHONE"),
        ("/ContactInfo/Phone/CountryDialingCode", None),
        ("/ClinicalDocument/patient/telecom/@value", "PHONE"),
        ("/Pax/LoyaltyProgramAccount/AccountNumber", "LOYALTY"),
        ("/CustLoyalty/@MembershipID", "LOYALTY"),
        ("/Payment/BankTransfer/AccountNumber", "ACCOUNT"),
        ("/CdtrAcct/Id/IBAN", "ACCOUNT"),
        ("/PaymentCard/EffectiveExpireDate/Expiration", "CARD_DATE"),
        ("/PaymentCard/SeriesCode", "CARD_CODE"),
        ("/IdentityDoc/ExpiryDate", "DOC_DATE"),
        ("/IdentityDoc/Visa/VisaID", "IDENTITY_DOC"),
        ("/Passenger/FOID/ID", "IDENTITY_DOC"),
        ("/recordTarget/patientRole/id/@extension", "IDENTITY_DOC"),
        ("/section/templateId/@extension", None),
        ("/Offer/ExpirationDate", None),
        ("/BookingReferences/BookingReference/ID", "BOOKING"),
        ("/Order/BookingRef/BookingID", "BOOKING"),
        ("/OrderItem/ID", None),
        ("/Pax/PaxID", None),
        ("/Pax/PTC", None),
        ("/Pax/Individual/IndividualID", None),
        ("/Pax/Individual/TitleName", None),
        ("/PostalAddress/CityName", "CITY"),
        ("/PstlAdr/StrtNm", "STREET"),
        ("/Airport/CityName", None),
        ("/Pax/Remark/RemarkText", "REMARK"),
        ("/Order/Remark/RemarkText", None),
        ("/Flight/MarketingCarrierFlightNumberText", None),
        ("/Requisites/Password", "SECRET"),
        ("/TravelAgent/TravelAgentID", "USER"),
        ("/TravelAgencySender/AgencyID", None),
        ("/Device/IPAddressText", "DEVICE"),
    ],
)
def test_fields_are_known_by_name_and_place(path: str, expected: str | None) -> None:
    assert kind(path) == expected


def test_an_operator_adds_names_and_ends_of_paths() -> None:
    rules = NameRules(extra=["StaffNumber", "Seller/@contact-text"])
    assert kind("/Order/staff_number", rules) == "STAFF_NUMBER"
    assert kind("/Order/Seller/@ContactText", rules) == "CONTACT_TEXT"
    assert kind("/Order/Buyer/@ContactText", rules) is None
    assert kind("/Pax/Surname", rules) == "SURNAME"


def test_an_operator_keeps_names_and_ends_of_paths() -> None:
    rules = NameRules(keep=["CityName", "BookingRef/BookingID"])
    assert kind("/PostalAddress/CityName", rules) is None
    assert kind("/Order/BookingRef/BookingID", rules) is None
    assert kind("/Order/BookingID", rules) == "BOOKING"


def test_an_added_name_of_any_length_and_script_can_be_restored() -> None:
    for name in ("Very" * 30, "社員番号", "No1"):
        masker = Masker(extra_names=[name])
        masker.learn(f"/Order/{name}", "K-77120")
        assert masker.mask_text("K-77120") != "K-77120"
        assert masker.unmask(masker.mask_text("k-77120")) == "k-77120"


def test_a_name_that_is_added_and_kept_is_masked() -> None:
    assert kind("/A/Secret", NameRules(extra=["Secret"], keep=["Secret"])) == "SECRET"


def test_the_operators_names_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_EXTRA_NAMES", " StaffNumber, Seller/ContactText,")
    monkeypatch.setenv("PII_KEEP_NAMES", "")
    settings = load_settings()
    assert settings.pii_extra_names == ("StaffNumber", "Seller/ContactText")
    assert settings.pii_keep_names == ()


def test_the_masker_takes_the_operators_names() -> None:
    masker = Masker(extra_names=["StaffNumber"], keep_names=["Surname"])
    masker.learn("/Order/StaffNumber", "K-77120")
    masker.learn("/Order/Pax/Surname", "WESTERBEEK")
    assert masker.mask_text("K-77120 WESTERBEEK") == "[STAFF_NUMBER_1] WESTERBEEK"


def test_what_is_kept_by_name_is_still_masked_by_value() -> None:
    masker = Masker(keep_names=["Email"])
    masker.learn("/Order/Email", "jo@mail.example.com")
    assert masker.mask_text("jo@mail.example.com") == "[EMAIL_1]"


def test_answers_that_say_nothing_stay() -> None:
    xml = "<R><Mobile>true</Mobile><Surname> </Surname><Email>N/A</Email><Phone>-</Phone></R>"
    assert masked(xml) == ["true", " ", "N/A", "-"]


def test_a_code_in_a_passengers_remark_stays_and_words_do_not() -> None:
    xml = "<Pax><RemarkText>PAX1</RemarkText><RemarkText>NUT ALLERGY</RemarkText></Pax>"
    assert masked(xml) == ["PAX1", "[REMARK_1]"]


def test_elements_written_out_in_a_text_are_known_by_their_names() -> None:
    inner = "<![CDATA[<p:Surname x='1'>Quarles</p:Surname><p:PTC>ADT</p:PTC>]]>"
    xml = f"<R><Payload>{inner}</Payload><T>QUARLES</T></R>"
    assert masked(xml) == [
        "<p:Surname x='1'>[SURNAME_1]</p:Surname><p:PTC>ADT</p:PTC>",
        "[SURNAME_1:upper]",
    ]
