"""What providers allow without telling it: found out, and kept to just below.

Each provider is met by a limiter that knows nothing of it but what is given here, on an event loop
with virtual time. `ideal` is the least time that the limit and the workers allow.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from discovery.llm.token_costs import Cost
from tests.support.model_quota import Quota
from tests.support.virtual_provider import Provider, ask_all, in_virtual_time, limiter_of
from tests.support.virtual_time import virtual_now

LIMIT = 200_000
WORKERS = 10
NODE = Cost(prompt=830, answer=500)
# The 23 nodes of a real order.
NODES = (
    *[Cost(930, 240)] * 5,
    *[Cost(1000, 390)] * 9,
    Cost(1400, 500),
    *[Cost(2040, 500)] * 8,
)
VARIED_SECONDS = (0.2, 0.9, 0.4, 2.0, 0.3, 0.5, 0.7, 1.1)

networks = pytest.mark.parametrize("round_trip", [0.0, 0.02])


def provider_of(
    seconds: float | Sequence[float] = 0.5,
    round_trip: float = 0.0,
    *,
    workers: int = WORKERS,
    known_requests: int = 0,
    known_tokens: int = 0,
    **allowed: Any,
) -> Provider:
    quota = Quota(clock=virtual_now, **allowed)
    limiter = limiter_of(known_requests, known_tokens, workers)
    return Provider(limiter, quota, seconds, round_trip)


def tokens_of(count: int) -> int:
    return sum(NODES[number % len(NODES)].total for number in range(count))


def seconds_for(tokens: int, over: float, call_seconds: float) -> float:
    """Under LIMIT, of which so many seconds may be used at once."""
    return (tokens - LIMIT * over / 60) / LIMIT * 60 + call_seconds


@networks
@pytest.mark.parametrize(
    ("tells", "known"), [("azure", 0), ("openai", 0), ("retry_after", LIMIT), ("nothing", LIMIT)]
)
@pytest.mark.parametrize("count", [50, 400])
@in_virtual_time
async def test_a_short_burst_of_tokens_is_met_once(
    count: int, tells: Any, known: int, round_trip: float
) -> None:
    """Headers tell what a minute has left, while six seconds are what is enforced."""
    provider = provider_of(2.0, round_trip, tokens=LIMIT, over=6.0, tells=tells, known_tokens=known)
    await ask_all(provider, count, WORKERS, NODES)
    assert provider.share_refused < 0.02
    assert seconds_for(tokens_of(count), 6, 2) / virtual_now() > 0.94


@networks
@pytest.mark.parametrize("tells", ["retry_after", "nothing"])
@in_virtual_time
async def test_a_token_limit_that_nobody_tells_is_measured(tells: Any, round_trip: float) -> None:
    provider = provider_of(2.0, round_trip, tokens=LIMIT, over=6.0, tells=tells)
    await ask_all(provider, 400, WORKERS, NODES)
    assert provider.share_refused < 0.02
    assert seconds_for(tokens_of(400), 6, 2) / virtual_now() > 0.94


@networks
@pytest.mark.parametrize("over", [1.0, 10.0, 60.0])
@pytest.mark.parametrize(("tells", "known"), [("azure", 0), ("retry_after", LIMIT)])
@in_virtual_time
async def test_bursts_of_other_lengths(
    tells: Any, known: int, over: float, round_trip: float
) -> None:
    provider = provider_of(
        2.0, round_trip, tokens=LIMIT, over=over, tells=tells, known_tokens=known
    )
    await ask_all(provider, 400, WORKERS, NODES)
    assert provider.share_refused < 0.02
    assert seconds_for(tokens_of(400), over, 2) / virtual_now() > 0.92


@networks
@in_virtual_time
async def test_windows_of_six_seconds(round_trip: float) -> None:
    """What a window does not use is lost, so that little may be used at once."""
    provider = provider_of(
        2.0,
        round_trip,
        tokens=LIMIT,
        over=6.0,
        fills="each_minute",
        tells="retry_after",
        known_tokens=LIMIT,
    )
    await ask_all(provider, 400, WORKERS, NODES)
    assert provider.share_refused < 0.02
    assert tokens_of(400) / LIMIT * 60 / virtual_now() > 0.85


@networks
@pytest.mark.parametrize("retry_after", [0.2, None, 0.0])
@pytest.mark.parametrize("at_once", [1, 2, 4, 8, 20])
@in_virtual_time
async def test_calls_at_once_are_found(
    at_once: int, retry_after: float | None, round_trip: float
) -> None:
    """46 calls of 10 workers, 0.5 s each: with four at once 5.75 s at best."""
    provider = provider_of(
        0.5, round_trip, at_once=at_once, tells="nothing", retry_after=retry_after
    )
    await ask_all(provider, 46, WORKERS, NODE)
    ideal = 46 * (0.5 + round_trip) / min(at_once, WORKERS)
    assert ideal / virtual_now() > 0.89
    # The limit is met by the first calls, which leave together, and tried once or twice again.
    assert provider.refused <= (4 if round_trip else 2)


@in_virtual_time
async def test_four_at_once_are_used_to_at_least_nine_tenths() -> None:
    provider = provider_of(at_once=4, tells="nothing", retry_after=0.2)
    await ask_all(provider, 46, WORKERS, NODE)
    assert 5.75 / virtual_now() >= 0.9
    assert provider.share_refused < 0.05


@networks
@pytest.mark.parametrize(("at_once", "workers"), [(4, 10), (8, 20)])
@in_virtual_time
async def test_calls_of_different_length_at_once(
    at_once: int, workers: int, round_trip: float
) -> None:
    provider = provider_of(
        VARIED_SECONDS,
        round_trip,
        workers=workers,
        at_once=at_once,
        tells="nothing",
        retry_after=0.2,
    )
    await ask_all(provider, 400, workers, NODE)
    mean = sum(VARIED_SECONDS) / len(VARIED_SECONDS) + round_trip
    assert 400 * mean / at_once / virtual_now() > 0.94
    assert provider.share_refused < 0.02


@in_virtual_time
async def test_a_wait_that_is_too_long_is_sat_through_once() -> None:
    """Once four are known to pass, a fifth that is refused tells nothing about them."""
    provider = provider_of(at_once=4, tells="nothing", retry_after=5.0)
    await ask_all(provider, 400, WORKERS, NODE)
    assert virtual_now() < 5 + 400 * 0.5 / 4 + 1


@networks
@pytest.mark.parametrize("seconds", [0.3, 0.5])
@pytest.mark.parametrize("known", [0, 300])
@pytest.mark.parametrize(
    "told",
    [
        {"tells": "retry_after"},
        {"tells": "openai"},
        {"tells": "azure"},
        {"tells": "nothing"},
        {"tells": "nothing", "retry_after": 0.2},
        {"tells": "nothing", "retry_after": 1.0},
        {"tells": "nothing", "retry_after": 0.0},
    ],
    ids=str,
)
@in_virtual_time
async def test_300_requests_a_minute_with_25_at_once(
    told: dict[str, Any], known: int, seconds: float, round_trip: float
) -> None:
    """46 calls of 10 workers; of 0.3 s each they take 4.5 s at best.

    Where neither limit nor wait is known the first pauses are a guess.
    """
    provider = provider_of(
        seconds, round_trip, requests=300, over=5.0, known_requests=known, **told
    )
    await ask_all(provider, 46, WORKERS, NODE)
    tells_something = known or told["tells"] != "nothing" or told.get("retry_after")
    goal = 0.9 if tells_something else 0.89
    assert ((46 - 25) / 5 + seconds + round_trip) / virtual_now() >= goal
    assert provider.refused <= 5


@networks
@pytest.mark.parametrize(
    ("limit", "burst", "seconds", "count", "workers"),
    [(60, 5, 2.0, 200, 10), (300, 25, 0.3, 400, 10), (3500, 100, 0.2, 1000, 20)],
)
@pytest.mark.parametrize("is_known", [True, False])
@in_virtual_time
async def test_requests_a_minute(
    limit: int,
    burst: int,
    seconds: float,
    count: int,
    workers: int,
    is_known: bool,
    round_trip: float,
) -> None:
    provider = provider_of(
        seconds,
        round_trip,
        workers=workers,
        requests=limit,
        over=burst / limit * 60,
        tells="retry_after",
        known_requests=limit if is_known else 0,
    )
    await ask_all(provider, count, workers, NODE)
    assert ((count - burst) * 60 / limit + seconds) / virtual_now() > 0.96
    assert provider.share_refused < 0.05


@networks
@in_virtual_time
async def test_a_limit_of_requests_and_one_of_tokens(round_trip: float) -> None:
    provider = provider_of(1.0, round_trip, requests=300, tokens=LIMIT, over=6.0, tells="azure")
    await ask_all(provider, 400, WORKERS, NODES)
    assert provider.share_refused < 0.02
    assert seconds_for(tokens_of(400), 6, 1) / virtual_now() > 0.95


@networks
@in_virtual_time
async def test_calls_at_once_and_a_limit_of_requests(round_trip: float) -> None:
    provider = provider_of(
        0.5, round_trip, requests=300, over=5.0, at_once=4, tells="retry_after", retry_after=0.2
    )
    await ask_all(provider, 200, WORKERS, NODE)
    assert (200 - 25) / 5 / virtual_now() > 0.95
    assert provider.share_refused < 0.06


@networks
@in_virtual_time
async def test_large_calls_before_small_ones(round_trip: float) -> None:
    """What is measured of large calls holds for small ones, as long as tokens are what counts."""
    provider = provider_of(1.0, round_trip, tokens=LIMIT, over=10.0, tells="retry_after")
    await ask_all(provider, 400, WORKERS, [Cost(5000, 1000)] * 100 + [Cost(300, 200)] * 300)
    assert seconds_for(100 * 6000 + 300 * 500, 10, 1) / virtual_now() > 0.95


@pytest.mark.parametrize(
    ("allowed", "share", "ideal"),
    [
        ({"at_once": 8, "retry_after": 0.2}, 0.5, 10 + (400 - 160) / 8),
        ({"at_once": 4, "retry_after": 0.2}, 2.0, 10 + (400 - 80) / 16),
        ({"requests": 300, "over": 5.0}, 1 / 3, 10 + (400 - 75) / 1.667),
        ({"requests": 100, "over": 5.0}, 3.0, 10 + (400 - 25) / 5),
    ],
)
@in_virtual_time
async def test_limits_that_change_in_a_run_are_followed(
    allowed: dict[str, Any], share: float, ideal: float
) -> None:
    provider = provider_of(0.5, 0.03, tells="retry_after", **allowed)
    assert provider.quota
    calls = asyncio.ensure_future(ask_all(provider, 400, WORKERS, NODE))
    await asyncio.sleep(10)
    provider.quota.change(share)
    await calls
    assert ideal / virtual_now() > 0.7
    assert provider.share_refused < 0.05


@in_virtual_time
async def test_a_second_run_begins_with_what_was_saved_up_meanwhile() -> None:
    provider = provider_of(0.3, 0.03, requests=300, over=5.0, tells="retry_after")
    await ask_all(provider, 46, WORKERS, NODE)
    await asyncio.sleep(600)
    began = virtual_now()
    await ask_all(provider, 46, WORKERS, NODE)
    assert ((46 - 25) / 5 + 0.33) / (virtual_now() - began) > 0.85


@in_virtual_time
async def test_refusals_by_chance_do_not_slow_calls_down_for_good() -> None:
    """Every tenth call is refused, however few there are."""
    provider = provider_of()
    provider.quota, provider.retry_after = None, None
    provider.refuses = lambda: len(provider.sent) % 10 == 9
    await ask_all(provider, 1000, WORKERS, NODE)
    assert virtual_now() < 1000 * 0.5 / WORKERS * 4


@networks
@in_virtual_time
async def test_without_a_limit_nothing_is_lost(round_trip: float) -> None:
    provider = provider_of(1.0, round_trip)
    await ask_all(provider, 100, WORKERS, NODE)
    assert 100 * (1 + round_trip) / WORKERS / virtual_now() > 0.97
