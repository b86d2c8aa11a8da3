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


@dataclass(slots=True)
class _Meter:
    """One limit a minute, and what was left of it at a moment."""

    limit: int
    left: float
    moment: float

    def read(self, now: float) -> None:
        """Bring `left` up to date: this one fills steadily."""
        filled = (now - self.moment) * self.limit / _MINUTE
        self.left, self.moment = min(self.limit, self.left + filled), now

    def seconds_until(self, amount: float, now: float) -> float:
        """How long until so much is left."""
        return max(0.0, (min(amount, self.limit) - self.left) * _MINUTE / self.limit)


class _WindowMeter(_Meter):
    """This one is full again when the next minute begins; `moment` is when this one began."""

    def read(self, now: float) -> None:
        if now - self.moment >= _MINUTE:
            self.left = self.limit
            self.moment += (now - self.moment) // _MINUTE * _MINUTE

    def seconds_until(self, amount: float, now: float) -> float:
        return 0.0 if min(amount, self.limit) <= self.left else self.moment + _MINUTE - now


def reserved_tokens(body: Mapping[str, Any]) -> int:
    """The tokens of a request's prompt, at four characters each, and of the room for its answer."""
    room: int = body.get("max_completion_tokens") or body.get("max_tokens") or 0
    return len(question(body)) // 4 + room


class Quota:
    """What the server allows in a minute; 0 is no limit.

    Args:
        fills: the allowance fills steadily, or all at once when its minute begins.
        tells: whose headers it sends; `retry_after` and `nothing` say only when to come again.
        clock: its time in seconds; one that runs fast makes tests short.
    """

    def __init__(
        self,
        *,
        tokens: int = 0,
        requests: int = 0,
        fills: Fills = "steadily",
        tells: Tells = "openai",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        meter = _Meter if fills == "steadily" else _WindowMeter
        self._clock = clock
        self._tells = tells
        self._lock = threading.Lock()
        limits = {"requests": requests, "tokens": tokens}
        self._meters = {
            kind: meter(limit, limit, clock()) for kind, limit in limits.items() if limit
        }
        self.refused = 0
        self.charged = 0

    def charge(self, body: Mapping[str, Any]) -> tuple[bool, Headers]:
        """Whether the request is taken, and the headers of its answer."""
        costs = {"requests": 1, "tokens": reserved_tokens(body)}
        with self._lock:
            now = self._clock()
            for meter in self._meters.values():
                meter.read(now)
            wait = max(
                (meter.seconds_until(costs[kind], now) for kind, meter in self._meters.items()),
                default=0.0,
            )
            if wait:
                self.refused += 1
            else:
                self.charged += costs["tokens"]
                for kind, meter in self._meters.items():
                    meter.left -= costs[kind]
            return not wait, self._headers(wait, now)

    def _headers(self, wait: float, now: float) -> Headers:
        headers: dict[str, str] = {}
        if wait and self._tells != "nothing":
            headers["retry-after"] = str(math.ceil(wait))
        if wait and self._tells in ("openai", "azure"):
            headers["retry-after-ms"] = str(math.ceil(wait * 1000))
        if self._tells in ("openai", "azure"):
            for kind, meter in self._meters.items():
                headers[f"x-ratelimit-limit-{kind}"] = str(meter.limit)
                headers[f"x-ratelimit-remaining-{kind}"] = str(max(0, int(meter.left)))
                headers[f"x-ratelimit-reset-{kind}"] = self._reset(meter, now)
        return tuple(headers.items())

    def _reset(self, meter: _Meter, now: float) -> str:
        """OpenAI writes durations as `1m12.5s`, Azure as whole seconds."""
        seconds = meter.seconds_until(meter.limit, now)
        if self._tells == "azure":
            return str(math.ceil(seconds))
        minutes, rest = divmod(seconds, 60)
        return f"{minutes:.0f}m{rest:.3f}s" if minutes else f"{rest:.3f}s"
