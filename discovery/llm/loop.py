"""One event loop on one thread, for calls that many threads wait for.

A blocking HTTP call cannot be stopped from outside: a server that hangs, or sends a byte now and
then, holds its thread for as long as it likes. A coroutine can be cancelled at any moment. One
loop for the whole life of the client keeps its connections usable from every thread; a loop per
call on a shared client loses calls, because a kept connection belongs to the loop that opened it.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent import futures
from typing import Any, Generic, TypeVar

from discovery.errors import CancelledError

Result = TypeVar("Result")

_STOP_CHECK_SECONDS = 0.1


class BackgroundLoop:
    """Runs coroutines for other threads, each until it is done or told to stop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._lock = threading.Lock()
        self._closed = False
        threading.Thread(target=self._serve, name="ModelCalls", daemon=True).start()

    def _serve(self) -> None:
        self._loop.run_forever()
        self._loop.close()

    def run(
        self, work: Callable[[], Coroutine[Any, Any, Result]], must_end: Callable[[], bool]
    ) -> Result:
        """Run `work` and wait until it is over; its errors are raised here.

        Raises CancelledError once `must_end` says so, in this thread and on that of the loop, or
        the loop is closed: the work has ended by then.
        """
        job = _Job(work)
        if not self.tell(job.begin):
            raise CancelledError("The connection to the model is closed.")
        while not futures.wait([job.over], _STOP_CHECK_SECONDS).done:
            if must_end():
                self.tell(lambda: job.stop_if(must_end))
        try:
            return job.over.result().result()
        except asyncio.CancelledError:
            raise CancelledError("The call to the model was stopped.") from None

    def tell(self, what: Callable[[], None]) -> bool:
        """Have `what` called on the loop's thread; False when the loop is closed."""
        with self._lock:
            if not self._closed:
                self._loop.call_soon_threadsafe(what)
            return not self._closed

    def close(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Cancel what is running, run `last`, and end the loop. A second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        asyncio.run_coroutine_threadsafe(self._end(last), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _end(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await last()


class _Job(Generic[Result]):
    """A coroutine on the loop. Its methods are called on the loop's thread.

    `over` is set when the coroutine has ended, which a cancelled `Future` would not wait for.
    """

    def __init__(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> None:
        self.over: futures.Future[asyncio.Task[Result]] = futures.Future()
        self._work = work
        self._task: asyncio.Task[Result] | None = None
        self._is_stopped = False

    def begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._work())
        self._task.add_done_callback(self.over.set_result)

    def stop_if(self, must_end: Callable[[], bool]) -> None:
        if self._task and not self._is_stopped and must_end():
            self._is_stopped = True  # once: its last steps must not be cancelled, too
            self._task.cancel()
