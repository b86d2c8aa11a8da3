"""Pace at which calls are taken where nothing tells it, measured between refusals.

At a refusal nothing is left. So what is taken between two of them is what the provider's allowance
has filled in that time, whatever its limit is.
"""

import math
from dataclasses import dataclass
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
# The logarithms of two changes that differ by a quarter.
_CLEAR_CHANGE = math.log(1.25)
# Where so many measures in a row did not end the refusals, they are not for the pace.
_MOST_MEASURES = 8

Unit = Literal["requests", "tokens"]
_UNITS: tuple[Unit, ...] = ("requests", "tokens")


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

    def of(self, unit: Unit) -> float:
        """How much in that unit."""
        return self.requests if unit == "requests" else self.tokens


class MeasuredPace:
    """No pace until two refusals show one. While it is open whether requests or tokens are counted,
    a call may be sent that either of them allows."""

    def __init__(self) -> None:
        self._units: tuple[Unit, ...] = _UNITS
        self._buckets: dict[Unit, TokenBucket] = {}
        self._measured: dict[Unit, float] = {}
        self._bursts: dict[Unit, float] = {}  # may be used at once after a rest
        self._measures = 0  # since the last growth or rest
        self._has_rested = True
        self._began = self._before = UsageSnapshot(0.0, 0.0, 0.0)
        self._emptied: UsageSnapshot | None = None  # by a refusal: what is taken counts from there
        self._not_taken = [0.0, 0.0]  # of what was sent since: requests and tokens

    @property
    def is_futile(self) -> bool:
        """Whether going slower has not ended the refusals."""
        return self._measures > _MOST_MEASURES

    def seconds_until(self, tokens: float, now: float) -> float:
        """How long until a call of so many tokens may be sent."""
        if not self._buckets:
            return 0.0
        call = UsageSnapshot(now, 1, tokens)
        return min(self._buckets[unit].seconds_until(call.of(unit), now) for unit in self._units)

    def sent(self, tokens: float, snapshot: UsageSnapshot) -> None:
        """A call is sent now."""
        if self._has_rested:
            self._began, self._has_rested = snapshot, False
        call = UsageSnapshot(snapshot.moment, 1, tokens)
        for unit, bucket in self._buckets.items():
            bucket.spend(call.of(unit), snapshot.moment)

    def refused(self, tokens: float, snapshot: UsageSnapshot, now: float) -> bool:
        """The call of `snapshot` came too soon; whether others were taken since the last one."""
        if not self._emptied:
            self._count_from(snapshot)
            self._before = snapshot.since(self._began)
            for unit, bucket in self._buckets.items():
                bucket.level, bucket.moment = 0.0, now
                self._bursts[unit] = min(self._bursts[unit], self._saved_up(unit, bucket.rate))
            return True
        self._measures += 1
        self.not_taken(tokens, snapshot)
        taken = self._taken_until(snapshot, self._emptied)
        if taken.requests >= _CALLS_MEASURED:
            self._count_from(snapshot)
            self._choose_unit(taken)
        if self.is_futile:
            self._buckets.clear()
        else:
            self._measure(taken, tokens, now)
        return taken.requests > 0

    def not_taken(self, tokens: float, snapshot: UsageSnapshot) -> None:
        """The call of `snapshot` was refused, so it does not count as taken."""
        if self._emptied and snapshot.requests > self._emptied.requests:
            self._not_taken[0] += 1
            self._not_taken[1] += tokens

    def rest(self) -> None:
        """Nothing was asked for a while: what was not used is saved up."""
        self._has_rested, self._emptied, self._measures = True, None, 0
        for unit, bucket in self._buckets.items():
            bucket.size = bucket.level = self._bursts[unit]

    def grow(self) -> None:
        """Try whether more is taken than was measured."""
        self._measures = 0
        for bucket in self._buckets.values():
            bucket.rate *= _GROWTH
            bucket.size *= _GROWTH

    def _count_from(self, snapshot: UsageSnapshot) -> None:
        self._emptied, self._not_taken = snapshot, [0.0, 0.0]

    def _taken_until(self, snapshot: UsageSnapshot, emptied: UsageSnapshot) -> UsageSnapshot:
        sent, (requests, tokens) = snapshot.since(emptied), self._not_taken
        return UsageSnapshot(
            sent.moment, max(0.0, sent.requests - requests), max(0.0, sent.tokens - tokens)
        )

    def _choose_unit(self, taken: UsageSnapshot) -> None:
        """What is counted is what changes less from one measure to the next."""
        measured = {unit: max(1.0, taken.of(unit)) / taken.moment for unit in _UNITS}
        if not self._measured:
            self._units = ("tokens",)
        else:
            change = {unit: abs(math.log(measured[unit] / self._measured[unit])) for unit in _UNITS}
            least = min(_UNITS, key=change.__getitem__)
            if max(change.values()) - change[least] > _CLEAR_CHANGE:
                self._units = (least,)
        self._measured = measured

    def _measure(self, taken: UsageSnapshot, tokens: float, now: float) -> None:
        """Take no more a second than was taken, and less at once than before."""
        part = 0.5 if taken.requests <= _FEW_CALLS else 0.0
        call = UsageSnapshot(now, part, part * tokens)
        for unit in _UNITS:
            rate = _PACE * (taken.of(unit) + call.of(unit)) / taken.moment
            if unit in self._buckets:
                size = self._buckets[unit].size / 2
            else:
                size = self._bursts[unit] = max(self._saved_up(unit, rate), taken.of(unit))
            self._buckets[unit] = TokenBucket(rate, max(1.0, size), 0.0, now)

    def _saved_up(self, unit: Unit, rate: float) -> float:
        """What was taken until the first refusal after a rest, and had not filled by then."""
        return max(1.0, self._before.of(unit) - rate * self._before.moment)
