"""Who may have personal data shown, and the record of who had."""

from dataclasses import dataclass

from discovery.config import Settings
from discovery.errors import RequestError
from discovery.middleware.users import is_admin
from discovery.storage import records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import RunRow

NOBODY_SIGNS_IN = "unknown (no sign-in)"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks for real values.

    `address` is the verified e-mail address of whoever is signed in, `at_desk` whoever sits at
    this machine: at a window that nobody else can reach, or in a terminal.
    """

    name: str
    address: str = ""
    signs_in: bool = False
    at_desk: bool = False


def why_hidden(settings: Settings, viewer: Viewer) -> str:
    """Why somebody may not have real values shown; empty where they may."""
    if not settings.allow_reveal:
        return "Personal data is not shown: ALLOW_REVEAL=false."
    if viewer.signs_in and not is_admin(viewer.address, settings.admins):
        return "Personal data is shown to those in ADMINS, and you are not among them."
    if not viewer.at_desk and not viewer.signs_in and settings.admins:
        return "Personal data is shown to those in ADMINS, and without sign-in nobody is known."
    return ""


def check_may_reveal(settings: Settings, viewer: Viewer) -> None:
    """Raises RequestError where somebody may not have real values shown."""
    if reason := why_hidden(settings, viewer):
        raise RequestError(reason)


def record_reveal(
    db: ThreadSafeDatabaseManager,
    viewer: Viewer,
    *,
    what: str,
    place: str,
    count: int,
    run: RunRow | None = None,
    document_sha256: str = "",
    file_name: str = "",
) -> None:
    """Put on record that real values are about to be shown. Raises StorageError.

    `document_sha256` and `file_name` are those of the run where there is one.
    """
    db.write_with_lock(
        lambda session: records.add_reveal(
            session,
            by=viewer.name,
            what=what,
            place=place,
            run_id=run.run_id if run else None,
            document_sha256=run.document_sha256 if run else document_sha256,
            file_name=run.file_name if run else file_name,
            value_count=count,
        )
    )
