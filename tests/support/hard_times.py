"""What happens to databases: held by another program, gone, or not to be written."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from discovery.storage.database import open_database
from tests.support.databases import database_url, end_all_in, on_server
from tests.support.home import settings_in

WAIT_SECONDS = 30.0


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Within it another program is in the middle of a write."""
    inside, done = threading.Event(), threading.Event()

    def work(_: object) -> None:
        inside.set()
        done.wait(WAIT_SECONDS)

    with closing(open_database(settings_in(home))) as other, ThreadPoolExecutor(1) as pool:
        writing = pool.submit(other.write_with_lock, work)
        try:
            assert inside.wait(WAIT_SECONDS)
            yield
        finally:
            done.set()
            writing.result()


@contextmanager
def gone(home: Path) -> Iterator[None]:
    """Within it the database of a data folder is not there, and whoever was in it is thrown out."""
    if not database_url(home):
        with _moved(home / "discovery.db"):
            yield
        return
    name = _database_of(home)
    on_server(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(name)))
    end_connections(home)
    try:
        yield
    finally:
        on_server(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(Identifier(name)))


def end_connections(home: Path) -> None:
    """Throw everybody out of the PostgreSQL database of a data folder."""
    end_all_in(_database_of(home))


@contextmanager
def no_writes(home: Path) -> Iterator[None]:
    """Within it the PostgreSQL database of a data folder is there to be read only."""
    setting = SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
    name = Identifier(_database_of(home))
    on_server(setting.format(name, SQL("on")))
    end_connections(home)
    try:
        yield
    finally:
        on_server(setting.format(name, SQL("off")))
        end_connections(home)


@contextmanager
def _moved(file: Path) -> Iterator[None]:
    away = file.rename(file.with_name("away.db"))
    try:
        yield
    finally:
        away.rename(file)


def _database_of(home: Path) -> str:
    return make_url(database_url(home)).database or ""
