"""What the log is told of each call to the model: exact, complete, priced, and without the key."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import BaseModel, field_validator

from discovery.config import Settings
from discovery.errors import (
    BudgetReachedError,
    CancelledError,
    ModelAnswerError,
    ModelError,
    ModelPausedError,
    ModelUnavailableError,
    SectionTooBigError,
)
from discovery.llm.client import ModelClient
from discovery.llm.replies import read_completion
from tests.llm.settings import (
    KEY,
    FakeTime,
    RecordedLog,
    RecordedStop,
    azure_settings_for,
    settings_for,
)
from tests.support.model_server import Fault, ModelServer, every, first

QUESTION = [
    {"role": "system", "content": "You read outlines. Answer in JSON."},
    {"role": "user", "content": '[1] Pax\n [2] GivenName = [GIVEN_NAME_1] Zoë 日本 \\ "x"'},
]
PRICES = {"llm_price_input": 2.0, "llm_price_cached_input": 0.5, "llm_price_output": 8.0}


class Reading(BaseModel):
    summary: str
    evidence: list[int]


def ask(settings: Settings, closing: list[ModelClient], log: RecordedLog, **more: Any) -> Any:
    """Ask the question without sitting out any wait between tries."""
    closing.append(ModelClient(settings))
    stop = more.pop("stop", None) or RecordedStop()
    return closing[-1].ask(QUESTION, Reading, **{"stop": stop, "log": log, **more})


def failed(settings: Settings, closing: list[ModelClient], **more: Any) -> RecordedLog:
    """The log of a question that ends in an error."""
    log = RecordedLog()
    with pytest.raises(ModelError):
        ask(settings, closing, log, **more)
    return log


@pytest.mark.parametrize("make", [settings_for, azure_settings_for])
@pytest.mark.parametrize("kind", ["503", "malformed", "400"])
def test_what_was_sent_is_the_text_on_the_wire(make: Any, kind: Any, closing: Any) -> None:
    log = RecordedLog()
    with ModelServer(rule=first(1, kind)) as server:
        ask(make(server), closing, log)
        arrived = [request.raw for request in server.requests]
    assert [call.sent.encode() for call in log.calls] == arrived
    assert len(arrived) == 2


def test_a_good_call_is_told_whole(closing: Any) -> None:
    log = RecordedLog()
    with ModelServer() as server:
        reply = ask(settings_for(server, **PRICES), closing, log)
    (call,) = log.calls
    usage = json.loads(call.reply)["usage"]
    assert json.loads(call.reply)["choices"][0]["message"]["content"] == reply.raw
    assert (call.problem, call.finish_reason) == ("", "stop")
    assert (call.prompt_tokens, call.completion_tokens, call.cached_tokens) == (
        usage["prompt_tokens"],
        usage["completion_tokens"],
        usage["prompt_tokens_details"]["cached_tokens"],
    )
    fresh = call.prompt_tokens - call.cached_tokens
    cost = (fresh * 2.0 + call.cached_tokens * 0.5 + call.completion_tokens * 8.0) / 1_000_000
    assert call.cost_usd == pytest.approx(cost)
    assert call.started_at.utcoffset() is not None


def test_the_log_is_told_in_the_thread_that_asks(closing: Any) -> None:
    log = RecordedLog()
    with ModelServer(rule=first(2, "503")) as server:
        ask(settings_for(server), closing, log)
    assert log.threads == {threading.current_thread().name}
    assert len(log.costs) == len(log.told) == 3


ANSWERED = {
    "cut": "was cut",
    "malformed": "is malformed",
    "wrong_shape": "wrong shape",
    "refusal": "refused to answer",
    "filtered": "content filter",
    "empty": "is empty",
}


@pytest.mark.parametrize(("kind", "words"), ANSWERED.items())
def test_an_answer_that_cannot_be_used_is_kept_and_paid_for(
    kind: Any, words: str, closing: Any
) -> None:
    with ModelServer(rule=first(99, kind)) as server:
        log = failed(settings_for(server, **PRICES), closing)
    assert len(log.told) == 5
    for call in log.calls:
        assert words in call.problem
        assert call.prompt_tokens == json.loads(call.reply)["usage"]["prompt_tokens"] > 0
        assert call.cost_usd


REFUSED = {
    "400": "Fault 400",
    "401": "does not accept the API key",
    "402": "no credit",
    "403": "does not allow this key",
    "404": "knows no model",
    "429": "takes no more requests",
    "500": "a fault of its own",
    "too_long": "too big for the model",
}


@pytest.mark.parametrize(("kind", "words"), REFUSED.items())
def test_a_refusal_is_kept_and_costs_nothing(kind: Any, words: str, closing: Any) -> None:
    with ModelServer(rule=first(99, kind)) as server:
        settings = settings_for(server, **PRICES, max_llm_retries=0, llm_node_timeout_seconds=1.0)
        log = failed(settings, closing)
    for call in log.calls:
        assert words in call.problem
        assert "error" in json.loads(call.reply)
        assert (call.prompt_tokens, call.completion_tokens, call.cost_usd) == (0, 0, 0.0)


@pytest.mark.parametrize("make", [settings_for, azure_settings_for])
def test_a_redirect_is_not_followed(make: Any, closing: Any) -> None:
    """What is sent goes to the address in the settings, and to no other."""
    with ModelServer(rule=first(9, "307", Location="/v1/chat/completions")) as server:
        log = failed(make(server), closing)
        assert len(server.requests) == 1
    (call,) = log.calls
    assert "points to another address" in call.problem


def test_a_reply_of_something_else_tells_no_tokens(closing: Any) -> None:
    with ModelServer(rule=first(99, "not_json")) as server:
        log = failed(settings_for(server, max_llm_retries=0, **PRICES), closing)
    (call,) = log.calls
    assert (call.reply, call.cost_usd) == ("<html>a proxy's page</html>", None)
    assert "not a model server" in call.problem


@pytest.mark.parametrize("told", [-5, 10**30, 1.5, "12", None, [7]])
def test_a_number_of_tokens_that_cannot_be_is_none(told: Any) -> None:
    """A database takes no number of any size; the call must be on record all the same."""
    reply = {"choices": [{"message": {"content": "{}"}}], "usage": {"prompt_tokens": told}}
    assert read_completion(json.dumps(reply)).prompt_tokens == 0


def test_a_reply_that_tells_no_tokens_has_no_known_cost(closing: Any) -> None:
    log = RecordedLog()
    with ModelServer(rule=first(1, "no_usage")) as server:
        ask(settings_for(server, **PRICES), closing, log)
    assert (log.calls[0].prompt_tokens, log.calls[0].cost_usd) == (0, None)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("hang", "within 0.3 seconds"), ("trickle", "within 0.3 seconds"), ("reset", "be reached")],
)
def test_a_call_without_a_reply_counts_the_prompt_it_reserved(
    kind: Any, words: str, closing: Any
) -> None:
    with ModelServer(rule=first(99, kind)) as server:
        settings = settings_for(server, **PRICES, llm_timeout_seconds=0.3, max_llm_retries=1)
        log = failed(settings, closing)
        assert [call.sent.encode() for call in log.calls] == [r.raw for r in server.requests]
    for call, cost in zip(log.calls, log.costs, strict=True):
        assert words in call.problem
        assert (call.reply, call.prompt_tokens, call.completion_tokens) == ("", cost.prompt, 0)
        assert call.cost_usd == pytest.approx(cost.prompt * 2.0 / 1_000_000)


def test_a_call_that_reached_nobody_costs_nothing(closing: Any) -> None:
    with ModelServer() as server:
        settings = settings_for(server, **PRICES, max_llm_retries=1)
    log = failed(settings, closing)
    assert [(call.prompt_tokens, call.cost_usd) for call in log.calls] == [(0, 0.0)] * 2
    assert "cannot be reached" in log.calls[0].problem


@pytest.mark.parametrize("how", ["stop", "close"])
def test_a_call_stopped_under_way_is_told_as_stopped(how: str, closing: Any) -> None:
    log, stop = RecordedLog(), threading.Event()
    with ModelServer(rule=first(9, "hang")) as server, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, settings_for(server), closing, log, stop=stop)
        assert server.wait_for_requests(1)
        stop.set() if how == "stop" else closing[0].close()
        with pytest.raises(CancelledError):
            asked.result(timeout=10)
        assert log.calls[0].sent.encode() == server.requests[0].raw
    (call,) = log.told
    assert call
    assert (call.reply, call.problem) == ("", "stopped")
    assert call.prompt_tokens == log.costs[0].prompt


def test_a_call_stopped_while_it_waits_for_its_turn_never_left(closing: Any) -> None:
    log, stop = RecordedLog(), threading.Event()
    with ModelServer(rule=first(9, "hang")) as server, ThreadPoolExecutor(2) as pool:
        client = ModelClient(settings_for(server, max_parallel_nodes=1))
        under_way = pool.submit(client.ask, QUESTION, Reading)
        assert server.wait_for_requests(1)
        waiting = pool.submit(client.ask, QUESTION, Reading, stop=stop, log=log)
        while not client.traffic.waiting:
            assert not waiting.done()
        stop.set()
        with pytest.raises(CancelledError):
            waiting.result(timeout=10)
        client.close()
        assert isinstance(under_way.exception(timeout=10), CancelledError)
        assert len(server.requests) == 1
    assert (len(log.costs), log.told) == (1, [None])


def test_a_call_that_the_limits_hold_back_never_left(closing: Any) -> None:
    log = RecordedLog()
    with ModelServer(rule=first(9, "429", Retry_After="5000")) as server:
        with pytest.raises(ModelPausedError):
            ask(settings_for(server), closing, log)
        assert len(server.requests) == 1
    refused, held_back = log.told
    assert refused
    assert held_back is None


def test_no_call_is_made_beyond_the_budget(closing: Any) -> None:
    log = RecordedLog(leave=2)
    with ModelServer(rule=first(9, "503")) as server:
        with pytest.raises(BudgetReachedError):
            ask(settings_for(server), closing, log)
        assert len(server.requests) == len(log.told) == 2


def test_an_error_of_our_own_is_told_too(closing: Any) -> None:
    class Broken(Reading):
        @field_validator("summary")
        @classmethod
        def _break(cls, value: str) -> str:
            raise ZeroDivisionError

    log = RecordedLog()
    with ModelServer() as server:
        closing.append(ModelClient(settings_for(server)))
        with pytest.raises(ZeroDivisionError):
            closing[0].ask(QUESTION, Broken, log=log)
    assert "a fault in the program (ZeroDivisionError)" in log.calls[0].problem


def test_waiting_for_a_turn_is_no_part_of_the_duration(closing: Any) -> None:
    log, fake = RecordedLog(), FakeTime()
    with ModelServer(rule=first(1, "429", Retry_After="7")) as server:
        closing.append(ModelClient(settings_for(server), fake.clock, fake.sleep))
        closing[0].ask(QUESTION, Reading, stop=fake, log=log)  # type: ignore[arg-type]
    assert round(fake.elapsed, 6) >= 7
    assert [call.duration_ms for call in log.calls] == [0, 0]


def test_time_under_way_is_the_duration(closing: Any) -> None:
    log = RecordedLog()
    with ModelServer(latency=0.1) as server:
        ask(settings_for(server), closing, log)
    assert log.calls[0].duration_ms >= 90


@pytest.mark.parametrize("kind", ["malformed", "cut", "wrong_shape", "empty", "refusal"])
def test_an_unusable_answer_is_asked_for_again_only_where_wanted(kind: Any, closing: Any) -> None:
    log = RecordedLog()
    with ModelServer(rule=first(1, kind)) as server:
        with pytest.raises(ModelAnswerError):
            ask(settings_for(server), closing, log, again=False)
        assert len(server.requests) == len(log.calls) == 1


def test_a_passing_fault_is_tried_again_all_the_same(closing: Any) -> None:
    with ModelServer(rule=first(1, "503")) as server:
        assert ask(settings_for(server), closing, RecordedLog(), again=False).answer.evidence


TOO_BIG = {
    "context": Fault("too_long"),
    "llama.cpp": Fault(
        "400", message="the request exceeds the available context size, try increasing it"
    ),
    "body": Fault("413"),
    "minute": Fault("429", message="Request too large for gpt-4.1-mini on tokens per min (TPM)"),
}


@pytest.mark.parametrize("fault", TOO_BIG.values(), ids=TOO_BIG)
def test_a_question_too_big_is_told_apart(fault: Fault, closing: Any) -> None:
    with ModelServer(rule=lambda _: fault) as server:
        with pytest.raises(SectionTooBigError):
            ask(settings_for(server), closing, RecordedLog())
        assert len(server.requests) == 1


def test_a_question_that_fits_the_context_passes(closing: Any) -> None:
    with ModelServer(context_tokens=1000) as server:
        assert ask(settings_for(server), closing, RecordedLog(), max_tokens=500)
        with pytest.raises(SectionTooBigError):
            ask(settings_for(server), closing, RecordedLog(), max_tokens=1000)


def test_speed_is_learned_from_answered_calls_only(closing: Any) -> None:
    fake = FakeTime()
    with ModelServer(rule=first(3, "503")) as server:
        settings = settings_for(server, max_llm_retries=0)
        client = ModelClient(settings, fake.clock, fake.sleep)
        closing.append(client)
        supposed = client.speed.seconds(60)
        for _ in range(3):
            with pytest.raises(ModelUnavailableError):
                client.ask(QUESTION, Reading)
        assert client.speed.seconds(60) == supposed
        client.ask(QUESTION, Reading)
        assert client.speed.seconds(60) == 0.0


def test_without_a_log_everything_works_alike(closing: Any) -> None:
    with ModelServer(rule=every(2, "503")) as server:
        closing.append(ModelClient(settings_for(server)))
        for _ in range(3):
            closing[0].ask(QUESTION, Reading, stop=RecordedStop())  # type: ignore[arg-type]


CANARIES = {
    "401": None,
    "400 echoing": Fault("400", message=f"bad request by {KEY} or {KEY[:-2]}** or sk-***mnop"),
    "500 echoing": Fault("500", message=f"key {KEY[:-2]}xy failed"),
    "429 echoing": Fault("429", message=f"slow down, {KEY}", code="rate_limit_exceeded"),
    "page echoing": Fault("not_json", message=f"Authorization: Bearer {KEY}"),
}


@pytest.mark.parametrize("make", [settings_for, azure_settings_for])
@pytest.mark.parametrize("fault", CANARIES.values(), ids=CANARIES)
def test_the_key_is_nowhere(fault: Fault | None, make: Any, closing: Any, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    log = RecordedLog()
    rule = (lambda _: fault) if fault else ()
    with ModelServer(key=KEY if fault else "another", rule=rule) as server:
        settings = make(server, max_llm_retries=1, llm_node_timeout_seconds=0.01)
        with pytest.raises(ModelError) as raised:
            ask(settings, closing, log)
    assert log.calls
    texts = [text for call in log.calls for text in (call.sent, call.reply, call.problem)]
    for text in (*texts, str(raised.value), getattr(raised.value, "raw", ""), caplog.text):
        assert KEY[:16] not in text
        assert "mnop" not in text


def test_an_echo_of_the_key_is_taken_out_of_a_good_reply(closing: Any) -> None:
    class Quoting(BaseModel):
        quote: str

    log = RecordedLog()
    with ModelServer() as server:
        closing.append(ModelClient(settings_for(server)))
        asked = [{"role": "user", "content": f"[1] Remark = {KEY}"}]
        reply = closing[0].ask(asked, Quoting, log=log)
    assert reply.answer.quote == "(key)"
    assert KEY not in log.calls[0].reply + reply.raw
