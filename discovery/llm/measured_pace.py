"""Pace at which calls are taken where nothing tells it, measured between refusals.

At a refusal nothing is left. So what is taken between two of them is what the provider's allowance
has filled in that time, whatever its limit is.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

from discovery.llm.token_bucket import TokenBucket

# A little less than was measured.
_PACE = 0.98
_GROWTH = 1.25
# So many calls between two refusals measure well; fewer are counted together with the next ones.
_CALLS_MEASURED = 8
# Of so few the measure is rather taken too high: a pace too fast is corrected at once, one too slow
# lasts.
_FEW_CALLS = 2
# A measure so much below the one before shows that another unit is counted.
_REFUTED = 0.7

Unit = Literal["requests", "tokens"]


@dataclass(frozen=True, slots=True)
class UsageSnapshot:
    """The moment a call was sent, and all that had been sent by then, that call included."""

    moment: float
    requests: float
    tokens: float

    def since(self, earlier: "UsageSnapshot") -> "UsageSnapshot":
        """What lies between; the moment becomes seconds."""
        return UsageSnapshot(
            self.moment - earlier.moment,
            self.requests - earlier.requests,
            self.tokens - earlier.tokens,
        )

    def with_call(self, tokens: float) -> "UsageSnapshot":
        """One more call of so many tokens."""
        return replace(self, requests=self.requests + 1, tokens=self.tokens + tokens)

    def of(self, unit: Unit) -> float:
        """How much in that unit."""
        return self.requests if unit == "requests" else self.tokens


class MeasuredPace:
    """No pace until two refusals show one. It is counted in tokens until that is refuted."""

    def __init__(self) -> None:
        self._unit: Unit = "tokens"
        self._bucket: TokenBucket | None = None
        self._measured = math.inf
        self._burst = 0.0  # may be used at once after a rest
        self._has_rested = True
        self._began = self._before = UsageSnapshot(0.0, 0.0, 0.0)
        self._emptied: UsageSnapshot | None = None  # by a refusal: what is taken counts from there

    def seconds_until(self, tokens: float, now: float) -> float:
        """How long until a call of so many tokens may be sent."""
        return self._bucket.seconds_until(self._cost(tokens), now) if self._bucket else 0.0

    def sent(self, tokens: float, snapshot: UsageSnapshot) -> None:
        """A call is sent now."""
        if self._has_rested:
            self._began, self._has_rested = snapshot, False
        if self._bucket:
            self._bucket.spend(self._cost(tokens), snapshot.moment)

    def refused(self, tokens: float, snapshot: UsageSnapshot, now: float) -> bool:
        """The call of `snapshot` came too soon; whether others were taken since the last one."""
        if not self._emptied:
            self._emptied = snapshot
            self._before = snapshot.since(self._began)
            if self._bucket:
                self._bucket.level, self._bucket.moment = 0.0, now
                self._burst = min(self._burst, self._saved_up(self._bucket.rate))
            return True
        taken = snapshot.since(self._emptied.with_call(tokens))
        if taken.requests >= _CALLS_MEASURED:
            self._emptied = snapshot
            self._choose_unit(taken)
        else:
            self.not_taken(tokens)
        self._measure(taken, self._cost(tokens), now)
        return taken.requests > 0

    def not_taken(self, tokens: float) -> None:
        """A call that was refused does not count as taken."""
        if self._emptied:
            self._emptied = self._emptied.with_call(tokens)

    def rest(self) -> None:
        """Nothing was asked for a while: what was not used is saved up."""
        self._has_rested, self._emptied = True, None
        if self._bucket:
            self._bucket.size = self._bucket.level = self._burst

    def grow(self) -> None:
        """Try whether more is taken than was measured."""
        if self._bucket:
            self._bucket.rate *= _GROWTH
            self._bucket.size *= _GROWTH

    def _cost(self, tokens: float) -> float:
        return tokens if self._unit == "tokens" else 1.0

    def _choose_unit(self, taken: UsageSnapshot) -> None:
        measured = taken.of(self._unit) / taken.moment
        if measured < _REFUTED * self._measured < math.inf:
            self._unit = "requests" if self._unit == "tokens" else "tokens"
            self._bucket = None
        self._measured = taken.of(self._unit) / taken.moment

    def _measure(self, taken: UsageSnapshot, cost: float, now: float) -> None:
        """Take no more a second than was taken, and less at once than before."""
        half_a_call = cost / 2 if taken.requests <= _FEW_CALLS else 0.0
        rate = _PACE * (taken.of(self._unit) + half_a_call) / taken.moment
        if self._bucket:
            size = self._bucket.size / 2
        else:
            size = self._burst = max(self._saved_up(rate), taken.of(self._unit))
        self._bucket = TokenBucket(rate, max(1.0, size), 0.0, now)

    def _saved_up(self, rate: float) -> float:
        """What was taken until the first refusal after a rest, and had not filled by then."""
        return max(1.0, self._before.of(self._unit) - rate * self._before.moment)
