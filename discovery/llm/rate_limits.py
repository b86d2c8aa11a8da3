"""Rate limits of a provider, from the settings or its `x-ratelimit-` headers.

Providers charge a request when it arrives, with its prompt and all the room for its answer, and
let the allowance fill again steadily. How much of it may be used at once only refusals show.
Sources:
https://platform.openai.com/docs/guides/rate-limits and
https://learn.microsoft.com/azure/ai-services/openai/how-to/quota
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from discovery.llm.token_bucket import TokenBucket

# Azure watches requests, not tokens, over 1 to 10 seconds: no larger burst of them.
REQUESTS_BURST = 1 / 6
TOKENS_BURST = 1.0

# A little less than the limit: a request reaches the provider later than it was counted here.
_PACE = 0.98
_MINUTE_SECONDS = 60.0
_GROWTH = 1.25
_LESS_AT_ONCE = 0.6

Kind = Literal["requests", "tokens"]


@dataclass(frozen=True, slots=True)
class RateLimitHeaders:
    """What the provider says of one limit; None where it does not say."""

    limit: int | None
    remaining: int | None

    @classmethod
    def of(cls, headers: Mapping[str, str], kind: Kind) -> "RateLimitHeaders":
        """Read `x-ratelimit-limit-...` and `-remaining-...`; Azure's -1 says nothing."""
        limit = _count(headers.get(f"x-ratelimit-limit-{kind}", ""))
        return cls(limit or None, _count(headers.get(f"x-ratelimit-remaining-{kind}", "")))


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,12}", text.strip()) else None


class RateLimit:
    """One limit and what is left of it; without a number and until one is learned, no limit."""

    def __init__(self, per_minute: int, burst: float, now: float) -> None:
        """`burst` is the share of a minute's allowance that may be spent at once, at most."""
        self.per_minute = per_minute
        self._has_setting = bool(per_minute)
        self._burst = burst
        self._bucket = self._full(now) if per_minute else None
        self._was_refused = False

    def seconds_until(self, cost: float, now: float) -> float:
        """How long until `cost` may be spent."""
        return self._bucket.seconds_until(cost, now) if self._bucket else 0.0

    def spend(self, cost: float, now: float) -> None:
        """Charge what a call costs, or what it has cost less where it is below zero."""
        if self._bucket:
            self._bucket.spend(cost, now)

    def learn(self, told: RateLimitHeaders, seconds: float, sent_since: float, now: float) -> None:
        """Take over what came with an answer.

        The provider counted when that call arrived, `seconds` ago. What has filled since then and
        what was sent since then are added and taken off here.
        """
        if self._has_setting or told.limit is None:
            return
        if told.limit != self.per_minute or not self._bucket:
            self.per_minute = told.limit
            self._bucket = self._full(now)
        remaining = told.limit if told.remaining is None else told.remaining
        level = remaining + seconds * self._bucket.rate - sent_since
        above = self._bucket.available(now) - level
        self._bucket.spend(max(0.0, above) if self._was_refused else above, now)

    def refused(self, cost: float, now: float) -> bool:
        """There was no room for `cost`, which is spent; whether using less at once may help.

        The first time, what was used since all was left shows how much may be used at once.
        """
        if not (bucket := self._bucket):
            return False
        used = bucket.size - bucket.available(now) - cost
        bucket.size = max(
            1.0, bucket.size * _LESS_AT_ONCE if self._was_refused else min(bucket.size, used)
        )
        bucket.level, bucket.moment = 0.0, now
        self._was_refused = True
        return bucket.size > 2 * cost

    def grow(self) -> None:
        """Try whether more may be used at once than was learned."""
        if self._bucket:
            self._bucket.size = min(self._bucket.size * _GROWTH, self._highest_size)

    def _full(self, now: float) -> TokenBucket:
        """A full bucket for a limit that is new."""
        self._was_refused = False
        size = self._highest_size
        return TokenBucket(self.per_minute * _PACE / _MINUTE_SECONDS, size, size, now)

    @property
    def _highest_size(self) -> float:
        return max(1.0, self.per_minute * self._burst)
