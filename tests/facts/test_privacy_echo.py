"""A value that is masked once is masked wherever it comes back, and business words are not."""

import re

import pytest

from discovery.facts.privacy import Masker
from tests.facts.masking import knowing, masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MS ÓLAVA TVEITBAKKEN", "MS [GIVEN_NAME_1:upper] [SURNAME_1:upper]"),
        ("MS OLAVA TVEITBAKKEN", "MS [GIVEN_NAME_1:plain upper] [SURNAME_1:upper]"),
        ("TVEITBAKKEN/OLAVA MS", "[SURNAME_1:upper]/[GIVEN_NAME_1:plain upper] MS"),
        ("TVEITBAKKENOLAVAMS", "[SURNAME_1:upper][GIVEN_NAME_1:plain upper]MS"),
        ("2TVEITBAKKEN/OLAVAMS", "2[SURNAME_1:upper]/[GIVEN_NAME_1:plain upper]MS"),
        ("OlavaTveitbakken", "[GIVEN_NAME_1:plain][SURNAME_1]"),
        ("TVEITBAKKEN/O MS", "[SURNAME_1:upper]/[GIVEN_NAME_2] MS"),
        ("TVEITBAKKEN/O", "[SURNAME_1:upper]/[INITIAL_1:plain]"),
        ("Ó. Tveitbakken", "[INITIAL_1]. [SURNAME_1]"),
        ("SEAT 12O", "SEAT 12O"),
        ("TVEITBAKKENS", "TVEITBAKKENS"),
    ],
)
def test_names_come_back_in_many_forms(text: str, expected: str) -> None:
    masker = knowing(GivenName="Ólava", Surname="Tveitbakken")
    assert masker.mask_text(text) == expected
    assert masker.unmask(expected) == text


@pytest.mark.parametrize(
    ("learned", "text"),
    [
        ("Müller", "MUELLER"),
        ("Müller", "MULLER"),
        ("Mueller", "MÜLLER"),
        ("Mueller", "MULLER"),
        ("Søren", "SOEREN"),
        ("Łukasz", "LUKASZ"),
        ("Strauß", "STRAUSS"),
        ("Иванов", "IVANOV"),
        ("Щербаков", "SHCHERBAKOV"),
        ("O'Brien", "OBRIEN"),
        ("De la Cruz", "DELACRUZ"),
        ("DELACRUZ", "De La Cruz"),
        ("Anne-Marie", "ANNE MARIE"),
        ("Anne-Marie", "MARIE"),
    ],
)
def test_names_come_back_in_other_letters(learned: str, text: str) -> None:
    masker = knowing(Surname=learned)
    result = masker.mask_text(f"for {text} only")
    assert text not in result
    assert masker.unmask(result) == f"for {text} only"


@pytest.mark.parametrize(
    ("field", "learned", "text", "expected"),
    [
        ("PhoneNumber", "2025550147", "202-555-0147", "[PHONE_1:999-999-9999]"),
        ("PhoneNumber", "2025550147", "MOBILE+12025550147", "MOBILE[PHONE_1:+99999999999]"),
        ("PhoneNumber", "+44 20 7946 0123", "442079460123", "[PHONE_1:999999999999]"),
        ("PhoneNumber", "+44 20 7946 0123", "00442079460123", "[PHONE_1:99999999999999]"),
        ("PassportNumber", "X9087654Q", "DOCSX9087654QGBR", "DOCS[IDENTITY_DOC_1]GBR"),
        ("BookingID", "EBRTI9", "SQ618EBRTI900_AIR-1", "SQ618[BOOKING_1]00_AIR-1"),
        ("PassportNumber", "X9087654Q", "x-9087654-q", "[IDENTITY_DOC_1:a-9999999-a]"),
        ("TicketNumber", "9990123456789", "TKT9990123456789C1", "TKT[TICKET_1]C1"),
        ("Email", "jo_lee@x-y.example", "JO..LEE//X./Y.EXAMPLE", "[EMAIL_1:AA..AAA//A./A.AAAAAAA]"),
        ("Birthdate", "1979-11-23", "23NOV79", "[BIRTHDATE_1:99AAA99]"),
        ("Birthdate", "1979-11-23", "23/11/1979", "[BIRTHDATE_1:99/99/9999]"),
        ("Birthdate", "1979-11-23", "19791123", "[BIRTHDATE_1:99999999]"),
        ("Birthdate", "23NOV1979", "1979-11-23", "[BIRTHDATE_1:9999-99-99]"),
        ("Birthdate", "1979-11-23T00:00:00", "23NOV79", "[BIRTHDATE_1:99AAA99]"),
        (
            "AccountNumber",
            "GB33BUKB20201555555555",
            "GB33 BUKB 2020 1555 5555 55",
            "[ACCOUNT_1:AA99 AAAA 9999 9999 9999 99]",
        ),
        ("Birthdate", "1979-11-23", "DOB 23NOV1979", "DOB [BIRTHDATE_1:99AAA9999]"),
        ("BookingID", "QZPLM7", "BA-QZPLM7", "BA-[BOOKING_1]"),
    ],
)
def test_numbers_come_back_in_other_forms(
    field: str, learned: str, text: str, expected: str
) -> None:
    masker = knowing(**{field: learned})
    result = masker.mask_text(text)
    assert result == expected
    assert masker.unmask(result) == text


def test_scripts_without_spaces_are_searched_through() -> None:
    masker = Masker()
    masker.learn("/週報/氏名/氏", "山田")
    masker.learn("/週報/氏名/名", "太郎")
    assert masker.mask_text("担当は山田太郎さん") == "担当は[SURNAME_1][GIVEN_NAME_1]さん"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("김철수", "담당은 김철수님", "담당은 [SURNAME_1]님"),
        ("Doe", "担当はDoeさん", "担当は[SURNAME_1]さん"),
        ("山田", "山田", "[SURNAME_1]"),
    ],
)
def test_korean_endings_and_latin_names_in_such_scripts(
    name: str, text: str, expected: str
) -> None:
    masker = knowing(Surname=name)
    masker.learn("/Order/Contact/Note", text)
    assert masker.mask_text(text) == expected


@pytest.mark.parametrize(
    ("surname", "given", "text", "expected"),
    [
        ("王", "伟", "请帮助王伟先生", "请帮助[SURNAME_1][GIVEN_NAME_1]先生"),
        ("王", "小明", "王小明", "[SURNAME_1][GIVEN_NAME_1]"),
        ("김", "민수", "담당은 김민수님", "담당은 [SURNAME_1][GIVEN_NAME_1]님"),
        ("王", "伟", "国王已到，伟大", "国王已到，伟大"),
    ],
)
def test_names_of_one_sign_are_seen_beside_another_name(
    surname: str, given: str, text: str, expected: str
) -> None:
    masker = Masker()
    masker.learn("/Order/Pax/Surname", surname)
    masker.learn("/Order/Pax/GivenName", given)
    assert masker.mask_text(text) == expected
    assert masker.unmask(expected) == text


@pytest.mark.parametrize(("name", "text"), [("XAVIER", "X1234567LESP"), ("LI", "LI234567LCHN")])
def test_an_initial_does_not_hide_the_number_that_it_begins(name: str, text: str) -> None:
    masker = knowing(Surname=name, GivenName=name, PassportNumber=text.removesuffix(text[-3:]))
    assert masker.mask_text(text) == f"[IDENTITY_DOC_1]{text[-3:]}"


@pytest.mark.parametrize(
    "text", ["23.11.79", "23/11/79", "11/23/79", "23 November 1979", "Nov 23, 1979", "23NOV1979"]
)
def test_a_birth_comes_back_as_people_write_it(text: str) -> None:
    masker = knowing(Birthdate="1979-11-23")
    masked = masker.mask_text(f"aged since {text}")
    assert re.fullmatch(r"aged since \[BIRTHDATE_1[^]]*\]", masked)
    assert masker.unmask(masked) == f"aged since {text}"


def test_a_number_that_looks_like_a_birth_stays() -> None:
    assert knowing(Birthdate="1979-11-23").mask_text("total 231179") == "total 231179"


def test_many_values_that_begin_alike_are_all_found() -> None:
    masker = Masker()
    streets = [f"Corporate Travel Office, Long Street, floor {'i' * n}" for n in range(1, 21)]
    for street in streets:
        masker.learn("/Order/Pax/PostalAddress/StreetText", street)
    for street in streets:
        assert "CORPORATE" not in masker.mask_text(f"send to {street.upper()} today")


def test_an_address_comes_back_with_its_city_and_the_city_alone_stays() -> None:
    masker = Masker()
    masker.learn("/PostalAddress/StreetText", "17B Larkspur Hollow")
    masker.learn("/PostalAddress/CityName", "Paris")
    masker.learn("/PostalAddress/PostalCode", "75050")
    assert masker.mask_text("17B LARKSPUR HOLLOW, 75050 PARIS") == (
        "[STREET_1:upper], [POSTCODE_1] [CITY_1:upper]"
    )
    assert masker.mask_text("PARIS ORLY 75050") == "PARIS ORLY 75050"


@pytest.mark.parametrize(
    "text",
    [
        "CHECKED BAG UP TO 23 KG",
        "BAG ONE FREE",
        "ONE BAG FREE",
        "BAG/SEAT INCLUDED",
        "BAG",
        "OPEN ONE WAY",
    ],
)
def test_names_that_are_business_words_leave_business_texts_alone(text: str) -> None:
    assert knowing(Surname="BAG", GivenName="ONE").mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MR BAG", "MR [SURNAME_1]"),
        ("BAG/ONE MR", "[SURNAME_1]/[GIVEN_NAME_1] MR"),
        ("BAG/ONE", "[SURNAME_1]/[GIVEN_NAME_1]"),
        ("ONE WESTERBEEK", "[GIVEN_NAME_1] [SURNAME_2]"),
    ],
)
def test_they_are_masked_where_a_person_is_meant(text: str, expected: str) -> None:
    masker = knowing(Surname="BAG", GivenName="ONE")
    masker.learn("/Order/Pax/Surname", "WESTERBEEK")
    assert masker.mask_text(text) == expected


def test_words_of_the_documents_own_element_names_are_business_words() -> None:
    xml = "<R><Surname>Coupon</Surname><CouponState>COUPON USED</CouponState><T>MS COUPON</T></R>"
    assert masked(xml) == ["[SURNAME_1]", "COUPON USED", "MS [SURNAME_1:upper]"]


def test_codes_that_equal_a_short_name_or_number_stay() -> None:
    xml = (
        "<R><Surname>SIN</Surname><GivenName>LI</GivenName><CVV>737</CVV><Zip>75149</Zip>"
        "<From>SIN</From><Country>LI</Country><Aircraft>737</Aircraft><Fee>75149</Fee>"
        "<T>SIN/LI MR</T><Calc>SIN SQ MLE Q7.55</Calc><Route>SIN/MLE</Route></R>"
    )
    assert masked(xml)[4:] == [
        "SIN",
        "LI",
        "737",
        "75149",
        "[SURNAME_1]/[GIVEN_NAME_1] MR",
        "SIN SQ MLE Q7.55",
        "SIN/MLE",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call Doe", "call [SURNAME_1]"),
        ("LI DOE", "[GIVEN_NAME_1:upper] [SURNAME_1:upper]"),
        ("LI/XIAO", "[GIVEN_NAME_1:upper]/XIAO"),
        ("DOELIMR", "[SURNAME_1:upper][GIVEN_NAME_1:upper]MR"),
        ("LI battery", "LI battery"),
        ("DOE", "DOE"),
    ],
)
def test_short_names_need_a_text_or_a_neighbour(text: str, expected: str) -> None:
    assert knowing(Surname="Doe", GivenName="Li").mask_text(text) == expected


def test_whole_words_only() -> None:
    assert knowing(Surname="WEST").mask_text("WESTERN UNION") == "WESTERN UNION"


@pytest.mark.parametrize("text", ["1234.56", "1234,56 EUR", "PT2H", "2025-06-14T10:30:00"])
def test_amounts_and_moments_are_no_echo_of_a_number(text: str) -> None:
    masker = knowing(PassportNumber="123456", Birthdate="2025-06-14")
    assert masker.mask_text(text) == text


def test_a_birth_at_midnight_is_a_birth() -> None:
    masker = knowing(Birthdate="1979-11-23")
    assert masker.mask_text("1979-11-23T00:00:00") == "[BIRTHDATE_1]T00:00:00"


def test_a_long_value_comes_back_as_a_whole() -> None:
    street = "1 Upper Larkspur Hollow, Block 7, Flat 3, Door 2, Floor 5, by the old mill"
    masker = knowing(StreetText=street)
    assert masker.mask_text(f"to {street.upper()}!") == "to [STREET_1:upper]!"


def test_a_full_name_comes_back_by_each_of_its_words() -> None:
    masker = knowing(CardHolderName="MR Q A BRACKENRIDGE")
    assert masker.mask_text("for Brackenridge") == "for [NAME_1:title]"
