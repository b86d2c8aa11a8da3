"""The key of a question: equal for the same question, another for any other."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from discovery.llm.cache import question_key

MESSAGES = [{"role": "system", "content": "Be exact."}, {"role": "user", "content": "[1] Pax = 注"}]
SCHEMA = {"type": "object", "properties": {"summary": {"type": "string"}}}


def key(
    address: str = "http://127.0.0.1/v1",
    model: str = "small",
    messages: Sequence[Mapping[str, str]] = MESSAGES,
    schema: Mapping[str, Any] = SCHEMA,
    max_tokens: int = 300,
    policy: str = "1",
) -> str:
    """The key of one question, but for what is changed of it."""
    return question_key(address, model, messages, schema, max_tokens, policy)


def test_the_key_is_a_sha256_that_stays_from_one_version_to_the_next() -> None:
    assert key() == "d9f9f06c8aa137d349a848b5495a9aaa668ee4560c531b7a87f39ab90f532593"


def test_the_order_of_keys_does_not_matter() -> None:
    messages = [dict(reversed(message.items())) for message in MESSAGES]
    assert key(messages=messages, schema=dict(reversed(SCHEMA.items()))) == key()


@pytest.mark.parametrize(
    "changed",
    [
        {"address": "http://127.0.0.1:8080/v1"},
        {"model": "big"},
        {"policy": "2"},
        {"messages": MESSAGES[::-1]},
        {"messages": MESSAGES[1:]},
        {"messages": [MESSAGES[0], {"role": "user", "content": "[1] Pax = 主"}]},
        {"schema": {**SCHEMA, "required": ["summary"]}},
        {"max_tokens": 301},
    ],
)
def test_another_question_has_another_key(changed: dict[str, Any]) -> None:
    assert key(**changed) != key()


def test_any_text_has_a_key() -> None:
    assert len(key(messages=[{"role": "user", "content": "\ud800 \0 \U0001f600"}])) == 64
