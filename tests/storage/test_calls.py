"""Calls to a model: kept once, added up in their run and in their subtrees."""

import pytest
from sqlalchemy.orm import Session

from discovery.errors import StorageError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from tests.storage.rows import (
    SUCCESS,
    Call,
    add_calls,
    add_run,
    fact_of,
    ids_at,
    lease_of,
    link_calls,
    settle,
)

pytestmark = pytest.mark.usefixtures("each_database")


def test_calls_are_added_up_in_their_run(db: ThreadSafeDatabaseManager) -> None:
    run_id, other = add_run(db, subtrees=2), add_run(db, subtrees=1)
    ids = add_calls(db, run_id, [1, 2], Call(), Call(problem="cut", cost_usd=0.5))
    assert len(set(ids)) == 2
    run = queries.run(db, run_id)
    assert (run.llm_calls, run.prompt_tokens, run.completion_tokens) == (2, 200, 20)
    assert (run.cached_tokens, run.cost_usd) == (80, 0.75)
    assert (run.subtrees_processed, queries.run(db, other).llm_calls) == (0, 0)


def test_a_call_that_is_written_again_is_kept_and_counted_once(
    db: ThreadSafeDatabaseManager,
) -> None:
    """Nobody could tell whether the first time had worked."""
    run_id = add_run(db, subtrees=2)
    calls = (Call(), Call(reply="注\0"))
    ids = add_calls(db, run_id, [1, 2], *calls)
    before = queries.run(db, run_id), queries.subtrees(db, run_id), list(queries.calls(db, run_id))
    assert add_calls(db, run_id, [1, 2], *calls) == ids
    assert before == (
        queries.run(db, run_id),
        queries.subtrees(db, run_id),
        list(queries.calls(db, run_id)),
    )
    assert before[2][1].reply == "注\N{REPLACEMENT CHARACTER}"


def test_the_cost_of_a_run_is_unknown_until_one_call_has_a_price(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    add_calls(db, run_id, [1], Call(cost_usd=None), Call(cost_usd=None))
    assert queries.run(db, run_id).cost_usd is None
    add_calls(db, run_id, [1], Call(cost_usd=0.0))
    assert queries.run(db, run_id).cost_usd == 0.0
    add_calls(db, run_id, [1], Call(cost_usd=0.5), Call(cost_usd=None))
    assert queries.run(db, run_id).cost_usd == 0.5


def test_a_refused_call_makes_no_run_look_free_whose_price_nobody_knows(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    add_calls(db, run_id, [1], Call(cost_usd=0.0, prompt_tokens=0), Call(cost_usd=None))
    assert queries.run(db, run_id).cost_usd is None
    assert queries.subtree(db, run_id, 1).cost_usd is None


def test_no_calls_and_no_subtrees_change_nothing(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    before = queries.run(db, run_id)
    assert add_calls(db, run_id, [1]) == []
    link_calls(db, run_id, [], [1])
    assert queries.run(db, run_id) == before
    (call_id,) = add_calls(db, run_id, [], Call())
    link_calls(db, run_id, [call_id], [])
    assert [call.positions for call in queries.calls(db, run_id)] == [[]]


def test_a_call_and_the_fact_it_gave_are_stored_together_or_not_at_all(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    (subtree_id,) = ids_at(db, run_id, [1])
    before = queries.run(db, run_id)

    def write(session: Session) -> None:
        records.add_calls(session, run_id, [subtree_id], [Call()])
        records.remember_answer(session, "key", "small", "{}", run_id, 1, 1, None)
        fact = fact_of(run_id, subtree_id)
        settle(session, lease_of(run_id), subtree_id, SUCCESS, fact)
        records.link_calls(session, [4711], [subtree_id])  # there is no such call

    with pytest.raises(StorageError, match=r"(?i)foreign key"):
        db.write_with_lock(write)
    assert queries.run(db, run_id) == before
    assert list(queries.calls(db, run_id)) == []
    assert list(queries.facts(db, run_id)) == []
    assert queries.cached_answer(db, "key") is None


def test_calls_are_added_up_in_their_subtrees_in_even_shares(
    db: ThreadSafeDatabaseManager,
) -> None:
    """Also those of a try that was stopped: nothing that was paid for is forgotten."""
    run_id = add_run(db, subtrees=3)
    add_calls(db, run_id, [1, 2, 3], Call(prompt_tokens=100, cost_usd=0.3))
    add_calls(db, run_id, [1], Call(prompt_tokens=7, cost_usd=None), Call(prompt_tokens=1))
    first, second, third = queries.subtrees(db, run_id)
    assert [row.prompt_tokens for row in (first, second, third)] == [42, 33, 33]
    assert [row.attempts for row in (first, second, third)] == [3, 1, 1]
    assert first.cost_usd == pytest.approx(0.1 + 0.25)
    assert sum(row.completion_tokens for row in (first, second, third)) == 30


def test_a_call_is_on_record_whatever_its_reply_holds(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    strange = "\0 half a \ud800 character"
    add_calls(db, run_id, [1], Call(reply=strange, problem=strange, finish_reason=strange))
    (call,) = queries.calls(db, run_id)
    assert call.reply == call.problem == call.finish_reason == "\ufffd half a ? character"
