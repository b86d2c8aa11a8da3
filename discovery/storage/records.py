"""Writes that belong together, each one function of an open transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Delete, Update, delete, func, insert, select, update
from sqlalchemy.orm import Session

from discovery.storage.models import (
    AnsweredBy,
    CachedAnswer,
    CallSubtree,
    Document,
    ModelCall,
    NodeFact,
    Run,
    RunStatus,
    Subtree,
    SubtreeStatus,
    Workspace,
    now,
)

FINAL = (
    SubtreeStatus.SUCCESS,
    SubtreeStatus.SKIPPED,
    SubtreeStatus.ERROR,
    SubtreeStatus.CANCELLED,
)


class Call(Protocol):
    """A call to a model, as whoever made it tells it; stored as a ModelCall."""

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


def ensure_document(
    session: Session, workspace: str, sha256: str, file_name: str, size: int
) -> int:
    """The id of a document in a workspace; both are made where they do not exist.

    The document goes by the name it was last uploaded with.
    """
    if session.get(Workspace, workspace) is None:
        session.add(Workspace(name=workspace))
        session.flush()
    found = session.scalar(
        select(Document).where(Document.workspace == workspace, Document.sha256 == sha256)
    )
    if found is None:
        found = Document(workspace=workspace, sha256=sha256, file_name=file_name, bytes=size)
        session.add(found)
    found.file_name = file_name
    session.flush()
    return found.id


def remember_selection(session: Session, document_id: int, selection: list[str]) -> None:
    """Keep the keys of the ticked nodes with their document."""
    _change(session, update(Document).where(Document.id == document_id).values(selection=selection))


def add_subtrees(session: Session, run_id: int, rows: Iterable[dict[str, Any]]) -> None:
    """Write the pending rows of a run and set it in progress."""
    block: list[dict[str, Any]] = []
    for row in rows:
        block.append({"run_id": run_id, **row})
        if len(block) == 1000:
            session.execute(insert(Subtree), block)
            block = []
    if block:
        session.execute(insert(Subtree), block)
    set_run_status(session, run_id, RunStatus.IN_PROGRESS)


def set_run_status(
    session: Session, run_id: int, status: RunStatus, error: str | None = None
) -> None:
    """Change the status of a run; a run that is over gets its end time."""
    live = status in {RunStatus.STARTED, RunStatus.IN_PROGRESS}
    _change(
        session,
        update(Run)
        .where(Run.id == run_id)
        .values(status=status, error=error, finished_at=None if live else now()),
    )


def mark_running(session: Session, subtree_ids: Sequence[int], worker: str) -> None:
    """Note which worker has taken these subtrees."""
    _change(
        session,
        update(Subtree)
        .where(Subtree.id.in_(subtree_ids))
        .values(status=SubtreeStatus.RUNNING, worker=worker),
    )


def finish_subtree(
    session: Session,
    run_id: int,
    subtree_id: int,
    values: dict[str, Any],
    fact: NodeFact | None,
) -> None:
    """Store a subtree's outcome, its NodeFact if it has one, and the run's counters, at once.

    `values` are columns of the subtree. A fact of an earlier try is replaced.
    """
    _change(session, update(Subtree).where(Subtree.id == subtree_id).values(**values))
    new_facts = _replace_fact(session, fact) if fact is not None else 0
    answered_by = values.get("answered_by")
    _change(
        session,
        update(Run)
        .where(Run.id == run_id)
        .values(
            subtrees_processed=Run.subtrees_processed + 1,
            node_facts_extracted=Run.node_facts_extracted + new_facts,
            from_cache=Run.from_cache + (answered_by == AnsweredBy.CACHE),
            same_question=Run.same_question + (answered_by == AnsweredBy.SAME_QUESTION),
        ),
    )


def _replace_fact(session: Session, fact: NodeFact) -> int:
    """Store the one fact of its subtree; return by how many facts there are more now."""
    earlier = session.scalar(select(NodeFact.id).where(NodeFact.subtree_id == fact.subtree_id))
    if earlier is not None:
        _change(session, delete(NodeFact).where(NodeFact.id == earlier))
    session.add(fact)
    return 1 if earlier is None else 0


def settle_unfinished(
    session: Session, run_id: int, status: SubtreeStatus, error: str | None = None
) -> None:
    """Give the subtrees that no worker finished this status, and this error where there is one."""
    _change(
        session,
        update(Subtree)
        .where(Subtree.run_id == run_id, Subtree.status.not_in(FINAL))
        .values(status=status, worker=None, error=error),
    )


def add_calls(
    session: Session, run_id: int, subtree_ids: Sequence[int], calls: Sequence[Call]
) -> list[int]:
    """Keep calls that were all about these subtrees; return their ids.

    They are added up in the run and, in even shares, in the subtrees. A cost stays unknown as long
    as that of each call is.
    """
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
    _change(session, update(Run).where(Run.id == run_id).values(**values))


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
    _change(session, update(Subtree).where(Subtree.id == subtree_id).values(**values))


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
    _change(session, delete(CachedAnswer))
    return count


def _change(session: Session, statement: Update | Delete) -> None:
    """Change rows without looking for loaded objects to update too: writes load none."""
    session.execute(statement, execution_options={"synchronize_session": False})
