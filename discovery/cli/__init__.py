"""The terminal twin of the window: the same runner, the same rows.

Each command prints its JSON (with `--json`) or a table as the last thing on stdout and progress
on stderr. Exit codes: 0 complete, 1 some nodes failed or the run stopped early, 2 refused input
or usage.
"""

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from discovery.cli.arguments import parser
from discovery.cli.output import complain, discard_output
from discovery.cli.signals import (
    EXIT_COMPLETE,
    EXIT_INCOMPLETE,
    EXIT_REFUSED,
    handled,
    interrupt,
)
from discovery.errors import DiscoveryError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = parser().parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        with handled(interrupt, signal.SIGTERM):
            from discovery.config import load_settings  # not for `--help`

            code = function_of(options)(options, load_settings())
            sys.stdout.flush()
    except DiscoveryError as error:
        from discovery.cli.revealing import complain_of  # reads a refused file anew

        complain_of(error, options)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        complain("Stopped before the end.")
        return EXIT_INCOMPLETE
    except BrokenPipeError:  # the reader (`| head`) has had enough
        discard_output()
        return EXIT_COMPLETE
    except OSError as error:
        discard_output()
        complain(f"The output cannot be written ({error.strerror}). Make room.")
        return EXIT_REFUSED
    return code


def function_of(options: Namespace) -> Callable[[Namespace, Any], int]:
    """The function that carries out the command, imported when it is needed."""
    module, _, name = options.command.partition(":")
    command: Callable[[Namespace, Any], int] = getattr(
        import_module(f"discovery.cli.{module}"), name
    )
    return command
