"""One HTTP call to the model as it happens, and the record that is made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from discovery.errors import CancelledError, DiscoveryError
from discovery.llm.calls import STOPPED, ModelCall
from discovery.llm.pricing import Prices
from discovery.llm.replies import Completion
from discovery.llm.token_costs import Cost


@dataclass(slots=True)
class Exchange:
    """What has happened to a call so far. Filled while it is made, read once it is over.

    `clock` tells the moment in seconds. `is_free` where the call was refused or reached nobody.
    """

    clock: Callable[[], float]
    started_at: datetime | None = None
    sent: str = ""
    reply: str = ""
    completion: Completion | None = None
    is_free: bool = False
    seconds: float = 0.0
    _left: float = 0.0

    def leaves(self, body: bytes) -> None:
        """The call leaves the machine now."""
        self.started_at = datetime.now(UTC)
        self.sent = body.decode()
        self._left = self.clock()

    @property
    def has_left(self) -> bool:
        """Whether something of it has left the machine."""
        return self.started_at is not None

    def ends(self) -> None:
        """Its reply is here, or there will be none."""
        self.seconds = self.clock() - self._left

    def record(self, cost: Cost, problem: str, prices: Prices) -> ModelCall | None:
        """The record of a call that reserved `cost`; None where it never left."""
        if self.started_at is None:
            return None
        tokens = prompt, completion, cached = self._tokens(cost)
        return ModelCall(
            key=uuid4().hex,
            started_at=self.started_at,
            duration_ms=round(self.seconds * 1000),
            sent=self.sent,
            reply=self.reply,
            problem=problem,
            finish_reason=self.completion.finish_reason if self.completion else "",
            prompt_tokens=prompt,
            completion_tokens=completion,
            cached_tokens=cached,
            cost_usd=self._cost_usd(prices, *tokens),
        )

    def _tokens(self, cost: Cost) -> tuple[int, int, int]:
        """Of the prompt, of the answer, and those of the prompt that were cached."""
        if told := self.completion:
            return told.prompt_tokens, told.completion_tokens, told.cached_tokens
        may_have_arrived = not (self.is_free or self.reply)
        return cost.prompt if may_have_arrived else 0, 0, 0

    def _cost_usd(self, prices: Prices, prompt: int, completion: int, cached: int) -> float | None:
        if self.is_free:
            return 0.0
        return prices.cost_usd(prompt, completion, cached) if prompt else None


def problem_of(error: Exception) -> str:
    """Why a call came to nothing, in our words."""
    match error:
        case CancelledError():
            return STOPPED
        case DiscoveryError():
            return str(error)
        case _:
            return f"a fault in the program ({type(error).__name__})"
