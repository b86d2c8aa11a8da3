"""Documents of a workspace: taken note of, and opened from values of others."""

from sqlalchemy.orm import Session

from discovery.config import Settings
from discovery.documents.library import StoredDocument, take_in_inner
from discovery.errors import RequestError
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.records import ensure_document


def register_document(
    db: ThreadSafeDatabaseManager, workspace: str, document: StoredDocument, file_name: str
) -> None:
    """Note a document in a workspace; no other write can take its file away meanwhile.

    Raises RequestError where it is gone already, StorageError.
    """

    def write(session: Session) -> None:
        if not document.path.is_file():
            raise RequestError(f"{file_name} was deleted in the meantime. Upload it again.")
        ensure_document(session, workspace, document.sha256, file_name, document.size)

    db.write_with_lock(write)


def open_inner_message(
    db: ThreadSafeDatabaseManager,
    settings: Settings,
    workspace: str,
    outer: StoredDocument,
    outer_file_name: str,
    xpath: str,
) -> tuple[StoredDocument, str]:
    """Open the message in the value with this XPath as a document of the workspace.

    Returns it with the name it goes by. Raises NotFoundError, DocumentRefusedError, RequestError,
    StorageError.
    """
    inner = take_in_inner(outer, xpath, outer_file_name, settings)
    name = inner.origin.file_name if inner.origin else outer_file_name
    register_document(db, workspace, inner, name)
    return inner, name
