"""What commands print: lines for a person, JSON for a program, files."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from discovery.errors import RequestError
from discovery.storage.queries import RunRow, SubtreeRow
from discovery.ui.figures import answer_words, money, spent_words
from discovery.ui.standing import standing
from discovery.ui.text import shortened
from discovery.visible import escaped_json, visible, visible_lines
from discovery.workbook import Table, write_xlsx

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


def run_line(run: RunRow) -> str:
    """A run in a line: its status, its subtrees, and what it asked of a model."""
    counts = ", ".join(f"{count} {name}" for name, count in run.statuses.items() if count)
    name = f" {run.name}" if run.name else ""
    about = f"Run {run.run_id}{name} {_standing(run)}: {run.file_name}"
    line = f"{about}, {counts} ({run.mode})"
    return f"{line} · {spent_words(run)}" if run.extractor == "model" else line


def _standing(run: RunRow) -> str:
    """The status as `--status` takes it, unless it is about to change or nobody wanted it."""
    if run.is_interrupted or (run.is_live and run.ordered):
        return standing(run)
    return run.status


def subtree_line(subtree: SubtreeRow) -> str:
    """A subtree in a line: its status, who answered and what that cost, and its error."""
    place = f"{subtree.section_path} [{subtree.node_ordinal}]"
    line = f"  {subtree.status:<9} {place}{_answer(subtree)}"
    return f"{line} {subtree.error}" if subtree.error else line


def _answer(subtree: SubtreeRow) -> str:
    answer = answer_words(subtree.answered_by, subtree.parts, subtree.together)
    if not answer:
        return ""
    said = [answer]
    if tokens := subtree.prompt_tokens + subtree.completion_tokens:
        said.append(f"{tokens:,} tokens")
    if subtree.cost_usd is not None:
        said.append(money(subtree.cost_usd))
    return f" ({', '.join(said)})"


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


def write_workbook(name: str, tables: Iterable[Table]) -> None:
    """Write tables as an Excel file. Raises RequestError."""
    if name == "-":
        raise RequestError(_NOT_PRINTED)
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
