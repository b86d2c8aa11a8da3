"""Subtrees through workers: how many at once, and what one failure does to the others."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from discovery.documents.subtrees import Subtree, read_subtrees
from discovery.errors import StorageError
from discovery.processing.parallel_processor import (
    QUEUED_PER_WORKER,
    NodeProcessingResult,
    ProcessingSummary,
    process_nodes_parallel,
    process_nodes_sequentially,
)
from discovery.storage.statuses import SubtreeStatus
from tests.processing.runs import WAIT_SECONDS, boxes, kept, settings_in

WORKERS = 4
COUNT = 20

Process = Callable[[Subtree], list[NodeProcessingResult]]
Run = Callable[[list[Subtree], Process, threading.Event], ProcessingSummary]


def in_parallel(
    subtrees: list[Subtree], process: Process, stop: threading.Event
) -> ProcessingSummary:
    return process_nodes_parallel(subtrees, process, WORKERS, stop)


both_ways = pytest.mark.parametrize(
    "run", [in_parallel, process_nodes_sequentially], ids=["parallel", "sequential"]
)


@pytest.fixture
def subtrees(tmp_path: Path) -> list[Subtree]:
    document = kept(boxes(COUNT), settings_in(tmp_path))
    ticked = document.catalogue.find("/Store/Box")
    return list(read_subtrees(document.path, document.catalogue, ticked))


def success(subtree: Subtree) -> NodeProcessingResult:
    return NodeProcessingResult(
        subtree.xpath,
        SubtreeStatus.SUCCESS,
        facts_stored=1,
        position=subtree.position,
        processing_time_ms=2.0,
        attempts=1,
        prompt_tokens=10,
        completion_tokens=3,
    )


@both_ways
def test_the_summary_adds_up(run: Run, subtrees: list[Subtree]) -> None:
    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        if subtree.position % 5:
            return [success(subtree)]
        failed = SubtreeStatus.ERROR
        return [NodeProcessingResult(subtree.xpath, failed, error="no", position=subtree.position)]

    summary = run(subtrees, process, threading.Event())
    assert summary.statuses == {SubtreeStatus.SUCCESS: 16, SubtreeStatus.ERROR: 4}
    assert sorted(result.position for result in summary.errors) == [5, 10, 15, 20]
    assert summary.facts_stored == 16
    assert (summary.prompt_tokens, summary.completion_tokens) == (160, 48)
    assert summary.processing_time_ms == 32.0


@both_ways
def test_a_piece_of_work_may_have_any_number_of_results(run: Run, subtrees: list[Subtree]) -> None:
    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        return [success(subtree)] * (subtree.position % 3)

    summary = run(subtrees, process, threading.Event())
    assert summary.statuses == {SubtreeStatus.SUCCESS: 7 + 7 * 2}


@both_ways
def test_without_the_database_no_further_node_starts(run: Run, subtrees: list[Subtree]) -> None:
    started: list[int] = []

    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        started.append(subtree.position)
        raise StorageError("the disk is full")

    with pytest.raises(StorageError, match="disk is full"):
        run(subtrees, process, threading.Event())
    assert len(started) <= WORKERS * QUEUED_PER_WORKER


@both_ways
def test_once_stopped_no_further_node_starts(run: Run, subtrees: list[Subtree]) -> None:
    stop = threading.Event()

    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        stop.set()
        return [success(subtree)]

    summary = run(subtrees, process, stop)
    assert 1 <= summary.statuses.total() <= WORKERS * QUEUED_PER_WORKER
    assert run(subtrees, process, stop).statuses.total() == 0


def test_workers_are_named_and_no_more_than_asked_for(subtrees: list[Subtree]) -> None:
    """All of them are at work at one moment, and never one more."""
    all_busy = threading.Barrier(WORKERS)
    lock = threading.Lock()
    names: Counter[str] = Counter()
    busy = most_busy = 0

    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        nonlocal busy, most_busy
        with lock:
            busy += 1
            most_busy = max(most_busy, busy)
            names[threading.current_thread().name] += 1
        all_busy.wait(WAIT_SECONDS)
        with lock:
            busy -= 1
        return [success(subtree)]

    summary = process_nodes_parallel(subtrees, process, WORKERS, threading.Event())
    assert summary.statuses == {SubtreeStatus.SUCCESS: COUNT}
    assert set(names) == {"NodeProc-1", "NodeProc-2", "NodeProc-3", "NodeProc-4"}
    assert most_busy == WORKERS


def test_one_by_one_is_in_document_order_and_in_this_thread(subtrees: list[Subtree]) -> None:
    seen: list[tuple[int, str]] = []

    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        seen.append((subtree.position, threading.current_thread().name))
        return [success(subtree)]

    process_nodes_sequentially(subtrees, process, threading.Event())
    here = threading.current_thread().name
    assert seen == [(position, here) for position in range(1, COUNT + 1)]


def test_subtrees_are_read_only_as_fast_as_they_are_worked_on(subtrees: list[Subtree]) -> None:
    read = done = most_waiting = 0
    lock = threading.Lock()

    def reading() -> Iterator[Subtree]:
        nonlocal read, most_waiting
        for subtree in subtrees:
            with lock:
                read += 1
                most_waiting = max(most_waiting, read - done)
            yield subtree

    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        nonlocal done
        with lock:
            done += 1
        return [success(subtree)]

    process_nodes_parallel(reading(), process, 2, threading.Event())
    assert read == COUNT
    assert most_waiting <= 2 * QUEUED_PER_WORKER + 1


def test_each_worker_gives_back_what_is_its_own(subtrees: list[Subtree]) -> None:
    worked: Counter[str] = Counter()
    ended: Counter[str] = Counter()

    def process(subtree: Subtree) -> list[NodeProcessingResult]:
        worked[threading.current_thread().name] += 1
        return [success(subtree)]

    process_nodes_parallel(
        subtrees,
        process,
        WORKERS,
        threading.Event(),
        lambda: ended.update([threading.current_thread().name]),
    )
    assert ended == worked
    assert ended.total() == COUNT
