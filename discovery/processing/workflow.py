"""A recorded run carried out from beginning to end, parallel or sequential."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from discovery.config import Settings
from discovery.documents.library import StoredDocument, open_stored
from discovery.documents.progress import Tell, nobody, stretch
from discovery.documents.subtrees import Subtree, read_subtrees
from discovery.errors import (
    CancelledError,
    DiscoveryError,
    LeaseLostError,
    ModelError,
    StorageError,
    StorageUnavailableError,
)
from discovery.facts.privacy import open_masker
from discovery.llm.client import ModelClient
from discovery.llm.refusals import ProviderRefusedError
from discovery.processing.blocks import blocks
from discovery.processing.books import RunBooks
from discovery.processing.control import RunControl
from discovery.processing.model_run import prepare_answers
from discovery.processing.node_processing import process_block, process_job, read_safely
from discovery.processing.parallel_processor import (
    process_nodes_parallel,
    process_nodes_sequentially,
)
from discovery.processing.plan import Job, Pace, plan
from discovery.processing.questions import Questions
from discovery.processing.recording import ticked_in
from discovery.processing.storing import NodeContext
from discovery.processing.survey import heed, survey
from discovery.storage import queries, records
from discovery.storage.queries import RunRow
from discovery.storage.records import Stop
from discovery.storage.statuses import PausedBy, RunStatus, SubtreeStatus

BLOCK_ROWS = 2000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _End:
    """How a run ends: in `status`, or in that which its subtrees add up to."""

    status: Stop | None = None
    error: str | None = None
    paused_by: PausedBy | None = None


def execute_run(
    books: RunBooks,
    settings: Settings,
    connect: Callable[[], ModelClient],
    control: RunControl,
) -> RunRow:
    """Carry out what a recorded run has left to do, and return the run as it then stands.

    `connect` gives the model client and is called only for a run that asks a model. One pending
    row a subtree is written before the first is processed. Whatever goes wrong with the run as
    a whole is written to it (a provider that refuses every call fails it, one that wants a long
    pause pauses it). A database that is out of reach is waited for.

    Raises StorageUnavailableError once the books give up on that, LeaseLostError where another
    process has taken the run over.
    """
    end = books.until_available(lambda: _work(books, settings, connect, control))
    books.write(lambda session: _end_run(session, books, end))
    return queries.run(books.db, books.run_id)


def _end_run(session: Session, books: RunBooks, end: _End) -> None:
    """Let go of a run, and note how it ended."""
    records.note_work(session, books.lease, books.worked_seconds)
    status = records.end_run(
        session, books.lease, end.status, error=end.error, paused_by=end.paused_by
    )
    records.add_event(session, books.run_id, status, records.PROGRAM, end.error or "")


def _work(
    books: RunBooks,
    settings: Settings,
    connect: Callable[[], ModelClient],
    control: RunControl,
) -> _End:
    """Do what the run has left to do; raises what must be answered outside of it."""
    try:
        run = queries.run(books.db, books.run_id)
        document = open_stored(run.document_sha256, settings)
        ticked = ticked_in(document, run)
        model = connect() if run.extractor == "model" else None
        _write_pending(books, document, ticked, control)
        with model.workers(run.workers) if model else nullcontext():
            _process(run, books, document, ticked, settings, model, control)
        unfinished = queries.unfinished(books.db, books.run_id)
    except (StorageUnavailableError, LeaseLostError):
        raise
    except CancelledError:
        return _stopped(control, control.paused_by)
    except ProviderRefusedError as error:
        return _End(RunStatus.FAILED, str(error))
    except (StorageError, ModelError) as error:
        return _stopped(control, PausedBy.TROUBLE, str(error))
    except DiscoveryError as error:
        return _End(RunStatus.FAILED, str(error))
    except Exception as error:  # the edge of the run's thread
        logger.exception("Run %s failed", books.run_id)
        reason = f"A fault in the program ended the run ({type(error).__name__})."
        return _End(RunStatus.FAILED, reason)
    return _stopped(control, control.paused_by) if unfinished else _End()


def _stopped(control: RunControl, paused_by: PausedBy, error: str | None = None) -> _End:
    """Paused or cancelled, as was told last."""
    return _End(control.after, error, paused_by if control.after is RunStatus.PAUSED else None)


def _write_pending(
    books: RunBooks, document: StoredDocument, ticked: Sequence[int], control: RunControl
) -> None:
    """Write the pending rows that are not there, block by block, and set the run in progress.

    Nobody waits for the database while the document is read. Raises CancelledError.
    """
    run = queries.run(books.db, books.run_id)
    if queries.count_subtrees(books.db, books.run_id) < run.subtrees_total:
        subtrees = _subtrees(document, ticked, control, control.tell_listed)
        for block in _blocks(map(_pending_row, subtrees)):
            books.write(partial(records.add_subtrees, lease=books.lease, rows=block))
    control.tell_listed(1.0)
    books.write(partial(records.begin_work, lease=books.lease))


def _blocks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while block := list(islice(rows, BLOCK_ROWS)):
        yield block


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
    books: RunBooks,
    document: StoredDocument,
    ticked: Sequence[int],
    settings: Settings,
    model: ModelClient | None,
    control: RunControl,
) -> None:
    subtree_ids = queries.unfinished(books.db, run.run_id)
    if not subtree_ids:
        return
    found = _subtrees(document, ticked, control)
    unfinished = (subtree for subtree in found if subtree.position in subtree_ids)
    subtrees = islice(unfinished, len(subtree_ids))  # what is behind the last is not read
    masker = open_masker(settings, books.db, text_is_harmless=run.free_text_is_harmless)
    if model is None:
        surveyed = survey(document, settings, control.stop, masker, tell=control.tell_read)
        context = NodeContext(books, surveyed, subtree_ids)
        process_nodes_sequentially(
            blocks(subtrees, document.catalogue),
            partial(process_block, context=context),
            control.stop,
        )
        return
    version = masker.policy.version
    questions = Questions(settings, run.message_root, run.spec_version or "", version)
    surveyed = survey(document, settings, control.stop, masker, questions, control.tell_read)
    context = NodeContext(books, surveyed, subtree_ids)
    answers = prepare_answers(context, questions, run, settings, model, control)
    readings = (read_safely(subtree, context) for subtree in subtrees)
    jobs = plan(readings, answers.shared, Pace(model.speed, run.workers, settings.llm_batching))
    _process_jobs(run, jobs, replace(context, answers=answers), control)


def _process_jobs(
    run: RunRow, jobs: Iterator[Job], context: NodeContext, control: RunControl
) -> None:
    process = partial(process_job, context=context)
    if run.mode == "parallel":
        cleanup = context.books.db.cleanup_session
        process_nodes_parallel(jobs, process, run.workers, control.stop, cleanup)
    else:
        process_nodes_sequentially(jobs, process, control.stop)


def _subtrees(
    document: StoredDocument, ticked: Sequence[int], control: RunControl, tell: Tell = nobody
) -> Iterator[Subtree]:
    """The subtrees of a run. Raises CancelledError once it is to stop, however far the next is."""
    heard = stretch(tell, 0.0, 1.0, document.size)

    def advance(count: int) -> None:
        heed(control.stop)
        heard(count)

    return read_subtrees(document.path, document.catalogue, ticked, advance, document.original_line)
