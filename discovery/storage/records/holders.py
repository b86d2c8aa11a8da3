"""The processes that work on runs."""

from collections.abc import Mapping

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from discovery.storage.models import Holder, Run
from discovery.storage.records.changes import change
from discovery.storage.records.leases import Lease, note_work


def add_holder(session: Session, token: str, name: str) -> None:
    """Write down that a process lives; nobody else knows its token."""
    alive = update(Holder).where(Holder.token == token).values(beat=Holder.beat + 1)
    if not change(session, alive):
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
        note_work(session, Lease(run_id, token), seconds)
    return known > 0


def remove_holder(session: Session, token: str) -> bool:
    """Forget a process, unless it is written down as working on a run; false then."""
    if session.scalar(select(exists().where(Run.held_by == token))):
        return False
    change(session, delete(Holder).where(Holder.token == token))
    return True
