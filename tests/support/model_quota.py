"""The quota of the loopback model server: requests and tokens a minute, as big providers count.

A request is charged when it arrives, with its prompt and all the room it asks for its answer;
what it does not use is not given back. Beyond the limit it is answered with 429 at once.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.support.model_answers import question

Headers = tuple[tuple[str, str], ...]
Fills = Literal["steadily", "each_minute"]
Tells = Literal["openai", "azure", "retry_after", "nothing"]

_MINUTE = 60.0
_ROUNDING = 1e-6


@dataclass(slots=True)
class _Meter:
    """One limit, enforced over `period` seconds, and what was left of it at a moment."""

    limit: float
    period: float
    left: float
    moment: float

    def read(self, now: float) -> None:
        """Bring `left` up to date: this one fills steadily."""
        filled = (now - self.moment) * self.limit / self.period
        self.left, self.moment = min(self.limit, self.left + filled), now

    def seconds_until(self, amount: float, now: float) -> float:
        """How long until so much is left."""
        missing = min(amount, self.limit) - self.left
        return missing * self.period / self.limit if missing > _ROUNDING else 0.0


class _WindowMeter(_Meter):
    """This one is full again when the next period begins; `moment` is when this one began."""

    def read(self, now: float) -> None:
        if now - self.moment >= self.period - _ROUNDING:
            self.left = self.limit
            self.moment += (now - self.moment + _ROUNDING) // self.period * self.period

    def seconds_until(self, amount: float, now: float) -> float:
        if min(amount, self.limit) <= self.left + _ROUNDING:
            return 0.0
        return self.moment + self.period - now


def reserved_tokens(body: Mapping[str, Any]) -> int:
    """The tokens of a request's prompt, at four characters each, and of the room for its answer."""
    room: int = body.get("max_completion_tokens") or body.get("max_tokens") or 0
    return len(question(body)) // 4 + room


class Quota:
    """What the server allows in a minute; 0 is no limit.

    Args:
        fills: the allowance fills steadily, or all at once when its period begins.
        tells: whose headers it sends; `retry_after` and `nothing` say only when to come again.
            OpenAI's tell what remains of what is enforced, Azure's what remains of the minute.
        over: the seconds that the limits are enforced over: 6 allow a tenth of a minute at once.
        at_once: how many requests may be under way at one time; 0 is no limit.
        retry_after: what `Retry-After` says, whatever is true; None says what is.
        clock: its time in seconds; one that runs fast makes tests short.
    """

    def __init__(
        self,
        *,
        tokens: int = 0,
        requests: int = 0,
        fills: Fills = "steadily",
        tells: Tells = "openai",
        over: float = _MINUTE,
        at_once: int = 0,
        retry_after: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._tells = tells
        self._lock = threading.Lock()
        self._limits = {
            kind: limit for kind, limit in (("requests", requests), ("tokens", tokens)) if limit
        }
        self._enforced = self._meters(fills, over)
        self._minutes = self._meters(fills, _MINUTE)
        self._retry_after = retry_after
        self.at_once = at_once
        self.under_way = 0
        self.refused = 0
        self.charged = 0

    def _meters(self, fills: Fills, period: float) -> dict[str, _Meter]:
        meter = _Meter if fills == "steadily" else _WindowMeter
        sizes = {kind: limit * period / _MINUTE for kind, limit in self._limits.items()}
        return {kind: meter(size, period, size, self._clock()) for kind, size in sizes.items()}

    def change(self, share: float) -> None:
        """From now on so many times as much is allowed."""
        with self._lock:
            for meter in (*self._enforced.values(), *self._minutes.values()):
                meter.read(self._clock())
                meter.limit *= share
                meter.left = min(meter.left, meter.limit)
            self._limits = {kind: int(limit * share) for kind, limit in self._limits.items()}
            self.at_once = int(self.at_once * share)

    def charge(self, body: Mapping[str, Any]) -> tuple[bool, Headers]:
        """Whether the request is taken, and the headers of its answer."""
        costs = {"requests": 1, "tokens": reserved_tokens(body)}
        with self._lock:
            now = self._clock()
            meters = (*self._enforced.items(), *self._minutes.items())
            for _, meter in meters:
                meter.read(now)
            wait = max(
                (meter.seconds_until(costs[kind], now) for kind, meter in self._enforced.items()),
                default=0.0,
            )
            if taken := not (wait or (self.at_once and self.under_way >= self.at_once)):
                self.under_way += 1
                self.charged += costs["tokens"]
                for kind, meter in meters:
                    meter.left -= costs[kind]
            else:
                self.refused += 1
            return taken, self._headers(taken, wait, now)

    def release(self) -> None:
        """A request that was taken is answered."""
        with self._lock:
            self.under_way -= 1

    def _headers(self, taken: bool, wait: float, now: float) -> Headers:
        headers: dict[str, str] = {}
        if not taken:
            headers |= self._wait_headers(wait)
        if self._tells in ("openai", "azure"):
            told = self._enforced if self._tells == "openai" else self._minutes
            for kind, meter in told.items():
                headers[f"x-ratelimit-limit-{kind}"] = str(self._limits[kind])
                headers[f"x-ratelimit-remaining-{kind}"] = str(max(0, int(meter.left)))
                headers[f"x-ratelimit-reset-{kind}"] = self._reset(meter, now)
        return tuple(headers.items())

    def _wait_headers(self, wait: float) -> dict[str, str]:
        if self._retry_after is not None:
            return {"retry-after": f"{self._retry_after:g}"}
        if not wait or self._tells == "nothing":
            return {}
        headers = {"retry-after": str(math.ceil(wait))}
        if self._tells != "retry_after":
            headers["retry-after-ms"] = str(math.ceil(wait * 1000))
        return headers

    def _reset(self, meter: _Meter, now: float) -> str:
        """OpenAI writes durations as `1m12.5s`, Azure as whole seconds."""
        seconds = meter.seconds_until(meter.limit, now)
        if self._tells == "azure":
            return str(math.ceil(seconds))
        minutes, rest = divmod(seconds, 60)
        return f"{minutes:.0f}m{rest:.3f}s" if minutes else f"{rest:.3f}s"
