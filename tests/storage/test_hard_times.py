"""Hard times for the database: a clear message, nothing stored by half, and work goes on after."""

import errno
import os
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from discovery.errors import StorageUnavailableError
from discovery.storage import sqlite
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from tests.storage.rows import add_name, names
from tests.support.hard_times import gone, held
from tests.support.home import settings_in

pytestmark = pytest.mark.usefixtures("each_database")

THREADS = 6
NOBODY = 65534
LONG = "long " * 20_000


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock."""
    monkeypatch.setattr(sqlite, "LOCK_WAIT_MS", 100)


def add(db: ThreadSafeDatabaseManager, name: str) -> None:
    db.write_with_lock(lambda session: add_name(name, session))


def add_two(db: ThreadSafeDatabaseManager, name: str) -> None:
    """Two rows that belong together; they are long, so that they need room."""

    def write(session: Session) -> None:
        for half in ("first", "second"):
            add_name(f"{name}, {half} {LONG}", session)

    db.write_with_lock(write)


def by_all_threads(work: Callable[[int], None]) -> list[BaseException | None]:
    """What came of a piece of work that many threads do at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        return [done.exception() for done in [pool.submit(work, each) for each in range(THREADS)]]


def all_refused(errors: list[BaseException | None], *says: str) -> bool:
    """Whether all were told these words, and that they may try again."""
    return all(
        isinstance(error, StorageUnavailableError)
        and all(words in str(error) for words in (*says, "try again", "goes on by itself"))
        for error in errors
    )


def check_that_it_works_again(db: ThreadSafeDatabaseManager) -> None:
    """Every thread writes and reads, and only whole pairs are there."""
    assert by_all_threads(lambda number: add_two(db, f"after {number}")) == [None] * THREADS
    found = {name.split(" long")[0] for name in names(db)}
    pairs = {name.rpartition(", ")[0] for name in found if ", " in name}
    assert pairs >= {f"after {number}" for number in range(THREADS)}
    assert found >= {f"{pair}, {half}" for pair in pairs for half in ("first", "second")}


def test_a_database_held_by_another_program(db: ThreadSafeDatabaseManager, tmp_path: Path) -> None:
    add(db, "before")
    with held(tmp_path):
        errors = by_all_threads(lambda number: add_two(db, f"{number}"))
        assert all_refused(errors, "Another program holds the database", "Nothing of this step")
        assert names(db) == ["before"]  # to read it nobody needs to wait
    check_that_it_works_again(db)


def test_a_database_that_is_held_while_it_is_opened(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(StorageUnavailableError, match="Another program holds"):
        open_database(settings_in(tmp_path))
    open_database(settings_in(tmp_path)).close()


def test_a_database_that_is_gone_for_a_while(db: ThreadSafeDatabaseManager, tmp_path: Path) -> None:
    add(db, "before")
    with gone(tmp_path):
        writes = by_all_threads(lambda number: add_two(db, f"lost {number}"))
        reads = by_all_threads(lambda _: names(db))
        for errors in (writes, reads):
            assert all_refused(errors, "discovery.db is gone") or all_refused(
                errors, "cannot be reached", "Start the server"
            )
        assert not (tmp_path / "discovery.db").exists()
    assert names(db) == ["before"]
    check_that_it_works_again(db)


def test_a_database_that_is_gone_when_it_is_opened(tmp_path: Path, each_database: str) -> None:
    open_database(settings_in(tmp_path)).close()
    if each_database == "sqlite":
        (tmp_path / "discovery.db").rename(tmp_path / "away.db")
        (tmp_path / "discovery.db").mkdir()  # a file that is not there at all is made
        with pytest.raises(StorageUnavailableError, match="cannot be opened"):
            open_database(settings_in(tmp_path))
        return
    with gone(tmp_path), pytest.raises(StorageUnavailableError, match="cannot be reached"):
        open_database(settings_in(tmp_path))
    open_database(settings_in(tmp_path)).close()


@pytest.mark.sqlite_only
def test_a_full_disk(full_disk: Path) -> None:
    with closing(open_database(settings_in(full_disk))) as db:
        add(db, "before")
        with filled(full_disk):
            errors = by_all_threads(lambda number: add_two(db, f"{number}"))
            assert all_refused(errors, "The disk", "is full", "Make room on it")
            assert names(db) == ["before"]
        check_that_it_works_again(db)


@pytest.mark.sqlite_only
def test_a_file_that_may_not_grow(db: ThreadSafeDatabaseManager, tmp_path: Path) -> None:
    """As where a quota is used up."""
    add(db, "before")
    largest = max(path.stat().st_size for path in tmp_path.iterdir())
    with no_file_larger_than(largest):
        errors = by_all_threads(lambda number: add_two(db, f"{number}"))
        assert all_refused(errors, "The disk", "has room")
        assert names(db) == ["before"]
    check_that_it_works_again(db)


@pytest.mark.sqlite_only
def test_a_folder_that_may_only_be_read() -> None:
    with unprivileged(), tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with closing(open_database(settings_in(home))) as db:
            add(db, "before")
        (home / "discovery.db").chmod(0o400)
        home.chmod(0o500)
        with pytest.raises(StorageUnavailableError, match=r"cannot be (opened|written)"):
            open_database(settings_in(home))
        home.chmod(0o700)
        with closing(open_database(settings_in(home))) as db:
            errors = by_all_threads(lambda number: add_two(db, f"{number}"))
            assert all_refused(errors, "cannot be written", "Let this program write it")
            assert names(db) == ["before"]
            for file in home.iterdir():
                file.chmod(0o600)
            with pytest.raises(StorageUnavailableError):
                add(db, "over what was opened to be read only")
            check_that_it_works_again(db)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may make a small file system")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Within it the disk has no room for a single byte more."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as opened:
        for block in (65_536, 4096, 1):
            try:
                while True:
                    opened.write(bytes(block))
            except OSError as error:
                assert error.errno == errno.ENOSPC
    yield
    filler.unlink()


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Within it this process can make no file larger than so many bytes."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


@contextmanager
def unprivileged() -> Iterator[None]:
    """Within it this process has no more rights than anybody: root may write everywhere."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)
