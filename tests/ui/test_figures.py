"""Figures in words: what a run is expected to take, and what it took."""

from dataclasses import replace
from pathlib import Path

import pytest

from discovery.processing.expectation import Expectation
from discovery.ui.figures import answer_words, budget_words, expected_words, money
from tests.support.home import settings_in

EXPECTED = Expectation(19, 12_345, 6_789, 0.01234, 9.04, is_rough=False)


@pytest.mark.parametrize(
    ("usd", "said"),
    [
        (0.0, "$0.0000"),
        (0.00001, "under $0.0001"),
        (0.01234, "$0.0123"),
        (1.239, "$1.24"),
        (1234.5, "$1,234.50"),
    ],
)
def test_money_is_never_rounded_to_nothing(usd: float, said: str) -> None:
    assert money(usd) == said


def test_what_is_expected_is_rounded_and_priced() -> None:
    assert expected_words(EXPECTED) == (
        "About 12,300 tokens to send, 6,790 to receive, $0.0123, 9.0 s"
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"cost_usd": None}, ", price not known, "),
        ({"is_rough": True}, " · rough, as not every subtree was read for it"),
        ({"same_question": 2}, " · 2 with the same question as another one"),
        (
            {"from_cache": 3, "split": 1},
            " · 3 answered from the cache, 1 split into parts",
        ),
        ({"calls": 0, "from_cache": 3}, "Nothing to send · 3 answered from the cache"),
    ],
)
def test_what_is_unusual_is_named(more: dict[str, object], said: str) -> None:
    assert said in expected_words(replace(EXPECTED, **more))


def test_a_budget_that_is_enough_is_not_mentioned(tmp_path: Path) -> None:
    assert budget_words(EXPECTED, settings_in(tmp_path)) == ""
    enough = settings_in(tmp_path, run_budget_usd=0.02, run_budget_tokens=20_000)
    assert budget_words(EXPECTED, enough) == ""


def test_a_budget_that_will_be_reached_is_named(tmp_path: Path) -> None:
    tight = settings_in(tmp_path, run_budget_usd=0.01, run_budget_tokens=19_000)
    said = budget_words(EXPECTED, tight)
    assert "more than RUN_BUDGET_USD=0.01 and RUN_BUDGET_TOKENS=19000" in said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((None, 1, 1), ""),
        (("model", 1, 1), "model"),
        (("model", 1, 2), "with 1 other"),
        (("model", 4, 1), "in 4 parts"),
        (("cache", 4, 1), "cache"),
        (("same question", 1, 1), "same question"),
    ],
)
def test_who_answered(answer: tuple[str | None, int, int], said: str) -> None:
    assert answer_words(*answer) == said
