"""How a server is spoken to: servers that speak the OpenAI protocol differ in two parameters."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from discovery.config import Settings
from discovery.errors import ModelError
from discovery.llm.refusals import ProviderRefusedError

Message = dict[str, str]
T = TypeVar("T")

Limit = Literal["max_completion_tokens", "max_tokens"]
AnswerFormat = Literal["json_schema", "json_object", "text"]

_FORMATS: tuple[AnswerFormat, ...] = ("json_schema", "json_object", "text")
_OTHER_LIMIT: dict[Limit, Limit] = {
    "max_completion_tokens": "max_tokens",
    "max_tokens": "max_completion_tokens",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The parameters a server understands.

    OpenAI and Azure want the answer's limit as `max_completion_tokens` (their reasoning models
    refuse the other); Ollama, LM Studio and older llama.cpp know only `max_tokens` and silently
    ignore what they do not know. Where a server has no `json_schema`, the schema is written into
    the prompt. `bounds` keeps lengths in the schema: servers that turn it into a grammar
    (llama.cpp, vLLM, Ollama) hold small models to them, which else may never end; OpenAI and Azure
    refuse them.
    """

    limit: Limit
    answer_format: AnswerFormat = "json_schema"
    bounds: bool = False

    def parameters(
        self, messages: Sequence[Message], schema: type[BaseModel], max_tokens: int
    ) -> dict[str, Any]:
        """The parameters of a chat completion that asks for `schema`."""
        json_schema = strict_schema(schema, bounds=self.bounds)
        parameters: dict[str, Any] = {"messages": list(messages), self.limit: max_tokens}
        if self.answer_format == "json_schema":
            named = {"name": schema.__name__, "strict": True, "schema": json_schema}
            parameters["response_format"] = {"type": "json_schema", "json_schema": named}
            return parameters
        parameters["messages"] = _with_schema(messages, json_schema)
        if self.answer_format == "json_object":
            parameters["response_format"] = {"type": "json_object"}
        return parameters

    def instead(self, complaint: str) -> "Dialect | None":
        """What to try after the server refused a request with this complaint; None: nothing."""
        if self.limit in complaint:
            return replace(self, limit=_OTHER_LIMIT[self.limit])
        if self.bounds and not self._is_format_refused(complaint):
            return replace(self, bounds=False)
        if self.answer_format == _FORMATS[-1]:
            return None
        return replace(self, answer_format=_FORMATS[_FORMATS.index(self.answer_format) + 1])

    def _is_format_refused(self, complaint: str) -> bool:
        """Whether the complaint is about the answer's format as such, and not about a bound."""
        return self.answer_format in complaint and not any(word in complaint for word in _BOUNDS)


class SpokenDialect:
    """Which dialect the server speaks: a guess until one has worked, then known for good."""

    def __init__(self, settings: Settings) -> None:
        self._lock = threading.Lock()
        self._searching = threading.Lock()
        self._searches_in_vain = 0
        self._dialect = first_dialect(settings)
        self._proven = False

    @property
    def current(self) -> Dialect:
        """The one that is known or guessed."""
        return self._dialect

    def worked(self, dialect: Dialect) -> None:
        """A call in this dialect was answered."""
        with self._lock:
            if not self._proven:
                self._dialect, self._proven = dialect, True

    def speak(self, ask: Callable[[Dialect], T]) -> T:
        """What `ask` gives in the dialect that is known or found to work.

        Of threads whose first guess is refused one tries others; the rest wait and take over what
        it found, or give up with it. Raises ModelError where no dialect helps.
        """
        first, in_vain = self._dialect, self._searches_in_vain
        try:
            return ask(first)
        except ProviderRefusedError as error:
            refusal = error
        with self._searching:
            if not self._proven and self._searches_in_vain == in_vain:
                return self._search(ask, first, refusal)
        if self._proven and _may_help(refusal) and self._dialect != first:
            try:
                return ask(self._dialect)
            except ProviderRefusedError as error:
                refusal = error
        raise self._cause(refusal)

    def _search(
        self, ask: Callable[[Dialect], T], dialect: Dialect, refusal: ProviderRefusedError
    ) -> T:
        """What `ask` gives in the first of the other dialects that is not refused."""
        tried = {dialect}
        while _may_help(refusal):
            other = dialect.instead(refusal.complaint)
            if other is None or other in tried:
                self._searches_in_vain += 1
                break
            tried.add(other)
            try:
                return ask(other)
            except ProviderRefusedError as error:
                dialect, refusal = other, error
        raise self._cause(refusal)

    def _cause(self, error: ProviderRefusedError) -> ModelError:
        """What a refusal that stays is about: once calls have passed, perhaps one section only."""
        with self._lock:
            return error.section if self._proven and error.section else error


def _may_help(refusal: ProviderRefusedError) -> bool:
    """Whether another dialect is worth a trial: only for a bad request."""
    return refusal.status in (400, 422)


def first_dialect(settings: Settings) -> Dialect:
    """OpenAI and Azure know `max_completion_tokens`; of other servers `max_tokens` is sure."""
    own_server = settings.provider == "openai" and settings.openai_base_url
    if own_server and "api.openai.com" not in settings.openai_base_url:
        return Dialect("max_tokens", bounds=True)
    return Dialect("max_completion_tokens")


@cache
def strict_schema(schema: type[BaseModel], *, bounds: bool = False) -> dict[str, Any]:
    """The JSON schema of `schema` as strict structured output wants it.

    Every property is required and no other is allowed. Titles are left out and, unless asked for,
    `bounds` (maxItems, maxLength), because not every server accepts them: the answer is checked
    against the pydantic model anyway. Sources:
    https://platform.openai.com/docs/guides/structured-outputs#supported-schemas and
    https://learn.microsoft.com/azure/ai-services/openai/how-to/structured-outputs
    """
    kept = _KEPT | _BOUNDS if bounds else _KEPT
    strict: dict[str, Any] = _strict(schema.model_json_schema(), kept)
    return strict


_KEPT = frozenset({"type", "enum", "const", "description", "$ref"})
_BOUNDS = frozenset({"maxItems", "maxLength"})


def _strict(part: dict[str, Any], keywords: frozenset[str]) -> dict[str, Any]:
    kept = {key: value for key, value in part.items() if key in keywords}
    if "anyOf" in part:
        kept["anyOf"] = [_strict(option, keywords) for option in part["anyOf"]]
    if "items" in part:
        kept["items"] = _strict(part["items"], keywords)
    if "properties" in part:
        kept["properties"] = {
            name: _strict(value, keywords) for name, value in part["properties"].items()
        }
        kept["required"] = list(part["properties"])
        kept["additionalProperties"] = False
    if "$defs" in part:
        kept["$defs"] = {name: _strict(value, keywords) for name, value in part["$defs"].items()}
    return kept


def _with_schema(messages: Sequence[Message], json_schema: dict[str, Any]) -> list[Message]:
    """The schema joins the instructions, which stay the first message and the same in all calls."""
    first, *others = messages
    written = json.dumps(json_schema, separators=(",", ":"))
    content = (
        f"{first['content']}\n\nAnswer with one JSON object, and nothing else, "
        f"that matches this JSON schema:\n{written}"
    )
    return [{**first, "content": content}, *others]
