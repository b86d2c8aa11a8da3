"""A copy of a SQLite database beside it, made before its tables change."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from discovery.errors import StorageError


def back_up(connection: Connection, ending: str) -> Path | None:
    """Copy the database to its own name plus `ending`; None where it lies in memory.

    What is still in the write-ahead log is in the copy. An older copy of that name is replaced.
    `connection` may hold the write lock; what it has not committed is not copied. Raises
    StorageError.
    """
    file = connection.scalar(text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
    if not file:
        return None
    copy = Path(f"{file}{ending}")
    try:
        _copy(file, copy)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"The database {file} was made by an earlier version, and no copy of it could be "
            f"written to {copy} ({error}). So nothing in it was changed. Make room on the disk, or "
            "make the folder writable, then start again."
        ) from error
    return copy


def _copy(file: str, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)  # facts may hold personal data
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
