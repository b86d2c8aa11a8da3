"""The errors that providers write into replies, whatever the HTTP status is.

OpenAI: `{"error": {"message": ..., "type": ..., "code": "rate_limit_exceeded"}}`. OpenRouter has a
status as `code`, its details under `metadata`, and puts an error into `choices[0]` where the model
failed while it wrote; Gemini's is in a list, with a name as `status`; Ollama's is a text; vLLM's is
the body itself (`"object": "error"`), and FastAPI says `detail`. Source of the second:
https://openrouter.ai/docs/api-reference/errors
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from discovery.llm.refusals import Refusal

# Names of errors, and words in their texts, by the status that they would have.
_STATUS_BY_WORDS = (
    (402, r"insufficient.?(quota|credit|balance|funds)|payment.?required|billing"),
    (429, r"rate.?limit|too.?many.?requests|resource.?exhausted|throttl"),
    (401, r"api.?key|unauthenticated|unauthorized|authentication"),
    (403, r"permission.?denied|forbidden"),
    (400, r"content.?filter|context.?(length|window)|invalid.?(request|argument)"),
    (404, r"(model|deployment).*not.?found|not.?found.?error"),
)
_ITS_OWN_FAULT = 500
_WAITS = ("retry_after", "retry_after_seconds")


def refusal_in(reply: str, headers: Mapping[str, str], status: int = 0) -> Refusal | None:
    """The refusal that a reply holds; None where it holds none.

    A `status` of 0 is found out: it is the one that the provider should have answered with.
    """
    error = _error_in(_body(reply))
    if error is None:
        return None
    names = [_text(error.get(name)) for name in ("code", "type", "status")]
    complaint = _text(error.get("message")) or _text(error.get("detail"))
    code = next((name for name in names if name and not name.isdigit()), "")
    found = status or _status(names, complaint)
    return Refusal(found, code, complaint, {**headers, **_told_headers(error)})


def _body(reply: str) -> Any:
    try:
        body = json.loads(reply.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return body[0] if isinstance(body, list) and body else body


def _error_in(body: Any) -> Mapping[str, Any] | None:
    if not isinstance(body, dict):
        return None
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    error = body.get("error") or (isinstance(first, dict) and first.get("error"))
    if error:
        return error if isinstance(error, dict) else {"message": error}
    says_error = "detail" in body or ("message" in body and ("code" in body or "object" in body))
    return body if says_error and choices is None else None


def _status(names: list[str], complaint: str) -> int:
    """The status an error has by its number, else by its names, else by its text."""
    numbers = [int(name) for name in names if re.fullmatch("[45][0-9][0-9]", name)]
    if numbers:
        return numbers[0]
    for text in (*names, complaint):
        for status, words in _STATUS_BY_WORDS:
            if re.search(words, text, re.IGNORECASE):
                return status
    return _ITS_OWN_FAULT


def _told_headers(error: Mapping[str, Any]) -> dict[str, str]:
    """What an error says in place of headers: how long to wait, above all."""
    details = error.get("metadata")
    details = details if isinstance(details, dict) else {}
    headers = details.get("headers")
    told = {str(key).lower(): _text(value) for key, value in _items(headers)}
    waits = [_text(each.get(name)) for each in (error, details) for name in _WAITS]
    wait = next(filter(None, waits), "")
    return told | ({"retry-after": wait} if wait else {})


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value)
