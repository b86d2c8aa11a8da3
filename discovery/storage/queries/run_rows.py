"""Runs and their subtrees, as screens show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discovery.errors import NotFoundError
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Document, Run, RunStatus, Subtree, SubtreeStatus

RUNS_LISTED = 500

# What the subtrees of a run are whose rows are not written: about to be, unless it is over.
_WITHOUT_ROWS = {
    RunStatus.FAILED: SubtreeStatus.ERROR,
    RunStatus.CANCELLED: SubtreeStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as screens show it. `statuses` counts its subtrees and adds up to the total."""

    run_id: int
    kind: str
    workspace: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    spec_version: str | None
    message_root: str
    airline_code: str | None
    airline_name: str | None
    document_sha256: str
    file_name: str
    selection: list[str]
    subtrees_total: int
    subtrees_processed: int
    node_facts_extracted: int
    extractor: str
    provider: str
    model: str | None
    mode: str
    mode_reason: str
    workers: int
    llm_calls: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float | None
    from_cache: int
    same_question: int
    use_cache: bool
    error: str | None
    statuses: dict[str, int]


@dataclass(frozen=True, slots=True)
class SubtreeRow:
    """A subtree of a run, for the live table. Times are milliseconds, costs US dollars."""

    position: int
    section_path: str
    node_key: str
    node_type: str
    node_ordinal: int
    xpath: str
    source_line: int
    status: str
    worker: str | None
    attempts: int
    processing_time_ms: float | None
    facts_stored: int
    confidence: float | None
    answered_by: str | None
    parts: int
    together: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float | None
    error: str | None


def run(db: ThreadSafeDatabaseManager, run_id: int) -> RunRow:
    """One run; raises NotFoundError."""
    with db.reading() as session:
        found = session.execute(
            select(Run, Document).join(Document).where(Run.id == run_id)
        ).one_or_none()
        if found is None:
            raise NotFoundError(
                f"There is no run {run_id}. The list of runs shows those there are."
            )
        return _run_row(found[0], found[1], _statuses(session, [run_id]).get(run_id, {}))


def runs(
    db: ThreadSafeDatabaseManager, workspace: str | None = None, limit: int = RUNS_LISTED
) -> list[RunRow]:
    """The latest runs of a workspace (of all workspaces for None), newest first."""
    query = select(Run, Document).join(Document).order_by(Run.id.desc()).limit(limit)
    if workspace is not None:
        query = query.where(Run.workspace == workspace)
    with db.reading() as session:
        found = session.execute(query).all()
        statuses = _statuses(session, [run.id for run, _ in found])
        return [_run_row(run, document, statuses.get(run.id, {})) for run, document in found]


def subtrees(
    db: ThreadSafeDatabaseManager, run_id: int, limit: int | None = None
) -> list[SubtreeRow]:
    """The subtrees of a run in document order, at most `limit` of them."""
    names = SubtreeRow.__slots__
    query = (
        select(*(getattr(Subtree, name) for name in names))
        .where(Subtree.run_id == run_id)
        .order_by(Subtree.position)
        .limit(limit)
    )
    with db.reading() as session:
        return [SubtreeRow(*row) for row in session.execute(query)]


def subtree(db: ThreadSafeDatabaseManager, run_id: int, position: int) -> SubtreeRow:
    """One subtree of a run; raises NotFoundError."""
    query = select(Subtree).where(Subtree.run_id == run_id, Subtree.position == position)
    with db.reading() as session:
        found = session.scalar(query)
        if found is None:
            raise NotFoundError(f"Run {run_id} has no subtree {position}. Open the run again.")
        return SubtreeRow(**{name: getattr(found, name) for name in SubtreeRow.__slots__})


def unfinished(db: ThreadSafeDatabaseManager, run_id: int) -> dict[int, int]:
    """Of the subtrees that are not in a final status: position -> id."""
    open_statuses = (SubtreeStatus.PENDING, SubtreeStatus.RUNNING)
    query = select(Subtree.position, Subtree.id).where(
        Subtree.run_id == run_id, Subtree.status.in_(open_statuses)
    )
    with db.reading() as session:
        return {row.position: row.id for row in session.execute(query)}


def _statuses(session: Session, run_ids: list[int]) -> dict[int, dict[str, int]]:
    query = (
        select(Subtree.run_id, Subtree.status, func.count())
        .where(Subtree.run_id.in_(run_ids))
        .group_by(Subtree.run_id, Subtree.status)
    )
    counted: dict[int, dict[str, int]] = {}
    for run_id, status, count in session.execute(query):
        counted.setdefault(run_id, {})[status] = count
    return counted


def _run_row(run: Run, document: Document, counted: dict[str, int]) -> RunRow:
    statuses = {status.value: counted.get(status, 0) for status in SubtreeStatus}
    if not counted:
        statuses[_WITHOUT_ROWS.get(RunStatus(run.status), SubtreeStatus.PENDING)] = (
            run.subtrees_total
        )
    return RunRow(
        run_id=run.id,
        document_sha256=document.sha256,
        file_name=document.file_name,
        statuses=statuses,
        **{
            name: getattr(run, name)
            for name in RunRow.__slots__
            if name not in {"run_id", "document_sha256", "file_name", "statuses"}
        },
    )
