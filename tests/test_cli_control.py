"""Control and history from the terminal, also of runs that another process carries out."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.storage import queries
from discovery.storage.database import open_database
from discovery.storage.pseudonym_key import KEY_FILE
from tests.processing.runs import Gate, asked, boxes, settings_in
from tests.support.home import write
from tests.support.model_server import ModelServer, failing
from tests.support.terminal import COMMAND_SECONDS, Outcome, discovery, start

BOX = "/Store/Box"
COUNT = 6
MANY = 60


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def message(tmp_path: Path) -> str:
    return str(write(tmp_path, boxes(COUNT), "boxes.xml"))


@pytest.fixture
def gate() -> Iterator[Gate]:
    """Holds the calls after the second until it is opened."""
    gate = Gate(free=2)
    yield gate
    gate.open()


@pytest.fixture
def model(gate: Gate) -> Iterator[ModelServer]:
    with ModelServer(rule=gate) as server:
        yield server


def asking(server: ModelServer) -> dict[str, str]:
    """The settings of a command that asks this model."""
    return {
        "llm_provider": "openai",
        "openai_base_url": server.base_url,
        "max_llm_retries": "0",
        "llm_batching": "off",
        "max_parallel_nodes": "2",
    }


def under_way(home: Path, message: str, server: ModelServer) -> subprocess.Popen[str]:
    """A process that carries out run 1: two boxes are done, two are being asked about."""
    process = start(home, "run", message, "--node", BOX, "--json", **asking(server))
    assert server.wait_for_requests(4, COMMAND_SECONDS)
    return process


def result(process: subprocess.Popen[str]) -> Outcome:
    out, err = process.communicate(timeout=COMMAND_SECONDS)
    return Outcome(process.returncode, out, err)


def told(process: subprocess.Popen[str], words: str) -> str:
    """Wait for a line of progress with these words."""
    assert process.stderr
    for line in process.stderr:
        if words in line:
            return line
    raise AssertionError(f"{words} was never told")


def whats(home: Path, run_id: int) -> list[str]:
    """What happened to a run."""
    with closing(open_database(settings_in(home))) as db:
        return [event.what for event in queries.events(db, run_id)]


def test_a_run_of_another_process_is_paused_and_resumed_with_nothing_asked_twice(
    home: Path, tmp_path: Path, model: ModelServer, gate: Gate
) -> None:
    model.latency = 0.2  # the order arrives long before the run could be over
    message = str(write(tmp_path, boxes(MANY), "many.xml"))
    carrying_out = under_way(home, message, model)
    pausing = start(home, "pause", "1", "--json", **asking(model))
    told(pausing, "Run 1 pausing …")
    gate.open()
    paused = result(pausing)
    assert (paused.code, paused.json["status"]) == (0, "paused")
    assert (paused.json["paused_by"], paused.json["statuses"]["running"]) == ("analyst", 0)
    assert paused.json["statuses"]["success"] == len(model.requests) < MANY
    assert result(carrying_out).code == 1
    assert whats(home, 1) == ["started", "pause ordered", "paused"]

    model.latency = 0.0
    resumed = discovery(home, "resume", "1", "--json", **asking(model))
    assert (resumed.code, resumed.json["status"]) == (0, "completed")
    assert resumed.json["errors"] == []
    assert set(asked(model).values()) == {1}
    assert len(model.requests) == MANY


def test_a_run_of_another_process_is_cancelled(
    home: Path, message: str, model: ModelServer
) -> None:
    carrying_out = under_way(home, message, model)
    for _ in range(2):
        cancelled = discovery(home, "cancel", "1")
        assert cancelled.code == 0
        assert cancelled.out.startswith("Run 1 cancelled: boxes.xml, 2 success, 4 cancelled")
    assert result(carrying_out).json["status"] == "cancelled"
    resumed = discovery(home, "resume", "1", **asking(model))
    assert (resumed.code, resumed.out) == (2, "")
    assert "Run 1 is over (cancelled)" in resumed.err


def test_a_resume_follows_a_run_that_another_process_carries_out(
    home: Path, message: str, model: ModelServer, gate: Gate
) -> None:
    carrying_out = under_way(home, message, model)
    following = start(home, "resume", "1", "--json", **asking(model))
    told(following, "Run 1 in_progress")
    gate.open()
    assert (result(following).code, result(carrying_out).code) == (0, 0)
    assert len(model.requests) == COUNT


def test_whoever_stops_following_leaves_the_run_alone(
    home: Path, message: str, model: ModelServer, gate: Gate
) -> None:
    carrying_out = under_way(home, message, model)
    following = start(home, "resume", "1", "--json", **asking(model))
    told(following, "Run 1 in_progress")
    following.send_signal(signal.SIGINT)
    followed = result(following)
    assert (followed.code, followed.json["status"]) == (1, "in_progress")
    assert "the run goes on where it is worked on" in followed.err
    gate.open()
    assert result(carrying_out).json["status"] == "completed"


def test_a_run_whose_process_was_killed_is_shown_as_interrupted_and_resumed(
    home: Path, message: str, model: ModelServer, gate: Gate
) -> None:
    killed = under_way(home, message, model)
    killed.kill()
    result(killed)
    gate.open()
    resumed = discovery(home, "resume", "1", "--json", **asking(model))
    assert (resumed.code, resumed.json["status"]) == (0, "completed")
    assert whats(home, 1) == ["started", "interruption", "resumed", "completed"]
    done_before = [label for label, count in asked(model).items() if count == 1]
    assert len(done_before) >= 2


def test_sigterm_leaves_a_resumed_run_paused(home: Path, message: str, model: ModelServer) -> None:
    killed = under_way(home, message, model)
    killed.kill()
    result(killed)
    resuming = start(home, "resume", "1", "--json", **asking(model))
    assert model.wait_for_requests(6, COMMAND_SECONDS)
    resuming.send_signal(signal.SIGTERM)
    stopped = result(resuming)
    assert (stopped.code, stopped.json["status"]) == (1, "paused")
    assert stopped.json["paused_by"] == "analyst"


def test_only_failed_nodes_are_retried(home: Path, message: str) -> None:
    with ModelServer(rule=failing("BOX-2.", "503")) as server:
        first = discovery(home, "run", message, "--node", BOX, "--json", **asking(server))
        assert (first.code, first.json["status"]) == (1, "partial_failure")
        server.rules = ()
        asked_before = len(server.requests)
        retried = discovery(home, "retry", "1", "--json", **asking(server))
        assert (retried.code, retried.json["status"]) == (0, "completed")
        assert [r.text.count("BOX-2.") > 0 for r in server.requests[asked_before:]] == [True]
        refused = discovery(home, "retry", "1", **asking(server))
    assert (refused.code, refused.out) == (2, "")
    assert "No node of run 1 has failed" in refused.err


def test_a_run_is_run_again_with_other_settings(home: Path, message: str) -> None:
    with ModelServer() as server:
        discovery(home, "run", message, "--node", BOX, **asking(server))
        again = discovery(
            home, "again", "1", "--workers", "3", "--ask-anew", "--json", **asking(server)
        )
        assert (again.code, again.json["run_id"], again.json["workers"]) == (0, 2, 3)
        assert (again.json["use_cache"], again.json["llm"]["calls"]) == (False, COUNT)
        options = ("--extractor", "structure", "--json")
        structure = discovery(home, "again", "1", *options, **asking(server))
    assert (structure.json["extractor"], structure.json["selection"]) == ("structure", [BOX])


def explained_run(home: Path, message: str) -> dict[str, Any]:
    found: dict[str, Any] = discovery(home, "run", message, "--node", BOX, "--json").json
    return found


def test_runs_are_described_found_and_explained(home: Path, message: str) -> None:
    for _ in range(2):
        explained_run(home, message)
    described = discovery(
        home, "describe", "1", "--name", "Monday", "--note", "Ask\x1b the airline"
    )
    assert described.code == 0
    assert described.out.startswith("Run 1 Monday completed: boxes.xml")
    noted = discovery(home, "describe", "1", "--note", "", "--json").json
    assert (noted["name"], noted["note"]) == ("Monday", "")

    assert [run["run_id"] for run in listed(home, "--search", "monday")] == [1]
    assert [run["run_id"] for run in listed(home, "--status", "completed")] == [2, 1]
    assert listed(home, "--status", "failed", "--status", "paused") == []
    shown = discovery(home, "show", "1")
    for said in (
        "Run 1 Monday completed",
        "SHA-256:",
        "Without a model there is no waiting",
        "started by terminal",
        "completed by program",
        "MAX_PARALLEL_NODES=",
        f"success   {BOX} [6]",
    ):
        assert said in shown.out
    events = discovery(home, "show", "1", "--json").json["events"]
    assert [event["what"] for event in events] == ["started", "completed"]
    assert events[0]["by"].startswith("terminal")


def listed(home: Path, *arguments: str) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = discovery(home, "runs", *arguments, "--json").json["runs"]
    return runs


def test_a_deletion_says_what_goes_and_asks(home: Path, message: str) -> None:
    for _ in range(2):
        explained_run(home, message)
    asked = discovery(home, "delete", "1")
    assert (asked.code, asked.out) == (2, "")
    assert "With run 1 go 6 facts. Add --yes to delete it." in asked.err
    assert discovery(home, "delete", "1", "--yes").out == "Run 1 was deleted with 6 facts.\n"
    assert (
        "and the document boxes.xml, which no other run needs" in discovery(home, "delete", "2").err
    )
    assert discovery(home, "delete", "2", "--yes", "--json").json == {"deleted": 2}
    assert list((home / "documents").iterdir()) == []
    assert discovery(home, "delete", "2", "--yes").code == 2


def test_a_workspace_is_deleted_when_its_name_is_given_twice(home: Path, message: str) -> None:
    discovery(home, "run", message, "--node", BOX, "--workspace", "Team B")
    wrong = discovery(home, "delete-workspace", "Team B", "--confirm", "Team C")
    assert (wrong.code, wrong.out) == (2, "")
    assert "type its name: Team B" in wrong.err
    gone = discovery(home, "delete-workspace", "Team B", "--confirm", "Team B")
    assert (gone.code, gone.out) == (0, "The workspace Team B was deleted with 1 run.\n")
    assert listed(home) == []


def test_a_key_is_rotated_once_that_is_confirmed(home: Path, message: str) -> None:
    explained_run(home, message)
    before = (home / KEY_FILE).read_text()
    asked = discovery(home, "rotate-key")
    assert (asked.code, asked.out, (home / KEY_FILE).read_text()) == (2, "", before)
    assert "can no longer be compared by their masked values. Add --yes" in asked.err
    rotated = discovery(home, "rotate-key", "--yes")
    assert (rotated.code, (home / KEY_FILE).read_text() != before) == (0, True)
    assert "Pseudonyms are now made with the key whose fingerprint is " in rotated.out
    assert f"The key of before is kept in {home / KEY_FILE}." in rotated.err
    assert [run["run_id"] for run in listed(home)] == [1]


def test_a_start_with_a_lost_or_another_key_says_the_ways_out(home: Path, message: str) -> None:
    explained_run(home, message)
    (home / KEY_FILE).unlink()
    other = "another key, of thirty-two letters"
    for settings in ({}, {"pseudonym_key": other}):
        refused = discovery(home, "runs", **settings)
        assert (refused.code, refused.out) == (2, "")
        assert all(way in refused.err for way in ("backup", "PSEUDONYM_KEY", "rotate-key"))
        assert other not in refused.err
    key = discovery(home, "rotate-key", "--yes", "--json", pseudonym_key=other).json
    assert list(key) == ["key_fingerprint"]
    assert discovery(home, "runs", pseudonym_key=other).code == 0


def test_a_run_under_way_is_not_deleted(
    home: Path, message: str, model: ModelServer, gate: Gate
) -> None:
    carrying_out = under_way(home, message, model)
    refused = discovery(home, "delete", "1", "--yes")
    assert refused.code == 2
    assert "Run 1 is under way. Cancel it first" in refused.err
    gate.open()
    assert result(carrying_out).code == 0


@pytest.mark.parametrize("command", ["resume", "pause", "cancel", "retry", "again", "delete"])
def test_a_run_that_does_not_exist_is_said_so(home: Path, command: str) -> None:
    outcome = discovery(home, command, "7")
    assert (outcome.code, outcome.out) == (2, "")
    assert "There is no run 7" in outcome.err


def test_a_description_without_anything_is_refused(home: Path) -> None:
    assert "Give a --name, a --note or both" in discovery(home, "describe", "1").err


def test_what_a_run_waits_for_is_told(
    home: Path, message: str, model: ModelServer, gate: Gate
) -> None:
    carrying_out = under_way(home, message, model)
    database = home / "discovery.db"
    aside = database.with_name("aside.db")
    database.rename(aside)
    line = told(carrying_out, "Waiting: ")
    assert str(database) in line
    aside.rename(database)
    told(carrying_out, "Run 1 in_progress")
    gate.open()
    out, _ = carrying_out.communicate(timeout=COMMAND_SECONDS)
    assert json.loads(out.splitlines()[-1])["status"] == "completed"
