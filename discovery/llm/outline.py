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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Structure = Mapping[str, Any]
"""One element: `name`, `namespace`, `attributes` and `content` (texts and child elements)."""

Decoded = Mapping[tuple[str, str], str]
"""What codes mean, by the path of their field in local names, and the code."""

SEPARATOR = " | "
_MOST_COLUMNS = 8
_MIXED = "#mixed"
_PLAIN_TEXT = re.compile(r"[!-\[\]-{}~]+( [!-\[\]-{}~]+)*+")
_POSITION = re.compile(r"\[\d+\]")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class OutlineField:
    """An element or an attribute of the outline: the line it stands in, and its own text.

    `path` is positional (`.../Pax[2]/@PaxID`), an index counting siblings of one local name.
    `element` counts the elements of the subtree in document order, from 0; an attribute has that
    of its element. `is_leaf` is false for an element that holds elements.
    """

    line: int
    path: str
    value: str
    element: int
    is_leaf: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """`text` for the model, and what its lines hold, in document order.

    `tables` are the lines that head a table, with the number of rows below each.
    """

    text: str
    fields: tuple[OutlineField, ...]
    tables: Mapping[int, int]


def outline(structure: Structure, path: str = "", decoded: Decoded | None = None) -> Outline:
    """Write the outline of a subtree; `path` is that of its root and begins every field's.

    `decoded` says what codes mean; each is told once.
    """
    writer = _Writer(decoded or {})
    writer.write(structure, path or structure["name"], 0)
    return Outline("\n".join(writer.lines), tuple(writer.fields), writer.tables)


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
    """Collects the lines and the fields of one outline."""

    def __init__(self, decoded: Decoded) -> None:
        self.lines: list[str] = []
        self.fields: list[OutlineField] = []
        self.tables: dict[int, int] = {}
        self._elements = 0
        self._decoded = decoded
        self._told: set[tuple[str, str]] = set()

    def write(self, element: Structure, path: str, level: int) -> None:
        """One element with everything below it."""
        name = element["name"]
        here = self._note(element, path, len(self.lines) + 1)
        while (only := _only_child(element)) is not None:
            element, path = only, f"{path}/{only['name']}[1]"
            name = f"{name}/{only['name']}"
            here = self._note(element, path, len(self.lines) + 1)
        shown = self._own_values(element, path)
        has_text = _is_leaf(element) and _text(element).strip()
        sign = " = " if has_text else SEPARATOR
        self._line(level, name, f"{sign}{shown}" if shown else "")
        if not _is_leaf(element):
            self._write_content(element, path, level + 1, here)

    def _write_content(self, element: Structure, path: str, level: int, here: int) -> None:
        seen: Counter[str] = Counter()
        for (name, _), pieces in groupby(element["content"], key=_shape):
            run = list(pieces)
            if not name:
                self._write_text("".join(run), path, level, here)
                continue
            first = seen[name] + 1
            seen[name] += len(run)
            self._write_run(run, f"{path}/{name}", first, level)

    def _write_text(self, text: str, path: str, level: int, here: int) -> None:
        """A piece of mixed text; blank pieces only separate elements."""
        if shown := escaped(text):
            line = self._line(level, "#text", f" = {shown}")
            self.fields.append(OutlineField(line, f"{path}/text()", text, here))

    def _write_run(self, run: Sequence[Structure], path: str, first: int, level: int) -> None:
        """Siblings of one name and shape, the `first`-th of that name and those after it."""
        columns = _columns(run[0])
        if len(run) == 1 or columns is None:
            for place, element in enumerate(run, first):
                self.write(element, f"{path}[{place}]", level)
        elif list(columns) == [""]:
            self._write_values(run, path, first, level)
        else:
            self._write_table(run, path, first, level)

    def _write_values(self, run: Sequence[Structure], path: str, first: int, level: int) -> None:
        shown = self._row((path, _text(element)) for element in run)
        line = self._line(level, f"{run[0]['name']} x{len(run)}", f" = {shown}")
        for place, element in enumerate(run, first):
            self._note_all(element, f"{path}[{place}]", line)

    def _write_table(self, run: Sequence[Structure], path: str, first: int, level: int) -> None:
        columns = (column or "#text" for column in _columns(run[0]) or ())
        header = f"x{len(run)}: {SEPARATOR.join(columns)}"
        self.tables[self._line(level, run[0]["name"], f" {header}")] = len(run)
        for place, element in enumerate(run, first):
            cells = (_columns(element) or {}).items()
            row = self._row((f"{path}/{column}", value) for column, value in cells)
            self._note_all(element, f"{path}[{place}]", self._line(level + 1, row, ""))

    def _own_values(self, element: Structure, path: str) -> str:
        """The text of a leaf and the attributes, in cells: `9.50 | @CurCode=GBP`."""
        text = self._explain(path, _text(element)) if _is_leaf(element) else ""
        attributes = (
            f"@{_local(key)}={self._explain(f'{path}/@{_local(key)}', value)}"
            for key, value in element["attributes"].items()
        )
        return SEPARATOR.join([text, *attributes] if text else attributes)

    def _row(self, cells: Iterable[tuple[str, str]]) -> str:
        """Values with the paths of their fields, in cells."""
        return SEPARATOR.join(self._explain(path, value) for path, value in cells)

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

    def _line(self, level: int, name: str, rest: str) -> int:
        number = len(self.lines) + 1
        self.lines.append(f"{' ' * level}[{number}] {name}{rest}")
        return number

    def _note(self, element: Structure, path: str, line: int) -> int:
        """Keep an element and its attributes as fields of a line; its place among the elements."""
        place = self._elements
        self._elements += 1
        is_leaf = _is_leaf(element)
        text = _text(element) if is_leaf else ""
        self.fields.append(OutlineField(line, path, text, place, is_leaf))
        for key, value in element["attributes"].items():
            self.fields.append(OutlineField(line, f"{path}/@{_local(key)}", value, place))
        return place

    def _note_all(self, element: Structure, path: str, line: int) -> None:
        """Keep an element and all below it, which is written in one line."""
        self._note(element, path, line)
        seen: Counter[str] = Counter()
        for piece in element["content"]:
            if not isinstance(piece, str):
                seen[piece["name"]] += 1
                name = piece["name"]
                self._note_all(piece, f"{path}/{name}[{seen[name]}]", line)


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
