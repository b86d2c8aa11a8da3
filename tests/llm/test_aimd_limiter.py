"""How many calls at one time: what raises the level, and what halves it."""

import pytest
from discovery.llm.concurrency import Concurrency


def after(most: int, outcomes: str) -> Concurrency:
    """The state after these outcomes: + answered, - refused, . timed out."""
    concurrency = Concurrency(most)
    for outcome in outcomes:
        match outcome:
            case "+":
                concurrency.succeeded()
            case "-":
                concurrency.refused(concurrency.era)
            case ".":
                concurrency.timed_out()
    return concurrency


@pytest.mark.parametrize(
    ("outcomes", "level"),
    [
        ("", 10),
        ("++++", 10),
        ("-", 5),
        ("--", 2),
        ("--------", 1),
        ("-" + "+" * 6, 6),
        ("-" + "+" * 13, 7),
        ("-" + "+" * 99, 10),
        ("----" + "+", 2),
    ],
)
def test_a_refusal_halves_and_a_round_of_successes_adds_one(outcomes: str, level: int) -> None:
    assert after(10, outcomes).level == level


def test_refusals_of_calls_sent_together_halve_once() -> None:
    concurrency = Concurrency(16)
    era = concurrency.era
    for _ in range(16):
        concurrency.refused(era)
    assert concurrency.level == 8


@pytest.mark.parametrize(
    ("outcomes", "level"),
    [
        ("+" * 9 + ".", 10),
        ("." + "+" * 9 + "." + "+" * 9, 10),
        ("." * 10, 5),
        ("." * 10 + "." * 5, 2),
        ("+" * 10 + "..." + "+" * 7, 5),
        ("..+++" * 2, 5),
        ("." * 99, 1),
    ],
)
def test_time_outs_halve_when_they_rise_or_are_many(outcomes: str, level: int) -> None:
    assert after(10, outcomes).level == level


def test_time_outs_that_neither_rise_nor_are_many_are_chance() -> None:
    """A fifth of the calls hang whatever the load: the calls keep most of their breadth."""
    levels = [after(10, ("++++." * count)).level for count in range(100)]
    assert sum(levels) / len(levels) > 5


def test_an_untroubled_level_follows_the_workers() -> None:
    concurrency = after(10, "+")
    concurrency.allow(3)
    assert concurrency.level == 3
    concurrency.allow(20)
    assert concurrency.level == 20


def test_a_level_held_back_does_not_follow_the_workers() -> None:
    concurrency = after(10, "-")
    concurrency.allow(20)
    assert concurrency.level == 5
    concurrency.allow(2)
    assert concurrency.level == 2
