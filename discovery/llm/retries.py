"""When a failed call is made again, and after how long. The SDK's own retries are off."""

from collections.abc import Callable

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
    wait_random,
)

from discovery.llm.refusals import ProviderBusyError

LONGEST_RETRY_AFTER_SECONDS = 300.0

_JITTER_SECONDS = 0.5
_backoff = wait_exponential_jitter(multiplier=0.5, max=30.0, jitter=_JITTER_SECONDS)
_spread = wait_random(0, _JITTER_SECONDS)


def retrying(retries: int, sleep: Callable[[float], None]) -> Retrying:
    """Up to `retries` further tries of a call that may pass; then its last error is raised.

    `sleep` takes seconds and may raise to end the waiting.
    """
    return Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_attempt(retries + 1),
        wait=_wait_seconds,
        sleep=sleep,
        reraise=True,
    )


def _may_pass(error: BaseException) -> bool:
    """Whether to try again: not where the provider asks for a wait that nobody sits through."""
    if not isinstance(error, ProviderBusyError):
        return False
    return (error.retry_after or 0) <= LONGEST_RETRY_AFTER_SECONDS


def _wait_seconds(state: RetryCallState) -> float:
    """At least what the provider asks for, spread so that not all return at one moment."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ProviderBusyError) and error.retry_after is not None:
        return error.retry_after + _spread(state)
    return _backoff(state)
