"""What came back from a model: read, judged, and never taken for more than it is."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from discovery.errors import ModelAnswerError
from discovery.llm.found_json import begins_whole, values_in, without_reasoning
from discovery.llm.refusals import ProviderBusyError
from discovery.llm.token_costs import CHARACTERS_PER_TOKEN

Answer = TypeVar("Answer", bound=BaseModel)

_PROBLEMS_SHOWN = 3
# No model reads or writes more in one call: a larger number is none.
_MOST_TOKENS = 1_000_000_000
_CUT = "length"
# Azure and others answer with no choice, and say what their filter found, as status 200.
_PROMPT_FILTERED = "prompt_filtered"
_FILTER_RESULT = re.compile(r'"filtered"\s*:\s*true|"block_?reason"', re.IGNORECASE)


class UnusableAnswerError(ModelAnswerError):
    """The model answered, but what it said cannot be used; `is_cut`: it did not fit its space."""

    def __init__(self, message: str, raw: str, is_cut: bool = False) -> None:
        super().__init__(message, raw)
        self.is_cut = is_cut


@dataclass(frozen=True, slots=True)
class Completion:
    """One chat completion, as the server sent it. `completion_tokens` include the reasoning."""

    content: str
    refusal: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reasoning_tokens: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether its room was used up before its end."""
        return self.finish_reason == _CUT


@dataclass(frozen=True, slots=True)
class ModelReply(Generic[Answer]):
    """A usable answer; `raw` is its text as it came."""

    answer: Answer
    raw: str


def read_completion(text: str) -> Completion:
    """Read the body of a chat completion; raises ProviderBusyError when it is something else.

    A page of a proxy, perhaps, while the server restarts: the next call may be answered.
    """
    try:
        body = json.loads(text.lstrip("\ufeff"))
        choice = (body["choices"] or [_no_choice(text)])[0]
        message = choice["message"]
        finish_reason = str(choice.get("finish_reason") or "")
        content = _content(message)
        if not content and finish_reason != _CUT:  # some servers take an answer for reasoning
            content = _reasoning(message)
        refusal = message.get("refusal") or _text_of(message.get("content"), "refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise ProviderBusyError(
            "What answered is not a model server: its reply is no chat completion. "
            "Check the model's address in Settings."
        ) from None
    usage = _mapping(body.get("usage"))
    return Completion(
        content=content,
        refusal=str(refusal),
        finish_reason=finish_reason,
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        cached_tokens=_count(_mapping(usage.get("prompt_tokens_details")), "cached_tokens"),
        reasoning_tokens=_reasoning_tokens(message, content, finish_reason, usage),
    )


def _reasoning_tokens(
    message: Mapping[str, Any], content: str, finish_reason: str, usage: Mapping[str, Any]
) -> int:
    """As the server tells, else about as many as the reasoning is long, else all that was cut."""
    details = _mapping(usage.get("completion_tokens_details"))
    if told := _count(details, "reasoning_tokens") or _count(usage, "reasoning_tokens"):
        return told
    written = len(content) - len(without_reasoning(content))
    characters = written + len(_reasoning(message))
    if characters or content or finish_reason != _CUT:
        return -(-characters // CHARACTERS_PER_TOKEN)
    return _count(usage, "completion_tokens")


def _no_choice(text: str) -> dict[str, Any]:
    """What stands for the answer where there is none, perhaps because of what a filter found."""
    reason = _PROMPT_FILTERED if _FILTER_RESULT.search(text) else "stop"
    return {"message": {}, "finish_reason": reason}


def read_answer(completion: Completion, schema: type[Answer]) -> ModelReply[Answer]:
    """The answer in the completion, checked against `schema`.

    Raises:
        UnusableAnswerError: refused, cut, empty, malformed or wrong-shaped, in these words.
        ModelAnswerError: a filter did not let the question through.
    """
    raw = completion.content
    if completion.finish_reason == _PROMPT_FILTERED:
        raise ModelAnswerError("The provider's content filter refused this section.")
    if problem := _missing(completion):
        raise UnusableAnswerError(problem, raw or completion.refusal)
    faults = []
    for value in values_in(raw):
        try:
            return ModelReply(schema.model_validate(value), raw)
        except ValidationError as error:
            faults.append(error)
    raise _unusable(completion, faults)


def _unusable(completion: Completion, faults: Sequence[ValidationError]) -> UnusableAnswerError:
    """Why none of the objects in the answer is one: `faults` are those of each."""
    raw = completion.content
    if completion.is_cut:
        problem = f"was cut: {_what_took_the_room(completion)}"
    elif not raw.strip():
        problem = "is empty"
    elif faults and begins_whole(raw):
        problem = f"has the wrong shape: {_problems(faults[0])}"
    else:
        problem = "is malformed: it is not JSON"
    return UnusableAnswerError(f"The model's answer {problem}.", raw, completion.is_cut)


def _what_took_the_room(completion: Completion) -> str:
    if not completion.reasoning_tokens:
        return "it did not fit the space it was given"
    return (
        f"the model's reasoning took about {completion.reasoning_tokens:,} tokens and left too few "
        "for the answer. LLM_REASONING_TOKENS gives it more from the beginning"
    )


def _content(message: Mapping[str, Any]) -> str:
    """What the model said: as a text or in parts, and behind it what it would give to a tool."""
    content = message.get("content")
    if isinstance(content, dict):
        return json.dumps(content)
    said = filter(None, (_text_of(content, "text"), _given_to_tool(message)))
    return "\n".join(said)


def _reasoning(message: Mapping[str, Any]) -> str:
    shown = message.get("reasoning_content") or message.get("reasoning") or ""
    return shown if isinstance(shown, str) else ""


def _text_of(content: Any, kind: str) -> str:
    """The text in a content: of one in parts, that of each part which has a text of this kind."""
    if isinstance(content, list):
        return "".join(_text_of_part(part, kind) for part in content)
    return content if isinstance(content, str) and kind == "text" else ""


def _text_of_part(part: Any, kind: str) -> str:
    text = part.get(kind) if isinstance(part, dict) else _text_of(part, kind)
    return text if isinstance(text, str) else ""


def _given_to_tool(message: Mapping[str, Any]) -> str:
    """The arguments of the first call of a tool; some models answer in one where none is offered.

    Older servers know a `function_call` alone, and Ollama writes the arguments as an object.
    """
    calls = message.get("tool_calls") or [{"function": message.get("function_call")}]
    arguments = _mapping(_mapping(calls[0]).get("function")).get("arguments") or ""
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def _missing(completion: Completion) -> str:
    """Why there is no answer in the completion; empty where there may be one."""
    if completion.refusal:
        return "The model refused to answer."
    if completion.finish_reason == "content_filter":
        return "The provider's content filter refused the answer."
    return ""


def _problems(error: ValidationError) -> str:
    """The first faults by place, without the values, which may be long."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    shown = [
        f"{'.'.join(map(str, fault['loc'])) or 'answer'}: {fault['msg']}"
        for fault in faults[:_PROBLEMS_SHOWN]
    ]
    return "; ".join(shown)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(usage: Mapping[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and 0 <= value <= _MOST_TOKENS else 0
