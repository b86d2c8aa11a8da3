"""Runs whose process died or was shut down: found at the next start, and gone on with."""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from discovery.errors import RequestError
from discovery.processing.presence import SILENT_SECONDS, Presence
from discovery.processing.runner import MOST_INTERRUPTIONS
from discovery.storage import queries
from discovery.storage.queries import HolderRow
from tests.processing.runs import (
    WAIT_SECONDS,
    Gate,
    asked,
    box_request,
    ended,
    facts,
    finished,
    opened,
    settings_in,
    statuses,
    wait_until,
)
from tests.support.model_server import ModelServer, failing
from tests.support.processes import Worker

pytestmark = pytest.mark.usefixtures("each_database")

NODES = 6


def shut_down(home: Path, server: ModelServer, gate: Gate, **more: Any) -> int:
    """The id of a run whose program was ended while its first nodes were asked about."""
    with opened(home, server, **more) as runner:
        run_id = runner.start(box_request(NODES, runner.settings, workers=2))
        assert server.wait_for_requests(2, WAIT_SECONDS)
    gate.open()
    return run_id


def test_a_run_that_was_shut_down_goes_on_by_itself(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server:
        run_id = shut_down(tmp_path, server, gate)
        with opened(tmp_path, server) as runner:
            assert queries.run(runner.db, run_id).is_interrupted
            runner.watch(resume=True)
            wait_until(lambda: queries.run(runner.db, run_id).status == "completed")
            assert statuses(queries.run(runner.db, run_id)) == {"success": NODES}
            history = [(event.what, event.by) for event in queries.events(runner.db, run_id)]
    assert history == [
        ("started", "Python"),
        ("paused", "program"),
        ("resumed", "program"),
        ("completed", "program"),
    ]


def test_where_the_settings_say_so_it_waits_for_a_click(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server:
        run_id = shut_down(tmp_path, server, gate)
        with opened(tmp_path, server) as runner:
            runner.watch(resume=False)
            other = finished(runner, box_request(2, runner.settings))  # the watch has come round
            assert other.status == "completed"
            assert queries.run(runner.db, run_id).is_interrupted
            runner.resume(run_id)
            assert statuses(ended(runner, run_id)) == {"success": NODES}


def test_what_was_paused_by_hand_stays_paused(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server:
        run_id = shut_down(tmp_path, server, gate)
        with opened(tmp_path, server) as runner:
            for _ in range(2):
                runner.pause(run_id)
            assert queries.run(runner.db, run_id).paused_by == "analyst"
            assert queries.idle_runs(runner.db, MOST_INTERRUPTIONS) == []


def test_settings_that_do_not_fit_leave_the_run_paused_with_the_reason(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server:
        run_id = shut_down(tmp_path, server, gate)
        with opened(tmp_path) as runner:  # no model
            runner.watch(resume=True)
            wait_until(lambda: queries.run(runner.db, run_id).paused_by == "trouble")
            assert "no model is set up" in str(queries.run(runner.db, run_id).error)
        with opened(tmp_path, server) as runner:
            runner.resume(run_id)
            assert statuses(ended(runner, run_id)) == {"success": NODES}


def test_a_run_that_brings_its_process_down_again_and_again_is_left_alone(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server:
        settings = settings_in(tmp_path, server)
        with opened(tmp_path, server) as runner:
            run_id = runner.start(box_request(NODES, settings, workers=2))
            runner.pause(run_id)
        for killed in range(MOST_INTERRUPTIONS):
            with Worker(settings) as worker:
                worker.do("resume", run_id)
            with opened(tmp_path, server) as runner:
                runner.look_after_the_gone()
                assert queries.run(runner.db, run_id).interruptions == killed + 1
        with opened(tmp_path, server) as runner:
            assert queries.idle_runs(runner.db, MOST_INTERRUPTIONS) == []
            gate.open()
            runner.resume(run_id)  # a person may
            run = ended(runner, run_id)
            assert (run.status, run.interruptions) == ("completed", 0)


def test_only_failed_nodes_are_retried(tmp_path: Path) -> None:
    with (
        ModelServer(rule=failing("BOX-2.", "refusal")) as server,
        opened(tmp_path, server) as runner,
    ):
        run = finished(runner, box_request(NODES, runner.settings))
        assert statuses(run) == {"success": NODES - 1, "error": 1}
        server.rules = ()
        before = len(server.requests)
        runner.retry(run.run_id)
        runner.retry(run.run_id)
        again = ended(runner, run.run_id)
        assert statuses(again) == {"success": NODES}
        assert again.status == "completed"
        assert (again.subtrees_processed, again.node_facts_extracted) == (NODES, NODES)
        assert len(facts(runner, again)) == NODES
        assert len(server.requests) == before + 1
        assert asked(server)["BOX-2."] == 6  # five times in vain


def test_a_run_again_is_a_run_of_its_own(tmp_path: Path) -> None:
    with ModelServer() as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(NODES, runner.settings))
        again = ended(runner, runner.run_again(run.run_id, "me", workers=2, use_cache=False))
        assert again.run_id != run.run_id
        assert (again.workers, again.started_by, again.selection) == (2, "me", run.selection)
        assert statuses(again) == {"success": NODES}
        assert set(asked(server).values()) == {2}


def test_a_process_whose_lock_nobody_sees_is_known_by_its_heartbeat(tmp_path: Path) -> None:
    """It is on another machine, over the same database."""
    moment = 0.0
    ours = Presence(settings_in(tmp_path / "here"), clock=lambda: moment)
    theirs = Presence(settings_in(tmp_path / "there"))
    theirs.enter()
    assert not ours.is_gone(HolderRow(theirs.token, theirs.name, beat=1))
    moment = SILENT_SECONDS - 1
    assert not ours.is_gone(HolderRow(theirs.token, theirs.name, beat=1))
    assert not ours.is_gone(HolderRow(theirs.token, theirs.name, beat=2))
    moment += SILENT_SECONDS
    assert ours.is_gone(HolderRow(theirs.token, theirs.name, beat=2))


def test_a_process_on_this_machine_is_known_by_its_lock(tmp_path: Path) -> None:
    moment = 0.0
    ours, theirs = (Presence(settings_in(tmp_path), clock=lambda: moment) for _ in range(2))
    theirs.enter()
    row = HolderRow(theirs.token, theirs.name, beat=1)
    moment += 10 * SILENT_SECONDS  # it sleeps, perhaps, but it is there
    assert not ours.is_gone(row)
    theirs.leave(for_good=False)
    assert ours.is_gone(row)
    assert ours.is_gone(row)  # looking has not changed anything


def test_clicks_at_the_moment_a_run_stops_leave_one_thread_at_work(tmp_path: Path) -> None:
    """It pauses at its budget again and again, and is resumed from everywhere each time."""
    with ModelServer() as server, opened(tmp_path, server, run_budget_tokens=1) as runner:
        run_id = runner.start(box_request(NODES, runner.settings, workers=2))

        def click() -> None:
            for _ in range(10):
                with suppress(RequestError):  # it is about to stop
                    runner.resume(run_id)

        clicks = [threading.Thread(target=click) for _ in range(4)]
        for each in clicks:
            each.start()
        for each in clicks:
            each.join()
        ended(runner, run_id)
        happened = {event.what for event in queries.events(runner.db, run_id)}
        assert happened <= {"started", "resumed", "paused"}
        assert queries.run(runner.db, run_id).interruptions == 0


def test_a_run_can_be_stopped_while_its_document_is_read(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        request = box_request(20_000, runner.settings)
        run_id = runner.start(request)
        wait_until(lambda: queries.count_subtrees(runner.db, run_id) > 0)
        runner.cancel(run_id)
        run = ended(runner, run_id)
        assert (run.status, run.statuses["cancelled"]) == ("cancelled", 20_000)
        assert queries.count_subtrees(runner.db, run_id) < 20_000
