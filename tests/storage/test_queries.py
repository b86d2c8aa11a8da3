"""Reads for screens and exports: the right rows, in the right order, added up."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from discovery.errors import NotFoundError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.models import RunStatus, SubtreeStatus
from tests.storage.rows import NO_TOKENS, SUCCESS, add_run, fact_of
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
            records.finish_subtree(session, run_id, subtree_id, SUCCESS, fact, NO_TOKENS)

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
            records.finish_subtree(session, run_id, ids[position], values, None, NO_TOKENS)

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
