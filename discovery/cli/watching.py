"""A run watched from the terminal until nobody works on it: progress and troubles on stderr."""

import argparse
import getpass
import threading
import time
from collections.abc import Callable

from discovery.cli.output import complain, print_json, say
from discovery.cli.run_lines import run_line
from discovery.cli.signals import EXIT_COMPLETE, EXIT_INCOMPLETE, STOPPING, handled
from discovery.errors import StorageUnavailableError
from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.storage.statuses import PausedBy, RunStatus
from discovery.wire import errors_json, run_json

POLL_SECONDS = 0.2
# As often as processes show that they live.
LOOK_SECONDS = 2.0


class Progress:
    """Tells on stderr what has changed since it was last told."""

    def __init__(self, runner: Runner, run_id: int) -> None:
        self._runner = runner
        self._run_id = run_id
        self._told = ""

    def tell(self) -> RunRow | None:
        """Tell how far the run is and what it waits for; None where it cannot be read."""
        try:
            run = queries.run(self._runner.db, self._run_id)
        except StorageUnavailableError as error:
            self._tell(f"Waiting: {error}")
            return None
        trouble = self._runner.trouble(self._run_id)
        self._tell(f"Waiting: {trouble}" if trouble else run_line(run))
        return run

    def _tell(self, line: str) -> None:
        if line != self._told:
            complain(line)
        self._told = line


def who() -> str:
    """Who asks, for the history of a run."""
    try:
        return f"terminal ({getpass.getuser()})"
    except (OSError, KeyError, ImportError):  # nobody the system knows by name
        return "terminal"


def carry_out(runner: Runner, begin: Callable[[], int], options: argparse.Namespace) -> int:
    """Begin a run, or go on with it, watch it to its end and print what came of it.

    Where a living process works on it already, that one is watched. Told to stop, the run is left
    paused where it is carried out here, and left alone where it is not.
    """
    stop = threading.Event()
    with handled(lambda *_: stop.set(), *STOPPING):
        run_id = begin()
        _watch(runner, run_id, stop)
        if not stop.is_set():  # somebody else may work on it, or have taken it over
            follow(runner, run_id, stop)
        run = queries.run(runner.db, run_id)
        errors = errors_json(queries.failed_subtrees(runner.db, run_id))
    if options.json:
        print_json({**run_json(run), "errors": errors})
    else:
        _print(run, errors)
    return EXIT_COMPLETE if run.status == RunStatus.COMPLETED else EXIT_INCOMPLETE


def _watch(runner: Runner, run_id: int, stop: threading.Event) -> None:
    """Show progress until the run ends; once `stop` is set, leave it paused."""
    progress = Progress(runner, run_id)
    while not runner.wait(run_id, POLL_SECONDS):
        progress.tell()
        if stop.is_set():
            complain("Stopping; what is stored stays, the run is paused.")
            runner.stop_all(PausedBy.ANALYST)
            return


def follow(runner: Runner, run_id: int, stop: threading.Event) -> None:
    """Show the progress of a run that others work on, until nobody does or `stop` is set."""
    progress, next_look = Progress(runner, run_id), time.monotonic() + LOOK_SECONDS
    while (run := progress.tell()) is None or run.is_live:
        if stop.wait(POLL_SECONDS):
            complain("No longer watched; the run goes on where it is worked on.")
            return
        if time.monotonic() >= next_look:
            _look(runner)
            next_look = time.monotonic() + LOOK_SECONDS


def _look(runner: Runner) -> None:
    """Whoever was followed may have died; where the database is out of reach, next time."""
    try:
        runner.look_after_the_gone()
    except StorageUnavailableError:
        return


def _print(run: RunRow, errors: list[dict[str, str]]) -> None:
    say(run_line(run))
    if run.error:
        say(f"  {run.error}")
    for error in errors:
        place = f"{error['section_path']} [{error['node_ordinal']}]"
        say(f"  {place}: {error['error']}")
