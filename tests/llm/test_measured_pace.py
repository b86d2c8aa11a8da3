"""The pace that refusals show, where nothing else tells it."""

import pytest

from discovery.llm.measured_pace import MeasuredPace, UsageSnapshot


class Calls:
    """Calls under a pace, one a second unless told otherwise."""

    def __init__(self) -> None:
        self.pace = MeasuredPace()
        self.now = 0.0
        self._spent = UsageSnapshot(0.0, 0, 0)

    def take(self, count: int, tokens: float = 100, seconds: float = 1.0) -> None:
        """So many calls are taken."""
        for _ in range(count):
            self._send(tokens, seconds)

    def refuse(self, tokens: float = 100, seconds: float = 1.0) -> bool:
        """One call more is not."""
        self._send(tokens, seconds)
        return self.pace.refused(tokens, self._spent, self.now)

    def rate(self, tokens: float = 100) -> float:
        """Calls of so many tokens a second, in the long run."""
        for _ in range(50):
            self.pace.sent(tokens, UsageSnapshot(self.now, 0, 0))
        waits = self.pace.seconds_until(tokens, self.now)
        self.pace.sent(tokens, UsageSnapshot(self.now, 0, 0))
        return 1 / (self.pace.seconds_until(tokens, self.now) - waits)

    def _send(self, tokens: float, seconds: float) -> None:
        self.now += seconds
        spent = self._spent
        self._spent = UsageSnapshot(self.now, spent.requests + 1, spent.tokens + tokens)
        self.pace.sent(tokens, self._spent)


def test_one_refusal_shows_no_pace() -> None:
    calls = Calls()
    calls.take(20)
    assert calls.refuse()
    assert calls.pace.seconds_until(100, calls.now) == 0


def test_what_is_taken_between_two_refusals_is_the_pace() -> None:
    calls = Calls()
    calls.take(20)
    calls.refuse()
    calls.take(18, seconds=2)
    assert calls.refuse(seconds=4)
    assert calls.rate() == pytest.approx(18 / 40, rel=0.03)


def test_a_refusal_with_nothing_taken_before_says_so() -> None:
    calls = Calls()
    calls.take(20)
    calls.refuse()
    assert not calls.refuse()


def test_few_calls_between_refusals_are_counted_together() -> None:
    calls = Calls()
    calls.take(20)
    for _ in range(3):
        calls.refuse()
        calls.take(3, seconds=2)
    calls.refuse(seconds=0.001)
    assert calls.rate() == pytest.approx(9 / 20, rel=0.05)


def test_tokens_are_what_counts_as_long_as_that_explains_the_refusals() -> None:
    calls = Calls()
    calls.take(20)
    calls.refuse()
    calls.take(10)
    calls.refuse(seconds=0.001)
    assert calls.rate(tokens=1000) == pytest.approx(0.1, rel=0.15)


def test_requests_are_what_counts_once_tokens_do_not_explain_them() -> None:
    """Ten large calls in ten seconds, then ten small ones."""
    calls = Calls()
    calls.take(20)
    calls.refuse()
    calls.take(10, tokens=1000)
    calls.refuse(tokens=1000, seconds=0.001)
    calls.take(10, tokens=100)
    calls.refuse(tokens=100, seconds=0.001)
    assert calls.rate(tokens=1000) == pytest.approx(1, rel=0.15)


def test_growth_makes_it_a_quarter_faster() -> None:
    calls = Calls()
    calls.take(20)
    calls.refuse()
    calls.take(10)
    calls.refuse(seconds=0.001)
    calls.pace.grow()
    assert calls.rate() == pytest.approx(1.25, rel=0.15)


def test_after_a_rest_what_was_saved_up_may_be_used_at_once() -> None:
    """21 calls at one moment, then one a second."""
    calls = Calls()
    calls.take(21, seconds=0)
    calls.refuse(seconds=0)
    calls.take(10)
    calls.refuse(seconds=0.001)
    assert calls.pace.seconds_until(100, calls.now) > 0.5
    calls.pace.rest()
    calls.take(20, seconds=0)
    assert calls.pace.seconds_until(100, calls.now) == 0
    calls.take(1, seconds=0)
    assert calls.pace.seconds_until(100, calls.now) > 0.5


def test_a_pace_that_ends_no_refusals_is_given_up() -> None:
    calls = Calls()
    calls.take(20)
    for _ in range(10):
        calls.refuse()
        calls.take(1)
    assert calls.pace.is_futile
    assert calls.pace.seconds_until(100, calls.now) == 0
    calls.pace.rest()
    assert not calls.pace.is_futile
