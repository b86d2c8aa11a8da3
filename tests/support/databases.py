"""The same tests on SQLite and on PostgreSQL, where each data folder has a database of its own.

`TEST_DATABASE_URL` is the address of a PostgreSQL server's own database, of a user who may make
others. Without it the tests on PostgreSQL are skipped; with `REQUIRE_POSTGRESQL` they fail.
"""

import atexit
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Composable, Identifier
from sqlalchemy.engine import make_url

from discovery.config import Settings
from discovery.storage.database import open_database

SERVER = os.environ.get("TEST_DATABASE_URL", "")


class Server:
    """The databases that were made on a PostgreSQL server for one test, one a data folder."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Lock()

    def address(self, home: Path) -> str:
        """The address of the database of a data folder, which is made when first asked for."""
        name = f"test_{hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:24]}"
        with self._lock:
            if name not in self._names:
                make_database(name, _template())
                self._names.add(name)
        return address_of(name)

    def empty(self, home: Path) -> None:
        """Take everything out of the database of a data folder, the tables, too."""
        make_database(make_url(self.address(home)).database or "")

    def close(self) -> None:
        """Remove all of them."""
        for name in self._names:
            drop_database(name)


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


def make_database(name: str, template: str = "template0") -> None:
    """Make a database anew."""
    drop_database(name)
    statement = SQL("CREATE DATABASE {} TEMPLATE {}")
    on_server(statement.format(Identifier(name), Identifier(template)))


def drop_database(name: str) -> None:
    """Remove a database with whoever is in it."""
    on_server(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


@cache
def _template() -> str:
    """A database of this process with the newest tables, to be copied: that is quick."""
    name = f"test_template_{os.getpid()}"
    make_database(name)
    atexit.register(drop_database, name)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(
            _env_file=None, discovery_home=Path(home), database_url=address_of(name)
        )
        open_database(settings).close()
    return name
