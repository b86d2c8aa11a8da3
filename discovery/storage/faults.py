"""What a database says when it fails, told in the analyst's words: what happened, what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from discovery.errors import (
    LedgerError,
    StorageError,
    StorageUnavailableError,
    ValueRefusedError,
)

_UNDONE = "Nothing of this step was stored."
_SETTLED = "Nothing that it has confirmed is lost."


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that passes once its cause is gone; `{place}` stands for the database."""

    what: str
    advice: str
    kept: str = _UNDONE

    def told(self, place: str, words: str) -> str:
        """The whole message; `words` are the database's own."""
        reason = f"{self.what.format(place=place)} ({words})."
        return f"{reason} {self.kept} {self.advice} A run that waits for it goes on by itself."


GONE = Fault(
    "The database file {place} is gone, was replaced, or cannot be opened",
    "Put it back, or let this program read and write it and its folder; then try again.",
)
LOCKED = Fault(
    "Another program holds the database {place}",
    "End that program or wait until it is done, then try again.",
)
_FULL = Fault(
    "The disk that holds the database {place} is full", "Make room on it, then try again."
)
_DISK = Fault(
    "The disk that holds the database {place} cannot be read or written",
    "Check that it is there and has room, then try again.",
)
_READ_ONLY = Fault(
    "The database {place} cannot be written",
    "Let this program write it (a file: it and its folder), then try again.",
)
_UNREACHABLE = Fault(
    "The database server of {place} cannot be reached, or does not let this program in",
    "Start the server, and check the network and the address, name and password in DATABASE_URL; "
    "then try again.",
    _SETTLED,
)
_OVERLOADED = Fault(
    "The database server of {place} has no room for more work",
    "End other programs that use it or give it more connections or memory, then try again.",
)
_DISTURBED = Fault("The database server of {place} broke this step off", "Try again.")
_BUSY = Fault("All connections to the database {place} are in use", "Try again in a moment.")

_SQLITE = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_PROTOCOL: LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: GONE,
}
# By SQLSTATE, whole or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "55P03": LOCKED,
    "53100": _FULL,
    "25006": _READ_ONLY,
    "08": _UNREACHABLE,
    "57": _UNREACHABLE,
    "53": _OVERLOADED,
    "25P03": _DISTURBED,
    "40": _DISTURBED,
    "55": _DISTURBED,
    "58": _DISK,
}
_CHECK_VIOLATED = {sqlite3.SQLITE_CONSTRAINT_CHECK, "23514"}


@contextmanager
def in_plain_words(url: URL) -> Iterator[None]:
    """Raise StorageError for what the database at `url` does not do.

    Raises StorageUnavailableError for what may pass by itself, ValueRefusedError for what one row
    holds, and LedgerError where counts were to be stored that do not add up. The original error is
    not shown beside it: PostgreSQL's names the values that were to be stored, and these may be
    personal.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError, PendingRollbackError) as error:
        raise _storage_error(error, place_of(url)).with_traceback(error.__traceback__) from None


def place_of(url: URL) -> str:
    """The database at an address, as messages name it, without name and password."""
    if url.host is None:
        return url.database or ""
    return f"{url.host}:{url.port or 5432}/{url.database or ''}"


def _storage_error(error: Exception, place: str) -> StorageError:
    words = _words(error)
    if fault := _fault(error):
        return StorageUnavailableError(fault.told(place, words))
    if isinstance(error, DBAPIError) and _code(error.orig) in _CHECK_VIOLATED:
        return LedgerError(
            f"The counts of a run do not add up ({words}). {_UNDONE} Please report it with the log."
        )
    refused = isinstance(error, (DataError, IntegrityError))
    return (ValueRefusedError if refused else StorageError)(
        f"The database {place} did not answer as it should ({words}). {_UNDONE} "
        "If trying again does not help, report it with the log."
    )


def _fault(error: Exception) -> Fault | None:
    """What may pass by itself; None for a fault of the program, its data or the database file."""
    if isinstance(error, PoolTimeoutError):
        return _BUSY
    if not isinstance(error, DBAPIError):
        return _UNREACHABLE  # what was under way is of no use since its connection was lost
    code = _code(error.orig)
    if isinstance(code, int):
        return _SQLITE.get(code & 0xFF)  # the rest of the bits tells more than is needed
    if code is not None:
        return _POSTGRESQL.get(code) or _POSTGRESQL.get(code[:2])
    is_lost = isinstance(error, (OperationalError, InterfaceError)) or error.connection_invalidated
    return _UNREACHABLE if is_lost else None


def _code(raised: BaseException | None) -> int | str | None:
    """The code of an error: a number from SQLite, five letters from PostgreSQL, or none."""
    code: int | str | None = getattr(raised, "sqlite_errorcode", None)
    return code if code is not None else getattr(raised, "sqlstate", None)


def _words(error: Exception) -> str:
    """The database's own words, without values that were to be stored."""
    raised: Any = error.orig if isinstance(error, DBAPIError) else error
    sqlstate = getattr(raised, "sqlstate", None) or ""
    if sqlstate.startswith("22"):  # data that cannot be stored is named in them
        return type(raised).__name__
    if sqlstate:
        return str(raised.diag.message_primary)
    return " ".join(str(raised).split())
