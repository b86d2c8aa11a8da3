"""The commands that go on with runs and stop them. Each prints, and returns its exit code."""

import argparse
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

from discovery.cli.output import print_json, say
from discovery.cli.run_lines import run_line
from discovery.cli.signals import EXIT_COMPLETE
from discovery.cli.watching import carry_out, follow, who
from discovery.config import Settings
from discovery.processing.runner import Runner, open_runner
from discovery.storage import queries
from discovery.wire import run_json


def resume(options: argparse.Namespace, settings: Settings) -> int:
    """Go on with a run that stopped before its end."""
    return _go_on(options, settings, Runner.resume)


def retry(options: argparse.Namespace, settings: Settings) -> int:
    """Do the nodes of a run that ended in error again, and no others."""
    return _go_on(options, settings, Runner.retry)


def again(options: argparse.Namespace, settings: Settings) -> int:
    """Carry out a new run over the nodes of an earlier one, with other settings."""
    wanted = {
        "extractor": options.extractor,
        "workers": options.workers,
        "parallel": options.parallel,
        "use_cache": False if options.ask_anew else None,
        "free_text_is_harmless": options.free_text_is_harmless,
    }
    changes: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    with closing(open_runner(settings)) as runner:
        return carry_out(runner, lambda: runner.run_again(options.run, who(), **changes), options)


def pause(options: argparse.Namespace, settings: Settings) -> int:
    """Stop a run for now, whoever works on it, and wait until it has stopped."""
    return _stop(options, settings, Runner.pause)


def cancel(options: argparse.Namespace, settings: Settings) -> int:
    """Stop a run for good, whoever works on it, and wait until it has stopped."""
    return _stop(options, settings, Runner.cancel)


def _go_on(
    options: argparse.Namespace, settings: Settings, act: Callable[[Runner, int, str], None]
) -> int:
    with closing(open_runner(settings)) as runner:

        def begin() -> int:
            runner.look_after_the_gone()  # a run of a process that died is under way no longer
            act(runner, options.run, who())
            return int(options.run)

        return carry_out(runner, begin, options)


def _stop(
    options: argparse.Namespace, settings: Settings, act: Callable[[Runner, int, str], None]
) -> int:
    with closing(open_runner(settings)) as runner:
        act(runner, options.run, who())
        follow(runner, options.run, threading.Event())
        run = queries.run(runner.db, options.run)
    if options.json:
        print_json(run_json(run))
    else:
        say(run_line(run))
    return EXIT_COMPLETE
