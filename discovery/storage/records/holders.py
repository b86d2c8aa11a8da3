"""The processes that work on runs."""

from collections.abc import Mapping

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from discovery.storage.models import Holder, Run, now
from discovery.storage.records.changes import change


def add_holder(session: Session, token: str, name: str) -> None:
    """Write down a process, unless it is; nobody else knows its token."""
    if session.get(Holder, token) is None:
        session.add(Holder(token=token, name=name))
        session.flush()


def beat(session: Session, token: str, worked_seconds: Mapping[int, float]) -> bool:
    """Show that a process lives, and how long each of its runs has been under way.

    False where it was taken for dead, so that its runs are in other hands.
    """
    known = change(
        session, update(Holder).where(Holder.token == token).values(beat=Holder.beat + 1)
    )
    for run_id, seconds in worked_seconds.items():
        change(
            session,
            update(Run)
            .where(Run.id == run_id, Run.held_by == token)
            .values(worked_seconds=seconds, worked_until=now()),
        )
    return known > 0


def remove_holder(session: Session, token: str) -> None:
    """Forget a process that works on no run."""
    change(
        session,
        delete(Holder).where(
            Holder.token == token, ~exists(select(Run.id).filter_by(held_by=token))
        ),
    )
