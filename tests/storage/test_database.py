"""The database manager: sessions by thread, writes whole or not at all, errors in plain words."""

import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from discovery.errors import StorageError, StorageUnavailableError, ValueRefusedError
from discovery.storage import records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.models import Document, Workspace
from tests.storage.rows import add_name as add
from tests.storage.rows import names
from tests.support.home import settings_in

pytestmark = pytest.mark.usefixtures("each_database")

THREADS = 8
WRITES = 40


def test_each_thread_has_one_session_of_its_own(db: ThreadSafeDatabaseManager) -> None:
    together = threading.Barrier(4)

    def sessions() -> tuple[Session, Session]:
        found = db.get_session(), db.get_session()
        together.wait(timeout=10)
        return found

    with ThreadPoolExecutor(4) as pool:
        pairs = [future.result() for future in [pool.submit(sessions) for _ in range(4)]]
    assert all(first is second for first, second in pairs)
    assert len({id(first) for first, _ in pairs} | {id(db.get_session())}) == 5


def test_cleaning_up_ends_the_session_of_this_thread_only(db: ThreadSafeDatabaseManager) -> None:
    mine = db.get_session()
    with ThreadPoolExecutor(1) as pool:
        theirs = pool.submit(db.get_session).result()
        pool.submit(theirs.execute, text("SELECT 1")).result()
        assert theirs.in_transaction()
        pool.submit(db.cleanup_session).result()
        assert not theirs.in_transaction()
        assert pool.submit(db.get_session).result() is not theirs
    assert db.get_session() is mine
    db.cleanup_session()
    db.cleanup_session()
    assert db.get_session() is not mine


def test_a_write_gives_its_result_and_is_seen_by_others(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> str:
        add("one", session)
        return "done"

    assert db.write_with_lock(write) == "done"
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(names, db).result() == ["one"]


def test_an_error_undoes_the_whole_write_and_nothing_else(db: ThreadSafeDatabaseManager) -> None:
    db.write_with_lock(lambda session: add("before", session))

    def fail(session: Session) -> None:
        add("half", session)
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        db.write_with_lock(fail)
    db.write_with_lock(lambda session: add("after", session))
    assert names(db) == ["after", "before"]


def test_an_interruption_undoes_the_write(db: ThreadSafeDatabaseManager) -> None:
    def interrupted(session: Session) -> None:
        add("half", session)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        db.write_with_lock(interrupted)
    assert names(db) == []


def test_many_threads_writing_lose_nothing(db: ThreadSafeDatabaseManager) -> None:
    db.write_with_lock(lambda session: add("counter", session))
    document = db.write_with_lock(
        lambda session: records.ensure_document(session, "counter", "sha", "file", 0)
    )

    def count(session: Session) -> None:
        found = session.get_one(Document, document)
        found.bytes = found.bytes + 1

    def work(number: int) -> None:
        for step in range(WRITES):
            db.write_with_lock(count)
            db.write_with_lock(lambda session, step=step: add(f"{number}-{step}", session))
        db.cleanup_session()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    with db.reading() as session:
        assert session.get_one(Document, document).bytes == THREADS * WRITES
    assert len(names(db)) == THREADS * WRITES + 1


def test_one_writes_at_a_time(db: ThreadSafeDatabaseManager) -> None:
    inside: list[str] = []
    together = threading.Barrier(THREADS)

    def write(session: Session) -> None:
        inside.append("in")
        add(threading.current_thread().name, session)
        inside.append("out")

    def work() -> None:
        together.wait(timeout=10)
        db.write_with_lock(write)
        db.cleanup_session()

    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(work) for _ in range(THREADS)]:
            future.result()
    assert inside == ["in", "out"] * THREADS


def test_readers_see_the_last_committed_state_while_another_writes(
    db: ThreadSafeDatabaseManager,
) -> None:
    db.write_with_lock(lambda session: add("before", session))
    with ThreadPoolExecutor(1) as pool:

        def write(session: Session) -> list[str]:
            add("unfinished", session)
            return pool.submit(names, db).result(timeout=10)

        assert db.write_with_lock(write) == ["before"]
    assert names(db) == ["before", "unfinished"]


def test_a_read_inside_a_write_sees_it_and_does_not_end_it(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> list[str]:
        add("one", session)
        found = names(db)
        add("two", session)
        return found

    assert db.write_with_lock(write) == ["one"]
    assert names(db) == ["one", "two"]


def test_a_read_after_a_read_is_fresh(db: ThreadSafeDatabaseManager) -> None:
    assert names(db) == []
    with ThreadPoolExecutor(1) as pool:
        pool.submit(db.write_with_lock, lambda session: add("new", session)).result()
    assert names(db) == ["new"]


def test_a_foreign_key_to_nothing_is_not_stored(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> None:
        session.add(Document(workspace="nowhere", sha256="x", file_name="x", bytes=1))

    with pytest.raises(StorageError, match=r"(?i)foreign key"):
        db.write_with_lock(write)


def test_a_row_that_can_never_be_stored_is_told_from_other_faults(
    db: ThreadSafeDatabaseManager,
) -> None:
    db.write_with_lock(lambda session: add("one", session))
    with pytest.raises(ValueRefusedError, match=r"(?i)unique"):
        db.write_with_lock(lambda session: add("one", session))
    with pytest.raises(StorageError) as caught:
        db.write_with_lock(lambda session: session.execute(text("SELECT nothing FROM nowhere")))
    assert not isinstance(caught.value, (ValueRefusedError, StorageUnavailableError))


def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    with closing(open_database(settings_in(tmp_path))) as db:
        db.write_with_lock(lambda session: add("kept", session))
    with closing(open_database(settings_in(tmp_path))) as db:
        assert names(db) == ["kept"]


def test_programs_that_start_and_write_at_once_do_not_hinder_one_another(tmp_path: Path) -> None:
    """Each manager has an engine and a lock of its own, as each program would."""
    together = threading.Barrier(6)

    def program(home: Path) -> None:
        together.wait(timeout=10)
        with closing(open_database(settings_in(home))) as db:
            for number in range(5):
                db.write_with_lock(
                    lambda session, number=number: records.ensure_document(
                        session, f"workspace {number}", "sha", "file", 1
                    )
                )

    with ThreadPoolExecutor(6) as pool:
        for attempt in range(4):
            home = tmp_path / str(attempt)
            for future in [pool.submit(program, home) for _ in range(6)]:
                future.result()
            with closing(open_database(settings_in(home))) as db:
                assert len(names(db)) == 5


def test_a_write_within_a_write_is_a_part_of_it(db: ThreadSafeDatabaseManager) -> None:
    def outer(session: Session) -> None:
        db.write_with_lock(lambda session: add("inner", session))
        add("outer", session)
        raise ValueError("in the end")

    with pytest.raises(ValueError, match="in the end"):
        db.write_with_lock(outer)
    assert names(db) == []
    db.write_with_lock(lambda _: db.write_with_lock(lambda session: add("inner", session)))
    assert names(db) == ["inner"]


def test_a_write_after_an_open_read_has_the_lock_all_the_same(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    """What the read saw may be old; what the write reads is not."""
    db.get_session().scalars(select(Workspace.name)).all()
    inside, go_on = threading.Event(), threading.Event()

    def work(session: Session) -> list[str]:
        found = list(session.scalars(select(Workspace.name)))
        inside.set()
        assert go_on.wait(timeout=10)
        return found

    with (
        closing(open_database(settings_in(tmp_path))) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        other.write_with_lock(lambda session: add("meanwhile", session))
        writing = pool.submit(other.write_with_lock, work)
        assert inside.wait(timeout=10)
        threading.Timer(0.2, go_on.set).start()
        found = db.write_with_lock(lambda session: [*session.scalars(select(Workspace.name))])
        assert go_on.is_set()
        assert found == writing.result() == ["meanwhile"]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO no_such_table VALUES (:name)",
        "INSERT INTO workspaces (name) VALUES (:name)",
        "INSERT INTO documents (id, workspace) VALUES (1, :name)",
        "SELECT 1 FROM workspaces WHERE CAST(:name AS INTEGER) = LENGTH(:name) / 0 / :name",
    ],
)
def test_an_error_does_not_show_the_values_that_were_to_be_stored(
    db: ThreadSafeDatabaseManager, statement: str
) -> None:
    """Errors are logged with their causes, and facts may hold personal data."""
    surname = "doe".upper()  # not as it stands in the source, which tracebacks show
    db.write_with_lock(lambda session: add(surname, session))

    def write(session: Session) -> None:
        session.execute(text(statement), {"name": surname})
        raise StorageError("SQLite finds nothing wrong")

    with pytest.raises(StorageError) as caught:
        db.write_with_lock(write)
    assert surname not in "".join(traceback.format_exception(caught.value))


def test_times_are_kept_in_utc_whatever_the_zone_of_the_database(
    db: ThreadSafeDatabaseManager,
) -> None:
    moment = datetime(2026, 3, 29, 2, 30, 0, 123456, timezone(timedelta(hours=-9)))

    def write(session: Session) -> None:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL TIME ZONE 'Asia/Tokyo'"))
        session.add(Workspace(name="one", created_at=moment))
        session.flush()
        session.expire_all()
        assert session.get_one(Workspace, "one").created_at == moment

    db.write_with_lock(write)
    with db.reading() as session:
        found = session.get_one(Workspace, "one").created_at
    assert (found, found.tzinfo) == (moment, UTC)


def test_text_of_any_kind_comes_back(db: ThreadSafeDatabaseManager) -> None:
    name = "ä注\U0001f600'\"%s :name \\ \t"
    db.write_with_lock(lambda session: add(name, session))
    assert names(db) == [name]
