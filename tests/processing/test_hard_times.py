"""Runs in hard times: their database is held or gone, clocks are moved, processes share it."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from discovery.errors import RequestError
from discovery.processing.runner import Runner
from discovery.storage import models, queries, records, sqlite
from discovery.storage.records import leases
from tests.processing.runs import (
    WAIT_SECONDS,
    Gate,
    asked,
    box_request,
    ended,
    facts,
    opened,
    rows,
    statuses,
    wait_until,
)
from tests.support.hard_times import gone, held
from tests.support.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("each_database")

NODES = 10


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock."""
    monkeypatch.setattr(sqlite, "LOCK_WAIT_MS", 100)


@pytest.mark.parametrize(
    ("trouble", "says"),
    [(held, "Another program holds the database"), (gone, "")],
    ids=["held", "gone"],
)
def test_a_run_waits_for_its_database_and_goes_on_by_itself(
    tmp_path: Path, trouble: Callable[[Path], AbstractContextManager[None]], says: str
) -> None:
    gate = Gate(free=3)
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = runner.start(box_request(NODES, runner.settings, workers=2))
        assert server.wait_for_requests(5, WAIT_SECONDS)
        with trouble(tmp_path):
            gate.open()
            wait_until(lambda: runner.trouble(run_id) != "")
            assert says in runner.trouble(run_id)
            assert "goes on by itself" in runner.trouble(run_id)
        run = ended(runner, run_id)
        assert (run.status, statuses(run)) == ("completed", {"success": NODES})
        assert run.subtrees_processed == run.node_facts_extracted == NODES
        assert len(facts(runner, run)) == NODES
        assert set(asked(server).values()) == {1}  # what was answered meanwhile was not lost
        assert run.llm_calls == len(list(queries.calls(runner.db, run_id))) == NODES
        assert runner.trouble(run_id) == ""


def test_a_run_that_waits_for_its_database_can_be_shut_down_and_goes_on_later(
    tmp_path: Path,
) -> None:
    gate = Gate(free=3)
    with ModelServer(rule=gate) as server:
        with opened(tmp_path, server) as runner:
            run_id = runner.start(box_request(NODES, runner.settings, workers=2))
            assert server.wait_for_requests(5, WAIT_SECONDS)
            with held(tmp_path):
                gate.open()
                wait_until(lambda: runner.trouble(run_id) != "")
                runner.stop_all()
                assert not runner.is_live(run_id)
        with opened(tmp_path, server) as other:
            other.look_after_the_gone()
            left = queries.run(other.db, run_id)
            assert (left.status, left.paused_by, left.interruptions) == (
                "paused",
                "interruption",
                1,
            )
            other.resume(run_id)
            assert statuses(ended(other, run_id)) == {"success": NODES}


def test_of_two_processes_one_works_on_a_run(tmp_path: Path) -> None:
    gate = Gate(free=2)
    with (
        ModelServer(rule=gate) as server,
        opened(tmp_path, server) as one,
        opened(tmp_path, server) as other,
    ):
        run_id = one.start(box_request(NODES, one.settings, workers=2))
        assert server.wait_for_requests(4, WAIT_SECONDS)
        for _ in range(2):
            other.resume(run_id)
            other.retry(run_id)
        assert not other.is_live(run_id)
        gate.open()
        assert statuses(ended(one, run_id)) == {"success": NODES}
        assert set(asked(server).values()) == {1}


@pytest.mark.parametrize(("order", "left"), [("pause", "pending"), ("cancel", "cancelled")])
def test_an_order_reaches_the_process_that_works_on_the_run(
    tmp_path: Path, order: str, left: str
) -> None:
    gate = Gate(free=2)
    with (
        ModelServer(rule=gate) as server,
        opened(tmp_path, server) as one,
        opened(tmp_path, server) as other,
    ):
        run_id = one.start(box_request(NODES, one.settings, workers=2), by="one")
        assert server.wait_for_requests(4, WAIT_SECONDS)
        for _ in range(2):
            getattr(other, order)(run_id, by="other")
        if order == "pause":
            wait_until(lambda: is_about_to_stop(one, run_id))
            gate.open()  # what has left comes to its end
        run = ended(one, run_id)
        done = 4 if order == "pause" else 2
        assert statuses(run) == {"success": done, left: NODES - done}
        history = [(event.what, event.by) for event in queries.events(one.db, run_id)]
        assert history == [
            ("started", "one"),
            (f"{order} ordered", "other"),
            (run.status, "program"),
        ]
        gate.open()


def is_about_to_stop(runner: Runner, run_id: int) -> bool:
    try:
        runner.resume(run_id)
    except RequestError as error:
        return "about to stop" in str(error)
    return False


def test_whoever_has_lost_a_run_stores_nothing_more(tmp_path: Path) -> None:
    """A machine that slept wakes up and finds its run in other hands."""
    gate = Gate(free=2)
    with (
        ModelServer(rule=gate) as server,
        opened(tmp_path, server) as sleeper,
        opened(tmp_path, server) as other,
    ):
        run_id = sleeper.start(box_request(NODES, sleeper.settings, workers=2))
        assert server.wait_for_requests(4, WAIT_SECONDS)
        taken = queries.run(other.db, run_id).held_by
        assert taken is not None
        (beat,) = [each.beat for each in queries.holders(other.db) if each.token == taken]
        other.db.write_with_lock(
            lambda session: (
                records.add_holder(session, "third", "a third process"),
                records.take_over(session, taken, beat, "third"),
            )
        )
        gate.open()
        assert sleeper.wait(run_id, WAIT_SECONDS)
        run = queries.run(other.db, run_id)
        assert (run.held_by, run.statuses["success"]) == ("third", 2)
        assert len(facts(other, run)) == run.node_facts_extracted == 2


def test_clocks_that_are_moved_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(free=3)
    real = models.now
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = runner.start(box_request(NODES, runner.settings, workers=2))
        assert server.wait_for_requests(5, WAIT_SECONDS)
        for module in (models, leases, records.runs):
            monkeypatch.setattr(module, "now", lambda: real() - timedelta(hours=5))
        with opened(tmp_path) as other:
            other.look_after_the_gone()
            assert queries.run(other.db, run_id).status == "in_progress"
        gate.open()
        run = ended(runner, run_id)
    assert (run.status, statuses(run)) == ("completed", {"success": NODES})
    assert 0 <= run.worked_seconds < 2 * WAIT_SECONDS


def test_twenty_runs_at_once(tmp_path: Path) -> None:
    with ModelServer(latency=0.01) as server, opened(tmp_path, server, llm_cache=False) as runner:
        request = box_request(5, runner.settings, workers=4)
        starts = [threading.Thread(target=runner.start, args=(request,)) for _ in range(20)]
        for start in starts:
            start.start()
        for start in starts:
            start.join()
        runs = [ended(runner, run.run_id) for run in queries.runs(runner.db)]
        assert len(runs) == 20
        assert all(statuses(run) == {"success": 5} for run in runs)
        assert all(len(rows(runner, run)) == len(facts(runner, run)) == 5 for run in runs)
        assert set(asked(server).values()) == {20}


def test_a_beating_heart_says_how_long_a_run_has_been_under_way(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = runner.start(box_request(2, runner.settings, workers=2))
        wait_until(lambda: queries.run(runner.db, run_id).worked_seconds > 0)
        (holder,) = queries.holders(runner.db)
        assert holder.beat > 0
        assert queries.run(runner.db, run_id).holder == holder.name
        gate.open()
        ended(runner, run_id)
    with opened(tmp_path) as other:
        assert queries.holders(other.db) == []
