"""Reads for screens and exports: the right rows, in the right order, added up."""

from datetime import UTC

import pytest
from sqlalchemy.orm import Session

from discovery.errors import NotFoundError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.statuses import Order, PausedBy, RunStatus, SubtreeStatus
from tests.storage.rows import (
    SUCCESS,
    TOKEN,
    add_run,
    end,
    fact_of,
    finish,
    ids_at,
    lease_of,
    settle,
)

pytestmark = pytest.mark.usefixtures("each_database")


def finish_all(db: ThreadSafeDatabaseManager, run_id: int) -> None:
    """Store a fact of every subtree, the last first, so that rows and ids are out of order."""

    def write(session: Session) -> None:
        for _, subtree_id in sorted(subtree_ids.items(), reverse=True):
            fact = fact_of(run_id, subtree_id)
            settle(session, lease_of(run_id), subtree_id, SUCCESS, fact)

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


def test_a_fact_says_by_which_rules_and_under_which_key_it_was_masked(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=2, free_text_is_harmless=True)
    first, second = ids_at(db, run_id, [1, 2])
    masked = {"policy_version": "3", "key_fingerprint": "0123456789abcdef"}
    finish(db, run_id, 1, {**fact_of(run_id, first), **masked})
    finish(db, run_id, 2, fact_of(run_id, second))
    assert [(fact.policy_version, fact.key_fingerprint) for fact in queries.facts(db, run_id)] == [
        ("3", "0123456789abcdef"),
        (None, None),
    ]
    assert queries.run(db, run_id).free_text_is_harmless
    assert not queries.run(db, add_run(db)).free_text_is_harmless


def test_runs_come_newest_first_by_workspace_and_limited(db: ThreadSafeDatabaseManager) -> None:
    first, second, third = add_run(db), add_run(db, "other"), add_run(db)
    assert [run.run_id for run in queries.runs(db)] == [third, second, first]
    assert [run.run_id for run in queries.runs(db, "default")] == [third, first]
    assert [run.run_id for run in queries.runs(db, limit=1)] == [third]
    assert queries.runs(db, "nowhere") == []
    assert queries.runs(db, "other")[0] == queries.run(db, second)


def test_the_statuses_of_a_run_add_up_to_its_total(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=5)
    (fifth,) = ids_at(db, run_id, [5])
    changes = {1: SubtreeStatus.SUCCESS, 2: SubtreeStatus.ERROR, 3: SubtreeStatus.SKIPPED}
    for position, status in changes.items():
        finish(db, run_id, position, status=status)
    db.write_with_lock(
        lambda session: records.mark_running(session, lease_of(run_id), [fifth], "NodeProc-1")
    )
    for run in (queries.run(db, run_id), *queries.runs(db)):
        assert run.statuses == {
            "pending": 1, "running": 1, "success": 1, "skipped": 1, "error": 1, "cancelled": 0,
        }  # fmt: skip
        assert sum(run.statuses.values()) == run.subtrees_total == 5
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
    end(db, run_id, over)
    statuses = queries.run(db, run_id).statuses
    assert (statuses[status], sum(statuses.values())) == (23, 23)


def test_times_are_in_utc(db: ThreadSafeDatabaseManager) -> None:
    assert queries.run(db, add_run(db)).started_at.tzinfo is UTC


def test_subtrees_come_in_document_order_and_limited(db: ThreadSafeDatabaseManager) -> None:
    run_id, _ = add_run(db, subtrees=12), add_run(db, subtrees=3)
    assert [row.position for row in queries.subtrees(db, run_id)] == list(range(1, 13))
    assert [row.position for row in queries.subtrees(db, run_id, limit=2)] == [1, 2]
    assert queries.subtree(db, run_id, 12) == queries.subtrees(db, run_id)[11]


@pytest.mark.parametrize("count", [1, queries.PAGE_ROWS + 1])
def test_facts_come_whole_and_in_document_order(db: ThreadSafeDatabaseManager, count: int) -> None:
    add_run(db, subtrees=2)
    run_id = add_run(db, subtrees=count)
    finish_all(db, run_id)
    facts = list(queries.facts(db, run_id))
    assert [fact.position for fact in facts] == list(range(1, count + 1))
    assert {fact.run_id for fact in facts} == {run_id}
    assert facts[-1].xpath == f"/r[1]/a[{count}]"
    assert facts[-1] == queries.fact(db, run_id, count)


def test_facts_of_some_subtrees_come_by_position(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=4)
    finish_all(db, run_id)
    found = queries.facts_at(db, run_id, [4, 2, 9])
    assert found == {position: queries.fact(db, run_id, position) for position in (2, 4)}


def test_documents_come_latest_first_by_workspace(db: ThreadSafeDatabaseManager) -> None:
    for workspace, sha256 in (("default", "one"), ("default", "two"), ("other", "three")):
        add_run(db, workspace, sha256)
    assert [row.sha256 for row in queries.documents(db, "default")] == ["two", "one"]
    assert [row.sha256 for row in queries.documents(db, "other")] == ["three"]
    row = queries.document(db, "default", "one")
    assert row == queries.documents(db, "default")[1]
    assert (row.file_name, row.bytes, row.selection) == ("message.xml", 10, None)
    assert queries.document(db, "other", "one") is None


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", "abc"),
        ("MONDAY", "a"),
        ("monday compare", "a"),
        ("monday tuesday", ""),
        ("first.xml", "a"),
        ("air", "b"),
        ("gpt", "c"),
        ("anna", "b"),
        ("100%", "c"),
        ("_", "c"),
        ("orderviewrs 21.3", "b"),
        ("\0 '\"", ""),
        ("\0", "abc"),
    ],
)
def test_runs_are_found_by_all_that_names_them(
    db: ThreadSafeDatabaseManager, search: str, found: str
) -> None:
    runs = {
        "a": add_run(db, sha256="1", name="Monday", note="to compare", file_name="first.xml"),
        "b": add_run(
            db, sha256="2", airline_name="An Airline", spec_version="21.3", started_by="Anna"
        ),
        "c": add_run(db, sha256="3", model="gpt_4", note="100% of it"),
    }
    expected = sorted((runs[each] for each in found), reverse=True)
    assert [run.run_id for run in queries.runs(db, search=search)] == expected
    assert queries.count_runs(db, search=search) == len(expected)


def test_runs_are_found_by_number_status_and_workspace(db: ThreadSafeDatabaseManager) -> None:
    first, second, third = add_run(db), add_run(db, "other"), add_run(db)
    end(db, first, RunStatus.PAUSED)
    assert [run.run_id for run in queries.runs(db, search=str(second))] == [second]
    assert queries.runs(db, search="9" * 30) == []
    assert [run.run_id for run in queries.runs(db, statuses=["paused"])] == [first]
    assert [run.run_id for run in queries.runs(db, "default", statuses=["started"])] == [third]
    assert queries.count_runs(db) == 3
    assert queries.count_runs(db, "default", statuses=["paused", "started"]) == 2


def test_events_come_in_the_order_they_happened(db: ThreadSafeDatabaseManager) -> None:
    run_id, other = add_run(db), add_run(db)

    def write(session: Session) -> None:
        records.add_event(session, run_id, "started", "Anna")
        records.add_event(session, other, "started", "program")
        records.add_event(session, run_id, "paused", "program", "the budget \0 is used up")

    db.write_with_lock(write)
    first, second = queries.events(db, run_id)
    assert (first.what, first.by, first.detail) == ("started", "Anna", "")
    assert (second.what, second.by) == ("paused", "program")
    assert second.detail.startswith("the budget")
    assert first.at.tzinfo is UTC
    assert first.at <= second.at


def test_holders_their_orders_and_idle_runs_are_listed(db: ThreadSafeDatabaseManager) -> None:
    assert queries.holders(db) == []
    runs = [add_run(db) for _ in range(6)]
    (holder,) = queries.holders(db)
    assert (holder.token, holder.name) == (TOKEN, "this process")
    db.write_with_lock(lambda session: records.order(session, runs[0], Order.PAUSE, "Anna"))
    assert queries.orders(db, TOKEN) == dict.fromkeys(runs) | {runs[0]: Order.PAUSE}
    assert queries.orders(db, "other") == {}
    assert queries.idle_runs(db, 3) == []
    end(db, runs[0], RunStatus.PAUSED, paused_by=PausedBy.ANALYST)
    end(db, runs[1], RunStatus.PAUSED, paused_by=PausedBy.TROUBLE)
    end(db, runs[3], RunStatus.PAUSED, paused_by=PausedBy.INTERRUPTION)
    end(db, runs[2], RunStatus.PAUSED, paused_by=PausedBy.SHUTDOWN)
    end(db, runs[4], RunStatus.CANCELLED)
    assert queries.idle_runs(db, 3) == [runs[2], runs[3]]
    assert queries.idle_runs(db, 1) == [runs[2]]
    assert set(queries.orders(db, TOKEN)) == {runs[5]}
    assert [run.is_interrupted for run in queries.runs(db)] == [
        False, False, True, True, False, False,
    ]  # fmt: skip
