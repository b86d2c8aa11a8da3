"""Runs in the background: several at once, stopped and taken up again, and never lost."""

import importlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from discovery.errors import NotFoundError, RequestError
from discovery.processing import shared_runner
from discovery.processing.runner import Runner, open_runner
from discovery.storage import queries
from tests.processing.runs import (
    WAIT_SECONDS,
    Gate,
    asked,
    box_request,
    boxes,
    ended,
    facts,
    finished,
    kept,
    opened,
    rows,
    settings_in,
    statuses,
    ticks,
    wait_until,
)
from tests.support.model_server import ModelServer, first
from tests.support.window import streamlit_server

pytestmark = pytest.mark.usefixtures("each_database")


def under_way(runner: Runner, server: ModelServer, gate_free: int, **more: Any) -> int:
    """The id of a run of 10 boxes with 2 workers, both of them waiting for the model."""
    run_id = runner.start(box_request(10, runner.settings, workers=2, **more))
    assert server.wait_for_requests(gate_free + 2, WAIT_SECONDS)
    return run_id


def test_a_start_returns_while_the_run_is_under_way(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = under_way(runner, server, 0)
        assert runner.is_live(run_id)
        assert not runner.wait(run_id, 0.01)
        assert queries.run(runner.db, run_id).status == "in_progress"
        gate.open()
        assert ended(runner, run_id).status == "completed"
        assert not runner.is_live(run_id)


def test_what_was_done_before_a_pause_is_not_asked_again(tmp_path: Path) -> None:
    gate = Gate(free=4)
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = under_way(runner, server, 4)
        runner.pause(run_id)
        assert queries.run(runner.db, run_id).ordered == "pause"
        gate.open()
        stopped = ended(runner, run_id)
        done = [row.node_ordinal for row in rows(runner, stopped) if row.status == "success"]
        runner.resume(run_id)
        run = ended(runner, run_id)
        counted = asked(server)
        stored = [fact.position for fact in facts(runner, run)]
    assert (stopped.status, stopped.paused_by) == ("paused", "analyst")
    assert statuses(stopped) == {"success": 6, "pending": 4}  # calls under way came to their end
    assert (run.status, statuses(run)) == ("completed", {"success": 10})
    assert (run.subtrees_processed, run.node_facts_extracted) == (10, 10)
    assert [counted[f"BOX-{ordinal}."] for ordinal in done] == [1] * 6
    assert counted.total() == 10
    assert stored == list(range(1, 11))


def test_what_is_not_done_is_cancelled(tmp_path: Path) -> None:
    gate = Gate(free=4)
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = under_way(runner, server, 4)
        runner.cancel(run_id)
        run = ended(runner, run_id)
        gate.open()
        assert (run.status, statuses(run)) == ("cancelled", {"success": 4, "cancelled": 6})
        assert run.finished_at is not None
        assert len(facts(runner, run)) == run.node_facts_extracted == 4
        with pytest.raises(RequestError, match="is over"):
            runner.resume(run_id)
        assert len(server.requests) == 6


def test_a_paused_run_can_be_cancelled(tmp_path: Path) -> None:
    gate = Gate(free=4)
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = under_way(runner, server, 4)
        runner.pause(run_id)
        gate.open()
        ended(runner, run_id)
        for _ in range(2):
            runner.cancel(run_id)
        run = queries.run(runner.db, run_id)
    assert (run.status, statuses(run)) == ("cancelled", {"success": 6, "cancelled": 4})


def test_a_run_that_is_over_stays_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = finished(runner, box_request(3, runner.settings))
        runner.pause(run.run_id)
        runner.cancel(run.run_id)
        assert queries.run(runner.db, run.run_id) == run
        with pytest.raises(NotFoundError):
            runner.cancel(run.run_id + 1)
        with pytest.raises(NotFoundError):
            runner.resume(run.run_id + 1)


def test_a_pause_after_a_cancel_does_not_undo_it(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = under_way(runner, server, 0)
        runner.cancel(run_id)
        runner.pause(run_id)
        assert ended(runner, run_id).status == "cancelled"
        gate.open()


def test_a_second_resume_changes_nothing(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = under_way(runner, server, 0)
        runner.resume(run_id)
        gate.open()
        assert statuses(ended(runner, run_id)) == {"success": 10}
        assert asked(server).total() == 10


def test_a_run_that_is_about_to_stop_cannot_be_resumed_yet(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = under_way(runner, server, 0)
        runner.pause(run_id)
        with pytest.raises(RequestError, match="about to stop"):
            runner.resume(run_id)
        gate.open()
        assert ended(runner, run_id).status == "paused"


def test_several_runs_go_on_at_once(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        request = box_request(4, runner.settings, workers=2)
        ids = [runner.start(request) for _ in range(3)]
        assert server.wait_for_requests(6, WAIT_SECONDS)
        assert all(runner.is_live(run_id) for run_id in ids)
        runner.cancel(ids[1])
        ended(runner, ids[1])
        gate.open()
        runs = [ended(runner, run_id) for run_id in ids]
        stored = [len(facts(runner, run)) for run in runs]
    assert [run.status for run in runs] == ["completed", "cancelled", "completed"]
    assert stored == [4, 0, 4]


def test_runs_at_once_pass_the_same_gate(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            requests = [box_request(10, settings, workers=3), box_request(20, settings, workers=2)]
            runs = [runner.start(request) for request in requests]
            assert server.wait_for_requests(5)
            traffic = runner.model.traffic()
            assert traffic is not None
            assert (traffic.workers, traffic.under_way) == (5, 5)
            gate.open()
            assert {ended(runner, run).status for run in runs} == {"completed"}
        assert server.most_concurrent == 5


def test_closing_ends_calls_that_hang_and_another_runner_goes_on(tmp_path: Path) -> None:
    hanging = first(99, "hang")
    with ModelServer(rule=hanging) as server:
        with opened(tmp_path, server) as runner:
            ids = [under_way(runner, server, at) for at in (0, 2)]
        with opened(tmp_path) as other:
            left = [queries.run(other.db, run_id) for run_id in ids]
            assert [run.status for run in left] == ["paused", "paused"]
            assert all(statuses(run) == {"pending": 10} for run in left)
    with ModelServer() as server, opened(tmp_path, server, llm_cache=False) as runner:
        for run_id in ids:
            runner.resume(run_id)
        assert all(statuses(ended(runner, run_id)) == {"success": 10} for run_id in ids)
        assert set(asked(server).values()) == {2}  # equal runs: each asks for itself


def test_starting_and_closing_at_once_leaves_runs_that_can_be_resumed(tmp_path: Path) -> None:
    with ModelServer(latency=0.02) as server:
        runner = open_runner(settings_in(tmp_path, server))
        request = box_request(3, runner.settings)
        starts = [threading.Thread(target=runner.start, args=(request,)) for _ in range(8)]
        for start in starts:
            start.start()
        runner.stop_all()
        for start in starts:
            start.join()
        runner.close()
        with opened(tmp_path, server) as again:
            left = queries.runs(again.db)
            assert len(left) == 8
            for run in left:
                if run.status != "completed":
                    again.resume(run.run_id)
            assert all(statuses(ended(again, run.run_id)) == {"success": 3} for run in left)


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The runner of the process works in a folder of the test and is closed at its end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path))
    monkeypatch.setenv("LLM_PROVIDER", "none")
    yield
    shared_runner.close_shared_runner()


@pytest.mark.usefixtures("own_home")
def test_a_process_has_one_runner_and_a_reload_keeps_it() -> None:
    with ThreadPoolExecutor(8) as pool:
        runners = list(pool.map(lambda _: shared_runner.shared_runner(), range(16)))
    [the_one] = set(runners)
    reloaded = importlib.reload(shared_runner)
    assert reloaded.shared_runner() is the_one
    run = finished(the_one, ticks(kept(boxes(2), the_one.settings), "/Store/Box"))
    assert run.status == "completed"
    reloaded.close_shared_runner()
    assert reloaded.shared_runner() is not the_one


def test_sigterm_ends_the_window_and_leaves_the_run_paused(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with ModelServer(rule=first(99, "hang")) as server:
        env = {
            "DISCOVERY_HOME": str(tmp_path),
            "DATABASE_URL": settings.database_url,
            "LLM_PROVIDER": "openai",
            "OPENAI_BASE_URL": server.base_url,
            "OPENAI_API_KEY": "",
        }
        with streamlit_server("app.py", env=env) as url:
            upload = {"file": ("boxes.xml", boxes(5))}
            answer = httpx2.post(f"{url}/api/v1/runs", files=upload, data={"node": "/Store/Box"})
            assert answer.status_code == 202
            assert server.wait_for_requests(2, WAIT_SECONDS)
    with closing(open_runner(settings)) as runner:
        [run] = queries.runs(runner.db)
    assert (run.status, statuses(run)) == ("paused", {"pending": 5})


def test_how_long_a_run_still_takes_is_told_by_its_pace_since_it_began_to_work(
    tmp_path: Path,
) -> None:
    with ModelServer(latency=0.05) as server, opened(tmp_path, server) as runner:
        run_id = runner.start(box_request(40, runner.settings, workers=1))
        live = runner.live(run_id)
        assert live is not None
        wait_until(lambda: queries.run(runner.db, run_id).subtrees_processed >= 4)
        run = queries.run(runner.db, run_id)
        remaining = live.remaining_seconds(run)
        assert live.read_share == 1.0
        assert remaining is not None
        assert remaining > (run.subtrees_total - run.subtrees_processed) * 0.05
        runner.cancel(run_id)
        assert runner.wait(run_id, 10)
        assert runner.live(run_id) is None
