"""Models that reason before they answer, in room that is counted as the answer's."""

from typing import Any

import pytest

from discovery.errors import ModelAnswerError
from discovery.llm.client import ModelClient
from discovery.llm.reasoning import Reasoning
from tests.llm.settings import settings_for
from tests.llm.test_replies import GOOD, QUESTION, Reading
from tests.support.model_server import Fault, ModelServer, Request, Rule


def told(reply: dict[str, Any], tokens: int) -> None:
    reply["usage"]["completion_tokens_details"] = {"reasoning_tokens": tokens}


def shown(reply: dict[str, Any], tokens: int) -> None:
    reply["choices"][0]["message"]["reasoning_content"] = "Hm. " * tokens


def written(reply: dict[str, Any], tokens: int) -> None:
    end = "</think>" if reply["choices"][0]["finish_reason"] == "stop" else ""
    message = reply["choices"][0]["message"]
    message["content"] = f"<think>{'Hm. ' * tokens}{end}{message['content']}"


def reasoning(tokens: int, say: Any = told) -> Rule:
    """The model reasons so long, and says of it what `say` does; then there is its answer."""

    def rule(request: Request) -> Fault:
        room = request.body["max_tokens"]

        def change(reply: dict[str, Any]) -> dict[str, Any]:
            if room < tokens + reply["usage"]["completion_tokens"]:
                reply["choices"][0]["finish_reason"] = "length"
                reply["choices"][0]["message"]["content"] = ""
            reply["usage"]["completion_tokens"] = min(room, tokens + 20)
            say(reply, min(room, tokens))
            return reply

        return Fault("recast", change=change)

    return rule


def nothing(reply: dict[str, Any], tokens: int) -> None:
    """The server does not tell."""


@pytest.mark.parametrize("say", [told, shown, written])
def test_how_much_a_model_reasons_is_learned(say: Any, closing: list[ModelClient]) -> None:
    with ModelServer(rule=reasoning(3000, say)) as server:
        client = ModelClient(settings_for(server))
        closing.append(client)
        assert client.ask(QUESTION, Reading, max_tokens=100).answer == GOOD
        first = len(server.requests)
        assert client.ask(QUESTION, Reading, max_tokens=100).answer == GOOD
        assert len(server.requests) == first + 1
        room = server.requests[-1].body["max_tokens"]
    assert 3100 <= room <= 4000


def test_what_no_server_tells_is_found_by_trying(closing: list[ModelClient]) -> None:
    with ModelServer(rule=reasoning(3000, nothing)) as server:
        client = ModelClient(settings_for(server))
        closing.append(client)
        for _ in range(3):
            assert client.ask(QUESTION, Reading, max_tokens=100).answer == GOOD


def test_the_setting_gives_the_room_from_the_beginning(closing: list[ModelClient]) -> None:
    with ModelServer(rule=reasoning(3000)) as server:
        client = ModelClient(settings_for(server, llm_reasoning_tokens=3500))
        closing.append(client)
        assert client.ask(QUESTION, Reading, max_tokens=100).answer == GOOD
        assert [request.body["max_tokens"] for request in server.requests] == [3600]


def test_an_answer_without_room_says_what_took_it(closing: list[ModelClient]) -> None:
    with ModelServer(rule=reasoning(999_999)) as server:
        client = ModelClient(settings_for(server))
        closing.append(client)
        with pytest.raises(ModelAnswerError, match=r"reasoning took about .*LLM_REASONING_TOKENS"):
            client.ask(QUESTION, Reading, max_tokens=100)
        assert max(request.body["max_tokens"] for request in server.requests) <= 16_000 + 1_600


def test_a_probe_says_that_a_model_reasons(closing: list[ModelClient]) -> None:
    with ModelServer(rule=reasoning(2000)) as server:
        client = ModelClient(settings_for(server))
        closing.append(client)
        result = client.probe()
    assert result.works
    assert "It reasons before it answers, with up to 2,000 tokens" in result.message


def test_room_follows_the_longest_of_the_last_calls() -> None:
    learned = Reasoning(0, 10_000)
    assert learned.tokens == 0
    learned.note(400, is_cut=True)
    assert learned.tokens == 800
    learned.note(600, is_cut=False)
    assert (learned.tokens, learned.measured) == (750, 600)
    for _ in range(50):
        learned.note(100, is_cut=False)
    assert learned.tokens == 125
    learned.note(9000, is_cut=False)
    assert learned.tokens == 10_000


def test_no_reasoning_makes_no_room() -> None:
    learned = Reasoning(0, 10_000)
    learned.note(0, is_cut=False)
    learned.note(0, is_cut=True)
    assert (learned.tokens, Reasoning(700, 100).tokens) == (0, 700)
