"""Writes that belong together, each one function of an open transaction."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Update, insert, select, update
from sqlalchemy.orm import Session

from discovery.storage.models import (
    Document,
    NodeFact,
    Run,
    RunStatus,
    Subtree,
    SubtreeStatus,
    Workspace,
    now,
)

FINAL = (
    SubtreeStatus.SUCCESS,
    SubtreeStatus.SKIPPED,
    SubtreeStatus.ERROR,
    SubtreeStatus.CANCELLED,
)


def ensure_document(
    session: Session, workspace: str, sha256: str, file_name: str, size: int
) -> int:
    """The id of a document in a workspace; both are made where they do not exist.

    The document goes by the name it was last uploaded with.
    """
    if session.get(Workspace, workspace) is None:
        session.add(Workspace(name=workspace))
        session.flush()
    found = session.scalar(
        select(Document).where(Document.workspace == workspace, Document.sha256 == sha256)
    )
    if found is None:
        found = Document(workspace=workspace, sha256=sha256, file_name=file_name, bytes=size)
        session.add(found)
    found.file_name = file_name
    session.flush()
    return found.id


def remember_selection(session: Session, document_id: int, selection: list[str]) -> None:
    """Keep the keys of the ticked nodes with their document."""
    _change(session, update(Document).where(Document.id == document_id).values(selection=selection))


def add_subtrees(session: Session, run_id: int, rows: Iterable[dict[str, Any]]) -> None:
    """Write the pending rows of a run and set it in progress."""
    block: list[dict[str, Any]] = []
    for row in rows:
        block.append({"run_id": run_id, **row})
        if len(block) == 1000:
            session.execute(insert(Subtree), block)
            block = []
    if block:
        session.execute(insert(Subtree), block)
    set_run_status(session, run_id, RunStatus.IN_PROGRESS)


def set_run_status(
    session: Session, run_id: int, status: RunStatus, error: str | None = None
) -> None:
    """Change the status of a run; a run that is over gets its end time."""
    live = status in {RunStatus.STARTED, RunStatus.IN_PROGRESS}
    _change(
        session,
        update(Run)
        .where(Run.id == run_id)
        .values(status=status, error=error, finished_at=None if live else now()),
    )


def mark_running(session: Session, subtree_id: int, worker: str) -> None:
    """Note which worker has taken a subtree."""
    _change(
        session,
        update(Subtree)
        .where(Subtree.id == subtree_id)
        .values(status=SubtreeStatus.RUNNING, worker=worker),
    )


def finish_subtree(
    session: Session,
    run_id: int,
    subtree_id: int,
    values: dict[str, Any],
    fact: NodeFact | None,
    tokens: dict[str, int],
) -> None:
    """Store a subtree's outcome, its NodeFact if it has one, and the run's counters, at once."""
    _change(session, update(Subtree).where(Subtree.id == subtree_id).values(**values))
    if fact is not None:
        session.add(fact)
    _change(
        session,
        update(Run)
        .where(Run.id == run_id)
        .values(
            subtrees_processed=Run.subtrees_processed + 1,
            node_facts_extracted=Run.node_facts_extracted + (fact is not None),
            llm_calls=Run.llm_calls + tokens["calls"],
            prompt_tokens=Run.prompt_tokens + tokens["prompt"],
            completion_tokens=Run.completion_tokens + tokens["completion"],
        ),
    )


def settle_unfinished(
    session: Session, run_id: int, status: SubtreeStatus, error: str | None = None
) -> None:
    """Give the subtrees that no worker finished this status, and this error where there is one."""
    _change(
        session,
        update(Subtree)
        .where(Subtree.run_id == run_id, Subtree.status.not_in(FINAL))
        .values(status=status, worker=None, error=error),
    )


def _change(session: Session, statement: Update) -> None:
    """Update rows without looking for loaded objects to update too: writes load none."""
    session.execute(statement, execution_options={"synchronize_session": False})
