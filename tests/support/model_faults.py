"""The faults of the loopback model server, and the rules that say which request gets one."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from tests.support.model_answers import good_answer, question, sections_holding

FaultKind = Literal[
    "307", "400", "401", "402", "403", "404", "408", "409", "429", "500", "503",
    "reset", "hang", "trickle",
    "cut", "malformed", "wrong_shape", "refusal", "empty", "filtered", "not_json", "too_long",
    "no_usage", "bad_member", "mixed_up", "reworded", "recast",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong answer. `headers` are added to it, e.g. `{"Retry-After": "2"}`.

    `change` makes what is sent out of the good content (reworded) or the whole reply (recast).
    """

    kind: FaultKind
    headers: tuple[tuple[str, str], ...] = ()
    message: str = ""
    code: str = ""
    change: Callable[[Any], Any] = lambda told: told


@dataclass(frozen=True, slots=True)
class Request:
    """A chat request as it arrived; `number` counts from 1, `arrived` is `time.monotonic()`.

    `raw` is its body, byte for byte; `body` is what that says.
    """

    number: int
    path: str
    headers: Mapping[str, str]
    raw: bytes
    body: Mapping[str, Any]
    arrived: float
    thread: str

    @property
    def text(self) -> str:
        """All the text of its messages."""
        return question(self.body)


Rule = Callable[[Request], Fault | None]


def first(count: int, kind: FaultKind, **headers: str) -> Rule:
    """The first `count` requests fail. Headers by name: `Retry_After="2"`."""
    fault = _fault(kind, headers)
    return lambda request: fault if request.number <= count else None


def every(step: int, kind: FaultKind, **headers: str) -> Rule:
    """Each `step`-th request fails: `every(5, "429")` is 20 %."""
    fault = _fault(kind, headers)
    return lambda request: fault if request.number % step == 0 else None


def failing(text: str, kind: FaultKind, **headers: str) -> Rule:
    """The requests whose messages hold `text` fail."""
    fault = _fault(kind, headers)
    return lambda request: fault if text in request.text else None


def bad_member(text: str) -> Rule:
    """In answers about several sections that of the one which holds `text` is wrong-shaped."""
    return lambda request: Fault("bad_member", message=text) if text in request.text else None


def mixed_up(*numbers: int) -> Rule:
    """The first of the answers about several sections say that they are about these sections."""
    fault = Fault("mixed_up", message=json.dumps(numbers))
    return lambda _: fault


def reworded(change: Callable[[str], Any], count: int = 999) -> Rule:
    """The first `count` answers hold what `change` makes of their good text."""
    fault = Fault("reworded", change=change)
    return lambda request: fault if request.number <= count else None


def recast(change: Callable[[dict[str, Any]], Any], count: int = 999, **headers: str) -> Rule:
    """The first `count` replies, with status 200, are what `change` makes of the good ones."""
    fault = replace(_fault("recast", headers), change=change)
    return lambda request: fault if request.number <= count else None


def once_each(texts: Iterable[str], kind: FaultKind, **headers: str) -> Rule:
    """The first request that holds one of `texts` fails, for each of them; the next passes."""
    fault = _fault(kind, headers)
    left = set(texts)

    def rule(request: Request) -> Fault | None:
        found = next((text for text in left.copy() if text in request.text), None)
        if found is None:
            return None
        left.discard(found)
        return fault

    return rule


def _fault(kind: FaultKind, headers: Mapping[str, str]) -> Fault:
    return Fault(kind, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


def completion(
    body: Mapping[str, Any], content: str | None, finish: str = "stop", refusal: str | None = None
) -> dict[str, Any]:
    """A chat completion as the API returns it; four characters count as one token."""
    prompt = len(question(body)) // 4
    answered = len(content or "") // 4
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model", ""),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": answered,
            "total_tokens": prompt + answered,
            "prompt_tokens_details": {"cached_tokens": prompt // 2},
        },
    }


def changed(body: Mapping[str, Any], fault: Fault) -> Any:
    """What arrives with status 200 where there is this fault."""
    answer = good_answer(body)
    if fault.kind == "reworded":
        reply = completion(body, answer)
        reply["choices"][0]["message"]["content"] = fault.change(answer)
        return reply
    if fault.kind == "recast":
        return fault.change(completion(body, answer))
    return spoiled(body, fault.kind, fault.message)


def spoiled(body: Mapping[str, Any], kind: FaultKind, text: str = "") -> dict[str, Any]:
    """A completion that arrives with status 200 and cannot be used, or not all of it."""
    answer = good_answer(body)
    match kind:
        case "bad_member" | "mixed_up":
            spoil = _with_bad_member if kind == "bad_member" else _renumbered
            return completion(body, spoil(body, answer, text))
        case "cut":
            return completion(body, answer[: len(answer) // 2], finish="length")
        case "malformed":
            return completion(body, answer[: len(answer) // 2])
        case "wrong_shape":
            return completion(body, '{"unexpected": true}')
        case "refusal":
            return completion(body, None, refusal="I cannot help with that.")
        case "filtered":
            return completion(body, None, finish="content_filter")
        case "no_usage":
            return {key: value for key, value in completion(body, answer).items() if key != "usage"}
        case _:
            return completion(body, "")


def _renumbered(_: Mapping[str, Any], answer: str, numbers: str) -> str:
    content = json.loads(answer)
    for member, number in zip(content.get("answers", []), json.loads(numbers), strict=False):
        member["section"] = number
    return json.dumps(content)


def _with_bad_member(body: Mapping[str, Any], answer: str, text: str) -> str:
    """The answer about several sections, that of the one with `text` without its summary."""
    content = json.loads(answer)
    for member in content.get("answers", []):
        if member["section"] in sections_holding(body, text):
            del member["summary"]
    return json.dumps(content)
