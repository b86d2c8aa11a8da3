"""A trial of the connection to the model, told in words for the Settings screen."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from discovery.errors import ModelError
from discovery.llm.dialect import Dialect, Message
from discovery.llm.refusals import Target
from discovery.llm.replies import UnusableAnswerError

PROBE_SECONDS = 20.0
PROBE_TOKENS = 200
PROBE_QUESTION: list[Message] = [
    {"role": "system", "content": "You test a connection. Answer in JSON."},
    {"role": "user", "content": "Set ready to true."},
]


class ProbeAnswer(BaseModel):
    """The smallest answer that shows whether structured output works."""

    ready: bool


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a trial call showed. `message` says it in words.

    `structured_output` is how the server was made to answer in JSON: `json_schema` holds best,
    empty means not at all.
    """

    works: bool
    reachable: bool
    key_accepted: bool
    model_known: bool
    structured_output: Literal["json_schema", "json_object", "text", ""]
    milliseconds: int
    message: str


def probe_worked(
    target: Target, dialect: Dialect, reasoning_tokens: int, milliseconds: int
) -> ProbeResult:
    """The result of a trial that was answered as it should be."""
    manner = "with" if dialect.answer_format == "json_schema" else "without"
    message = (
        f"{target.model} at {target.address} answers in {milliseconds:,} ms, "
        f"{manner} strict structured output."
    )
    if reasoning_tokens:
        message += (
            f" It reasons before it answers, with up to {reasoning_tokens:,} tokens so far; room "
            "for that is made in each call."
        )
    return ProbeResult(True, True, True, True, dialect.answer_format, milliseconds, message)


def probe_failed(error: ModelError, milliseconds: int) -> ProbeResult:
    """The result of a trial that failed. A model that gave a poor answer is known all the same."""
    status = getattr(error, "status", 200)
    reachable = status != 0
    key_accepted = reachable and status not in (401, 403)
    answered = isinstance(error, UnusableAnswerError)
    return ProbeResult(False, reachable, key_accepted, answered, "", milliseconds, str(error))
