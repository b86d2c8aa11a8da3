"""Rows to put into a database in tests."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from discovery.storage import records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Run, Subtree, Workspace
from discovery.storage.records import Lease, Stop
from discovery.storage.statuses import RunStatus, SubtreeStatus

TOKEN = "token of this process"
SUCCESS = {"status": SubtreeStatus.SUCCESS, "facts_stored": 1, "attempts": 1}


def add_name(name: str, session: Session) -> None:
    """A row of the simplest table, within a write."""
    session.add(Workspace(name=name))
    session.flush()


def names(db: ThreadSafeDatabaseManager) -> list[str]:
    """The rows of the simplest table, in order."""
    with db.reading() as session:
        return sorted(session.scalars(select(Workspace.name)))


def add_run(
    db: ThreadSafeDatabaseManager,
    workspace: str = "default",
    sha256: str = "sha",
    subtrees: int = 0,
    file_name: str = "message.xml",
    **more: Any,
) -> int:
    """A run that this process works on, with this many pending subtrees; returns its id."""

    def write(session: Session) -> int:
        document = records.ensure_document(session, workspace, sha256, file_name, 10)
        fields = {
            "file_name": file_name,
            "kind": "discovery",
            "status": RunStatus.STARTED,
            "message_root": "OrderViewRS",
            "selection": ["/r/a"],
            "extractor": "structure",
            "provider": "none",
            "mode": "sequential",
            "mode_reason": "why",
            "workers": 1,
            "subtrees_total": subtrees,
            "held_by": TOKEN,
        }
        records.add_holder(session, TOKEN, "this process")
        run = Run(workspace=workspace, document_id=document, **{**fields, **more})
        session.add(run)
        session.flush()
        if subtrees:
            rows = (pending(position) for position in range(1, subtrees + 1))
            records.add_subtrees(session, Lease(run.id, TOKEN), list(rows))
            records.begin_work(session, Lease(run.id, TOKEN))
        return run.id

    return db.write_with_lock(write)


def lease_of(run_id: int) -> Lease:
    """The right of this process to work on a run."""
    return Lease(run_id, TOKEN)


def finish(
    db: ThreadSafeDatabaseManager,
    run_id: int,
    position: int,
    fact: dict[str, Any] | None = None,
    **values: Any,
) -> bool:
    """Settle a subtree of a run, as read with success unless `values` say otherwise."""
    (subtree_id,) = ids_at(db, run_id, [position])
    return db.write_with_lock(
        lambda session: settle(session, lease_of(run_id), subtree_id, {**SUCCESS, **values}, fact)
    )


def settle(
    session: Session,
    lease: Lease,
    subtree_id: int,
    values: dict[str, Any],
    fact: dict[str, Any] | None = None,
) -> bool:
    """Settle a subtree within a write; false where it was settled before."""
    settlement = records.Settlement(subtree_id, values, fact)
    return records.finish_subtrees(session, lease, [settlement]) == {subtree_id}


def end(
    db: ThreadSafeDatabaseManager, run_id: int, status: Stop | None = None, **more: Any
) -> RunStatus:
    """Let go of a run."""
    return db.write_with_lock(
        lambda session: records.end_run(session, lease_of(run_id), status, **more)
    )


def pending(position: int) -> dict[str, Any]:
    """The values of a subtree that nobody has taken yet."""
    return {
        "position": position,
        "section_path": "/r/a",
        "node_key": "/r/a",
        "node_type": "a",
        "node_ordinal": position,
        "xpath": f"/r[1]/a[{position}]",
        "source_line": position,
        "status": SubtreeStatus.PENDING,
    }


def fact_of(run_id: int, subtree_id: int) -> dict[str, Any]:
    """The columns of a NodeFact of a subtree."""
    return {
        "run_id": run_id,
        "subtree_id": subtree_id,
        "message_root": "OrderViewRS",
        "section_path": "/r/a",
        "node_type": "a",
        "node_ordinal": 1,
        "fact_json": {"structure": {"name": "ä注"}},
        "pii_masked": False,
    }


@dataclass(frozen=True)
class Call:
    """A call to a model, as the caller tells it."""

    started_at: datetime = datetime(2026, 1, 2, 3, 4, 5, 678, UTC)
    duration_ms: int = 1500
    sent: str = '{"model": "注"}'
    reply: str = '{"choices": []}'
    problem: str = ""
    finish_reason: str = "stop"
    prompt_tokens: int = 100
    completion_tokens: int = 10
    cached_tokens: int = 40
    cost_usd: float | None = 0.25
    key: str = field(default_factory=lambda: uuid4().hex)


def shown(call: Call) -> dict[str, Any]:
    """What is shown of a call; its key only tells it from others."""
    return {name: value for name, value in asdict(call).items() if name != "key"}


def add_calls(
    db: ThreadSafeDatabaseManager, run_id: int, positions: Sequence[int], *calls: Call
) -> list[int]:
    """Keep calls about the subtrees at these positions of a run; returns their ids."""
    return db.write_with_lock(
        lambda session: records.add_calls(session, run_id, ids_at(db, run_id, positions), calls)
    )


def link_calls(
    db: ThreadSafeDatabaseManager, run_id: int, call_ids: Sequence[int], positions: Sequence[int]
) -> None:
    """Note that calls were also about the subtrees at these positions of a run."""
    db.write_with_lock(
        lambda session: records.link_calls(session, call_ids, ids_at(db, run_id, positions))
    )


def ids_at(db: ThreadSafeDatabaseManager, run_id: int, positions: Sequence[int]) -> list[int]:
    """The ids of the subtrees at these positions."""
    query = select(Subtree.position, Subtree.id).where(Subtree.run_id == run_id)
    with db.reading() as session:
        ids = dict(session.execute(query).all())
    return [ids[position] for position in positions]
