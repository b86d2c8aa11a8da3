"""The values of all fields of a document: in memory, where they are many in a temporary file."""

import sqlite3
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from discovery.facts.fields import Field
from discovery.facts.scopes import OUTSIDE, of_message
from discovery.facts.tokens import may_point

VALUES_IN_MEMORY = 150_000  # some 60 MB with their XPaths
CHARACTERS_IN_MEMORY = 20_000_000  # of values and XPaths

_CACHE_KIB = 8_192
_CACHED = 10_000  # answers of the file
_PAGE = 1_000

_CREATE = (
    "CREATE TABLE held (value TEXT, field INTEGER, count INTEGER, places TEXT, "
    "PRIMARY KEY (value, field)) WITHOUT ROWID"
)
_PUT = (
    "INSERT INTO held VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "count = count + excluded.count, places = places || char(10) || excluded.places"
)
_GET = "SELECT count, places FROM held WHERE value = ? AND field = ?"
_HOLDERS = "SELECT field FROM held WHERE value = ?"
_DIFFERENT = "SELECT field, count(*) FROM held GROUP BY field"
_OUTSIDE = (
    "CREATE TABLE outside AS SELECT substr(value, 3) AS token FROM held WHERE value LIKE '0 %'"
)
_CONNECTING = (
    "SELECT value, group_concat(field) FROM held WHERE value > ? GROUP BY value "
    "HAVING count(*) > 1 OR instr(value, '#') OR instr(value, ':') "
    "OR substr(value, instr(value, ' ') + 1) IN outside ORDER BY value LIMIT ?"
)

Found = tuple[int, tuple[str, ...]]
"""How often a value stands in a field, and the XPaths of the first times."""


class FieldValues:
    """Which fields hold which values, how often and where.

    First all is added, then `finish` is called, then any number of threads may read.
    """

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._count = 0
        self._characters = 0
        self._connecting: dict[str, list[int]] = {}
        self._holders_filed = lru_cache(_CACHED)(self._holders_from_file)

    def add(self, known: Field, key: str, token: str, xpath: str) -> None:
        """Add a value, under its key, at a place."""
        known.total += 1
        places = known.values.get(key)
        if places is None:
            known.values[key] = xpath
            known.note_new(key, token)
            self._note(len(key) + len(xpath))
        elif isinstance(places, list) and len(places) < known.places_kept:
            places.append(xpath)
            self._note(len(xpath))
        elif isinstance(places, str) and known.places_kept > 1:
            known.values[key] = [places, xpath]
            self._note(len(xpath))
        else:
            known.further[key] += 1

    def finish(self, *, has_messages: bool) -> None:
        """All was added: find the values that connect fields.

        Where there are messages, what stands outside of them may be pointed to from within.
        """
        if self._file is not None:
            self._write(self._file)
            self._file.execute(_OUTSIDE if has_messages else f"{_OUTSIDE} LIMIT 0")
            for order, different in self._file.execute(_DIFFERENT):
                self.fields[order].different = different
            return
        seen, connecting = set[str](), set[str]()
        for known in self.fields:
            connecting |= known.values.keys() & seen
            if known.has_pointers:
                connecting.update(filter(may_point, known.values))
            seen |= known.values.keys()
        if has_messages:
            outside = {token for message, token in map(of_message, seen) if message == OUTSIDE}
            connecting.update(key for key in seen if of_message(key)[1] in outside)
        self._connecting = {key: [] for key in sorted(connecting)}
        for known in self.fields:
            for key in known.values.keys() & connecting:
                self._connecting[key].append(known.order)

    def connecting(self) -> Iterator[tuple[str, list[int]]]:
        """The values by which a field may point to another, and the orders of their fields.

        Those that several fields hold, that may point to another value than themselves, or that
        stand outside of all messages.
        """
        if self._file is None:
            yield from self._connecting.items()
        last = ""
        while page := self._read(_CONNECTING, last, _PAGE):
            yield from ((key, sorted(map(int, orders.split(",")))) for key, orders in page)
            last = page[-1][0]

    def holders(self, key: str) -> list[int]:
        """The orders of the fields that hold a value, where it connects some."""
        if self._file is not None:
            return self._holders_filed(key)
        return self._connecting.get(key, [])

    def all_holders(self, key: str) -> list[int]:
        """The orders of the fields that hold a value, were it only one."""
        if self._file is not None:
            return self._holders_filed(key)
        return [known.order for known in self.fields if key in known.values]

    def get(self, known: Field, key: str) -> Found:
        """How often the value stands in the field, and where."""
        if self._file is not None:
            return self._get_from_file(known, key)
        places = known.values.get(key, ())
        kept = (places,) if isinstance(places, str) else tuple(places)
        return len(kept) + known.further.get(key, 0), kept

    def _get_from_file(self, known: Field, key: str) -> Found:
        for count, places in self._read(_GET, key, known.order):
            return count, tuple(places.split("\n")[: known.places_kept])
        return 0, ()

    def _holders_from_file(self, key: str) -> list[int]:
        return [order for (order,) in self._read(_HOLDERS, key)]

    def _read(self, query: str, *chosen: str | int) -> list[tuple[Any, ...]]:
        if self._file is None:
            return []
        with self._lock:
            return self._file.execute(query, chosen).fetchall()

    def _note(self, characters: int) -> None:
        self._count += 1
        self._characters += characters
        if self._count >= VALUES_IN_MEMORY or self._characters >= CHARACTERS_IN_MEMORY:
            self._file = self._file or _open_file()
            self._write(self._file)

    def _write(self, file: sqlite3.Connection) -> None:
        rows = [
            (key, known.order, *_packed(known, key))
            for known in self.fields
            for key in known.values
        ]
        rows.sort()
        file.execute("BEGIN")
        file.executemany(_PUT, rows)
        file.execute("COMMIT")
        for known in self.fields:
            known.values.clear()
            known.further.clear()
        self._count = self._characters = 0


def _packed(known: Field, key: str) -> tuple[int, str]:
    places = known.values[key]
    kept = [places] if isinstance(places, str) else places
    return len(kept) + known.further.get(key, 0), "\n".join(kept)


def _open_file() -> sqlite3.Connection:
    """A database without a name, which SQLite removes when it is closed or the process ends."""
    file = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    file.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    file.execute("PRAGMA journal_mode = OFF")
    file.execute(_CREATE)
    return file
