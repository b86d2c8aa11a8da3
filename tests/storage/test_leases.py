"""Which process works on a run: one at most, also where several want to at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError, StorageError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.records import Lease
from discovery.storage.statuses import Order, PausedBy, RunStatus
from tests.storage.rows import TOKEN, add_run, end, finish, ids_at, lease_of
from tests.support.home import settings_in

pytestmark = pytest.mark.usefixtures("each_database")

OTHER = "token of another process"
ANY = tuple(RunStatus)
BY = "Anna"


def add_other(db: ThreadSafeDatabaseManager) -> None:
    db.write_with_lock(lambda session: records.add_holder(session, OTHER, "another process"))


def claim(
    db: ThreadSafeDatabaseManager, run_id: int, token: str, *statuses: RunStatus
) -> Lease | None:
    return db.write_with_lock(
        lambda session: records.claim(session, run_id, token, statuses or ANY)
    )


def order(db: ThreadSafeDatabaseManager, run_id: int, ordered: Order) -> bool:
    return db.write_with_lock(lambda session: records.order(session, run_id, ordered, BY))


def test_a_run_that_is_worked_on_cannot_be_claimed(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    add_other(db)
    before = queries.run(db, run_id)
    assert claim(db, run_id, OTHER) is None
    assert claim(db, run_id, TOKEN) is None
    assert queries.run(db, run_id) == before


def test_a_claimed_run_is_about_to_go_on_whatever_was_wrong_before(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=2)
    add_other(db)
    order(db, run_id, Order.PAUSE)
    end(db, run_id, RunStatus.PAUSED, error="no money", paused_by=PausedBy.TROUBLE)
    before = queries.run(db, run_id)
    assert (before.held_by, before.holder, before.ordered) == (None, None, None)
    assert claim(db, run_id, OTHER, RunStatus.PAUSED) == Lease(run_id, OTHER)
    run = queries.run(db, run_id)
    assert (run.status, run.held_by, run.holder) == ("started", OTHER, "another process")
    assert (run.error, run.paused_by, run.finished_at) == (None, None, None)
    assert run.worked_until >= before.worked_until


def test_only_a_run_in_one_of_the_statuses_is_claimed(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    end(db, run_id, RunStatus.CANCELLED)
    assert claim(db, run_id, TOKEN, RunStatus.PAUSED, RunStatus.STARTED) is None
    assert claim(db, 4711, TOKEN) is None
    assert queries.run(db, run_id).status == RunStatus.CANCELLED


def test_nobody_unknown_can_work_on_a_run(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    end(db, run_id, RunStatus.PAUSED)
    with pytest.raises(StorageError, match=r"(?i)foreign key"):
        claim(db, run_id, "never written down")
    assert queries.run(db, run_id).status == RunStatus.PAUSED


def test_of_programs_that_claim_a_run_at_once_one_has_it(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    """Each manager has an engine and a lock of its own, as each program would."""
    run_ids = [add_run(db, subtrees=1) for _ in range(10)]
    for run_id in run_ids:
        end(db, run_id, RunStatus.PAUSED)
    tokens = [f"process {number}" for number in range(4)]
    together = Barrier(len(tokens))

    with ExitStack() as stack:
        programs = {
            token: stack.enter_context(closing(open_database(settings_in(tmp_path))))
            for token in tokens
        }
        pool = stack.enter_context(ThreadPoolExecutor(len(tokens)))

        def take_all(token: str) -> list[int]:
            program = programs[token]
            program.write_with_lock(lambda session: records.add_holder(session, token, token))
            together.wait(timeout=10)
            return [run_id for run_id in run_ids if claim(program, run_id, token)]

        taken = dict(zip(tokens, pool.map(take_all, tokens), strict=True))
    assert sorted(run_id for mine in taken.values() for run_id in mine) == run_ids
    for token, mine in taken.items():
        assert set(queries.orders(db, token)) == set(mine)


def test_the_runs_of_a_dead_process_are_taken_over(db: ThreadSafeDatabaseManager) -> None:
    first, second = add_run(db, subtrees=1), add_run(db, subtrees=1)
    idle = add_run(db)
    end(db, idle, RunStatus.PAUSED)
    add_other(db)
    leases = take_over(db)
    assert leases is not None
    assert sorted(leases, key=lambda lease: lease.run_id) == [
        Lease(first, OTHER),
        Lease(second, OTHER),
    ]
    assert queries.run(db, idle).held_by is None
    assert take_over(db) == []


def take_over(db: ThreadSafeDatabaseManager, beat: int | None = None) -> list[Lease] | None:
    """Let the other process take the runs of this one, whose heart stood still at this beat."""
    (seen,) = [holder.beat for holder in queries.holders(db) if holder.token == TOKEN]
    beat = seen if beat is None else beat
    return db.write_with_lock(lambda session: records.take_over(session, TOKEN, beat, OTHER))


def test_nothing_is_taken_from_a_process_whose_heart_has_beaten_since(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    add_other(db)
    (seen,) = [holder.beat for holder in queries.holders(db) if holder.token == TOKEN]
    db.write_with_lock(lambda session: records.add_holder(session, TOKEN, "it starts a run"))
    assert take_over(db, seen) is None
    assert queries.run(db, run_id).held_by == TOKEN


def test_a_cancel_is_not_lost_where_the_run_was_about_to_pause(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=2)
    for order in (Order.PAUSE, Order.CANCEL):
        db.write_with_lock(lambda s, order=order: records.order(s, run_id, order, "Anna"))
    end(db, run_id, RunStatus.PAUSED, paused_by=PausedBy.ANALYST)
    run = queries.run(db, run_id)
    assert (run.status, run.paused_by, run.statuses["cancelled"]) == ("cancelled", None, 2)


def test_a_run_whose_counts_do_not_add_up_can_be_set_aside(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    db.write_with_lock(lambda session: records.set_aside(session, lease_of(run_id), "why"))
    run = queries.run(db, run_id)
    assert (run.status, run.paused_by, run.error, run.held_by) == ("paused", "trouble", "why", None)


def test_a_process_that_was_taken_for_dead_stores_nothing_more(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=2)
    (subtree_id,) = ids_at(db, run_id, [1])
    add_other(db)
    take_over(db)
    before = queries.run(db, run_id), queries.subtrees(db, run_id)
    mine = lease_of(run_id)
    attempts = (
        lambda session: records.mark_running(session, mine, [subtree_id], "NodeProc-1"),
        lambda session: records.retry_failed(session, mine),
        lambda session: records.end_run(session, mine, RunStatus.FAILED, error="why"),
        lambda session: records.begin_work(session, mine),
    )
    for attempt in attempts:
        with pytest.raises(LeaseLostError, match="which goes on with it"):
            db.write_with_lock(attempt)
    with pytest.raises(LeaseLostError):
        finish(db, run_id, 1)
    assert (queries.run(db, run_id), queries.subtrees(db, run_id)) == before


def test_a_run_is_ordered_to_stop_by_whoever_wants_it(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    assert order(db, run_id, Order.PAUSE)
    assert queries.run(db, run_id).ordered == "pause"
    assert order(db, run_id, Order.CANCEL)
    assert order(db, run_id, Order.PAUSE)  # a cancel stays one
    assert queries.run(db, run_id).ordered == "cancel"
    assert queries.orders(db, TOKEN) == {run_id: Order.CANCEL}
    happened = [(event.what, event.by) for event in queries.events(db, run_id)]
    assert happened == [("pause ordered", BY), ("cancel ordered", BY)]


def test_a_run_that_nobody_works_on_takes_no_orders(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    end(db, run_id, RunStatus.PAUSED)
    assert not order(db, run_id, Order.CANCEL)
    assert not order(db, 4711, Order.CANCEL)
    assert queries.run(db, run_id).ordered is None
    assert queries.events(db, run_id) == []


def test_a_beat_shows_that_a_process_lives_and_how_long_its_runs_took(
    db: ThreadSafeDatabaseManager,
) -> None:
    mine, theirs = add_run(db, subtrees=1), add_run(db, subtrees=1)
    end(db, theirs, RunStatus.PAUSED)
    before = queries.run(db, mine)

    def beat(session: Session) -> bool:
        return records.beat(session, TOKEN, {mine: 1.5, theirs: 9.0})

    (at_first,) = [holder.beat for holder in queries.holders(db)]
    assert db.write_with_lock(beat)
    assert db.write_with_lock(beat)
    assert [holder.beat for holder in queries.holders(db)] == [at_first + 2]
    run = queries.run(db, mine)
    assert run.worked_seconds == 1.5
    assert run.worked_until > before.worked_until
    assert queries.run(db, theirs).worked_seconds == 0
    assert not db.write_with_lock(lambda session: records.beat(session, OTHER, {}))


def test_how_long_a_run_took_is_noted_by_who_works_on_it_alone(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    for lease, seconds in ((lease_of(run_id), 2.5), (Lease(run_id, OTHER), 9.0)):
        db.write_with_lock(
            lambda session, lease=lease, seconds=seconds: records.note_work(session, lease, seconds)
        )
    assert queries.run(db, run_id).worked_seconds == 2.5


def test_a_process_is_written_down_once_and_forgotten_when_it_works_on_nothing(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    add_other(db)
    add_other(db)

    def forget(token: str) -> list[str]:
        db.write_with_lock(lambda session: records.remove_holder(session, token))
        return [holder.token for holder in queries.holders(db)]

    assert forget(OTHER) == [TOKEN]
    assert forget(TOKEN) == [TOKEN]
    end(db, run_id, RunStatus.CANCELLED)
    assert forget(TOKEN) == []
