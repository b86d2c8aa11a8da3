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
from tests.storage.rows import NO_TOKENS, SUCCESS, add_run, fact_of, pending
from tests.support.home import settings_in


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(settings_in(tmp_path))) as manager:
        yield manager


def finish(db: ThreadSafeDatabaseManager, run_id: int, subtree_id: int) -> None:
    """Store one subtree as read, with its fact."""
    tokens = {"calls": 1, "prompt": 100, "completion": 10}
    fact = fact_of(run_id, subtree_id)
    db.write_with_lock(
        lambda session: records.finish_subtree(session, run_id, subtree_id, SUCCESS, fact, tokens)
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
    db.write_with_lock(lambda session: records.mark_running(session, first, "NodeProc-1"))
    assert queries.subtree(db, run_id, 1).worker == "NodeProc-1"
    finish(db, run_id, first)
    failed = {"status": SubtreeStatus.ERROR, "error": "too slow"}
    db.write_with_lock(
        lambda session: records.finish_subtree(session, run_id, second, failed, None, NO_TOKENS)
    )
    run = queries.run(db, run_id)
    assert (run.subtrees_processed, run.node_facts_extracted) == (2, 1)
    assert (run.llm_calls, run.prompt_tokens, run.completion_tokens) == (1, 100, 10)
    assert (run.statuses["success"], run.statuses["error"]) == (1, 1)
    assert queries.unfinished(db, run_id) == {}
    fact = queries.fact(db, run_id, 1)
    assert fact
    assert fact.fact_json == {"structure": {"name": "ä注"}}


def test_a_second_fact_of_a_subtree_undoes_all_of_its_step(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    (subtree_id,) = queries.unfinished(db, run_id).values()
    finish(db, run_id, subtree_id)
    before = queries.run(db, run_id)
    with pytest.raises(StorageError, match="UNIQUE"):
        finish(db, run_id, subtree_id)
    assert queries.run(db, run_id) == before
    assert len(list(queries.facts(db, run_id))) == 1


def test_only_unfinished_subtrees_are_settled(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=3)
    other_run = add_run(db, subtrees=1)
    first, second, _ = queries.unfinished(db, run_id).values()
    finish(db, run_id, first)
    db.write_with_lock(lambda session: records.mark_running(session, second, "NodeProc-1"))
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
