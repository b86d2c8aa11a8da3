"""A recorded run carried out from beginning to end, parallel or sequential."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from discovery.config import Settings
from discovery.documents.library import StoredDocument, open_stored
from discovery.documents.subtrees import Subtree, read_subtrees
from discovery.errors import DiscoveryError, ModelError, StorageError
from discovery.llm.client import ModelClient
from discovery.llm.refusals import ProviderRefusedError
from discovery.processing.model_run import prepare_answers
from discovery.processing.node_processing import (
    process_job,
    process_single_node,
    read_safely,
)
from discovery.processing.parallel_processor import (
    process_nodes_parallel,
    process_nodes_sequentially,
)
from discovery.processing.plan import Job, Pace, plan
from discovery.processing.questions import Questions
from discovery.processing.storing import NodeContext
from discovery.processing.survey import survey
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import RunStatus, SubtreeStatus
from discovery.storage.queries import RunRow

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class RunControl:
    """How a run under way is told to stop, and what becomes of what it has not done."""

    stop: threading.Event = field(default_factory=threading.Event)
    after_stop: RunStatus = RunStatus.PAUSED

    def pause(self) -> None:
        """Start no further subtree; the rest stays pending."""
        self.stop.set()

    def cancel(self) -> None:
        """Start no further subtree; the rest is cancelled."""
        self.after_stop = RunStatus.CANCELLED
        self.stop.set()


def execute_run(
    run_id: int,
    db: ThreadSafeDatabaseManager,
    settings: Settings,
    connect: Callable[[], ModelClient],
    control: RunControl,
) -> RunRow:
    """Carry out what a recorded run has left to do, and return the run as it then stands.

    `connect` gives the model client and is called only for a run that asks a model. One pending
    row a subtree is written before the first is processed. Whatever goes wrong with the run as
    a whole is written to it (a provider that refuses every call fails it, one that wants a long
    pause pauses it); only an unreachable database is raised (StorageError).
    """
    try:
        run = queries.run(db, run_id)
        document = open_stored(run.document_sha256, settings)
        ticked = _ticked(document, run)
        model = connect() if run.extractor == "model" else None
        _write_pending(db, run, document, ticked)
        with model.workers(run.workers) if model else nullcontext():
            _process(run, db, document, ticked, settings, model, control)
        _finish(db, run_id, control)
    except ProviderRefusedError as error:
        _fail(db, run_id, str(error))
    except (StorageError, ModelError) as error:
        _stop_short(db, run_id, control.after_stop, str(error))
    except DiscoveryError as error:
        _fail(db, run_id, str(error))
    except Exception as error:  # the edge of the run's thread
        logger.exception("Run %s failed", run_id)
        _fail(db, run_id, f"A fault in the program ended the run ({type(error).__name__}).")
    return queries.run(db, run_id)


def cancel_rest(db: ThreadSafeDatabaseManager, run_id: int) -> None:
    """Cancel a run that is not under way, and what it has not done. Raises StorageError."""
    _stop_short(db, run_id, RunStatus.CANCELLED)


def _ticked(document: StoredDocument, run: RunRow) -> list[int]:
    return [index for key in run.selection for index in document.catalogue.find(key)]


def _write_pending(
    db: ThreadSafeDatabaseManager, run: RunRow, document: StoredDocument, ticked: list[int]
) -> None:
    """Write the pending rows, unless they are there, and set the run in progress, at once."""
    written = queries.subtrees(db, run.run_id, limit=1)
    subtrees = () if written else read_subtrees(document.path, document.catalogue, ticked)
    rows = (_pending_row(subtree) for subtree in subtrees)
    db.write_with_lock(lambda session: records.add_subtrees(session, run.run_id, rows))


def _pending_row(subtree: Subtree) -> dict[str, Any]:
    return {
        "position": subtree.position,
        "section_path": subtree.path,
        "node_key": subtree.key,
        "node_type": subtree.path.rpartition("/")[2],
        "node_ordinal": subtree.ordinal,
        "xpath": subtree.xpath,
        "source_line": subtree.source_line,
        "status": SubtreeStatus.PENDING,
    }


def _process(
    run: RunRow,
    db: ThreadSafeDatabaseManager,
    document: StoredDocument,
    ticked: list[int],
    settings: Settings,
    model: ModelClient | None,
    control: RunControl,
) -> None:
    subtree_ids = queries.unfinished(db, run.run_id)
    subtrees = _unfinished_subtrees(document, ticked, subtree_ids)
    if model is None:
        context = NodeContext(run.run_id, db, survey(document, settings), subtree_ids)
        process_nodes_sequentially(
            subtrees, lambda subtree: [process_single_node(subtree, context)], control.stop
        )
        return
    questions = Questions(settings, run.message_root, run.spec_version or "")
    context = NodeContext(run.run_id, db, survey(document, settings, questions), subtree_ids)
    answers = prepare_answers(context, questions, run, settings, model, control.stop)
    readings = (read_safely(subtree, context) for subtree in subtrees)
    jobs = plan(readings, answers.shared, Pace(model.speed, run.workers, settings.llm_batching))
    _process_jobs(run, jobs, replace(context, answers=answers), control)


def _process_jobs(
    run: RunRow, jobs: Iterator[Job], context: NodeContext, control: RunControl
) -> None:
    process = partial(process_job, context=context)
    if run.mode == "parallel":
        cleanup = context.db.cleanup_session
        process_nodes_parallel(jobs, process, run.workers, control.stop, cleanup)
    else:
        process_nodes_sequentially(jobs, process, control.stop)


def _unfinished_subtrees(
    document: StoredDocument, ticked: list[int], subtree_ids: dict[int, int]
) -> Iterator[Subtree]:
    subtrees = read_subtrees(document.path, document.catalogue, ticked)
    return (subtree for subtree in subtrees if subtree.position in subtree_ids)


def _finish(db: ThreadSafeDatabaseManager, run_id: int, control: RunControl) -> None:
    """Give the run the status that its subtrees add up to."""
    if queries.unfinished(db, run_id):
        _stop_short(db, run_id, control.after_stop)
        return
    statuses = queries.run(db, run_id).statuses
    status = RunStatus.COMPLETED
    if statuses[SubtreeStatus.ERROR]:
        anything = statuses[SubtreeStatus.SUCCESS]
        status = RunStatus.PARTIAL_FAILURE if anything else RunStatus.FAILED
    db.write_with_lock(lambda session: records.set_run_status(session, run_id, status))


def _stop_short(
    db: ThreadSafeDatabaseManager, run_id: int, status: RunStatus, reason: str | None = None
) -> None:
    """Pause or cancel the run and what it has not done."""
    cancelled = status is RunStatus.CANCELLED
    left = SubtreeStatus.CANCELLED if cancelled else SubtreeStatus.PENDING

    def write(session: Session) -> None:
        records.settle_unfinished(session, run_id, left)
        records.set_run_status(session, run_id, status, reason)

    db.write_with_lock(write)


def _fail(db: ThreadSafeDatabaseManager, run_id: int, reason: str) -> None:
    """The run as a whole cannot go on: what is not done ends in error, with the reason."""

    def write(session: Session) -> None:
        records.settle_unfinished(session, run_id, SubtreeStatus.ERROR, reason)
        records.set_run_status(session, run_id, RunStatus.FAILED, reason)

    db.write_with_lock(write)
