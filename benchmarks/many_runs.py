"""A run with all that belongs to it, and as many copies of it as are wanted."""

from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy.orm import Session

from discovery.storage import records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import (
    Base,
    CachedAnswer,
    CallSubtree,
    Document,
    ModelCall,
    NodeFact,
    Run,
    RunEvent,
    Subtree,
)
from discovery.storage.statuses import RunStatus, SubtreeStatus
from tests.storage.rows import TOKEN, Call, add_calls, add_run, end, fact_of, finish

HOLDER = TOKEN
CALL_EVERY = 10
EVENTS = 5
RUNNING = 10

_FIELDS = [
    {"name": f"Field{number}", "attributes": {"Code": f"C{number}"}, "content": [f"value {number}"]}
    for number in range(14)
]
_FACT: dict[str, Any] = {
    "structure": {"name": "Pax", "attributes": {"PaxID": "PAX1"}, "content": _FIELDS},
    "references": {
        "identifiers": [{"path": "/OrderViewRS/Response/DataLists/PaxList/Pax/@PaxID"}],
        "references": [{"path": "/OrderViewRS/Response/DataLists/PaxList/Pax/ContactRefID"}],
        "dangling": [],
        "duplicate_identifiers": [],
    },
    "profile": {"children": {f"Field{number}": 1 for number in range(14)}, "elements": 14},
    "meaning": {"summary": "A passenger with contact details and a loyalty account. " * 4},
}


def make_run(db: ThreadSafeDatabaseManager, facts: int) -> None:
    """One finished run, written as the program writes it: run 1 of an empty database."""
    run_id = add_run(
        db, sha256="sha 0", subtrees=facts, name="Orders of Monday", note="to be compared",
        spec_version="21.3", model="small", airline_name="An Airline",
    )  # fmt: skip
    for position in range(1, facts + 1):
        fact = {**fact_of(run_id, position), "fact_json": _FACT}
        finish(db, run_id, position, fact, answered_by="model", fact_summary="A passenger.")
    for position in range(CALL_EVERY, facts + 1, CALL_EVERY):
        add_calls(db, run_id, [position], Call(sent="x" * 3000, reply="y" * 1000))
    db.write_with_lock(_add_rest)
    end(db, run_id)


def _add_rest(session: Session) -> None:
    for number in range(EVENTS):
        records.add_event(session, 1, f"event {number}", "program")
    for number in range(100):
        records.remember_answer(session, f"answer {number}", "small", "z" * 1000, 1, 900, 90, 0.1)


# What belongs to the first run, in an order in which it can be copied.
_ITS_ROWS: tuple[tuple[type[Base], ColumnElement[bool]], ...] = (
    (Document, Document.id == 1),
    (Run, Run.id == 1),
    (RunEvent, RunEvent.run_id == 1),
    (Subtree, Subtree.run_id == 1),
    (NodeFact, NodeFact.run_id == 1),
    (ModelCall, ModelCall.run_id == 1),
    (CallSubtree, CallSubtree.call_id.in_(select(ModelCall.id).where(ModelCall.run_id == 1))),
    (CachedAnswer, CachedAnswer.run_id == 1),
)


def copy_run(session: Session, number: int) -> None:
    """The first run once more, with a document of its own."""
    counts = {
        model.__tablename__: session.scalar(select(func.count()).select_from(model).where(its)) or 0
        for model, its in _ITS_ROWS
    }
    for model, its in _ITS_ROWS:
        columns = model.__table__.columns
        moved = [_moved(column, counts, number) for column in columns]
        rows = select(*moved).where(its)
        session.execute(insert(model.__table__).from_select(columns.keys(), rows))


def _moved(column: ColumnElement[Any], counts: dict[str, int], number: int) -> ColumnElement[Any]:
    """A column of a copy: keys are moved on, so that they fit together again."""
    if column.name in ("key", "sha256"):
        return column + literal(f" of {number}")
    if column.name == "run_id":
        return column + number
    if column.name == "id":
        return column + number * counts[column.table.name]
    for key in column.foreign_keys:
        if key.column.name == "id":
            return column + number * counts[key.column.table.name]
    return column


def set_under_way(session: Session, run_id: int) -> None:
    """As a run that this process works on, with some subtrees taken by workers."""
    some = select(Subtree.id).where(Subtree.run_id == run_id).limit(RUNNING)
    changed = update(Subtree).where(Subtree.id.in_(some))
    session.execute(changed.values(status=SubtreeStatus.RUNNING))
    session.execute(
        update(Run)
        .where(Run.id == run_id)
        .values(
            status=RunStatus.IN_PROGRESS,
            held_by=HOLDER,
            subtrees_success=Run.subtrees_success - RUNNING,
            subtrees_processed=Run.subtrees_processed - RUNNING,
        )
    )
