"""How long a call is expected to take, from what was measured."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from discovery.llm.speed import Speed


def measured(*calls: tuple[int, float]) -> Speed:
    speed = Speed()
    for tokens, seconds in calls:
        speed.note(seconds, tokens)
    return speed


def test_before_anything_is_measured_a_second_and_sixty_tokens_a_second_are_supposed() -> None:
    assert Speed().seconds(0) == 1.0
    assert Speed().seconds(120) == pytest.approx(3.0)


def test_a_line_is_fitted_through_what_was_measured() -> None:
    speed = measured((100, 3.0), (200, 5.0), (300, 7.0))
    assert speed.seconds(0) == pytest.approx(1.0)
    assert speed.seconds(1000) == pytest.approx(21.0)


def test_equal_lengths_say_only_how_fast_it_is_in_all() -> None:
    speed = measured((60, 4.0), (60, 4.0))
    assert (speed.seconds(60), speed.seconds(120)) == (pytest.approx(4.0), pytest.approx(6.0))


@pytest.mark.parametrize(
    "calls",
    [
        ((100, 5.0), (200, 1.0)),  # longer answers that came sooner
        ((100, 0.1), (101, 9.0)),  # a slope so steep that the fixed part falls below zero
        ((50, 0.0),),
    ],
)
def test_no_part_falls_below_zero(calls: tuple[tuple[int, float], ...]) -> None:
    speed = measured(*calls)
    assert 0 <= speed.seconds(0) <= speed.seconds(10) <= speed.seconds(1000)


def test_an_answer_of_unknown_length_teaches_nothing() -> None:
    assert measured((0, 9.0)).seconds(60) == Speed().seconds(60)


def test_old_measurements_are_forgotten() -> None:
    speed = measured(*[(100, 60.0)] * 50, *[(100, 1.0), (200, 2.0)] * 25)
    assert speed.seconds(300) == pytest.approx(3.0)


def test_threads_may_note_and_ask_at_the_same_time() -> None:
    speed, begin = Speed(), threading.Barrier(8)

    def work(number: int) -> None:
        begin.wait(10)
        for tokens in range(200):
            speed.note(1.0 + tokens / 100, tokens)
            assert speed.seconds(tokens) >= 0

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert speed.seconds(100) == pytest.approx(2.0)
