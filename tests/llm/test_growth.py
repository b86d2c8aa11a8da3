"""When more is tried than was learned."""

from discovery.llm.growth import GrowthSchedule


def answers_until_due(schedule: GrowthSchedule, at_once: int = 4) -> int:
    """How many answers it takes."""
    return next(count for count in range(1, 10_000) if schedule.is_due(at_once))


def test_nothing_is_tried_where_nothing_was_refused() -> None:
    schedule = GrowthSchedule()
    assert not any(schedule.is_due(1) for _ in range(1000))


def test_what_was_refused_is_tried_ever_more_rarely() -> None:
    schedule = GrowthSchedule()
    waits = []
    for _ in range(6):
        schedule.refused()
        waits.append(answers_until_due(schedule))
    assert waits == [32, 64, 128, 256, 256, 256]


def test_while_more_is_taken_it_goes_on_soon() -> None:
    schedule = GrowthSchedule()
    schedule.refused()
    assert [answers_until_due(schedule) for _ in range(3)] == [32, 8, 8]


def test_a_round_is_as_many_answers_as_calls_at_once() -> None:
    schedule = GrowthSchedule()
    schedule.refused()
    assert answers_until_due(schedule, at_once=10) == 80
