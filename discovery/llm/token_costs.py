"""The tokens that a call is charged with before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call is charged with before it is made, in tokens: prompt and room for the answer."""

    prompt: int
    answer: int

    @property
    def total(self) -> int:
        """All that is reserved."""
        return self.prompt + self.answer


def cost_of(parameters: Mapping[str, Any], max_tokens: int) -> Cost:
    """The cost of a chat completion with these parameters: four characters are a token."""
    contents = (message["content"] for message in parameters["messages"])
    return Cost(tokens_in(*contents, str(parameters.get("response_format", ""))), max_tokens)


def tokens_in(*texts: str) -> int:
    """About how many tokens texts have together: four characters are a token."""
    return -(-sum(map(len, texts)) // CHARACTERS_PER_TOKEN)
