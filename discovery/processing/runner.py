"""Runs in the background of a process: started, watched, stopped. No Streamlit in it."""

import logging
from dataclasses import replace
from typing import Any

from discovery.config import Settings
from discovery.documents.library import is_kept
from discovery.errors import (
    RequestError,
    StorageError,
)
from discovery.processing.books import RunBooks
from discovery.processing.control import RunControl
from discovery.processing.live_runs import LiveRun, LiveRuns
from discovery.processing.ownership import Ownership
from discovery.processing.presence import Presence
from discovery.processing.recording import check_settings, record_run, request_again
from discovery.processing.request import RunRequest
from discovery.processing.shared_model import SharedModel
from discovery.processing.watch import Watch
from discovery.processing.workflow import execute_run
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.records import PROGRAM, Lease
from discovery.storage.statuses import LIVE_RUN_STATUSES, Order, PausedBy, RunStatus

SHUTDOWN_SECONDS = 4.0
LET_GO_SECONDS = 1.0
UNFINISHED_STATUSES = frozenset({*LIVE_RUN_STATUSES, RunStatus.PAUSED})
OVER_STATUSES = frozenset(RunStatus) - UNFINISHED_STATUSES
# A run that so many processes in a row died over is not taken up again by itself.
MOST_INTERRUPTIONS = 3
PYTHON = "Python"  # who asked for something that was asked for by neither window nor terminal

logger = logging.getLogger(__name__)


class Runner:
    """Carries out runs on threads of its own, several at once, over one shared model client.

    Every method may be called from any thread and any number of times. `by` says who asks, for
    the history of the run.
    """

    def __init__(self, settings: Settings, db: ThreadSafeDatabaseManager) -> None:
        self.settings = settings
        self.db = db
        self.model = SharedModel(settings, db)
        self._live = LiveRuns(db, self._execute)
        self._presence = Presence(settings)
        self._ownership = Ownership(db, self._presence, self.is_live)
        self._watch = Watch(self._obey, self._beat)
        self._resumes = False

    def start(self, request: RunRequest, by: str = PYTHON) -> int:
        """Record a run and carry it out in the background; return its id at once.

        Raises RequestError for a request that makes no sense, StorageError.
        """
        with self._ownership.lock:
            lease = record_run(self.db, self.settings, request, self._presence, by)
            self._begin(lease)
        return lease.run_id

    def run_again(self, run_id: int, by: str = PYTHON, **changes: Any) -> int:
        """Start a new run on the same nodes of the same document; return its id.

        `changes` are fields of the RunRequest, e.g. `workers=4`, `use_cache=False`; all else is as
        the run had it, and the model is that of the settings. Raises NotFoundError where the run
        or its document is gone, RequestError, StorageError.
        """
        request = request_again(queries.run(self.db, run_id), self.settings)
        return self.start(replace(request, **changes), by)

    def resume(self, run_id: int, by: str = PYTHON) -> None:
        """Go on with a run that stopped before its end; what is stored is not done again.

        Does nothing for a run that is under way, here or elsewhere. Raises NotFoundError,
        StorageError, and RequestError for a run that is over or still about to stop, or that the
        settings of now do not fit.
        """
        run = queries.run(self.db, run_id)
        if run.is_live and (live := self._live.get(run_id)) and live.control.stop.is_set():
            raise RequestError(f"Run {run_id} is about to stop. Resume it in a moment.")
        if run.status in OVER_STATUSES:
            raise RequestError(
                f"Run {run_id} is over ({run.status}). Retry its failed nodes, or run it again."
            )
        check_settings(run, self.settings)
        self._take_up(run_id, UNFINISHED_STATUSES, by, "resumed")

    def retry(self, run_id: int, by: str = PYTHON) -> None:
        """Do the nodes of a run that ended in error again, and no others.

        Does nothing for a run that is under way. Raises NotFoundError, StorageError, and
        RequestError where no node has failed or the settings of now do not fit.
        """
        run = queries.run(self.db, run_id)
        if run.is_live:
            return
        if not run.subtrees_error:
            raise RequestError(f"No node of run {run_id} has failed, so there is none to retry.")
        check_settings(run, self.settings)
        statuses = {*OVER_STATUSES, RunStatus.PAUSED}
        self._take_up(run_id, statuses, by, "failed nodes retried", retry=True)

    def pause(self, run_id: int, by: str = PYTHON) -> None:
        """Stop a run for now: calls under way come to their end, what is not done stays pending.

        One that was interrupted is then left alone, too. Does nothing for a run that is over or
        paused. Raises NotFoundError, StorageError.
        """
        if live := self._live.get(run_id):
            live.control.pause()
        run = queries.run(self.db, run_id)
        if run.is_live or run.is_interrupted:
            self._stop(run_id, Order.PAUSE, RunStatus.PAUSED, by)

    def cancel(self, run_id: int, by: str = PYTHON) -> None:
        """Stop a run for good: calls under way end, what is not done is cancelled.

        Does nothing for a run that is over. Raises NotFoundError, StorageError.
        """
        if live := self._live.get(run_id):
            live.control.cancel()
        if queries.run(self.db, run_id).status in UNFINISHED_STATUSES:
            self._stop(run_id, Order.CANCEL, RunStatus.CANCELLED, by)

    def is_live(self, run_id: int) -> bool:
        """Whether the run is under way in this process."""
        return self._live.get(run_id) is not None

    def live(self, run_id: int) -> LiveRun | None:
        """A run that is under way in this process, with what is known of it only here."""
        return self._live.get(run_id)

    def trouble(self, run_id: int) -> str:
        """What a run of this process waits for, in the analyst's words; empty where for nothing."""
        live = self._live.get(run_id)
        return live.books.trouble if live else ""

    def wait(self, run_id: int, seconds: float | None = None) -> bool:
        """Wait until the run is not under way here; false where that took too long."""
        if live := self._live.get(run_id):
            live.thread.join(seconds)
        return not self.is_live(run_id)

    def watch(self, *, resume: bool) -> None:
        """Look after runs whose process is gone, from now on; `resume` goes on with them, too."""
        self._resumes = resume
        self._watch.begin()

    def look_after_the_gone(self) -> None:
        """Find the runs whose process is gone, now. Raises StorageError."""
        self._ownership.look_after_the_gone()

    def stop_all(self, paused_by: PausedBy = PausedBy.SHUTDOWN) -> None:
        """Pause every run and end the model calls under way, within SHUTDOWN_SECONDS.

        All can be resumed; those paused by a shutdown go on by themselves.
        """
        self._watch.end()
        self.db.stop_waiting()
        if self._live.close(paused_by, self.model.close, SHUTDOWN_SECONDS):
            self._leave()

    def close(self) -> None:
        """Stop all runs so that they can be resumed, and close the database."""
        self.stop_all()
        self.db.close()

    def _take_up(
        self,
        run_id: int,
        statuses: set[RunStatus] | frozenset[RunStatus],
        by: str,
        what: str,
        *,
        retry: bool = False,
    ) -> None:
        """Claim a run in one of these statuses and carry it out, unless somebody does."""
        first = records.retry_failed if retry else _nothing
        self.look_after_the_gone()
        with self._ownership.lock:
            if live := self._live.get(run_id):
                if queries.run(self.db, run_id).is_live:
                    return
                live.thread.join(LET_GO_SECONDS)  # it has let go of the run and is about to end
            if self.is_live(run_id):
                raise RequestError(f"Run {run_id} is about to stop. Try again in a moment.")
            if lease := self._ownership.claim(run_id, statuses, by, what, first):
                self._begin(lease)

    def _stop(self, run_id: int, order: Order, status: records.Stop, by: str) -> None:
        """Tell whoever works on the run; where nobody does end it."""
        if not self.is_live(run_id):
            self.look_after_the_gone()
        told = self.db.write_with_lock(lambda s: records.order(s, run_id, order, by))
        if not told:
            self._ownership.end_idle(run_id, UNFINISHED_STATUSES, status, by)

    def _begin(self, lease: Lease) -> None:
        self._live.begin(lease)
        self._watch.begin()

    def _execute(self, books: RunBooks, control: RunControl) -> None:
        execute_run(books, self.settings, self.model.client, control)

    def _obey(self) -> None:
        """Do with the runs of this process what others have ordered; stop those it has lost."""
        live = self._live.all()
        if not live:
            return
        orders = queries.orders(self.db, self._presence.token)
        for run_id, run in live.items():
            if run_id not in orders:
                run.control.interrupt(PausedBy.INTERRUPTION)
            elif orders[run_id] is Order.PAUSE:
                run.control.pause()
            elif orders[run_id] is Order.CANCEL:
                run.control.cancel()

    def _beat(self) -> None:
        """Show that this process lives, and go on with runs whose process does not."""
        worked = {run_id: run.books.worked_seconds for run_id, run in self._live.all().items()}
        if worked:
            self.db.write_with_lock(lambda s: records.beat(s, self._presence.token, worked))
        self.look_after_the_gone()
        if self._resumes:
            for run_id in queries.idle_runs(self.db, MOST_INTERRUPTIONS):
                self._resume_by_itself(run_id)

    def _resume_by_itself(self, run_id: int) -> None:
        """Go on with a run that was interrupted, or note why that cannot be.

        One whose document lies on another machine is left to that.
        """
        sha256 = queries.run(self.db, run_id).document_sha256
        if self._live.are_closing or not is_kept(sha256, self.settings):
            return
        try:
            self.resume(run_id, PROGRAM)
        except RequestError as error:
            paused = {RunStatus.PAUSED}
            self._ownership.end_idle(run_id, paused, RunStatus.PAUSED, PROGRAM, str(error))

    def _leave(self) -> None:
        """Take this process from the list of those that work on runs."""
        token, is_free = self._presence.token, False
        try:
            is_free = self.db.write_with_lock(lambda session: records.remove_holder(session, token))
        except StorageError as error:
            logger.warning("The next process will clear away after this one: %s", error)
        self._presence.leave(for_good=is_free)


def _nothing(*_: object) -> None:
    """Nothing needs to be done first."""


def open_runner(settings: Settings) -> Runner:
    """A runner over the database of the settings. Raises SettingsError, StorageError."""
    return Runner(settings, open_database(settings))
