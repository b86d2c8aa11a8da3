"""Values that mean the same in another unit or format, and those that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.compare.equivalents import normal_form


def is_equal(one: str, other: str, name: str = "Value", owner: str = "Thing") -> bool:
    return normal_form(one, owner, name) == normal_form(other, owner, name)


@pytest.mark.parametrize(
    "group",
    [
        ("23KG", "23 kg", "23.0 kg", "23 Kilograms", "23000 GRM", " 23 KG "),
        ("10.0", "10.00", "10"),
        ("0", "-0", "0.000"),
        ("158 CM", "158cm", "1580 mm"),
        ("1PC", "1 piece"),
        ("10%", "10.0 %", "10 percent"),
        ("2025-10-15", "15OCT25", "15OCT2025", "15-OCT-2025", "15 Oct 2025", "15oct25"),
        ("2025-10-05", "5OCT25", "05OCT25"),
        ("2024-02-29", "29FEB24"),
        ("2025-10-15T10:30", "2025-10-15T10:30:00", "2025-10-15 10:30:00.000"),
        (
            "2025-10-15T10:30:00Z",
            "2025-10-15T10:30Z",
            "2025-10-15T10:30:00+00:00",
            "2025-10-15T12:30:00+02:00",
            "2025-10-14T23:30:00.0-11:00",
        ),
        ("PT150M", "PT2H30M", "PT9000S", "150 min", "2.5 hours"),
        ("P1D", "PT24H", "1 day"),
        ("P1W", "P7D"),
        ("a\u00a0 b", " a b\n"),
        ("Mu\u0308nchen", "M\u00fcnchen"),
    ],
)
def test_another_unit_or_format_of_the_same(group: tuple[str, ...]) -> None:
    assert all(is_equal(group[0], other) for other in group)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("007", "7"),
        ("0.7", "00.7"),
        ("+5", "5"),
        ("1030", "10:30"),
        ("10:30", "10:30:00"),
        ("01/02/03", "2003-02-01"),
        ("01/02/03", "01FEB03"),
        ("20251015", "2025-10-15"),
        ("2025-10-15", "2025-10-15T00:00:00"),
        ("2025-10-15T10:30:00", "2025-10-15T10:30:00Z"),
        ("2025-10-15T10:30:00Z", "2025-10-15T10:30:00+02:00"),
        ("15OCT65", "2065-10-15"),
        ("15OCT65", "1965-10-15"),
        ("31JUN25", "2025-07-01"),
        ("15OKT25", "2025-10-15"),
        ("23KG", "23 LB"),
        ("23KG", "50.7 LB"),
        ("12A", "12 a"),
        ("1K", "1 kg"),
        ("10 EUR", "10 USD"),
        ("1,000", "1000"),
        ("1,000", "1.000"),
        ("1e3", "1000"),
        ("P1Y", "P12M"),
        ("P1M", "PT1M"),
        ("P", "PT"),
        ("true", "1"),
        ("yes", "YES"),
        ("\u0661\u0662", "12"),
        ("x\u00b2", "x2"),
        ("AB C", "ABC"),
        ("1" * 50, "1" * 50 + ".0"),
    ],
)
def test_what_may_differ_is_left_as_written(one: str, other: str) -> None:
    assert not is_equal(one, other)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("PaxID", "Pax"),
        ("ID", "BookingReference"),
        ("BookingRefID", "Order"),
        ("PNR", "Booking"),
        ("RecordLocator", "Booking"),
        ("TicketNumber", "Ticket"),
        ("FareBasisCode", "Fare"),
        ("Version", "Message"),
        ("Key", "Thing"),
    ],
)
def test_identifiers_codes_and_versions_are_exact(name: str, owner: str) -> None:
    for one, other in (("1234KG", "1234 kg"), ("1.10", "1.1"), ("15OCT25", "2025-10-15")):
        assert not is_equal(one, other, name, owner)
    assert is_equal(" AB12", "AB12", name, owner)


def test_the_century_of_a_birth_is_not_guessed() -> None:
    assert not is_equal("15OCT25", "2025-10-15", "Birthdate", "Individual")
    assert not is_equal("15OCT25", "2025-10-15", "Date", "Birth")
    assert is_equal("15OCT1925", "1925-10-15", "Birthdate", "Individual")


@given(st.text(max_size=60))
def test_any_text_has_a_form_that_is_its_own(text: str) -> None:
    form = normal_form(text, "Thing", "Value")
    assert form == normal_form(text, "Thing", "Value")
    if not form.startswith("\0"):
        assert normal_form(form, "Thing", "Value") == form


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_zeros_after_the_point_say_nothing_and_other_figures_do(number: int, zeros: int) -> None:
    written = f"{number}.{'0' * zeros}" if zeros else str(number)
    assert is_equal(str(number), written)
    assert not is_equal(str(number), f"{number}.{'0' * zeros}1")
