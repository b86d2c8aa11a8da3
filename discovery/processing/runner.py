"""Runs in the background of a process: started, watched, stopped. No Streamlit in it."""

import logging
import sys
import threading

from discovery.config import Settings, load_settings
from discovery.documents.library import StoredDocument
from discovery.errors import RequestError, StorageError
from discovery.llm.client import ModelClient
from discovery.llm.gate import Traffic
from discovery.llm.probe import ProbeResult
from discovery.processing.expectation import READ_BYTES, Expectation, expect, expect_by_size
from discovery.processing.questions import Questions
from discovery.processing.reading import DocumentContext
from discovery.processing.request import RunRequest, record_run
from discovery.processing.survey import survey
from discovery.processing.workflow import RunControl, cancel_rest, execute_run
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.models import LIVE_RUN_STATUSES, RunStatus

SHUTDOWN_SECONDS = 4.0
UNFINISHED_STATUSES = frozenset({*LIVE_RUN_STATUSES, RunStatus.PAUSED})

_ANCHOR = "_assisted_discovery_runner"
_anchor_lock = threading.Lock()

logger = logging.getLogger(__name__)


class Runner:
    """Carries out runs on threads of its own, several at once, over one shared model client."""

    def __init__(self, settings: Settings, db: ThreadSafeDatabaseManager) -> None:
        self.settings = settings
        self.db = db
        self._lock = threading.Lock()
        self._live: dict[int, tuple[threading.Thread, RunControl]] = {}
        self._model: ModelClient | None = None
        self._survey_lock = threading.Lock()
        self._last_survey: tuple[str, DocumentContext | None] = ("", None)
        self._closing = False

    def start(self, request: RunRequest) -> int:
        """Record a run and carry it out in the background; return its id at once.

        Raises RequestError for a request that makes no sense, StorageError.
        """
        run_id = record_run(self.db, self.settings, request)
        self._launch(run_id)
        return run_id

    def resume(self, run_id: int) -> None:
        """Go on with a run that stopped before its end; what is stored is not done again.

        Does nothing for a run that is under way here. Raises NotFoundError, and RequestError for
        a run that is over or still about to stop.
        """
        run = queries.run(self.db, run_id)
        if run.status not in UNFINISHED_STATUSES:
            raise RequestError(f"Run {run_id} is over ({run.status}). Start a new run instead.")
        if (control := self._control(run_id)) and control.stop.is_set():
            raise RequestError(f"Run {run_id} is about to stop. Resume it in a moment.")
        self._launch(run_id)

    def cancel(self, run_id: int) -> None:
        """Stop a run for good: calls under way end, what is not done is cancelled.

        Does nothing for a run that is over. Raises NotFoundError, StorageError.
        """
        if control := self._control(run_id):
            control.cancel()
        elif queries.run(self.db, run_id).status in UNFINISHED_STATUSES:
            cancel_rest(self.db, run_id)

    def pause(self, run_id: int) -> None:
        """Stop a run for now: calls under way end, what is not done stays pending."""
        if control := self._control(run_id):
            control.pause()

    def is_live(self, run_id: int) -> bool:
        """Whether the run is under way in this process."""
        with self._lock:
            return run_id in self._live

    def wait(self, run_id: int, seconds: float | None = None) -> bool:
        """Wait until the run is not under way here; false where that took too long."""
        with self._lock:
            thread, _ = self._live.get(run_id, (None, None))
        if thread is not None:
            thread.join(seconds)
        return not self.is_live(run_id)

    def warm_up(self) -> None:
        """Load what the first run with a model would otherwise wait for."""
        if self.settings.provider != "none" and not self.settings.missing_model_settings:
            self._shared_model().prepare()

    def expect(self, request: RunRequest) -> Expectation:
        """What a run would ask of the model and cost. Raises RequestError, StorageError.

        For a run that asks a model; nothing is asked and nothing leaves the machine.
        """
        model = self._shared_model()
        if request.document.size > READ_BYTES:
            return expect_by_size(request, self.settings, model)
        return expect(request, self._surveyed(request.document), self.settings, self.db, model)

    def probe_model(self) -> ProbeResult:
        """Try the connection to the model with one tiny call."""
        return self._shared_model().probe()

    def traffic(self) -> Traffic | None:
        """How the model calls of all runs flow now; None where no model was asked yet."""
        with self._lock:
            return self._model.traffic if self._model else None

    def stop_all(self) -> None:
        """Pause every run and end the model calls under way; all can be resumed."""
        with self._lock:
            self._closing = True
            live = list(self._live.values())
            model = self._model
        for _, control in live:
            control.pause()
        if model is not None:
            model.close()
        for thread, _ in live:
            thread.join(SHUTDOWN_SECONDS)

    def close(self) -> None:
        """Stop all runs so that they can be resumed, and close the database."""
        self.stop_all()
        self.db.close()

    def _control(self, run_id: int) -> RunControl | None:
        """The way to stop a run that is under way here."""
        with self._lock:
            return self._live[run_id][1] if run_id in self._live else None

    def _launch(self, run_id: int) -> None:
        control = RunControl()
        thread = threading.Thread(
            target=self._carry_out, args=(run_id, control), name=f"Run-{run_id}", daemon=True
        )
        with self._lock:  # only a thread that has started can be waited for
            if run_id not in self._live and not self._closing:
                thread.start()
                self._live[run_id] = (thread, control)

    def _carry_out(self, run_id: int, control: RunControl) -> None:
        try:
            execute_run(run_id, self.db, self.settings, self._shared_model, control)
        except StorageError:
            logger.exception("Run %s could not be written to the database", run_id)
        finally:
            self.db.cleanup_session()
            with self._lock:
                del self._live[run_id]

    def _shared_model(self) -> ModelClient:
        with self._lock:
            if self._model is None:
                self._model = ModelClient(self.settings)
                self._recall_speed(self._model)
            return self._model

    def _surveyed(self, document: StoredDocument) -> DocumentContext:
        """The survey of a document; that of the last one is kept, since ticks change often."""
        with self._survey_lock:
            sha256, surveyed = self._last_survey
            if surveyed is None or sha256 != document.sha256:
                message = document.message
                questions = Questions(self.settings, message.name, message.spec_version or "")
                surveyed = survey(document, self.settings, questions)
                self._last_survey = document.sha256, surveyed
            return surveyed

    def _recall_speed(self, model: ModelClient) -> None:
        """Begin with how fast the model answered in earlier runs."""
        for seconds, tokens in reversed(queries.call_speeds(self.db, self.settings.model_name)):
            model.speed.note(seconds, tokens)


def open_runner(settings: Settings) -> Runner:
    """A runner over the database of the settings. Raises SettingsError, StorageError."""
    return Runner(settings, open_database(settings))


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
