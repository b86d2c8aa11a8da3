"""How fast the model answers, learned from the calls that it answered."""

import threading
from collections import deque
from dataclasses import dataclass
from statistics import fmean

# What is supposed before anything is measured: a hosted model of middle size.
_CALL_SECONDS = 1.0
_TOKEN_SECONDS = 1 / 60

_CALLS_KEPT = 50


@dataclass(frozen=True, slots=True)
class _Line:
    """Seconds of a call: a fixed part, and a part for each token of the answer."""

    call: float
    token: float

    def seconds(self, tokens: float) -> float:
        return self.call + self.token * tokens


_SUPPOSED = _Line(_CALL_SECONDS, _TOKEN_SECONDS)


class Speed:
    """The time that calls take, by the length of their answers. Safe in threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._measured: deque[tuple[int, float]] = deque(maxlen=_CALLS_KEPT)

    def note(self, seconds: float, completion_tokens: int) -> None:
        """A call was answered with so many tokens (0: not known) after so many seconds."""
        if not completion_tokens:
            return
        with self._lock:
            self._measured.append((completion_tokens, seconds))

    def seconds(self, completion_tokens: int) -> float:
        """The expected seconds of one call with so long an answer."""
        with self._lock:
            measured = list(self._measured)
        return _fitted(measured).seconds(completion_tokens)


def _fitted(measured: list[tuple[int, float]]) -> _Line:
    """The least-squares line through what was measured, neither part below zero."""
    if not measured:
        return _SUPPOSED
    tokens, seconds = fmean(each[0] for each in measured), fmean(each[1] for each in measured)
    spread = sum((each[0] - tokens) ** 2 for each in measured)
    if not spread:
        share = seconds / _SUPPOSED.seconds(tokens)
        return _Line(_SUPPOSED.call * share, _SUPPOSED.token * share)
    token = sum((each[0] - tokens) * (each[1] - seconds) for each in measured) / spread
    if token < 0:
        return _Line(seconds, 0.0)
    if token * tokens > seconds:
        return _through_zero(measured)
    return _Line(seconds - token * tokens, token)


def _through_zero(measured: list[tuple[int, float]]) -> _Line:
    """The least-squares line without a fixed part."""
    squares = sum(tokens**2 for tokens, _ in measured)
    return _Line(0.0, sum(tokens * seconds for tokens, seconds in measured) / squares)
