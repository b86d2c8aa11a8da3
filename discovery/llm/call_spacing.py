"""Spacing of calls, so that a refusal is known before the next ones have left."""

# Until an answer shows how long calls take, and there after a refusal.
_FIRST_SECONDS, _FIRST_SECONDS_AFTER_REFUSAL = 0.01, 0.2
# Workers that keep up leave a call's time, divided by them, between two calls. Of that, the part
# that is enforced where nothing was refused yet, and where something was.
_SHARE, _SHARE_AFTER_REFUSAL = 0.125, 0.5
_LEAST_SECONDS = 0.001
_CALLS_AVERAGED = 8


class CallSpacing:
    """How far apart calls leave, at a pace that the workers never reach on average."""

    def __init__(self, now: float) -> None:
        self._sent_at = now
        self._seconds = _FIRST_SECONDS
        self._call_seconds = 0.0
        self._share = _SHARE

    def seconds_until(self, now: float) -> float:
        """How long until the next call may leave."""
        seconds = self._sent_at + self._seconds - now
        return seconds if seconds >= _LEAST_SECONDS else 0.0

    def sent(self, now: float) -> None:
        """A call leaves now."""
        self._sent_at = now

    def answered(self, seconds: float, workers: int) -> None:
        """A call took so long."""
        average = self._call_seconds or seconds
        self._call_seconds = average + (seconds - average) / _CALLS_AVERAGED
        self._seconds = self._share * self._call_seconds / workers

    def refused(self) -> None:
        """A call was refused."""
        self._share = _SHARE_AFTER_REFUSAL
        if not self._call_seconds:
            self._seconds = _FIRST_SECONDS_AFTER_REFUSAL
