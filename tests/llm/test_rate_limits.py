"""Limits a minute: what settings, headers and refusals say of them."""

import pytest

from discovery.llm.rate_limits import Kind, RateLimit, RateLimitHeaders

BIG, SMALL = 1.0, 1 / 6


@pytest.mark.parametrize(
    ("headers", "kind", "told"),
    [
        ({"x-ratelimit-limit-tokens": "150000"}, "tokens", RateLimitHeaders(150_000, None)),
        (
            {"x-ratelimit-limit-tokens": " 9 ", "x-ratelimit-remaining-tokens": "0"},
            "tokens",
            RateLimitHeaders(9, 0),
        ),
        ({"x-ratelimit-limit-requests": "60"}, "tokens", RateLimitHeaders(None, None)),
        ({"x-ratelimit-remaining-requests": "59"}, "requests", RateLimitHeaders(None, 59)),
        (
            {"x-ratelimit-limit-tokens": "-1", "x-ratelimit-remaining-tokens": "-1"},
            "tokens",
            RateLimitHeaders(None, None),
        ),
        ({"x-ratelimit-limit-tokens": "0"}, "tokens", RateLimitHeaders(None, None)),
        ({"x-ratelimit-limit-tokens": "many"}, "tokens", RateLimitHeaders(None, None)),
    ],
)
def test_headers_are_read_as_the_providers_write_them(
    headers: dict[str, str], kind: Kind, told: RateLimitHeaders
) -> None:
    assert RateLimitHeaders.of(headers, kind) == told


def learned(
    limit: int, remaining: int | None, *, seconds: float = 0, since: float = 0
) -> RateLimit:
    """What is known after an answer to a call sent so long ago, with so much sent after it."""
    rate_limit = RateLimit(0, BIG, now=seconds)
    rate_limit.learn(RateLimitHeaders(limit, remaining), seconds, since, now=seconds)
    return rate_limit


def test_without_a_number_there_is_no_limit_until_the_provider_tells_one() -> None:
    limit = RateLimit(0, BIG, now=0)
    limit.spend(10**9, now=0)
    assert (limit.per_minute, limit.seconds_until(10**9, 0)) == (0, 0)
    told = learned(1000, 400)
    assert told.per_minute == 1000
    assert told.seconds_until(400, 0) == 0
    assert told.seconds_until(500, 0) == pytest.approx(6, rel=0.05)


def test_what_was_sent_after_a_call_is_taken_off_what_its_answer_tells() -> None:
    limit = learned(1000, 900, since=300)
    assert limit.seconds_until(600, 0) == 0
    assert limit.seconds_until(601, 0) > 0


def test_what_has_filled_since_a_call_is_added_to_what_its_answer_tells() -> None:
    limit = learned(1000, 0, seconds=30)
    assert limit.seconds_until(480, 30) == 0
    assert limit.seconds_until(600, 30) > 5


def test_headers_can_tell_of_more_than_was_believed_until_a_refusal_belies_them() -> None:
    limit = learned(1000, 100)
    limit.learn(RateLimitHeaders(1000, 800), 0, 0, now=0)
    assert limit.seconds_until(800, 0) == 0
    limit.refused(100, now=0)
    limit.learn(RateLimitHeaders(1000, 800), 0, 0, now=0)
    assert limit.seconds_until(100, 0) > 5


def test_a_limit_that_changes_is_taken_over() -> None:
    limit = learned(1000, 1000)
    limit.learn(RateLimitHeaders(50, 50), 0, 0, now=0)
    assert limit.per_minute == 50
    assert limit.seconds_until(1000, 0) == 0
    limit.spend(1000, 0)
    assert limit.seconds_until(1, 0) > 60


def test_a_setting_overrules_the_headers() -> None:
    limit = RateLimit(6000, BIG, now=0)
    limit.learn(RateLimitHeaders(1, 0), 0, 0, now=0)
    assert (limit.per_minute, limit.seconds_until(5000, 0)) == (6000, 0)


def test_only_a_small_burst_of_requests_is_let_through() -> None:
    limit = RateLimit(60, SMALL, now=0)
    for _ in range(10):
        assert limit.seconds_until(1, 0) == 0
        limit.spend(1, now=0)
    assert limit.seconds_until(1, 0) == pytest.approx(1, rel=0.05)


def test_a_limit_below_one_burst_still_lets_one_through() -> None:
    assert RateLimit(1, SMALL, now=0).seconds_until(1, 0) == 0


def test_what_was_reserved_and_not_used_is_given_back() -> None:
    limit = RateLimit(1000, BIG, now=0)
    limit.spend(1000, now=0)
    limit.spend(-400, now=0)
    assert limit.seconds_until(400, 0) == 0


def test_a_refusal_shows_how_much_may_be_used_at_once() -> None:
    """300 were taken, the next 100 not: no more than 300 are let through after a long rest."""
    limit = RateLimit(1000, BIG, now=0)
    limit.spend(300, now=0)
    limit.spend(100, now=0)
    assert limit.refused(100, now=0)
    assert limit.seconds_until(50, 0) == pytest.approx(3, rel=0.05)
    assert limit.seconds_until(300, 600) == 0
    limit.spend(300, 600)
    assert limit.seconds_until(50, 600) > 2


def test_refusals_that_go_on_leave_less_and_less_at_once_until_that_cannot_help() -> None:
    limit = RateLimit(1000, BIG, now=0)
    limit.spend(500, now=0)
    helps = []
    for _ in range(5):
        limit.spend(100, now=0)
        helps.append(limit.refused(100, now=0))
    assert helps == [True, True, False, False, False]


def test_growth_brings_back_what_may_be_used_at_once_up_to_the_limit() -> None:
    limit = RateLimit(1000, BIG, now=0)
    limit.spend(300, now=0)
    limit.spend(100, now=0)
    limit.refused(100, now=0)
    for _ in range(20):
        limit.grow()
    assert limit.seconds_until(1000, 600) == 0
