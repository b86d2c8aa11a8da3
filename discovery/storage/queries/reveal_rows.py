"""Who had real values shown, when, and of which document."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Reveal

REVEALS_PAGE = 500


@dataclass(frozen=True, slots=True)
class RevealRow:
    """One occasion on which somebody had real values shown.

    `place` says where they went: screen, export, terminal ... The run may be deleted by now;
    `run_id` is None where there was none.
    """

    at: datetime
    by: str
    what: str
    place: str
    run_id: int | None
    document_sha256: str
    file_name: str
    value_count: int


def reveals(
    db: ThreadSafeDatabaseManager, page: int = 1, *, run_id: int | None = None
) -> list[RevealRow]:
    """A page of them, newest first; 1 is the first. Of one run, or of all for None."""
    query = select(*(getattr(Reveal, name) for name in RevealRow.__slots__))
    if run_id is not None:
        query = query.where(Reveal.run_id == run_id)
    query = query.order_by(Reveal.id.desc()).limit(REVEALS_PAGE).offset((page - 1) * REVEALS_PAGE)
    with db.reading() as session:
        return [RevealRow(*row) for row in session.execute(query)]


def count_reveals(db: ThreadSafeDatabaseManager, *, run_id: int | None = None) -> int:
    """How many there are on all pages together."""
    query = select(func.count()).select_from(Reveal)
    if run_id is not None:
        query = query.where(Reveal.run_id == run_id)
    with db.reading() as session:
        return session.scalar(query) or 0
