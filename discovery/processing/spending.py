"""What a run spends on calls to a model: kept call by call, and never more than its budget."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from discovery.errors import BudgetReachedError, CancelledError
from discovery.llm.calls import ModelCall
from discovery.llm.pricing import Prices
from discovery.llm.token_costs import CHARACTERS_PER_TOKEN, Cost
from discovery.processing.books import RunBooks
from discovery.storage import records

# A prompt may have so many times the tokens estimated, or more where an answer has told so: what
# one prompt had less tells nothing of the next, which may hold more numbers and codes.
_EXCESS = 1.5
_LEARNED_MARGIN = 1.05
_LOOK_AT_STOP_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens and US dollars; `cost_usd` is None where no price is known.

    `call_ids` are those of the calls it was spent on, as the database knows them.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float | None = None
    call_ids: tuple[int, ...] = ()

    def __add__(self, other: "Spent") -> "Spent":
        """Both together; a known cost counts even where the other is not known."""
        costs = [cost for cost in (self.cost_usd, other.cost_usd) if cost is not None]
        return Spent(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
            sum(costs) if costs else None,
            self.call_ids + other.call_ids,
        )

    def share(self, index: int, count: int) -> "Spent":
        """The `index`-th of `count` even shares, which add up to the whole; each has all calls."""
        return Spent(
            _share(self.prompt_tokens, index, count),
            _share(self.completion_tokens, index, count),
            _share(self.cached_tokens, index, count),
            None if self.cost_usd is None else self.cost_usd / count,
            self.call_ids,
        )


NOTHING = Spent()


def spent_on(call: ModelCall) -> Spent:
    """What one call has cost."""
    return Spent(call.prompt_tokens, call.completion_tokens, call.cached_tokens, call.cost_usd)


def _charged(call: ModelCall, reserved: Spent) -> Spent:
    """What a call counts for: all that was reserved where its reply does not tell its tokens."""
    tells_nothing = call.cost_usd is None and not call.prompt_tokens
    return reserved if tells_nothing else spent_on(call)


def supposed(sent: int, replied: int, prices: Prices) -> Spent:
    """About what calls have cost that told no tokens, by the characters sent and replied."""
    prompt, answer = (
        math.ceil(characters / CHARACTERS_PER_TOKEN * _EXCESS) for characters in (sent, replied)
    )
    return Spent(prompt, answer, 0, prices.cost_usd(prompt, answer))


def _share(tokens: int, index: int, count: int) -> int:
    return tokens // count + (index < tokens % count)


class Budget:
    """What one run may spend, in US dollars and tokens; 0 is no limit. Safe for threads.

    A call reserves the most it can cost. Where the rest is reserved by calls under way the next
    one waits for them: they mostly cost less.
    """

    def __init__(self, usd: float, tokens: int, prices: Prices, spent: Spent = NOTHING) -> None:
        """`spent` is what the run has cost before, when it goes on after a pause."""
        self._usd, self._tokens = usd, tokens
        self._prices = prices
        self._spent = spent
        self._reserved: list[Spent] = []
        self._excess = _EXCESS
        self._changed = threading.Condition()

    def reserve(self, cost: Cost, stop: threading.Event) -> Spent:
        """Keep back the most that a call can cost; `settle` gives it back.

        Raises BudgetReachedError where the call could pass the budget, CancelledError.
        """
        with self._changed:
            while not self._has_room(wanted := self._most(cost)):
                if not self._reserved:
                    raise self._reached()
                if stop.is_set():
                    raise CancelledError("The call was stopped while it waited for the budget.")
                self._changed.wait(_LOOK_AT_STOP_SECONDS)
            self._reserved.append(wanted)
            return wanted

    def settle(self, reserved: Spent, cost: Cost, call: ModelCall | None) -> None:
        """Give back what was reserved and count what the call has cost; None: it never left."""
        with self._changed:
            self._reserved.remove(reserved)
            if call is not None:
                self._spent += _charged(call, reserved)
                self._learn(cost, call)
            self._changed.notify_all()

    def _most(self, cost: Cost) -> Spent:
        prompt = math.ceil(cost.prompt * self._excess)
        return Spent(prompt, cost.answer, 0, self._prices.cost_usd(prompt, cost.answer))

    def _has_room(self, wanted: Spent) -> bool:
        whole = sum([*self._reserved, wanted], self._spent)
        tokens = whole.prompt_tokens + whole.completion_tokens
        fits_tokens = not self._tokens or tokens <= self._tokens
        return fits_tokens and (not self._usd or (whole.cost_usd or 0.0) <= self._usd)

    def _learn(self, cost: Cost, call: ModelCall) -> None:
        if call.completion_tokens and cost.prompt:
            seen = call.prompt_tokens / cost.prompt * _LEARNED_MARGIN
            self._excess = max(self._excess, seen)

    def _reached(self) -> BudgetReachedError:
        limits = [f"RUN_BUDGET_USD={self._usd:g}"] if self._usd else []
        limits += [f"RUN_BUDGET_TOKENS={self._tokens}"] if self._tokens else []
        tokens = self._spent.prompt_tokens + self._spent.completion_tokens
        money = "" if self._spent.cost_usd is None else f", ${self._spent.cost_usd:.4f}"
        return BudgetReachedError(
            f"A further call could pass the budget of the run ({', '.join(limits)}; spent so far: "
            f"{tokens:,} tokens{money}). What is done is kept. To go on, raise the budget in .env, "
            "restart, and resume the run."
        )


class CallRecorder:
    """Keeps the calls of one question in the database, each at once, and within the budget.

    A `discovery.llm.calls.CallLog`. What was sent stays on record whatever becomes of the run.
    `spent` tells of the calls so far.
    """

    def __init__(
        self,
        books: RunBooks,
        subtree_ids: Sequence[int],
        budget: Budget,
    ) -> None:
        self._books = books
        self._subtree_ids = subtree_ids
        self._budget = budget
        self._reserved = NOTHING
        self.spent = NOTHING

    def before(self, cost: Cost, stop: threading.Event) -> None:
        """Reserve what the call can cost. Raises BudgetReachedError, CancelledError."""
        self._reserved = self._budget.reserve(cost, stop)

    def after(self, cost: Cost, call: ModelCall | None) -> None:
        """Write the call down. Raises StorageError."""
        self._budget.settle(self._reserved, cost, call)
        if call is not None:
            run_id = self._books.run_id
            ids = self._books.write(
                lambda session: records.add_calls(session, run_id, self._subtree_ids, [call])
            )
            self.spent += replace(spent_on(call), call_ids=tuple(ids))
