"""How far apart calls leave."""

import pytest

from discovery.llm.call_spacing import CallSpacing


def test_the_first_calls_leave_nearly_together() -> None:
    spacing = CallSpacing(now=0)
    spacing.sent(5)
    assert spacing.seconds_until(5) == pytest.approx(0.01)
    assert spacing.seconds_until(5.01) == 0


def test_after_a_refusal_they_come_back_one_by_one() -> None:
    spacing = CallSpacing(now=0)
    spacing.sent(0)
    spacing.refused()
    assert spacing.seconds_until(0) == pytest.approx(0.2)


def test_the_length_of_calls_tells_how_far_apart_is_enough() -> None:
    spacing = CallSpacing(now=0)
    spacing.sent(0)
    spacing.answered(2.0, workers=10)
    assert spacing.seconds_until(0) == pytest.approx(0.025)
    spacing.refused()
    spacing.answered(2.0, workers=10)
    assert spacing.seconds_until(0) == pytest.approx(0.1)


def test_fast_calls_are_not_held_up() -> None:
    spacing = CallSpacing(now=0)
    spacing.answered(0.02, workers=10)
    spacing.sent(0)
    assert spacing.seconds_until(0) == 0
