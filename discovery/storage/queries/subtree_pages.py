"""The subtrees of a run page by page, and why some of them failed."""

from typing import Any

from sqlalchemy import Select, func, select

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Subtree
from discovery.storage.queries.subtree_rows import SubtreeRow
from discovery.storage.statuses import SubtreeStatus

SUBTREES_PAGE = 500

_COLUMNS = tuple(getattr(Subtree, name) for name in SubtreeRow.__slots__)


def subtree_page(db: ThreadSafeDatabaseManager, run_id: int, page: int = 1) -> list[SubtreeRow]:
    """A page of the subtrees of a run in document order; 1 is the first.

    It is found by position, so that a late page takes no longer than an early one.
    """
    before = (page - 1) * SUBTREES_PAGE
    wanted = Subtree.position.between(before + 1, before + SUBTREES_PAGE)
    return _read(db, _of(run_id).where(wanted))


def failed_subtrees(
    db: ThreadSafeDatabaseManager, run_id: int, page: int | None = None
) -> list[SubtreeRow]:
    """A page of the subtrees of a run that ended in error; all of them for None."""
    query = _of(run_id).where(Subtree.status == SubtreeStatus.ERROR)
    if page is not None:
        query = query.limit(SUBTREES_PAGE).offset((page - 1) * SUBTREES_PAGE)
    return _read(db, query)


def failure_reasons(
    db: ThreadSafeDatabaseManager, run_id: int, limit: int
) -> list[tuple[str, int]]:
    """Why subtrees of a run failed: each reason with how many have it, the most frequent first."""
    count = func.count()
    query = (
        select(Subtree.error, count)
        .where(
            Subtree.run_id == run_id,
            Subtree.status == SubtreeStatus.ERROR,
            Subtree.error.is_not(None),
        )
        .group_by(Subtree.error)
        .order_by(count.desc(), Subtree.error)
        .limit(limit)
    )
    with db.reading() as session:
        return [(reason or "", number) for reason, number in session.execute(query)]


def _of(run_id: int) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(Subtree.run_id == run_id).order_by(Subtree.position)


def _read(db: ThreadSafeDatabaseManager, query: Select[*tuple[Any, ...]]) -> list[SubtreeRow]:
    with db.reading() as session:
        return [SubtreeRow(*row) for row in session.execute(query)]
