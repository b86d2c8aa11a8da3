"""What commands print: lines for a person, JSON for a program, files."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from discovery.errors import RequestError
from discovery.storage.queries import RunRow, SubtreeRow
from discovery.ui.figures import answer_words, money, spent_words
from discovery.ui.standing import standing


def print_json(value: dict[str, Any]) -> None:
    """Print a value as one line of UTF-8, whatever the terminal speaks."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(value, ensure_ascii=False))


def printable(text: str) -> str:
    """Untrusted text without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def run_line(run: RunRow) -> str:
    """A run in a line: its status, its subtrees, and what it asked of a model."""
    counts = ", ".join(f"{count} {name}" for name, count in run.statuses.items() if count)
    name = f" {printable(run.name)}" if run.name else ""
    about = f"Run {run.run_id}{name} {_standing(run)}: {printable(run.file_name)}"
    line = f"{about}, {counts} ({run.mode})"
    return f"{line} · {spent_words(run)}" if run.extractor == "model" else line


def _standing(run: RunRow) -> str:
    """The status as `--status` takes it, unless it is about to change or nobody wanted it."""
    if run.is_interrupted or (run.is_live and run.ordered):
        return standing(run)
    return run.status


def subtree_line(subtree: SubtreeRow) -> str:
    """A subtree in a line: its status, who answered and what that cost, and its error."""
    place = printable(f"{subtree.section_path} [{subtree.node_ordinal}]")
    line = f"  {subtree.status:<9} {place}{_answer(subtree)}"
    return f"{line} {printable(subtree.error)}" if subtree.error else line


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


@contextmanager
def opened(name: str) -> Iterator[TextIO]:
    """A file to write to, UTF-8, or stdout for `-`. Raises RequestError."""
    if name == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        with Path(name).open("w", encoding="utf-8", newline="") as target:
            yield target
    except OSError as error:
        raise RequestError(
            f"The file {printable(name)} cannot be written ({error.strerror})."
        ) from error


def discard_output() -> None:
    """Let nothing more be flushed to stdout, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
