"""Calls to a model, and what they took."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from discovery.storage.models import CallSubtree, ModelCall, Run, Subtree
from discovery.storage.records.changes import change


class Call(Protocol):
    """A call to a model, as whoever made it tells it; stored as a ModelCall."""

    @property
    def key(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def duration_ms(self) -> int: ...
    @property
    def sent(self) -> str: ...
    @property
    def reply(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def finish_reason(self) -> str: ...
    @property
    def prompt_tokens(self) -> int: ...
    @property
    def completion_tokens(self) -> int: ...
    @property
    def cached_tokens(self) -> int: ...
    @property
    def cost_usd(self) -> float | None: ...


CALL_FIELDS = tuple(set(ModelCall.__table__.columns.keys()) - {"id", "run_id"})


def add_calls(
    session: Session, run_id: int, subtree_ids: Sequence[int], calls: Sequence[Call]
) -> list[int]:
    """Keep calls that were all about these subtrees; return their ids.

    They are added up in the run and, in even shares, in the subtrees. A cost stays unknown as long
    as that of each call is. Calls that are kept already are not kept or counted again.
    """
    if kept := _kept(session, calls):
        return kept
    rows = [
        ModelCall(run_id=run_id, **{name: getattr(call, name) for name in CALL_FIELDS})
        for call in calls
    ]
    session.add_all(rows)
    session.flush()
    call_ids = [row.id for row in rows]
    link_calls(session, call_ids, subtree_ids)
    _count_calls(session, run_id, calls)
    for place, subtree_id in enumerate(subtree_ids):
        _count_share(session, subtree_id, calls, place, len(subtree_ids))
    return call_ids


def _kept(session: Session, calls: Sequence[Call]) -> list[int]:
    """The ids of these calls, which are written in one transaction: all are kept or none is."""
    keys = [call.key for call in calls]
    query = select(ModelCall.id).where(ModelCall.key.in_(keys)).order_by(ModelCall.id)
    return list(session.scalars(query))


def link_calls(session: Session, call_ids: Sequence[int], subtree_ids: Sequence[int]) -> None:
    """Note that calls were also about these subtrees, which asked the same question."""
    session.add_all(
        CallSubtree(call_id=call_id, subtree_id=subtree_id)
        for call_id in call_ids
        for subtree_id in subtree_ids
    )
    session.flush()


def _count_calls(session: Session, run_id: int, calls: Sequence[Call]) -> None:
    values: dict[str, Any] = {
        "llm_calls": Run.llm_calls + len(calls),
        "prompt_tokens": Run.prompt_tokens + sum(call.prompt_tokens for call in calls),
        "completion_tokens": Run.completion_tokens + sum(call.completion_tokens for call in calls),
        "cached_tokens": Run.cached_tokens + sum(call.cached_tokens for call in calls),
    }
    costs = _known_costs(calls)
    if costs:
        values["cost_usd"] = func.coalesce(Run.cost_usd, 0.0) + sum(costs)
    change(session, update(Run).where(Run.id == run_id).values(**values))


def _known_costs(calls: Sequence[Call]) -> list[float]:
    """What calls have cost; a refused one is free also where nobody knows what others cost."""
    return [
        call.cost_usd
        for call in calls
        if call.cost_usd is not None and (call.cost_usd or call.prompt_tokens)
    ]


def _count_share(
    session: Session, subtree_id: int, calls: Sequence[Call], place: int, count: int
) -> None:
    """Add to a subtree what calls about `count` subtrees took, of which it is the `place`-th."""

    def share(tokens: int) -> int:
        return tokens // count + (place < tokens % count)

    costs = [cost / count for cost in _known_costs(calls)]
    values: dict[str, Any] = {
        "attempts": Subtree.attempts + len(calls),
        "prompt_tokens": Subtree.prompt_tokens + sum(share(call.prompt_tokens) for call in calls),
        "completion_tokens": Subtree.completion_tokens
        + sum(share(call.completion_tokens) for call in calls),
        "cached_tokens": Subtree.cached_tokens + sum(share(call.cached_tokens) for call in calls),
    }
    if costs:
        values["cost_usd"] = func.coalesce(Subtree.cost_usd, 0.0) + sum(costs)
    change(session, update(Subtree).where(Subtree.id == subtree_id).values(**values))
