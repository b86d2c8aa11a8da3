"""The run on the Discover screen: what is said and what can be done in each of its states."""

from pathlib import Path

import pytest

from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.storage.queries import SUBTREES_PAGE
from discovery.storage.statuses import Order
from tests.pages.states import buttons, elsewhere, enabled, interrupted, paused
from tests.processing.runs import Gate, asked, box_request, ended, finished, kept, ticks
from tests.support.app import drawn, screen, window, window_asking, words
from tests.support.hard_times import gone
from tests.support.model_server import ModelServer, failing

CONTROL = {"Pause run", "Resume run", "Cancel run", "Read the facts"}


def test_an_interrupted_run_says_so_and_is_resumed(runner: Runner):
    run_id = interrupted(runner)
    app = screen("discover", run=run_id)
    assert f"Run {run_id} · interrupted" in words(app)
    assert "The program ended while the run was under way. What is stored stays." in words(app)
    assert enabled(app) & CONTROL == {"Resume run", "Cancel run"}
    drawn(buttons(app)["Resume run"].click())
    assert ended(runner, run_id).status == "completed"
    assert enabled(drawn(app)) & CONTROL == {"Read the facts"}
    assert [event.by for event in queries.events(runner.db, run_id)][-2] == "window"


def test_a_paused_run_is_cancelled(runner: Runner):
    run_id = paused(runner)
    app = screen("discover", run=run_id)
    assert f"Run {run_id} · paused" in words(app)
    drawn(buttons(app)["Cancel run"].click())
    assert f"Run {run_id} · cancelled" in words(app)
    assert enabled(app) & CONTROL == set()


def test_a_run_under_way_elsewhere_names_who_works_on_it(runner: Runner):
    with elsewhere(runner) as run_id:
        app = screen("discover", run=run_id)
        assert f"Run {run_id} · starting" in words(app)
        assert "Worked on by process " in words(app)
        assert enabled(app) & CONTROL == {"Pause run", "Cancel run"}


@pytest.mark.parametrize(
    ("ordered", "said", "left"),
    [(Order.PAUSE, "pausing …", {"Cancel run"}), (Order.CANCEL, "cancelling …", set())],
)
def test_what_is_ordered_is_said_until_it_is_obeyed(
    runner: Runner, ordered: Order, said: str, left: set[str]
):
    with elsewhere(runner, ordered=ordered) as run_id:
        app = screen("discover", run=run_id)
        assert f"Run {run_id} · {said}" in words(app)
        assert enabled(app) & CONTROL == left


def test_a_run_is_paused_and_goes_on_with_nothing_asked_twice(tmp_path: Path):
    gate = Gate(free=2)
    with ModelServer(rule=gate) as model, window_asking(model, tmp_path) as runner:
        run_id = runner.start(box_request(6, runner.settings, workers=2))
        assert model.wait_for_requests(4)
        app = screen("discover", run=run_id)
        drawn(buttons(app)["Pause run"].click())
        assert f"Run {run_id} · pausing …" in words(app)
        gate.open()
        assert ended(runner, run_id).status == "paused"
        drawn(buttons(drawn(app))["Resume run"].click())
        assert ended(runner, run_id).status == "completed"
        assert set(asked(model).values()) == {1}


def test_failed_nodes_are_retried_and_no_others(tmp_path: Path):
    with (
        ModelServer(rule=failing("BOX-2.", "503")) as model,
        window_asking(model, tmp_path) as runner,
    ):
        run = finished(runner, box_request(4, runner.settings))
        app = screen("discover", run=run.run_id)
        drawn(app.toggle(key=f"failed-of-{run.run_id}").set_value(True))
        assert list(app.dataframe[0].value["ordinal"]) == [2]
        model.rules = ()
        before = asked(model)
        drawn(buttons(app)["Retry failed nodes (1)"].click())
        assert ended(runner, run.run_id).status == "completed"
        assert asked(model) - before == {"BOX-2.": 1}


def test_a_refusal_stays_until_the_run_stands_elsewhere(tmp_path: Path):
    with (
        ModelServer(rule=failing("BOX-2.", "503")) as model,
        window_asking(model, tmp_path) as runner,
    ):
        run_id = finished(runner, box_request(3, runner.settings)).run_id
    with ModelServer() as model, window_asking(model, tmp_path, LLM_MODEL="other"):
        app = screen("discover", run=run_id)
        drawn(buttons(app)["Retry failed nodes (1)"].click())
        refusal = "but now it is openai other."
        assert refusal in words(app)
        assert refusal in words(drawn(app))
        assert f"Run {run_id} · some nodes failed" in words(app)


def test_what_a_run_waits_for_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    gate = Gate()
    with ModelServer(rule=gate) as model, window_asking(model, tmp_path) as runner:
        run_id = runner.start(box_request(2, runner.settings))
        assert model.wait_for_requests(1)
        monkeypatch.setattr(runner, "trouble", lambda _: "The disk is full. Make room.")
        app = screen("discover", run=run_id)
        said = "The run waits and goes on by itself: The disk is full. Make room."
        assert said in app.warning[0].value.replace("\\", "")
        gate.open()
        ended(runner, run_id)


def test_a_database_out_of_reach_is_said_and_comes_back(runner: Runner, tmp_path: Path):
    run_id = interrupted(runner)
    app = window(str(run_id), workers=7)
    with gone(tmp_path):
        drawn(app)
        assert "This screen tries again by itself." in words(app)
        assert not app.exception
    drawn(app)
    assert f"Run {run_id} · interrupted" in words(app)
    assert app.sidebar.slider[0].value == 7


def test_the_ticks_are_those_of_the_run_that_is_opened(runner: Runner):
    document = kept(b"<S><A>1</A><B>2</B></S>", runner.settings)
    first = finished(runner, ticks(document, "/S/A"))
    second = finished(runner, ticks(document, "/S/A", "/S/B"))
    assert "**1 subtree** of 1 node" in words(screen("discover", run=first.run_id))
    app = screen("discover", run=second.run_id)
    assert "**2 subtrees** of 2 nodes" in words(app)
    app.session_state["run"] = first.run_id
    assert "**1 subtree** of 1 node" in words(drawn(app))


def test_many_nodes_are_shown_by_the_page(runner: Runner, monkeypatch: pytest.MonkeyPatch):
    run = finished(runner, box_request(SUBTREES_PAGE + 2, runner.settings))
    app = screen("discover", run=run.run_id)
    assert "Page 1 of 2 · subtrees 1 to 500 of 502" in words(app)
    assert len(app.dataframe[0].value) == SUBTREES_PAGE
    drawn(app.number_input[0].set_value(2))
    assert list(app.dataframe[0].value["ordinal"]) == [501, 502]


def test_a_run_that_was_deleted_leaves_the_screen_usable(runner: Runner):
    app = screen("discover", run=4711)
    assert "There is no run 4711." in words(app)
    assert "Try a sample" in enabled(drawn(app))
