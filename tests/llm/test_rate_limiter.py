"""The rate limiter in virtual time: what passes when, in which order, and how providers fare."""

import asyncio
import itertools
import math
import random

import pytest

from discovery.errors import ModelPausedError, ModelUnavailableError
from discovery.llm.token_costs import Cost
from tests.support.model_quota import Fills, Quota, Tells
from tests.support.virtual_provider import (
    SMALL,
    Provider,
    ask_all,
    in_virtual_time,
    limiter_of,
    policy,
)
from tests.support.virtual_time import virtual_now


@in_virtual_time
async def test_calls_pass_in_the_order_of_their_arrival() -> None:
    provider = Provider(limiter_of(most=1))
    names = list("abcdefgh")
    await asyncio.gather(*(provider.ask(name) for name in names))
    assert [name for name, _ in provider.sent] == names
    assert [moment for _, moment in provider.sent] == [2.0 * number for number in range(8)]


@in_virtual_time
async def test_a_call_made_again_goes_before_those_who_asked_later() -> None:
    provider = Provider(limiter_of(most=1))
    early = policy()
    later = asyncio.gather(*(provider.ask(name) for name in "abc"))
    await asyncio.sleep(1)
    await asyncio.gather(later, provider.ask("again", asked=early))
    assert [name for name, _ in provider.sent] == ["a", "again", "b", "c"]


@in_virtual_time
async def test_a_large_call_is_not_overtaken_by_small_ones() -> None:
    provider = Provider(limiter_of(tokens=6000))
    await provider.ask("first", Cost(0, 6000))
    large = asyncio.ensure_future(provider.ask("large", Cost(0, 5000)))
    await asyncio.sleep(0)
    await asyncio.gather(large, *(provider.ask("small") for _ in range(3)))
    assert [name for name, _ in provider.sent] == ["first", "large", "small", "small", "small"]


@in_virtual_time
async def test_a_call_larger_than_a_minute_allows_goes_alone_once_all_is_free() -> None:
    provider = Provider(limiter_of(tokens=6000))
    await provider.ask("half", Cost(0, 3000))
    await provider.ask("huge", Cost(0, 9000))
    await provider.ask("next")
    moments = [moment for _, moment in provider.sent]
    assert moments[1] == pytest.approx(28, abs=3)  # what is half empty is full again
    assert moments[2] > moments[1] + 30  # what was overdrawn is paid back


@in_virtual_time
async def test_no_more_calls_are_under_way_than_there_are_workers() -> None:
    provider = Provider(limiter_of(most=3))
    await ask_all(provider, 12, workers=10)
    assert provider.most_under_way == 3


@in_virtual_time
async def test_more_workers_let_more_calls_through_at_once() -> None:
    limiter = limiter_of(most=1)
    provider = Provider(limiter)
    calls = asyncio.ensure_future(ask_all(provider, 4, workers=4))
    await asyncio.sleep(1)
    limiter.allow(4)
    await calls
    assert [moment for _, moment in provider.sent] == pytest.approx([0, 1, 1, 1], abs=0.1)


@in_virtual_time
async def test_a_call_that_is_given_up_in_the_queue_holds_nobody() -> None:
    provider = Provider(limiter_of(most=1))
    first = asyncio.ensure_future(provider.ask("first"))
    given_up = asyncio.ensure_future(provider.ask("given up"))
    last = asyncio.ensure_future(provider.ask("last"))
    await asyncio.sleep(1)
    given_up.cancel()
    await asyncio.gather(first, last)
    assert provider.sent == [("first", 0), ("last", 2)]
    assert provider.limiter.traffic().waiting == 0


@in_virtual_time
async def test_a_call_that_is_given_up_under_way_makes_room() -> None:
    provider = Provider(limiter_of(most=1), seconds=100)
    given_up = asyncio.ensure_future(provider.ask("given up"))
    last = asyncio.ensure_future(provider.ask("last"))
    await asyncio.sleep(1)
    given_up.cancel()
    await last
    assert provider.sent == [("given up", 0), ("last", 1)]


@in_virtual_time
async def test_a_pause_is_everyones_and_the_calls_come_back_one_by_one() -> None:
    limiter = limiter_of()
    provider = Provider(limiter, seconds=30)
    async with limiter.acquire(SMALL, policy()) as permit:
        limiter.refused(permit, {}, 429, 20)
    assert limiter.traffic().pause_seconds == 20
    await ask_all(provider, 5, workers=5)
    moments = [moment for _, moment in provider.sent]
    assert moments[0] == 20
    steps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert all(step >= 0.199 for step in steps)


@in_virtual_time
async def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    limiter = limiter_of()
    async with limiter.acquire(SMALL, policy()) as permit:
        limiter.refused(permit, {}, 503, 20)
        limiter.refused(permit, {}, 429, 3)
    assert limiter.traffic().pause_seconds == 20


@in_virtual_time
async def test_nobody_sits_through_a_pause_that_is_too_long() -> None:
    limiter = limiter_of()
    async with limiter.acquire(SMALL, policy()) as permit:
        limiter.refused(permit, {}, 429, 3600)
    with pytest.raises(ModelPausedError, match="60 minutes"):
        await Provider(limiter).ask("x", asked=policy(pause=600))
    with pytest.raises(ModelUnavailableError, match="LLM_NODE_TIMEOUT_SECONDS"):
        await Provider(limiter).ask("x", asked=policy(until=100))
    assert virtual_now() == 0


@in_virtual_time
async def test_who_does_not_queue_passes_at_once_but_not_during_a_pause() -> None:
    limiter = limiter_of(most=1)
    provider = Provider(limiter)
    busy = asyncio.ensure_future(ask_all(provider, 3, workers=3))
    await asyncio.sleep(1)
    await provider.ask("probe", asked=policy(pause=0, queue=False))
    assert ("probe", 1) in provider.sent
    await busy
    async with limiter.acquire(SMALL, policy()) as permit:
        limiter.refused(permit, {}, 429, 5)
    with pytest.raises(ModelPausedError):
        await provider.ask("probe", asked=policy(pause=0, queue=False))


@in_virtual_time
async def test_limits_are_learned_from_the_first_answer() -> None:
    limiter = limiter_of()
    quota = Quota(tokens=9000, requests=600, tells="azure", clock=virtual_now)
    await Provider(limiter, quota).ask("x")
    traffic = limiter.traffic()
    assert (traffic.requests_per_minute, traffic.tokens_per_minute) == (600, 9000)


@in_virtual_time
async def test_half_of_all_calls_sent_away_for_20_seconds_are_all_answered_in_time() -> None:
    """Whoever asked first goes first again, so nobody is unlucky for the time limit of a node."""
    chance = random.Random(7)
    provider = Provider(limiter_of(), refuses=lambda: chance.random() < 0.5)
    await ask_all(provider, 50, workers=10)
    first_sent: dict[str, float] = {}
    for name, moment in provider.sent:
        first_sent.setdefault(name, moment)
    last_sent = dict(provider.sent)
    assert len(last_sent) == 50
    assert len(provider.sent) > 80
    assert max(last_sent[name] - first_sent[name] for name in last_sent) < 600


PROVIDERS = [
    pytest.param("steadily", "openai", 0, id="openai"),
    pytest.param("steadily", "azure", 0, id="azure"),
    pytest.param("each_minute", "azure", 0, id="azure, anew each minute"),
    pytest.param("steadily", "retry_after", 200_000, id="setting"),
    pytest.param("each_minute", "retry_after", 200_000, id="setting, anew each minute"),
]
NODE = Cost(prompt=830, answer=500)  # a node of a real order, on average


@pytest.mark.parametrize(("fills", "tells", "setting"), PROVIDERS)
@pytest.mark.parametrize("cost", [NODE, Cost(5000, 16_000)], ids=["lean", "as charged of old"])
@in_virtual_time
async def test_the_limit_is_used_and_the_provider_hardly_ever_refuses(
    fills: Fills, tells: Tells, setting: int, cost: Cost
) -> None:
    """200,000 tokens a minute for several minutes, 10 workers, calls of 2 seconds."""
    quota = Quota(tokens=200_000, fills=fills, tells=tells, clock=virtual_now)
    provider = Provider(limiter_of(tokens=setting), quota)
    count = 900_000 // cost.total
    await ask_all(provider, count, workers=10, costs=cost)
    assert quota.charged == count * cost.total
    minutes = virtual_now() / 60  # to meet the end of each is the least where nothing tells of it
    assert quota.refused <= max(0.03 * len(provider.sent), minutes)
    least = (quota.charged - 200_000) / 200_000 * 60
    if fills == "each_minute":
        least = (math.ceil(quota.charged / 200_000) - 1) * 60
    assert least / virtual_now() >= 0.9


@in_virtual_time
async def test_requests_are_paced_without_one_refusal() -> None:
    quota = Quota(requests=60, clock=virtual_now)
    provider = Provider(limiter_of(requests=60), quota)
    await ask_all(provider, 100, workers=10)
    assert quota.refused == 0
    assert 90 <= virtual_now() <= 100
