"""What is masked, what stays, and that a placeholder means the same everywhere."""

import copy
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from lxml import etree

from discovery.documents.parser import read_root
from discovery.facts.privacy import Masker
from discovery.facts.privacy_rules import is_card_number, is_iban, rule_for
from discovery.facts.structure import Structure, fields, to_structure
from tests.support.corpus import CORPUS, needs_corpus

PII_FILE = CORPUS / "hostile/pii_orderviewrs_21_3.xml"


def structure(xml: str) -> Structure:
    return to_structure(etree.fromstring(xml))


def masked(xml: str) -> list[str]:
    """The masked values of a document, in order."""
    return [field.value for field in fields(Masker().mask(structure(xml)), "", "")]


def primed(document: Structure) -> Masker:
    masker = Masker()
    for field in fields(document, f"/{document['name']}", ""):
        masker.learn(field.path, field.value)
    return masker


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/OrderViewRS/Response/DataLists/PaxList/Pax/Individual/Surname", "SURNAME"),
        ("/AirDocIssueRQ/Passengers/Passenger/Name/SURNAME", "SURNAME"),
        ("/OTA_AirBookRQ/TravelerInfo/AirTraveler/PersonName/GivenName", "GIVEN_NAME"),
        ("/Order/customer/@last-name", "SURNAME"),
        ("/Person/name", "NAME"),
        ("/PriceClass/Name", None),
        ("/Contacts/Contact/EmailContact/Address", "EMAIL"),
        ("/Pax/Contact/Phone/Number/@value", "PHONE"),
        ("/ClinicalDocument/patient/telecom/@value", "PHONE"),
        ("/Pax/LoyaltyProgramAccount/AccountNumber", "LOYALTY"),
        ("/Payment/BankTransfer/AccountNumber", "ACCOUNT"),
        ("/PaymentCard/EffectiveExpireDate/Expiration", "CARD_DATE"),
        ("/PaymentCard/SeriesCode", "CARD_CODE"),
        ("/IdentityDoc/ExpiryDate", "DOC_DATE"),
        ("/Offer/ExpirationDate", None),
        ("/BookingReferences/BookingReference/ID", "BOOKING"),
        ("/Order/BookingRef/BookingID", "BOOKING"),
        ("/OrderItem/ID", None),
        ("/Pax/PaxID", None),
        ("/Pax/PTC", None),
        ("/Pax/Individual/IndividualID", None),
        ("/PostalAddress/CityName", "CITY"),
        ("/Airport/CityName", None),
        ("/Pax/Remark/RemarkText", "REMARK"),
        ("/Order/Remark/RemarkText", None),
        ("/Flight/MarketingCarrierFlightNumberText", None),
    ],
)
def test_fields_are_known_by_name_and_place(path: str, kind: str | None) -> None:
    rule = rule_for(path)
    assert (rule.kind if rule else None) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jo.doe+x@mail.example.com, please", "write to [EMAIL_1], please"),
        ("call +44 20 7946 0123 or 0117 496 0999", "call [PHONE_1] or [PHONE_2]"),
        ("paid with 4111-1111-1111-1111", "paid with [CARD_1]"),
        ("amex 3782 822463 10005.", "amex [CARD_1]."),
        ("to GB33 BUKB 2020 1555 5555 55 today", "to [ACCOUNT_1] today"),
        ("to GB33BUKB20201555555555", "to [ACCOUNT_1]"),
    ],
)
def test_values_are_known_by_their_pattern(text: str, expected: str) -> None:
    assert masked(f"<Order><Info>{text}</Info></Order>") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "412.36",
        "2025-06-14T10:30:00.000+08:00",
        "2025-06-14",
        "10:30+0200",
        "4111111111111112",
        "6182461679366",
        "GB34BUKB20201555555555",
        "SIN-MLE 09:55-11:50",
        "0930-1045",
        "SQ 432 / SQ 437",
        "P1 P2 P3",
        "user@localhost",
        "1e+10",
        "12 345 678 901 234",
    ],
)
def test_business_values_stay(text: str) -> None:
    assert masked(f"<Order><Info>{text}</Info></Order>") == [text]


def test_card_numbers_and_ibans_need_their_check_digits() -> None:
    assert is_card_number("4111 1111 1111 1111")
    assert not is_card_number("4111 1111 1111 1112")
    assert not is_card_number("0000000000000000")
    assert is_iban("GB33BUKB20201555555555")
    assert not is_iban("GB33BUKB20201555555556")


def test_the_same_value_has_the_same_placeholder_in_every_case_and_form() -> None:
    xml = (
        "<R><Pax><GivenName>Ólava</GivenName><Surname>Tveitbakken</Surname></Pax>"
        "<A>MS OLAVA TVEITBAKKEN</A><B>TVEITBAKKEN/OLAVA MS</B><C x='tveitbakken'/></R>"
    )
    assert masked(xml) == [
        "[GIVEN_NAME_1]",
        "[SURNAME_1]",
        "MS [GIVEN_NAME_1] [SURNAME_1]",
        "[SURNAME_1]/[GIVEN_NAME_1] MS",
        "[SURNAME_1]",
    ]


def test_numbers_are_found_again_however_they_are_grouped() -> None:
    xml = (
        "<R><PhoneNumber>2025550147</PhoneNumber><PassportNumber>X9087654Q</PassportNumber>"
        "<T>CTCM 202-555-0147, DOCS P/GBR/X9087654Q/GBR</T></R>"
    )
    assert masked(xml)[2] == "CTCM [PHONE_1], DOCS P/GBR/[IDENTITY_DOC_1]/GBR"


def test_a_name_of_several_words_is_found_again_by_each() -> None:
    xml = "<R><CardHolderName>MR Q A BRACKENRIDGE</CardHolderName><T>for Brackenridge</T></R>"
    assert masked(xml) == ["[CARD_HOLDER_1]", "for [CARD_HOLDER_2]"]


def test_codes_that_equal_a_short_name_or_number_stay() -> None:
    xml = (
        "<R><Surname>SIN</Surname><GivenName>LI</GivenName><CVV>737</CVV><Zip>75149</Zip>"
        "<From>SIN</From><Country>LI</Country><Aircraft>737</Aircraft><Fee>75149</Fee>"
        "<T>SIN/LI MR</T></R>"
    )
    assert masked(xml)[4:] == ["SIN", "LI", "737", "75149", "[SURNAME_1]/[GIVEN_NAME_1] MR"]


def test_whole_words_only() -> None:
    assert masked("<R><Surname>WEST</Surname><T>WESTERN UNION</T></R>")[1] == "WESTERN UNION"


def test_answers_that_say_nothing_stay() -> None:
    xml = "<R><Mobile>true</Mobile><Surname> </Surname><Email>N/A</Email><Phone>-</Phone></R>"
    assert masked(xml) == ["true", " ", "N/A", "-"]


def test_the_structure_given_is_left_as_it_is_and_its_shape_is_kept() -> None:
    given = structure("<R a='b@c.example.org'>x <Surname>DOE</Surname> y <!-- c --></R>")
    before = copy.deepcopy(given)
    result = Masker().mask(given)
    assert given == before
    assert result == {
        "name": "R",
        "namespace": None,
        "attributes": {"a": "[EMAIL_1]"},
        "content": [
            "x ",
            {"name": "Surname", "namespace": None, "attributes": {}, "content": ["[SURNAME_1]"]},
            " y ",
        ],
    }


def test_the_path_of_a_subtree_helps_to_judge_its_fields() -> None:
    account = structure("<AccountNumber>EX7734019265</AccountNumber>")
    path = "/Pax/LoyaltyProgramAccount/AccountNumber"
    assert Masker().mask(account, path)["content"] == ["[LOYALTY_1]"]
    assert Masker().mask(account)["content"] == ["[ACCOUNT_1]"]


def test_unmask_restores_and_leaves_unknown_placeholders() -> None:
    masker = Masker()
    masker.mask(structure("<R><Surname>Doe</Surname><Email>jo@x.example</Email></R>"))
    assert masker.unmask("[SURNAME_1] <[EMAIL_1]> [SURNAME_2]") == "Doe <jo@x.example> [SURNAME_2]"
    assert masker.mask_text("DOE wrote") == "[SURNAME_1] wrote"
    assert masker.masked_count == 2


def test_a_primed_masker_gives_each_worker_the_same_placeholders() -> None:
    people = "".join(
        f"<Pax><PaxID>PAX{n}</PaxID><Surname>FAMILY{chr(65 + n)}</Surname>"
        f"<Email>p{n}@x.example</Email><T>with FAMILY{chr(65 + (n + 1) % 20)}</T></Pax>"
        for n in range(20)
    )
    document = structure(f"<L>{people}</L>")
    masker = primed(document)
    whole = masker.mask(document)
    parts: list[Any] = document["content"] * 5
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda part: masker.mask(part, "/L/Pax"), parts))
    assert results == whole["content"] * 5
    assert masker.masked_count == 40


def test_threads_that_find_the_same_new_value_agree_on_its_placeholder() -> None:
    masker, together = Masker(), threading.Barrier(8)

    def learn(number: int) -> str:
        together.wait(timeout=10)
        return masker.mask_text(f"a@x.example b{number % 2}@x.example")

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(learn, range(8)))
    assert {masker.unmask(result) for result in results} == {
        "a@x.example b0@x.example",
        "a@x.example b1@x.example",
    }
    assert len(set(results)) == 2
    assert masker.masked_count == 3


def test_long_values_are_read_in_time() -> None:
    hostile = ("a" * 200_000, "1 " * 100_000, "@" * 100_000, "+1" * 100_000, "AB12 " * 50_000)
    masker = primed(structure("<R><Surname>AAAA</Surname></R>"))
    for text in hostile:
        assert masker.unmask(masker.mask_text(text)) == text


@needs_corpus
def test_nothing_personal_is_left_in_the_message_made_for_it() -> None:
    document = to_structure(read_root(PII_FILE))
    secrets = json.loads(PII_FILE.with_suffix(".pii.json").read_text(encoding="utf-8"))["pii"]
    text = json.dumps(primed(document).mask(document), ensure_ascii=False).casefold()
    assert len(secrets) == 31
    assert [secret for secret in secrets if secret["value"].casefold() in text] == []


@needs_corpus
def test_nothing_personal_is_left_in_any_subtree_taken_alone() -> None:
    document = to_structure(read_root(PII_FILE))
    secrets = json.loads(PII_FILE.with_suffix(".pii.json").read_text(encoding="utf-8"))["pii"]
    masker = primed(document)
    for path, part in subtrees(document, f"/{document['name']}"):
        text = json.dumps(masker.mask(part, path), ensure_ascii=False).casefold()
        assert [secret for secret in secrets if secret["value"].casefold() in text] == []


def subtrees(element: Structure, path: str) -> Any:
    yield path, element
    for piece in element["content"]:
        if not isinstance(piece, str):
            yield from subtrees(piece, f"{path}/{piece['name']}")


@needs_corpus
def test_business_values_of_that_message_stay() -> None:
    document = to_structure(read_root(PII_FILE))
    before = list(fields(document, "", ""))
    after = list(fields(primed(document).mask(document), "", ""))
    changed = [old.name for old, new in zip(before, after, strict=True) if old.value != new.value]
    kept = {new.value for new in after}
    assert {"412.36", "GBP", "WHEELCHAIR", "ADT", "PAX1", "GB", "MR", "PT", "XX"} <= kept
    assert not {"PaxID", "OrderID", "PTC", "TitleName", "StatusCode", "CountryCode"} & set(changed)
    assert len(changed) == 30
