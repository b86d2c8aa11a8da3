"""The gate that every call to the model passes: first come, first served, within all limits.

First is who asked first: a call that is made again goes before the questions that came later, or
with many refusals some would never be answered in time.

It belongs to one event loop: its coroutines and methods run there and need no locks. Time comes
from outside, as a clock and a way to sleep, so that minutes can be tested in milliseconds.
"""

import asyncio
import math
from bisect import insort
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from discovery.errors import ModelPausedError, ModelUnavailableError
from discovery.llm.concurrency import Concurrency
from discovery.llm.limits import (
    REQUESTS_BURST,
    TOKENS_BURST,
    Allowance,
    Cost,
    Mark,
    Told,
)
from discovery.llm.replies import Completion

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

# After a pause the calls come back one by one: a second refusal takes about that long to arrive.
COMEBACK_SECONDS = 0.2

_LEAST_SLEEP_SECONDS = 0.001
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Traffic:
    """How the calls of all runs flow at this moment.

    `concurrency` is how many may be under way, at most `workers`; `pause_seconds` is how long the
    provider still wants none. A limit of 0 a minute is not known.
    """

    concurrency: int
    workers: int
    under_way: int
    waiting: int
    pause_seconds: float
    requests_per_minute: int
    tokens_per_minute: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One call that passed the gate, and how things stood when it did."""

    cost: Cost
    requests: Mark
    tokens: Mark
    era: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How a call waits: in the order of `number`, until the moment `until` at the latest, and for
    no pause longer than `pause` seconds. Who does not `queue` passes at once or not at all."""

    number: int
    until: float
    pause: float
    queue: bool = True


class Gate:
    """Lets calls through as the provider's limits, its pauses and the concurrency allow."""

    def __init__(
        self,
        requests_per_minute: int,
        tokens_per_minute: int,
        most: int,
        clock: Clock,
        sleep: Sleep,
    ) -> None:
        """Limits of 0 are learned from the provider's headers; `most` bounds the concurrency."""
        self._requests = Allowance(requests_per_minute, REQUESTS_BURST, clock())
        self._tokens = Allowance(tokens_per_minute, TOKENS_BURST, clock())
        self._concurrency = Concurrency(most)
        self._clock = clock
        self._sleep = sleep
        self._queue: list[int] = []  # the numbers of those who wait, in order
        self._changed = asyncio.Event()
        self._under_way = 0
        self._not_before = clock()
        self._coming_back = 0
        self._refunds = True

    def allow(self, most: int) -> None:
        """Change the upper bound of the concurrency."""
        self._concurrency.allow(most)
        self._wake()

    def traffic(self) -> Traffic:
        """How the calls flow; may be read from any thread."""
        return Traffic(
            concurrency=self._concurrency.level,
            workers=self._concurrency.most,
            under_way=self._under_way,
            waiting=len(self._queue),
            pause_seconds=max(0.0, self._not_before - self._clock()),
            requests_per_minute=self._requests.per_minute,
            tokens_per_minute=self._tokens.per_minute,
        )

    @asynccontextmanager
    async def turn(self, cost: Cost, patience: Patience) -> AsyncIterator[Turn]:
        """Wait for the turn of a call and hold it while the call is under way.

        Raises:
            ModelPausedError: the provider wants a longer pause than the caller sits through.
            ModelUnavailableError: the turn would come too late.
        """
        await self._wait(cost, patience)
        turn = self._begin(cost)
        try:
            yield turn
        finally:
            self._under_way -= 1
            self._wake()

    def answered(self, turn: Turn, headers: Mapping[str, str], completion: Completion) -> None:
        """The call of `turn` was answered: settle its tokens, learn the limits."""
        self._concurrency.succeeded()
        if completion.prompt_tokens:
            answer = completion.completion_tokens if self._refunds else turn.cost.answer
            used = completion.prompt_tokens + answer
            self._tokens.settle(used - turn.cost.total, self._clock())
        self._learn(turn, headers)

    def refused(
        self, turn: Turn, headers: Mapping[str, str], status: int, retry_after: float | None
    ) -> None:
        """The provider did not take the call of `turn`; a wait it asks for is everyone's."""
        self._learn(turn, headers)
        if retry_after is not None:
            self._not_before = max(self._not_before, self._clock() + retry_after)
            self._coming_back = self._concurrency.most
        if status == _TOO_MANY:
            self._concurrency.refused(turn.era)
            self._trust_less(turn)

    def timed_out(self) -> None:
        """A call had no answer in time."""
        self._concurrency.timed_out()

    def _trust_less(self, turn: Turn) -> None:
        """There was room here, but not there: perhaps what was reserved stays charged there.

        Where headers tell what remains they tell that, too.
        """
        now = self._clock()
        self._refunds = self._tokens.learns
        self._tokens.refused(turn.cost.total, now)
        self._requests.refused(1, now)

    def _learn(self, turn: Turn, headers: Mapping[str, str]) -> None:
        now = self._clock()
        self._requests.learn(Told.of(headers, "requests"), turn.requests, now)
        self._tokens.learn(Told.of(headers, "tokens"), turn.tokens, now)
        self._wake()

    def _begin(self, cost: Cost) -> Turn:
        now = self._clock()
        if self._coming_back:
            self._coming_back -= 1
            self._not_before = now + COMEBACK_SECONDS
        self._under_way += 1
        requests, tokens = self._requests.spend(1, now), self._tokens.spend(cost.total, now)
        return Turn(cost, requests, tokens, self._concurrency.era)

    async def _wait(self, cost: Cost, patience: Patience) -> None:
        if not patience.queue:
            if self._seconds_until(cost, patience):
                raise _no_room()
            return
        insort(self._queue, patience.number)
        try:
            while seconds := self._seconds_to_wait(cost, patience):
                await self._change(seconds)
        finally:
            self._queue.remove(patience.number)
            self._wake()

    def _seconds_to_wait(self, cost: Cost, patience: Patience) -> float:
        """0.0: none. Without an end where others must make room or go first."""
        if self._queue[0] != patience.number:
            return math.inf
        seconds = self._seconds_until(cost, patience)
        is_full = self._under_way >= self._concurrency.level
        return math.inf if is_full and not seconds else seconds

    def _seconds_until(self, cost: Cost, patience: Patience) -> float:
        """How long until the pause is over and the limits have room; 0.0: now."""
        now = self._clock()
        pause = max(0.0, self._not_before - now)
        if pause > patience.pause:
            raise ModelPausedError(
                f"The model provider wants no more calls for another {_duration(pause)}. "
                "What is done is kept; go on after that."
            )
        seconds = max(
            pause, self._requests.seconds_until(1, now), self._tokens.seconds_until(cost.total, now)
        )
        if now + seconds > patience.until:
            raise _no_room()
        return seconds

    async def _change(self, seconds: float) -> None:
        """Wait until something has changed, and no longer than that."""
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._changed.wait())]
        if seconds < math.inf:
            waits.append(asyncio.ensure_future(self._sleep(max(seconds, _LEAST_SLEEP_SECONDS))))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _wake(self) -> None:
        """Let all who wait look again; who begins to wait now waits for the next change."""
        self._changed.set()
        self._changed = asyncio.Event()


def _no_room() -> ModelUnavailableError:
    return ModelUnavailableError(
        "The provider's limits leave no room for this section in time. Use fewer workers, "
        "try again later, or raise LLM_NODE_TIMEOUT_SECONDS."
    )


def _duration(seconds: float) -> str:
    return f"{seconds:,.0f} seconds" if seconds < 120 else f"{seconds / 60:,.0f} minutes"
