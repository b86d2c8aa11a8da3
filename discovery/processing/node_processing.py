"""From subtrees to stored facts: read, asked about, checked and written down at once."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from discovery.documents.subtrees import Subtree
from discovery.errors import (
    CancelledError,
    LeaseLostError,
    ModelPausedError,
    ModelRejectedError,
    StorageError,
)
from discovery.processing.answering import Outcome
from discovery.processing.ending import Ended, Start, ended, result_of
from discovery.processing.plan import Job
from discovery.processing.reading import Reading, read_subtree
from discovery.processing.results import NodeProcessingResult
from discovery.processing.spending import Spent
from discovery.processing.storing import NodeContext, store
from discovery.storage import records
from discovery.storage.statuses import AnsweredBy, SubtreeStatus

# What ends a run as a whole, since every further node would meet it, too.
ENDS_RUN = (StorageError, LeaseLostError, ModelRejectedError, ModelPausedError)


def process_block(subtrees: Sequence[Subtree], context: NodeContext) -> list[NodeProcessingResult]:
    """Read subtrees of a run that asks no model; store facts and statuses in one transaction.

    Raises StorageError, LeaseLostError: without the database nothing can be kept.
    """
    worker = _begin(subtrees, context).worker
    return store([process_single_node(each, context, worker) for each in subtrees], context)


def process_single_node(subtree: Subtree, context: NodeContext, worker: str) -> Ended:
    """Read one subtree; whatever goes wrong with it becomes its error."""
    start = Start(worker, time.perf_counter())
    reading = read_safely(subtree, context)
    return ended(Outcome(reading, error=reading.error), start)


def process_job(job: Job, context: NodeContext) -> list[NodeProcessingResult]:
    """Ask about the readings of a job, store the fact and the status of each in one transaction.

    What goes wrong with a node becomes its result's error; its structure is stored all the same.
    Readings that followed one of the job's end with it and are in the results, too. What was
    stopped on purpose comes back as pending and is left for the run to decide.

    Raises:
        StorageError: without the database nothing can be kept, so the run must stop.
        LeaseLostError: another process works on the run.
        ModelRejectedError: the provider will take no call at all; the node's error is stored.
        ModelPausedError: no call can be made for long; nothing is stored.
    """
    return _finish(job, context, _begin([reading.subtree for reading in job.readings], context))


def read_safely(subtree: Subtree, context: NodeContext) -> Reading:
    """Read a subtree; whatever goes wrong becomes the error of the reading."""
    try:
        return read_subtree(subtree, context.document)
    except Exception as error:  # noqa: BLE001 - the edge of a worker: no node may stop another
        return Reading(subtree, None, pii_masked=False, error=error)


def _begin(subtrees: Sequence[Subtree], context: NodeContext) -> Start:
    worker = threading.current_thread().name
    ids = [context.subtree_ids[subtree.position] for subtree in subtrees]
    lease = context.books.lease
    context.books.write(lambda session: records.mark_running(session, lease, ids, worker))
    return Start(worker, time.perf_counter())


def _finish(job: Job, context: NodeContext, start: Start) -> list[NodeProcessingResult]:
    results: list[NodeProcessingResult] = []
    left = list(job.readings)
    try:
        for outcome in _outcomes(job, context):
            results += _conclude(outcome, context, start)
            left.remove(outcome.reading)
    except CancelledError:
        return results + _give_back(left, context, start)
    except Exception as error:  # the edge of a worker: no node may stop another
        if isinstance(error, ENDS_RUN):
            _give_back(left, context, start)
            raise
        for reading in left:
            without_fact = replace(reading, fact_json=None)
            results += _conclude(Outcome(without_fact, error=error), context, start)
    return results


def _outcomes(job: Job, context: NodeContext) -> Iterator[Outcome]:
    first = job.readings[0]
    if first.error is not None:
        yield Outcome(first, error=first.error)
    else:
        yield from context.asked.answering.outcomes(job)


def _conclude(outcome: Outcome, context: NodeContext, start: Start) -> list[NodeProcessingResult]:
    """Store what came of a reading, and of those that asked the same."""
    followers = _settle(outcome, context)
    if isinstance(outcome.error, ModelPausedError):
        raise outcome.error
    shared = replace(
        outcome, by=AnsweredBy.SAME_QUESTION, spent=Spent(call_ids=outcome.spent.call_ids)
    )
    outcomes = [outcome, *(replace(shared, reading=reading) for reading in followers)]
    results = store([ended(each, start) for each in outcomes], context)
    if isinstance(outcome.error, ModelRejectedError):
        raise outcome.error
    return results


def _settle(outcome: Outcome, context: NodeContext) -> list[Reading]:
    """The readings that wait for this outcome."""
    if not outcome.reading.parts:
        return []
    return context.asked.shared.settle(outcome.reading, outcome.meaning, outcome.spent.call_ids)


def _give_back(
    readings: Sequence[Reading], context: NodeContext, start: Start
) -> list[NodeProcessingResult]:
    """The results of what was stopped before its end: pending, with all that followed it."""
    stopped = [
        each for reading in readings for each in (reading, *_settle(Outcome(reading), context))
    ]
    return [result_of(reading, SubtreeStatus.PENDING, start) for reading in stopped]
