"""Token bucket: an allowance that fills steadily (RFC 2697 knows the same scheme)."""

from dataclasses import dataclass

_ROUNDING = 1e-6


@dataclass(slots=True)
class TokenBucket:
    """What may be spent: it fills by `rate` a second up to `size` and can be overdrawn.

    Moments are seconds of the caller's clock; `moment` is that of `level`.
    """

    rate: float
    size: float
    level: float
    moment: float

    def available(self, now: float) -> float:
        """What may be spent now; below zero when it is overdrawn."""
        return min(self.size, self.level + (now - self.moment) * self.rate)

    def seconds_until(self, cost: float, now: float) -> float:
        """How long until `cost`, or all of a bucket that is smaller, may be spent."""
        missing = min(cost, self.size) - self.available(now)
        return missing / self.rate if missing > _ROUNDING else 0.0

    def spend(self, cost: float, now: float) -> None:
        """Take out `cost`, or put it back where it is below zero."""
        self.level = min(self.size, self.available(now) - cost)
        self.moment = now
