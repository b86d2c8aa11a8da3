"""The connection to a model; the only place that knows the openai package.

One `ModelClient` serves every thread and every run: connections are kept and reused. Source of
the protocol: https://platform.openai.com/docs/api-reference/chat/create
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from discovery.config import Settings
from discovery.errors import CancelledError, ModelAnswerError, ModelError, ModelRejectedError
from discovery.llm.dialect import Dialect, Message, first_dialect
from discovery.llm.loop import BackgroundLoop
from discovery.llm.probe import (
    PROBE_QUESTION,
    PROBE_SECONDS,
    PROBE_TOKENS,
    ProbeAnswer,
    ProbeResult,
    probe_failed,
    probe_worked,
)
from discovery.llm.refusals import (
    ProviderRefusedError,
    Refusal,
    Target,
    refusal_error,
    too_slow_error,
    unreachable_error,
)
from discovery.llm.replies import (
    Answer,
    Completion,
    ModelReply,
    correction,
    read_answer,
    read_completion,
    reply_of,
)
from discovery.llm.retries import retrying

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

# A cut answer asked for again gets this many times the room: reasoning counts as answer, too.
_MORE_ROOM = 4
# Local servers want no key, but the SDK does.
_NO_KEY = "none"


@dataclass(slots=True)
class _Asking:
    """The state of one `ask`: how to stop it, and what it has cost so far."""

    stop: threading.Event
    retries: int
    seconds: float
    calls: int = 0
    completions: list[Completion] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise CancelledError("The call to the model was stopped while it waited to retry.")


class ModelClient:
    """Asks the configured model, from as many threads as you like.

    Nothing connects before the first call. `close` ends calls that are under way.
    """

    def __init__(self, settings: Settings) -> None:
        """Raises ModelRejectedError when the settings name no model."""
        if settings.provider == "none":
            raise ModelRejectedError("No model is configured. Name one in Settings or in .env.")
        self._settings = settings
        self._target = Target.of(settings)
        self._lock = threading.Lock()
        self._dialect = first_dialect(settings)
        self._dialect_proven = False
        self._loop = BackgroundLoop()
        self._sdk: AsyncOpenAI | None = None

    def ask(
        self,
        messages: Sequence[Message],
        schema: type[Answer],
        *,
        max_tokens: int = 1000,
        stop: threading.Event | None = None,
    ) -> ModelReply[Answer]:
        """Ask for an answer in `schema` of at most `max_tokens` tokens.

        Args:
            messages: chat messages, the fixed instructions first.
            schema: the shape of the answer; pydantic checks it again.
            max_tokens: room for the answer; the provider's quota is charged with it.
            stop: ends the call and any waiting as soon as it is set.

        Raises:
            ModelUnavailableError: not reachable, too slow or too busy, after all retries.
            ModelRejectedError: key, model or address is wrong: no call will pass.
            ModelAnswerError: cut, malformed, wrong-shaped, refused or empty, twice.
            ModelError: this question is too big for the model.
            CancelledError: `stop` was set, or the client was closed.
        """
        asking = _Asking(
            stop or threading.Event(),
            self._settings.max_llm_retries,
            self._settings.llm_timeout_seconds,
        )
        started = time.perf_counter()
        try:
            answer = self._answer(messages, schema, max_tokens, asking)
        except ModelError as error:
            error.attempts = asking.calls
            raise
        return reply_of(answer, asking.completions, asking.calls, _since(started))

    def probe(self) -> ProbeResult:
        """Try the connection with one small call, without retries."""
        seconds = min(self._settings.llm_timeout_seconds, PROBE_SECONDS)
        asking = _Asking(threading.Event(), retries=0, seconds=seconds)
        started = time.perf_counter()
        try:
            self._answer(PROBE_QUESTION, ProbeAnswer, PROBE_TOKENS, asking)
        except ModelError as error:
            return probe_failed(error, bool(asking.completions), _since(started))
        return probe_worked(self._target, self._dialect, _since(started))

    def close(self) -> None:
        """End every call under way (their callers get CancelledError) and all connections."""
        self._loop.close(self._close_sdk)

    def _answer(
        self, messages: Sequence[Message], schema: type[Answer], max_tokens: int, asking: _Asking
    ) -> Answer:
        """Ask; where the answer is unusable ask once more and name the error."""
        completion = self._complete(messages, schema, max_tokens, asking)
        try:
            return read_answer(completion, schema)
        except ModelAnswerError as error:
            room = max_tokens * (_MORE_ROOM if completion.finish_reason == "length" else 1)
            again = [*messages, correction(error)]
        return read_answer(self._complete(again, schema, room, asking), schema)

    def _complete(
        self,
        messages: Sequence[Message],
        schema: type[BaseModel],
        max_tokens: int,
        asking: _Asking,
    ) -> Completion:
        """One completion, in the dialect known or found to work for this server."""
        dialect = self._dialect
        tried = {dialect}
        again = retrying(asking.retries, asking.sleep)
        while True:
            parameters = dialect.parameters(messages, schema, max_tokens)
            try:
                completion = again(self._send, parameters, asking)
            except ProviderRefusedError as error:
                other = self._other_dialect(dialect, error)
                if other is None or other in tried:
                    raise
                tried.add(other)
                dialect = other
            else:
                self._learn(dialect)
                return completion

    def _other_dialect(self, dialect: Dialect, error: ProviderRefusedError) -> Dialect | None:
        """Another dialect is worth a trial only for a bad request, and while none has worked.

        Where another thread has found one that works in the meantime, that is the one.
        """
        if error.status not in (400, 422):
            return None
        with self._lock:
            return self._dialect if self._dialect_proven else dialect.instead(error.complaint)

    def _learn(self, dialect: Dialect) -> None:
        with self._lock:
            if not self._dialect_proven:
                self._dialect, self._dialect_proven = dialect, True

    def _send(self, parameters: dict[str, Any], asking: _Asking) -> Completion:
        if asking.stop.is_set():
            raise CancelledError("The call to the model was stopped before it began.")
        asking.calls += 1
        sdk = self._connected()
        try:
            text = self._loop.run(lambda: self._post(sdk, parameters), asking.seconds, asking.stop)
        except TimeoutError:
            raise too_slow_error(asking.seconds) from None
        completion = read_completion(text)
        asking.completions.append(completion)
        return completion

    async def _post(self, sdk: "AsyncOpenAI", parameters: dict[str, Any]) -> str:
        """The body of the answer; failures as our own errors, without the SDK's texts."""
        import openai

        try:
            response = await sdk.chat.completions.with_raw_response.create(
                model=self._target.model, **parameters
            )
        except openai.APIStatusError as error:
            raise refusal_error(_refusal(error), self._target) from None
        except openai.APITimeoutError:
            raise too_slow_error(self._settings.llm_timeout_seconds) from None
        except openai.APIConnectionError as error:
            raise unreachable_error(self._target, str(error.__cause__)) from None
        return str(response.text)

    def _connected(self) -> "AsyncOpenAI":
        """The SDK's client, made at the first call: importing it takes most of a second."""
        with self._lock:
            if self._sdk is None:
                self._sdk = _sdk_client(self._settings)
            return self._sdk

    async def _close_sdk(self) -> None:
        if self._sdk is not None:
            await self._sdk.close()


def _sdk_client(settings: Settings) -> "AsyncOpenAI":
    """The SDK's client, its own retries off; proxies and certificates as its defaults are."""
    import openai

    if settings.provider == "azure":
        return openai.AsyncAzureOpenAI(
            azure_endpoint=settings.azure_openai_endpoint,
            api_key=settings.azure_openai_api_key.get_secret_value(),
            api_version=settings.openai_api_version,
            timeout=settings.llm_timeout_seconds,
            max_retries=0,
        )
    return openai.AsyncOpenAI(
        api_key=settings.openai_api_key.get_secret_value() or _NO_KEY,
        base_url=settings.openai_base_url or None,
        timeout=settings.llm_timeout_seconds,
        max_retries=0,
    )


def _refusal(error: "APIStatusError") -> Refusal:
    body = error.body if isinstance(error.body, dict) else {}
    complaint = str(body.get("message") or "")
    return Refusal(error.status_code, error.code or "", complaint, error.response.headers)


def _since(started: float) -> int:
    """Milliseconds since `started`, a `time.perf_counter()`."""
    return round((time.perf_counter() - started) * 1000)
