"""Answers that are kept in the database, so that a later run need not ask again."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy.orm import Session

from discovery.config import Settings
from discovery.llm.meaning import Meaning
from discovery.processing.books import RunBooks
from discovery.processing.spending import Spent
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import RunRow

Write = Callable[[Callable[[Session], None]], None]
"""Runs its argument as one transaction."""


@dataclass(frozen=True, slots=True)
class AnswerCache:
    """The cache as one run uses it.

    `reads` is off for a run that is to ask anew, both are off where LLM_CACHE=off.
    """

    db: ThreadSafeDatabaseManager
    write: Write
    run_id: int
    model: str
    reads: bool
    writes: bool

    @classmethod
    def of(cls, books: RunBooks, run: RunRow, settings: Settings) -> "AnswerCache":
        """The cache as the settings and the run want it used."""
        reads = settings.llm_cache and run.use_cache
        writes = settings.llm_cache
        return cls(books.db, books.write, run.run_id, settings.model_name, reads, writes)

    @classmethod
    def for_reading(
        cls, db: ThreadSafeDatabaseManager, settings: Settings, use_cache: bool
    ) -> "AnswerCache":
        """The cache as a run would find it, to see what it would answer."""
        reads = settings.llm_cache and use_cache
        return cls(db, db.write_with_lock, 0, settings.model_name, reads=reads, writes=False)

    def look_up(self, key: str) -> Meaning | None:
        """The answer under a key, if it is kept and this run may use it. Raises StorageError.

        One that cannot be read (another version may have kept it) is asked for anew.
        """
        found = queries.cached_answer(self.db, key) if self.reads else None
        try:
            return Meaning.model_validate_json(found.answer) if found else None
        except ValidationError:
            return None

    def remember(self, key: str, answer: Meaning, spent: Spent) -> None:
        """Keep an answer with what it has cost. Raises StorageError."""
        if not self.writes:
            return
        self.write(
            lambda session: records.remember_answer(
                session,
                key,
                self.model,
                answer.model_dump_json(),
                self.run_id,
                spent.prompt_tokens,
                spent.completion_tokens,
                spent.cost_usd,
            )
        )
