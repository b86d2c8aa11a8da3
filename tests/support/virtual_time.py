"""An event loop whose time jumps to the next thing that is due: minutes pass in milliseconds."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Where nothing is ready and something waits for a moment, that moment is now."""

    _now = 0.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        due = [timer.when() for timer in self._scheduled if not timer.cancelled()]
        if due and not self._ready:
            self._now = max(self._now, min(due))
        super()._run_once()


def run_in_virtual_time(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work`, whose waits must all be `asyncio.sleep` or for each other."""
    with asyncio.Runner(loop_factory=_VirtualTimeLoop) as runner:
        return runner.run(work)


def virtual_now() -> float:
    """The time of the running loop, in seconds from 0."""
    return asyncio.get_running_loop().time()
