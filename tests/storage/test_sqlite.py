"""What is true of a SQLite file alone."""

import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from discovery.errors import StorageError, StorageUnavailableError
from discovery.storage import records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.pseudonym_key import KEY_FILE
from tests.storage.rows import add_name, names
from tests.support.home import settings_in


def add(db: ThreadSafeDatabaseManager, name: str) -> None:
    db.write_with_lock(lambda session: add_name(name, session))


def test_it_works_in_wal_mode_with_a_busy_timeout_and_foreign_keys(
    db: ThreadSafeDatabaseManager,
) -> None:
    def pragmas() -> list[object]:
        with db.reading() as session:
            asked = ("journal_mode", "busy_timeout", "foreign_keys")
            return [session.scalar(text(f"PRAGMA {name}")) for name in asked]

    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(pragmas).result()
    assert found == pragmas() == ["wal", 250, 1]


def test_json_is_kept_as_readable_text(db: ThreadSafeDatabaseManager, tmp_path: Path) -> None:
    def write(session: Session) -> None:
        document = records.ensure_document(session, "default", "sha", "注文.xml", 1)
        records.remember_selection(session, document, ["/注文/Pax"])

    db.write_with_lock(write)
    with closing(sqlite3.connect(tmp_path / "discovery.db")) as raw:
        (selection,) = raw.execute("SELECT selection FROM documents").fetchone()
    assert selection == '["/注文/Pax"]'
    assert json.loads(selection) == ["/注文/Pax"]


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "discovery.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="not a database"):
        open_database(settings_in(tmp_path))


def test_a_database_in_memory_can_be_used(tmp_path: Path) -> None:
    with closing(open_database(settings_in(tmp_path, database_url="sqlite://"))) as db:
        add(db, "one")
        assert names(db) == ["one"]
    assert [file.name for file in tmp_path.iterdir()] == [KEY_FILE]


def test_a_file_that_is_opened_for_reading_alone_says_so(tmp_path: Path) -> None:
    with closing(open_database(settings_in(tmp_path))) as db:
        add(db, "one")
    url = f"sqlite:///file:{tmp_path / 'discovery.db'}?mode=ro&uri=true"
    with closing(open_database(settings_in(tmp_path, database_url=url))) as db:
        with pytest.raises(StorageUnavailableError, match=r"cannot be written \(.*readonly"):
            add(db, "two")
        assert names(db) == ["one"]


def test_a_deleted_database_is_not_replaced_by_an_empty_one(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    add(db, "one")
    for file in tmp_path.glob("discovery.db*"):
        file.unlink()
    for attempt in (lambda: add(db, "two"), lambda: names(db)):
        with pytest.raises(StorageUnavailableError, match=r"is gone.*Put it back"):
            attempt()
    assert [file.name for file in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("other", [b"", b"no database at all", None], ids=["empty", "text", "db"])
def test_a_file_with_other_tables_in_its_place_is_not_written(
    db: ThreadSafeDatabaseManager, tmp_path: Path, other: bytes | None
) -> None:
    add(db, "one")
    file = tmp_path / "discovery.db"
    away = file.rename(tmp_path / "away.db")
    if other is None:
        with closing(sqlite3.connect(tmp_path / "other.db")) as raw:
            raw.execute("CREATE TABLE workspaces (name TEXT)")
        (tmp_path / "other.db").rename(file)
    else:
        file.write_bytes(other)
    before = file.read_bytes()
    for attempt in (lambda: add(db, "two"), lambda: names(db)):
        with pytest.raises(StorageError, match=r"was replaced|not a database"):
            attempt()
    assert file.read_bytes() == before
    away.replace(file)
    assert names(db) == ["one"]


def test_work_goes_on_with_a_copy_in_the_place_of_the_database(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    """As where a backup is put back while the program runs."""
    add(db, "one")
    with closing(sqlite3.connect(tmp_path / "discovery.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(tmp_path / "discovery.db", tmp_path / "copy.db")
    add(db, "lost with the file")
    for name in ("discovery.db-wal", "discovery.db-shm"):
        (tmp_path / name).unlink()
    (tmp_path / "copy.db").replace(tmp_path / "discovery.db")
    add(db, "two")
    assert names(db) == ["one", "two"]
    with closing(sqlite3.connect(tmp_path / "discovery.db")) as raw:
        assert len(raw.execute("SELECT name FROM workspaces").fetchall()) == 2
