"""Masking: pure, the same everywhere, and nothing comes back out of it."""

import copy
import string
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery.facts.privacy import Masker, Policy, PseudonymKey
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.tables import Vocabulary
from tests.facts.masking import KEY, MASKER, left_of, masked, structure, values

VOCABULARY = Vocabulary()
NAMES = st.text(string.ascii_letters + "äöüßéèñçøåłščžığ", min_size=4, max_size=12).filter(
    lambda name: not _is_made_of_known_words(name)
)
NUMBERS = st.text(string.digits, min_size=6, max_size=18)
SIGNS = st.sampled_from(
    [" ", "/", ", ", " - ", ".", "\n", "(", ") ", "; ", ":", "=", "_", "@", "'"]
)
WORDS = st.sampled_from(
    ["REFUND", "SSR DOCS YY HK1", "spoke with", "MR", "Fare", "14MAR", "12", "à", "status", "city"]
)
TEXT_FIELDS = st.sampled_from(
    ["/Order/Remark", "/Order/Note/@text", "/Order/Description", "/x/Foo"]
)
PERSON_FIELDS = st.sampled_from(
    ["/Pax/Surname", "/Pax/@First", "/PaymentCard/CardHolderName", "/Contact/Name", "/x/passportNo"]
)


def _is_made_of_known_words(name: str) -> bool:
    return any(VOCABULARY.knows(part) for part in {fold(name), *fold(name).split("ss")})


@given(TEXT_FIELDS, st.lists(st.tuples(WORDS, SIGNS), max_size=4), NAMES, SIGNS, WORDS)
def test_no_four_letters_of_a_planted_name_are_left_in_free_text(
    path: str, before: list[tuple[str, str]], name: str, sign: str, behind: str
) -> None:
    filler = "".join(word + each for word, each in before)
    left = left_of(name, MASKER.mask(path, f"{filler}{name}{sign}{behind}"))
    said = left_of("", f"{filler}{sign}{behind}")
    _assert_no_run(fold(name), left, said, 4)


@given(TEXT_FIELDS, SIGNS, NUMBERS, WORDS)
def test_no_six_digits_of_a_planted_number_are_left_in_free_text(
    path: str, sign: str, number: str, behind: str
) -> None:
    masked_text = MASKER.mask(path, f"REFUND {number}{sign}{behind}")
    _assert_no_run(number, left_of(number, masked_text), left_of("", f"REFUND {sign}{behind}"), 6)


@given(PERSON_FIELDS, NAMES, SIGNS, NAMES)
def test_no_four_letters_of_a_name_are_left_in_a_field_of_a_person(
    path: str, name: str, sign: str, other: str
) -> None:
    left = left_of(name, MASKER.mask(path, f"{name}{sign}{other}"))
    _assert_no_run(fold(name), left, "", 4)


def _assert_no_run(planted: str, left: str, said: str, length: int) -> None:
    """No run of the planted text stands in what is left but for what was said around it."""
    for start in range(len(planted) - length + 1):
        run = planted[start : start + length]
        assert run not in left or run in said, (run, left)


ANY_TEXT = st.lists(
    st.one_of(WORDS, NAMES, NUMBERS, SIGNS, st.text(max_size=6), st.just("LEE"), st.just("[X_1]")),
    max_size=8,
).map("".join)


@settings(max_examples=150)
@given(st.one_of(TEXT_FIELDS, PERSON_FIELDS, st.just("/Order/@OrderID")), ANY_TEXT)
def test_masking_twice_changes_nothing(path: str, text: str) -> None:
    once = MASKER.mask(path, text)
    assert MASKER.mask(path, once) == once


DOCUMENT = structure(
    "<Order><Pax><Surname>QUELLIA</Surname><Birthdate>1980-01-02</Birthdate></Pax>"
    "<Remark>SPOKE WITH QUELLIA, jo@mail.example</Remark><Item id='PAX1'>12.50</Item></Order>"
)


def test_the_structure_given_is_left_as_it_is_and_its_shape_is_kept() -> None:
    before = copy.deepcopy(DOCUMENT)
    result = MASKER.mask_structure(DOCUMENT)
    assert before == DOCUMENT
    assert [piece["name"] for piece in result["content"] if not isinstance(piece, str)] == [
        "Pax",
        "Remark",
        "Item",
    ]
    assert values(result)[-2:] == ["PAX1", "12.50"]


def test_other_documents_order_and_threads_change_nothing() -> None:
    expected = MASKER.mask_structure(DOCUMENT)
    other = Masker(Policy(), PseudonymKey(KEY.secret))
    other.mask_structure(structure("<R><Surname>HOPE</Surname><Note>QUELLIA</Note></R>"))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(other.mask_structure, [DOCUMENT] * 50))
    assert all(result == expected for result in results)


def test_a_subtree_taken_alone_is_masked_as_within_its_document() -> None:
    whole = MASKER.mask_structure(DOCUMENT)
    for piece, expected in zip(DOCUMENT["content"], whole["content"], strict=True):
        assert not isinstance(piece, str)
        assert MASKER.mask_structure(piece, f"/Order/{piece['name']}") == expected


def test_the_names_above_a_subtree_help_to_judge_its_fields() -> None:
    account = structure("<AccountNumber>EX7734019265</AccountNumber>")
    path = "/Pax/LoyaltyProgramAccount/AccountNumber"
    assert str(MASKER.mask_structure(account, path)["content"][0]).startswith("[LOYALTY_")
    assert str(MASKER.mask_structure(account)["content"][0]).startswith("[ACCOUNT_")


def test_blanks_around_a_value_stay() -> None:
    assert masked("<R><Surname>\n  DOE </Surname></R>") == ["\n  [SURNAME] "]


def test_what_pseudonyms_stand_for_is_told_by_the_document_alone() -> None:
    result = MASKER.mask_structure(DOCUMENT)
    behind = MASKER.values_behind(DOCUMENT)
    assert set(behind.values()) == {"QUELLIA", "1980-01-02", "jo@mail.example"}
    assert all(pseudonym in str(result) for pseudonym in behind)


@pytest.mark.parametrize(
    "source",
    [
        "<Pax><Surname>QUELLIA</Surname><Remark>VIP</Remark></Pax>",
        "<Pax><Surname>QUELLIA</Surname><Rem",
        "me>QUELLIA</Surname><PTC>ADT</PTC>",
        '<Param name="lastName" value="QUELLIA"/>',
        "<!-- QUELLIA --><PTC>ADT</PTC>",
        "QUELLIA & SONS <PTC>ADT",
        '<a href="QUELLIA',
    ],
)
def test_source_is_masked_as_it_is_written_even_where_it_is_broken(source: str) -> None:
    result = MASKER.mask_source(source, "/Order")
    assert "QUELLIA" not in result
    assert ("ADT" in source) == ("ADT" in result)
    assert MASKER.mask_source(result, "/Order") == result


def test_namespaces_are_names_and_stay_in_the_source() -> None:
    source = '<o:Order xmlns:o="urn:zephyr:qvrtz" xmlns="http://qvrtz.example/1"/>'
    assert MASKER.mask_source(source) == source


@pytest.mark.parametrize(
    ("path", "text", "gone"),
    [
        ("/R/CVV", "123 [BINARY]", "123"),
        ("/R/PNR", "TRAVEL [BINARY]", "TRAVEL"),
        ("/R/Surname", "Long[BINARY]", "Long"),
        ("/R/BirthDate", "16 {ours}", "16"),
        ("/R/Remark", "[HOLDER_QDARCAMBOISE_{code}]", "QDARCAMBOISE"),
        ("/R/Pax/Title", "Qoru", "Qoru"),
        ("/R/Seller/Source", "Qoru_Zeba", "Qoru"),
        ("/R/PassportRef", "C01X00T47", "C01X00T47"),
        ("/R/BirthDate/@Day", "16", "16"),
        ("/R/OfferID", "UXVkYXJjYW0gVG9yc3RlbiAxOTc1", "UXVkYXJj"),
    ],
)
def test_a_stand_in_or_a_code_hides_nothing_personal(path: str, text: str, gone: str) -> None:
    ours = KEY.pseudonym("NAME", "QUELLIA")
    given_text = text.format(ours=ours, code=ours[len("[NAME_") : -1])
    once = MASKER.mask(path, given_text)
    assert gone not in once
    assert MASKER.mask(path, once) == once


@pytest.mark.parametrize("text", ["d'" * 5000 + "x", "<a>" * 20_000 + "</b>" * 20_000])
def test_long_texts_of_one_sign_are_read_to_their_end(text: str) -> None:
    assert MASKER.mask("/R/Remark", text) == text


def test_what_a_pseudonym_lets_be_read_anew_is_masked_too() -> None:
    text = '<SurmeOE</Surname> born 1<Paxs:p="urn981-00:-31'
    once = MASKER.mask("/Order/Remark", text)
    assert MASKER.mask("/Order/Remark", once) == once
