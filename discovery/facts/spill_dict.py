"""A dictionary of any size: some of it in memory, all else in a file that goes with it."""

import marshal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

IN_MEMORY = 40_000  # entries, some 20 MB of those that hold XPaths
CHARACTERS_IN_MEMORY = 20_000_000  # of long keys and values
_CACHE_KIB = 8_192
_PAGE = 1_000  # entries read at once by who wants all
_HINT_BITS = 1 << 25  # 4 MB: with a million entries on file, 97 of 100 others are known not to be

_PUT = (
    "INSERT INTO entries (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_NEXT = "SELECT id, key, value FROM entries WHERE id > ? ORDER BY id LIMIT ?"

V = TypeVar("V")


class SpillDict(Generic[V]):
    """Text -> value. `pack` turns a value into lists, texts and numbers, `unpack` turns it back.

    Who changes a value that was got puts it back. Threads may share one.
    """

    def __init__(self, pack: Callable[[V], Any], unpack: Callable[[Any], V]) -> None:
        self._pack = pack
        self._unpack = unpack
        self._lock = threading.RLock()
        self._unwritten: dict[str, V] = {}
        self._copies: dict[str, V] = {}
        self._characters = 0  # of both, at most
        self._file: sqlite3.Connection | None = None
        self._hints = bytearray()

    def __len__(self) -> int:
        with self._lock:
            if self._file is None:
                return len(self._unwritten)
            self._write(self._file)
            count: int = self._file.execute("SELECT count(*) FROM entries").fetchone()[0]
            return count

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def __getitem__(self, key: str) -> V:
        value = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: V) -> None:
        self.put(key, value, len(key))

    def put(self, key: str, value: V, more: int) -> None:
        """Keep a value under a key; both hold so many characters more than what was there."""
        with self._lock:
            self._make_room()
            self._characters += more
            self._copies.pop(key, None)
            self._unwritten[key] = value

    def get(self, key: str) -> V | None:
        """The value under this key, or None."""
        value = self._unwritten.get(key)
        if value is not None or self._file is None:
            return value
        place, bit = _hint(key)
        if not self._hints[place] & bit:
            return self._unwritten.get(key)  # where another thread may just have put it
        with self._lock:
            return self._copies.get(key) or self._fetch(self._file, key)

    def setdefault(self, key: str, value: V) -> V:
        """The value under this key; the given one is put there where there is none."""
        with self._lock:
            found = self.get(key)
            if found is None:
                self[key] = found = value
            return found

    def items(self) -> Iterator[tuple[str, V]]:
        """All keys and values, as they were at some moment since this was asked for."""
        with self._lock:
            if self._file is not None:
                self._write(self._file)
            values = list(self._unwritten.items())
        yield from values if self._file is None else self._filed(self._file)

    def values(self) -> Iterator[V]:
        """All values, as they were at some moment since this was asked for."""
        return (value for _, value in self.items())

    def _fetch(self, file: sqlite3.Connection, key: str) -> V | None:
        row = file.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
        if row is None:
            return self._unwritten.get(key)
        self._make_room()
        self._characters += len(key) + len(row[0])
        value = self._copies[key] = self._read(row[0])
        return value

    def _read(self, packed: bytes) -> V:
        return self._unpack(marshal.loads(packed))  # noqa: S302 # nosec B302 - our own file

    def _make_room(self) -> None:
        """Write down what is not yet and forget copies, where there are too many or too long."""
        if (
            max(len(self._copies), len(self._unwritten)) < IN_MEMORY
            and self._characters < CHARACTERS_IN_MEMORY
        ):
            return
        if self._file is None:
            self._hints = bytearray(_HINT_BITS // 8)
            self._file = _open_file()
        self._write(self._file)

    def _write(self, file: sqlite3.Connection) -> None:
        keys = sorted(self._unwritten)  # neighbours in the index are written together
        rows = ((key, marshal.dumps(self._pack(self._unwritten[key]))) for key in keys)
        file.execute("BEGIN")
        file.executemany(_PUT, rows)
        file.execute("COMMIT")
        for key in keys:
            place, bit = _hint(key)
            self._hints[place] |= bit
        self._unwritten.clear()
        self._copies.clear()  # of which some may be older
        self._characters = 0

    def _filed(self, file: sqlite3.Connection) -> Iterator[tuple[str, V]]:
        last = 0
        while page := self._page(file, last):
            yield from ((key, value) for _, key, value in page)
            last = page[-1][0]

    def _page(self, file: sqlite3.Connection, last: int) -> list[tuple[int, str, V]]:
        """The next entries on file, kept at hand for who looks them up on the way."""
        with self._lock:
            self._make_room()
            rows = file.execute(_NEXT, (last, _PAGE)).fetchall()
            page = [(number, key, self._read(packed)) for number, key, packed in rows]
            self._characters += sum(len(key) + len(packed) for _, key, packed in rows)
            self._copies.update((key, value) for _, key, value in page)
            return page


def _hint(key: str) -> tuple[int, int]:
    """Where it is noted whether a key may be on file: a look there costs 5 microseconds."""
    number = hash(key) % _HINT_BITS
    return number >> 3, 1 << (number & 7)


def _open_file() -> sqlite3.Connection:
    """A database without a name, which SQLite removes when it is closed or the process ends."""
    file = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    file.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    file.execute("PRAGMA journal_mode = OFF")
    file.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, key TEXT UNIQUE, value BLOB)")
    return file
