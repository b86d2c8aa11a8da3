"""The one model client of a process, and what can be asked of it besides answers."""

import threading

from discovery.config import Settings
from discovery.facts.privacy import open_masker
from discovery.llm.client import ModelClient
from discovery.llm.probe import ProbeResult
from discovery.llm.traffic import Traffic
from discovery.processing.expectation import READ_BYTES, Expectation, expect, expect_by_size
from discovery.processing.questions import Questions
from discovery.processing.reading import DocumentContext
from discovery.processing.request import RunRequest
from discovery.processing.survey import survey
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager


class SharedModel:
    """Makes the model client when it is first needed, for all runs. Safe to share."""

    def __init__(self, settings: Settings, db: ThreadSafeDatabaseManager) -> None:
        self._settings = settings
        self._db = db
        self._lock = threading.Lock()
        self._client: ModelClient | None = None
        self._survey_lock = threading.Lock()
        self._last_survey: tuple[tuple[str, str], DocumentContext | None] = (("", ""), None)

    def client(self) -> ModelClient:
        """The client. Raises ModelRejectedError where the settings name no model."""
        with self._lock:
            if self._client is None:
                self._client = ModelClient(self._settings)
                self._recall_speed(self._client)
            return self._client

    def warm_up(self) -> None:
        """Load what the first run with a model would otherwise wait for."""
        if self._settings.provider != "none" and not self._settings.missing_model_settings:
            self.client().prepare()

    def expect(self, request: RunRequest) -> Expectation:
        """What a run would ask of the model and cost. Raises RequestError, StorageError.

        For a run that asks a model; nothing is asked and nothing leaves the machine.
        """
        client = self.client()
        if request.document.size > READ_BYTES:
            return expect_by_size(request, self._settings, client)
        surveyed = self._surveyed(request)
        return expect(request, surveyed, self._settings, self._db, client)

    def probe(self) -> ProbeResult:
        """Try the connection to the model with one tiny call."""
        return self.client().probe()

    def traffic(self) -> Traffic | None:
        """How the model calls of all runs flow now; None where no model was asked yet."""
        with self._lock:
            return self._client.traffic if self._client else None

    def close(self) -> None:
        """End the calls under way."""
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _surveyed(self, request: RunRequest) -> DocumentContext:
        """The survey of a document; that of the last one is kept, since ticks change often."""
        document, message = request.document, request.document.message
        harmless = request.free_text_is_harmless
        masker = open_masker(self._settings, self._db, text_is_harmless=harmless)
        with self._survey_lock:
            key, surveyed = self._last_survey
            if surveyed is None or key != (document.sha256, masker.policy.version):
                questions = Questions(
                    self._settings, message.name, message.spec_version or "", masker.policy.version
                )
                surveyed = survey(document, self._settings, threading.Event(), masker, questions)
                self._last_survey = (document.sha256, masker.policy.version), surveyed
            return surveyed

    def _recall_speed(self, client: ModelClient) -> None:
        """Begin with how fast the model answered in earlier runs."""
        for seconds, tokens in reversed(queries.call_speeds(self._db, self._settings.model_name)):
            client.speed.note(seconds, tokens)
