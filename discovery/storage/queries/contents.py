"""What belongs to a document or a workspace, and so goes with it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Document, Run


@dataclass(frozen=True, slots=True)
class WorkspaceContents:
    """How much there is in a workspace."""

    documents: int
    runs: int
    facts: int


def workspace_contents(db: ThreadSafeDatabaseManager, workspace: str) -> WorkspaceContents:
    """What goes with a workspace."""
    documents = select(func.count()).select_from(Document).where(Document.workspace == workspace)
    facts = func.coalesce(func.sum(Run.node_facts_extracted), 0)
    runs = select(func.count(), facts).where(Run.workspace == workspace)
    with db.reading() as session:
        return WorkspaceContents(session.scalar(documents) or 0, *session.execute(runs).one())


def runs_on_document(db: ThreadSafeDatabaseManager, document_id: int) -> int:
    """How many runs need a document of a workspace."""
    query = select(func.count()).select_from(Run).where(Run.document_id == document_id)
    with db.reading() as session:
        return session.scalar(query) or 0
