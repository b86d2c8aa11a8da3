"""The connection to a model; the only place that knows the openai package.

One `ModelClient` serves every thread and every run: connections are kept and reused. Source of
the protocol: https://platform.openai.com/docs/api-reference/chat/create
"""

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from discovery.config import Settings
from discovery.errors import CancelledError, ModelAnswerError, ModelError, ModelRejectedError
from discovery.llm.dialect import Message, SpokenDialect
from discovery.llm.gate import Clock, Gate, Patience, Sleep, Traffic, Turn
from discovery.llm.limits import cost_of
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
    ProviderBusyError,
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
from discovery.llm.retries import Asking, retrying

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

# A cut answer asked for again gets this many times the room: reasoning counts as answer, too.
_MORE_ROOM = 4
# Local servers want no key, but the SDK does.
_NO_KEY = "none"


class ModelClient:
    """Asks the configured model, from as many threads as you like, within the provider's limits.

    Nothing connects before the first call. `close` ends calls that are under way.
    """

    def __init__(
        self, settings: Settings, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep
    ) -> None:
        """Raises ModelRejectedError when the settings name no model, or not all it needs.

        `clock` and `sleep` are the time, in seconds, that limits and pauses go by.
        """
        if settings.provider == "none":
            raise ModelRejectedError("No model is configured. Name one in .env, then start again.")
        if missing := settings.missing_model_settings:
            raise ModelRejectedError(
                f"The model provider '{settings.provider}' needs {' and '.join(missing)}. "
                "Set what is missing in .env, then start again."
            )
        self._settings = settings
        self._target = Target.of(settings)
        self._lock = threading.Lock()
        self._dialect = SpokenDialect(settings)
        self._clock = clock
        self._gate = Gate(
            settings.llm_requests_per_minute,
            settings.llm_tokens_per_minute,
            settings.max_parallel_nodes,
            clock,
            sleep,
        )
        self._workers = 0
        self._numbers = itertools.count(1)
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
            ModelPausedError: the provider wants no call for longer than a node may take.
            ModelRejectedError: key, model or address is wrong: no call will pass.
            ModelAnswerError: cut, malformed, wrong-shaped, refused or empty, twice.
            ModelError: this question is too big for the model, or is refused while others pass.
            CancelledError: `stop` was set, or the client was closed.
        """
        asking = Asking(
            number=next(self._numbers),
            stop=stop or threading.Event(),
            retries=self._settings.max_llm_retries,
            call_seconds=self._settings.llm_timeout_seconds,
            node_seconds=self._settings.llm_node_timeout_seconds,
            clock=self._clock,
        )
        started = time.perf_counter()
        try:
            answer = self._answer(messages, schema, max_tokens, asking)
        except ModelError as error:
            error.attempts = asking.calls
            raise
        return reply_of(answer, asking.completions, asking.calls, _since(started))

    def prepare(self) -> None:
        """Load the SDK, which takes most of a second, before the first call needs it."""
        self._connected()

    def probe(self) -> ProbeResult:
        """Try the connection with one small call, without retries and without queueing."""
        seconds = min(self._settings.llm_timeout_seconds, PROBE_SECONDS)
        asking = Asking(
            number=next(self._numbers),
            stop=threading.Event(),
            retries=0,
            call_seconds=seconds,
            node_seconds=0,
            clock=self._clock,
        )
        started = time.perf_counter()
        try:
            self._answer(PROBE_QUESTION, ProbeAnswer, PROBE_TOKENS, asking)
        except ModelError as error:
            return probe_failed(error, bool(asking.completions), _since(started))
        return probe_worked(self._target, self._dialect.current, _since(started))

    @contextmanager
    def workers(self, count: int) -> Iterator[None]:
        """Let `count` more calls be under way at one time, while a run of so many workers lasts."""
        self._add_workers(count)
        try:
            yield
        finally:
            self._add_workers(-count)

    @property
    def traffic(self) -> Traffic:
        """How the calls of all runs flow at this moment, for the screen."""
        return self._gate.traffic()

    def close(self) -> None:
        """End every call under way (their callers get CancelledError) and all connections."""
        self._loop.close(self._close_sdk)

    def _answer(
        self, messages: Sequence[Message], schema: type[Answer], max_tokens: int, asking: Asking
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
        asking: Asking,
    ) -> Completion:
        """One completion, in the dialect known or found to work for this server."""
        dialect = self._dialect.current
        tried = {dialect}
        again = retrying(asking)
        while True:
            parameters = dialect.parameters(messages, schema, max_tokens)
            try:
                completion = again(self._send, parameters, max_tokens, asking)
            except ProviderRefusedError as error:
                other = self._dialect.instead(dialect, error)
                if other is None or other in tried:
                    raise self._dialect.cause(error) from None
                tried.add(other)
                dialect = other
            else:
                self._dialect.worked(dialect)
                return completion

    def _send(self, parameters: dict[str, Any], max_tokens: int, asking: Asking) -> Completion:
        if asking.stop.is_set():
            raise CancelledError("The call to the model was stopped before it began.")
        sdk = self._connected()
        return self._loop.run(lambda: self._call(sdk, parameters, max_tokens, asking), asking.stop)

    async def _call(
        self, sdk: "AsyncOpenAI", parameters: dict[str, Any], max_tokens: int, asking: Asking
    ) -> Completion:
        """One call, once it is its turn; its time limit runs from then on."""
        patience = Patience(
            asking.number, asking.until, asking.node_seconds, queue=asking.node_seconds > 0
        )
        async with self._gate.turn(cost_of(parameters, max_tokens), patience) as turn:
            asking.count_call()
            try:
                call = self._post(sdk, parameters, turn)
                text, headers = await asyncio.wait_for(call, asking.call_seconds)
            except TimeoutError:
                self._gate.timed_out()
                raise too_slow_error(asking.call_seconds) from None
            completion = read_completion(text)
            asking.completions.append(completion)
            self._gate.answered(turn, headers, completion)
        return completion

    async def _post(
        self, sdk: "AsyncOpenAI", parameters: dict[str, Any], turn: Turn
    ) -> tuple[str, Mapping[str, str]]:
        """Body and headers of the answer; failures as our own errors, without the SDK's texts."""
        import openai

        try:
            response = await sdk.chat.completions.with_raw_response.create(
                model=self._target.model, **parameters
            )
        except openai.APIStatusError as error:
            refusal = refusal_error(_refusal(error), self._target)
            if isinstance(refusal, ProviderBusyError):
                self._gate.refused(
                    turn, error.response.headers, refusal.status, refusal.retry_after
                )
            raise refusal from None
        except openai.APITimeoutError:
            raise TimeoutError from None
        except openai.APIConnectionError as error:
            raise unreachable_error(self._target, str(error.__cause__)) from None
        return str(response.text), response.headers

    def _add_workers(self, count: int) -> None:
        """All live runs together bound the calls under way; without a run, the setting does."""
        with self._lock:
            self._workers += count
            most = self._workers or self._settings.max_parallel_nodes
            self._loop.tell(lambda: self._gate.allow(most))

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
