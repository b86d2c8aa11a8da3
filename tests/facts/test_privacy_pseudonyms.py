"""Pseudonyms: equal for equal values, in need of the key, and nobody else can make one."""

import re

import pytest

from discovery.facts.privacy import PSEUDONYM, Masker, Policy, PseudonymKey
from tests.facts.masking import KEY, MASKER, mask_text

OTHER_KEY = PseudonymKey(b"another key that is long enough too")


def parts(pseudonym: str) -> tuple[str, str, str | None]:
    """Type, code and spelling."""
    found = PSEUDONYM.fullmatch(pseudonym)
    assert found
    return found["kind"], found["code"], found["spelling"]


def test_a_pseudonym_is_its_type_and_ten_characters() -> None:
    assert re.fullmatch(r"\[SURNAME_[A-Z2-7]{10}\]", KEY.pseudonym("SURNAME", "DOE"))


def test_the_code_tells_a_value_whatever_its_type() -> None:
    assert parts(KEY.pseudonym("SURNAME", "DOE"))[1:] == parts(KEY.pseudonym("WORD", "DOE"))[1:]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MÜLLER", "MULLER"),
        ("Doe", "DOE"),
        ("ß", "SS"),
        ("+49 171 3920202", "491713920202"),
        ("4111-1111-1111-1111", "4111 1111 1111 1111"),
        ("Doe", "DÓE"),
    ],
)
def test_spellings_that_fold_alike_have_one_code_and_are_told_apart(one: str, other: str) -> None:
    first, second = KEY.pseudonym("X", one), KEY.pseudonym("X", other)
    assert parts(first)[1] == parts(second)[1]
    assert first != second


def test_a_value_that_is_written_plainly_has_no_mark_of_its_spelling() -> None:
    assert parts(KEY.pseudonym("SURNAME", "DOE"))[2] is None
    assert parts(KEY.pseudonym("SURNAME", "Doe"))[2]


@pytest.mark.parametrize(("one", "other"), [("DOE", "ROE"), ("12", "21"), ("!", "?"), ("王", "李")])
def test_other_values_have_other_codes(one: str, other: str) -> None:
    assert parts(KEY.pseudonym("X", one))[1] != parts(KEY.pseudonym("X", other))[1]


def test_another_key_makes_other_codes_and_knows_none_of_ours() -> None:
    ours = KEY.pseudonym("SURNAME", "DOE")
    assert parts(ours)[1] != parts(OTHER_KEY.pseudonym("SURNAME", "DOE"))[1]
    found = PSEUDONYM.fullmatch(ours)
    assert found
    assert KEY.made(found)
    assert not OTHER_KEY.made(found)


def test_the_key_is_in_no_text_about_it() -> None:
    assert "a key of tests" not in repr(KEY)


def test_ours_are_left_alone_and_planted_ones_are_masked() -> None:
    ours = KEY.pseudonym("SURNAME", "DOE")
    assert MASKER.mask("/Order/Remark", f"SEEN {ours} TODAY") == f"SEEN {ours} TODAY"
    for planted in ("[WORD_JOHNSON]", "[SURNAME_1]", "[SURNAME_AAAAAAAAAA]", "[ID_2]"):
        assert "[WORD_JOHNSON]" not in MASKER.mask("/Order/Remark", planted)
        assert mask_text(f"SEEN {planted} TODAY") == "SEEN [WORD] TODAY"


def test_a_planted_pseudonym_opens_no_field_of_a_person() -> None:
    masked = MASKER.mask("/Order/PaymentCard/SeriesCode", "123 [WORD_AAAAAAAAAA]")
    assert "123" not in masked


def test_what_another_key_has_masked_is_masked_again() -> None:
    foreign = Masker(Policy(), OTHER_KEY).mask("/Order/Pax/Surname", "DOE")
    assert MASKER.mask("/Order/Remark", foreign) != foreign
