"""The processes that work on runs, what they are told to do, and the runs nobody works on."""

from dataclasses import dataclass

from sqlalchemy import select

from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Holder, Run
from discovery.storage.statuses import INTERRUPTED, Order, RunStatus


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A process that works on runs; it lives for as long as `beat` grows."""

    token: str
    name: str
    beat: int


def holders(db: ThreadSafeDatabaseManager) -> list[HolderRow]:
    """All processes that are written down, also dead ones that nobody has cleared away yet."""
    with db.reading() as session:
        found = session.execute(select(Holder.token, Holder.name, Holder.beat))
        return [HolderRow(*row) for row in found]


def orders(db: ThreadSafeDatabaseManager, token: str) -> dict[int, Order | None]:
    """The runs that a process works on, by id, with what it is told to do with each."""
    query = select(Run.id, Run.ordered).where(Run.held_by == token)
    with db.reading() as session:
        return {
            run_id: Order(ordered) if ordered else None
            for run_id, ordered in session.execute(query)
        }


def idle_runs(db: ThreadSafeDatabaseManager, most_interruptions: int) -> list[int]:
    """The runs that stopped though nobody wanted them to, the oldest first.

    Without those that so many interruptions have kept from doing anything.
    """
    query = (
        select(Run.id)
        .where(
            Run.status == RunStatus.PAUSED,
            Run.paused_by.in_(INTERRUPTED),
            Run.held_by.is_(None),
            Run.interruptions < most_interruptions,
        )
        .order_by(Run.id)
    )
    with db.reading() as session:
        return list(session.scalars(query))
