"""What is true of PostgreSQL alone."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from discovery.errors import StorageUnavailableError
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from tests.storage.rows import add_name, names
from tests.support.databases import on_postgresql
from tests.support.hard_times import end_connections, no_writes
from tests.support.home import settings_in


@pytest.fixture(autouse=True)
def on_server() -> Iterator[None]:
    with on_postgresql():
        yield


def add(db: ThreadSafeDatabaseManager, name: str) -> None:
    db.write_with_lock(lambda session: add_name(name, session))


def works_again(db: ThreadSafeDatabaseManager) -> bool:
    """Whether this thread and another one write and read."""
    add(db, "after")
    with ThreadPoolExecutor(1) as pool:
        return "after" in names(db) == pool.submit(names, db).result()


def test_a_write_whose_connection_ends_is_undone(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    def write(session: Session) -> None:
        add_name("half", session)
        end_connections(tmp_path)
        add_name("other half", session)

    with pytest.raises(StorageUnavailableError, match=r"cannot be reached.*Start the server"):
        db.write_with_lock(write)
    assert names(db) == []
    assert works_again(db)


def test_a_write_that_ends_well_on_a_connection_that_is_gone_is_none(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    def write(session: Session) -> None:
        add_name("half", session)
        end_connections(tmp_path)

    with pytest.raises(StorageUnavailableError, match="Nothing that it has confirmed is lost"):
        db.write_with_lock(write)
    assert names(db) == []
    assert works_again(db)


def test_an_error_of_the_work_is_told_though_the_connection_is_gone(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    def write(session: Session) -> None:
        add_name("half", session)
        end_connections(tmp_path)
        raise ValueError("of its own")

    with pytest.raises(ValueError, match="of its own"):
        db.write_with_lock(write)
    assert names(db) == []
    assert works_again(db)


def test_a_work_that_goes_on_after_its_connection_ended_stores_nothing(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    def write(session: Session) -> None:
        add_name("half", session)
        end_connections(tmp_path)
        with pytest.raises(StorageUnavailableError):
            names(db)
        add_name("other half", session)

    with pytest.raises(StorageUnavailableError, match="cannot be reached"):
        db.write_with_lock(write)
    assert names(db) == []
    assert works_again(db)


@pytest.mark.parametrize("first", ["read", "write"])
def test_a_session_that_was_left_open_is_usable_again(
    db: ThreadSafeDatabaseManager, tmp_path: Path, first: str
) -> None:
    db.get_session().execute(text("SELECT 1"))
    end_connections(tmp_path)
    if first == "read":
        with pytest.raises(StorageUnavailableError, match="cannot be reached"):
            names(db)
        assert names(db) == []
    assert works_again(db)


def test_a_server_that_takes_no_writes(db: ThreadSafeDatabaseManager, tmp_path: Path) -> None:
    add(db, "before")
    with no_writes(tmp_path):
        with pytest.raises(StorageUnavailableError, match=r"cannot be written.*try again"):
            add(db, "lost")
        assert names(db) == ["before"]
    assert works_again(db)


def test_a_session_is_cleaned_up_though_its_connection_is_gone(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    db.get_session().execute(text("SELECT 1"))
    end_connections(tmp_path)
    db.cleanup_session()
    assert works_again(db)


def test_a_pause_between_two_calls_may_end_all_connections(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    """As where the server is started again in the night."""
    add(db, "before")
    end_connections(tmp_path)
    assert names(db) == ["before"]
    end_connections(tmp_path)
    assert works_again(db)


def test_a_program_that_hangs_within_a_write_does_not_keep_others_from_theirs(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    impatient = "?options=-c%20idle_in_transaction_session_timeout%3D100"
    settings = settings_in(tmp_path)
    settings = settings_in(tmp_path, database_url=settings.database_url + impatient)

    def write(session: Session) -> None:
        add_name("half", session)
        add(db, "meanwhile")
        add_name("other half", session)

    with (
        closing(open_database(settings)) as hanging,
        pytest.raises(StorageUnavailableError, match=r"cannot be reached|broke this step off"),
    ):
        hanging.write_with_lock(write)
    assert names(db) == ["meanwhile"]


def test_many_threads_may_write_in_the_midst_of_reading(db: ThreadSafeDatabaseManager) -> None:
    """Those who wait to write keep none of the few connections."""
    together = threading.Barrier(15)

    def work(number: int) -> None:
        with db.reading() as session:
            session.execute(text("SELECT 1"))
            together.wait(timeout=10)
            add(db, f"{number}")

    with ThreadPoolExecutor(30) as pool:
        for _ in pool.map(work, range(30)):
            pass
    assert len(names(db)) == 30


def test_many_threads_need_few_connections(db: ThreadSafeDatabaseManager) -> None:
    """The server has 100 for all programs together."""
    with ThreadPoolExecutor(64) as pool:
        for _ in pool.map(lambda number: (add(db, f"{number}"), names(db)), range(200)):
            pass
    query = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = CURRENT_DATABASE()"
    with db.reading() as session:
        assert (session.scalar(text(query)) or 0) <= 20
    assert len(names(db)) == 200
