"""What is personal by its value alone, and what only looks like it."""

import pytest

from discovery.facts.privacy import Masker
from discovery.facts.privacy.numbers import is_card_number, is_iban


def mask(text: str) -> str:
    return Masker().mask_text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jo.doe+x@mail.example.com, please", "write to [EMAIL_1], please"),
        ("<jo@mail.example.com>", "<[EMAIL_1]>"),
        ("call +44 20 7946 0123 or 0117 496 0999", "call [PHONE_1] or [PHONE_2]"),
        ("tel:+1(555)555-1004", "tel:[PHONE_1]"),
        ("(206) 555-1212", "[PHONE_1]"),
        ("Tel 0171/1234567", "Tel [PHONE_1]"),
        ("reach us at 030/1234567.", "reach us at [PHONE_1]."),
        ("(0171) / 123 45 67 or", "[PHONE_1] or"),
        ("+49 171/1234567", "[PHONE_1]"),
        ("+49 (30) / 123456-78", "[PHONE_1]"),
        ("+49 (0) 171/1234567", "[PHONE_1]"),
        ("+49 (0) (4131) / 12 34 56 - 78", "[PHONE_1]"),
        ("+43 1/512 65 43", "[PHONE_1]"),
        ("+32 475/12.34.56", "[PHONE_1]"),
        ("0049 171/1234567", "[PHONE_1]"),
        ("0171/12 34 56 78", "[PHONE_1]"),
        ("0711/1234567-0", "[PHONE_1]"),
        ("202-555-0147", "[PHONE_1]"),
        ("new phone number: 22 22 22 22", "new phone number: [PHONE_1]"),
        ("MOB 07700900123", "MOB [PHONE_1]"),
        ("paid with 4111-1111-1111-1111", "paid with [CARD_1]"),
        ("amex 3782 822463 10005.", "amex [CARD_1]."),
        ("card 411111XXXXXX1111", "card [CARD_1]"),
        ("to GB33 BUKB 2020 1555 5555 55 today", "to [ACCOUNT_1] today"),
        ("to GB33BUKB20201555555555", "to [ACCOUNT_1]"),
        ("CF RCCMNL83S18D969H", "CF [IDENTITY_DOC_1]"),
        ("SSN 536-90-4399", "SSN [IDENTITY_DOC_1]"),
        ("CPF 390.533.447-05", "CPF [IDENTITY_DOC_1]"),
        ("AHV 756.9217.0769.85", "AHV [IDENTITY_DOC_1]"),
        ("personnummer 880320-0016", "personnummer [IDENTITY_DOC_1]"),
        ("PASSPORT NO X9087654Q", "PASSPORT NO [IDENTITY_DOC_1]"),
        ("DOB 23NOV79", "DOB [BIRTHDATE_1]"),
        ("born on 23/11/1979", "born on [BIRTHDATE_1]"),
        ("DOB: 12.05.80, F", "DOB: [BIRTHDATE_1], F"),
        ("DOB 791123", "DOB [BIRTHDATE_1]"),
        ("date of birth: 1979/11/23", "date of birth: [BIRTHDATE_1]"),
        ("born 23rd November 1979", "born [BIRTHDATE_1]"),
        ("born on November 23, 1979 in", "born on [BIRTHDATE_1] in"),
        ("geb. 23. Nov. 1979", "geb. [BIRTHDATE_1]"),
        ("geboren am 23. März 1979", "geboren am [BIRTHDATE_1]"),
        ("née le 23/11/1979", "née le [BIRTHDATE_1]"),
        ("born on the 23rd of November 1979", "born on the [BIRTHDATE_1]"),
        ("born November 23rd, 1979", "born [BIRTHDATE_1]"),
        ("DOB 1979-11-23T00:00:00", "DOB [BIRTHDATE_1]T00:00:00"),
        ("FQTV EX7734019265", "FQTV [LOYALTY_1]"),
        ("TKT 999-0123456789", "TKT [TICKET_1]"),
        ("PNR: QZPLM7", "PNR: [BOOKING_1]"),
        ("17B Larkspur Lane", "[STREET_1]"),
        ("Lange Gasse 12", "Lange Gasse 12"),
        ("Lerchenstraße 12", "[STREET_1]"),
        ("Lerchenweg 12b", "[STREET_1]"),
        ("Lerchenallee 1", "[STREET_1]"),
        ("12 bis rue des Lilas", "[STREET_1]"),
        ("P.O. Box 1234", "[STREET_1]"),
    ],
)
def test_values_are_known_by_their_form_or_a_cue(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DOE/JANE MS", "[SURNAME_1]/[GIVEN_NAME_1] MS"),
        ("1DOE/JANEMRS", "1[SURNAME_1]/[GIVEN_NAME_1]MRS"),
        ("SSR CTCM AS HK1/2065551212", "SSR CTCM AS HK1/[PHONE_1]"),
        ("CTCP/M 78101234444-HOME", "CTCP/M [PHONE_1]-HOME"),
        ("SSR CTCE AS HK1/JO.DOE//MAIL.EXAMPLE.COM", "SSR CTCE AS HK1/[EMAIL_1]"),
        ("CTCE EMAIL//AGENCY.EXAMPLE", "CTCE [EMAIL_1]"),
        ("SSR FOID BA HK1/PPX9087654Q", "SSR FOID BA HK1/[IDENTITY_DOC_1]"),
        ("SSR FQTV BA HK1/BA12345678", "SSR FQTV BA HK1/[LOYALTY_1]"),
        (
            "SSR TKNE BA HK1 LHRJFK0175Y23NOV/1252400012345C1",
            "SSR TKNE BA HK1 LHRJFK0175Y23NOV/[TICKET_1]C1",
        ),
        (
            "SSR DOCS BA HK1/P/GBR/X9087654Q/GBR/23NOV79/M/30APR31/DOE/JANE/ANN",
            "SSR DOCS BA HK1/P/GBR/[IDENTITY_DOC_1]/GBR/[BIRTHDATE_1]/M/[DOC_DATE_1]"
            "/[SURNAME_1]/[GIVEN_NAME_1]/[GIVEN_NAME_2]",
        ),
        (
            "P/GBR/X9087654Q/GBR/23NOV79/F/30APR31/DOE/JANE",
            "P/GBR/[IDENTITY_DOC_1]/GBR/[BIRTHDATE_1]/F/[DOC_DATE_1]/[SURNAME_1]/[GIVEN_NAME_1]",
        ),
        (
            "SSR DOCS YY HK1/////23NOV79/M//DOE/JANE",
            "SSR DOCS YY HK1/////[BIRTHDATE_1]/M//[SURNAME_1]/[GIVEN_NAME_1]",
        ),
        (
            "SSR DOCO BA HK1/LEEDS/V/1234567/LONDON/30JUN25/USA",
            "SSR DOCO BA HK1/[BIRTHPLACE_1]/V/[IDENTITY_DOC_1]/LONDON/[DOC_DATE_1]/USA",
        ),
        (
            "SSR DOCA BA HK1/R/USA/1600 ELM ST/SPRINGFIELD/IL/62701",
            "SSR DOCA BA HK1/R/USA/[STREET_1]/[CITY_1]/IL/[POSTCODE_1]",
        ),
        (
            "SSR INFT BA HK1 LHRJFK/DOE/PIP MSTR 14JUN25",
            "SSR INFT BA HK1 LHRJFK/[SURNAME_1]/[GIVEN_NAME_1] MSTR [BIRTHDATE_1]",
        ),
        (
            "SSR CHLD BA HK1/14JUN18 SSR WCHR BA HK1",
            "SSR CHLD BA HK1/[BIRTHDATE_1] SSR WCHR BA HK1",
        ),
    ],
)
def test_texts_of_airline_systems_are_read_field_by_field(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "412.36",
        "01/2025",
        "01/02/2025",
        "0012/2025/123456",
        "SEATS 01/02 AND 03/04",
        "SQ0123/0124",
        "0930/1045",
        "0930/1045 1200",
        "0830/0945 1000 1115",
        "0205/1155-1930",
        "0930/1045 1 STOP",
        "+5 1645/1500",
        "02/08 0800 0415",
        "04/2025 114",
        "02/2025 01703",
        "1/2/3/4/5/6/7/8/9",
        "born to fly 737800",
        "Sitzplatz 12",
        "Catering 2",
        "Rückweg 1",
        "FUSSWEG 10 MINUTEN",
        "2025-06-14T10:30:00.000+08:00",
        "2025-06-14",
        "14JUN25",
        "10:30+0200",
        "4111111111111112",
        "6182461679366",
        "GB34BUKB20201555555555",
        "SIN-MLE 09:55-11:50",
        "0930-1045",
        "01 02 2025",
        "01.02.2025 10:30",
        "SQ 432 / SQ 437",
        "P1 P2 P3",
        "user@localhost",
        "1e+10",
        "12 345 678 901 234",
        "FC-SIN SQ MLE Q7.55 272.04SQ SIN Q7.55 272.04NUC559.18END ROE1.351",
        "CALL BEFORE 2025-06-14 OR 12-12-2025",
        "REFUND/ITEMS AND CLAIMS/TERMS",
        "TRAVEL DOCS/VISA REQUIRED",
        "2.16.840.1.113883.4.6",
        "http://www.iata.example/IATA/2015/00/2019.2",
        "1 MEAL PER SEGMENT, 2 BAGS UP TO 23 KG",
        "24 HOURS PRIOR TO DEPARTURE",
        "50612655-21ee-4995-a601-3cb938006889",
        "SEG_SCL_BOG_572_Y_ALEQPZ0B_20241110",
        "TICKET 1 OF 2",
        "PNR LOCKED",
        "1 PRIORITY LANE ACCESS",
        "2 FAST TRACK LANE",
        "VISA 2025-06-14",
        "MEMBER SINCE 20200101",
        "Boeing 737-800 (Winglets) Passenger",
        "TRX-123456789",
        "NVB14JUN NVA14JUN 1PC",
        "-1000000000.00",
        "0000000000000000",
    ],
)
def test_business_values_stay(text: str) -> None:
    assert mask(text) == text


def test_card_numbers_and_ibans_need_their_check_digits() -> None:
    assert is_card_number("4111 1111 1111 1111")
    assert not is_card_number("4111 1111 1111 1112")
    assert not is_card_number("0000000000000000")
    assert is_iban("GB33BUKB20201555555555")
    assert not is_iban("GB33BUKB20201555555556")
