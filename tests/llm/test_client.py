"""The model client over a real HTTP server on loopback, with real threads."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any

import pytest
from pydantic import BaseModel

from discovery.config import Settings
from discovery.errors import (
    CancelledError,
    ModelAnswerError,
    ModelError,
    ModelPausedError,
    ModelRejectedError,
    ModelUnavailableError,
    SectionTooBigError,
)
from discovery.llm.client import ModelClient
from tests.llm.settings import KEY, FakeTime, RecordedStop, azure_settings_for, settings_for
from tests.support.model_server import Fault, FaultKind, ModelServer, Request, failing, first

QUESTION = [
    {"role": "system", "content": "You read outlines. Answer in JSON."},
    {"role": "user", "content": "[1] Pax\n [2] PaxID = PAX1\n [3] PTC = ADT"},
]


class Reading(BaseModel):
    summary: str
    evidence: list[int]


def client_of(
    settings: Settings, closing: list[ModelClient], time: FakeTime | None = None
) -> ModelClient:
    client = ModelClient(settings, time.clock, time.sleep) if time else ModelClient(settings)
    closing.append(client)
    return client


def test_an_answer_arrives_in_the_shape_asked_for(closing: Any) -> None:
    with ModelServer(key=KEY) as server:
        reply = client_of(settings_for(server), closing).ask(QUESTION, Reading, max_tokens=77)
    assert reply.answer == Reading(summary="Summary of PaxID.", evidence=[2])
    assert reply.answer == Reading.model_validate_json(reply.raw)
    (request,) = server.requests
    body = request.body
    assert (body["model"], body["max_tokens"]) == ("test-model", 77)
    assert body["response_format"]["json_schema"]["strict"] is True


def test_azure_is_asked_by_deployment_with_its_own_key_header(closing: Any) -> None:
    with ModelServer(key=KEY) as server:
        reply = client_of(azure_settings_for(server), closing).ask(QUESTION, Reading)
        request = server.requests[0]
    assert reply.answer.evidence == [2]
    assert request.path.startswith("/openai/deployments/my-deployment/chat/completions?api-version")
    assert {name.lower(): value for name, value in request.headers.items()}["api-key"] == KEY
    assert "max_completion_tokens" in request.body


def test_a_local_server_needs_no_key(closing: Any) -> None:
    with ModelServer() as server:
        assert client_of(settings_for(server, openai_api_key=""), closing).ask(QUESTION, Reading)


def test_fifty_calls_over_ten_threads_all_arrive_on_few_connections(closing: Any) -> None:
    with ModelServer(latency=0.05) as server, ThreadPoolExecutor(10) as pool:
        client = client_of(settings_for(server), closing)
        replies = list(pool.map(lambda _: client.ask(QUESTION, Reading), range(50)))
        assert [reply.answer.evidence for reply in replies] == [[2]] * 50
        assert len(server.requests) == 50
        assert server.most_concurrent == 10
        assert server.connections <= 12


def test_threads_that_come_and_go_share_the_connections(closing: Any) -> None:
    with ModelServer() as server:
        client = client_of(settings_for(server), closing)
        for _ in range(10):
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(client.ask, QUESTION, Reading).result().answer.evidence == [2]
        assert (server.connections, len(server.requests)) == (1, 10)


@pytest.mark.parametrize("kind", ["500", "503", "reset"])
def test_faults_that_pass_are_tried_again(kind: Any, closing: Any) -> None:
    stop = RecordedStop()
    with ModelServer(rule=first(2, kind)) as server:
        client_of(settings_for(server), closing).ask(QUESTION, Reading, stop=stop)
    assert len(server.requests) == 3
    assert len(stop.waits) == 2
    assert 0 < stop.waits[0] < stop.waits[1] + 0.5


@pytest.mark.parametrize("status", [408, 409])
def test_time_outs_and_conflicts_told_by_the_server_are_tried_again(
    status: int, closing: Any
) -> None:
    with ModelServer(rule=lambda r: Fault(str(status)) if r.number == 1 else None) as server:  # type: ignore[arg-type]
        client_of(settings_for(server), closing).ask(QUESTION, Reading, stop=RecordedStop())
    assert len(server.requests) == 2


def test_a_fault_that_stays_ends_after_the_retries_in_plain_words(closing: Any) -> None:
    stop = RecordedStop()
    with ModelServer(rule=first(99, "503")) as server:
        client = client_of(settings_for(server, max_llm_retries=2), closing)
        with pytest.raises(ModelUnavailableError, match="fault of its own"):
            client.ask(QUESTION, Reading, stop=stop)
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        (lambda: {"Retry_After": "7"}, 7.0, 8.0),
        (lambda: {"retry_after_ms": "2500", "Retry_After": "7"}, 2.5, 3.5),
        (lambda: {"Retry_After": formatdate(9_999_999_999, usegmt=True)}, None, None),
        (lambda: {"Retry_After": formatdate(time.time() + 100, usegmt=True)}, 60.0, 101.0),
        (lambda: {"Retry_After": "soon"}, 0.0, 2.0),
    ],
)
def test_retry_after_is_obeyed(headers: Any, least: Any, most: Any, closing: Any) -> None:
    fake = FakeTime()
    with ModelServer(rule=first(1, "429", **headers())) as server:
        client = client_of(settings_for(server), closing, fake)
        if least is None:
            with pytest.raises(ModelPausedError, match="no more calls for another"):
                client.ask(QUESTION, Reading, stop=fake)
            assert len(server.requests) == 1
        else:
            client.ask(QUESTION, Reading, stop=fake)
            assert least <= round(fake.elapsed, 6) <= most


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("401", "OPENAI_API_KEY"),
        ("402", "no credit"),
        ("403", "Ask for access"),
        ("404", "LLM_MODEL"),
        ("400", "Fault"),
    ],
)
def test_requests_that_will_never_pass_end_at_once(kind: Any, words: str, closing: Any) -> None:
    with ModelServer(rule=first(99, kind)) as server:
        client = client_of(settings_for(server), closing)
        with pytest.raises(ModelRejectedError, match=words):
            client.ask(QUESTION, Reading, stop=RecordedStop())
    assert len(server.requests) == (4 if kind == "400" else 1)  # 400: each dialect once


def test_once_a_dialect_works_a_bad_request_is_not_tried_in_others(closing: Any) -> None:
    with ModelServer(rule=failing("poison", "400")) as server:
        client = client_of(settings_for(server), closing)
        client.ask(QUESTION, Reading)
        with pytest.raises(ModelError, match="refused this section") as raised:
            client.ask([{"role": "user", "content": "poison"}], Reading)
        assert len(server.requests) == 2
    assert not isinstance(raised.value, ModelRejectedError)


@pytest.mark.parametrize("make", [settings_for, azure_settings_for])
def test_a_wrong_key_is_told_without_any_part_of_it(make: Any, closing: Any, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    with ModelServer(key="another-key") as server:
        client = client_of(make(server), closing)
        with pytest.raises(ModelRejectedError, match="does not accept the API key") as raised:
            client.ask(QUESTION, Reading)
    for text in (str(raised.value), repr(client), repr(vars(client)), caplog.text):
        assert KEY[:12] not in text


def test_a_key_echoed_in_a_complaint_is_taken_out(closing: Any) -> None:
    fault = Fault("400", message=f"bad request by {KEY} or sk-proj-abcdef***xyz")
    with ModelServer(rule=lambda _: fault) as server:
        client = client_of(settings_for(server), closing)
        with pytest.raises(ModelRejectedError, match="bad request by") as raised:
            client.ask(QUESTION, Reading)
    assert "sk-" not in str(raised.value)


def test_no_credit_left_is_no_matter_of_waiting(closing: Any) -> None:
    def no_credit(request: Request) -> Fault:
        return Fault("429", message="quota", code="insufficient_quota")

    with ModelServer(rule=no_credit) as server:
        with pytest.raises(ModelRejectedError, match="no credit"):
            client_of(settings_for(server), closing).ask(QUESTION, Reading)
        assert len(server.requests) == 1


def test_a_question_too_big_fails_alone(closing: Any) -> None:
    with (
        ModelServer(rule=first(9, "too_long")) as server,
        pytest.raises(SectionTooBigError, match="too big"),
    ):
        client_of(settings_for(server), closing).ask(QUESTION, Reading)


SPOILED = {
    "cut": "was cut",
    "malformed": "is malformed",
    "wrong_shape": "wrong shape: summary: Field required",
    "refusal": "refused to answer",
    "filtered": "content filter",
    "empty": "is empty",
}


@pytest.mark.parametrize(("kind", "words"), SPOILED.items())
def test_unusable_answers_are_told_apart_and_kept(kind: Any, words: str, closing: Any) -> None:
    with (
        ModelServer(rule=first(99, kind)) as server,
        pytest.raises(ModelAnswerError, match=words) as raised,
    ):
        client_of(settings_for(server), closing).ask(QUESTION, Reading, max_tokens=100)
    rooms = [request.body["max_tokens"] for request in server.requests]
    assert rooms == ([100, 400, 1600, 1600, 1600] if kind == "cut" else [100] * 5)
    assert [len(request.body["messages"]) for request in server.requests] == [2, 3, 3, 3, 3]
    assert bool(raised.value.raw) is (kind not in ("empty", "filtered"))


def test_a_reply_that_is_no_completion_is_repeated_like_any_fault_that_may_pass(
    closing: Any,
) -> None:
    with ModelServer(rule=first(2, "not_json")) as server:
        client = client_of(settings_for(server), closing)
        assert client.ask(QUESTION, Reading, stop=RecordedStop()).answer
        assert len(server.requests) == 3


@pytest.mark.parametrize(("kind", "words"), SPOILED.items())
def test_an_unusable_answer_is_asked_again_with_its_error_named(
    kind: Any, words: str, closing: Any
) -> None:
    with ModelServer(rule=first(1, kind)) as server:
        client_of(settings_for(server), closing).ask(QUESTION, Reading, max_tokens=100)
    _, second = server.requests
    assert words in second.text
    assert second.body["messages"][:2] == QUESTION
    assert second.body["max_tokens"] == (400 if kind == "cut" else 100)


@pytest.mark.parametrize("kind", ["hang", "trickle"])
def test_a_server_that_hangs_or_trickles_holds_nobody(kind: Any, closing: Any) -> None:
    with ModelServer(rule=first(99, kind)) as server:
        client = client_of(settings_for(server, llm_timeout_seconds=0.3), closing)
        with pytest.raises(ModelUnavailableError, match=r"within 0\.3 seconds"):
            client.ask(QUESTION, Reading, stop=RecordedStop())
    assert len(server.requests) == 4


def test_a_call_that_hangs_once_is_made_again(closing: Any) -> None:
    with ModelServer(rule=first(1, "hang")) as server:
        client = client_of(settings_for(server, llm_timeout_seconds=1.0), closing)
        client.ask(QUESTION, Reading, stop=RecordedStop())
        assert len(server.requests) == 2


def test_stop_ends_a_call_under_way(closing: Any) -> None:
    stop = threading.Event()
    with ModelServer(rule=first(9, "hang")) as server, ThreadPoolExecutor(1) as pool:
        client = client_of(settings_for(server), closing)
        call = pool.submit(client.ask, QUESTION, Reading, stop=stop)
        assert server.wait_for_requests(1)
        stop.set()
        with pytest.raises(CancelledError):
            call.result(timeout=10)


def test_stop_ends_the_waiting_between_tries(closing: Any) -> None:
    class StopsWhenWaiting(RecordedStop):
        def wait(self, timeout: float) -> bool:
            return True

    with ModelServer(rule=first(9, "429", Retry_After="200")) as server:
        client = client_of(settings_for(server), closing)
        with pytest.raises(CancelledError):
            client.ask(QUESTION, Reading, stop=StopsWhenWaiting())
        assert len(server.requests) == 1


def test_a_run_that_is_stopped_asks_no_more(closing: Any) -> None:
    stop = threading.Event()
    stop.set()
    with ModelServer() as server:
        with pytest.raises(CancelledError):
            client_of(settings_for(server), closing).ask(QUESTION, Reading, stop=stop)
        assert server.requests == []


def test_close_ends_the_calls_of_all_threads() -> None:
    with ModelServer(rule=first(9, "hang")) as server, ThreadPoolExecutor(4) as pool:
        client = ModelClient(settings_for(server))
        calls = [pool.submit(client.ask, QUESTION, Reading) for _ in range(4)]
        assert server.wait_for_requests(4)
        client.close()
        for call in calls:
            with pytest.raises(CancelledError):
                call.result(timeout=10)
        with pytest.raises(CancelledError):
            client.ask(QUESTION, Reading)
        client.close()


@pytest.mark.parametrize(
    ("lacks", "calls", "answer_format"),
    [
        ({"json_schema"}, 2, "json_object"),
        ({"json_schema", "json_object"}, 3, None),
        ({"max_tokens"}, 2, "json_schema"),
        ({"json_schema", "max_tokens"}, 3, "json_object"),
    ],
)
def test_what_a_server_lacks_is_found_out_once(
    lacks: Any, calls: int, answer_format: Any, closing: Any
) -> None:
    with ModelServer(lacks=frozenset(lacks)) as server:
        client = client_of(settings_for(server), closing)
        client.ask(QUESTION, Reading)
        assert len(server.requests) == calls
        client.ask(QUESTION, Reading)
        assert len(server.requests) == calls + 1
        last = server.requests[-1]
    assert last.body.get("response_format", {}).get("type") == answer_format
    assert ('"evidence"' in last.text) is (answer_format != "json_schema")
    assert last.body["messages"][1] == QUESTION[1]


def test_many_threads_find_out_what_a_server_lacks_together(closing: Any) -> None:
    with ModelServer(lacks=frozenset({"json_schema"}), latency=0.02) as server:
        client = client_of(settings_for(server), closing)
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda _: client.ask(QUESTION, Reading), range(40)))
        assert all(reply.answer.evidence == [2] for reply in replies)
        assert len(server.requests) <= 40 + 8


def test_a_dialect_found_meanwhile_by_another_thread_is_taken_over(closing: Any) -> None:
    found = threading.Event()

    def no_json_schema(request: Request) -> Fault | None:
        if request.body["response_format"]["type"] != "json_schema":
            return None
        if "late" in request.text:
            found.wait(timeout=10)
        return Fault("400")

    with ModelServer(rule=no_json_schema) as server, ThreadPoolExecutor(1) as pool:
        client = client_of(settings_for(server), closing)
        late = pool.submit(client.ask, [*QUESTION, {"role": "user", "content": "late"}], Reading)
        assert server.wait_for_requests(1)
        client.ask(QUESTION, Reading)
        found.set()
        assert late.result(timeout=10).answer.evidence == [2]
        assert len(server.requests) == 5


FAULTS: tuple[FaultKind, ...] = (
    "429", "500", "503", "reset", "not_json", "cut", "malformed", "wrong_shape", "empty", "refusal",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
def test_faults_at_one_in_five_lose_next_to_nothing(seed: int, closing: Any) -> None:
    chance = random.Random(seed)

    def one_in_five(_: Request) -> Fault | None:
        return Fault(chance.choice(FAULTS)) if chance.random() < 0.2 else None

    with ModelServer(rule=one_in_five) as server, ThreadPoolExecutor(10) as pool:
        client = client_of(settings_for(server), closing)
        ask = lambda _: client.ask(QUESTION, Reading, stop=RecordedStop())  # noqa: E731
        outcomes = [_outcome(pool.submit(ask, number)) for number in range(50)]
    assert outcomes.count("answered") >= 49


@pytest.mark.parametrize(("seconds", "calls"), [(25.0, 3), (5.0, 1)])
def test_no_answer_is_asked_for_when_the_time_of_a_node_is_over(
    seconds: float, calls: int, closing: Any
) -> None:
    fake = FakeTime()

    def ten_seconds(_: Request) -> Fault:
        fake.pass_by(10.0)
        return Fault("malformed")

    with ModelServer(rule=ten_seconds) as server:
        settings = settings_for(server, llm_node_timeout_seconds=seconds)
        with pytest.raises(ModelAnswerError, match="malformed"):
            client_of(settings, closing, fake).ask(QUESTION, Reading, stop=fake)
        assert len(server.requests) == calls


def _outcome(call: Any) -> str:
    try:
        return "answered" if call.result(timeout=60).answer.summary else "empty"
    except ModelError as error:
        return type(error).__name__


def test_no_server_at_all_says_what_to_check(closing: Any) -> None:
    with ModelServer() as server:
        settings = settings_for(server, max_llm_retries=0)
    with pytest.raises(ModelUnavailableError, match=r"cannot be reached\. Check OPENAI_BASE_URL"):
        client_of(settings, closing).ask(QUESTION, Reading)


def test_without_a_provider_there_is_no_client() -> None:
    with pytest.raises(ModelRejectedError, match="No model is configured"):
        ModelClient(Settings(_env_file=None, llm_provider="none"))


def test_an_address_is_named_without_its_password(closing: Any) -> None:
    with ModelServer() as server:
        address = server.base_url.replace("//", "//user:hunter2@")
    client = client_of(settings_for(server, openai_base_url=address, max_llm_retries=0), closing)
    with pytest.raises(ModelUnavailableError) as raised:
        client.ask(QUESTION, Reading)
    assert "hunter2" not in str(raised.value)


def test_a_probe_says_what_works(closing: Any) -> None:
    with ModelServer(key=KEY, models=("test-model",)) as server:
        result = client_of(settings_for(server), closing).probe()
        assert (result.works, result.structured_output) == (True, "json_schema")
        assert "answers in" in result.message
        assert len(server.requests) == 1


def no_json_schema(request: Request) -> Fault | None:
    """As DeepSeek says it."""
    if request.body.get("response_format", {}).get("type") != "json_schema":
        return None
    return Fault("400", message="This response_format type is unavailable now")


@pytest.mark.parametrize(
    ("options", "answer_format"),
    [
        ({"rule": no_json_schema}, "json_object"),
        ({"lacks": frozenset({"max_tokens"})}, "json_schema"),
        ({"lacks": frozenset({"json_schema", "json_object", "max_tokens"})}, "text"),
        ({"rule": first(3, "malformed")}, "json_schema"),
    ],
)
def test_a_probe_finds_out_how_a_server_is_spoken_to(
    options: Any, answer_format: str, closing: Any
) -> None:
    with ModelServer(**options) as server:
        client = client_of(settings_for(server), closing)
        result = client.probe()
        assert (result.works, result.structured_output) == (True, answer_format)
        calls = len(server.requests)
        client.ask(QUESTION, Reading)
        assert len(server.requests) == calls + 1


def test_a_probe_takes_no_longer_than_it_may(closing: Any) -> None:
    with ModelServer(rule=first(9, "hang")) as server:
        client = client_of(settings_for(server, llm_timeout_seconds=0.3), closing)
        assert "within 0.3 seconds" in client.probe().message


@pytest.mark.parametrize(
    ("options", "flags", "words"),
    [
        ({"key": "another"}, (True, False, False), "does not accept the API key"),
        ({"models": ("other",)}, (True, True, False), "knows no model"),
        ({"rule": first(9, "503")}, (True, True, False), "a fault of its own"),
        ({"rule": first(9, "malformed")}, (True, True, True), "is malformed"),
        ({"rule": first(9, "reset")}, (False, False, False), "cannot be reached"),
    ],
)
def test_a_probe_says_what_does_not_work(
    options: Any, flags: Any, words: str, closing: Any
) -> None:
    with ModelServer(**options) as server:
        result = client_of(settings_for(server), closing).probe()
    assert (result.reachable, result.key_accepted, result.model_known) == flags
    assert not result.works
    assert words in result.message
