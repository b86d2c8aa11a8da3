"""Free text, token by token: what is not known to be harmless is masked."""

import pytest

from discovery.facts.privacy import Masker, Policy
from tests.facts.masking import KEY, left_of, mask_field, mask_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FOP CC6011111111111117/D0530/CVC 4406 HOLDER QDARCAMBOISE",
            "FOP [CARD]/D[CARD_DATE]/CVC [CARD_CODE] HOLDER [WORD]",
        ),
        ("SSR FOID SK HK1 NI14078312345", "SSR FOID SK HK1 [CODE]"),
        ("SSR CTCE YY HK1/J.QUELLIA//MAIL.EXAMPLE", "SSR CTCE YY HK1/[EMAIL]"),
        ("1QUELLIA/VAREN MR", "1[WORD]/[WORD] MR"),
        ("ROSE/HOPE MS", "[NAME]/[NAME] MS"),
        ("PARIS, FRANK MR - SEAT 14C", "[NAME], [NAME] MR - SEAT 14C"),
        ("LI/WU MR", "[NAME]/[NAME] MR"),
        ("Herr Koch ist angekommen", "Herr [NAME] ist angekommen"),
        ("LEE", "[NAME]"),
        ("Rich, Hope", "[NAME], [NAME]"),
        ("QUELLIA HOPE TRAVELS", "[WORD] [NAME] TRAVELS"),
        ("born 23.11.1979", "born [DATE]"),
        ("nacido 3 marzo 1978", "nacido [DATE]"),
        ("5 février 1980", "[DATE]"),
        ("VISA 4111 1111 1111 1111 EXP 03/29", "VISA [CARD] EXP [CARD_DATE]"),
        ("REFUND TO GB33 BUKB 2020 1555 5555 55 TODAY", "REFUND TO [ACCOUNT] TODAY"),
        ("call +49 (0)30 23125-483 today", "call [PHONE] today"),
        ("06 12 34 56 78", "[PHONE]"),
        ("jo (at) mail dot example", "[EMAIL]"),
        ("jo at mail dot example dot org", "[EMAIL]"),
        ("login from 203.0.113.45", "login from [DEVICE]"),
        ("travels with an insulin pump", "travels with an [WORD] [WORD]"),
        ("ADR/12 Mill Street", "ADR/[NUMBER] [WORD] [WORD]"),
        ("lastName=Hope&cabin=Y", "lastName=[SURNAME]&cabin=Y"),
        ("NI AB 12 34 56 C", "NI AB [NUMBER] C"),
        ("SW7 9WL", "[POSTCODE]"),
        ("city: Bonn", "city: [WORD]"),
        ("Hola Rosa", "Hola [NAME]"),
        ("mother Grace", "mother [NAME]"),
        ("Passwort: offen", "Passwort: [SECRET]"),
        ("PNR is TRAVEL", "PNR is [LOCATOR]"),
        ("record locator TRAVEL HK2", "record locator [LOCATOR] HK2"),
        ("login grace.price / pw dragon50", "login [USER] / pw [USER]"),
        ("BIRTHDAY 03JUL", "BIRTHDAY [BIRTHDATE]"),
        ("wohnhaft in Graz", "wohnhaft in [NAME]"),
        ("Surname  :  Long", "Surname  :  [SURNAME]"),
        ("expiry: 2030-10-10", "expiry: [DATE]"),
        ("verification code: 471108", "verification code: [SECRET]"),
        ("CVV is 123", "CVV is [CARD_CODE]"),
        ("FPCCVI4111111111111111/0530", "[CARD]/[CARD_DATE]"),
        ("from 8.8.8.8", "from [DEVICE]"),
        ("田中様", "[WORD]"),
        ("Прибыл Иванов", "[WORD] [WORD]"),
        ("संदेश प्रिया को", "[WORD] [WORD] [WORD]"),
    ],
)
def test_what_may_tell_a_person_is_masked(text: str, expected: str) -> None:
    assert mask_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "FARE BASIS KNR7DE TOTAL EUR 2866.47 TAX INCLUDED",
        "SSR VGML YY HK1",
        "WHEELCHAIR TO AIRCRAFT DOOR",
        "LHRJFK 0117 Y14MAR",
        "OPENING HOURS 0600-2230, COUNTER 43",
        "1 piece up to 23 kg / 50 lb, max 158 cm",
        "Billet non remboursable après départ",
        "Umbuchung gegen Gebühr möglich",
        "Umsteigezeit in Zürich zu kurz",
        "Equipaje de mano: 1 pieza de 10 kg",
        "Bagagem de mão incluída",
        "Bagaglio a mano incluso",
        "RIR TICKETLESS TRAVEL AGAINST DEPOSIT RP/MUC1A2345",
        "FOP BIN 453201 AUTHORISED BY ISSUER",
        "VISA 439343XXXXXX6034 DECLINED REASON 05",
        "BIC GENODEF1XXX",
        "EUR1070.91",
        "CALL AFTER 18H00",
        "https://www.airline.example/baggage",
        "4f6dc135-ded5-b65a-5c3e-320ab7bc8eee",
        "SIN-MLE 09:55-11:50",
        "FC-SIN SQ MLE Q7.55 272.04SQ SIN Q7.55 272.04NUC559.18END ROE1.351",
        "PAX1 PAX2",
        "Economy Flex",
        "Date of birth is required",
        "1 bag only (12 kg total)",
    ],
)
def test_words_and_codes_of_the_trade_pass(text: str) -> None:
    assert mask_text(text) == text


def test_the_value_behind_a_pseudonym_is_the_same_in_a_field_and_in_a_remark() -> None:
    in_field = Masker(Policy(), KEY).mask("/Order/Pax/Surname", "QUELLIA")
    in_remark = Masker(Policy(), KEY).mask("/Order/Remark", "SPOKE WITH QUELLIA")
    assert in_field.removeprefix("[SURNAME") == in_remark.removeprefix("SPOKE WITH [WORD")


def test_where_free_text_is_harmless_only_personal_forms_are_masked() -> None:
    masker = Masker(Policy(text_is_harmless=True), KEY)
    assert mask_text("The Old Man and the Sea, by Quellia", masker).endswith("by Quellia")
    assert mask_text("jo@mail.example, 4111111111111111", masker) == "[EMAIL], [CARD]"
    assert mask_text("+49 171 3920202", masker) == "[PHONE]"
    assert mask_text("passport X9087654Q", masker) == "passport [CODE]"
    assert mask_text("state lastName=Hope&cabin=Y", masker) == "state lastName=[SURNAME]&cabin=Y"
    assert mask_field("Pax/Surname", "HOPE", masker) == "[SURNAME]"


@pytest.mark.parametrize("text", ["Lee and " * 5000 + "QUELLIA", "QUELLIA " + "Lee and " * 5000])
def test_what_is_masked_says_name_of_one_after_the_other(text: str) -> None:
    assert "Lee" not in mask_text(text)


@pytest.mark.parametrize(
    "filler", ["and so on, ", "[WORD_AAAAAAAAAA] ", "1 ", "a@b.example ", "LEE "]
)
def test_a_value_is_masked_wherever_it_stands_in_a_long_text(filler: str) -> None:
    text = f"{filler * 3000}QUELLIAVAREN 4111111111111111{filler * 3000}"
    masked = mask_text(text)
    assert "quelliavaren" not in left_of(text, masked)
    assert "4111111111111111" not in masked
