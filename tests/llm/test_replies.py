"""Replies of model servers as they are, over a real HTTP server on loopback."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from discovery.errors import ModelAnswerError
from discovery.llm.client import ModelClient
from tests.llm.settings import RecordedStop, settings_for
from tests.support.model_server import ModelServer, Rule, recast, reworded

QUESTION = [
    {"role": "system", "content": "You read outlines. Answer in JSON."},
    {"role": "user", "content": "[1] Pax\n [2] PaxID = PAX1\n [3] PTC = ADT"},
]


class Reading(BaseModel):
    summary: str
    evidence: list[int]


GOOD = Reading(summary="Summary of PaxID.", evidence=[2])


def asked(rule: Rule, closing: list[ModelClient], **more: Any) -> tuple[Reading, int]:
    """The answer of a server that replies so, and after how many requests it was there."""
    with ModelServer(rule=rule) as server:
        client = ModelClient(settings_for(server, **more))
        closing.append(client)
        answer = client.ask(QUESTION, Reading, stop=RecordedStop()).answer
        return answer, len(server.requests)


@pytest.mark.parametrize(
    "written",
    [
        lambda text: f"<think>Line [2]: {{PAX1}}.</think>\n{text}",
        lambda text: f"Sure! Here it is:\n\n{text}\n\nAnything else?",
        lambda text: f"The answer:\n```json\n{text}\n```\nIt cites line [2].",
        lambda text: f"{text}\n{text}",
        lambda text: text.replace("of Pax", "of\nPax"),
        lambda text: text.replace("]", ",]").replace("}", ",}"),
        lambda text: f"\ufeff{text}",
        lambda text: [{"type": "text", "text": text[:9]}, {"type": "text", "text": text[9:]}],
        lambda text: [
            {"type": "thinking", "thinking": [{"type": "text", "text": "Hm {"}]},
            {"type": "text", "text": text},
        ],
        json.loads,
    ],
)
def test_an_answer_is_read_however_it_is_written(
    written: Callable[[str], Any], closing: list[ModelClient]
) -> None:
    answer, calls = asked(reworded(written), closing)
    assert (answer.summary.replace("\n", " "), answer.evidence, calls) == (GOOD.summary, [2], 1)


def in_message(change: Callable[[str], dict[str, Any]]) -> Rule:
    """The message has other fields than `content`, made of its text."""

    def moved(reply: dict[str, Any]) -> dict[str, Any]:
        message = reply["choices"][0]["message"]
        message |= {"content": None, **change(message["content"])}
        return reply

    return recast(moved)


@pytest.mark.parametrize(
    "moved",
    [
        lambda text: {"tool_calls": [{"type": "function", "function": {"arguments": text}}]},
        lambda text: {"tool_calls": [{"function": {"name": "a", "arguments": json.loads(text)}}]},
        lambda text: {"content": "Hm {", "tool_calls": [{"function": {"arguments": text}}]},
        lambda text: {"reasoning_content": f"Hm. {text}"},
        lambda text: {"content": json.dumps({"name": "answer", "arguments": text})},
        lambda text: {"function_call": {"name": "answer", "arguments": text}},
    ],
)
def test_an_answer_is_read_wherever_it_stands(moved: Any, closing: list[ModelClient]) -> None:
    assert asked(in_message(moved), closing) == (GOOD, 1)


def test_a_whole_answer_is_no_worse_for_what_is_cut_behind_it(closing: list[ModelClient]) -> None:
    def cut(reply: dict[str, Any]) -> dict[str, Any]:
        reply["choices"][0]["finish_reason"] = "length"
        reply["choices"][0]["message"]["content"] += "\n" * 99
        return reply

    assert asked(recast(cut), closing) == (GOOD, 1)


@pytest.mark.parametrize("content", [7, [None, 7], [{"type": "image"}], {}, "<think>and so on"])
def test_what_holds_no_answer_is_unusable(content: Any, closing: list[ModelClient]) -> None:
    with pytest.raises(ModelAnswerError, match=r"empty|malformed|wrong shape"):
        asked(reworded(lambda _: content), closing)


def test_a_draft_in_reasoning_that_was_cut_is_no_answer(closing: list[ModelClient]) -> None:
    def cut(reply: dict[str, Any]) -> dict[str, Any]:
        message = reply["choices"][0]["message"]
        message |= {"content": None, "reasoning_content": message["content"] + " or rather"}
        reply["choices"][0]["finish_reason"] = "length"
        return reply

    assert asked(recast(cut, 1), closing) == (GOOD, 2)
