"""What happened to runs as a whole."""

from sqlalchemy.orm import Session

from discovery.storage.models import RunEvent

PROGRAM = "program"  # who did what no person did


def add_event(session: Session, run_id: int, what: str, by: str, detail: str = "") -> None:
    """Note that something happened to a run, and who did it."""
    session.add(RunEvent(run_id=run_id, what=what, by=by, detail=detail))
    session.flush()
