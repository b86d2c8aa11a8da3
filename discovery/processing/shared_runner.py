"""The one runner of this process, for every session of the window and for REST."""

import sys
import threading

from discovery.config import load_settings
from discovery.processing.runner import Runner, open_runner

_ANCHOR = "_assisted_discovery_runner"
_anchor_lock = threading.Lock()


def shared_runner() -> Runner:
    """The one runner of this process, made when first asked for.

    It hangs on `sys`, because a reload of the code or a cleared cache of the window would
    duplicate or drop it anywhere else, with its runs.
    """
    with _anchor_lock:
        runner: Runner | None = getattr(sys, _ANCHOR, None)
        if runner is None:
            runner = open_runner(load_settings())
            setattr(sys, _ANCHOR, runner)
        return runner


def close_shared_runner() -> None:
    """Close the runner of this process, if there is one."""
    with _anchor_lock:
        runner: Runner | None = getattr(sys, _ANCHOR, None)
        if runner is not None:
            delattr(sys, _ANCHOR)
            runner.close()
