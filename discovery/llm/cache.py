"""The same question is paid for once: the key under which its answer is kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def question_key(
    address: str,
    model: str,
    messages: Sequence[Mapping[str, str]],
    schema: Mapping[str, Any],
    max_tokens: int,
    policy: str,
) -> str:
    """The SHA-256, in hexadecimal, of all that decides what a model answers.

    `address` is that of the server, since one name may stand for another model elsewhere, and
    `policy` the version of the policy that masked the question. The order of keys does not
    matter, that of messages does.
    """
    question = {
        "address": address,
        "model": model,
        "messages": [dict(message) for message in messages],
        "schema": schema,
        "max_tokens": max_tokens,
        "policy": policy,
    }
    canonical = json.dumps(question, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
