"""The loopback model server itself: what colleagues' tests rely on."""

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.model_server import ModelServer, every, failing, first

SCHEMA = {
    "type": "object",
    "properties": {
        "summary": {"type": "string"},
        "findings": {"type": "array", "items": {"$ref": "#/$defs/Finding"}},
    },
    "$defs": {
        "Finding": {
            "type": "object",
            "properties": {
                "evidence": {"type": "array", "items": {"type": "integer"}},
                "quote": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
        }
    },
}


def body(text: str = "[1] Pax\n [2] PaxID = PAX1\n [3] PTC = ADT", **more: Any) -> dict[str, Any]:
    response_format = {"type": "json_schema", "json_schema": {"name": "Answer", "schema": SCHEMA}}
    messages = [{"role": "user", "content": text}]
    return {"model": "m", "messages": messages, "response_format": response_format, **more}


def post(
    server: ModelServer,
    content: dict[str, Any],
    path: str = "/v1/chat/completions",
    **headers: str,
) -> tuple[int, dict[str, str], dict[str, Any]]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request("POST", path, json.dumps(content), headers)
    response = connection.getresponse()
    answer = response.status, dict(response.headers), json.loads(response.read())
    connection.close()
    return answer


def test_a_good_answer_cites_lines_of_the_outline_and_quotes_their_values() -> None:
    with ModelServer() as server:
        status, _, reply = post(server, body())
    answer = json.loads(reply["choices"][0]["message"]["content"])
    assert status == 200
    assert answer["findings"] == [
        {"evidence": [2], "quote": "PAX1"},
        {"evidence": [3], "quote": "ADT"},
    ]
    assert reply["usage"]["prompt_tokens"] == len(server.requests[0].text) // 4


def test_a_schema_written_into_the_prompt_is_found_too() -> None:
    content = body("[1] PTC = ADT\n" + json.dumps(SCHEMA), response_format={"type": "json_object"})
    with ModelServer() as server:
        _, _, reply = post(server, content)
    assert "findings" in json.loads(reply["choices"][0]["message"]["content"])


def test_keys_paths_and_models_are_checked_as_the_providers_do() -> None:
    azure = "/openai/deployments/known/chat/completions"
    with ModelServer(key="secret-key", models=("known",)) as server:
        assert post(server, body(), Authorization="Bearer wrong")[0] == 401
        assert post(server, body(model="known"), Authorization="Bearer secret-key")[0] == 200
        assert post(server, body(), Authorization="Bearer secret-key")[0] == 404
        assert post(server, body(), azure + "?api-version=1", **{"api-key": "secret-key"})[0] == 200
        assert post(server, body(), azure, **{"api-key": "secret-key"})[0] == 404


@pytest.mark.parametrize(
    ("kind", "finish", "holds_json"),
    [
        ("cut", "length", False),
        ("malformed", "stop", False),
        ("wrong_shape", "stop", True),
        ("refusal", "stop", False),
        ("filtered", "content_filter", False),
        ("empty", "stop", False),
    ],
)
def test_spoiled_answers_arrive_with_status_200(kind: Any, finish: str, holds_json: bool) -> None:
    with ModelServer(rule=first(1, kind)) as server:
        status, _, reply = post(server, body())
    choice = reply["choices"][0]
    assert (status, choice["finish_reason"]) == (200, finish)
    assert is_json(choice["message"]["content"]) is holds_json
    assert bool(choice["message"]["refusal"]) is (kind == "refusal")


def is_json(text: str | None) -> bool:
    try:
        return bool(json.loads(text or ""))
    except ValueError:
        return False


def test_rules_pick_their_requests_and_set_headers() -> None:
    rules = (failing("PAX9", "503"), every(3, "429", Retry_After="7"))
    with ModelServer(rule=rules) as server:
        answers = [post(server, body(text)) for text in ("PAX9", "PAX1", "PAX2")]
    assert [status for status, _, _ in answers] == [503, 200, 429]
    assert answers[2][1]["Retry-After"] == "7"


def test_a_reset_cuts_the_connection() -> None:
    with ModelServer(rule=first(1, "reset")) as server, pytest.raises(ConnectionError):
        post(server, body())


@pytest.mark.parametrize("kind", ["hang", "trickle"])
def test_closing_ends_requests_that_hang(kind: Any) -> None:
    with ThreadPoolExecutor(1) as pool, ModelServer(rule=first(1, kind)) as server:
        answer = pool.submit(post, server, body())
        assert server.wait_for_requests(1)
        server.close()
        with pytest.raises((ConnectionError, http.client.HTTPException, ValueError)):
            answer.result(timeout=10)


def test_concurrent_requests_are_counted_with_their_connections() -> None:
    together = threading.Barrier(4)

    def meet(_: object) -> None:
        together.wait(timeout=10)

    with ModelServer(rule=meet) as server, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: post(server, body()), range(4)))
        assert server.most_concurrent == 4
        assert server.connections == 4
        assert [request.number for request in server.requests] == [1, 2, 3, 4]


def test_lacking_features_are_answered_with_400() -> None:
    with ModelServer(lacks=frozenset({"json_schema", "max_completion_tokens"})) as server:
        assert post(server, body())[0] == 400
        assert post(server, body(response_format={"type": "json_object"}))[0] == 200
        assert post(server, body(response_format={}, max_completion_tokens=1))[0] == 400


def test_a_request_is_kept_byte_for_byte() -> None:
    content = body()
    with ModelServer() as server:
        post(server, content)
    assert server.requests[0].raw == json.dumps(content).encode()


def test_what_does_not_fit_the_context_is_refused() -> None:
    content = body("x" * 400, max_tokens=100)
    with ModelServer(context_tokens=200) as server:
        assert post(server, content)[0] == 200
    with ModelServer(context_tokens=199) as server:
        status, _, reply = post(server, content)
    assert (status, reply["error"]["code"]) == (400, "context_length_exceeded")
    assert "199 tokens" in reply["error"]["message"]


def test_writing_an_answer_takes_time_by_its_length() -> None:
    with ModelServer(tokens_per_second=50.0) as server:
        assert server.writing_seconds(25) == 0.5
        begun = time.monotonic()
        _, _, reply = post(server, body())
        assert time.monotonic() - begun >= reply["usage"]["completion_tokens"] / 50
