"""What a command tells the process around it: exit codes, and what it does about signals."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EXIT_COMPLETE = 0
EXIT_INCOMPLETE = 1
EXIT_REFUSED = 2

STOPPING = (signal.SIGINT, signal.SIGTERM)


def interrupt(*_: object) -> None:
    """A handler that ends the command as Ctrl-C does."""
    raise KeyboardInterrupt


@contextmanager
def handled(handler: Callable[..., None], *signals: signal.Signals) -> Iterator[None]:
    """Answer these signals with `handler` in the block.

    While threads are waited for it must not raise: Python 3.11 then takes the thread waited for
    as ended (python/cpython issue 90882).
    """
    before = [signal.signal(number, handler) for number in signals]
    try:
        yield
    finally:
        for number, previous in zip(signals, before, strict=True):
            signal.signal(number, previous)
