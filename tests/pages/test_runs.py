"""The Runs screen in its states."""

from discovery.processing.runner import Runner
from discovery.ui.upload import SAMPLE
from tests.processing.runs import box_request, finished, kept, ticks
from tests.support.app import screen, words


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
