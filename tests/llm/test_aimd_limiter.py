"""How many calls at one time: what raises the level, what lowers it, and what a refusal says."""

import pytest

from discovery.llm.aimd_limiter import AimdLimiter


def after(most: int, outcomes: str) -> AimdLimiter:
    """The state after these outcomes: + answered, . timed out, a digit refused beside so many."""
    limiter = AimdLimiter(most)
    for outcome in outcomes:
        match outcome:
            case "+":
                limiter.answered(1)
            case ".":
                limiter.timed_out()
            case _:
                limiter.refused(int(outcome))
    return limiter


@pytest.mark.parametrize(
    ("outcomes", "level"),
    [
        ("", 10),
        ("++++", 10),
        ("4", 4),
        ("987654", 4),
        ("4" + "+" * 99, 4),
        ("1", 1),
        ("0", 10),
    ],
)
def test_the_calls_beside_which_one_is_refused_are_what_is_taken(outcomes: str, level: int) -> None:
    assert after(10, outcomes).level == level


def test_a_refusal_where_more_were_taken_at_once_is_not_for_them() -> None:
    limiter = after(10, "")
    limiter.answered(6)
    assert not limiter.refused(5)
    assert limiter.level == 10
    assert limiter.refused(6)
    assert limiter.level == 6


def test_what_was_taken_long_ago_counts_no_more() -> None:
    limiter = after(10, "")
    limiter.answered(8)
    for _ in range(64):
        limiter.answered(4)
    assert limiter.refused(4)
    assert limiter.level == 4


def test_so_many_are_proven_once_they_were_taken() -> None:
    limiter = after(10, "4")
    assert not limiter.is_proven
    limiter.answered(4)
    assert limiter.is_proven


def test_it_grows_by_one_and_never_above_the_workers() -> None:
    limiter = after(6, "4")
    levels = []
    for _ in range(4):
        limiter.grow()
        levels.append(limiter.level)
    assert levels == [5, 6, 6, 6]


def test_a_refusal_for_the_rate_takes_the_bound_away() -> None:
    limiter = after(10, "4")
    limiter.rate_refused(is_overload=False)
    assert limiter.level == 10


def test_an_overload_halves() -> None:
    limiter = after(10, "")
    limiter.rate_refused(is_overload=True)
    assert limiter.level == 5
    for _ in range(50):
        limiter.answered(1)
    assert limiter.level == 10


@pytest.mark.parametrize(
    ("outcomes", "level"),
    [
        ("+" * 9 + ".", 10),
        ("." + "+" * 9 + "." + "+" * 9, 10),
        ("." * 10, 5),
        ("." * 10 + "." * 5, 2),
        ("." * 10 + "+" * 6, 6),
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
    limiter = after(10, "+")
    limiter.allow(3)
    assert limiter.level == 3
    limiter.allow(20)
    assert limiter.level == 20


def test_a_level_held_back_does_not_follow_the_workers() -> None:
    limiter = after(10, "5")
    limiter.allow(20)
    assert limiter.level == 5
    limiter.allow(2)
    assert limiter.level == 2
