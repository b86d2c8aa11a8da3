"""The client within a provider's limits, over a real HTTP server whose time and ours jump."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import BaseModel

from discovery.config import Settings
from discovery.errors import CancelledError, ModelError, ModelUnavailableError
from discovery.llm.client import ModelClient
from tests.llm.settings import FakeTime, RecordedStop, azure_settings_for, settings_for
from tests.support.model_quota import Quota
from tests.support.model_server import Fault, ModelServer, Request, every, first

NODES = 50
WORKERS = 10
# 1,100 characters a question: with 700 tokens of room, about what a node of a real order costs.
QUESTION = [{"role": "user", "content": "[1] PaxID = PAX1\n" + "x" * 1100}]


class Reading(BaseModel):
    summary: str


@contextmanager
def client_of(settings: Settings, fake: FakeTime | None = None) -> Iterator[ModelClient]:
    client = ModelClient(settings, fake.clock, fake.sleep) if fake else ModelClient(settings)
    try:
        yield client
    finally:
        client.close()


def ask_all(client: ModelClient) -> list[str]:
    """What came of each of 50 questions by 10 threads, which sit out no wait between tries."""

    stop = RecordedStop()

    def ask(_: int) -> str:
        try:
            return client.ask(QUESTION, Reading, max_tokens=700, stop=stop).answer.summary  # type: ignore[arg-type]
        except ModelError as error:
            return type(error).__name__

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(ask, range(NODES)))


@pytest.mark.parametrize("tells", ["openai", "azure"])
@pytest.mark.parametrize("make", [settings_for, azure_settings_for])
def test_limits_are_learned_from_the_headers_of_an_answer(make: Any, tells: Any) -> None:
    quota = Quota(tokens=200_000, requests=1200, tells=tells)
    with ModelServer(quota=quota) as server, client_of(make(server)) as client:
        assert (client.traffic.requests_per_minute, client.traffic.tokens_per_minute) == (0, 0)
        client.ask(QUESTION, Reading)
        traffic = client.traffic
    assert (traffic.requests_per_minute, traffic.tokens_per_minute) == (1200, 200_000)


@pytest.mark.parametrize(
    ("tells", "setting"), [("openai", 0), ("azure", 0), ("retry_after", 20_000)]
)
def test_no_node_is_lost_to_a_small_limit(tells: Any, setting: int) -> None:
    """20,000 tokens a minute are gone after 20 nodes; the rest comes as the allowance fills."""
    fake = FakeTime()
    quota = Quota(tokens=20_000, tells=tells, clock=fake.clock)
    with ModelServer(quota=quota) as server:
        settings = settings_for(server, llm_tokens_per_minute=setting)
        with client_of(settings, fake) as client:
            client.ask(QUESTION, Reading, max_tokens=700)
            answers = ask_all(client)
    assert answers == ["Summary of PaxID."] * NODES
    # Without headers the limit may be met once, by all calls under way. How well it is used is
    # seen at the gate: this clock jumps while requests travel.
    assert quota.refused <= WORKERS
    assert fake.elapsed > 60


def test_half_of_all_requests_refused_loses_no_node() -> None:
    fake = FakeTime()
    with (
        ModelServer(rule=every(2, "429")) as server,
        client_of(settings_for(server), fake) as client,
    ):
        answers = ask_all(client)
        assert client.traffic.concurrency < WORKERS
    assert answers == ["Summary of PaxID."] * NODES
    assert len(server.requests) >= 2 * NODES - 1


def test_half_of_all_requests_sent_away_for_a_while_loses_no_node() -> None:
    fake = FakeTime()
    rule = every(2, "429", retry_after_ms="1500")
    with ModelServer(rule=rule) as server, client_of(settings_for(server), fake) as client:
        assert ask_all(client) == ["Summary of PaxID."] * NODES


def test_a_refusal_says_nothing_about_the_call_and_uses_up_no_retry() -> None:
    fake = FakeTime()
    with ModelServer(rule=first(9, "429")) as server:
        settings = settings_for(server, max_llm_retries=0)
        with client_of(settings, fake) as client:
            client.ask(QUESTION, Reading, stop=fake)  # type: ignore[arg-type]
    assert len(server.requests) == 10


def test_refusals_that_never_end_do_at_the_time_limit_of_a_node() -> None:
    fake = FakeTime()
    with ModelServer(rule=first(9999, "429")) as server:
        settings = settings_for(server, llm_node_timeout_seconds=120)
        with (
            client_of(settings, fake) as client,
            pytest.raises(ModelUnavailableError, match="leave no room"),
        ):
            client.ask(QUESTION, Reading, stop=fake)  # type: ignore[arg-type]
    assert 60 <= fake.elapsed <= 120


def test_one_calls_pause_is_everyones() -> None:
    fake = FakeTime()
    with ModelServer(rule=first(1, "503", Retry_After="40")) as server:
        settings = settings_for(server, max_llm_retries=0)
        with client_of(settings, fake) as client:
            with pytest.raises(ModelUnavailableError):
                client.ask(QUESTION, Reading)
            assert client.traffic.pause_seconds == pytest.approx(40)
            client.ask(QUESTION, Reading)
    assert fake.elapsed == pytest.approx(40)


def test_a_request_too_large_for_any_minute_fails_alone_and_at_once() -> None:
    fault = Fault("429", message="Request too large for gpt: Limit 10000, Requested 12000")
    with ModelServer(rule=lambda _: fault) as server, client_of(settings_for(server)) as client:
        with pytest.raises(ModelError, match="larger than what the provider allows in a minute"):
            client.ask(QUESTION, Reading)
        assert len(server.requests) == 1


def test_cancelling_does_not_wait_for_a_pause() -> None:
    with ModelServer(rule=first(1, "503", Retry_After="500")) as server:
        settings = settings_for(server, max_llm_retries=0)
        with client_of(settings) as client, ThreadPoolExecutor(4) as pool:
            with pytest.raises(ModelUnavailableError):
                client.ask(QUESTION, Reading)
            stop = threading.Event()
            calls = [pool.submit(client.ask, QUESTION, Reading, stop=stop) for _ in range(4)]
            _wait_until(lambda: client.traffic.waiting == 4)
            stop.set()
            for call in calls:
                with pytest.raises(CancelledError):
                    call.result(timeout=10)
            _wait_until(lambda: client.traffic.waiting == 0)
        assert len(server.requests) == 1


def test_closing_ends_the_waiting_at_the_gate() -> None:
    with ModelServer(rule=first(1, "503", Retry_After="500")) as server:
        settings = settings_for(server, max_llm_retries=0)
        with client_of(settings) as client, ThreadPoolExecutor(1) as pool:
            with pytest.raises(ModelUnavailableError):
                client.ask(QUESTION, Reading)
            call = pool.submit(client.ask, QUESTION, Reading)
            _wait_until(lambda: client.traffic.waiting == 1)
            client.close()
            with pytest.raises(CancelledError):
                call.result(timeout=10)


def test_a_probe_does_not_queue() -> None:
    def hold(request: Request) -> Fault | None:
        return Fault("hang") if "PaxID" in request.text else None

    stop = threading.Event()
    with ThreadPoolExecutor(2) as pool, ModelServer(rule=hold) as server:
        one_at_a_time = settings_for(server, max_parallel_nodes=1)
        with client_of(one_at_a_time) as client:
            calls = [pool.submit(client.ask, QUESTION, Reading, stop=stop) for _ in range(2)]
            _wait_until(lambda: client.traffic.waiting == 1)
            assert client.probe().works
            stop.set()
            assert all(isinstance(call.exception(timeout=10), CancelledError) for call in calls)


def test_a_probe_respects_a_pause() -> None:
    rule = first(1, "429", Retry_After="30")
    with ModelServer(rule=rule) as server, client_of(settings_for(server)) as client:
        assert not client.probe().works
        assert "another 30 seconds" in client.probe().message
        assert len(server.requests) == 1


def test_the_workers_of_live_runs_bound_the_calls() -> None:
    with ModelServer(latency=0.02) as server, client_of(settings_for(server)) as client:
        with client.workers(2), client.workers(1), ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: client.ask(QUESTION, Reading), range(12)))
            assert client.traffic.workers == 3
        assert server.most_concurrent == 3
        client.ask(QUESTION, Reading)
        assert client.traffic.workers == 10


def test_time_outs_of_a_whole_round_halve_the_calls_and_answers_bring_them_back() -> None:
    with ModelServer(rule=first(WORKERS, "hang")) as server:
        settings = settings_for(server, llm_timeout_seconds=1, max_llm_retries=0)
        with client_of(settings) as client:
            with ThreadPoolExecutor(WORKERS) as pool:
                calls = [pool.submit(client.ask, QUESTION, Reading) for _ in range(WORKERS)]
            assert all(isinstance(call.exception(), ModelUnavailableError) for call in calls)
            assert client.traffic.concurrency == WORKERS // 2
            ask_all(client)
            assert client.traffic.concurrency == WORKERS


def _wait_until(reached: Any) -> None:
    """Let the other threads get so far; a healthy client needs a moment, never ten seconds."""
    pause = threading.Event()
    for _ in range(1000):
        if reached():
            return
        pause.wait(0.01)
    raise AssertionError("not reached")
