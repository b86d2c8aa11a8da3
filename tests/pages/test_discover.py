"""The Discover screen in its states."""

from pathlib import Path

from discovery.processing.runner import Runner
from discovery.ui.node_tree import widget_key
from discovery.ui.session import OpenDocument
from discovery.ui.upload import SAMPLE
from tests.processing.runs import box_request, boxes, finished, kept, ticks
from tests.support.app import drawn, screen, window_in, words
from tests.support.model_server import ModelServer, failing


def test_without_a_document_it_offers_the_ways_in(runner: Runner):
    app = screen("discover")
    assert "Upload an XML message" in words(app)
    assert [button.label for button in app.button] == ["Try a sample"]
    assert not app.selectbox


def test_the_sample_opens_with_the_suggested_ticks(runner: Runner):
    app = screen("discover")
    drawn(app.button[0].click())
    assert "OrderViewRS 19.2 · EXAMPLE AIR XX" in words(app)
    assert "**20 subtrees** of 15 nodes, no model call, sequential" in words(app)
    assert "Without a model there is no waiting that workers could share." in words(app)


def test_an_uploaded_file_becomes_the_open_document(runner: Runner):
    app = screen("discover")
    drawn(app.file_uploader[0].upload("store.xml", boxes(3), "application/xml"))
    assert "store.xml · 4 nodes · 10 elements" in words(app)
    assert "run" not in app.session_state


def test_a_refused_file_is_said_so_and_not_kept(runner: Runner):
    app = screen("discover")
    drawn(app.file_uploader[0].upload("cut.xml", boxes(3)[:-3], "application/xml"))
    assert "cut.xml: Line 1" in words(app)
    assert list(runner.settings.documents_folder.iterdir()) == []


def test_a_document_of_the_workspace_can_be_opened_again(runner: Runner):
    finished(runner, box_request(2, runner.settings))
    app = screen("discover")
    assert "message.xml" in app.selectbox[0].options[0]
    drawn(app.selectbox[0].select_index(0))
    assert "message.xml · 4 nodes" in words(app)


def open_store(runner: Runner, *ticked: str):
    """The screen with an open document of three boxes and these ticks."""
    document = kept(boxes(3), runner.settings)
    opened = OpenDocument(document.sha256, "store.xml")
    checked = {widget_key("tree", document.sha256): {"checked": list(ticked)}}
    return screen("discover", document=opened, **checked)


def test_nothing_can_be_started_without_a_tick(runner: Runner):
    app = open_store(runner)
    assert "Tick at least one node to start a run." in words(app)
    (start,) = [button for button in app.button if button.label == "Start run"]
    assert start.disabled


def test_start_carries_out_what_is_ticked(runner: Runner):
    app = open_store(runner, "/Store/Box/Label")
    (start,) = [button for button in app.button if button.label == "Start run"]
    drawn(start.click())
    run_id = app.session_state["run"]
    assert app.query_params["run"] == str(run_id)
    assert runner.wait(run_id, 30)
    drawn(app)
    assert f"Run {run_id} · completed" in words(app)
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["Success"] == "3"
    table = app.dataframe[0].value
    assert set(table["node"]) == {"Label"}
    assert list(table["ordinal"]) == [1, 2, 3]


def test_the_ticks_of_the_last_run_are_the_first_of_the_next(runner: Runner):
    settings = runner.settings
    request = ticks(kept(SAMPLE, settings), "/IATA_OrderViewRS/Response/DataLists")
    run = finished(runner, request)
    app = screen("discover", run=run.run_id)
    assert "**1 subtree** of 1 node" in words(app)


def test_a_run_whose_document_is_gone_is_still_shown(runner: Runner):
    run = finished(runner, box_request(2, runner.settings))
    for file in runner.settings.documents_folder.iterdir():
        file.unlink()
    app = screen("discover", run=run.run_id)
    assert "Upload the file again." in words(app)
    assert f"Run {run.run_id} · completed" in words(app)


def test_with_a_model_the_calls_are_counted_and_failures_are_explained(tmp_path: Path):
    with (
        ModelServer(rule=failing("BOX-2.", "503")) as model,
        window_in(
            tmp_path,
            LLM_PROVIDER="openai",
            OPENAI_BASE_URL=model.base_url,
            LLM_MODEL="model_*x*",
            MAX_LLM_RETRIES="0",
        ) as runner,
    ):
        run = finished(runner, box_request(4, runner.settings))
        app = screen("discover", run=run.run_id)
        assert "**4 subtrees** of 1 node, **4 calls** to model_*x*, parallel" in words(app)
        assert f"Run {run.run_id} · some nodes failed" in words(app)
        assert "**1 subtree**: The model provider has a fault" in words(app)
        table = app.dataframe[0].value
        assert list(table["status"]) == ["✓ success", "✗ error", "✓ success", "✓ success"]
        assert table["error"][1]
