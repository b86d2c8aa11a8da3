"""Schedule by which more is tried than was learned from refusals: rarely, then ever more rarely."""

_FIRST_ROUNDS, _MOST_ROUNDS = 8, 64
_ROUNDS_WHILE_GROWING = 2
_LEAST_ROUND = 4


class GrowthSchedule:
    """Counts the answers since the last refusal, in rounds of as many calls as go at once."""

    def __init__(self) -> None:
        self._answers = 0
        self._rounds = _FIRST_ROUNDS
        self._is_growing = False
        self._was_refused = False

    def is_due(self, at_once: int) -> bool:
        """A call was answered; whether it is time to try a little more."""
        self._answers += self._was_refused
        rounds = _ROUNDS_WHILE_GROWING if self._is_growing else self._rounds
        if self._answers < rounds * max(_LEAST_ROUND, at_once):
            return False
        self._answers = 0
        self._is_growing = True
        return True

    def refused(self) -> None:
        """What was tried was too much, or what was learned before does not hold any more."""
        if self._is_growing:
            self._rounds = min(_MOST_ROUNDS, 2 * self._rounds)
        self._answers = 0
        self._is_growing = False
        self._was_refused = True
