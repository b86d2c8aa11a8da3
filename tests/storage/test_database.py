"""The database manager: sessions by thread, writes whole or not at all, errors in plain words."""

import json
import sqlite3
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from discovery.errors import SettingsError, StorageError
from discovery.storage import database, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.models import Document, Workspace
from tests.support.home import settings_in

THREADS = 8
WRITES = 40


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(settings_in(tmp_path))) as manager:
        yield manager


def add(name: str, session: Session) -> None:
    session.add(Workspace(name=name))
    session.flush()


def names(db: ThreadSafeDatabaseManager) -> list[str]:
    with db.reading() as session:
        return sorted(session.scalars(select(Workspace.name)))


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


def test_sqlite_works_in_wal_mode_with_a_busy_timeout_and_foreign_keys(
    db: ThreadSafeDatabaseManager,
) -> None:
    def pragmas() -> list[object]:
        with db.reading() as session:
            asked = ("journal_mode", "busy_timeout", "foreign_keys")
            return [session.scalar(text(f"PRAGMA {name}")) for name in asked]

    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(pragmas).result()
    assert found == pragmas() == ["wal", database.BUSY_TIMEOUT_MS, 1]


def test_a_foreign_key_to_nothing_is_not_stored(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> None:
        session.add(Document(workspace="nowhere", sha256="x", file_name="x", bytes=1))

    with pytest.raises(StorageError, match="FOREIGN KEY"):
        db.write_with_lock(write)


def test_json_is_kept_as_readable_text(db: ThreadSafeDatabaseManager, tmp_path: Path) -> None:
    def write(session: Session) -> None:
        document = records.ensure_document(session, "default", "sha", "注文.xml", 1)
        records.remember_selection(session, document, ["/注文/Pax"])

    db.write_with_lock(write)
    with closing(sqlite3.connect(tmp_path / "discovery.db")) as raw:
        (selection,) = raw.execute("SELECT selection FROM documents").fetchone()
    assert selection == '["/注文/Pax"]'
    assert json.loads(selection) == ["/注文/Pax"]


def test_a_database_held_by_another_program_says_so_and_works_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    with (
        closing(open_database(settings_in(tmp_path))) as db,
        closing(sqlite3.connect(tmp_path / "discovery.db", isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match=r"database is locked.*another program.*try again"):
            db.write_with_lock(lambda session: add("one", session))
        assert names(db) == []
        other.execute("ROLLBACK")
        db.write_with_lock(lambda session: add("one", session))
        assert names(db) == ["one"]


def test_a_database_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    open_database(settings_in(tmp_path)).close()
    file = tmp_path / "discovery.db"
    url = f"sqlite:///file:{file}?mode=ro&uri=true"
    with (
        closing(open_database(settings_in(tmp_path, database_url=url))) as db,
        pytest.raises(StorageError, match=r"readonly database.*Nothing of this step was stored"),
    ):
        db.write_with_lock(lambda session: add("one", session))


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "discovery.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="not a database"):
        open_database(settings_in(tmp_path))


def test_a_home_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="Point DISCOVERY_HOME to a folder"):
        open_database(settings_in(tmp_path / "file" / "home"))


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle-of-delphi://x", "postgresql+pg8000://user:password@127.0.0.1/x"]
)
def test_an_address_that_cannot_be_used_says_so_without_its_password(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        open_database(settings_in(tmp_path, database_url=url))
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("folder", ["plain", "with space", "a?b=c", "100%41", "c#d", "ö&注"])
def test_the_database_lies_in_the_home_whatever_its_name(tmp_path: Path, folder: str) -> None:
    home = tmp_path / folder
    with closing(open_database(settings_in(home))) as db:
        db.write_with_lock(lambda session: add("one", session))
    assert (home / "discovery.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [folder]


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


def test_an_error_does_not_show_the_values_that_were_to_be_stored(
    db: ThreadSafeDatabaseManager,
) -> None:
    """Errors are logged with their causes, and facts may hold personal data."""
    surname = "doe".upper()  # not as it stands in the source, which tracebacks show

    def write(session: Session) -> None:
        session.execute(text("INSERT INTO no_such_table VALUES (:name)"), {"name": surname})

    with pytest.raises(StorageError) as caught:
        db.write_with_lock(write)
    assert surname not in "".join(traceback.format_exception(caught.value))
