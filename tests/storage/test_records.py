"""Writes that belong together: all of one step is stored, or nothing of it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from discovery.errors import StorageError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.models import RunStatus, SubtreeStatus
from tests.storage.rows import (
    SUCCESS,
    Call,
    add_calls,
    add_run,
    fact_of,
    ids_at,
    link_calls,
    pending,
)
from tests.support.home import settings_in


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(settings_in(tmp_path))) as manager:
        yield manager


def finish(db: ThreadSafeDatabaseManager, run_id: int, subtree_id: int) -> None:
    """Store one subtree as read, with its fact."""
    fact = fact_of(run_id, subtree_id)
    db.write_with_lock(
        lambda session: records.finish_subtree(session, run_id, subtree_id, SUCCESS, fact)
    )


def test_a_document_is_noted_once_a_workspace(db: ThreadSafeDatabaseManager) -> None:
    def ensure(workspace: str, sha256: str) -> int:
        return db.write_with_lock(
            lambda session: records.ensure_document(session, workspace, sha256, "a.xml", 5)
        )

    first = ensure("default", "one")
    assert ensure("default", "one") == first
    assert len({first, ensure("other", "one"), ensure("default", "two")}) == 3
    assert queries.workspaces(db) == ["default", "other"]


def test_a_document_goes_by_the_name_it_was_last_uploaded_with(
    db: ThreadSafeDatabaseManager,
) -> None:
    for name in ("first.xml", "second.xml"):
        db.write_with_lock(
            lambda session, name=name: records.ensure_document(session, "default", "one", name, 5)
        )
    assert [row.file_name for row in queries.documents(db, "default")] == ["second.xml"]


def test_a_selection_is_kept_with_its_document(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> None:
        document = records.ensure_document(session, "default", "sha", "a.xml", 5)
        records.remember_selection(session, document, ["/r/注"])

    db.write_with_lock(write)
    document = queries.document(db, "default", "sha")
    assert document
    assert document.selection == ["/r/注"]


def test_any_number_of_subtrees_is_written_in_order(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2_345)
    assert [row.position for row in queries.subtrees(db, run_id)] == list(range(1, 2_346))
    run = queries.run(db, run_id)
    assert (run.status, run.statuses["pending"]) == (RunStatus.IN_PROGRESS, 2_345)


def test_two_subtrees_cannot_have_one_position(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    with pytest.raises(StorageError, match="UNIQUE"):
        db.write_with_lock(lambda session: records.add_subtrees(session, run_id, [pending(1)]))
    assert len(queries.subtrees(db, run_id)) == 2


@pytest.mark.parametrize("status", list(RunStatus))
def test_a_run_that_is_not_live_has_an_end_time(
    db: ThreadSafeDatabaseManager, status: RunStatus
) -> None:
    run_id = add_run(db)
    db.write_with_lock(lambda session: records.set_run_status(session, run_id, status, "why"))
    run = queries.run(db, run_id)
    assert (run.status, run.error) == (status, "why")
    assert (run.finished_at is None) == (status in {RunStatus.STARTED, RunStatus.IN_PROGRESS})
    if run.finished_at:
        assert run.started_at <= run.finished_at <= datetime.now(UTC)


def test_fact_status_and_counters_are_stored_together(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    first, second = queries.unfinished(db, run_id).values()
    db.write_with_lock(lambda session: records.mark_running(session, [first], "NodeProc-1"))
    assert queries.subtree(db, run_id, 1).worker == "NodeProc-1"
    finish(db, run_id, first)
    failed = {"status": SubtreeStatus.ERROR, "error": "too slow"}
    db.write_with_lock(
        lambda session: records.finish_subtree(session, run_id, second, failed, None)
    )
    run = queries.run(db, run_id)
    assert (run.subtrees_processed, run.node_facts_extracted) == (2, 1)
    assert (run.statuses["success"], run.statuses["error"]) == (1, 1)
    assert queries.unfinished(db, run_id) == {}
    fact = queries.fact(db, run_id, 1)
    assert fact
    assert fact.fact_json == {"structure": {"name": "ä注"}}


def test_a_fact_replaces_that_of_an_earlier_try(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    subtree_id, _ = queries.unfinished(db, run_id).values()
    finish(db, run_id, subtree_id)
    later = fact_of(run_id, subtree_id)
    later.fact_json = {"structure": {"name": "later"}}
    db.write_with_lock(
        lambda session: records.finish_subtree(session, run_id, subtree_id, SUCCESS, later)
    )
    (fact,) = queries.facts(db, run_id)
    assert fact.fact_json == {"structure": {"name": "later"}}
    assert queries.run(db, run_id).node_facts_extracted == 1


def test_two_facts_of_a_subtree_are_not_stored(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    (subtree_id,) = queries.unfinished(db, run_id).values()
    finish(db, run_id, subtree_id)
    before = queries.run(db, run_id)
    with pytest.raises(StorageError, match="UNIQUE"):
        db.write_with_lock(lambda session: session.add(fact_of(run_id, subtree_id)))
    assert queries.run(db, run_id) == before
    assert len(list(queries.facts(db, run_id))) == 1


def test_a_run_counts_what_was_answered_without_a_call(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=5)
    sources = ["model", "cache", "same question", "same question", None]
    ids = queries.unfinished(db, run_id).values()

    def write(session: Session) -> None:
        for subtree_id, source in zip(ids, sources, strict=True):
            values = {**SUCCESS, "answered_by": source}
            records.finish_subtree(session, run_id, subtree_id, values, None)

    db.write_with_lock(write)
    run = queries.run(db, run_id)
    assert (run.from_cache, run.same_question, run.subtrees_processed) == (1, 2, 5)
    assert [row.answered_by for row in queries.subtrees(db, run_id)] == sources


def test_calls_are_added_up_in_their_run(db: ThreadSafeDatabaseManager) -> None:
    run_id, other = add_run(db, subtrees=2), add_run(db, subtrees=1)
    ids = add_calls(db, run_id, [1, 2], Call(), Call(problem="cut", cost_usd=0.5))
    assert len(set(ids)) == 2
    run = queries.run(db, run_id)
    assert (run.llm_calls, run.prompt_tokens, run.completion_tokens) == (2, 200, 20)
    assert (run.cached_tokens, run.cost_usd) == (80, 0.75)
    assert (run.subtrees_processed, queries.run(db, other).llm_calls) == (0, 0)


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
        records.finish_subtree(session, run_id, subtree_id, SUCCESS, fact)
        records.link_calls(session, [4711], [subtree_id])  # there is no such call

    with pytest.raises(StorageError, match="FOREIGN KEY"):
        db.write_with_lock(write)
    assert queries.run(db, run_id) == before
    assert list(queries.calls(db, run_id)) == []
    assert list(queries.facts(db, run_id)) == []
    assert queries.cached_answer(db, "key") is None


def test_only_unfinished_subtrees_are_settled(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=3)
    other_run = add_run(db, subtrees=1)
    first, second, _ = queries.unfinished(db, run_id).values()
    finish(db, run_id, first)
    db.write_with_lock(lambda session: records.mark_running(session, [second], "NodeProc-1"))
    db.write_with_lock(
        lambda session: records.settle_unfinished(session, run_id, SubtreeStatus.ERROR, "why")
    )
    rows = queries.subtrees(db, run_id)
    assert [(row.status, row.error) for row in rows] == [
        ("success", None),
        ("error", "why"),
        ("error", "why"),
    ]
    assert rows[1].worker is None
    assert queries.run(db, other_run).statuses["pending"] == 1


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
