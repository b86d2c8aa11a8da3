"""A subtree as a numbered, indented reading that is shorter than its XML.

    [1] PaxList
     [2] Pax x2: @id | PTC | Individual/Surname
      [3] P1 | ADT | [SURNAME_1]
      [4] P2 | CHD | [SURNAME_1]
     [5] Fee = 9.50 | @CurCode=GBP (British Pound)
     [6] PaxRefID x3 = P1 | P2 | P3

Every line has a number, by which the model cites it. Siblings of one shape are written as a
table, repeated values in one line. White space is written as one blank. A value cannot make a
line or a cell of its own: see `escaped`. What a code means stands behind it where it comes first.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Structure = Mapping[str, Any]
"""One element: `name`, `namespace`, `attributes` and `content` (texts and child elements)."""

Decoded = Mapping[tuple[str, str], str]
"""What codes mean, by the path of their field in local names, and the code."""

Writing = Callable[[str, str], str]
"""How a value is written, given the path of its field."""

SEPARATOR = " | "
_MOST_COLUMNS = 8
_MIXED = "#mixed"
_PLAIN_TEXT = re.compile(r"[!-\[\]-{}~]+( [!-\[\]-{}~]+)*+")
_POSITION = re.compile(r"\[\d+\]")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one numbered line says. `value` is the text as shown, without what codes mean; empty
    for an element alone.

    `path` is positional (`.../Pax[2]/PTC[1]`), an index counting siblings of one local name.
    """

    path: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Outline:
    """`text` for the model, `entries` by line number, and how often each field name occurs."""

    text: str
    entries: Mapping[int, Entry]
    counts: Mapping[str, int]


def outline(structure: Structure, path: str = "", decoded: Decoded | None = None) -> Outline:
    """Write the outline of a subtree; `path` is that of its root and begins every entry's.

    `decoded` says what codes mean; each is told once.
    """
    writer = _Writer(decoded or {})
    writer.write(structure, path or structure["name"], 0)
    return Outline("\n".join(writer.lines), writer.entries, Counter(_names(structure)))


def escaped(value: str) -> str:
    """The value on one line and in one cell.

    Runs of white space become one blank; other invisible characters are written as `\\u202e`, and
    the cells' separator as `\\|`.
    """
    if _PLAIN_TEXT.fullmatch(value):
        return value
    return "".join(map(_escaped_character, " ".join(value.split())))


def _escaped_character(character: str) -> str:
    if character in "\\|":
        return f"\\{character}"
    if unicodedata.category(character) in _INVISIBLE:
        return f"\\u{ord(character):04x}"
    return character


class _Writer:
    """Collects the lines and the entries of one outline."""

    def __init__(self, decoded: Decoded) -> None:
        self.lines: list[str] = []
        self.entries: dict[int, Entry] = {}
        self._decoded = decoded
        self._told: set[tuple[str, str]] = set()

    def write(self, element: Structure, path: str, level: int) -> None:
        """One element with everything below it."""
        name = element["name"]
        while (only := _only_child(element)) is not None:
            element, path = only, f"{path}/{only['name']}[1]"
            name = f"{name}/{only['name']}"
        value, shown = (_own_values(element, path, write) for write in (_as_it_is, self._explain))
        has_text = _is_leaf(element) and _text(element).strip()
        sign = " = " if has_text else SEPARATOR
        self._line(level, name, f"{sign}{shown}" if shown else "", Entry(path, name, value))
        if not _is_leaf(element):
            self._write_content(element, path, level + 1)

    def _write_content(self, element: Structure, path: str, level: int) -> None:
        seen: Counter[str] = Counter()
        for (name, _), pieces in groupby(element["content"], key=_shape):
            run = list(pieces)
            if not name:
                self._write_text(escaped("".join(run)), path, level)
                continue
            first = seen[name] + 1
            seen[name] += len(run)
            self._write_run(run, f"{path}/{name}", first, level)

    def _write_text(self, text: str, path: str, level: int) -> None:
        """A piece of mixed text; blank pieces only separate elements."""
        if text:
            self._line(level, "#text", f" = {text}", Entry(f"{path}/text()", "#text", text))

    def _write_run(self, run: Sequence[Structure], path: str, first: int, level: int) -> None:
        """Siblings of one name and shape, the `first`-th of that name and those after it."""
        columns = _columns(run[0])
        if len(run) == 1 or columns is None:
            for place, element in enumerate(run, first):
                self.write(element, f"{path}[{place}]", level)
        elif list(columns) == [""]:
            self._write_values(run, path, level)
        else:
            self._write_table(run, path, first, level)

    def _write_values(self, run: Sequence[Structure], path: str, level: int) -> None:
        cells = [(path, _text(element)) for element in run]
        name, shown = run[0]["name"], _row(cells, self._explain)
        entry = Entry(path, name, _row(cells, _as_it_is))
        self._line(level, f"{name} x{len(run)}", f" = {shown}", entry)

    def _write_table(self, run: Sequence[Structure], path: str, first: int, level: int) -> None:
        name = run[0]["name"]
        columns = (column or "#text" for column in _columns(run[0]) or ())
        header = f"x{len(run)}: {SEPARATOR.join(columns)}"
        self._line(level, name, f" {header}", Entry(path, name, header))
        for place, element in enumerate(run, first):
            values = _columns(element) or {}
            cells = [(f"{path}/{column}", value) for column, value in values.items()]
            entry = Entry(f"{path}[{place}]", name, _row(cells, _as_it_is))
            self._line(level + 1, _row(cells, self._explain), "", entry)

    def _explain(self, path: str, value: str) -> str:
        """A value with what it means, where it is a code of which that was not told before."""
        if not self._decoded:
            return escaped(value)
        field = _POSITION.sub("", path).replace("@", "/@").replace("//", "/").rstrip("/")
        meaning = self._decoded.get((field, value))
        if meaning is None or (value, meaning) in self._told:
            return escaped(value)
        self._told.add((value, meaning))
        return f"{escaped(value)} ({meaning})"

    def _line(self, level: int, name: str, rest: str, entry: Entry) -> None:
        number = len(self.lines) + 1
        self.lines.append(f"{' ' * level}[{number}] {name}{rest}")
        self.entries[number] = entry


def _as_it_is(_: str, value: str) -> str:
    return escaped(value)


def _own_values(element: Structure, path: str, write: Writing) -> str:
    """The text of a leaf and the attributes, in cells: `9.50 | @CurCode=GBP`."""
    text = write(path, _text(element)) if _is_leaf(element) else ""
    attributes = (
        f"@{_local(key)}={write(f'{path}/@{_local(key)}', value)}"
        for key, value in element["attributes"].items()
    )
    return SEPARATOR.join([text, *attributes] if text else attributes)


def _shape(piece: Structure | str) -> tuple[str, tuple[str, ...]]:
    """Neighbours of equal shape can share a table; a text has no name."""
    if isinstance(piece, str):
        return "", ()
    return piece["name"], tuple(_columns(piece) or ())


def _columns(element: Structure) -> dict[str, str] | None:
    """The element as one row of a table, value by column; None when it does not fit in one.

    A column is the path below the row's element; that of the element's own text is "".
    """
    columns: dict[str, str] = {}
    for column, value in _cells(element, ""):
        if column in columns or len(columns) == _MOST_COLUMNS:
            return None
        columns[column] = value
    return None if _MIXED in columns else columns


def _cells(element: Structure, column: str) -> Iterator[tuple[str, str]]:
    for key, value in element["attributes"].items():
        yield f"{column}@{_local(key)}", value
    if _is_leaf(element):
        if _text(element).strip() or not element["attributes"]:
            yield column, _text(element)
        return
    for piece in element["content"]:
        if not isinstance(piece, str):
            yield from _cells(piece, f"{column}/{piece['name']}".lstrip("/"))
        elif piece.strip():
            yield _MIXED, piece


def _row(cells: Iterable[tuple[str, str]], write: Writing) -> str:
    return SEPARATOR.join(write(path, value) for path, value in cells)


def _only_child(element: Structure) -> Structure | None:
    """The child of an element that holds nothing else: both are written in one line."""
    content = element["content"]
    alone = len(content) == 1 and not isinstance(content[0], str) and not element["attributes"]
    return content[0] if alone else None


def _is_leaf(element: Structure) -> bool:
    return all(isinstance(piece, str) for piece in element["content"])


def _text(element: Structure) -> str:
    return "".join(element["content"])


def _local(key: str) -> str:
    return key.rpartition("}")[2]


def _names(element: Structure) -> Iterator[str]:
    yield element["name"]
    for key in element["attributes"]:
        yield f"@{_local(key)}"
    for piece in element["content"]:
        if not isinstance(piece, str):
            yield from _names(piece)
