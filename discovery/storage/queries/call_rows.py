"""Calls to models: what was sent, what came back, what it cost and how fast it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import CallSubtree, ModelCall, Run, Subtree

CALLS_PAGE = 100  # prompts are long
_LATEST_RUNS = 5


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call to a model, and the positions of the subtrees that it was about.

    `problem` is empty where the reply could be used, `cost_usd` None where it is not known.
    """

    call_id: int
    run_id: int
    positions: list[int]
    started_at: datetime
    duration_ms: int
    sent: str
    reply: str
    problem: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float | None


def calls(
    db: ThreadSafeDatabaseManager, run_id: int, position: int | None = None
) -> Iterator[CallRow]:
    """The calls of a run, or those about one of its subtrees, in the order they were kept.

    They are read page by page.
    """
    after = 0
    while page := _page(db, run_id, position, after):
        yield from page
        after = page[-1].call_id


def call_speeds(
    db: ThreadSafeDatabaseManager, model: str, limit: int = 50
) -> list[tuple[float, int]]:
    """Seconds and completion tokens of the latest usable calls to a model, the latest first.

    They are those of its latest few runs: to look for more would be to read all calls there are.
    """
    asked_it = select(Run.id).where(Run.model == model, Run.llm_calls > 0)
    query = (
        select(ModelCall.duration_ms, ModelCall.completion_tokens)
        .where(
            ModelCall.run_id.in_(asked_it.order_by(Run.id.desc()).limit(_LATEST_RUNS)),
            ModelCall.problem == "",
        )
        .order_by(ModelCall.id.desc())
        .limit(limit)
    )
    with db.reading() as session:
        return [(milliseconds / 1000, tokens) for milliseconds, tokens in session.execute(query)]


def untold_characters(db: ThreadSafeDatabaseManager, run_id: int) -> tuple[int, int]:
    """The characters sent and replied in a run's calls that may have cost, but tell no tokens."""
    query = select(
        func.coalesce(func.sum(func.length(ModelCall.sent)), 0),
        func.coalesce(func.sum(func.length(ModelCall.reply)), 0),
    ).where(ModelCall.run_id == run_id, ModelCall.prompt_tokens == 0, ModelCall.cost_usd.is_(None))
    with db.reading() as session:
        sent, replied = session.execute(query).one()
        return sent, replied


def _page(
    db: ThreadSafeDatabaseManager, run_id: int, position: int | None, after: int
) -> list[CallRow]:
    query = (
        select(ModelCall)
        .where(ModelCall.run_id == run_id, ModelCall.id > after)
        .order_by(ModelCall.id)
        .limit(CALLS_PAGE)
    )
    if position is not None:
        about = (
            select(CallSubtree.call_id)
            .join(Subtree)
            .where(Subtree.run_id == run_id, Subtree.position == position)
        )
        query = query.where(ModelCall.id.in_(about))
    with db.reading() as session:
        found = session.scalars(query).all()
        positions = _positions(session, [call.id for call in found])
        return [_call_row(call, positions.get(call.id, [])) for call in found]


def _positions(session: Session, call_ids: list[int]) -> dict[int, list[int]]:
    """The id of a call -> the positions of its subtrees, in document order."""
    query = (
        select(CallSubtree.call_id, Subtree.position)
        .join(Subtree)
        .where(CallSubtree.call_id.in_(call_ids))
        .order_by(Subtree.position)
    )
    positions: dict[int, list[int]] = {}
    for call_id, position in session.execute(query):
        positions.setdefault(call_id, []).append(position)
    return positions


def _call_row(call: ModelCall, positions: list[int]) -> CallRow:
    own = set(CallRow.__slots__) - {"call_id", "positions"}
    return CallRow(
        call_id=call.id, positions=positions, **{name: getattr(call, name) for name in own}
    )
