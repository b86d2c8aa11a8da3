"""Rate limiter that every call to the model passes: first come, first served, within all limits.

First is who asked first: a call that is made again goes before the questions that came later, or
with many refusals some would never be answered in time.

It belongs to one event loop: its coroutines and methods run there and need no locks. Time comes
from outside, as a clock and a way to sleep, so that minutes can be tested in milliseconds.
"""

import asyncio
import itertools
import math
from bisect import insort
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from discovery.errors import ModelPausedError, ModelUnavailableError
from discovery.llm.aimd_limiter import AimdLimiter
from discovery.llm.call_spacing import CallSpacing
from discovery.llm.growth import GrowthSchedule
from discovery.llm.measured_pace import UsageSnapshot
from discovery.llm.provider_limits import ProviderLimits
from discovery.llm.replies import Completion
from discovery.llm.token_costs import Cost
from discovery.llm.traffic import Traffic

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

# The pause after a refusal that names none; it doubles while nothing is taken in between.
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0
# After so long without a call the provider has saved up what was not used.
_REST_SECONDS = 1.0

_LEAST_SLEEP_SECONDS = 0.001
_TOO_MANY = 429


@dataclass(slots=True)
class Permit:
    """Leave for one call, and how things stood when it was sent.

    `number` grows from call to call; `at_once` are the calls that the provider had to take, this
    one and those under way, but for those that turn out to be refused.
    """

    number: int
    cost: Cost
    sent: UsageSnapshot
    at_once: int


@dataclass(frozen=True, slots=True)
class WaitPolicy:
    """How a call waits: in the order of `number`, until the moment `until` at the latest, and for
    no pause longer than `pause` seconds. Who does not `queue` passes at once or not at all."""

    number: int
    until: float
    pause: float
    queue: bool = True


class RateLimiter:
    """Lets calls through as the provider's limits, its pauses and the concurrency allow.

    What is allowed is learned from headers and refusals, kept to, and tried a little higher at
    times.
    """

    def __init__(
        self,
        requests_per_minute: int,
        tokens_per_minute: int,
        most: int,
        clock: Clock,
        sleep: Sleep,
    ) -> None:
        """Limits of 0 are learned; `most` bounds the concurrency."""
        self._limits = ProviderLimits(requests_per_minute, tokens_per_minute, clock())
        self._concurrency = AimdLimiter(most)
        self._growth = GrowthSchedule()
        self._clock = clock
        self._sleep = sleep
        self._queue: list[int] = []  # the numbers of those who wait, in order
        self._changed = asyncio.Event()
        self._numbers = itertools.count()
        self._under_way: list[Permit] = []
        self._spacing = CallSpacing(clock())
        self._ended_at = self._not_before = clock()
        self._refused_at = -math.inf
        self._pause_in_vain = _FIRST_PAUSE_SECONDS

    def allow(self, most: int) -> None:
        """Change the upper bound of the concurrency."""
        self._concurrency.allow(most)
        self._wake()

    def traffic(self) -> Traffic:
        """How the calls flow; may be read from any thread."""
        return Traffic(
            concurrency=self._concurrency.level,
            workers=self._concurrency.most,
            under_way=len(self._under_way),
            waiting=len(self._queue),
            pause_seconds=max(0.0, self._not_before - self._clock()),
            requests_per_minute=self._limits.requests.per_minute,
            tokens_per_minute=self._limits.tokens.per_minute,
        )

    @asynccontextmanager
    async def acquire(self, cost: Cost, policy: WaitPolicy) -> AsyncIterator[Permit]:
        """Wait for the turn of a call and hold its permit while the call is under way.

        Raises:
            ModelPausedError: the provider wants a longer pause than the caller sits through.
            ModelUnavailableError: the turn would come too late.
        """
        self._note_rest()
        await self._wait(cost, policy)
        permit = self._issue(cost)
        try:
            yield permit
        finally:
            self._under_way.remove(permit)
            self._ended_at = self._clock()
            self._wake()

    def answered(self, permit: Permit, headers: Mapping[str, str], completion: Completion) -> None:
        """The call of `permit` was answered: settle its tokens, learn the limits."""
        now = self._clock()
        self._concurrency.answered(permit.at_once)
        if used := completion.prompt_tokens:
            self._limits.settle(permit.cost, used, completion.completion_tokens, now)
        if self._growth.is_due(permit.at_once):
            self._concurrency.grow()
            self._limits.grow()
        self._spacing.answered(now - permit.sent.moment, self._concurrency.most)
        self._learn(permit, headers)

    def refused(
        self, permit: Permit, headers: Mapping[str, str], status: int, retry_after: float | None
    ) -> None:
        """The provider did not take the call of `permit`; a wait it asks for is everyone's."""
        self._learn(permit, headers)
        pause = retry_after or 0.0
        if status == _TOO_MANY:
            pause = self._too_many(permit, pause)
        self._not_before = max(self._not_before, self._clock() + pause)
        self._spacing.refused()

    def timed_out(self) -> None:
        """A call had no answer in time."""
        self._concurrency.timed_out()

    def _too_many(self, permit: Permit, pause: float) -> float:
        """Learn from a refusal whether it is for the calls at once or for their rate; the pause.

        None where one call too many was under way, and as many as are now were taken before.
        """
        for other in self._under_way:
            if other.number > permit.number:
                other.at_once -= 1
        self._growth.refused()
        others = max(permit.at_once, len(self._under_way)) - 1  # calls may overtake one another
        if self._concurrency.refused(others):
            self._limits.not_taken(permit.cost, permit.sent)
            return 0.0 if self._concurrency.is_proven else pause
        if permit.sent.moment <= self._refused_at:  # says no more than the refusal before
            self._limits.not_taken(permit.cost, permit.sent)
            return pause
        self._refused_at = now = self._clock()
        are_others_taken = self._limits.refused(permit.cost, permit.sent, now)
        self._concurrency.rate_refused(is_overload=self._limits.pace.is_futile)
        if are_others_taken:
            self._pause_in_vain = _FIRST_PAUSE_SECONDS
            return pause or _FIRST_PAUSE_SECONDS
        self._pause_in_vain = min(2 * self._pause_in_vain, _LONGEST_PAUSE_SECONDS)
        return max(pause, self._pause_in_vain)

    def _learn(self, permit: Permit, headers: Mapping[str, str]) -> None:
        self._limits.learn(headers, permit.sent, self._clock())
        self._wake()

    def _note_rest(self) -> None:
        is_busy = self._under_way or self._queue
        if not is_busy and self._clock() > max(self._ended_at, self._not_before) + _REST_SECONDS:
            self._limits.rest()

    def _issue(self, cost: Cost) -> Permit:
        now = self._clock()
        self._spacing.sent(now)
        sent, at_once = self._limits.sent(cost, now), len(self._under_way) + 1
        permit = Permit(next(self._numbers), cost, sent, at_once)
        self._under_way.append(permit)
        return permit

    async def _wait(self, cost: Cost, policy: WaitPolicy) -> None:
        if not policy.queue:
            if self._seconds_until(cost, policy):
                raise _no_room()
            return
        insort(self._queue, policy.number)
        try:
            while seconds := self._seconds_to_wait(cost, policy):
                await self._change(seconds)
        finally:
            self._queue.remove(policy.number)
            self._wake()

    def _seconds_to_wait(self, cost: Cost, policy: WaitPolicy) -> float:
        """0.0: none. Without an end where others must make room or go first."""
        if self._queue[0] != policy.number:
            return math.inf
        spacing = self._spacing.seconds_until(self._clock()) if self._under_way else 0.0
        seconds = max(self._seconds_until(cost, policy), spacing)
        is_full = len(self._under_way) >= self._concurrency.level
        return math.inf if is_full and not seconds else seconds

    def _seconds_until(self, cost: Cost, policy: WaitPolicy) -> float:
        """How long until the pause is over and the limits have room; 0.0: now."""
        now = self._clock()
        pause = max(0.0, self._not_before - now)
        if pause > policy.pause:
            raise ModelPausedError(
                f"The model provider wants no more calls for another {_duration(pause)}. "
                "What is done is kept; go on after that."
            )
        seconds = max(pause, self._limits.seconds_until(cost, now))
        if now + seconds > policy.until:
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
