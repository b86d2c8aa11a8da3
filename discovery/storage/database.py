"""One manager through which every thread reads and writes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from discovery.config import Settings
from discovery.errors import DiscoveryError, StorageError, StorageUnavailableError
from discovery.storage import sqlite
from discovery.storage.engines import begin_writing, make_engine
from discovery.storage.faults import in_plain_words
from discovery.storage.installation import agreed_key, replaced_key
from discovery.storage.pseudonym_key import InstallationKey
from discovery.storage.schema import bring_up_to_date

T = TypeVar("T")
ChooseKey = Callable[[Connection, Settings], InstallationKey]


class ThreadSafeDatabaseManager:
    """One session a thread, one writer at a time, rollback on any error.

    A thread that used `get_session` calls `cleanup_session` when its work is done; `reading`
    and `write_with_lock` do so themselves. After an error the next call begins anew, with a new
    connection where the old one was lost.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._new_session = sessionmaker(engine, expire_on_commit=False)
        self._local = threading.local()
        self._write_lock = threading.RLock()
        self._impatient = threading.Event()

    def get_session(self) -> Session:
        """The session of the calling thread, opened when first asked for."""
        session: Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._new_session()
        return session

    def write_with_lock(self, work: Callable[[Session], T]) -> T:
        """Run `work` as one transaction while nobody else writes; return its result.

        Commits at the end and rolls back on any error; within another write it is a part of that
        one. Raises StorageError where the database does not take the write, and
        StorageUnavailableError where it may do so later.
        """
        session = self.get_session()
        if self._is_writing:
            return work(session)
        _undo(session)  # whoever waits to write keeps no connection from others
        with self._write_lock:
            try:
                with in_plain_words(self._engine.url):
                    return self._write(session, work)
            except StorageUnavailableError:
                self._engine.dispose()  # a connection keeps what was wrong when it was opened
                raise

    def _write(self, session: Session, work: Callable[[Session], T]) -> T:
        self._local.is_writing = True
        try:
            begin_writing(session.connection(), self._impatient)
            result = work(session)
            session.commit()
        finally:
            self._local.is_writing = False
            _undo(session)  # what is not committed; nothing after a commit
        return result

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads, given back at the end. Raises StorageError.

        Inside a transaction of this thread it reads what that has written, and leaves it open.
        """
        session = self.get_session()
        is_inside = session.in_transaction()
        with in_plain_words(self._engine.url):
            try:
                yield session
            except SQLAlchemyError:
                is_inside = self._is_writing  # who only reads has no use for a broken transaction
                raise
            finally:
                if not is_inside:
                    self.cleanup_session()

    def cleanup_session(self) -> None:
        """Close the session of the calling thread, if it has one."""
        session: Session | None = getattr(self._local, "session", None)
        if session is not None:
            self._local.session = None
            _undo(session)
            session.close()

    def stop_waiting(self) -> None:
        """Let no write wait any longer for one of another program: this one is about to end."""
        self._impatient.set()

    def close(self) -> None:
        """Give all connections back to the system."""
        self.cleanup_session()
        self._engine.dispose()

    @property
    def _is_writing(self) -> bool:
        """Whether the calling thread is within a write."""
        return getattr(self._local, "is_writing", False)


def open_database(settings: Settings) -> ThreadSafeDatabaseManager:
    """Open the database of the settings and bring its tables to the newest revision.

    At the first start the secret key for pseudonyms is made, and the database is bound to it.
    Raises SettingsError for an address that makes no sense, StorageError where it cannot open, a
    newer version has made it, or the key is another one.
    """
    return _opened(settings, agreed_key)


def rotate_key(settings: Settings) -> InstallationKey:
    """Bind the database of the settings to another secret key than before; return that.

    Facts that are stored keep their pseudonyms and the fingerprint of the key of before. Raises
    SettingsError, StorageError, and RequestError where PSEUDONYM_KEY holds the old key.
    """
    db = _opened(settings, replaced_key)
    try:
        return installation_key(db, settings)
    finally:
        db.close()


def installation_key(db: ThreadSafeDatabaseManager, settings: Settings) -> InstallationKey:
    """The secret key for pseudonyms, as it is now: another program may have rotated it.

    Raises PseudonymKeyError where the settings have another one, StorageError.
    """
    with db.reading() as session:
        return agreed_key(session.connection(), settings)


def _opened(settings: Settings, choose_key: ChooseKey) -> ThreadSafeDatabaseManager:
    _make_home(settings.discovery_home)
    engine = make_engine(settings)
    try:
        with in_plain_words(engine.url):
            _open(engine, lambda connection: choose_key(connection, settings))
    except DiscoveryError:
        engine.dispose()
        raise
    return ThreadSafeDatabaseManager(engine)


def _open(engine: Engine, settle_key: Callable[[Connection], object]) -> None:
    if engine.dialect.name != "sqlite":
        _prepare_tables(engine, settle_key)
        return
    watch = sqlite.FileWatch(engine)
    _prepare_tables(engine, settle_key)
    with engine.connect() as connection:
        sqlite.switch_to_wal(connection)
        watch.opened(connection)


def _prepare_tables(engine: Engine, settle_key: Callable[[Connection], object]) -> None:
    """Bring the tables up to date and settle their key while no other program does."""
    with (
        engine.connect() as connection,
        sqlite.unchecked_references(connection),
        connection.begin(),
    ):
        begin_writing(connection, threading.Event())
        bring_up_to_date(connection)
        settle_key(connection)


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"The data folder {home} cannot be made ({error.strerror}). "
            "Point DISCOVERY_HOME to a folder that can be written."
        ) from error


def _undo(session: Session) -> None:
    """Undo what is not committed; where the connection cannot, it goes, and all that with it."""
    try:
        session.rollback()
    except DBAPIError:
        session.invalidate()
