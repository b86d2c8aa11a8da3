"""Writes that belong together: all of one step is stored, or nothing of it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError, LedgerError, StorageError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import NodeFact, Run
from discovery.storage.records import Lease
from discovery.storage.statuses import RunStatus, SubtreeStatus
from tests.storage.rows import (
    SUCCESS,
    add_run,
    end,
    fact_of,
    finish,
    ids_at,
    lease_of,
    pending,
    settle,
)

pytestmark = pytest.mark.usefixtures("each_database")


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
    for name in ("first.xml", "second\0.xml"):
        db.write_with_lock(
            lambda session, name=name: records.ensure_document(session, "default", "one", name, 5)
        )
    (row,) = queries.documents(db, "default")
    assert row.file_name == "second\N{REPLACEMENT CHARACTER}.xml"


def test_a_selection_is_kept_with_its_document(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> None:
        document = records.ensure_document(session, "default", "sha", "a.xml", 5)
        records.remember_selection(session, document, ["/r/注"])

    db.write_with_lock(write)
    document = queries.document(db, "default", "sha")
    assert document
    assert document.selection == ["/r/注"]


def test_a_document_is_forgotten_once_no_run_needs_it(db: ThreadSafeDatabaseManager) -> None:
    def forget(document_id: int) -> str | None:
        return db.write_with_lock(lambda session: records.forget_document(session, document_id))

    run_id, _ = add_run(db, sha256="one"), add_run(db, "other", "two")
    used = queries.run(db, run_id).document_id
    mine, theirs = (
        db.write_with_lock(
            lambda session, workspace=workspace: records.ensure_document(
                session, workspace, "three", "a.xml", 5
            )
        )
        for workspace in ("default", "other")
    )
    assert forget(used) is None
    assert queries.document(db, "default", "one") is not None
    assert forget(mine) is None  # its file is needed elsewhere
    assert queries.document(db, "default", "three") is None
    assert forget(theirs) == "three"


def test_a_workspace_is_removed_once_it_has_no_documents(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, "mine")
    document = queries.run(db, run_id).document_id

    def remove(session: Session) -> None:
        records.remove_workspace(session, "mine")

    with pytest.raises(StorageError, match=r"(?i)foreign key"):
        db.write_with_lock(remove)
    assert queries.workspaces(db) == ["mine"]
    end(db, run_id, RunStatus.CANCELLED)
    db.write_with_lock(lambda session: records.delete_run(session, run_id))
    db.write_with_lock(lambda session: records.forget_document(session, document))
    db.write_with_lock(remove)
    assert queries.workspaces(db) == []


def test_any_number_of_subtrees_is_written_in_order(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2_345)
    assert [row.position for row in queries.subtrees(db, run_id)] == list(range(1, 2_346))
    run = queries.run(db, run_id)
    assert (run.status, run.statuses["pending"]) == (RunStatus.IN_PROGRESS, 2_345)


def test_subtrees_that_cannot_all_be_written_are_none(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees_total=2)
    with pytest.raises(StorageError, match=r"(?i)unique"):
        add_subtrees(db, run_id, 1, 1)
    assert queries.subtrees(db, run_id) == []
    assert queries.run(db, run_id).status == RunStatus.STARTED


def add_subtrees(db: ThreadSafeDatabaseManager, run_id: int, *positions: int) -> None:
    rows = [pending(position) for position in positions]
    db.write_with_lock(lambda session: records.add_subtrees(session, lease_of(run_id), rows))


def test_subtrees_may_be_written_in_pieces_and_again(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees_total=4)
    add_subtrees(db, run_id, 1, 2)
    finish(db, run_id, 1)
    add_subtrees(db, run_id, 1, 2, 3, 4)
    rows = queries.subtrees(db, run_id)
    assert [row.position for row in rows] == [1, 2, 3, 4]
    assert [row.status for row in rows] == ["success", "pending", "pending", "pending"]


def test_a_run_that_ends_before_all_its_rows_are_written_is_counted_whole(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees_total=4)
    add_subtrees(db, run_id, 1, 2)
    db.write_with_lock(
        lambda session: records.end_run(session, lease_of(run_id), RunStatus.CANCELLED)
    )
    assert queries.run(db, run_id).statuses["cancelled"] == 4


def test_only_who_works_on_a_run_writes_its_subtrees(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees_total=1)
    with pytest.raises(LeaseLostError, match=f"Run {run_id} was taken over"):
        db.write_with_lock(
            lambda session: records.add_subtrees(session, Lease(run_id, "other"), [pending(1)])
        )
    assert queries.subtrees(db, run_id) == []


def test_fact_status_and_counters_are_stored_together(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    first, second = ids_at(db, run_id, [1, 2])
    db.write_with_lock(
        lambda session: records.mark_running(session, lease_of(run_id), [first], "NodeProc-1")
    )
    assert queries.subtree(db, run_id, 1).worker == "NodeProc-1"
    assert finish(db, run_id, 1, fact_of(run_id, first))
    assert finish(db, run_id, 2, status=SubtreeStatus.ERROR, error="too \0slow")
    run = queries.run(db, run_id)
    assert (run.subtrees_processed, run.node_facts_extracted) == (2, 1)
    assert (run.statuses["success"], run.statuses["error"]) == (1, 1)
    assert queries.unfinished(db, run_id) == {}
    fact = queries.fact(db, run_id, 1)
    assert fact
    assert fact.fact_json == {"structure": {"name": "ä注"}}
    assert queries.subtree(db, run_id, 2).error == "too \N{REPLACEMENT CHARACTER}slow"
    assert second != first


def test_a_write_that_is_made_again_changes_nothing(db: ThreadSafeDatabaseManager) -> None:
    """Nobody could tell whether the first time had worked."""
    run_id = add_run(db, subtrees=2)
    (subtree_id,) = ids_at(db, run_id, [1])
    assert finish(db, run_id, 1, fact_of(run_id, subtree_id))
    before = queries.run(db, run_id), list(queries.facts(db, run_id))
    assert not finish(db, run_id, 1, fact_of(run_id, subtree_id), status=SubtreeStatus.ERROR)
    assert (queries.run(db, run_id), list(queries.facts(db, run_id))) == before


def test_subtrees_are_settled_together_and_counted_once(db: ThreadSafeDatabaseManager) -> None:
    """One of them was settled before; nobody could tell whether the write had worked."""
    run_id = add_run(db, subtrees=4)
    ids = ids_at(db, run_id, [1, 2, 3, 4])
    finish(db, run_id, 2, fact_of(run_id, ids[1]))
    settlements = [
        records.Settlement(ids[0], {**SUCCESS, "answered_by": "cache"}, fact_of(run_id, ids[0])),
        records.Settlement(ids[1], {"status": SubtreeStatus.ERROR, "error": "too late"}),
        records.Settlement(ids[2], {"status": SubtreeStatus.ERROR, "error": "too slow"}),
        records.Settlement(ids[3], SUCCESS, fact_of(run_id, ids[3])),
    ]

    def settle_all() -> set[int]:
        return db.write_with_lock(
            lambda session: records.finish_subtrees(session, lease_of(run_id), settlements)
        )

    assert settle_all() == {ids[0], ids[2], ids[3]}
    assert settle_all() == set()
    run = queries.run(db, run_id)
    assert (run.subtrees_processed, run.node_facts_extracted, run.from_cache) == (4, 3, 1)
    assert (run.statuses["success"], run.statuses["error"]) == (3, 1)
    rows = queries.subtrees(db, run_id)
    assert [(row.status, row.error) for row in rows] == [
        ("success", None),
        ("success", None),
        ("error", "too slow"),
        ("success", None),
    ]
    assert [fact.position for fact in queries.facts(db, run_id)] == [1, 2, 4]


def test_only_who_works_on_a_run_takes_and_settles_its_subtrees(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    (subtree_id,) = ids_at(db, run_id, [1])
    theirs = Lease(run_id, "other")
    before = queries.run(db, run_id), queries.subtrees(db, run_id)
    with pytest.raises(LeaseLostError):
        db.write_with_lock(
            lambda session: records.mark_running(session, theirs, [subtree_id], "NodeProc-1")
        )
    with pytest.raises(LeaseLostError):
        db.write_with_lock(
            lambda session: settle(
                session, theirs, subtree_id, SUCCESS, fact_of(run_id, subtree_id)
            )
        )
    assert (queries.run(db, run_id), queries.subtrees(db, run_id)) == before
    assert list(queries.facts(db, run_id)) == []


def test_a_settled_subtree_is_not_taken_again(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    ids = ids_at(db, run_id, [1, 2])
    finish(db, run_id, 1)
    with pytest.raises(LeaseLostError):
        db.write_with_lock(
            lambda session: records.mark_running(session, lease_of(run_id), ids, "NodeProc-1")
        )
    assert queries.run(db, run_id).statuses["running"] == 0


def test_two_facts_of_a_subtree_are_not_stored(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    (subtree_id,) = ids_at(db, run_id, [1])
    finish(db, run_id, 1, fact_of(run_id, subtree_id))
    before = queries.run(db, run_id)
    with pytest.raises(StorageError, match=r"(?i)unique"):
        db.write_with_lock(lambda session: session.add(NodeFact(**fact_of(run_id, subtree_id))))
    assert queries.run(db, run_id) == before
    assert len(list(queries.facts(db, run_id))) == 1


def test_a_run_counts_what_was_answered_without_a_call(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=5)
    sources = ["model", "cache", "same question", "same question", None]
    for position, source in enumerate(sources, start=1):
        finish(db, run_id, position, answered_by=source)
    run = queries.run(db, run_id)
    assert (run.from_cache, run.same_question, run.subtrees_processed) == (1, 2, 5)
    assert [row.answered_by for row in queries.subtrees(db, run_id)] == sources


@pytest.mark.parametrize(
    "change",
    [
        {"subtrees_processed": 1},
        {"subtrees_success": 1},
        {"subtrees_cancelled": 4},
        {"subtrees_error": 4, "subtrees_processed": 4},
        {"status": "completed"},
        {"status": "failed", "subtrees_cancelled": 2},
        {"subtrees_total": -1},
    ],
)
def test_the_database_takes_no_counts_that_do_not_add_up(
    db: ThreadSafeDatabaseManager, change: dict[str, object]
) -> None:
    run_id = add_run(db, subtrees=3)
    before = queries.run(db, run_id)

    def write(session: Session) -> None:
        run = session.scalars(select(Run).where(Run.id == run_id)).one()
        for name, value in change.items():
            setattr(run, name, value)

    with pytest.raises(LedgerError, match=r"do not add up.*Nothing of this step was stored"):
        db.write_with_lock(write)
    assert queries.run(db, run_id) == before
