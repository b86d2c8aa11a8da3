"""Processes that work on runs and are killed for it, started within milliseconds."""

import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any, Literal, Self

import pytest

from discovery.config import Settings
from discovery.errors import DiscoveryError
from discovery.processing.runner import Runner, open_runner

Action = Literal["resume", "retry", "pause", "cancel"]

ANSWER_SECONDS = 60.0

_processes = multiprocessing.get_context("forkserver")
# What a process would import before its first call takes it most of a second.
_processes.set_forkserver_preload(["tests.support.processes", "openai.resources.chat"])


class Worker:
    """A process with a runner of its own, over the database of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._ours, theirs = _processes.Pipe()
        self._process = _processes.Process(target=_serve, args=(settings, theirs), daemon=True)
        with pytest.MonkeyPatch.context() as patch:
            # The process would carry out what is the main module here: a script of a screen test.
            patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
            self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def do(self, action: Action, run_id: int) -> str:
        """Do something with a run; the answer is the reason why not, or empty."""
        return str(self._asked(action, run_id))

    def wait(self, run_id: int) -> None:
        """Wait until the run is not under way there."""
        self._asked("wait", run_id)

    def order(self, action: Action, run_id: int) -> None:
        """Do something with a run, which nobody waits for."""
        self._ours.send((action, run_id))

    def kill(self) -> None:
        """End the process at once, as `kill -9` and a power cut do."""
        self._process.kill()
        self._process.join()

    def _asked(self, action: str, run_id: int) -> Any:
        self._ours.send((action, run_id))
        if not self._ours.poll(ANSWER_SECONDS):
            raise TimeoutError(f"{action} of run {run_id} was not answered")
        return self._ours.recv()


@contextmanager
def workers(settings: Settings, count: int) -> Iterator[list[Worker]]:
    """So many processes, all of them killed in the end; the list may be changed."""
    running = [Worker(settings) for _ in range(count)]
    try:
        yield running
    finally:
        for worker in running:
            worker.kill()


def _serve(settings: Settings, orders: Connection) -> None:
    """What the process does: it obeys until it is killed."""
    with closing(open_runner(settings)) as runner, suppress(EOFError):
        while True:
            action, run_id = orders.recv()
            orders.send(_obey(runner, action, run_id))


def _obey(runner: Runner, action: str, run_id: int) -> str:
    try:
        if action == "wait":
            runner.wait(run_id, ANSWER_SECONDS)
        else:
            getattr(runner, action)(run_id)
    except DiscoveryError as error:
        return str(error)
    return ""
