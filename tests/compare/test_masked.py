"""Masked runs compared: what changed, what is spelled differently, what cannot be compared."""

from pathlib import Path

import pytest

from discovery.storage.database import rotate_key
from tests.compare.support import Runs, expect_counts_add_up, make_earlier, runs_in, statuses
from tests.processing.runs import settings_in

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


def test_a_run_of_equal_documents_and_one_of_another_machine_are_the_same(tmp_path: Path) -> None:
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        comparison = runs.of(BEFORE, BEFORE.replace("<Order>", "<Order> "), PAX)
        assert (comparison.counts.same, comparison.counts.rearranged) == (2, 0)
        assert runs.rows(comparison) == []


def test_masked_and_clear_documents_are_told_alike(tmp_path: Path) -> None:
    """Added, removed and changed passengers, paired by their identifiers and by their content."""
    after = order(("P2", "MEIER", "1991-11-12"), ("P1", "DOE", "1980-02-04"), ("P3", "ROE", "x"))
    with runs_in(tmp_path / "clear") as runs:
        clear = runs.of(BEFORE, after, PAX)
    with runs_in(tmp_path / "masked", pii_masking_enabled=True) as runs:
        masked = runs.of(BEFORE, after, PAX)
    assert statuses(masked) == statuses(clear)
    assert masked.counts == clear.counts


def test_another_spelling_is_a_class_of_its_own(tmp_path: Path) -> None:
    after = BEFORE.replace("DOE", "Doe").replace("MEIER", "M\u00c9IER")
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        comparison = runs.of(BEFORE, after, PAX)
        counts = comparison.counts
        assert statuses(comparison) == [("spelled differently", n, n) for n in (1, 2)]
        assert (counts.spelled_differently, counts.spelled) == (2, 2)
        assert (counts.same, counts.changed, counts.values, counts.masked) == (0, 0, 0, 0)
        assert {row["kind"] for row in runs.rows(comparison)} == {"spelled differently"}
        expect_counts_add_up(comparison)
        changed = runs.of(BEFORE, after.replace("1980", "1981"), PAX)
        assert statuses(changed) == [("changed", 1, 1), ("spelled differently", 2, 2)]
        assert (changed.counts.values, changed.counts.spelled) == (1, 2)


def expect_not_comparable(runs: Runs, before: int, after: int, why: str) -> None:
    """The four masked values cannot be compared, for this reason; a seat that changed is seen."""
    for run_a, run_b in ((before, after), (after, before)):
        comparison = runs.compare(run_a, run_b)
        counts = comparison.counts
        assert statuses(comparison) == [("not comparable", n, n) for n in (1, 2)]
        assert (counts.same, counts.changed, counts.values) == (0, 0, 0)
        assert (counts.masked, counts.partly_compared) == (4, 2)
        assert (counts.not_comparable_a, counts.not_comparable_b) == (2, 2)
        (said,) = comparison.why_masked
        assert why in said
        rows = runs.rows(comparison)
        assert [(row["kind"], row["note"]) for row in rows] == [("not comparable", said)] * 4
        assert [row["path"] for row in rows] == ["Surname", "Birthdate"] * 2
        expect_counts_add_up(comparison)


@pytest.mark.parametrize("other", [BEFORE, OTHERS], ids=["one document", "two documents"])
def test_under_another_key_masked_values_are_not_comparable(tmp_path: Path, other: str) -> None:
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        before = runs.run(BEFORE, PAX)
    rotate_key(settings_in(tmp_path))
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        expect_not_comparable(
            runs, before, runs.run(other, PAX), "masked under different keys. Run the older"
        )


@pytest.mark.parametrize("other", [BEFORE, OTHERS], ids=["one document", "two documents"])
def test_by_another_policy_masked_values_are_not_comparable(tmp_path: Path, other: str) -> None:
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        before = runs.run(BEFORE, PAX)
    with runs_in(tmp_path, pii_masking_enabled=True, pii_keep_words=("lounge",)) as runs:
        expect_not_comparable(runs, before, runs.run(other, PAX), "masked by different policies")


@pytest.mark.parametrize("other", [BEFORE, OTHERS], ids=["one document", "two documents"])
def test_a_masked_and_a_clear_run_are_compared_but_for_what_is_masked(
    tmp_path: Path, other: str
) -> None:
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        before = runs.run(BEFORE, PAX)
    with runs_in(tmp_path) as runs:
        expect_not_comparable(
            runs, before, runs.run(other, PAX), "Run 1 is masked and run 2 is not"
        )


def test_facts_of_an_earlier_version_are_compared_within_one_document_only(tmp_path: Path) -> None:
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        first, again, other = (runs.run(each, PAX) for each in (BEFORE, BEFORE, OTHERS))
        make_earlier(runs, first)
        expect_not_comparable(runs, first, again, "Run 1 was masked by an earlier version")
        make_earlier(runs, again)
        assert runs.compare(first, again).counts.same == 2
        make_earlier(runs, other)
        expect_not_comparable(runs, first, other, "were masked by an earlier version")


def test_what_can_be_seen_is_compared_across_keys(tmp_path: Path) -> None:
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        before = runs.run(BEFORE, PAX)
    rotate_key(settings_in(tmp_path))
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        comparison = runs.compare(before, runs.run(OTHERS.replace("ADT", "CHD", 1), PAX))
        assert statuses(comparison) == [("changed", 1, 1), ("not comparable", 2, 2)]
        assert [row["path"] for row in runs.rows(comparison) if row["kind"] == "changed"] == ["PTC"]
        assert (comparison.counts.masked, comparison.counts.partly_compared) == (4, 1)
        expect_counts_add_up(comparison)


def test_a_masked_identifier_finds_its_counterpart_under_one_key(tmp_path: Path) -> None:
    before = order(("MEIER-1", "MEIER", "1991-11-12"), ("DOE-1", "DOE", "1980-02-03"))
    after = order(("DOE-1", "ROE", "1980-02-03"), ("MEIER-1", "HUBER", "1991-11-12"))
    with runs_in(tmp_path, pii_masking_enabled=True) as runs:
        comparison = runs.of(before, after, PAX)
        assert statuses(comparison) == [("changed", 1, 2), ("changed", 2, 1)]
        assert {row["path"] for row in runs.rows(comparison)} == {"Surname"}
