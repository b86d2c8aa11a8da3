"""The Runs screen in its states: found, explained, described, run again, compared, deleted."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from discovery.processing.history import describe_run
from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui.upload import SAMPLE
from tests.pages.states import buttons, elsewhere, enabled, interrupted, select
from tests.processing.runs import box_request, boxes, ended, finished, kept, ticks
from tests.support.app import drawn, screen, window_asking, words
from tests.support.model_server import ModelServer, failing


def listed(app: AppTest) -> list[int]:
    return list(app.dataframe[0].value["run"])


def of_boxes(runner: Runner, count: int = 2, **more: object) -> RunRow:
    return finished(runner, box_request(count, runner.settings, **more))


def value(app: AppTest, heading: str) -> str:
    """What the explanation says under a heading."""
    about = next(table.value for table in app.dataframe if "What" in table.value)
    return dict(zip(about["What"], about["Value"], strict=True))[heading]


def test_without_runs_it_says_where_they_come_from(runner: Runner):
    assert "There are no runs in this workspace yet." in words(screen("runs"))


def test_the_newest_run_comes_first(runner: Runner):
    older = of_boxes(runner, 3)
    newer = finished(
        runner,
        ticks(kept(SAMPLE, runner.settings), "/IATA_OrderViewRS/Response/DataLists/PaxList/Pax"),
    )
    app = screen("runs")
    runs = app.dataframe[0].value
    assert listed(app) == [newer.run_id, older.run_id]
    assert list(runs["message"]) == ["OrderViewRS 19.2", "Store"]
    assert list(runs["airline"]) == ["XX", ""]
    assert list(runs["facts"]) == [4, 3]
    assert list(runs["status"]) == ["completed", "completed"]
    assert list(runs["by"]) == ["Python", "Python"]
    assert not app.button
    assert "Select a run to read about it" in words(app)


def test_only_runs_of_the_workspace_are_listed(runner: Runner):
    of_boxes(runner)
    ours = of_boxes(runner, workspace="Team B")
    assert listed(screen("runs", workspace="Team B")) == [ours.run_id]


def test_runs_that_asked_a_model_say_what_that_cost(tmp_path: Path):
    prices = {"LLM_PRICE_INPUT": "10", "LLM_PRICE_OUTPUT": "40"}
    with ModelServer() as model, window_asking(model, tmp_path, **prices) as runner:
        run = of_boxes(runner)
        of_boxes(runner, extractor="structure")
        table = screen("runs").dataframe[0]
    assert {"calls", "tokens", "cost"} <= set(table.proto.column_order)
    assert table.value["calls"][1] == 2
    assert table.value["tokens"][1] == run.prompt_tokens + run.completion_tokens
    assert table.value["cost"][1] == run.cost_usd
    assert table.value["calls"].isna()[0]


def test_columns_that_say_nothing_are_left_out(runner: Runner):
    of_boxes(runner, 1)
    shown = set(screen("runs").dataframe[0].proto.column_order)
    assert not {"calls", "tokens", "cost", "model", "name", "airline", "errors", "done"} & shown


def test_runs_are_found_by_words_and_by_status(runner: Runner):
    first, _, stopped = of_boxes(runner), of_boxes(runner), interrupted(runner)
    describe_run(runner.db, first.run_id, "Monday", "")
    app = screen("runs")
    drawn(app.text_input(key="runs-search").set_value("monday"))
    assert listed(app) == [first.run_id]
    drawn(app.text_input(key="runs-search").set_value("tuesday"))
    assert "No run is found." in words(app)
    drawn(app.text_input(key="runs-search").set_value(""))
    drawn(app.multiselect[0].set_value(["paused or interrupted", "failed"]))
    assert listed(app) == [stopped]
    assert list(app.dataframe[0].value["status"]) == ["interrupted"]


def test_more_runs_than_are_listed_are_counted(runner: Runner, monkeypatch: pytest.MonkeyPatch):
    oldest, *_ = [of_boxes(runner) for _ in range(4)]
    monkeypatch.setattr("discovery.ui.runs_table.RUNS_LISTED", 3)
    whole = queries.runs
    monkeypatch.setattr(queries, "runs", lambda *args, **more: whole(*args, limit=3, **more))
    app = screen("runs")
    assert oldest.run_id not in listed(app)
    assert "The newest 3 runs, and 1 more; search to narrow." in words(app)


def test_a_run_is_explained_from_its_row(tmp_path: Path):
    with (
        ModelServer(rule=failing("BOX-", "401")) as model,
        window_asking(model, tmp_path) as runner,
    ):
        run = of_boxes(runner)
        app = select(screen("runs"), run)
        assert f"Run {run.run_id} · failed" in words(app)
        assert "does not accept the API key" in value(app, "Reason")
        assert value(app, "SHA-256") == run.document_sha256
        assert value(app, "Document") == f"message.xml, {len(boxes(2))} bytes"
        assert value(app, "Model") == "openai gpt-4.1-mini"
        assert value(app, "Way") == f"parallel. {run.mode_reason}"
        assert value(app, "Started").endswith("by Python")
        history = next(table.value for table in app.dataframe if "By" in table.value)
        assert list(history["What"]) == ["started", "failed"]
        assert "API key" in history["Why"][1]
        settings = next(table.value for table in app.dataframe if "Setting" in table.value)
        used = dict(zip(settings["Setting"], settings["Value"], strict=True))
        assert (used["MAX_LLM_RETRIES"], used["LLM_BATCHING"]) == ("0", "false")
        assert [tab.label for tab in app.tabs] == ["About", "History", "Nodes", "Settings"]


def test_a_run_is_named_and_noted(runner: Runner):
    run = of_boxes(runner)
    app = select(screen("runs"), run)
    app.text_input[1].set_value("*Monday*")
    app.text_area[0].set_value("Ask the airline.\nThen again.")
    drawn(buttons(app)["Save"].click())
    kept_run = queries.run(runner.db, run.run_id)
    assert (kept_run.name, kept_run.note) == ("*Monday*", "Ask the airline.\nThen again.")
    assert f"Run {run.run_id} · completed · *Monday*" in words(app)
    assert list(app.dataframe[0].value["name"]) == ["*Monday*"]


def test_a_selection_stays_with_its_run_when_others_come(runner: Runner):
    run = of_boxes(runner)
    app = select(screen("runs"), run)
    of_boxes(runner)
    drawn(app)
    assert len(listed(app)) == 2
    assert f"Run {run.run_id} · completed" in words(app)


def test_a_run_under_way_can_be_stopped_and_not_deleted(runner: Runner):
    with elsewhere(runner) as run_id:
        app = select(screen("runs"), run_id)
        assert f"Run {run_id} · starting" in words(app)
        assert {"Open run", "Pause run", "Cancel run"} <= enabled(app)
        drawn(buttons(app)["Pause run"].click())
        assert f"Run {run_id} · pausing …" in words(app)
        assert queries.run(runner.db, run_id).ordered == "pause"
        drawn(buttons(app)[f"Delete run {run_id}"].click())
        assert "is under way. Cancel it first" in words(app)


def test_an_interrupted_run_is_resumed_from_the_list(runner: Runner):
    run_id = interrupted(runner)
    app = select(screen("runs"), run_id)
    drawn(buttons(app)["Resume run"].click())
    assert ended(runner, run_id).status == "completed"
    assert "Read the facts" in enabled(drawn(app))


def test_a_run_is_run_again_with_other_settings(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        run = of_boxes(runner, 3)
        app = select(screen("runs"), run)
        app.number_input[0].set_value(3)
        next(toggle for toggle in app.toggle if toggle.label == "Ask anew").set_value(True)
        app = buttons(app)["Start the new run"].click().run()
        again = ended(runner, run.run_id + 1)
    assert (again.workers, again.use_cache, again.selection) == (3, False, run.selection)
    assert (again.started_by, again.llm_calls) == ("window", 3)


def test_without_a_model_there_is_nothing_to_set_for_another_run(runner: Runner):
    run = of_boxes(runner)
    app = select(screen("runs"), run)
    assert "No model is set up" in words(app)
    buttons(app)["Start the new run"].click().run()
    assert ended(runner, run.run_id + 1).status == "completed"


def test_a_deletion_says_what_goes(runner: Runner):
    first, second = of_boxes(runner), of_boxes(runner)
    app = select(screen("runs", run=first.run_id), first)
    assert f"Run {first.run_id} goes for good, with 2 facts." in words(app)
    assert "The document message.xml stays: other runs need it." in words(app)
    drawn(buttons(app)[f"Delete run {first.run_id}"].click())
    assert listed(app) == [second.run_id]
    assert "run" not in app.session_state
    assert f"Run {first.run_id} was deleted." in words(app)

    select(app, second)
    assert "The document message.xml goes, too: no other run here needs it." in words(app)
    drawn(buttons(app)[f"Delete run {second.run_id}"].click())
    assert "There are no runs in this workspace yet." in words(app)
    assert list(runner.settings.documents_folder.iterdir()) == []


def test_two_runs_are_compared_the_older_one_first(runner: Runner):
    older, newer, other = (of_boxes(runner) for _ in range(3))
    app = select(screen("runs"), newer, older)
    label = f"Compare run {older.run_id} with run {newer.run_id}"
    assert list(buttons(app)) == [label]
    buttons(app)[label].click().run()
    assert app.session_state["compare_a"] == older.run_id
    assert app.session_state["compare_b"] == newer.run_id
    app = select(screen("runs"), older, newer, other)
    assert "Select one run to read about it, or two to compare them." in words(app)
