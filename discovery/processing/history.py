"""What becomes of runs that are over: they are named, noted, and deleted with what is theirs."""

from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from discovery.config import Settings
from discovery.documents import library
from discovery.errors import NotFoundError, RequestError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Document, Run
from discovery.storage.statuses import LIVE_RUN_STATUSES

NAME_CHARACTERS = 100
NOTE_CHARACTERS = 5000


def describe_run(db: ThreadSafeDatabaseManager, run_id: int, name: str, note: str) -> None:
    """Give a run a name and a note; both may be empty.

    Raises NotFoundError, StorageError, and RequestError for what is too long.
    """
    name, note = " ".join(name.split()), note.strip()
    if len(name) > NAME_CHARACTERS or len(note) > NOTE_CHARACTERS:
        raise RequestError(
            f"A name may have {NAME_CHARACTERS} characters, a note {NOTE_CHARACTERS:,}."
        )
    queries.run(db, run_id)
    db.write_with_lock(lambda session: records.describe_run(session, run_id, name, note))


def delete_run(db: ThreadSafeDatabaseManager, settings: Settings, run_id: int) -> None:
    """Delete a run with its facts and calls, and its document where no other run needs it.

    Raises NotFoundError, StorageError, and RequestError for a run that is under way.
    """
    sha256 = db.write_with_lock(lambda session: _delete_run(session, run_id))
    if sha256 is not None:
        db.write_with_lock(partial(_remove_file, sha256=sha256, settings=settings))


def delete_workspace(
    db: ThreadSafeDatabaseManager, settings: Settings, workspace: str, confirmed: str
) -> int:
    """Delete a workspace with all its runs and documents; return how many runs there were.

    `confirmed` is its name, typed once more. Raises RequestError where it is not, or where a run
    is under way (nothing is deleted then), NotFoundError, StorageError.
    """
    if confirmed != workspace:
        raise RequestError(f"To delete the workspace, type its name: {workspace}")
    if workspace not in queries.workspaces(db):
        raise NotFoundError(f"There is no workspace {workspace}.")

    def write(session: Session) -> tuple[int, list[str | None]]:
        run_ids = session.scalars(select(Run.id).where(Run.workspace == workspace)).all()
        gone = [_delete_run(session, run_id) for run_id in run_ids]
        never_run = select(Document.id).where(Document.workspace == workspace)
        rest = session.scalars(never_run).all()
        gone += [records.forget_document(session, document_id) for document_id in rest]
        records.remove_workspace(session, workspace)
        return len(run_ids), gone

    runs, gone = db.write_with_lock(write)
    for sha256 in filter(None, gone):
        db.write_with_lock(partial(_remove_file, sha256=sha256, settings=settings))
    return runs


def _delete_run(session: Session, run_id: int) -> str | None:
    """Returns the SHA-256 of its document where nothing needs that any more."""
    run = session.execute(
        select(Run.document_id, Run.status, Run.held_by).where(Run.id == run_id)
    ).one_or_none()
    if run is None:
        raise NotFoundError(f"There is no run {run_id}. It may have been deleted before.")
    if run.held_by is not None or run.status in LIVE_RUN_STATUSES:
        raise RequestError(f"Run {run_id} is under way. Cancel it first, then delete it.")
    records.delete_run(session, run_id)
    return records.forget_document(session, run.document_id)


def _remove_file(session: Session, sha256: str, settings: Settings) -> None:
    """Remove the file of a document, unless a run was started on it in the meantime.

    As every start is a write, too, none can begin while this one lasts.
    """
    if not session.scalar(select(exists().where(Document.sha256 == sha256))):
        library.remove(sha256, settings)
