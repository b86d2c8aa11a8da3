"""Reads of calls to models and of kept answers."""

from datetime import UTC

import pytest
from sqlalchemy.orm import Session

from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from tests.storage.rows import (
    SUCCESS,
    Call,
    add_calls,
    add_run,
    fact_of,
    lease_of,
    link_calls,
    settle,
    shown,
)

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_call_comes_back_as_it_was_with_the_positions_it_was_about(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=12)
    call = Call(cost_usd=None, finish_reason="length", problem="The answer was cut.")
    (call_id,) = add_calls(db, run_id, [11, 2, 9], call)
    (row,) = queries.calls(db, run_id)
    assert (row.call_id, row.run_id, row.positions) == (call_id, run_id, [2, 9, 11])
    assert {name: getattr(row, name) for name in shown(call)} == shown(call)


def test_calls_are_found_by_run_and_by_subtree(db: ThreadSafeDatabaseManager) -> None:
    run_id, other = add_run(db, subtrees=3), add_run(db, subtrees=3)
    (first,) = add_calls(db, run_id, [1], Call())
    (second,) = add_calls(db, run_id, [2], Call(reply="", problem="No answer came."))
    (elsewhere,) = add_calls(db, other, [1], Call())
    (third,) = add_calls(db, run_id, [1, 2], Call())
    link_calls(db, run_id, [first, third], [3])

    def ids(run_id: int, position: int | None = None) -> list[int]:
        return [row.call_id for row in queries.calls(db, run_id, position)]

    assert ids(run_id) == [first, second, third]
    assert ids(other) == [elsewhere]
    assert (ids(run_id, 1), ids(run_id, 2), ids(run_id, 3)) == (
        [first, third],
        [second, third],
        [first, third],
    )
    assert ids(run_id, 4) == []
    assert [row.positions for row in queries.calls(db, run_id, 3)] == [[1, 3], [1, 2, 3]]


def test_any_number_of_calls_is_read(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    added = add_calls(db, run_id, [1], *(Call() for _ in range(2 * queries.CALLS_PAGE)))
    assert [row.call_id for row in queries.calls(db, run_id)] == added
    assert [row.call_id for row in queries.calls(db, run_id, 1)] == added


def test_a_fact_knows_who_answered_what_that_cost_and_its_calls(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=2)
    first, second = queries.unfinished(db, run_id).values()
    calls = add_calls(db, run_id, [1], Call(), Call())
    cost = {"prompt_tokens": 200, "completion_tokens": 20, "cached_tokens": 80, "cost_usd": 0.5}
    values = {**SUCCESS, **cost, "answered_by": "model", "parts": 2, "together": 3}

    def write(session: Session) -> None:
        lease = lease_of(run_id)
        settle(session, lease, first, values, fact_of(run_id, first))
        settle(session, lease, second, SUCCESS, fact_of(run_id, second))

    db.write_with_lock(write)
    asked, read = queries.facts(db, run_id)
    assert (asked.answered_by, asked.parts, asked.together, asked.calls) == ("model", 2, 3, calls)
    assert {name: getattr(asked, name) for name in cost} == cost
    assert (read.answered_by, read.parts, read.calls) == (None, 1, [])
    assert (read.prompt_tokens, read.cost_usd) == (0, None)
    row = queries.subtree(db, run_id, 1)
    assert {name: getattr(row, name) for name in values} == values


def test_the_speed_of_a_model_is_that_of_its_latest_usable_calls(
    db: ThreadSafeDatabaseManager,
) -> None:
    one, other = add_run(db, subtrees=1, model="small"), add_run(db, subtrees=1, model="big")
    add_calls(db, one, [1], Call(duration_ms=1000, completion_tokens=1))
    add_calls(db, one, [1], Call(duration_ms=2500, completion_tokens=2), Call(problem="cut"))
    add_calls(db, other, [1], Call(duration_ms=9000))
    again = add_run(db, subtrees=1, model="small")
    add_calls(db, again, [1], Call(duration_ms=3000, completion_tokens=3))
    assert queries.call_speeds(db, "small") == [(3.0, 3), (2.5, 2), (1.0, 1)]
    assert queries.call_speeds(db, "small", limit=1) == [(3.0, 3)]
    assert queries.call_speeds(db, "unknown") == []


def remember(
    db: ThreadSafeDatabaseManager, key: str, answer: str, run_id: int, cost_usd: float | None
) -> None:
    """Keep an answer that took 100 and 10 tokens."""
    db.write_with_lock(
        lambda session: records.remember_answer(
            session, key, "small", answer, run_id, 100, 10, cost_usd
        )
    )


def test_a_kept_answer_is_found_under_its_key_until_the_cache_is_emptied(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db)
    remember(db, "key", '{"summary": "注"}', run_id, 0.5)
    found = queries.cached_answer(db, "key")
    assert found
    assert (found.answer, found.model, found.run_id) == ('{"summary": "注"}', "small", run_id)
    assert (found.prompt_tokens, found.completion_tokens, found.cost_usd) == (100, 10, 0.5)
    assert found.created_at.tzinfo is UTC
    assert queries.cached_answer(db, "other") is None
    assert db.write_with_lock(records.empty_cache) == 1
    assert queries.cached_answer(db, "key") is None
    assert db.write_with_lock(records.empty_cache) == 0


def test_the_latest_answer_to_a_question_is_kept(db: ThreadSafeDatabaseManager) -> None:
    remember(db, "key", "first", 1, None)
    before = queries.cached_answer(db, "key")
    remember(db, "key", "second", 2, 0.5)
    after = queries.cached_answer(db, "key")
    assert before
    assert after
    assert (after.answer, after.run_id, after.cost_usd) == ("second", 2, 0.5)
    assert after.created_at > before.created_at


def test_the_figures_of_the_cache_add_up(db: ThreadSafeDatabaseManager) -> None:
    assert queries.cache_figures(db) == queries.CacheFigures(0, 0, 0, None)
    remember(db, "free", "a", 1, None)
    assert queries.cache_figures(db) == queries.CacheFigures(1, 100, 10, None)
    remember(db, "one", "b", 1, 0.5)
    remember(db, "two", "c", 1, 0.25)
    assert queries.cache_figures(db) == queries.CacheFigures(3, 300, 30, 0.75)
