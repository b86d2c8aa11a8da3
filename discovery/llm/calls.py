"""What each call to the model was, told to a log: nothing leaves the machine without a record."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from discovery.llm.token_costs import Cost

# The problem of a call that was ended because its run was stopped or the client closed.
STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One HTTP call to the model: exactly what was sent, exactly what came back, and what it cost.

    Tokens are those that the reply tells, 0 where it tells none. A call without a reply that may
    have arrived (too slow, broken off, stopped) may be charged: it counts the prompt tokens that
    were reserved for it.
    """

    key: str
    """Its own name, by which it is kept once."""
    started_at: datetime
    """UTC, when it left."""
    duration_ms: int
    """Of the HTTP call alone, without waiting for its turn."""
    sent: str
    """The body as it was sent, byte for byte the text on the wire."""
    reply: str
    """The body that came back, without the key that providers echo; empty where none came."""
    problem: str
    """Why its answer could not be used, in our words; empty where it could."""
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float | None
    """None where no price is known or the reply tells no tokens; 0.0 for a call that was refused or
    reached nobody."""


class CallLog(Protocol):
    """Who keeps account of the calls of a question. Called in the thread that asks."""

    def before(self, cost: Cost, stop: threading.Event) -> None:
        """Give leave for a call that reserves `cost`; may wait until other calls are settled.

        Raises BudgetReachedError where it would pass the budget, CancelledError once `stop` is set.
        """

    def after(self, cost: Cost, call: ModelCall | None) -> None:
        """Told once after each `before` that returned; None where the call never left."""


class NoLog:
    """Of questions that nobody keeps account of."""

    def before(self, cost: Cost, stop: threading.Event) -> None:
        """Every call may be made."""

    def after(self, cost: Cost, call: ModelCall | None) -> None:
        """Nothing is kept."""
