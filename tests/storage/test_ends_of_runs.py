"""How a run ends, is retried, described and deleted: every subtree in exactly one status."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError, LedgerError, NotFoundError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Base, Run, Subtree
from discovery.storage.statuses import PausedBy, RunStatus, SubtreeStatus
from tests.storage.rows import (
    Call,
    add_calls,
    add_run,
    end,
    fact_of,
    finish,
    ids_at,
    lease_of,
    link_calls,
)

pytestmark = pytest.mark.usefixtures("each_database")

SUCCESS, SKIPPED = SubtreeStatus.SUCCESS, SubtreeStatus.SKIPPED
ERROR = SubtreeStatus.ERROR


def claim(db: ThreadSafeDatabaseManager, run_id: int) -> None:
    """Take a run again that was let go."""
    token = lease_of(run_id).token
    assert db.write_with_lock(lambda session: records.claim(session, run_id, token, RunStatus))


def statuses(db: ThreadSafeDatabaseManager, run_id: int) -> list[str]:
    return [row.status for row in queries.subtrees(db, run_id)]


def counted(db: ThreadSafeDatabaseManager, run_id: int) -> dict[str, int]:
    """The statuses that occur, as the run counts them."""
    return {name: count for name, count in queries.run(db, run_id).statuses.items() if count}


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([SUCCESS, SUCCESS], RunStatus.COMPLETED),
        ([SUCCESS, SKIPPED], RunStatus.COMPLETED),
        ([], RunStatus.COMPLETED),
        ([SUCCESS, ERROR], RunStatus.PARTIAL_FAILURE),
        ([SKIPPED, ERROR], RunStatus.PARTIAL_FAILURE),
        ([ERROR, ERROR], RunStatus.FAILED),
    ],
)
def test_a_run_ends_as_its_subtrees_add_up(
    db: ThreadSafeDatabaseManager, outcomes: list[SubtreeStatus], status: RunStatus
) -> None:
    run_id = add_run(db, subtrees=len(outcomes))
    for position, outcome in enumerate(outcomes, start=1):
        finish(db, run_id, position, status=outcome)
    assert end(db, run_id) == status
    run = queries.run(db, run_id)
    assert (run.status, run.held_by, run.ordered, run.error) == (status, None, None, None)
    assert run.finished_at
    assert run.started_at <= run.finished_at <= datetime.now(UTC)
    assert run.subtrees_processed == len(outcomes)


@pytest.mark.parametrize(
    ("status", "rest", "error"),
    [
        (RunStatus.PAUSED, "pending", None),
        (RunStatus.CANCELLED, "cancelled", None),
        (RunStatus.FAILED, "error", "why"),
    ],
)
def test_what_a_run_leaves_undone_is_settled_when_it_stops(
    db: ThreadSafeDatabaseManager, status: RunStatus, rest: str, error: str | None
) -> None:
    run_id, other = add_run(db, subtrees=4), add_run(db, subtrees=1)
    third, fourth = ids_at(db, run_id, [3, 4])
    finish(db, run_id, 1)
    finish(db, run_id, 2, status=ERROR, error="its own")
    db.write_with_lock(
        lambda session: records.mark_running(session, lease_of(run_id), [third], "NodeProc-1")
    )
    assert end(db, run_id, status, error="why") == status
    rows = queries.subtrees(db, run_id)
    assert [row.status for row in rows] == ["success", "error", rest, rest]
    assert [row.error for row in rows] == [None, "its own", error, error]
    assert [row.worker for row in rows[2:]] == [None, None]
    run = queries.run(db, run_id)
    assert (run.error, sum(run.statuses.values())) == ("why", 4)
    assert run.statuses[rest] == (3 if rest == "error" else 2)
    assert counted(db, other) == {"pending": 1}
    assert fourth != third


@pytest.mark.parametrize(
    ("status", "rest"),
    [
        (RunStatus.PAUSED, "pending"),
        (RunStatus.CANCELLED, "cancelled"),
        (RunStatus.FAILED, "error"),
    ],
)
def test_a_run_that_stops_before_its_rows_are_written_counts_them_all_the_same(
    db: ThreadSafeDatabaseManager, status: RunStatus, rest: str
) -> None:
    run_id = add_run(db, subtrees_total=23)
    end(db, run_id, status)
    assert counted(db, run_id) == {rest: 23}


def test_interruptions_are_counted_until_something_is_done(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    for times in (1, 2):
        end(db, run_id, RunStatus.PAUSED, paused_by=PausedBy.INTERRUPTION)
        assert queries.run(db, run_id).interruptions == times
        claim(db, run_id)
    end(db, run_id, RunStatus.PAUSED, paused_by=PausedBy.SHUTDOWN)
    assert queries.run(db, run_id).interruptions == 2
    claim(db, run_id)
    finish(db, run_id, 1)
    assert queries.run(db, run_id).interruptions == 0


def test_a_run_does_not_end_while_subtrees_are_open(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    finish(db, run_id, 1)
    before = queries.run(db, run_id)
    with pytest.raises(LedgerError, match="not settled"):
        end(db, run_id)
    assert queries.run(db, run_id) == before


@pytest.mark.parametrize("status", [None, RunStatus.PAUSED, RunStatus.FAILED])
def test_a_run_whose_rows_are_not_what_it_counted_does_not_end(
    db: ThreadSafeDatabaseManager, status: RunStatus | None
) -> None:
    """Somebody has changed a subtree behind the run's back."""
    run_id = add_run(db, subtrees=2)
    finish(db, run_id, 1)
    finish(db, run_id, 2)
    db.write_with_lock(
        lambda session: session.execute(
            update(Subtree).where(Subtree.position == 2).values(status=SKIPPED)
        )
    )
    before = queries.run(db, run_id), queries.subtrees(db, run_id)
    with pytest.raises(LedgerError, match=rf"run {run_id} do not add up.*Nothing was changed"):
        end(db, run_id, status)
    assert (queries.run(db, run_id), queries.subtrees(db, run_id)) == before


def test_a_run_that_was_let_go_cannot_be_ended_again(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    end(db, run_id, RunStatus.PAUSED)
    with pytest.raises(LeaseLostError):
        end(db, run_id, RunStatus.CANCELLED)
    assert statuses(db, run_id) == ["pending"]


def test_what_failed_is_retried_and_nothing_else(db: ThreadSafeDatabaseManager) -> None:
    run_id, other = add_run(db, subtrees=4), add_run(db, subtrees=1)
    first, second = ids_at(db, run_id, [1, 2])
    finish(db, run_id, 1, fact_of(run_id, first), answered_by="cache")
    finish(db, run_id, 2, fact_of(run_id, second), status=ERROR, error="why")
    finish(db, run_id, 3, status=ERROR, answered_by="same question")
    finish(db, run_id, 4, answered_by="same question")
    finish(db, other, 1, status=ERROR)
    assert end(db, run_id) == RunStatus.PARTIAL_FAILURE
    claim(db, run_id)
    db.write_with_lock(lambda session: records.retry_failed(session, lease_of(run_id)))
    assert statuses(db, run_id) == ["success", "pending", "pending", "success"]
    assert counted(db, run_id) == {"success": 2, "pending": 2}
    assert counted(db, other) == {"error": 1}
    run = queries.run(db, run_id)
    assert (run.subtrees_processed, run.from_cache, run.same_question) == (2, 1, 1)
    assert queries.subtree(db, run_id, 2).error is None
    finish(db, run_id, 2, fact_of(run_id, second))
    finish(db, run_id, 3, answered_by="same question")
    assert end(db, run_id) == RunStatus.COMPLETED
    run = queries.run(db, run_id)
    assert (run.node_facts_extracted, run.same_question) == (2, 2)
    assert len(list(queries.facts(db, run_id))) == 2


def test_a_run_is_described(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db)
    db.write_with_lock(lambda session: records.describe_run(session, run_id, "注 Monday", "\0"))
    run = queries.run(db, run_id)
    assert (run.name, run.note) == ("注 Monday", "\N{REPLACEMENT CHARACTER}")


def test_a_deleted_run_takes_all_that_was_stored_for_it(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> None:
        records.add_event(session, run_id, "started", "Anna")
        records.remember_answer(session, "key", "small", "{}", run_id, 1, 1, None)

    def left() -> dict[str, int]:
        with db.reading() as session:
            return {
                table.name: count
                for table in Base.metadata.sorted_tables
                if (count := session.scalar(select(func.count()).select_from(table)))
            }

    add_run(db, "other", subtrees=1)
    before = left()
    run_id = add_run(db, "other", subtrees=2)
    (call_id,) = add_calls(db, run_id, [1], Call())
    link_calls(db, run_id, [call_id], [2])
    (first,) = ids_at(db, run_id, [1])
    finish(db, run_id, 1, fact_of(run_id, first))
    db.write_with_lock(write)
    end(db, run_id, RunStatus.CANCELLED)
    db.write_with_lock(lambda session: records.delete_run(session, run_id))
    assert left() == {**before, "cached_answers": 1}
    with pytest.raises(NotFoundError):
        queries.run(db, run_id)


def test_the_number_of_a_deleted_run_is_never_given_again(db: ThreadSafeDatabaseManager) -> None:
    add_run(db)
    last = add_run(db)
    end(db, last, RunStatus.CANCELLED)
    db.write_with_lock(lambda session: records.delete_run(session, last))
    assert add_run(db) == last + 1


def test_a_run_with_work_under_way_elsewhere_is_counted_as_it_stands(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=3)
    with db.reading() as session:
        held = session.scalar(select(Run.held_by).where(Run.id == run_id))
    assert held == lease_of(run_id).token
    assert counted(db, run_id) == {"pending": 3}
