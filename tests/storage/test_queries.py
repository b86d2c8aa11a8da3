"""Reads for screens and exports: the right rows, in the right order, added up."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from discovery.errors import NotFoundError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.models import RunStatus, SubtreeStatus
from tests.storage.rows import SUCCESS, Call, add_calls, add_run, fact_of, link_calls
from tests.support.home import settings_in


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(settings_in(tmp_path))) as manager:
        yield manager


def finish_all(db: ThreadSafeDatabaseManager, run_id: int) -> None:
    """Store a fact of every subtree, the last first, so that rows and ids are out of order."""

    def write(session: Session) -> None:
        for _, subtree_id in sorted(subtree_ids.items(), reverse=True):
            fact = fact_of(run_id, subtree_id)
            records.finish_subtree(session, run_id, subtree_id, SUCCESS, fact)

    subtree_ids = queries.unfinished(db, run_id)
    db.write_with_lock(write)


def test_an_empty_database_has_nothing(db: ThreadSafeDatabaseManager) -> None:
    assert queries.workspaces(db) == []
    assert queries.runs(db) == []
    assert queries.documents(db, "default") == []
    assert queries.document(db, "default", "sha") is None
    assert list(queries.facts(db, 1)) == []
    assert queries.subtrees(db, 1) == []


def test_what_does_not_exist_is_said(db: ThreadSafeDatabaseManager) -> None:
    with pytest.raises(NotFoundError, match="There is no run 7"):
        queries.run(db, 7)
    run_id = add_run(db, subtrees=1)
    with pytest.raises(NotFoundError, match="has no subtree 2"):
        queries.subtree(db, run_id, 2)
    assert queries.fact(db, run_id, 1) is None


def test_runs_come_newest_first_by_workspace_and_limited(db: ThreadSafeDatabaseManager) -> None:
    first, second, third = add_run(db), add_run(db, "other"), add_run(db)
    assert [run.run_id for run in queries.runs(db)] == [third, second, first]
    assert [run.run_id for run in queries.runs(db, "default")] == [third, first]
    assert [run.run_id for run in queries.runs(db, limit=1)] == [third]
    assert queries.runs(db, "nowhere") == []
    assert queries.runs(db, "other")[0] == queries.run(db, second)


def test_the_statuses_of_a_run_add_up_to_its_total(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=5)
    ids = queries.unfinished(db, run_id)
    changes = {1: SubtreeStatus.SUCCESS, 2: SubtreeStatus.ERROR, 3: SubtreeStatus.SKIPPED}

    def write(session: Session) -> None:
        for position, status in changes.items():
            values = {"status": status}
            records.finish_subtree(session, run_id, ids[position], values, None)

    db.write_with_lock(write)
    run = queries.run(db, run_id)
    assert set(run.statuses) == {status.value for status in SubtreeStatus}
    assert sum(run.statuses.values()) == run.subtrees_total == 5
    assert (run.statuses["success"], run.statuses["pending"]) == (1, 2)
    assert set(queries.unfinished(db, run_id)) == {4, 5}


def test_a_run_whose_rows_are_not_written_yet_counts_them_as_pending(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees_total=23)
    assert queries.run(db, run_id).statuses["pending"] == 23


@pytest.mark.parametrize(
    ("over", "status"), [(RunStatus.FAILED, "error"), (RunStatus.CANCELLED, "cancelled")]
)
def test_a_run_that_is_over_without_rows_leaves_nothing_pending(
    db: ThreadSafeDatabaseManager, over: RunStatus, status: str
) -> None:
    run_id = add_run(db, subtrees_total=23)
    db.write_with_lock(lambda session: records.set_run_status(session, run_id, over))
    statuses = queries.run(db, run_id).statuses
    assert (statuses[status], sum(statuses.values())) == (23, 23)


def test_times_are_in_utc(db: ThreadSafeDatabaseManager) -> None:
    assert queries.run(db, add_run(db)).started_at.tzinfo is UTC


def test_subtrees_come_in_document_order_and_limited(db: ThreadSafeDatabaseManager) -> None:
    run_id, _ = add_run(db, subtrees=12), add_run(db, subtrees=3)
    assert [row.position for row in queries.subtrees(db, run_id)] == list(range(1, 13))
    assert [row.position for row in queries.subtrees(db, run_id, limit=2)] == [1, 2]
    assert queries.subtree(db, run_id, 12) == queries.subtrees(db, run_id)[11]


@pytest.mark.parametrize("count", [1, queries.PAGE_ROWS, queries.PAGE_ROWS + 1])
def test_facts_come_whole_and_in_document_order(db: ThreadSafeDatabaseManager, count: int) -> None:
    add_run(db, subtrees=2)
    run_id = add_run(db, subtrees=count)
    finish_all(db, run_id)
    facts = list(queries.facts(db, run_id))
    assert [fact.position for fact in facts] == list(range(1, count + 1))
    assert {fact.run_id for fact in facts} == {run_id}
    assert facts[-1].xpath == f"/r[1]/a[{count}]"
    assert facts[-1] == queries.fact(db, run_id, count)


def test_documents_come_latest_first_by_workspace(db: ThreadSafeDatabaseManager) -> None:
    for workspace, sha256 in (("default", "one"), ("default", "two"), ("other", "three")):
        add_run(db, workspace, sha256)
    assert [row.sha256 for row in queries.documents(db, "default")] == ["two", "one"]
    assert [row.sha256 for row in queries.documents(db, "other")] == ["three"]
    row = queries.document(db, "default", "one")
    assert row == queries.documents(db, "default")[1]
    assert (row.file_name, row.bytes, row.selection) == ("message.xml", 10, None)
    assert queries.document(db, "other", "one") is None


def test_a_call_comes_back_as_it_was_with_the_positions_it_was_about(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=12)
    call = Call(cost_usd=None, finish_reason="length", problem="The answer was cut.")
    (call_id,) = add_calls(db, run_id, [11, 2, 9], call)
    (row,) = queries.calls(db, run_id)
    assert (row.call_id, row.run_id, row.positions) == (call_id, run_id, [2, 9, 11])
    assert {name: getattr(row, name) for name in asdict(call)} == asdict(call)


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
    added = add_calls(db, run_id, [1], *[Call()] * (2 * queries.CALLS_PAGE))
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
        records.finish_subtree(session, run_id, first, values, fact_of(run_id, first))
        records.finish_subtree(session, run_id, second, SUCCESS, fact_of(run_id, second))

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
