"""When a failed call is made again, after how long, and for how long. The SDK's retries are off."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    wait_exponential_jitter,
    wait_random,
)

from discovery.errors import CancelledError
from discovery.llm.calls import CallLog
from discovery.llm.refusals import ProviderBusyError

_JITTER_SECONDS = 0.5
_backoff = wait_exponential_jitter(multiplier=0.5, max=30.0, jitter=_JITTER_SECONDS)
_spread = wait_random(0, _JITTER_SECONDS)


def never() -> bool:
    """A stop ends calls that have left, too."""
    return False


@dataclass(slots=True)
class Asking:
    """One question: how to stop it, who keeps account of it, and how long it may take.

    `number` grows from question to question. Once `stop` is set nothing more begins; a call that
    has left ends with it, unless `calls_may_end`. `node_seconds` run from the first call: after
    them no further call is made. One that does not `queue` is made at once or not at all. `clock`
    tells the moment in seconds.
    """

    number: int
    stop: threading.Event
    calls_may_end: Callable[[], bool]
    log: CallLog
    retries: int
    call_seconds: float
    node_seconds: float
    clock: Callable[[], float]
    queue: bool = True
    until: float = math.inf

    def call_begins(self) -> None:
        """A call is made now."""
        self.until = min(self.until, self.clock() + self.node_seconds)

    @property
    def seconds_left(self) -> float:
        """How long a call that begins now may take."""
        return min(self.call_seconds, self.until - self.clock())

    @property
    def is_over(self) -> bool:
        """Whether no further call may begin."""
        return self.clock() >= self.until

    def must_end(self, *, has_left: bool) -> bool:
        """Whether a call that has left the machine, or waits for its turn, must be ended now."""
        return self.stop.is_set() and not (has_left and self.calls_may_end())

    def sleep(self, seconds: float) -> None:
        """Wait; raises CancelledError as soon as `stop` is set."""
        if self.stop.wait(seconds):
            raise CancelledError("The call to the model was stopped while it waited to retry.")


def retrying(asking: Asking) -> Retrying:
    """Further tries of a call that may pass, while `asking` allows; then its last error is raised.

    A refusal because of too many requests says nothing about the call: only time bounds these.
    """
    return Retrying(
        retry=retry_if_exception_type(ProviderBusyError),
        stop=_Exhausted(asking),
        wait=_Wait(asking),
        sleep=asking.sleep,
        reraise=True,
    )


class _Exhausted:
    """Whether the retries or the time of a question are used up."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._failures = 0

    def __call__(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if not (isinstance(error, ProviderBusyError) and error.too_many_requests):
            self._failures += 1
        next_call = self._asking.clock() + state.upcoming_sleep
        return self._failures > self._asking.retries or next_call >= self._asking.until


class _Wait:
    """How long until a question is asked again: longer each time.

    What the provider asks for, and a refusal because of too many requests, is waited for at the
    rate limiter, by all calls alike.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def __call__(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ProviderBusyError):
            if error.too_many_requests and self._asking.queue:
                return 0.0
            if error.retry_after is not None:
                return _spread(state)
        return _backoff(state)
