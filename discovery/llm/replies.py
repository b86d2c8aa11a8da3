"""What came back from a model: read, judged, and never taken for more than it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from discovery.errors import ModelAnswerError
from discovery.llm.refusals import ProviderBusyError

Answer = TypeVar("Answer", bound=BaseModel)

_PROBLEMS_SHOWN = 3
# No model reads or writes more in one call: a larger number is none.
_MOST_TOKENS = 1_000_000_000


class UnusableAnswerError(ModelAnswerError):
    """The model answered, but what it said cannot be used; `is_cut`: it did not fit its space."""

    def __init__(self, message: str, raw: str, is_cut: bool = False) -> None:
        super().__init__(message, raw)
        self.is_cut = is_cut


@dataclass(frozen=True, slots=True)
class Completion:
    """One chat completion, as the server sent it."""

    content: str
    refusal: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int


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
        body = json.loads(text)
        choice = body["choices"][0]
        message = choice["message"]
        content = message.get("content") or ""
        refusal = message.get("refusal") or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ProviderBusyError(
            "What answered is not a model server: its reply is no chat completion. "
            "Check the model's address in Settings."
        ) from None
    usage = _mapping(body.get("usage"))
    return Completion(
        content=str(content),
        refusal=str(refusal),
        finish_reason=str(choice.get("finish_reason") or ""),
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        cached_tokens=_count(_mapping(usage.get("prompt_tokens_details")), "cached_tokens"),
    )


def read_answer(completion: Completion, schema: type[Answer]) -> ModelReply[Answer]:
    """The answer in the completion, checked against `schema`.

    Raises:
        UnusableAnswerError: refused, cut, empty, malformed or wrong-shaped, in these words.
    """
    raw = completion.content
    if problem := _missing(completion):
        is_cut = completion.finish_reason == "length"
        raise UnusableAnswerError(problem, raw or completion.refusal, is_cut)
    try:
        return ModelReply(schema.model_validate(_json(raw)), raw)
    except ValidationError as error:
        raise UnusableAnswerError(
            f"The model's answer has the wrong shape: {_problems(error)}.", raw
        ) from None


def _missing(completion: Completion) -> str:
    """Why there is no whole answer in the completion; empty when there is one."""
    if completion.refusal:
        return "The model refused to answer."
    if completion.finish_reason == "content_filter":
        return "The provider's content filter refused the answer."
    if completion.finish_reason == "length":
        return "The model's answer was cut: it did not fit the space it was given."
    if not completion.content.strip():
        return "The model's answer is empty."
    return ""


def _json(raw: str) -> Any:
    try:
        return json.loads(_without_fence(raw))
    except ValueError:
        raise UnusableAnswerError("The model's answer is malformed: it is not JSON.", raw) from None


def _problems(error: ValidationError) -> str:
    """The first faults by place, without the values, which may be long."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    shown = [
        f"{'.'.join(map(str, fault['loc'])) or 'answer'}: {fault['msg']}"
        for fault in faults[:_PROBLEMS_SHOWN]
    ]
    return "; ".join(shown)


def _without_fence(text: str) -> str:
    """The inside of a ```json fence, which models put around JSON where no schema binds them."""
    stripped = text.strip()
    if not (stripped.startswith("```") and stripped.endswith("```")):
        return stripped
    return stripped.removesuffix("```").partition("\n")[2]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(usage: Mapping[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and 0 <= value <= _MOST_TOKENS else 0
