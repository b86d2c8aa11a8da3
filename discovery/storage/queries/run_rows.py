"""Runs as screens show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, or_, select
from sqlalchemy.orm import Session

from discovery.errors import NotFoundError
from discovery.storage.columns import storable
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Document, Holder, Run, RunEvent, Subtree
from discovery.storage.statuses import INTERRUPTED, LIVE_RUN_STATUSES, SubtreeStatus

RUNS_LISTED = 500
SEARCH_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as screens show it. `statuses` counts its subtrees and adds up to the total.

    `paused_by` is a PausedBy, `ordered` an Order that is about to be obeyed; `held_by` is the
    token of the process that works on it, `holder` the name of that. `worked_seconds` is how long
    it was under way up to `worked_until`.
    """

    run_id: int
    name: str
    note: str
    kind: str
    workspace: str
    status: str
    paused_by: str | None
    ordered: str | None
    held_by: str | None
    holder: str | None
    interruptions: int
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    worked_seconds: float
    worked_until: datetime
    document_id: int
    spec_version: str | None
    message_root: str
    airline_code: str | None
    airline_name: str | None
    document_sha256: str
    file_name: str
    selection: list[str]
    subtrees_total: int
    subtrees_processed: int
    subtrees_error: int
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
    settings: dict[str, Any]
    free_text_is_harmless: bool
    statuses: dict[str, int]

    @property
    def is_live(self) -> bool:
        """Whether it is under way, in whatever process."""
        return self.status in LIVE_RUN_STATUSES

    @property
    def is_interrupted(self) -> bool:
        """Whether it stopped though nobody wanted it to."""
        return self.paused_by in INTERRUPTED


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a run as a whole, and who did it."""

    at: datetime
    what: str
    by: str
    detail: str


def run(db: ThreadSafeDatabaseManager, run_id: int) -> RunRow:
    """One run; raises NotFoundError."""
    with db.reading() as session:
        found = _read(session, _joined().where(Run.id == run_id))
    if not found:
        raise NotFoundError(f"There is no run {run_id}. The list of runs shows those there are.")
    return found[0]


def runs(
    db: ThreadSafeDatabaseManager,
    workspace: str | None = None,
    limit: int = RUNS_LISTED,
    *,
    search: str = "",
    statuses: Collection[str] = (),
) -> list[RunRow]:
    """The latest runs, newest first: of a workspace (all workspaces for None), that are found.

    `search` is looked for in what names a run: its name, note, document, message, airline, model,
    who started it, and its number. `statuses` are those wanted; any for none.
    """
    wanted = _joined().where(*_conditions(workspace, search, statuses))
    with db.reading() as session:
        return _read(session, wanted.order_by(Run.id.desc()).limit(limit))


def count_runs(
    db: ThreadSafeDatabaseManager,
    workspace: str | None = None,
    *,
    search: str = "",
    statuses: Collection[str] = (),
) -> int:
    """How many runs `runs` would give without a limit."""
    query = select(func.count()).select_from(Run)
    with db.reading() as session:
        return session.scalar(query.where(*_conditions(workspace, search, statuses))) or 0


def events(db: ThreadSafeDatabaseManager, run_id: int) -> list[EventRow]:
    """What happened to a run as a whole, in that order."""
    query = select(*(getattr(RunEvent, name) for name in EventRow.__slots__))
    with db.reading() as session:
        found = session.execute(query.where(RunEvent.run_id == run_id).order_by(RunEvent.id))
        return [EventRow(*row) for row in found]


def _conditions(
    workspace: str | None, search: str, statuses: Collection[str]
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if workspace is not None:
        conditions.append(Run.workspace == workspace)
    if statuses:
        conditions.append(Run.status.in_(statuses))
    return conditions + [
        _found(word) for word in storable(search[:SEARCH_CHARACTERS].replace("\0", " ")).split()
    ]


def _found(word: str) -> ColumnElement[bool]:
    texts = (
        Run.name, Run.note, Run.message_root, Run.spec_version, Run.airline_code,
        Run.airline_name, Run.model, Run.started_by, Run.file_name,
    )  # fmt: skip
    found = or_(*(text.icontains(word, autoescape=True) for text in texts))
    return or_(found, Run.id == int(word)) if _is_run_number(word) else found


def _is_run_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 10


# Columns of a RunRow, as whole objects take longer to read.
_OTHERWISE_NAMED: dict[str, ColumnElement[Any]] = {
    "run_id": Run.id.expression,
    "holder": select(Holder.name).where(Holder.token == Run.held_by).scalar_subquery(),
    "document_sha256": Document.sha256.expression,
}
_NAMES = [name for name in RunRow.__slots__ if name != "statuses"]
_COLUMNS = [
    _OTHERWISE_NAMED[name] if name in _OTHERWISE_NAMED else getattr(Run, name) for name in _NAMES
]
_SETTLED = {
    SubtreeStatus.SUCCESS: Run.subtrees_success,
    SubtreeStatus.SKIPPED: Run.subtrees_skipped,
    SubtreeStatus.ERROR: Run.subtrees_error,
    SubtreeStatus.CANCELLED: Run.subtrees_cancelled,
}


# How many subtrees workers have taken: few, and in an index of their own, which SQLite looks into
# for a literal only. In the same statement as all else, so that the counts are of one moment.
_RUNNING = (
    select(func.count())
    .select_from(Subtree)
    .where(Subtree.run_id == Run.id, Subtree.status == literal_column("'running'"))
    .correlate(Run)
    .scalar_subquery()
)


def _joined() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, *_SETTLED.values(), _RUNNING).join(Document)


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[RunRow]:
    return [_run_row(row) for row in session.execute(query)]


def _run_row(row: Row[*tuple[Any, ...]]) -> RunRow:
    values = dict(zip(_NAMES, row, strict=False))  # what is counted by status follows them
    return RunRow(**values, statuses=_statuses(row))


def _statuses(row: Row[*tuple[Any, ...]]) -> dict[str, int]:
    *counted, running = row[len(_COLUMNS) :]
    settled = dict(zip(_SETTLED, counted, strict=True))
    pending = row.subtrees_total - sum(settled.values()) - running
    counts = {SubtreeStatus.PENDING: pending, SubtreeStatus.RUNNING: running, **settled}
    return {status.value: counts[status] for status in SubtreeStatus}
