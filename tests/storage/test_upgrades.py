"""Databases of earlier versions, on both: all that was stored is there after the upgrade."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from discovery import export
from discovery.errors import StorageError
from discovery.storage import queries
from discovery.storage.database import open_database
from discovery.storage.models import Base
from discovery.storage.schema import NEWEST, REVISIONS
from tests.storage.earlier import (
    Rows,
    dangling,
    make_tables,
    raw,
    rows_in,
    rows_of_first_version,
    shape,
)
from tests.storage.rows import add_run
from tests.support.databases import empty_database
from tests.support.home import settings_in

pytestmark = pytest.mark.usefixtures("each_database")

STARTED = datetime(2026, 1, 2, 3, 4, 5, 678)
FACT = {
    "structure": {
        "name": "Pax",
        "attributes": {"PaxID": "PAX1"},
        "content": ["\n", {"name": "PTC", "attributes": {}, "content": ["ADT"]}],
    },
    "references": {
        "identifiers": [{}],
        "references": [{}, {}],
        "dangling": [{}, {}, {}],
        "duplicate_identifiers": [],
    },
    "meaning": {"summary": "A passenger\0 注"},
}


def run_row(run_id: int, status: str, total: int, **more: Any) -> dict[str, Any]:
    """A run as 0002 has it."""
    counts = ("processed", "total")
    return {
        "id": run_id, "kind": "discovery", "workspace": "default", "document_id": 7,
        "status": status, "started_at": STARTED, "finished_at": STARTED + timedelta(seconds=90),
        "message_root": "OrderViewRS", "selection": ["/r/a"], "extractor": "model",
        "provider": "openai", "model": "small", "mode": "parallel", "mode_reason": "why",
        "workers": 3, "node_facts_extracted": 0, "llm_calls": 0, "prompt_tokens": 0,
        "completion_tokens": 0, "use_cache": True,
        **{f"subtrees_{name}": total for name in counts}, **more,
    }  # fmt: skip


def subtree_row(subtree_id: int, run_id: int, status: str) -> dict[str, Any]:
    """A subtree as 0002 has it."""
    return {
        "id": subtree_id, "run_id": run_id, "position": subtree_id, "section_path": "/r/a",
        "node_key": "/r/a", "node_type": "a", "node_ordinal": 1, "xpath": "/r[1]/a[1]",
        "source_line": 1, "status": status, "worker": "NodeProc-1", "attempts": 1,
        "facts_stored": 0, "parts": 1, "together": 1, "prompt_tokens": 0,
        "completion_tokens": 0, "cached_tokens": 0,
    }  # fmt: skip


def second_version(*runs: tuple[dict[str, Any], list[str]]) -> dict[str, Rows]:
    """The tables of 0002: these runs, each with subtrees of these statuses."""
    ids = iter(range(1, 1000))
    subtrees = [
        subtree_row(next(ids), run["id"], status) for run, statuses in runs for status in statuses
    ]
    return {
        "workspaces": [{"name": "default", "created_at": STARTED}],
        "documents": [
            {
                "id": 7, "workspace": "default", "sha256": "sha", "file_name": "message.xml",
                "bytes": 10, "selection": None, "created_at": STARTED,
            }
        ],
        "runs": [run for run, _ in runs],
        "subtrees": subtrees,
    }  # fmt: skip


def upgraded(home: Path, rows: dict[str, Rows], revision: str = "0002") -> dict[str, Rows]:
    """All rows after a database of an earlier revision was opened."""
    make_tables(home, revision, rows)
    open_database(settings_in(home)).close()
    with raw(home) as connection:
        assert dangling(connection) == []
        return rows_in(connection)


def is_kept(before: dict[str, Rows], after: dict[str, Rows], *changed: str) -> bool:
    """Whether all values are as they were, but for these columns."""
    return all(
        {**old, **dict.fromkeys(changed)}
        == {name: new[name] for name in old} | dict.fromkeys(changed)
        for table, rows in before.items()
        for old, new in zip(rows, after[table], strict=True)
    )


def test_what_the_first_version_stored_is_there_after_the_upgrade(tmp_path: Path) -> None:
    rows = rows_of_first_version()
    assert is_kept(rows, upgraded(tmp_path, rows, "0001"), "confidence")
    with closing(open_database(settings_in(tmp_path))) as db:
        (run,) = queries.runs(db, "Fluglinie Ä")
        subtrees = queries.subtrees(db, run.run_id)
        facts = list(queries.facts(db, run.run_id))
        exported = list(export.fact_rows(db, run.run_id))
    assert (run.status, run.file_name, run.statuses["success"]) == ("completed", "small.xml", 3)
    assert (run.use_cache, run.from_cache, run.cached_tokens, run.cost_usd) == (True, 0, 0, None)
    assert [subtree.node_type for subtree in subtrees] == ["Order", "Passenger", "Passenger"]
    assert {(subtree.parts, subtree.together, subtree.cost_usd) for subtree in subtrees} == {
        (1, 1, None)
    }
    assert [fact.fact_json["structure"]["attributes"] for fact in facts] == [
        {"OrderID": "XB123", "Owner": "XB"},
        {"PassengerID": "PAX1"},
        {"PassengerID": "PAX2"},
    ]
    assert [row["identifiers"] for row in exported] == [1, 1, 1]
    assert {(fact.policy_version, fact.key_fingerprint) for fact in facts} == {(None, None)}
    assert not run.free_text_is_harmless


def test_what_0003_stored_is_there_after_the_upgrade(tmp_path: Path) -> None:
    make_tables(tmp_path, "0003", {})
    with raw(tmp_path) as connection:
        assert "free_text_is_harmless" not in {
            column["name"] for column in inspect(connection).get_columns("runs")
        }
    rows = second_version((run_row(11, "completed", 1), ["success"]))
    more = {
        "name": "Monday", "note": "", "file_name": "message.xml", "started_by": "ann",
        "subtrees_success": 1, "subtrees_skipped": 0, "subtrees_error": 0,
        "subtrees_cancelled": 0, "interruptions": 0, "worked_until": STARTED,
        "worked_seconds": 1.5, "settings": {"llm_cache": True},
    }  # fmt: skip
    rows["runs"] = [{**run, **more} for run in rows["runs"]]
    rows["node_facts"] = [
        {
            "id": 901, "subtree_id": 1, "fact_json": FACT, "run_id": 11,
            "message_root": "OrderViewRS", "section_path": "/r/a", "node_type": "a",
            "node_ordinal": 1, "pii_masked": True, "created_at": STARTED,
        }
    ]  # fmt: skip
    after = upgraded(tmp_path, rows, "0003")
    assert is_kept(rows, after)
    assert (after["reveals"], len(after["installation"])) == ([], 1)
    (fact,) = after["node_facts"]
    assert (fact["policy_version"], fact["key_fingerprint"]) == (None, None)
    with closing(open_database(settings_in(tmp_path))) as db:
        (run,) = queries.runs(db)
    assert (run.name, run.free_text_is_harmless) == ("Monday", False)


def test_runs_of_every_status_come_out_of_0002_with_their_counts(tmp_path: Path) -> None:
    runs = (
        (run_row(11, "completed", 3), ["success", "success", "skipped"]),
        (run_row(12, "partial_failure", 2), ["success", "error"]),
        (run_row(13, "failed", 1), ["error"]),
        (run_row(14, "cancelled", 3, subtrees_processed=1), ["success", "cancelled", "cancelled"]),
        (run_row(15, "paused", 3, subtrees_processed=1), ["success", "pending", "pending"]),
        (run_row(16, "in_progress", 3, subtrees_processed=1), ["error", "running", "pending"]),
        (run_row(17, "started", 23, subtrees_processed=0, finished_at=None), []),
        (run_row(18, "failed", 23, subtrees_processed=0), []),
        (run_row(19, "cancelled", 23, subtrees_processed=0), []),
        (run_row(20, "paused", 23, subtrees_processed=0), []),
    )
    rows = second_version(*runs)
    after = upgraded(tmp_path, rows)
    assert is_kept(rows, after, "status", "worker", "subtrees_processed")
    counted = {
        run["id"]: (
            run["status"],
            *(run[f"subtrees_{name}"] for name in ("processed", "success", "skipped")),
            *(run[f"subtrees_{name}"] for name in ("error", "cancelled", "total")),
        )
        for run in after["runs"]
    }
    assert counted == {
        11: ("completed", 3, 2, 1, 0, 0, 3),
        12: ("partial_failure", 2, 1, 0, 1, 0, 2),
        13: ("failed", 1, 0, 0, 1, 0, 1),
        14: ("cancelled", 1, 1, 0, 0, 2, 3),
        15: ("paused", 1, 1, 0, 0, 0, 3),
        16: ("paused", 1, 0, 0, 1, 0, 3),
        17: ("paused", 0, 0, 0, 0, 0, 23),
        18: ("failed", 23, 0, 0, 23, 0, 23),
        19: ("cancelled", 0, 0, 0, 0, 23, 23),
        20: ("paused", 0, 0, 0, 0, 0, 23),
    }
    assert "running" not in {row["status"] for row in after["subtrees"]}
    assert {(run["held_by"], run["ordered"]) for run in after["runs"]} == {(None, None)}
    paused_by = {run["id"]: run["paused_by"] for run in after["runs"] if run["paused_by"]}
    assert paused_by == {16: "interruption", 17: "interruption"}


@pytest.mark.parametrize(
    ("status", "total", "statuses", "expected"),
    [
        ("completed", 5, ["success", "error"], ("completed", 2)),
        ("completed", 1, ["success", "success"], ("completed", 2)),
        ("completed", 5, [], ("completed", 0)),
        ("completed", 3, ["success", "running", "pending"], ("paused", 3)),
        ("cancelled", 9, ["cancelled", "pending"], ("paused", 2)),
        ("paused", 9, ["success", "pending"], ("paused", 2)),
    ],
)
def test_old_counts_that_do_not_add_up_do_not_keep_the_database_shut(
    tmp_path: Path, status: str, total: int, statuses: list[str], expected: tuple[str, int]
) -> None:
    after = upgraded(tmp_path, second_version((run_row(1, status, total), statuses)))
    (run,) = after["runs"]
    assert (run["status"], run["subtrees_total"]) == expected
    assert len(after["subtrees"]) == len(statuses)


def test_facts_calls_and_answers_come_out_of_0002(tmp_path: Path) -> None:
    rows = second_version((run_row(11, "completed", 2), ["success", "success"]))
    fact = {
        "run_id": 11, "message_root": "OrderViewRS", "section_path": "/r/a", "node_type": "a",
        "node_ordinal": 1, "pii_masked": True, "created_at": STARTED,
    }  # fmt: skip
    plain = {"structure": {"name": "Empty", "attributes": {}, "content": []}, "meaning": None}
    rows["node_facts"] = [
        {"id": 901, "subtree_id": 2, "fact_json": FACT, **fact},
        {"id": 902, "subtree_id": 1, "fact_json": plain, **fact},
    ]
    rows["model_calls"] = [
        {
            "id": 55, "run_id": 11, "started_at": STARTED, "duration_ms": 1500, "problem": "",
            "finish_reason": "stop", "prompt_tokens": 100, "completion_tokens": 10,
            "cached_tokens": 0, "cost_usd": 0.1, "sent": "{}", "reply": "注",
        }
    ]  # fmt: skip
    rows["call_subtrees"] = [{"call_id": 55, "subtree_id": 2}]
    rows["cached_answers"] = [
        {
            "key": "key", "model": "small", "answer": "{}", "run_id": 11, "prompt_tokens": 100,
            "completion_tokens": 10, "cost_usd": None, "created_at": STARTED,
        }
    ]  # fmt: skip
    after = upgraded(tmp_path, rows)
    assert is_kept(rows, after)
    assert after["model_calls"][0]["key"] is None
    names = ("fields", "identifiers", "references", "dangling", "duplicates", "summary")
    assert [tuple(row[f"fact_{name}"] for name in names) for row in after["subtrees"]] == [
        (1, 0, 0, 0, 0, None),
        (2, 1, 2, 3, 0, "A passenger\N{REPLACEMENT CHARACTER} 注"),
    ]


def test_what_earlier_versions_had_verified_is_not_checked(tmp_path: Path) -> None:
    rows = second_version((run_row(11, "completed", 2), ["success", "success"]))
    statements = {"findings": [{}, {}], "relationships": [{}]}
    fact = {
        "run_id": 11, "message_root": "r", "section_path": "/r/a", "node_type": "a",
        "node_ordinal": 1, "pii_masked": False, "created_at": STARTED,
    }  # fmt: skip
    rows["subtrees"][0]["confidence"] = rows["subtrees"][1]["confidence"] = 1.0
    rows["node_facts"] = [
        {"id": 1, "subtree_id": 1, "fact_json": {**FACT, "meaning": statements}, **fact},
        {"id": 2, "subtree_id": 2, "fact_json": {**FACT, "meaning": None}, **fact},
    ]
    for row in upgraded(tmp_path, rows)["subtrees"]:
        assert (row["confidence"], row["verdict_version"]) == (None, None)
        assert (row["claims_hold"], row["claims_contradicted"]) == (0, 0)
        assert row["claims_not_checked"] == (3 if row["id"] == 1 else 0)


def test_runs_were_under_way_from_their_start_to_their_end(tmp_path: Path) -> None:
    after = upgraded(
        tmp_path,
        second_version(
            (run_row(1, "completed", 0), []),
            (run_row(2, "started", 0, finished_at=None), []),
            (run_row(3, "completed", 0, finished_at=STARTED - timedelta(hours=1)), []),
        ),
    )
    assert [run["worked_seconds"] for run in after["runs"]] == [pytest.approx(90, abs=0.01), 0, 0]
    assert [run["worked_until"] for run in after["runs"][:2]] == [
        STARTED + timedelta(seconds=90),
        STARTED,
    ]


def test_an_upgraded_database_takes_what_is_new(tmp_path: Path) -> None:
    upgraded(tmp_path, second_version((run_row(11, "completed", 1), ["success"])))
    with closing(open_database(settings_in(tmp_path))) as db:
        run_id = add_run(db, subtrees=1)
        assert run_id == 12
        assert queries.run(db, run_id).started_at > STARTED.replace(tzinfo=UTC)
        assert [run.run_id for run in queries.runs(db)] == [12, 11]


@pytest.mark.parametrize("revision", ["", *REVISIONS])
def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path, revision: str) -> None:
    if revision:
        make_tables(tmp_path, revision, {})
    else:
        empty_database(tmp_path)
    open_database(settings_in(tmp_path)).close()
    with raw(tmp_path) as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        found = shape(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        assert {**found, "alembic_version": []} == {**shape(connection), "alembic_version": []}


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (["UPDATE alembic_version SET version_num = '9999'"], "newer version"),
        (["UPDATE alembic_version SET version_num = '4a5b6c7d8e9f'"], "newer version"),
        (
            ["DROP TABLE alembic_version", "ALTER TABLE subtrees RENAME COLUMN error TO fault"],
            "no version of Assisted Discovery",
        ),
    ],
    ids=["newer", "of another program", "other columns"],
)
def test_a_database_of_a_newer_or_an_unknown_version_is_refused_and_left_as_it_is(
    tmp_path: Path, statements: list[str], reason: str
) -> None:
    make_tables(tmp_path, NEWEST, {"workspaces": [{"name": "kept", "created_at": STARTED}]})
    with raw(tmp_path) as connection:
        for statement in statements:
            connection.execute(text(statement))
        before = rows_in(connection), shape(connection)
    with pytest.raises(StorageError, match=rf"{reason}.*Nothing in it was changed"):
        open_database(settings_in(tmp_path))
    with raw(tmp_path) as connection:
        assert (rows_in(connection), shape(connection)) == before


def test_an_upgrade_that_fails_half_way_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    rows = second_version((run_row(1, "paused", 1), ["running"]))
    make_tables(tmp_path, "0002", rows)
    with raw(tmp_path) as connection:
        connection.execute(text("CREATE TABLE run_events (own TEXT)"))
        before = rows_in(connection), shape(connection)
    with pytest.raises(StorageError, match=r"run_events.* already exists.*Nothing of this step"):
        open_database(settings_in(tmp_path))
    with raw(tmp_path) as connection:
        assert (rows_in(connection), shape(connection)) == before


@pytest.mark.parametrize("revision", ["", "0001"])
def test_of_programs_that_start_at_once_one_upgrades_and_the_others_wait(
    tmp_path: Path, revision: str
) -> None:
    if revision:
        make_tables(tmp_path, revision, rows_of_first_version())
    else:
        empty_database(tmp_path)
    together = threading.Barrier(6)

    def program() -> int:
        settings = settings_in(tmp_path)
        together.wait(timeout=10)
        with closing(open_database(settings)) as db:
            return len(queries.runs(db))

    with ThreadPoolExecutor(6) as pool:
        found = [done.result() for done in [pool.submit(program) for _ in range(6)]]
    assert found == [1 if revision else 0] * 6


def test_the_log_says_what_became_of_the_database_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, each_database: str
) -> None:
    upgraded(tmp_path, rows_of_first_version(), "0001")
    says = "it is kept in" if each_database == "sqlite" else "pg_dump"
    assert says in caplog.text
    caplog.clear()
    open_database(settings_in(tmp_path)).close()
    assert "earlier version" not in caplog.text
