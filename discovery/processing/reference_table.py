"""All references and identifiers of a document: from where to where, what is broken or unused."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from discovery.documents.values import Value, read_values
from discovery.facts.identifier_builder import IdentifierIndexBuilder
from discovery.facts.identifiers import IdentifierIndex
from discovery.facts.privacy import masked_part
from discovery.facts.references import Entry, entries

Mask = Callable[[str, str], str]
"""The path of a field and its value -> the value as it may be shown."""

_WRITTEN_AT_ONCE = 1_000


class Kind(StrEnum):
    """What a row of the table tells."""

    REFERENCE = "reference"
    BROKEN = "broken reference"
    IDENTIFIER = "identifier"
    UNUSED = "unused identifier"
    DUPLICATE = "duplicate identifier"


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A reference or an identifier, in the line where the start tag of its element ends.

    The target is that of a reference, the first one where it has several. `referenced_by` counts
    the references to an identifier, `count` how often it is defined in its scope. `why` says why a
    reference is believed, or is broken.
    """

    line: int
    kind: Kind
    path: str
    value: str
    target_line: int | None
    target_path: str
    referenced_by: int | None
    count: int
    why: str
    xpath: str
    target: str


COLUMNS = tuple(each.name for each in fields(ReferenceRow))

_CREATE = f"CREATE TABLE entries ({', '.join(COLUMNS)})"
_INSERT = f"INSERT INTO entries VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 # nosec B608
_INDEX = "CREATE INDEX {0} ON entries ({0})"
_FIND_LINES = (
    "UPDATE entries SET target_line = "
    "(SELECT found.line FROM entries AS found WHERE found.xpath = entries.target LIMIT 1) "
    "WHERE target != ''"
)
_CHOSEN = (
    "FROM entries WHERE (:kind = '' OR kind = :kind) "
    "AND instr(lower(value || ' ' || path || ' ' || target_path), lower(:text))"
)
_PAGE = f"SELECT * {_CHOSEN} ORDER BY rowid LIMIT :size OFFSET :offset"
_REFERRING = "SELECT * FROM entries WHERE target = :xpath ORDER BY rowid LIMIT :size"


class ReferenceTable:
    """The rows of one document in document order, in a temporary file that goes with it.

    Threads may share it.
    """

    def __init__(self, rows: Iterator[ReferenceRow]) -> None:
        self._lock = threading.Lock()
        self._file = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._file.execute(_CREATE)
        while block := list(islice(rows, _WRITTEN_AT_ONCE)):
            self._file.execute("BEGIN")
            self._file.executemany(_INSERT, map(astuple, block))
            self._file.execute("COMMIT")
        for column in ("xpath", "target", "kind"):
            self._file.execute(_INDEX.format(column))
        self._file.execute(_FIND_LINES)

    def counts(self) -> dict[Kind, int]:
        """How many rows there are of each kind."""
        found = dict(self._read("SELECT kind, count(*) FROM entries GROUP BY kind"))
        return {kind: found.get(kind, 0) for kind in Kind}

    def count(self, kind: Kind | None = None, text: str = "") -> int:
        """How many rows `rows` finds."""
        [(count,)] = self._read(f"SELECT count(*) {_CHOSEN}", kind=kind or "", text=text)
        return int(count)

    def rows(
        self, kind: Kind | None = None, text: str = "", *, page: int = 1, size: int = -1
    ) -> list[ReferenceRow]:
        """The rows of a kind that have a text in value or path: a page of so many, or all."""
        offset = (page - 1) * max(size, 0)
        found = self._read(_PAGE, kind=kind or "", text=text, size=size, offset=offset)
        return [_row(values) for values in found]

    def referring_to(self, xpath: str, *, size: int) -> list[ReferenceRow]:
        """The first references to an identifier."""
        return [_row(values) for values in self._read(_REFERRING, xpath=xpath, size=size)]

    def _read(self, query: str, **chosen: str | int) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._file.execute(query, chosen).fetchall()


def read_reference_table(document: Path, mask: Mask) -> ReferenceTable:
    """Read all references of a document, twice from end to end. Raises DocumentRefusedError."""
    builder = IdentifierIndexBuilder()
    for value in read_values(document):
        builder.add(value.path, value.xpath, value.value)
    index = builder.build()
    found = entries(read_values(document), index)
    return ReferenceTable(_as_row(entry, index, mask) for entry in found)


def _as_row(entry: Entry[Value], index: IdentifierIndex, mask: Mask) -> ReferenceRow:
    at, target, identifier = entry.at, entry.points_to, entry.identifies
    shown = masked_part(entry.token, at.value.strip(), mask(at.path, at.value.strip()))
    why = target.why if target else entry.problem
    return ReferenceRow(
        line=at.line,
        kind=_kind(entry, index),
        path=at.path,
        value=shown,
        target_line=None,
        target_path=target.identifier.path if target else "",
        referenced_by=identifier.referenced_by if identifier else None,
        count=identifier.count if identifier else 1,
        why=why.removesuffix(entry.token) + shown if why.endswith(entry.token) else why,
        xpath=at.xpath,
        target=target.identifier.xpaths[0] if target else "",
    )


def _kind(entry: Entry[Value], index: IdentifierIndex) -> Kind:
    if entry.points_to:
        return Kind.REFERENCE
    if entry.identifies is None:
        return Kind.BROKEN
    if index.is_duplicated(entry.identifies):
        return Kind.DUPLICATE
    return Kind.IDENTIFIER if entry.identifies.referenced_by else Kind.UNUSED


def _row(values: tuple[Any, ...]) -> ReferenceRow:
    row = dict(zip(COLUMNS, values, strict=True))
    return ReferenceRow(**{**row, "kind": Kind(row["kind"])})
