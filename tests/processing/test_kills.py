"""Processes killed in the middle of runs: nothing is lost, doubled, or asked about again."""

import random
import time
from contextlib import closing
from pathlib import Path

import pytest

from discovery.config import Settings
from discovery.processing.runner import open_runner
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from tests.processing.runs import asked_in, box_request, settings_in, wait_until
from tests.support.model_server import ModelServer
from tests.support.processes import Worker

pytestmark = pytest.mark.usefixtures("each_database")

NODES = 50
CASES = 10
KILLS = 5  # in each case, all of them of processes that are at work
LATENCY = 0.02


@pytest.mark.parametrize("case", range(CASES))
def test_a_run_whose_processes_are_killed_loses_and_repeats_nothing(
    tmp_path: Path, case: int
) -> None:
    chance = random.Random(case)
    with ModelServer(latency=LATENCY) as server:
        settings = settings_in(
            tmp_path,
            server,
            llm_cache=False,
            llm_batching=chance.random() < 0.5,
            max_parallel_nodes=chance.choice([2, 4, 10]),
        )
        kills, run_id = 0, written_down(settings)
        with closing(open_database(settings)) as db:
            while kills < KILLS:
                kills += is_killed_at_work(settings, run_id, server, db, chance)
                if queries.run(db, run_id).status == "completed":
                    run_id = written_down(settings)
            go_on(settings, run_id, server, db)
            run = queries.run(db, run_id)
            assert (run.status, run.statuses["success"]) == ("completed", NODES)
            assert stored_boxes(db, run_id) == {f"BOX-{n}." for n in range(1, NODES + 1)}


def written_down(settings: Settings) -> int:
    """A run that nobody works on yet."""
    with closing(open_runner(settings)) as runner:
        run_id = runner.start(box_request(NODES, settings))
        runner.pause(run_id)
    return run_id


def is_killed_at_work(
    settings: Settings,
    run_id: int,
    server: ModelServer,
    db: ThreadSafeDatabaseManager,
    chance: random.Random,
) -> bool:
    """Kill a process that goes on with the run, some nodes and milliseconds later.

    False where it was done before that.
    """
    stored, before = stored_boxes(db, run_id), len(server.requests)
    killed, more = queries.run(db, run_id).held_by, chance.choice([0, 0, 1, 3, 7, 15])
    worker = Worker(settings)
    worker.order("resume", run_id)
    wait_until(lambda: queries.run(db, run_id).held_by not in (None, killed))
    wait_until(lambda: is_over_or_has(db, run_id, len(stored) + more))
    time.sleep(chance.random() * 3 * LATENCY)  # any moment will do
    worker.kill()
    was_at_work = queries.run(db, run_id).held_by is not None
    check_books(db, run_id)
    assert not stored & asked_in(server.requests[before:]).keys()
    return was_at_work


def go_on(
    settings: Settings, run_id: int, server: ModelServer, db: ThreadSafeDatabaseManager
) -> None:
    """Let a process that lives do what is left."""
    stored, before = stored_boxes(db, run_id), len(server.requests)
    with Worker(settings) as last:
        last.do("resume", run_id)
        last.wait(run_id)
    check_books(db, run_id)
    assert not stored & asked_in(server.requests[before:]).keys()


def is_over_or_has(db: ThreadSafeDatabaseManager, run_id: int, facts: int) -> bool:
    run = queries.run(db, run_id)
    return not run.is_live or run.node_facts_extracted >= facts


def stored_boxes(db: ThreadSafeDatabaseManager, run_id: int) -> set[str]:
    """The labels of the boxes whose facts are stored, each once."""
    facts = list(queries.facts(db, run_id))
    assert len({fact.position for fact in facts}) == len(facts)
    return {f"BOX-{fact.position}." for fact in facts}


def check_books(db: ThreadSafeDatabaseManager, run_id: int) -> None:
    """The counts of the run are those of its subtrees, and each success has its one fact."""
    run = queries.run(db, run_id)
    rows = queries.subtrees(db, run_id)
    assert sum(run.statuses.values()) == run.subtrees_total == NODES
    if rows:
        assert len(rows) == NODES
        assert run.statuses["success"] == sum(row.status == "success" for row in rows)
    assert len(stored_boxes(db, run_id)) == run.node_facts_extracted == run.statuses["success"]
