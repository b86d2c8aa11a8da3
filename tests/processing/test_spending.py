"""What a run spends: within its budget, and every call on record."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from discovery.errors import BudgetReachedError, CancelledError
from discovery.llm.calls import ModelCall
from discovery.llm.pricing import Prices
from discovery.llm.token_costs import Cost
from discovery.processing.spending import NOTHING, Budget, Spent, spent_on
from tests.processing.runs import WAIT_SECONDS, settings_in

PRICED = {"llm_price_input": 1.0, "llm_price_output": 10.0}
COST = Cost(prompt=100, answer=50)


def prices(home: Path) -> Prices:
    return Prices.of(settings_in(home, **PRICED))


def call(prompt: int, completion: int, usd: float | None = 0.0) -> ModelCall:
    return ModelCall(
        "key", datetime.now(UTC), 5, "sent", "reply", "", "stop", prompt, completion, 0, usd
    )


def test_without_a_limit_every_call_may_be_made(tmp_path: Path) -> None:
    budget = Budget(0.0, 0, prices(tmp_path))
    for _ in range(100):
        budget.reserve(Cost(10**6, 10**6), threading.Event())


def test_the_budget_is_never_passed(tmp_path: Path) -> None:
    """A call is made only where the most it can cost still fits."""
    budget = Budget(0.0, 1000, prices(tmp_path))
    used = 0
    with pytest.raises(BudgetReachedError, match="RUN_BUDGET_TOKENS=1000"):
        while True:
            reserved = budget.reserve(COST, threading.Event())
            budget.settle(reserved, COST, call(120, 50))
            used += 170
    assert used == 850  # after that, 126 + 50 more would be 1,026


def test_money_counts_as_well_as_tokens(tmp_path: Path) -> None:
    budget = Budget(0.0015, 0, prices(tmp_path))
    first = budget.reserve(COST, threading.Event())
    budget.settle(first, COST, call(100, 50, 0.0006))
    second = budget.reserve(COST, threading.Event())
    budget.settle(second, COST, call(100, 50, 0.0006))
    with pytest.raises(BudgetReachedError, match=r"RUN_BUDGET_USD=0.0015; .*\$0.0012"):
        budget.reserve(COST, threading.Event())


def test_what_a_run_has_spent_before_counts(tmp_path: Path) -> None:
    budget = Budget(0.0, 1000, prices(tmp_path), Spent(900, 50))
    with pytest.raises(BudgetReachedError, match="950 tokens"):
        budget.reserve(COST, threading.Event())


def test_a_call_waits_for_those_that_have_reserved_the_rest(tmp_path: Path) -> None:
    budget = Budget(0.0, 300, prices(tmp_path))
    reserved = budget.reserve(COST, threading.Event())  # up to 200 of them
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(budget.reserve, COST, threading.Event())
        budget.settle(reserved, COST, call(20, 10))
        assert waiting.result(WAIT_SECONDS).completion_tokens == 50


def test_a_call_that_waits_can_be_stopped(tmp_path: Path) -> None:
    budget = Budget(0.0, 300, prices(tmp_path))
    budget.reserve(COST, threading.Event())
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        budget.reserve(COST, stop)


def test_a_call_that_never_left_costs_nothing(tmp_path: Path) -> None:
    budget = Budget(0.0, 250, prices(tmp_path))
    for _ in range(5):
        budget.settle(budget.reserve(COST, threading.Event()), COST, None)


def test_an_answer_that_tells_no_tokens_counts_with_all_it_reserved(tmp_path: Path) -> None:
    budget = Budget(0.0, 1000, prices(tmp_path))
    for _ in range(5):  # up to 200 each
        budget.settle(budget.reserve(COST, threading.Event()), COST, call(0, 0, None))
    with pytest.raises(BudgetReachedError, match="spent so far: 1,000 tokens"):
        budget.reserve(COST, threading.Event())


def test_an_unusable_answer_that_tells_no_tokens_counts_as_well(tmp_path: Path) -> None:
    budget = Budget(0.0, 1000, prices(tmp_path))
    unusable = replace(call(0, 0, None), problem="The model's answer is malformed.")
    for _ in range(5):
        budget.settle(budget.reserve(COST, threading.Event()), COST, unusable)
    with pytest.raises(BudgetReachedError):
        budget.reserve(COST, threading.Event())


def test_a_short_count_of_one_prompt_does_not_make_room_for_a_long_one(tmp_path: Path) -> None:
    """Plain words take fewer tokens than estimated, codes and numbers take more."""
    budget = Budget(0.0, 1000, prices(tmp_path))
    budget.settle(budget.reserve(COST, threading.Event()), COST, call(40, 50))
    with pytest.raises(BudgetReachedError):  # 90 are spent, and up to 1,050 might follow
        budget.reserve(Cost(prompt=600, answer=150), threading.Event())


def test_shares_add_up_to_the_whole() -> None:
    whole = Spent(101, 53, 7, 0.5, (3,))
    shares = [whole.share(index, 4) for index in range(4)]
    assert [share.prompt_tokens for share in shares] == [26, 25, 25, 25]
    assert [share.call_ids for share in shares] == [(3,)] * 4
    assert sum(shares, NOTHING) == Spent(101, 53, 7, 0.5, (3,) * 4)


def test_an_unknown_cost_hides_no_known_one() -> None:
    assert (spent_on(call(1, 1, 0.25)) + Spent()).cost_usd == 0.25
    assert (Spent() + Spent()).cost_usd is None
