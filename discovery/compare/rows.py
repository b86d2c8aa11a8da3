"""A comparison as rows for tables and files, and as JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, TextIO

from discovery.compare.comparing import details
from discovery.compare.differences import Difference
from discovery.compare.outcome import Compared, Comparison, Status
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import RunRow

Row = dict[str, Any]

COLUMNS = (
    "status",
    "node_a",
    "node_b",
    "ordinal_a",
    "ordinal_b",
    "part",
    "kind",
    "path",
    "before",
    "after",
    "xpath_a",
    "xpath_b",
    "note",
)
_OF_A_RUN = (
    "run_id",
    "file_name",
    "document_sha256",
    "message_root",
    "spec_version",
    "airline_code",
    "status",
    "extractor",
)


def difference_rows(db: ThreadSafeDatabaseManager, comparison: Comparison) -> Iterator[Row]:
    """One row a difference, with COLUMNS; facts are read as the rows are asked for.

    A subtree that was added or removed, or has no fact on one side, is one row without `part`,
    `kind` and `path`. Values that count as equal in another format are rows of kind `equated`;
    what is the same gives no row.
    """
    for one, differences in details(db, comparison, comparison.compared):
        place = _place(one)
        if one.status is not Status.SAME and not one.has_differences:
            yield {**place, **_whole(one)}
        for difference in differences:
            row = {**place, **difference_row(difference)}
            yield {**row, "note": difference.note or one.note}


def difference_row(difference: Difference) -> Row:
    """The columns of one difference within a fact."""
    return {
        "part": str(difference.part),
        "kind": str(difference.kind),
        "path": difference.path,
        "before": difference.before,
        "after": difference.after,
        "xpath_a": difference.xpath_a,
        "xpath_b": difference.xpath_b,
    }


def _place(one: Compared) -> Row:
    return {
        "status": str(one.status),
        "node_a": one.a.node if one.a else None,
        "node_b": one.b.node if one.b else None,
        "ordinal_a": one.a.ordinal if one.a else None,
        "ordinal_b": one.b.ordinal if one.b else None,
        "note": one.note,
    }


def _whole(one: Compared) -> Row:
    return {
        "part": None,
        "kind": None,
        "path": None,
        "before": None,
        "after": None,
        "xpath_a": one.a.xpath if one.a else None,
        "xpath_b": one.b.xpath if one.b else None,
    }


def summary_json(comparison: Comparison) -> dict[str, Any]:
    """Which runs were compared, how, and the figures as `outcome.Counts` explains them."""
    return {
        "run_a": _run_json(comparison.run_a),
        "run_b": _run_json(comparison.run_b),
        **asdict(comparison.options),
        **asdict(comparison.counts),
        "why_masked": comparison.why_masked,
    }


def _run_json(run: RunRow) -> dict[str, Any]:
    return {name: getattr(run, name) for name in _OF_A_RUN}


def write_jsonl(rows: Iterable[Row], target: TextIO) -> None:
    """Write each row as one line of JSON."""
    for row in rows:
        target.write(json.dumps({name: row[name] for name in COLUMNS}, ensure_ascii=False) + "\n")
