"""Work through workers: piece by piece or many at once, and what came of it."""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from discovery.processing.node_processing import process_single_node
from discovery.processing.results import NodeProcessingResult, ProcessingSummary

__all__ = [
    "NodeProcessingResult",
    "ProcessingSummary",
    "process_nodes_parallel",
    "process_nodes_sequentially",
    "process_single_node",
]

QUEUED_PER_WORKER = 2  # enough that no worker waits, few enough that memory stays bounded

Work = TypeVar("Work")
Results = Sequence[NodeProcessingResult]


def process_nodes_sequentially(
    work: Iterable[Work], process: Callable[[Work], Results], stop: threading.Event
) -> ProcessingSummary:
    """Process piece after piece in this thread, until done or `stop` is set.

    Raises what `process` raises.
    """
    summary = ProcessingSummary()
    for piece in _until(stop, work):
        summary.add_all(process(piece))
    return summary


def process_nodes_parallel(
    work: Iterable[Work],
    process: Callable[[Work], Results],
    workers: int,
    stop: threading.Event,
    on_worker_end: Callable[[], None] = lambda: None,
) -> ProcessingSummary:
    """Process pieces of work (subtrees, or jobs of several) in threads NodeProc-1, NodeProc-2, ...

    Work is taken only as fast as it is done. What `process` raises ends the processing, once the
    pieces under way are done, and is raised; what concerns one node only it gives back as that
    node's result. Once `stop` is set no further piece starts. `on_worker_end` runs in each worker
    after each piece, to give back what belongs to the thread.
    """
    summary = ProcessingSummary()
    numbers = itertools.count(1)
    process_until_ended = _until_ended(process)

    def name_worker() -> None:
        threading.current_thread().name = f"NodeProc-{next(numbers)}"

    def do(piece: Work) -> Results:
        try:
            return process_until_ended(piece)
        finally:
            on_worker_end()

    pool = ThreadPoolExecutor(workers, initializer=name_worker)
    try:
        waiting: set[Future[Results]] = set()
        for piece in _until(stop, work):
            waiting.add(pool.submit(do, piece))
            if len(waiting) >= workers * QUEUED_PER_WORKER:
                waiting = _collect(waiting, summary)
        while waiting:
            if stop.is_set():
                waiting = {future for future in waiting if not future.cancel()}
            waiting = _collect(waiting, summary)
    finally:
        pool.shutdown(cancel_futures=True)
    return summary


def _until_ended(process: Callable[[Work], Results]) -> Callable[[Work], Results]:
    """`process`, but once a piece has ended the run, those after it are left as they are."""
    ended = threading.Event()

    def process_unless_ended(piece: Work) -> Results:
        if ended.is_set():
            return ()
        try:
            return process(piece)
        except Exception:
            ended.set()
            raise

    return process_unless_ended


def _until(stop: threading.Event, work: Iterable[Work]) -> Iterator[Work]:
    return itertools.takewhile(lambda _: not stop.is_set(), work)


def _collect(waiting: set[Future[Results]], summary: ProcessingSummary) -> set[Future[Results]]:
    """Wait for the next results, count them, and return the futures still open."""
    done, still_open = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        summary.add_all(future.result())
    return still_open
