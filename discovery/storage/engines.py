"""From the address of a database to an engine, for SQLite and for PostgreSQL."""

import json
import threading
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from discovery.config import WORKERS_MAX, Settings
from discovery.errors import SettingsError, StorageUnavailableError
from discovery.storage import sqlite
from discovery.storage.columns import storable
from discovery.storage.faults import LOCKED, place_of

# Of every connection to PostgreSQL, unless the address says otherwise; seconds, `tcp_user_timeout`
# in milliseconds. A server that vanishes without a word is noticed within half a minute.
_CONNECTION = {
    "application_name": "assisted-discovery",
    "client_encoding": "utf8",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
# After this a program that hangs within a write no longer keeps the others from theirs.
_IDLE_WRITER_MS = 60_000
# A connection is held for one read, or for the one write of a process: few do for many threads,
# and several programs fit into the 100 that a PostgreSQL server allows by default.
_POOLS: dict[str, dict[str, Any]] = {
    "sqlite": {"pool_size": WORKERS_MAX},
    "postgresql": {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True},
}
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}
# Between tries to take it: asking does not stand in a queue, but can be stopped.
_LOCK_TRY_SECONDS = 0.01
# The number of our lock among those that programs may use a PostgreSQL database for.
_WRITERS = int.from_bytes(b"discover")


def make_engine(settings: Settings) -> Engine:
    """The engine of the database that the settings name; it is not opened yet.

    Raises SettingsError, without the address, as that may hold a password.
    """
    try:
        url = _address(settings.database)
        return create_engine(
            url,
            **_POOLS[url.get_backend_name()],
            json_serializer=_to_json,
            hide_parameters=True,  # errors are logged, and values may be personal
        )
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError, KeyError):
        raise SettingsError(
            "DATABASE_URL is not an address of a database that can be used here. Write it like "
            "sqlite:////folder/discovery.db or postgresql://user:password@host/database (with %40 "
            "for an @ in the password), or leave it empty."
        ) from None


def begin_writing(connection: Connection, give_up: threading.Event) -> None:
    """Let no other program write until the transaction ends.

    What was read in it so stays true; two programs that both find a row missing do not both
    insert it. Once `give_up` is set it is not waited for.
    """
    if connection.dialect.name == "sqlite":
        sqlite.begin_writing(connection, give_up)
        return
    until = time.monotonic() + sqlite.LOCK_WAIT_MS / 1000
    ask = text("SELECT pg_try_advisory_xact_lock(:key)")
    while not connection.scalar(ask, {"key": _WRITERS}):
        if give_up.is_set() or time.monotonic() >= until:
            raise StorageUnavailableError(
                LOCKED.told(place_of(connection.engine.url), "in a write")
            )
        time.sleep(_LOCK_TRY_SECONDS)


def _address(address: str) -> URL:
    url = make_url(address)
    url = url.set(drivername=_DRIVERS[url.drivername])
    if url.get_backend_name() == "sqlite":
        return url
    if "@" in f"{url.host}{url.database}":
        raise ValueError("what was read as host or database is the end of a password")
    options = f"-c lock_timeout={sqlite.LOCK_WAIT_MS}"
    options += f" -c idle_in_transaction_session_timeout={_IDLE_WRITER_MS}"
    return url.set(query={**_CONNECTION, "options": options, **url.query})


def _to_json(value: Any) -> str:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
