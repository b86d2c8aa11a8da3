"""The engine, and one manager through which every thread reads and writes."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker
from tenacity import retry, retry_if_exception_message, stop_after_delay, wait_random

from discovery.config import WORKERS_MAX, Settings
from discovery.errors import SettingsError, StorageError
from discovery.storage.schema import bring_up_to_date

BUSY_TIMEOUT_MS = 15_000

T = TypeVar("T")


class ThreadSafeDatabaseManager:
    """One session a thread, all writes under one lock, rollback on any error.

    A thread that used `get_session` calls `cleanup_session` when its work is done; `reading`
    and `write_with_lock` do so themselves.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._new_session = sessionmaker(engine, expire_on_commit=False)
        self._local = threading.local()
        self._write_lock = threading.RLock()

    def get_session(self) -> Session:
        """The session of the calling thread, opened when first asked for."""
        session: Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._new_session()
        return session

    def write_with_lock(self, work: Callable[[Session], T]) -> T:
        """Run `work` as one transaction while no other thread writes; return its result.

        Commits at the end and rolls back on any error. Raises StorageError where the database
        does not take the write.
        """
        with self._write_lock, _as_storage_error():
            session = self.get_session()
            try:
                if not session.in_transaction():
                    _lock_against_other_programs(session.connection())
                result = work(session)
                session.commit()
            finally:
                session.rollback()  # undoes what is not committed; nothing after a commit
            return result

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads, given back at the end. Raises StorageError.

        Inside a transaction of this thread it reads what that has written, and leaves it open.
        """
        session = self.get_session()
        is_inside = session.in_transaction()
        with _as_storage_error():
            try:
                yield session
            finally:
                if not is_inside:
                    self.cleanup_session()

    def cleanup_session(self) -> None:
        """Close the session of the calling thread, if it has one."""
        session: Session | None = getattr(self._local, "session", None)
        if session is not None:
            session.close()
            self._local.session = None

    def close(self) -> None:
        """Give all connections back to the system."""
        self.cleanup_session()
        self._engine.dispose()


def open_database(settings: Settings) -> ThreadSafeDatabaseManager:
    """Open the database of the settings and bring its tables to the newest revision.

    Raises SettingsError for an address that makes no sense, StorageError where it cannot open or
    a newer version has made it.
    """
    _make_home(settings.discovery_home)
    try:
        engine = create_engine(
            make_url(settings.database),
            pool_size=WORKERS_MAX,
            pool_pre_ping=True,
            json_serializer=_to_json,
            hide_parameters=True,  # errors are logged, and values may be personal
        )
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingsError(
            "DATABASE_URL is not an address of a database that can be used here, or the driver of "
            "that database is not installed. "
            "Write it like sqlite:////folder/discovery.db, or leave it empty."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        _prepare_tables(engine)
    except StorageError:
        engine.dispose()
        raise
    return ThreadSafeDatabaseManager(engine)


def _prepare_tables(engine: Engine) -> None:
    with _as_storage_error(), engine.connect() as connection:
        _check_references(connection, "OFF")
        with connection.begin():
            _lock_against_other_programs(connection)
            bring_up_to_date(connection)
        _check_references(connection, "ON")
        if engine.dialect.name == "sqlite":
            _switch_to_wal(connection)


def _check_references(connection: Connection, switch: str) -> None:
    """Let SQLite check references or not: it changes some tables by making them anew."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA foreign_keys = {switch}")
        connection.commit()  # within a transaction it would not count


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"The data folder {home} cannot be made ({error.strerror}). "
            "Point DISCOVERY_HOME to a folder that can be written."
        ) from error


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lock_against_other_programs(connection: Connection) -> None:
    """Take SQLite's write lock before the first read, so that what was read stays true.

    Else a window and a terminal that both find a row missing would both insert it.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_sqlite(connection: Any, _: Any) -> None:
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "foreign_keys = ON",
        "synchronous = NORMAL",  # in WAL mode only a power cut can undo the last commits
    ):
        connection.execute(f"PRAGMA {pragma}")


@retry(
    retry=retry_if_exception_message(match=".*database is locked"),
    stop=stop_after_delay(BUSY_TIMEOUT_MS / 1000),
    wait=wait_random(0, 0.05),
    reraise=True,
)
def _switch_to_wal(connection: Connection) -> None:
    """Let readers and a writer work side by side; the file remembers it.

    SQLite does not apply its busy timeout when two programs switch over at the same time.
    """
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")


@contextmanager
def _as_storage_error() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StorageError(
            f"The database did not answer as it should ({error.orig}). Nothing of this step was "
            "stored. Check the disk and whether another program holds the database, then try again."
        ) from error
