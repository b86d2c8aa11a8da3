"""What commands print: lines for a person, JSON for a program, files."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from discovery.errors import RequestError
from discovery.ui.text import shortened
from discovery.visible import escaped_json, visible, visible_lines

if TYPE_CHECKING:
    from discovery.workbook import Table

LINE_CHARACTERS = 10_000

_NOT_PRINTED = "An Excel file cannot be printed. Name it: --output FILE.xlsx"


def print_json(value: dict[str, Any]) -> None:
    """Print a value as one line of UTF-8, whatever the terminal speaks."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(escaped_json(json.dumps(value, ensure_ascii=False)))


def say(line: str, file: TextIO | None = None) -> None:
    """Print a line for a person, on stdout where no `file` is given.

    Names and values in it are untrusted: what a terminal would obey, and a line break that could
    forge a line, is made visible; of a very long line the beginning is printed.
    """
    print(visible(shortened(line, LINE_CHARACTERS)), file=file, flush=file is not None)


def complain(line: str) -> None:
    """The same on stderr: progress, troubles, refusals."""
    say(line, sys.stderr)


class _Terminal(TextIOWrapper):
    """Shows a table to a person: what a terminal would obey is made visible."""

    def write(self, text: str) -> int:
        return super().write(visible_lines(text))


@contextmanager
def _stdout() -> Iterator[TextIO]:
    """Stdout for a table: exactly as it is for a file or another program."""
    if not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    terminal = _Terminal(sys.stdout.buffer, encoding="utf-8", errors="backslashreplace")
    try:
        yield terminal
    finally:
        terminal.detach()


@contextmanager
def opened(name: str) -> Iterator[TextIO]:
    """A file to write to, UTF-8, or stdout for `-`. Raises RequestError."""
    if name == "-":
        with _stdout() as stdout:
            yield stdout
        return
    with _written(name), Path(name).open("w", encoding="utf-8", newline="") as target:
        yield target


def write_workbook(name: str, tables: "Iterable[Table]") -> None:
    """Write tables as an Excel file. Raises RequestError."""
    if name == "-":
        raise RequestError(_NOT_PRINTED)
    from discovery.workbook import write_xlsx  # not for what prints no workbook

    with _written(name), Path(name).open("wb") as target:
        write_xlsx(tables, target)


def write_file(name: str, content: BinaryIO) -> None:
    """Write a file of bytes. Raises RequestError."""
    if name == "-":
        raise RequestError(_NOT_PRINTED)
    with _written(name), Path(name).open("wb") as target:
        shutil.copyfileobj(content, target)


@contextmanager
def _written(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RequestError(f"The file {name} cannot be written ({error.strerror}).") from error


def discard_output() -> None:
    """Let nothing more be flushed to stdout, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
