"""Subtrees through workers: one by one or many at once, and what came of each."""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError

from discovery.documents.subtrees import Subtree
from discovery.errors import (
    CancelledError,
    DiscoveryError,
    ModelError,
    ModelPausedError,
    ModelRejectedError,
    StorageError,
)
from discovery.llm.client import ModelClient
from discovery.processing.extraction import DocumentContext, Extraction, extract
from discovery.processing.results import NodeProcessingResult, ProcessingSummary
from discovery.storage import records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import NodeFact, SubtreeStatus

__all__ = [
    "NodeContext",
    "NodeProcessingResult",
    "ProcessingSummary",
    "process_nodes_parallel",
    "process_nodes_sequentially",
    "process_single_node",
]

logger = logging.getLogger(__name__)

# What ends a run as a whole, since every further node would meet it, too.
_ENDS_RUN = (StorageError, ModelRejectedError, ModelPausedError)

QUEUED_PER_WORKER = 2  # enough that no worker waits, few enough that memory stays bounded


@dataclass(frozen=True, slots=True)
class NodeContext:
    """What the workers of one run share. `subtree_ids` maps positions to rows."""

    run_id: int
    db: ThreadSafeDatabaseManager
    document: DocumentContext
    model: ModelClient | None
    stop: threading.Event
    subtree_ids: Mapping[int, int]


Process = Callable[[Subtree], NodeProcessingResult]


def process_single_node(subtree: Subtree, context: NodeContext) -> NodeProcessingResult:
    """Read one subtree and store its fact and its status in one transaction.

    What goes wrong with the node becomes the result's error. A subtree that was stopped on
    purpose comes back as pending and is left for the run to decide.

    Raises:
        StorageError: without the database nothing can be kept, so the run must stop.
        ModelRejectedError: the provider will take no call at all; the node's error is stored.
        ModelPausedError: the provider will take no call for long; nothing is stored.
    """
    worker = threading.current_thread().name
    subtree_id = context.subtree_ids[subtree.position]
    started = time.perf_counter()
    context.db.write_with_lock(lambda session: records.mark_running(session, subtree_id, worker))
    try:
        extraction = extract(subtree, context.document, context.model, context.stop)
        return _succeeded(subtree, context, extraction, worker, started)
    except CancelledError:
        return _result(subtree, SubtreeStatus.PENDING, worker, started)
    except Exception as error:  # the edge of a worker: no node may stop another
        if _is_lost(error) or isinstance(error, ModelPausedError):
            raise
        result = _failed(subtree, context, error, worker, started)
        if isinstance(error, ModelRejectedError):
            raise
        return result


def _is_lost(error: Exception) -> bool:
    """Whether the database is out of reach; a fact that it does not accept is the node's error."""
    return isinstance(error, StorageError) and not isinstance(
        error.__cause__, (DataError, IntegrityError)
    )


def _reason(error: Exception) -> str:
    """What went wrong with a node, in the analyst's words."""
    if isinstance(error, DiscoveryError):
        return str(error)
    logger.error("A node failed", exc_info=error)
    return (
        f"This section could not be read because of a fault in the program "
        f"({type(error).__name__}). The log tells more; please report it."
    )


def _succeeded(
    subtree: Subtree, context: NodeContext, extraction: Extraction, worker: str, started: float
) -> NodeProcessingResult:
    result = _result(
        subtree,
        SubtreeStatus.SUCCESS,
        worker,
        started,
        facts_stored=1,
        confidence=extraction.confidence,
        attempts=extraction.attempts,
        llm_calls=extraction.attempts,
        prompt_tokens=extraction.prompt_tokens,
        completion_tokens=extraction.completion_tokens,
    )
    fact = NodeFact(
        run_id=context.run_id,
        subtree_id=context.subtree_ids[subtree.position],
        spec_version=context.document.spec_version,
        message_root=context.document.message_name,
        section_path=subtree.path,
        node_type=subtree.path.rpartition("/")[2],
        node_ordinal=subtree.ordinal,
        fact_json=extraction.fact_json,
        pii_masked=extraction.pii_masked,
    )
    _store(context, result, fact)
    return result


def _failed(
    subtree: Subtree, context: NodeContext, error: Exception, worker: str, started: float
) -> NodeProcessingResult:
    calls = error.attempts if isinstance(error, ModelError) else 0
    result = _result(
        subtree,
        SubtreeStatus.ERROR,
        worker,
        started,
        error=_reason(error),
        attempts=calls,
        llm_calls=calls,
    )
    _store(context, result, None)
    return result


def _result(
    subtree: Subtree, status: SubtreeStatus, worker: str, started: float, **figures: Any
) -> NodeProcessingResult:
    return NodeProcessingResult(
        subtree_path=subtree.xpath,
        status=status,
        position=subtree.position,
        worker=worker,
        processing_time_ms=round((time.perf_counter() - started) * 1000, 1),
        **figures,
    )


def _store(context: NodeContext, result: NodeProcessingResult, fact: NodeFact | None) -> None:
    columns = ("status", "attempts", "processing_time_ms", "facts_stored", "confidence", "error")
    values = {name: getattr(result, name) for name in columns}
    tokens = {
        "calls": result.llm_calls,
        "prompt": result.prompt_tokens,
        "completion": result.completion_tokens,
    }
    subtree_id = context.subtree_ids[result.position]
    context.db.write_with_lock(
        lambda session: records.finish_subtree(
            session, context.run_id, subtree_id, values, fact, tokens
        )
    )


def process_nodes_sequentially(
    subtrees: Iterable[Subtree], process: Process, stop: threading.Event
) -> ProcessingSummary:
    """Process subtrees in document order in this thread, until done or `stop` is set.

    Errors are as in `process_nodes_parallel`.
    """
    summary = ProcessingSummary()
    for subtree in _until(stop, subtrees):
        summary.add(_attempt(process, subtree))
    return summary


def process_nodes_parallel(
    subtrees: Iterable[Subtree],
    process: Process,
    workers: int,
    stop: threading.Event,
    on_worker_end: Callable[[], None] = lambda: None,
) -> ProcessingSummary:
    """Process subtrees in `workers` threads named NodeProc-1, NodeProc-2, ...

    Subtrees are read only as fast as they are worked on. Whatever `process` raises is the
    result of that node and stops no other; only a StorageError, ModelRejectedError or
    ModelPausedError ends the processing, once the subtrees under way are done, and is raised.
    Once `stop` is set no further subtree starts. `on_worker_end` runs in each worker after each
    subtree, to give back what belongs to the thread.
    """
    summary = ProcessingSummary()
    numbers = itertools.count(1)
    attempt = _until_ended(process)

    def name_worker() -> None:
        threading.current_thread().name = f"NodeProc-{next(numbers)}"

    def work(subtree: Subtree) -> NodeProcessingResult:
        try:
            return attempt(subtree)
        finally:
            on_worker_end()

    pool = ThreadPoolExecutor(workers, initializer=name_worker)
    try:
        waiting: set[Future[NodeProcessingResult]] = set()
        for subtree in _until(stop, subtrees):
            waiting.add(pool.submit(work, subtree))
            if len(waiting) >= workers * QUEUED_PER_WORKER:
                waiting = _collect(waiting, summary)
        while waiting:
            if stop.is_set():
                waiting = {future for future in waiting if not future.cancel()}
            waiting = _collect(waiting, summary)
    finally:
        pool.shutdown(cancel_futures=True)
    return summary


def _attempt(process: Process, subtree: Subtree) -> NodeProcessingResult:
    """The result of one subtree; what `process` raises is its error, but for what ends the run."""
    try:
        return process(subtree)
    except Exception as error:  # the edge of a worker: no node may stop another
        if isinstance(error, _ENDS_RUN):
            raise
        worker = threading.current_thread().name
        return _result(
            subtree, SubtreeStatus.ERROR, worker, time.perf_counter(), error=_reason(error)
        )


def _until_ended(process: Process) -> Process:
    """`_attempt`, but once one node has ended the run, those after it are left as they are."""
    ended = threading.Event()

    def attempt(subtree: Subtree) -> NodeProcessingResult:
        if ended.is_set():
            worker = threading.current_thread().name
            return _result(subtree, SubtreeStatus.PENDING, worker, time.perf_counter())
        try:
            return _attempt(process, subtree)
        except _ENDS_RUN:
            ended.set()
            raise

    return attempt


def _until(stop: threading.Event, subtrees: Iterable[Subtree]) -> Iterator[Subtree]:
    return itertools.takewhile(lambda _: not stop.is_set(), subtrees)


def _collect(
    waiting: set[Future[NodeProcessingResult]], summary: ProcessingSummary
) -> set[Future[NodeProcessingResult]]:
    """Wait for the next results, count them, and return the futures still open."""
    done, still_open = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        summary.add(future.result())
    return still_open
