"""How many calls may be under way at one time, found out from what comes of them.

Additive increase, multiplicative decrease (RFC 5681, 3.1): a round of successes adds one call, a
refusal halves, so that the calls settle at what the provider can bear.
"""

_LEAST_ROUND = 4


class Concurrency:
    """Between 1 and `most` calls. Not safe for threads: the gate calls it from one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._level = float(most)
        self._halvings = 0
        self._outcomes: list[bool] = []
        self._time_outs_before = 0.0

    @property
    def level(self) -> int:
        """How many calls may be under way now."""
        return max(1, int(self._level))

    @property
    def era(self) -> int:
        """Grows with each halving: what was sent before one tells nothing about the level after."""
        return self._halvings

    def allow(self, most: int) -> None:
        """Change the upper bound; where nothing held the level back, it follows."""
        untroubled = self._level >= self.most
        self.most = most
        self._level = float(most) if untroubled else min(self._level, most)

    def succeeded(self) -> None:
        """A call was answered."""
        self._level = min(float(self.most), self._level + 1 / self._level)
        self._note(timed_out=False)

    def refused(self, era: int) -> None:
        """The provider takes no more for now; `era` is that of the moment the call was sent."""
        if era == self._halvings:
            self._halve()

    def timed_out(self) -> None:
        """A call had no answer in time."""
        self._note(timed_out=True)

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
        self._halvings += 1
