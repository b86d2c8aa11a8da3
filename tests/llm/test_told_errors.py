"""Errors that providers tell in a reply with HTTP status 200, over a real server on loopback."""

from typing import Any

import pytest

from discovery.errors import (
    ModelAnswerError,
    ModelRejectedError,
    ModelUnavailableError,
    SectionTooBigError,
)
from discovery.llm.client import ModelClient
from discovery.llm.told_errors import refusal_in
from tests.llm.settings import KEY, FakeTime, RecordedStop, settings_for
from tests.llm.test_replies import GOOD, QUESTION, Reading, asked
from tests.support.model_server import Fault, ModelServer, recast


def error(code: Any, message: str = "Provider returned error", **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, **more}}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (error(402, "Insufficient credits: 3 left"), r"Insufficient credits: 3 left\). Add credit"),
        (error("402", "Nothing left"), r"no credit left \(Nothing left\)"),
        (error("insufficient_quota"), "no credit left"),
        (error(401, "No auth"), "does not accept the API key"),
        (error(None, "Wrong", type="authentication_error"), "does not accept the API key"),
        (error(404), "knows no model"),
        ([error(403, status="PERMISSION_DENIED")], "does not allow"),
    ],
)
def test_an_error_that_stays_stops_the_run(
    told: Any, words: str, closing: list[ModelClient]
) -> None:
    with ModelServer(rule=recast(lambda _: told)) as server:
        client = ModelClient(settings_for(server))
        closing.append(client)
        with pytest.raises(ModelRejectedError, match=words):
            client.ask(QUESTION, Reading, stop=RecordedStop())
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "told",
    [
        error(429, "Slow down"),
        error("rate_limit_exceeded"),
        error(502, "Bad gateway"),
        error(None, "Something broke"),
        {"error": "model is loading"},
        {"object": "error", "message": "Overloaded", "code": 503},
        {"detail": "Internal"},
        {"choices": [{"finish_reason": "error", "message": {"content": "{"}, **error(502)}]},
        {"choices": [{"finish_reason": "error", "message": None, **error(429)}]},
    ],
)
def test_an_error_that_may_pass_is_tried_again(told: Any, closing: list[ModelClient]) -> None:
    assert asked(recast(lambda _: told, 2), closing) == (GOOD, 3)


def test_an_error_that_does_not_pass_ends_after_the_retries(closing: list[ModelClient]) -> None:
    with pytest.raises(ModelUnavailableError, match="a fault of its own"):
        asked(recast(lambda _: error(502)), closing, max_llm_retries=1)


@pytest.mark.parametrize(
    "rule",
    [
        recast(lambda _: error(429), 1, Retry_After="7"),
        recast(lambda _: error(429, metadata={"headers": {"Retry-After": "7"}}), 1),
        recast(lambda _: error(429, metadata={"retry_after_seconds": 7}), 1),
    ],
)
def test_too_many_requests_are_waited_for(rule: Any, closing: list[ModelClient]) -> None:
    fake = FakeTime()
    with ModelServer(rule=rule) as server:
        client = ModelClient(settings_for(server), fake.clock, fake.sleep)
        closing.append(client)
        client.ask(QUESTION, Reading, stop=fake)
        assert len(server.requests) == 2
    assert 7.0 <= round(fake.elapsed, 6) <= 8.0


def test_a_wait_told_in_no_known_form_is_none(closing: list[ModelClient]) -> None:
    told = error(429, metadata={"headers": ["x"], "retry_after": [1]})
    assert asked(recast(lambda _: told, 1), closing) == (GOOD, 2)


def test_a_section_that_is_too_big_is_told_as_such(closing: list[ModelClient]) -> None:
    told = error("context_length_exceeded", "Too many tokens")
    with pytest.raises(SectionTooBigError):
        asked(recast(lambda _: told), closing)


@pytest.mark.parametrize(
    "filtered",
    [
        {"prompt_filter_results": [{"content_filter_results": {"hate": {"filtered": True}}}]},
        {"promptFeedback": {"blockReason": "SAFETY"}},
    ],
)
def test_no_choice_because_of_a_filter_is_not_asked_again(
    filtered: Any, closing: list[ModelClient]
) -> None:
    rule = recast(lambda reply: reply | {"choices": []} | filtered)
    with ModelServer(rule=rule) as server:
        client = ModelClient(settings_for(server))
        closing.append(client)
        with pytest.raises(ModelAnswerError, match="content filter refused this section"):
            client.ask(QUESTION, Reading)
        assert len(server.requests) == 1


def test_no_choice_without_a_reason_is_an_empty_answer(closing: list[ModelClient]) -> None:
    assert asked(recast(lambda reply: reply | {"choices": []}, 1), closing) == (GOOD, 2)


def test_an_error_that_names_the_key_is_kept_without_it(closing: list[ModelClient]) -> None:
    with pytest.raises(ModelRejectedError) as raised:
        asked(recast(lambda _: error(402, f"No credit for {KEY}")), closing)
    assert KEY[:12] not in str(raised.value)


@pytest.mark.parametrize(
    "reply",
    ["", "[]", "[" * 99_999, "7", '{"choices": []}', '{"choices": [7]}', '{"error": null}', "{"],
)
def test_a_reply_without_an_error_is_no_refusal(reply: str) -> None:
    assert refusal_in(reply, {}) is None


def test_what_a_server_says_in_its_own_way_is_heard(closing: list[ModelClient]) -> None:
    """With an HTTP status, too: Gemini's is in a list, and the way to speak to it is found."""
    unknown = "Invalid name: max_tokens"

    def refuses(request: Any) -> Fault | None:
        return Fault("400", message=unknown) if "max_tokens" in request.body else None

    assert asked(refuses, closing) == (GOOD, 2)
    found = refusal_in(f'[{{"error": {{"code": 400, "message": "{unknown}"}}}}]', {}, 400)
    assert found is not None
    assert (found.status, found.complaint) == (400, unknown)
