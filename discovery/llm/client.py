"""The client of the configured model: asks, asks again, keeps account, and stays within limits.

One `ModelClient` serves every thread and every run: connections are kept and reused.
"""

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from discovery.config import Settings
from discovery.errors import CancelledError, ModelError, ModelRejectedError
from discovery.llm.calls import STOPPED, CallLog, NoLog
from discovery.llm.connection import Connection
from discovery.llm.dialect import Dialect, Message, SpokenDialect
from discovery.llm.exchange import Exchange, problem_of
from discovery.llm.loop import BackgroundLoop
from discovery.llm.pricing import Prices
from discovery.llm.probe import (
    PROBE_QUESTION,
    PROBE_SECONDS,
    PROBE_TOKENS,
    ProbeAnswer,
    ProbeResult,
    probe_failed,
    probe_worked,
)
from discovery.llm.query import Query
from discovery.llm.rate_limiter import Clock, RateLimiter, Sleep, WaitPolicy
from discovery.llm.reasoning import Reasoning
from discovery.llm.refusals import (
    ProviderBusyError,
    Target,
    too_slow_error,
)
from discovery.llm.replies import (
    Answer,
    Completion,
    ModelReply,
    UnusableAnswerError,
    read_answer,
    read_completion,
)
from discovery.llm.retries import Asking, never, retrying
from discovery.llm.speed import Speed
from discovery.llm.token_costs import Cost, cost_of
from discovery.llm.traffic import Traffic

# How often a question is asked whose answers cannot be used.
_TRIES = 5
# Of all that the model takes at once, reasoning is never given more than one part in so many.
_REASONING_SHARE = 2


class ModelClient:
    """Asks the configured model, from as many threads as you like, within the provider's limits.

    Nothing connects before the first call. `close` ends calls that are under way. `prices` are
    those of the model, `speed` and `reasoning` are what was learned from its answers.
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
        self.prices = Prices.of(settings)
        self.speed = Speed()
        self.reasoning = Reasoning(
            settings.llm_reasoning_tokens, settings.llm_context_tokens // _REASONING_SHARE
        )
        self._settings = settings
        self._target = Target.of(settings)
        self._connection = Connection(settings, self._target)
        self._lock = threading.Lock()
        self._dialect = SpokenDialect(settings)
        self._clock = clock
        self._limiter = RateLimiter(
            settings.llm_requests_per_minute,
            settings.llm_tokens_per_minute,
            settings.max_parallel_nodes,
            clock,
            sleep,
        )
        self._workers = 0
        self._numbers = itertools.count(1)
        self._loop = BackgroundLoop()

    def ask(
        self,
        messages: Sequence[Message],
        schema: type[Answer],
        *,
        max_tokens: int = 1000,
        stop: threading.Event | None = None,
        calls_may_end: Callable[[], bool] = never,
        log: CallLog | None = None,
        again: bool = True,
    ) -> ModelReply[Answer]:
        """Ask for an answer in `schema` of at most `max_tokens` tokens.

        Args:
            messages: chat messages, the fixed instructions first.
            schema: the shape of the answer; pydantic checks it again.
            max_tokens: room for the answer; the provider's quota is charged with it, and with
                what is added for the model's reasoning.
            stop: ends the call and any waiting as soon as it is set.
            calls_may_end: whether a call that has left may come to its end all the same.
            log: is asked before each HTTP call and told of it afterwards.
            again: ask up to four times again for an answer that cannot be used, while there is
                time, and name what was wrong.

        Raises:
            ModelUnavailableError: not reachable, too slow or too busy, after all retries.
            ModelPausedError: the provider wants no call for longer than a node may take, or
                `log` says that the budget is reached.
            ModelRejectedError: key, model or address is wrong: no call will pass.
            ModelAnswerError: cut, malformed, wrong-shaped, refused or empty, each time.
            SectionTooBigError: this question is too big for the model or the provider.
            ModelError: this question is refused while others pass.
            CancelledError: `stop` was set, or the client was closed.
        """
        query = Query(tuple(messages), schema, max_tokens)
        tries = _TRIES if again else 1
        return self._answer(query, self._asking(stop, calls_may_end, log), tries)

    def prepare(self) -> None:
        """Load the SDK and the list of prices, each most of a second, before a call needs them."""
        self._connection.open()
        self.prices.cost_usd(0, 0)

    def probe(self) -> ProbeResult:
        """Try the connection with a small question, as runs ask, but without waiting for a turn."""
        query = Query(tuple(PROBE_QUESTION), ProbeAnswer, PROBE_TOKENS)
        asking = replace(self._asking(), retries=0, node_seconds=PROBE_SECONDS, queue=False)
        started = time.perf_counter()
        try:
            self._answer(query, asking, _TRIES)
        except ModelError as error:
            return probe_failed(error, _since(started))
        return probe_worked(
            self._target, self._dialect.current, self.reasoning.measured, _since(started)
        )

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
        return self._limiter.traffic()

    def close(self) -> None:
        """End every call under way (their callers get CancelledError) and all connections."""
        self._loop.close(self._connection.close)

    def _asking(
        self,
        stop: threading.Event | None = None,
        calls_may_end: Callable[[], bool] = never,
        log: CallLog | None = None,
    ) -> Asking:
        return Asking(
            number=next(self._numbers),
            stop=stop or threading.Event(),
            calls_may_end=calls_may_end,
            log=log or NoLog(),
            retries=self._settings.max_llm_retries,
            call_seconds=self._settings.llm_timeout_seconds,
            node_seconds=self._settings.llm_node_timeout_seconds,
            clock=self._clock,
        )

    def _answer(self, query: Query[Answer], asking: Asking, tries: int) -> ModelReply[Answer]:
        """Ask; where the answer is unusable ask again while there is time, and name the error."""
        asked = query
        for _ in range(tries - 1):
            try:
                return self._in_its_dialect(asked, asking)
            except UnusableAnswerError as error:
                if asking.is_over:
                    raise
                asked = query.again(error, asked)
        return self._in_its_dialect(asked, asking)

    def _in_its_dialect(self, query: Query[Answer], asking: Asking) -> ModelReply[Answer]:
        """Ask, and again where a call may pass, in a dialect that the server understands."""
        again = retrying(asking)

        def ask(dialect: Dialect) -> ModelReply[Answer]:
            reply: ModelReply[Answer] = again(self._call, query, dialect, asking)
            return reply

        return self._dialect.speak(ask)

    def _call(self, query: Query[Answer], dialect: Dialect, asking: Asking) -> ModelReply[Answer]:
        """One call and what it answers."""
        query = query.with_room_for(self.reasoning.tokens)
        parameters = query.parameters(dialect)
        cost = cost_of(parameters, query.max_tokens)
        self._connection.open()
        with self._logged(cost, asking) as exchange:
            completion = self._loop.run(
                lambda: self._send(parameters, cost, asking, exchange),
                lambda: asking.must_end(has_left=exchange.has_left),
            )
            self._dialect.worked(dialect)
            return read_answer(completion, query.schema)

    @contextmanager
    def _logged(self, cost: Cost, asking: Asking) -> Iterator[Exchange]:
        """A call for which the log gives leave, and of which it is told whatever happens."""
        if asking.stop.is_set():
            raise CancelledError("The call to the model was stopped before it began.")
        asking.log.before(cost, asking.stop)
        exchange = Exchange(self._clock)
        problem = STOPPED
        try:
            yield exchange
            problem = ""
        except Exception as error:
            problem = problem_of(error)
            raise
        finally:
            asking.log.after(cost, exchange.record(cost, problem, self.prices))

    async def _send(
        self, parameters: dict[str, Any], cost: Cost, asking: Asking, exchange: Exchange
    ) -> Completion:
        """One call, once it is its turn; its time limit runs from then on."""
        pause = asking.node_seconds if asking.queue else 0.0
        policy = WaitPolicy(asking.number, asking.until, pause, asking.queue)
        async with self._limiter.acquire(cost, policy) as permit:
            asking.call_begins()
            post, seconds = self._connection.post(parameters, exchange), asking.seconds_left
            try:
                headers = await asyncio.wait_for(post, seconds)
            except TimeoutError:
                self._limiter.timed_out()
                raise too_slow_error(seconds) from None
            except ProviderBusyError as busy:
                if busy.status:
                    self._limiter.refused(permit, busy.headers, busy.status, busy.retry_after)
                raise
            completion = exchange.completion = read_completion(exchange.reply)
            self._limiter.answered(permit, headers, completion)
            self.reasoning.note(completion.reasoning_tokens, is_cut=completion.is_cut)
            self.speed.note(exchange.seconds, completion.completion_tokens)
        return completion

    def _add_workers(self, count: int) -> None:
        """All live runs together bound the calls under way; without a run, the setting does."""
        with self._lock:
            self._workers += count
            most = self._workers or self._settings.max_parallel_nodes
            self._loop.tell(lambda: self._limiter.allow(most))


def _since(started: float) -> int:
    """Milliseconds since `started`, a `time.perf_counter()`."""
    return round((time.perf_counter() - started) * 1000)
