"""Answers kept for later runs."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from discovery.storage.columns import now
from discovery.storage.models import CachedAnswer
from discovery.storage.records.changes import change


def remember_answer(
    session: Session,
    key: str,
    model: str,
    answer: str,
    run_id: int,
    prompt_tokens: int,
    completion_tokens: int,
    cost_usd: float | None,
) -> None:
    """Keep an answer for later runs that ask the same; an earlier one under the key goes."""
    session.merge(
        CachedAnswer(
            key=key,
            model=model,
            answer=answer,
            run_id=run_id,
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            cost_usd=cost_usd,
            created_at=now(),
        )
    )


def empty_cache(session: Session) -> int:
    """Forget all kept answers; return how many there were."""
    count = session.scalar(select(func.count()).select_from(CachedAnswer)) or 0
    change(session, delete(CachedAnswer))
    return count
