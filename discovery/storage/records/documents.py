"""Workspaces and their documents."""

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from discovery.storage.models import Document, Run, Workspace
from discovery.storage.records.changes import change


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
    change(session, update(Document).where(Document.id == document_id).values(selection=selection))


def remove_workspace(session: Session, name: str) -> None:
    """Remove a workspace that has no documents any more."""
    change(session, delete(Workspace).where(Workspace.name == name))


def forget_document(session: Session, document_id: int) -> str | None:
    """Remove a document that no run needs any more from its workspace.

    Returns its SHA-256 where no other workspace has it, so that its file may go, else None.
    """
    document = session.get_one(Document, document_id)
    if session.scalar(select(exists().where(Run.document_id == document_id))):
        return None
    sha256 = document.sha256
    change(session, delete(Document).where(Document.id == document_id))
    is_elsewhere = session.scalar(select(exists().where(Document.sha256 == sha256)))
    return None if is_elsewhere else sha256
