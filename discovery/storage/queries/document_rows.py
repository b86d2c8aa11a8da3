"""Workspaces and their documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Document, Workspace


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a workspace, with the nodes that were ticked last."""

    id: int
    workspace: str
    sha256: str
    file_name: str
    bytes: int
    selection: list[str] | None
    created_at: datetime


def workspaces(db: ThreadSafeDatabaseManager) -> list[str]:
    """The names of all workspaces, in alphabetical order."""
    with db.reading() as session:
        return list(session.scalars(select(Workspace.name).order_by(Workspace.name)))


def documents(db: ThreadSafeDatabaseManager, workspace: str) -> list[DocumentRow]:
    """The documents of a workspace, the latest first."""
    query = _select().where(Document.workspace == workspace).order_by(Document.id.desc())
    with db.reading() as session:
        return [DocumentRow(*row) for row in session.execute(query)]


def document(db: ThreadSafeDatabaseManager, workspace: str, sha256: str) -> DocumentRow | None:
    """One document of a workspace, or None."""
    query = _select().where(Document.workspace == workspace, Document.sha256 == sha256)
    with db.reading() as session:
        found = session.execute(query).one_or_none()
        return DocumentRow(*found) if found else None


def _select() -> Select[*tuple[Any, ...]]:
    return select(*(getattr(Document, name) for name in DocumentRow.__slots__))
