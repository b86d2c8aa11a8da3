"""What may be spent in a minute: buckets, headers, and what is learned from them."""

import pytest

from discovery.llm.token_costs import Allowance, Bucket, Cost, Kind, Told, cost_of

BIG, SMALL = 1.0, 1 / 6


def test_a_call_costs_its_prompt_at_four_characters_a_token_and_all_room_for_the_answer() -> None:
    messages = [{"role": "system", "content": "x" * 10}, {"role": "user", "content": "y" * 11}]
    assert cost_of({"messages": messages}, 300) == Cost(prompt=6, answer=300)
    with_schema = cost_of({"messages": messages, "response_format": {"type": "x" * 400}}, 300)
    assert with_schema.prompt > 100


@pytest.mark.parametrize(
    ("headers", "kind", "told"),
    [
        ({"x-ratelimit-limit-tokens": "150000"}, "tokens", Told(150_000, None)),
        (
            {"x-ratelimit-limit-tokens": " 9 ", "x-ratelimit-remaining-tokens": "0"},
            "tokens",
            Told(9, 0),
        ),
        ({"x-ratelimit-limit-requests": "60"}, "tokens", Told(None, None)),
        ({"x-ratelimit-remaining-requests": "59"}, "requests", Told(None, 59)),
        (
            {"x-ratelimit-limit-tokens": "-1", "x-ratelimit-remaining-tokens": "-1"},
            "tokens",
            Told(None, None),
        ),
        ({"x-ratelimit-limit-tokens": "0"}, "tokens", Told(None, None)),
        ({"x-ratelimit-limit-tokens": "many"}, "tokens", Told(None, None)),
    ],
)
def test_headers_are_read_as_the_providers_write_them(
    headers: dict[str, str], kind: Kind, told: Told
) -> None:
    assert Told.of(headers, kind) == told


def test_a_bucket_fills_steadily_up_to_its_size() -> None:
    bucket = Bucket(per_minute=600, size=100, level=0, moment=5)
    assert [bucket.available(now) for now in (5, 6, 10, 99)] == [0, 10, 50, 100]
    assert bucket.seconds_until(30, 5) == 3
    assert bucket.seconds_until(30, 8) == 0


def test_what_is_larger_than_the_bucket_waits_for_a_full_one_and_overdraws_it() -> None:
    bucket = Bucket(per_minute=600, size=100, level=50, moment=0)
    assert bucket.seconds_until(300, 0) == 5
    bucket.spend(300, 5)
    assert bucket.available(5) == -200
    assert bucket.seconds_until(1, 5) == pytest.approx(20.1)


def test_without_a_number_there_is_no_limit_until_the_provider_tells_one() -> None:
    allowance = Allowance(0, BIG, now=0)
    mark = allowance.spend(10**9, now=0)
    assert (allowance.per_minute, allowance.seconds_until(10**9, 0)) == (0, 0)
    allowance.learn(Told(1000, 400), mark, now=0)
    assert allowance.per_minute == 1000
    assert allowance.seconds_until(400, 0) == 0
    assert allowance.seconds_until(500, 0) == pytest.approx(6, rel=0.05)


def test_what_was_sent_after_a_call_is_taken_off_what_its_answer_tells() -> None:
    allowance = Allowance(0, BIG, now=0)
    first = allowance.spend(100, now=0)
    allowance.spend(300, now=0)
    allowance.learn(Told(1000, 900), first, now=0)
    assert allowance.seconds_until(600, 0) == 0
    assert allowance.seconds_until(601, 0) > 0


def test_what_has_filled_since_a_call_is_added_to_what_its_answer_tells() -> None:
    allowance = Allowance(0, BIG, now=0)
    mark = allowance.spend(1000, now=0)
    allowance.learn(Told(1000, 0), mark, now=30)
    assert allowance.seconds_until(480, 30) == 0
    assert allowance.seconds_until(600, 30) > 5


def test_a_limit_that_changes_is_taken_over() -> None:
    allowance = Allowance(0, BIG, now=0)
    mark = allowance.spend(1, now=0)
    allowance.learn(Told(1000, 1000), mark, now=0)
    allowance.learn(Told(50, 50), mark, now=0)
    assert allowance.per_minute == 50
    assert allowance.seconds_until(1000, 0) == 0
    allowance.spend(1000, 0)
    assert allowance.seconds_until(1, 0) > 60


def test_a_setting_overrules_the_headers() -> None:
    allowance = Allowance(6000, BIG, now=0)
    allowance.learn(Told(1, 0), allowance.spend(1, now=0), now=0)
    assert (allowance.per_minute, allowance.seconds_until(5000, 0)) == (6000, 0)


def test_only_a_small_burst_of_requests_is_let_through() -> None:
    allowance = Allowance(60, SMALL, now=0)
    for _ in range(10):
        assert allowance.seconds_until(1, 0) == 0
        allowance.spend(1, now=0)
    assert allowance.seconds_until(1, 0) == pytest.approx(1, rel=0.05)


def test_a_limit_below_one_burst_still_lets_one_through() -> None:
    assert Allowance(1, SMALL, now=0).seconds_until(1, 0) == 0


def test_what_was_reserved_and_not_used_is_given_back() -> None:
    allowance = Allowance(1000, BIG, now=0)
    allowance.spend(1000, now=0)
    allowance.settle(-400, now=0)
    assert allowance.seconds_until(400, 0) == 0
    allowance.settle(900, now=0)
    assert allowance.seconds_until(1, 0) > 30


def test_after_a_refusal_there_is_room_for_that_call_only() -> None:
    allowance = Allowance(1000, BIG, now=0)
    allowance.refused(100, now=0)
    assert allowance.seconds_until(100, 0) == 0
    allowance.spend(100, now=0)
    assert allowance.seconds_until(100, 0) > 5
