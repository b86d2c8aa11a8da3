"""What the model is asked, and how it is asked again."""

from dataclasses import dataclass, replace
from typing import Any, Generic

from discovery.llm.dialect import Dialect, Message
from discovery.llm.replies import Answer, UnusableAnswerError

# A cut answer asked for again gets this many times the room: reasoning counts as answer, too.
_MORE_ROOM = 4
# And no more than this in the end, however often it is cut: some models never come to an end.
_MOST_ROOM = 16


@dataclass(frozen=True, slots=True)
class Query(Generic[Answer]):
    """Messages, the shape of the answer, and the room for it in tokens."""

    messages: tuple[Message, ...]
    schema: type[Answer]
    max_tokens: int

    def parameters(self, dialect: Dialect) -> dict[str, Any]:
        """The parameters of a chat completion in this dialect."""
        return dialect.parameters(self.messages, self.schema, self.max_tokens)

    def with_room_for(self, reasoning_tokens: int) -> "Query[Answer]":
        """The same, with so much room more."""
        return replace(self, max_tokens=self.max_tokens + reasoning_tokens)

    def again(self, error: UnusableAnswerError, asked: "Query[Answer]") -> "Query[Answer]":
        """The same, with what was wrong with the answer to `asked`, and more room if it was cut."""
        more = asked.max_tokens * (_MORE_ROOM if error.is_cut else 1)
        room = min(more, self.max_tokens * _MOST_ROOM)
        return replace(self, messages=(*self.messages, _correction(error)), max_tokens=room)


def _correction(error: UnusableAnswerError) -> Message:
    content = (
        f"Your last answer could not be used: {error} Answer again, briefly, with one complete "
        "JSON object in the shape asked for."
    )
    return {"role": "user", "content": content}
