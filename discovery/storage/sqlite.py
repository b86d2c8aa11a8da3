"""What SQLite needs: a writer's lock, checked references, and the file that was opened."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from tenacity import retry, retry_if_exception_message, stop_after_delay, wait_random

from discovery.errors import StorageUnavailableError
from discovery.storage.faults import GONE
from discovery.storage.schema import NEWEST

LOCK_WAIT_MS = 15_000
# SQLite waits so long by itself: whoever is told to stop waiting hears of it in between.
_LOCK_TRY_MS = 250

_PLACE = "place"


def begin_writing(connection: Connection, give_up: threading.Event) -> None:
    """Take the write lock before the first read, so that what was read stays true.

    Else a window and a terminal that both find a row missing would both insert it. Waits for
    LOCK_WAIT_MS, or until `give_up` is set.
    """
    until = time.monotonic() + LOCK_WAIT_MS / 1000
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            is_held = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not is_held or give_up.is_set() or time.monotonic() >= until:
                raise
        else:
            return


@contextmanager
def unchecked_references(connection: Connection) -> Iterator[None]:
    """Let SQLite check no references: it changes some tables by making them anew."""
    if connection.dialect.name == "sqlite":
        _check_references(connection, "OFF")
        yield
        _check_references(connection, "ON")
    else:
        yield


def _check_references(connection: Connection, switch: str) -> None:
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {switch}")
    connection.commit()  # within a transaction it would not count


@retry(
    retry=retry_if_exception_message(match=".*database is locked"),
    stop=stop_after_delay(LOCK_WAIT_MS / 1000),
    wait=wait_random(0, 0.05),
    reraise=True,
)
def switch_to_wal(connection: Connection) -> None:
    """Let readers and a writer work side by side; the file remembers it.

    SQLite does not apply its busy timeout when two programs switch over at the same time.
    """
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")


class FileWatch:
    """Lets no connection be used whose file is no longer in its place.

    What is written to a file that was moved away or deleted would be lost without a word. Another
    file in its place is opened only where it looks like a copy: SQLite applies the write-ahead log
    that lies there to whatever it opens.
    """

    def __init__(self, engine: Engine) -> None:
        self._last: _Place | None = None
        self._header: bytes | None = None
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "connect", self._prepare)
        event.listen(engine, "checkout", self._check)

    def opened(self, connection: Connection) -> None:
        """From now on there must be a file with our tables, whenever it is opened again."""
        if self._last is not None:
            self._header = _header_of(connection)

    def _connect(self, _: Any, __: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
        """Open the file without making an empty one."""
        if self._last is None or self._header is None:
            return None
        file = self._last.file
        if self._last.is_replaced and _header(file) != self._header:
            raise StorageUnavailableError(GONE.told(file, "what lies there is another file"))
        if options.get("uri"):  # such an address has its own way of opening
            return None
        return sqlite3.connect(f"file:{quote(file)}?mode=rw", uri=True, **options)

    def _prepare(self, connection: sqlite3.Connection, record: Any) -> None:
        for pragma in (
            f"busy_timeout = {min(LOCK_WAIT_MS, _LOCK_TRY_MS)}",
            "foreign_keys = ON",
            "synchronous = NORMAL",  # in WAL mode only a power cut can undo the last commits
        ):
            connection.execute(f"PRAGMA {pragma}")
        place = _place(connection)
        if self._header is not None and not _is_ours(connection):
            connection.close()
            raise StorageUnavailableError(GONE.told(place.file, "other or no tables are in it"))
        if place.file:
            self._last = record.info[_PLACE] = place

    def _check(self, _: sqlite3.Connection, record: Any, __: Any) -> None:
        if _PLACE in record.info and record.info[_PLACE].is_left:
            raise InvalidatePoolError  # and so the pool opens what lies there now


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file was opened (nowhere for a database in memory), and which file that was."""

    file: str
    device_and_inode: tuple[int, int] | None

    @property
    def is_left(self) -> bool:
        """Whether that file is not there any more."""
        return self.device_and_inode is None or _identity(self.file) != self.device_and_inode

    @property
    def is_replaced(self) -> bool:
        """Whether another file is there."""
        return _identity(self.file) not in (None, self.device_and_inode)


def _place(connection: sqlite3.Connection) -> _Place:
    query = "SELECT file FROM pragma_database_list WHERE name = 'main'"
    file: str = connection.execute(query).fetchone()[0]
    return _Place(file, _identity(file) if file else None)


def _identity(file: str) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _header_of(connection: Connection) -> bytes:
    """What all copies of a database begin with: https://sqlite.org/fileformat.html."""
    size: int = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    is_wal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    return b"SQLite format 3\0" + (size % 65535).to_bytes(2) + (b"\2\2" if is_wal else b"\1\1")


def _header(file: str) -> bytes:
    """What a file begins with.

    Nothing may be read this way of a file that is in use: closing it takes SQLite's locks away.
    """
    with Path(file).open("rb") as opened:
        return opened.read(20)


def _is_ours(connection: sqlite3.Connection) -> bool:
    marked = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(marked).fetchone() is None:
        return False
    return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
