"""What a provider allows in a minute, from the settings or from its own `x-ratelimit-` headers.

Providers charge a request when it arrives, with its prompt and all the room for its answer, and
let the allowance fill again steadily: a token bucket (RFC 2697 knows the same scheme). Sources:
https://platform.openai.com/docs/guides/rate-limits and
https://learn.microsoft.com/azure/ai-services/openai/how-to/quota
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

MINUTE_SECONDS = 60.0
CHARACTERS_PER_TOKEN = 4
# Azure watches requests, not tokens, over 1 to 10 seconds: no larger burst of them.
REQUESTS_BURST = 1 / 6
TOKENS_BURST = 1.0

# A little less than the limit: a request reaches the provider later than it was counted here.
_PACE = 0.98
_NOTHING_MISSING = 1e-6

Kind = Literal["requests", "tokens"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call is charged with before it is made, in tokens: prompt and room for the answer."""

    prompt: int
    answer: int

    @property
    def total(self) -> int:
        """All that is reserved."""
        return self.prompt + self.answer


def cost_of(parameters: Mapping[str, Any], max_tokens: int) -> Cost:
    """The cost of a chat completion with these parameters: four characters are a token."""
    contents = (message["content"] for message in parameters["messages"])
    return Cost(tokens_in(*contents, str(parameters.get("response_format", ""))), max_tokens)


def tokens_in(*texts: str) -> int:
    """About how many tokens texts have together: four characters are a token."""
    return -(-sum(map(len, texts)) // CHARACTERS_PER_TOKEN)


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider says of one limit; None where it does not say."""

    limit: int | None
    remaining: int | None

    @classmethod
    def of(cls, headers: Mapping[str, str], kind: Kind) -> "Told":
        """Read `x-ratelimit-limit-...` and `-remaining-...`; Azure's -1 says nothing."""
        limit = _count(headers.get(f"x-ratelimit-limit-{kind}", ""))
        return cls(limit or None, _count(headers.get(f"x-ratelimit-remaining-{kind}", "")))


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,12}", text.strip()) else None


@dataclass(slots=True)
class Bucket:
    """What may be spent: it fills steadily up to `size` and can be overdrawn.

    Moments are seconds of the caller's clock; `moment` is that of `level`.
    """

    per_minute: float
    size: float
    level: float
    moment: float

    def available(self, now: float) -> float:
        """What may be spent now; below zero when it is overdrawn."""
        filled = (now - self.moment) * self.per_minute / MINUTE_SECONDS
        return min(self.size, self.level + filled)

    def seconds_until(self, cost: float, now: float) -> float:
        """How long until `cost`, or all of a bucket that is smaller, may be spent."""
        missing = min(cost, self.size) - self.available(now)
        return missing * MINUTE_SECONDS / self.per_minute if missing > _NOTHING_MISSING else 0.0

    def spend(self, cost: float, now: float) -> None:
        """Take out `cost`, or put it back where it is below zero."""
        self.level = min(self.size, self.available(now) - cost)
        self.moment = now


@dataclass(frozen=True, slots=True)
class Mark:
    """The moment a call was sent, and all that had been spent by then, that call included."""

    moment: float
    spent: float


class Allowance:
    """One limit and what is spent under it; without a number and until one is learned, no limit.

    A number in the settings is taken as it is, whatever the provider's headers say. `per_minute`
    is the limit in force, 0 where none is known; `learns` tells whether the headers count.
    """

    def __init__(self, per_minute: int, burst: float, now: float) -> None:
        """`burst` is the share of a minute's allowance that may be spent at once."""
        self.per_minute = per_minute
        self.learns = not per_minute
        self._burst = burst
        self._bucket = self._full(now) if per_minute else None
        self._spent = 0.0

    def seconds_until(self, cost: float, now: float) -> float:
        """How long until `cost` may be spent."""
        return self._bucket.seconds_until(cost, now) if self._bucket else 0.0

    def spend(self, cost: float, now: float) -> Mark:
        """Charge a call that is sent now."""
        self._spent += cost
        if self._bucket:
            self._bucket.spend(cost, now)
        return Mark(now, self._spent)

    def settle(self, difference: float, now: float) -> None:
        """Charge what a call has cost more than was reserved, or less where it is below zero."""
        if self._bucket:
            self._bucket.spend(difference, now)

    def learn(self, told: Told, mark: Mark, now: float) -> None:
        """Take over what came with the answer to the call of `mark`.

        The provider counted when that call arrived. What has filled since then and what was sent
        since then are added and taken off here.
        """
        if not self.learns or told.limit is None:
            return
        if told.limit != self.per_minute:
            self.per_minute = told.limit
            self._bucket = self._full(now)
        remaining = told.limit if told.remaining is None else told.remaining
        filled = (now - mark.moment) * told.limit * _PACE / MINUTE_SECONDS
        self._at_most(remaining + filled - (self._spent - mark.spent), now)

    def refused(self, cost: float, now: float) -> None:
        """The provider had no room for `cost`: there is no more than that now."""
        self._at_most(cost, now)

    def _at_most(self, level: float, now: float) -> None:
        if self._bucket:
            self._bucket.spend(max(0.0, self._bucket.available(now) - level), now)

    def _full(self, now: float) -> Bucket:
        size = max(1.0, self.per_minute * self._burst)
        return Bucket(self.per_minute * _PACE, size, size, now)
