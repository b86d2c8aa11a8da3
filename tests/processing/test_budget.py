"""The budget of a run pauses it before it is passed, with nothing lost."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.errors import RequestError
from discovery.processing.runner import open_runner
from discovery.storage import queries
from tests.processing.runs import asked, box_request, ended, facts, finished, settings_in, statuses
from tests.support.model_server import Fault, ModelServer, every

pytestmark = pytest.mark.usefixtures("each_database")

COUNT = 30
PRICED = {"llm_price_input": 1.0, "llm_price_output": 4.0}


@pytest.mark.parametrize(
    "budget",
    [{"run_budget_tokens": 9000}, {"run_budget_usd": 0.012, **PRICED}],
    ids=["tokens", "money"],
)
def test_a_run_pauses_before_its_budget_is_passed(tmp_path: Path, budget: dict[str, Any]) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, **budget)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(COUNT, settings))
            assert run.status == "paused"
            assert "budget" in run.error
            assert 0 < run.statuses["success"] < COUNT
            assert run.statuses["success"] + run.statuses["pending"] == COUNT
            assert run.prompt_tokens + run.completion_tokens <= budget.get("run_budget_tokens", 1e9)
            assert (run.cost_usd or 0.0) <= budget.get("run_budget_usd", 1e9)
            assert run.llm_calls == len(server.requests)
        more = settings.model_copy(update={"run_budget_tokens": 0, "run_budget_usd": 0.0})
        with closing(open_runner(more)) as runner:
            runner.resume(run.run_id)
            run = ended(runner, run.run_id)
            assert (run.status, statuses(run)) == ("completed", {"success": COUNT})
            assert len(facts(runner, run)) == COUNT
        assert set(asked(server).values()) == {1}


def test_what_failed_attempts_cost_counts(tmp_path: Path) -> None:
    """An answer that cannot be used is paid for all the same."""
    with ModelServer(rule=every(2, "malformed")) as server:
        settings = settings_in(tmp_path, server, **PRICED)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(COUNT, settings))
            calls = list(queries.calls(runner.db, run.run_id))
    assert len(calls) == run.llm_calls == len(server.requests) > COUNT
    assert sum(call.prompt_tokens for call in calls) == run.prompt_tokens
    assert sum(call.completion_tokens for call in calls) == run.completion_tokens
    assert run.cost_usd == pytest.approx(sum(call.cost_usd for call in calls))
    assert any(call.problem and call.cost_usd for call in calls)


def test_money_cannot_be_limited_where_no_price_is_known(tmp_path: Path) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, run_budget_usd=1.0)
        with closing(open_runner(settings)) as runner:
            with pytest.raises(RequestError, match=r"price of .* is not known"):
                runner.start(box_request(1, settings))
            assert queries.runs(runner.db) == []


def test_going_on_spends_no_more_where_the_provider_tells_no_tokens(tmp_path: Path) -> None:
    """What calls may have cost before a pause counts after it, too."""
    with ModelServer(rule=lambda _: Fault("no_usage")) as server:
        settings = settings_in(tmp_path, server, run_budget_tokens=9000)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(COUNT, settings))
            asked_before = len(server.requests)
        with closing(open_runner(settings)) as runner:
            runner.resume(run.run_id)
            run = ended(runner, run.run_id)
        assert (run.status, len(server.requests)) == ("paused", asked_before)
    assert 0 < asked_before < COUNT


def test_where_no_price_is_known_a_free_call_makes_no_run_free(tmp_path: Path) -> None:
    """A refused call costs nothing, but nobody knows what the others cost."""
    with ModelServer(rule=every(3, "503")) as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(6, settings))
            costs = {call.cost_usd for call in queries.calls(runner.db, run.run_id)}
    assert (run.cost_usd, costs) == (None, {None, 0.0})
