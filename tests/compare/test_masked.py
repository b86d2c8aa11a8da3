"""Masked runs compared: what changed, what is spelled differently, what cannot be compared."""

from pathlib import Path

from tests.compare.support import expect_counts_add_up, runs_in, statuses

PAX = "/Order/Pax"


def order(*passengers: tuple[str, str, str]) -> str:
    """A message with these passengers: identifier, surname and date of birth."""
    pax = "".join(
        f"<Pax><PaxID>{pid}</PaxID><Surname>{name}</Surname><Birthdate>{born}</Birthdate>"
        "<PTC>ADT</PTC></Pax>"
        for pid, name, born in passengers
    )
    return f"<Order>{pax}</Order>"


BEFORE = order(("P1", "DOE", "1980-02-03"), ("P2", "MEIER", "1991-11-12"))
OTHERS = order(("P1", "ROE", "1981-04-05"), ("P2", "HUBER", "1992-01-02"))


def test_surnames_and_birth_dates_that_changed_are_told_though_masked(tmp_path: Path) -> None:
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        comparison = runs.of(BEFORE, OTHERS, PAX)
        assert statuses(comparison) == [("changed", 1, 1), ("changed", 2, 2)]
        assert (comparison.counts.values, comparison.counts.masked) == (4, 0)
        rows = runs.rows(comparison)
        assert [row["path"] for row in rows] == ["Surname", "Birthdate"] * 2
        assert {row["kind"] for row in rows} == {"changed"}
        assert all(row["before"].startswith("[") for row in rows)
        expect_counts_add_up(comparison)
