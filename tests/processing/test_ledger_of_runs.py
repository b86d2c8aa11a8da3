"""Runs under chance faults, stops and limits: whatever happens, the books balance.

Each case is made from a number, so that one that fails can be run again by it.
"""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from discovery.config import Settings
from discovery.errors import RequestError
from discovery.processing.runner import Runner, open_runner
from discovery.storage import queries
from discovery.storage.queries import FactRow, RunRow, SubtreeRow
from tests.processing.runs import ended, facts, kept, rows, settings_in, ticks
from tests.support.model_server import Fault, ModelServer, Request

pytestmark = pytest.mark.usefixtures("each_database")

CASES = 30
MOST_RESUMED = 5
FAULTS = [
    "429", "500", "503", "reset", "cut", "malformed", "wrong_shape", "refusal", "empty",
    "not_json", "no_usage", "filtered", "too_long", "mixed_up", "400", "401",
]  # fmt: skip


class ChanceFaults:
    """A rule of the model server: a share of the requests fails, in one of a few ways."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = random.Random(chance.random())
        self._share = chance.choice([0.0, 0.1, 0.4])
        self._kinds: Sequence[Any] = chance.sample(FAULTS, 3)

    def __call__(self, _: Request) -> Fault | None:
        if self._chance.random() >= self._share:
            return None
        return Fault(self._chance.choice(self._kinds), message="[2, 1]")


def store_of(chance: random.Random) -> bytes:
    """Boxes, some of them equal, some too big for one call."""
    count = chance.choice([1, 5, 20])
    numbers = [chance.randrange(3) if chance.random() < 0.5 else place for place in range(count)]
    lines = "<Line>some words of text</Line>" * 400
    return (
        "<Store>"
        + "".join(
            f"<Box><ID>B{number}</ID><Label>BOX-{number}.</Label>{lines * (number == 4)}</Box>"
            for number in numbers
        )
        + "</Store>"
    ).encode()


def settings_of(home: Path, server: ModelServer, chance: random.Random) -> Settings:
    return settings_in(
        home,
        server,
        llm_batching=chance.random() < 0.6,
        llm_cache=chance.random() < 0.5,
        llm_context_tokens=chance.choice([4000, 32_000]),
        max_llm_retries=chance.choice([0, 2]),
        max_parallel_nodes=chance.choice([1, 3, 10]),
        run_budget_tokens=chance.choice([0, 0, 20_000]),
    )


def disturb(runner: Runner, run_id: int, server: ModelServer, chance: random.Random) -> None:
    """Stop or resume the run now and then, each time after some more requests."""
    for _ in range(chance.choice([0, 0, 1, 3])):
        server.wait_for_requests(len(server.requests) + chance.randrange(4), timeout=0.2)
        with suppress(RequestError):  # it is over, or about to stop
            chance.choice([runner.pause, runner.resume, runner.cancel])(run_id)


def carried_out(
    home: Path, server: ModelServer, chance: random.Random
) -> tuple[Settings, RunRow, list[SubtreeRow], list[FactRow], list[str]]:
    """A run with all that is stored of it, gone on with as long as that changes something."""
    settings = settings_of(home, server, chance)
    with closing(open_runner(settings)) as runner:
        run_id = runner.start(ticks(kept(store_of(chance), settings), "/Store/Box"))
        disturb(runner, run_id, server, chance)
        run = ended(runner, run_id)
        for _ in range(MOST_RESUMED):
            if run.status == "paused":
                runner.resume(run_id)
                run = ended(runner, run_id)
        sent = [call.sent for call in queries.calls(runner.db, run_id)]
        return settings, run, rows(runner, run), facts(runner, run), sent


@pytest.mark.parametrize("case", range(CASES))
def test_the_books_of_a_run_balance(tmp_path: Path, case: int) -> None:
    chance = random.Random(case)
    with ModelServer(rule=ChanceFaults(chance), latency=0.01) as server:
        settings, run, subtrees, stored, sent = carried_out(tmp_path, server, chance)
        arrived = Counter(request.raw.decode() for request in server.requests)
    assert not arrived - Counter(sent)  # what left is on record, also where it was stopped
    assert run.llm_calls == len(sent)
    assert_each_subtree_ended_once(run, subtrees, stored)
    assert_every_success_has_its_own_meaning(subtrees, stored)
    if settings.run_budget_tokens:
        assert run.prompt_tokens + run.completion_tokens <= settings.run_budget_tokens


def assert_each_subtree_ended_once(
    run: RunRow, subtrees: list[SubtreeRow], stored: list[FactRow]
) -> None:
    found = Counter(row.status for row in subtrees)
    assert run.subtrees_total == sum(run.statuses.values())
    if found or run.status != "cancelled":  # a cancel does not wait until the nodes are listed
        assert found.total() == run.subtrees_total
    assert not found["running"]
    if run.status in ("completed", "partial_failure"):
        assert found["success"] + found["error"] == found.total()
        assert sum(row.prompt_tokens for row in subtrees) <= run.prompt_tokens
    if run.status == "paused":
        assert "budget" in (run.error or "")
    errors = [run.error, *(row.error for row in subtrees)]
    assert not any("fault in the program" in error for error in errors if error)
    assert len(stored) == len({fact.position for fact in stored}) == run.node_facts_extracted


def assert_every_success_has_its_own_meaning(
    subtrees: list[SubtreeRow], stored: list[FactRow]
) -> None:
    by_position = {fact.position: fact.fact_json for fact in stored}
    for row in subtrees:
        fact = by_position.get(row.position)
        if row.status == "success":
            assert fact and fact["meaning"]["summary"]
            values = [claim["value"] for claim in fact["meaning"]["claims"]]
            assert all(value in str(fact["structure"]) for value in values)
        elif fact:
            assert (fact["meaning"], fact["meaning_missing"]) == (None, row.error)
