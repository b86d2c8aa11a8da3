"""The loop that runs coroutines for other threads: whoever is told of an end can rely on it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from discovery.errors import CancelledError
from discovery.llm.loop import BackgroundLoop


async def nothing() -> None:
    """The last words of a loop."""


def test_work_that_is_stopped_has_ended_when_its_caller_hears_of_it() -> None:
    loop, stop, begun, steps = BackgroundLoop(), threading.Event(), threading.Event(), []

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            steps.append("cleaned up")

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(loop.run, work, stop.is_set)
        assert begun.wait(10)
        stop.set()
        with pytest.raises(CancelledError):
            running.result(timeout=10)
        assert steps == ["cleaned up"]
    loop.close(nothing)


def test_results_and_errors_reach_the_caller() -> None:
    async def answer() -> int:
        return 42

    async def fail() -> int:
        raise ValueError("as it is")

    loop, stop = BackgroundLoop(), threading.Event()
    assert loop.run(answer, stop.is_set) == 42
    with pytest.raises(ValueError, match="as it is"):
        loop.run(fail, stop.is_set)
    loop.close(nothing)


def test_a_closed_loop_takes_no_more_work() -> None:
    loop = BackgroundLoop()
    loop.close(nothing)
    with pytest.raises(CancelledError):
        loop.run(nothing, threading.Event().is_set)
