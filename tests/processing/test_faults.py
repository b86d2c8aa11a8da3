"""A model that fails one request in five: every node ends once, and none without its meaning."""

import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.processing.runner import open_runner
from discovery.storage.queries import FactRow, RunRow
from tests.processing.runs import box_request, facts, finished, rows, settings_in, statuses
from tests.support.model_server import Fault, ModelServer, Request, Rule, every, once_each

pytestmark = pytest.mark.usefixtures("each_database")

NODES = 50
# Long enough for an answer on a busy machine; only calls that hang take so long.
CALL_SECONDS = 2.0

PASSING = ["429", "500", "503", "reset", "hang"]
SPOILED = ["cut", "malformed", "wrong_shape", "refusal", "empty"]
ONE_NODE_IN_FIVE = [f"BOX-{number}." for number in range(5, NODES + 1, 5)]


def run_against(home: Path, rule: Rule, **more: Any) -> tuple[RunRow, list[FactRow]]:
    """A run of 50 nodes with the usual retries and a short time limit of a call."""
    usual = {"max_llm_retries": 3, "llm_timeout_seconds": CALL_SECONDS}
    with ModelServer(rule=rule) as server:
        settings = settings_in(home, server, **usual, **more)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(NODES, settings))
            stored = facts(runner, run)
            ended = [row.status for row in rows(runner, run)]
            assert run.llm_calls == len(server.requests)
    assert len(ended) == NODES
    assert set(ended) <= {"success", "error"}
    assert sum(statuses(run).values()) == run.subtrees_processed == NODES
    return run, stored


def assert_every_success_has_its_meaning(run: RunRow, stored: list[FactRow]) -> None:
    """And every error its structure, which says that the meaning is missing."""
    assert run.node_facts_extracted == len(stored) == NODES
    meant = [fact.fact_json["meaning"] for fact in stored if not fact.fact_json["meaning_missing"]]
    assert len(meant) == run.statuses["success"]
    assert all(meaning["summary"] for meaning in meant)
    assert all(fact.fact_json["structure"]["content"] for fact in stored)


@pytest.mark.parametrize("batching", [False, True], ids=["alone", "together"])
@pytest.mark.parametrize("kind", PASSING + SPOILED)
def test_one_request_in_five_fails(tmp_path: Path, kind: Any, batching: bool) -> None:
    run, stored = run_against(tmp_path, every(5, kind), llm_batching=batching)
    assert_every_success_has_its_meaning(run, stored)
    assert run.statuses["success"] >= 0.98 * NODES


@pytest.mark.parametrize("seed", range(10))
def test_one_request_in_five_fails_in_any_way(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    kinds = ["429", "503", "reset", *SPOILED]

    def one_in_five(_: Request) -> Fault | None:
        return Fault(chance.choice(kinds)) if chance.random() < 0.2 else None

    run, stored = run_against(tmp_path, one_in_five, llm_batching=False)
    assert_every_success_has_its_meaning(run, stored)
    assert run.statuses["success"] >= 49


@pytest.mark.parametrize("kind", SPOILED)
def test_one_node_in_five_fails_at_first(tmp_path: Path, kind: Any) -> None:
    run, stored = run_against(tmp_path, once_each(ONE_NODE_IN_FIVE, kind))
    assert_every_success_has_its_meaning(run, stored)
    assert (run.status, statuses(run)) == ("completed", {"success": NODES})


def test_half_of_all_requests_sent_away_loses_no_node(tmp_path: Path) -> None:
    rule = every(2, "429", retry_after_ms="20")
    run, stored = run_against(tmp_path, rule, llm_batching=True)
    assert_every_success_has_its_meaning(run, stored)
    assert (run.status, statuses(run)) == ("completed", {"success": NODES})
