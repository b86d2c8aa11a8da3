"""A thread that listens to orders, shows that this process lives, and looks after other runs."""

import logging
import threading
import time
from collections.abc import Callable

from discovery.errors import StorageError

# Of a second that a cancel may take; asking costs the database next to nothing.
LISTEN_SECONDS = 0.3
BEAT_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Watch:
    """Calls `listen` often and `beat` now and then, until it is ended."""

    def __init__(self, listen: Callable[[], None], beat: Callable[[], None]) -> None:
        self._listen = listen
        self._beat = beat
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="Watch", daemon=True)
        self._lock = threading.Lock()
        self._failing = False

    def begin(self) -> None:
        """Begin to watch; a second call does nothing."""
        with self._lock:
            if self._thread.ident is None and not self._end.is_set():
                self._thread.start()

    def end(self) -> None:
        """End it; what it does at the moment is not waited for."""
        self._end.set()

    def _watch(self) -> None:
        next_beat = 0.0
        while not self._end.is_set():
            self._do(self._listen)
            if time.monotonic() >= next_beat:
                self._do(self._beat)
                next_beat = time.monotonic() + BEAT_SECONDS
            self._end.wait(LISTEN_SECONDS)

    def _do(self, what: Callable[[], None]) -> None:
        try:
            what()
        except StorageError as error:
            if not self._failing:
                logger.warning("The watch over the runs waits for the database: %s", error)
            self._failing = True
        except Exception:  # the edge of the thread: the next time may go better
            logger.exception("The watch over the runs failed")
        else:
            self._failing = False
