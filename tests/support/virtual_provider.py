"""A provider in virtual time, whose calls pass a rate limiter as those of the client do."""

import asyncio
import functools
import itertools
import math
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from discovery.llm.rate_limiter import RateLimiter, WaitPolicy
from discovery.llm.refusals import retry_after_seconds
from discovery.llm.replies import Completion
from discovery.llm.token_costs import Cost
from tests.support.model_quota import Quota
from tests.support.virtual_time import run_in_virtual_time, virtual_now

SMALL = Cost(prompt=50, answer=50)

_numbers = itertools.count(1)


def policy(until: float = math.inf, pause: float = math.inf, *, queue: bool = True) -> WaitPolicy:
    """That of one more question; without an end unless given."""
    return WaitPolicy(next(_numbers), until, pause, queue)


def limiter_of(requests: int = 0, tokens: int = 0, most: int = 10) -> RateLimiter:
    """A limiter whose time is that of the loop."""
    return RateLimiter(requests, tokens, most, virtual_now, asyncio.sleep)


@dataclass
class Provider:
    """Takes calls through a limiter; notes when each was sent.

    Calls take `seconds`, one after the other, beside the `round_trip` of the network.
    """

    limiter: RateLimiter
    quota: Quota | None = None
    seconds: float | Sequence[float] = 2.0
    round_trip: float = 0.0
    refuses: Callable[[], bool] = lambda: False
    retry_after: float | None = 20.0
    sent: list[tuple[str, float]] = field(default_factory=list)
    refused: int = 0
    most_under_way: int = 0

    @property
    def share_refused(self) -> float:
        """Of all calls that were sent."""
        return self.refused / len(self.sent)

    async def ask(self, name: str, cost: Cost = SMALL, asked: WaitPolicy | None = None) -> None:
        """One call, again and again until it is taken."""
        asked = asked or policy()
        while not await self.try_once(name, cost, asked):
            self.refused += 1

    async def try_once(self, name: str, cost: Cost, asked: WaitPolicy) -> bool:
        """One call; whether it was taken."""
        async with self.limiter.acquire(cost, asked) as permit:
            self.sent.append((name, virtual_now()))
            self.most_under_way = max(self.most_under_way, self.limiter.traffic().under_way)
            await self._travel()
            body = {"messages": [{"content": "x" * cost.prompt * 4}], "max_tokens": cost.answer}
            taken, headers = self.quota.charge(body) if self.quota else (not self.refuses(), ())
            told = dict(headers)
            if not taken:
                await self._travel()
                wait = retry_after_seconds(told) if self.quota else self.retry_after
                self.limiter.refused(permit, told, 429, wait)
                return False
            await asyncio.sleep(self._seconds_of(len(self.sent)))
            if self.quota:
                self.quota.release()
            await self._travel()
            completion = Completion("{}", "", "stop", cost.prompt, cost.answer // 2, 0)
            self.limiter.answered(permit, told, completion)
            return True

    async def _travel(self) -> None:
        if self.round_trip:
            await asyncio.sleep(self.round_trip / 2)

    def _seconds_of(self, number: int) -> float:
        if isinstance(self.seconds, float | int):
            return self.seconds
        return self.seconds[number % len(self.seconds)]


async def ask_all(
    provider: Provider, count: int, workers: int, costs: Cost | Sequence[Cost] = SMALL
) -> None:
    """`count` calls by so many workers, of these costs one after the other."""
    left = iter(range(count))
    cycle = [costs] if isinstance(costs, Cost) else costs

    async def work() -> None:
        for number in left:
            await provider.ask(str(number), cycle[number % len(cycle)])

    await asyncio.gather(*(work() for _ in range(workers)))


def in_virtual_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test whose minutes pass in milliseconds."""

    @functools.wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        run_in_virtual_time(test(*arguments, **named))

    return run
