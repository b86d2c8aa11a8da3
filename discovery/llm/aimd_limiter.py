"""Concurrency limit found out from what comes of calls: additive increase, multiplicative decrease.

The calls under way when one is refused are what the provider takes: there it stays. Time-outs tell
no number, so they halve (RFC 5681, 3.1), and a round of answers adds one call again.
"""

import math
from collections import deque

_LEAST_ROUND = 4
# So many answers back a number of calls at once still counts as taken: limits change.
_ANSWERS_KEPT = 64


class AimdLimiter:
    """Between 1 and `most` calls. Not safe for threads: the rate limiter calls it from one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._level = float(most)
        self._refused_above = math.inf
        self._taken: deque[int] = deque(maxlen=_ANSWERS_KEPT)
        self._outcomes: list[bool] = []
        self._time_outs_before = 0.0

    @property
    def level(self) -> int:
        """How many calls may be under way now."""
        return max(1, int(self._level))

    @property
    def is_proven(self) -> bool:
        """Whether so many calls were taken at once before."""
        return max(self._taken, default=0) >= self.level

    def allow(self, most: int) -> None:
        """Change the upper bound; where nothing held the level back, it follows."""
        untroubled = self._level >= self.most
        self.most = most
        self._level = float(most) if untroubled else min(self._level, most)

    def answered(self, at_once: int) -> None:
        """A call was answered; with it so many were under way when it was sent."""
        self._taken.append(at_once)
        self._rise(1 / self._level)
        self._note(timed_out=False)

    def refused(self, others: int) -> bool:
        """Whether a refusal with so many others under way is for them, and not for the rate.

        It is not where more were taken at once.
        """
        if others < 1 or max(self._taken, default=0) > others:
            return False
        self._refused_above = others
        self._level = min(self._level, others)
        return True

    def timed_out(self) -> None:
        """A call had no answer in time."""
        self._note(timed_out=True)

    def grow(self) -> None:
        """Try whether one more is taken than was learned from a refusal."""
        self._refused_above += 1
        self._rise(1)

    def rate_refused(self, *, is_overload: bool) -> None:
        """A refusal was not for the calls at once, so perhaps those before were not, either.

        Where no slower pace ends them, fewer calls may.
        """
        if self._level >= self._refused_above:
            self._level = float(self.most)
        self._refused_above = math.inf
        if is_overload:
            self._halve()

    def _rise(self, step: float) -> None:
        self._level = min(float(self.most), self._refused_above, self._level + step)

    def _note(self, *, timed_out: bool) -> None:
        """Judge each round of calls: one that hangs is chance, most of them or a rise is load."""
        self._outcomes.append(timed_out)
        if len(self._outcomes) < max(_LEAST_ROUND, self.level):
            return
        count = sum(self._outcomes)
        share = count / len(self._outcomes)
        if share >= 0.5 or (count > 1 and share > self._time_outs_before):
            self._halve()
        self._time_outs_before = share
        self._outcomes.clear()

    def _halve(self) -> None:
        self._level = max(1.0, self._level / 2)
