"""Who works on a run, what happened to it, and counts that lists can read without adding up."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_FINAL = ("success", "skipped", "error", "cancelled")
_PROCESSED = "subtrees_success + subtrees_skipped + subtrees_error"
_SETTLED = f"{_PROCESSED} + subtrees_cancelled"
_PAGE = 500


def upgrade() -> None:
    """Add two tables, columns and indexes, and fill what can be told of the rows there are."""
    _make_holders()
    _widen_runs()
    _make_events()
    _widen_subtrees()
    op.create_index(
        "cost_of_answers", "cached_answers", ["prompt_tokens", "completion_tokens", "cost_usd"]
    )
    op.add_column("model_calls", sa.Column("key", sa.String()))
    op.create_index("one_call_a_key", "model_calls", ["key"], unique=True)
    _name_documents()
    _let_go()
    _count_subtrees()
    _time_runs()
    _guard_runs()
    _describe_facts()


def _make_holders() -> None:
    op.create_table(
        "holders",
        sa.Column("token", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
    )


def _widen_runs() -> None:
    columns: tuple[sa.Column[Any], ...] = (
        *(_words(name, sa.Text()) for name in ("name", "note", "file_name")),
        _words("started_by", sa.String()),
        *(_count(f"subtrees_{status}") for status in _FINAL),
        _count("interruptions"),
        sa.Column("paused_by", sa.String()),
        sa.Column("worked_until", sa.DateTime()),
        sa.Column("worked_seconds", sa.Double(), nullable=False, server_default="0"),
        sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("held_by", sa.String()),
        sa.Column("ordered", sa.String()),
    )
    for column in columns:
        op.add_column("runs", column)


def _name_documents() -> None:
    """Give each run the name that its document had: the same content may come under another."""
    op.execute(
        "UPDATE runs SET file_name = "
        "(SELECT documents.file_name FROM documents WHERE documents.id = runs.document_id)"
    )


def _guard_runs() -> None:
    """Hold runs to their counts and give no number twice: SQLite makes a new table for that."""
    with op.batch_alter_table("runs", table_kwargs={"sqlite_autoincrement": True}) as runs:
        runs.alter_column("worked_until", existing_type=sa.DateTime(), nullable=False)
        runs.create_foreign_key("runs_held_by_fkey", "holders", ["held_by"], ["token"])
        runs.create_check_constraint("processed_adds_up", f"subtrees_processed = {_PROCESSED}")
        runs.create_check_constraint("no_more_than_ticked", f"{_SETTLED} <= subtrees_total")
        runs.create_check_constraint(
            "all_ticked_are_settled_in_the_end",
            f"{_SETTLED} = subtrees_total OR status IN ('started', 'in_progress', 'paused')",
        )
    op.create_index("ix_runs_held_by", "runs", ["held_by"])


def _words(name: str, kind: sa.String) -> sa.Column[str]:
    return sa.Column(name, kind, nullable=False, server_default="")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _make_events() -> None:
    op.create_table(
        "run_events",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )
    op.create_index("ix_run_events_run_id", "run_events", ["run_id"])


def _widen_subtrees() -> None:
    for name in ("fields", "identifiers", "references", "dangling", "duplicates"):
        op.add_column("subtrees", _count(f"fact_{name}"))
    op.add_column("subtrees", sa.Column("fact_summary", sa.Text()))
    running = sa.text("status = 'running'")
    op.create_index(
        "running_subtrees", "subtrees", ["run_id"], sqlite_where=running, postgresql_where=running
    )


def _let_go() -> None:
    """Nobody works on runs now: those that were under way are paused, as interrupted.

    Runs that ended with subtrees left undone, which no version should have stored, are paused, too.
    """
    op.execute("UPDATE subtrees SET status = 'pending', worker = NULL WHERE status = 'running'")
    op.execute(
        "UPDATE runs SET status = 'paused', paused_by = 'interruption' "
        "WHERE status IN ('started', 'in_progress')"
    )
    op.execute(
        "UPDATE runs SET status = 'paused' WHERE EXISTS "
        "(SELECT 1 FROM subtrees WHERE subtrees.run_id = runs.id AND subtrees.status = 'pending')"
    )


def _count_subtrees() -> None:
    """The subtrees of each run by final status; the total is what rows there are.

    A run that failed or was cancelled before it had any rows has so many without them; one that
    is done without rows had nothing to do. Earlier versions held no run to its counts, and old
    ones that do not add up must not keep the database from being opened.
    """
    counts = ", ".join(f"subtrees_{status} = {_rows(status)}" for status in _FINAL)
    op.execute(f"UPDATE runs SET {counts}")  # nosec B608 # words of this file alone
    op.execute(
        f"UPDATE runs SET subtrees_total = {_rows()} WHERE {_rows()} > 0 "  # nosec B608 # words of this file alone
        "OR status IN ('completed', 'partial_failure')"
    )
    for run_status, status in (("failed", "error"), ("cancelled", "cancelled")):
        op.execute(
            f"UPDATE runs SET subtrees_{status} = subtrees_total "  # nosec B608 # words of this file alone
            f"WHERE status = '{run_status}' AND {_rows()} = 0"
        )
    op.execute(f"UPDATE runs SET subtrees_processed = {_PROCESSED}")  # nosec B608 # words of this file alone


def _rows(status: str = "") -> str:
    """How many subtrees a run has, of any status or of this one."""
    such = f" AND subtrees.status = '{status}'" if status else ""
    return f"(SELECT COUNT(*) FROM subtrees WHERE subtrees.run_id = runs.id{such})"  # nosec B608 # words of this file alone


def _time_runs() -> None:
    """How long runs were under way: until now nobody took pauses out."""
    seconds = {
        "sqlite": "(JULIANDAY(finished_at) - JULIANDAY(started_at)) * 86400",
        "postgresql": "EXTRACT(EPOCH FROM finished_at - started_at)",
    }[op.get_bind().dialect.name]
    op.execute("UPDATE runs SET worked_until = COALESCE(finished_at, started_at)")
    op.execute(f"UPDATE runs SET worked_seconds = {seconds} WHERE finished_at > started_at")  # nosec B608 # words of this file alone


def _describe_facts() -> None:
    """What lists of facts show, from the facts there are."""
    assignments = ("fields", "identifiers", "references", "dangling", "duplicates", "summary")
    columns = ", ".join(f"fact_{name} = :{name}" for name in assignments)
    change = sa.text(
        f"UPDATE subtrees SET {columns} WHERE id = :subtree_id"  # nosec B608 # words of this file alone
    )
    connection = op.get_bind()
    after = 0
    while page := _facts_after(connection, after):
        connection.execute(change, [_description(subtree_id, fact) for _, subtree_id, fact in page])
        after = page[-1][0]


def _facts_after(connection: sa.Connection, after: int) -> list[tuple[int, int, dict[str, Any]]]:
    rows = connection.execute(
        sa.text(
            "SELECT id, subtree_id, CAST(fact_json AS TEXT) FROM node_facts WHERE id > :after "
            "ORDER BY id LIMIT :page"
        ),
        {"after": after, "page": _PAGE},
    )
    return [(fact_id, subtree_id, json.loads(fact)) for fact_id, subtree_id, fact in rows]


def _description(subtree_id: int, fact: dict[str, Any]) -> dict[str, Any]:
    references = fact.get("references") or {}
    counts = {
        name: len(references.get(key, ()))
        for name, key in (
            ("identifiers", "identifiers"),
            ("references", "references"),
            ("dangling", "dangling"),
            ("duplicates", "duplicate_identifiers"),
        )
    }
    return {
        "subtree_id": subtree_id,
        "fields": sum(1 for _ in _values(fact["structure"])) if "structure" in fact else 0,
        "summary": _storable((fact.get("meaning") or {}).get("summary")),
        **counts,
    }


def _storable(text: str | None) -> str | None:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}") if text else text


def _values(structure: dict[str, Any]) -> Iterator[str]:
    """Every value of a structure: attributes, and text that is not blank beside elements."""
    attributes, content = structure.get("attributes", {}), structure.get("content", [])
    yield from attributes.values()
    text = "".join(piece for piece in content if isinstance(piece, str))
    children = [piece for piece in content if not isinstance(piece, str)]
    if text.strip() if children else text or not attributes:
        yield text
    for child in children:
        yield from _values(child)
