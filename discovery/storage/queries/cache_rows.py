"""Answers that models gave before, kept for those who ask the same again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import CachedAnswer


@dataclass(frozen=True, slots=True)
class CachedRow:
    """A kept answer, as the model wrote it: where and when it was asked, and what that cost."""

    answer: str
    model: str
    run_id: int
    created_at: datetime
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class CacheFigures:
    """How many answers are kept, and what asking for them has cost.

    `cost_usd` adds up the known costs; None where none is known.
    """

    answers: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None


def cached_answer(db: ThreadSafeDatabaseManager, key: str) -> CachedRow | None:
    """The answer that is kept under a key, or None."""
    with db.reading() as session:
        found = session.get(CachedAnswer, key)
        if found is None:
            return None
        return CachedRow(**{name: getattr(found, name) for name in CachedRow.__slots__})


def cache_figures(db: ThreadSafeDatabaseManager) -> CacheFigures:
    """All kept answers added up."""
    query = select(
        func.count(),
        func.coalesce(func.sum(CachedAnswer.prompt_tokens), 0),
        func.coalesce(func.sum(CachedAnswer.completion_tokens), 0),
        func.sum(CachedAnswer.cost_usd),
    ).select_from(CachedAnswer)
    with db.reading() as session:
        return CacheFigures(*session.execute(query).one())
