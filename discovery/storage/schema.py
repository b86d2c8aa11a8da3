"""Which revision the tables of a database have, and how they come to the newest one."""

import logging
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from discovery.errors import StorageError
from discovery.storage.backup import back_up
from discovery.storage.models import Base

logger = logging.getLogger(__name__)

VERSIONS = Path(__file__).parent / "migrations" / "versions"
# By the names of the files, since Alembic is slow to import and seldom needed.
REVISIONS = sorted(file.name[:4] for file in VERSIONS.glob("[0-9]*.py"))
NEWEST = REVISIONS[-1]
_ENDING = f".before-{NEWEST}"

Columns = dict[str, set[str]]


def bring_up_to_date(connection: Connection) -> None:
    """Bring the tables to the newest revision, within the open transaction of the connection.

    A SQLite database that holds tables is copied first. Raises StorageError, with nothing changed,
    where a newer or an unknown version has made the database, or where it cannot be copied.
    """
    revision = _marked_revision(connection)
    if revision == NEWEST:
        return
    from discovery.storage.migrations import migrate

    if revision is None:
        revision = _unmarked_revision(connection)
    if revision != NEWEST:
        _copy_first(connection)
    migrate(connection, revision, NEWEST)


def _marked_revision(connection: Connection) -> str | None:
    """The revision that is written in the database; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is None or revision in REVISIONS:
        return revision
    raise _refusal(connection, "was made by a newer version and cannot be used by this one")


def _unmarked_revision(connection: Connection) -> str | None:
    """The revision by the columns that are there; None without any table.

    The first versions wrote no revision into their databases.
    """
    found = _columns(connection)
    if not found:
        return None
    for revision in REVISIONS:
        if found == _columns_of(revision):
            return revision
    raise _refusal(connection, "holds tables that no version of Assisted Discovery has made")


def _columns(connection: Connection) -> Columns:
    """The columns of each table that is named like one of ours."""
    tables = inspect(connection).get_multi_columns(filter_names=list(Base.metadata.tables))
    return {name: {column["name"] for column in found} for (_, name), found in tables.items()}


def _columns_of(revision: str) -> Columns:
    from discovery.storage.migrations import migrate

    with create_engine("sqlite://", poolclass=NullPool).begin() as connection:
        migrate(connection, None, revision)
        return _columns(connection)


def _copy_first(connection: Connection) -> None:
    if not inspect(connection).get_table_names():
        return
    what = "The database was made by an earlier version and is brought up to date."
    if connection.dialect.name == "sqlite":
        logger.warning("%s As it was, it is kept in %s", what, back_up(connection, _ENDING))
    else:
        logger.warning("%s No copy is kept; those of a server are made with pg_dump.", what)


def _refusal(connection: Connection, what: str) -> StorageError:
    name = connection.engine.url.database
    return StorageError(
        f"The database {name} {what}. Nothing in it was changed. Use the version that made it, or "
        "point DISCOVERY_HOME (or DATABASE_URL, where that is set) to a new place."
    )
