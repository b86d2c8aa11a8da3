"""NodeFacts and calls to models as tables and files: what the screens show is what leaves."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, TextIO

from discovery import node_facts
from discovery.cells import neutralised
from discovery.facts.codes import decode_section
from discovery.facts.structure import fields
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import CallRow, FactRow
from discovery.workbook import Table

Row = dict[str, Any]
RowSource = Callable[[ThreadSafeDatabaseManager, int], Iterator[Row]]

FACT_COLUMNS = (
    "run_id",
    "position",
    "section_path",
    "node_type",
    "node_ordinal",
    "summary",
    "business_concept",
    "claims_hold",
    "claims_contradicted",
    "claims_not_checked",
    "confidence",
    "meaning_missing",
    "answered_by",
    "parts",
    "fields",
    "identifiers",
    "references",
    "dangling_references",
    "duplicate_identifiers",
    "source_line",
    "xpath",
    "message_root",
    "spec_version",
    "pii_masked",
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "cost_usd",
    "created_at",
)
FIELD_COLUMNS = (
    "position",
    "section_path",
    "node_ordinal",
    "path",
    "value",
    "role",
    "reference",
    "xpath",
    "decoded",
)

CALL_COLUMNS = (
    "call_id",
    "positions",
    "started_at",
    "duration_ms",
    "sent",
    "reply",
    "problem",
    "finish_reason",
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "cost_usd",
)


def fact_rows(db: ThreadSafeDatabaseManager, run_id: int) -> Iterator[Row]:
    """One row a NodeFact of the run, with the columns FACT_COLUMNS."""
    return (row for fact in node_facts.facts(db, run_id) for row in fact_rows_of(fact))


def fact_rows_of(fact: FactRow) -> Iterator[Row]:
    """The one row of a NodeFact."""
    yield _fact_row(fact)


def field_rows(db: ThreadSafeDatabaseManager, run_id: int) -> Iterator[Row]:
    """One row a text or attribute value of the run's NodeFacts, with FIELD_COLUMNS."""
    return (row for fact in node_facts.facts(db, run_id) for row in field_rows_of(fact))


def field_rows_of(fact: FactRow) -> Iterator[Row]:
    """One row a value of one NodeFact. `role` is identifier, reference, dangling or empty.

    `decoded` is what a code means, else empty; it is found out here and stored nowhere.
    """
    roles = _roles(fact.fact_json["references"])
    structure = fact.fact_json["structure"]
    decoded = decode_section(structure, fact.section_path)
    for field in fields(structure, fact.section_path, fact.xpath):
        role, target = roles.get(field.xpath, ("", ""))
        yield {
            "position": fact.position,
            "section_path": fact.section_path,
            "node_ordinal": fact.node_ordinal,
            "path": field.path,
            "value": field.value,
            "role": role,
            "reference": target,
            "xpath": field.xpath,
            "decoded": decoded.get((field.path, field.value), ""),
        }


def call_rows(db: ThreadSafeDatabaseManager, run_id: int) -> Iterator[Row]:
    """What left this machine: one row a call to a model, with CALL_COLUMNS, as it was sent.

    `positions` are those of the subtrees that the call was about, as a text: `3, 4`.
    """
    return (_call_row(call) for call in queries.calls(db, run_id))


def tables(db: ThreadSafeDatabaseManager, run_id: int, *names: str) -> Iterator[Table]:
    """These of the tables of a run, which are named in TABLES."""
    for name in names:
        rows, columns = TABLES[name]
        yield Table(name.capitalize(), columns, rows(db, run_id))


FACT_TABLES: dict[str, Callable[[FactRow], Iterator[Row]]] = {
    "facts": fact_rows_of,
    "fields": field_rows_of,
}
"""The tables that are made of NodeFacts, with the rows of one."""

TABLES: dict[str, tuple[RowSource, tuple[str, ...]]] = {
    "facts": (fact_rows, FACT_COLUMNS),
    "fields": (field_rows, FIELD_COLUMNS),
    "calls": (call_rows, CALL_COLUMNS),
}


def record(fact: FactRow) -> Row:
    """A NodeFact whole, as a JSON Lines record; `calls` are the ids of its calls to a model."""
    return {**asdict(fact), "created_at": fact.created_at.isoformat()}


def call_record(call: CallRow) -> Row:
    """A call to a model whole, as a JSON Lines record, with `positions` as a list."""
    return {**asdict(call), "started_at": call.started_at.isoformat()}


def write_csv(
    rows: Iterable[Row], columns: Sequence[str], target: TextIO, *, raw: bool = False
) -> None:
    """Write rows as CSV (RFC 4180, every cell quoted) to a file opened with `newline=""`.

    Where a spreadsheet would run a formula an apostrophe stands before it, which
    `cells.original` takes away again; `raw` leaves cells as they are. All other values come back
    unchanged when read as text.
    """
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column], raw) for column in columns])


def write_jsonl(facts: Iterable[FactRow], target: TextIO) -> None:
    """Write each NodeFact as one line of JSON."""
    for fact in facts:
        target.write(json.dumps(record(fact), ensure_ascii=False) + "\n")


def write_calls_jsonl(calls: Iterable[CallRow], target: TextIO) -> None:
    """Write each call to a model as one line of JSON."""
    for call in calls:
        target.write(json.dumps(call_record(call), ensure_ascii=False) + "\n")


def _cell(value: Any, raw: bool) -> str:
    text = "" if value is None else str(value)
    return text if raw else neutralised(text)


def _fact_row(fact: FactRow) -> Row:
    references = fact.fact_json["references"]
    meaning = fact.fact_json["meaning"] or {}
    claims = node_facts.claim_counts(fact)
    structure = fact.fact_json["structure"]
    return {
        "run_id": fact.run_id,
        "position": fact.position,
        "section_path": fact.section_path,
        "node_type": fact.node_type,
        "node_ordinal": fact.node_ordinal,
        "summary": meaning.get("summary"),
        "business_concept": meaning.get("business_concept"),
        "claims_hold": claims.hold,
        "claims_contradicted": claims.contradicted,
        "claims_not_checked": claims.not_checked,
        "confidence": claims.confidence,
        "meaning_missing": fact.fact_json.get("meaning_missing", ""),
        "answered_by": fact.answered_by,
        "parts": fact.parts,
        "fields": sum(1 for _ in fields(structure, fact.section_path, fact.xpath)),
        "identifiers": len(references["identifiers"]),
        "references": len(references["references"]),
        "dangling_references": len(references["dangling"]),
        "duplicate_identifiers": len(references["duplicate_identifiers"]),
        "source_line": fact.source_line,
        "xpath": fact.xpath,
        "message_root": fact.message_root,
        "spec_version": fact.spec_version,
        "pii_masked": fact.pii_masked,
        "prompt_tokens": fact.prompt_tokens,
        "completion_tokens": fact.completion_tokens,
        "cached_tokens": fact.cached_tokens,
        "cost_usd": fact.cost_usd,
        "created_at": fact.created_at.isoformat(),
    }


def _call_row(call: CallRow) -> Row:
    return {
        **{name: getattr(call, name) for name in CALL_COLUMNS},
        "positions": ", ".join(map(str, call.positions)),
        "started_at": call.started_at.isoformat(),
    }


def _roles(references: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """XPath of a value -> (its role, the XPaths it points to)."""
    roles = {found["xpath"]: ("identifier", "") for found in references["identifiers"]}
    for found in references["references"]:
        before = roles.get(found["xpath"], ("", ""))[1]
        targets = f"{before} {found['target']}".strip()
        roles[found["xpath"]] = ("reference", targets)
    for found in references["dangling"]:  # beside it, others of the same field may resolve
        before = roles.get(found["xpath"], ("", ""))[1]
        roles[found["xpath"]] = ("dangling", f"{before} {found['reason']}".strip())
    return roles
