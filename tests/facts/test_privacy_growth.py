"""Masking takes work in proportion to what is masked, whatever a document holds.

Work is counted in calls, which no busy machine changes.
"""

import sys
from collections.abc import Callable
from types import FrameType

import phonenumbers
import pytest

from discovery.facts.privacy import Masker
from discovery.facts.privacy.echo import EchoIndex
from discovery.facts.privacy.known import Known
from discovery.facts.privacy.values import find_personal

ACCENT = "\u0301"
LETTERS = "AÁÀÂÄÃĀĂ"  # all of them compared as an a


def calls(act: Callable[[], object]) -> int:
    """How many functions are called, those of the interpreter included."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


def primed(field: str, values: list[str]) -> Masker:
    masker = Masker()
    for value in values:
        masker.learn(f"/Order/Pax/{field}", value)
    return masker


def passports_with_one_seam(size: int) -> Callable[[], object]:
    masker = primed("PassportNumber", [f"A1{number:06}B2C" for number in range(size)])
    return lambda: masker.mask_text("XA1" * size)


def passports_that_go_on_alike(size: int) -> Callable[[], object]:
    masker = primed("PassportNumber", [f"{'A1' * number}B2" for number in range(3, size // 5)])
    return lambda: masker.mask_text("A1" * size)


def unspaced_names_of_many_lengths(size: int) -> Callable[[], object]:
    masker = primed("Surname", [f"{'山' * number}田" for number in range(1, size // 5)])
    return lambda: masker.mask_text("山" * size)


def a_name_with_many_accents(size: int) -> Callable[[], object]:
    masker = primed("Surname", [f"Q{ACCENT * size}XZW"])
    return lambda: masker.mask_text("qXzW, " * size)


def spellings_that_look_alike(size: int) -> Callable[[], object]:
    base = len(LETTERS)
    spelled = (
        "".join(LETTERS[number // base**place % base] for place in range(6))
        for number in range(size)
    )
    masker, text = primed("Surname", ["aaaaaa"]), " ".join(spelled)
    return lambda: masker.mask_text(text)


@pytest.mark.parametrize(
    "attack",
    [
        passports_with_one_seam,
        passports_that_go_on_alike,
        unspaced_names_of_many_lengths,
        a_name_with_many_accents,
        spellings_that_look_alike,
    ],
)
def test_twice_the_size_is_at_most_some_twice_the_work(
    attack: Callable[[int], Callable[[], object]],
) -> None:
    attack(2)()  # what is set up once
    assert calls(attack(800)) < 2.6 * calls(attack(400)) + 100


class Padded(str):
    """A text that counts how often it is copied without the blanks around it."""

    __slots__ = ("copies",)

    def strip(self, chars: str | None = None, /) -> str:
        self.copies = getattr(self, "copies", 0) + 1
        return super().strip(chars)


def test_a_long_text_is_not_copied_for_each_short_name_in_it() -> None:
    index = EchoIndex()
    index.add(Known("SURNAME_1", "SURNAME", "QXZ"))
    text = Padded(f" {'QXZ, ' * 50} ")
    assert len(index.find(text)) == 50
    assert getattr(text, "copies", 0) < 3


def test_spellings_that_look_alike_are_numbered_and_come_back() -> None:
    masker = primed("Surname", ["aaaaaa"])
    text = " ".join(f"{one}{two}AAAA" for one in LETTERS for two in LETTERS)
    masked = masker.mask_text(text)
    assert len(set(masked.split())) == len(LETTERS) ** 2
    assert masker.mask_text(text) == masked
    assert masker.unmask(masked) == text


def test_a_number_is_read_in_full_only_for_countries_whose_numbers_look_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str | None] = []
    parse = phonenumbers.parse

    def counted(number: str, region: str | None = None) -> phonenumbers.PhoneNumber:
        read.append(region)
        return parse(number, region)

    monkeypatch.setattr(phonenumbers, "parse", counted)
    assert find_personal("from 000 0000 4712, to") == []
    assert len(read) < 6  # of more than twenty


@pytest.mark.parametrize(
    "value",
    [
        "[SURNAME_1:upper]",
        f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example",
        "411111XXXXXX1111",
        "+44 (0) 20 7946 0123",
        "4111-1111-1111-1111",
        "GB33 BUKB 2020 1555 5555 55",
        "1 80 01 75 116 001 46",
        "RSSMRA80A01H501U",
        "131052A308T",
        "17 Larkspur Hollow Boulevard",
        "12bis rue de la Paix",
        "JO..LEE//X-Y.EXAMPLE",
        "DOE/JANE MS",
        "DOCS HK1/P/GBR/X9087654/GBR/12JAN80/F/12JAN30/DOE/JANE",
        "frequent flyer number of hers EX12345678",
        "ticket that she was given by mail 999-1234567890",
    ],
)
def test_a_value_is_the_same_in_the_middle_of_a_long_text(value: str) -> None:
    """Only what is near signs that it is never without is looked through."""
    filler = "and so on, " * 200
    alone = find_personal(f", {value}\n")
    within = find_personal(f"{filler}{value}\n{filler}")
    moved = len(filler) - 2
    assert alone
    assert [(one.start + moved, one.end + moved, one.kind) for one in alone] == [
        (one.start, one.end, one.kind) for one in within
    ]
