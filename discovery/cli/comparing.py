"""The command that compares two runs."""

import argparse
from contextlib import closing

from discovery import compare as comparing
from discovery import export
from discovery.cli.output import opened, print_json, say, write_workbook
from discovery.cli.signals import EXIT_COMPLETE
from discovery.compare import Comparison
from discovery.config import Settings
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.queries import RunRow
from discovery.ui.comparison_words import (
    difference_words,
    masked_words,
    summary_words,
    unsure_words,
)
from discovery.workbook import Table

_SIGNS = {
    "added": "+",
    "removed": "-",
    "changed": "~",
    "renumbered": "#",
    "equated": "=",
    "spelled differently": "≈",
    "not ticked in A": "o",
    "not ticked in B": "o",
    "target not ticked": "?",
    "not comparable": "?",
}
_DEFAULT_FORMAT = "csv"


def compare(options: argparse.Namespace, settings: Settings) -> int:
    """What differs from run A to run B: printed, or written to a file beside a summary."""
    with closing(open_database(settings)) as db:
        found = comparing.compare(
            db,
            options.run_a,
            options.run_b,
            equate_formats=options.equate_formats,
            ignore_identifiers=options.ignore_identifiers,
            structure_only=options.structure_only,
        )
        to_file = bool(options.output or options.format)
        if to_file:
            _write(options, db, found)
        if options.json:
            _print_json(db, found)
        elif not to_file:
            _print(db, found)
        elif options.output not in {None, "-"}:
            _print_summary(found)
    return EXIT_COMPLETE


def _write(options: argparse.Namespace, db: ThreadSafeDatabaseManager, found: Comparison) -> None:
    rows = comparing.difference_rows(db, found)
    if options.format == "xlsx":
        write_workbook(options.output or "-", [Table("Differences", comparing.COLUMNS, rows)])
        return
    with opened(options.output or "-") as target:
        if (options.format or _DEFAULT_FORMAT) == "csv":
            export.write_csv(rows, comparing.COLUMNS, target)
        else:
            comparing.write_jsonl(rows, target)


def _print_json(db: ThreadSafeDatabaseManager, found: Comparison) -> None:
    rows = list(comparing.difference_rows(db, found))
    print_json({"summary": comparing.summary_json(found), "differences": rows})


def _print(db: ThreadSafeDatabaseManager, found: Comparison) -> None:
    _print_summary(found)
    for row in comparing.difference_rows(db, found):
        say(_line(row))


def _print_summary(found: Comparison) -> None:
    say(f"{_run(found.run_a)} -> {_run(found.run_b)}")
    say(f"  {summary_words(found.counts)}")
    for words in (masked_words(found), *unsure_words(found.counts)):
        if words:
            say(f"  {words}")


def _run(run: RunRow) -> str:
    return f"Run {run.run_id} ({run.file_name})"


def _line(row: comparing.Row) -> str:
    """A difference in a line: `~ /Order/Pax [2] Seat: 1A -> 2A`."""
    sign = _SIGNS[row["kind"] or row["status"]]
    node, ordinal = row["node_a"] or row["node_b"], row["ordinal_a"] or row["ordinal_b"]
    place = f"{sign} {node} [{ordinal}]"
    if row["kind"] is None:
        return f"{place} {row['status']}" + (f": {row['note']}" if row["note"] else "")
    path = f"meaning: {row['path']}" if row["part"] == "meaning" else row["path"]
    return f"{place} {path}: {difference_words(row['before'], row['after'], row['kind'])}"
