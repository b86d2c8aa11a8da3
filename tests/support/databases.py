"""The same tests on SQLite and on PostgreSQL, where each data folder has a database of its own.

`TEST_DATABASE_URL` is the address of a PostgreSQL server's own database, of a user who may make
others. Without it the tests on PostgreSQL are skipped; with `REQUIRE_POSTGRESQL` they fail.
"""

import atexit
import itertools
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Composable, Identifier, Literal
from sqlalchemy.engine import make_url

from discovery.config import Settings
from discovery.storage.database import open_database
from discovery.storage.models import Base
from discovery.storage.schema import NEWEST

SERVER = os.environ.get("TEST_DATABASE_URL", "")


class Server:
    """The databases on a PostgreSQL server that a test uses, one a data folder."""

    def __init__(self) -> None:
        self._names: dict[Path, str] = {}
        self._lock = threading.Lock()

    def address(self, home: Path) -> str:
        """The address of the database of a data folder, which it gets when first asked for."""
        with self._lock:
            if home.absolute() not in self._names:
                self._names[home.absolute()] = _spare.pop() if _spare else _new_database()
            return address_of(self._names[home.absolute()])

    def empty(self, home: Path) -> None:
        """Take everything out of the database of a data folder, the tables, too."""
        self.address(home)
        make_database(self._names[home.absolute()])

    def close(self) -> None:
        """Keep them for the next test, empty; what is no longer as it was made goes."""
        for name in self._names.values():
            if _emptied(name):
                _spare.append(name)
            else:
                drop_database(name)


_spare: list[str] = []  # to empty a database is quicker than to make one
_server: Server | None = None


def database_url(home: Path) -> str:
    """What `DATABASE_URL` is to be for a data folder: empty for SQLite."""
    return _server.address(home) if _server else ""


def empty_database(home: Path) -> None:
    """Make the database of a data folder an empty one, where there is a server for it."""
    if _server:
        _server.empty(home)


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test on both: every helper of the tests that makes settings then keeps to it.

    For a whole file: `pytestmark = pytest.mark.usefixtures("each_database")`.
    """
    if request.param == "sqlite":
        yield request.param
        return
    if request.node.get_closest_marker("sqlite_only"):
        pytest.skip("about the file of a SQLite database")
    with on_postgresql():
        yield request.param


@contextmanager
def on_postgresql() -> Iterator[Server]:
    """Let every data folder have its database on the PostgreSQL server, until the end."""
    global _server
    if not SERVER:
        reason = "TEST_DATABASE_URL names no PostgreSQL server"
        (pytest.fail if os.environ.get("REQUIRE_POSTGRESQL") else pytest.skip)(reason)
    _server = Server()
    try:
        yield _server
    finally:
        _server.close()
        _server = None


def address_of(database: str) -> str:
    """The address of a database of the server."""
    return make_url(SERVER).set(database=database).render_as_string(hide_password=False)


def on_server(statement: Composable) -> None:
    """Carry out a statement as the owner of the server, outside of any transaction."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)


def make_database(name: str) -> None:
    """Make a database anew, without any tables."""
    drop_database(name)
    on_server(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))


def drop_database(name: str) -> None:
    """Remove a database with whoever is in it."""
    on_server(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def end_all_in(name: str) -> None:
    """Throw everybody out of a database."""
    query = SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}")
    on_server(query.format(Literal(name)))


_numbers = itertools.count(1)


def _new_database() -> str:
    """A database of this process with the newest tables."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    make_database(name)
    atexit.register(drop_database, name)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(
            _env_file=None, discovery_home=Path(home), database_url=address_of(name)
        )
        open_database(settings).close()
    _emptied(name)  # it is bound to the key of that folder
    return name


def _emptied(name: str) -> bool:
    """Take all rows out of a database; false where its tables are not the newest any more."""
    end_all_in(name)
    tables = SQL(", ").join(map(Identifier, Base.metadata.tables))
    try:
        with psycopg.connect(address_of(name), autocommit=True) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            connection.execute("ALTER TABLE reveals DISABLE TRIGGER USER")
            connection.execute(SQL("TRUNCATE {} RESTART IDENTITY").format(tables))
            connection.execute("ALTER TABLE reveals ENABLE TRIGGER USER")
            return found == [(NEWEST,)]
    except psycopg.Error:
        return False
