"""The Runs screen in its states."""

from pathlib import Path

from discovery.processing.runner import Runner
from discovery.ui.upload import SAMPLE
from tests.processing.runs import box_request, finished, kept, ticks
from tests.support.app import screen, window_asking, words
from tests.support.model_server import ModelServer


def test_without_runs_it_says_where_they_come_from(runner: Runner):
    assert "There are no runs in this workspace yet." in words(screen("runs"))


def test_the_newest_run_comes_first(runner: Runner):
    older = finished(runner, box_request(3, runner.settings))
    newer = finished(
        runner,
        ticks(kept(SAMPLE, runner.settings), "/IATA_OrderViewRS/Response/DataLists/PaxList/Pax"),
    )
    app = screen("runs")
    runs = app.dataframe[0].value
    assert list(runs["run"]) == [newer.run_id, older.run_id]
    assert list(runs["message"]) == ["OrderViewRS 19.2", "Store"]
    assert list(runs["facts"]) == [4, 3]
    assert list(runs["status"]) == ["completed", "completed"]
    assert all(button.disabled for button in app.button)


def test_only_runs_of_the_workspace_are_listed(runner: Runner):
    finished(runner, box_request(1, runner.settings))
    ours = finished(runner, box_request(2, runner.settings, workspace="Team B"))
    app = screen("runs", workspace="Team B")
    assert list(app.dataframe[0].value["run"]) == [ours.run_id]


def test_runs_that_asked_a_model_say_what_that_cost(tmp_path: Path):
    prices = {"LLM_PRICE_INPUT": "10", "LLM_PRICE_OUTPUT": "40"}
    with ModelServer() as model, window_asking(model, tmp_path, **prices) as runner:
        run = finished(runner, box_request(2, runner.settings))
        finished(runner, box_request(2, runner.settings, extractor="structure"))
        table = screen("runs").dataframe[0]
    assert {"calls", "tokens", "cost"} <= set(table.proto.column_order)
    assert table.value["calls"][1] == 2
    assert table.value["tokens"][1] == run.prompt_tokens + run.completion_tokens
    assert table.value["cost"][1] == run.cost_usd
    assert table.value["calls"].isna()[0]


def test_without_a_model_there_are_no_columns_of_one(runner: Runner):
    finished(runner, box_request(1, runner.settings))
    shown = screen("runs").dataframe[0].proto.column_order
    assert not {"calls", "tokens", "cost", "model"} & set(shown)
