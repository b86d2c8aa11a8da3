"""How a run under way is told to stop, and what becomes of what it has not done."""

import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from discovery.storage.statuses import PausedBy, RunStatus


@dataclass(slots=True)
class RunControl:
    """Told by any thread, any number of times; what is told later may only stop the run sooner.

    Once `stop` is set nothing further begins. `after` is the status that the run then gets unless
    it has nothing left to do, `paused_by` what paused it. `listed` is how much of the
    document was gone through for the list of its subtrees, from 0.0 to 1.0, and `read` how much
    for what all subtrees must know, which comes before the first of them; `read_since` is the
    moment when that was done, by the monotonic clock.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    after: Literal[RunStatus.PAUSED, RunStatus.CANCELLED] = RunStatus.PAUSED
    paused_by: PausedBy = PausedBy.ANALYST
    listed: float = 0.0
    read: float = 0.0
    read_since: float | None = None
    _calls_may_end: bool = True

    def pause(self) -> None:
        """Begin no further call; those that have left come to their end, the rest stays pending."""
        self.stop.set()

    def cancel(self) -> None:
        """End the calls under way, too; the rest is cancelled."""
        self.after = RunStatus.CANCELLED
        self._end_calls()

    def interrupt(self, paused_by: PausedBy) -> None:
        """End the calls under way, too; the rest stays pending."""
        if not self.stop.is_set():
            self.paused_by = paused_by
        self._end_calls()

    def tell_listed(self, share: float) -> None:
        """Note how far the list of the subtrees is, from 0.0 to 1.0."""
        self.listed = share

    def tell_read(self, share: float) -> None:
        """Note how far the reading of the document is, from 0.0 to 1.0."""
        self.read = share
        if share == 1.0:
            self.read_since = time.monotonic()

    def calls_may_end(self) -> bool:
        """Whether calls that have left may come to their end."""
        return self._calls_may_end

    def _end_calls(self) -> None:
        self._calls_may_end = False
        self.stop.set()
