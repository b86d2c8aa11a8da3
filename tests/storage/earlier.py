"""Databases as earlier versions left them, on SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, create_engine, func, inspect, select, text
from sqlalchemy.pool import StaticPool

from discovery.storage.engines import make_engine
from discovery.storage.migrations import migrate
from tests.support.databases import empty_database
from tests.support.home import settings_in

FIRST_VERSION = Path(__file__).with_name("first_version.sql").read_text(encoding="utf-8")

Rows = list[dict[str, Any]]


@contextmanager
def raw(home: Path) -> Iterator[Connection]:
    """A transaction on the database of a data folder, as it is."""
    engine = make_engine(settings_in(home))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def make_tables(home: Path, revision: str, rows: dict[str, Rows]) -> None:
    """Tables of a revision with these rows in them, where nothing was before."""
    empty_database(home)
    with raw(home) as connection:
        migrate(connection, None, revision)
        put(connection, rows)


def put(connection: Connection, rows: dict[str, Rows]) -> None:
    """Rows into the tables that are there, in their order; numbers given later follow theirs."""
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if found := rows.get(table.name):
            connection.execute(table.insert(), found)
        if connection.dialect.name == "postgresql" and "id" in table.columns:
            last = connection.scalar(select(func.max(table.c.id))) or 0
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, last + 1, False)))


def rows_of_first_version() -> dict[str, Rows]:
    """What a first version stored: one run over three subtrees."""
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.executescript(FIRST_VERSION)
        engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
        with engine.connect() as connection:
            return rows_in(connection)


def rows_in(connection: Connection) -> dict[str, Rows]:
    """All rows by table, in the order of their keys."""
    tables = MetaData()
    tables.reflect(connection)
    return {
        table.name: [
            dict(row._mapping)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in tables.sorted_tables
    }


def shape(connection: Connection) -> dict[str, Any]:
    """What Alembic does not compare: checks, and whether SQLite gives no number twice."""
    found = inspect(connection)
    shape: dict[str, Any] = {
        name: sorted(check["name"] or "" for check in found.get_check_constraints(name))
        for name in found.get_table_names()
    }
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
        shape["autoincrement"] = connection.scalars(text(query)).all()
    return shape


def dangling(connection: Connection) -> list[Any]:
    """The foreign keys that point to nothing; PostgreSQL never has any."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.execute(text("PRAGMA foreign_key_check")))
