"""The Discover screen in its states."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from discovery.processing.runner import Runner
from discovery.ui.node_tree import widget_key
from discovery.ui.session import OpenDocument
from discovery.ui.upload import SAMPLE
from tests.processing.runs import box_request, boxes, ended, finished, kept, ticks
from tests.support.app import drawn, screen, window_asking, window_in, words
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


def test_ticks_that_no_run_could_take_are_not_offered_to_start(tmp_path: Path):
    with window_in(tmp_path, LLM_PROVIDER="none", MAX_NODE_MB="1") as runner:
        store = b"<Store>" + b"<Box>salt and oil</Box>" * 60_000 + b"</Store>"
        document = kept(store, runner.settings)
        ticked = {widget_key("tree", document.sha256): {"checked": ["/Store"]}}
        app = screen("discover", document=OpenDocument(document.sha256, "s.xml"), **ticked)
        assert "/Store holds up to 1.3 MB" in words(app)
        (start,) = (button for button in app.button if button.label == "Start run")
        assert start.disabled


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
        window_asking(model, tmp_path, LLM_MODEL="model_*x*") as runner,
    ):
        run = finished(runner, box_request(4, runner.settings))
        app = screen("discover", run=run.run_id)
        assert "**4 subtrees** of 1 node, **1 call** to model_*x*, parallel" in words(app)
        assert f"Run {run.run_id} · some nodes failed" in words(app)
        assert "**1 subtree**: The model provider has a fault" in words(app)
        table = app.dataframe[0].value
        assert list(table["status"]) == ["✓ success", "✗ error", "✓ success", "✓ success"]
        assert table["error"][1]


def open_boxes(runner: Runner, count: int = 3) -> AppTest:
    """The screen with an open document of boxes, each of them ticked; nothing was run yet."""
    document = kept(boxes(count), runner.settings)
    opened = OpenDocument(document.sha256, "store.xml")
    checked = {widget_key("tree", document.sha256): {"checked": ["/Store/Box"]}}
    return screen("discover", document=opened, **checked)


def test_before_the_start_it_says_what_the_run_would_take(tmp_path: Path):
    prices = {"LLM_PRICE_INPUT": "10", "LLM_PRICE_OUTPUT": "40"}
    with ModelServer() as model, window_asking(model, tmp_path, **prices) as runner:
        app = open_boxes(runner)
        assert "**3 subtrees** of 1 node, **3 calls** to gpt-4.1-mini, parallel" in words(app)
        assert re.search(
            r"About \d,\d\d0 tokens to send, \d+ to receive, \$0\.\d{4}, [\d.]+ m?s\n", words(app)
        )
        assert not app.toggle
        assert model.requests == []


def test_a_price_that_is_not_known_is_said_so(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        assert "price not known" in words(open_boxes(runner))


def test_what_is_not_asked_again_is_taken_off(tmp_path: Path):
    xml = b"<C><Seat><Row>1</Row></Seat><Seat><Row>1</Row></Seat><Seat><Row>2</Row></Seat></C>"
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        document = kept(xml, runner.settings)
        opened = OpenDocument(document.sha256, "cabin.xml")
        checked = {widget_key("tree", document.sha256): {"checked": ["/C/Seat"]}}
        app = screen("discover", document=opened, **checked)
        assert "**3 subtrees** of 1 node, **2 calls** to" in words(app)
        assert "1 with the same question as another one" in words(app)

        finished(runner, ticks(document, "/C/Seat"))
        drawn(app)
        assert "**no call** to gpt-4.1-mini" in words(app)
        assert "Nothing to send · 3 answered from the cache" in words(app)


def test_kept_answers_can_be_passed_by(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        finished(runner, box_request(3, runner.settings))
        app = open_boxes(runner)
        assert [toggle.label for toggle in app.toggle] == ["Ask anew"]
        drawn(app.toggle[0].set_value(True))
        assert "**3 calls** to" in words(app)
        (start,) = [button for button in app.button if button.label == "Start run"]
        drawn(start.click())
        run = ended(runner, app.session_state["run"])
        assert (run.use_cache, run.llm_calls, run.from_cache) == (False, 3, 0)
        assert len(model.requests) == 6


def test_with_the_cache_off_there_is_nothing_to_pass_by(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path, LLM_CACHE="off") as runner:
        finished(runner, box_request(3, runner.settings))
        app = open_boxes(runner)
        assert not app.toggle
        assert "**3 calls** to" in words(app)


@pytest.mark.parametrize(
    ("budget", "named"),
    [
        ({"RUN_BUDGET_TOKENS": "1000"}, "RUN_BUDGET_TOKENS=1000"),
        (
            {"RUN_BUDGET_USD": "0.01", "LLM_PRICE_INPUT": "10", "LLM_PRICE_OUTPUT": "40"},
            "RUN_BUDGET_USD=0.01",
        ),
    ],
)
def test_a_run_that_will_pause_for_its_budget_is_foretold(
    tmp_path: Path, budget: dict[str, str], named: str
):
    with ModelServer() as model, window_asking(model, tmp_path, **budget) as runner:
        (warning,) = open_boxes(runner).warning
        assert f"expected to need more than {named}. It will pause" in warning.value.replace(
            "\\", ""
        )


def test_a_document_that_is_gone_hides_only_what_the_run_would_take(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        app = open_boxes(runner)
        for file in runner.settings.documents_folder.iterdir():
            file.unlink()
        checked = widget_key("tree", app.session_state["document"].sha256)
        app.session_state[checked] = {"checked": ["/Store/Box/Label"]}
        drawn(app)
        assert "**3 subtrees** of 1 node, asking gpt-4.1-mini, parallel" in words(app)
        assert not app.error


def test_a_run_says_what_it_has_cost_and_who_answered(tmp_path: Path):
    prices = {"LLM_PRICE_INPUT": "10", "LLM_PRICE_OUTPUT": "40"}
    with ModelServer() as model, window_asking(model, tmp_path, **prices) as runner:
        first = finished(runner, box_request(2, runner.settings))
        app = screen("discover", run=first.run_id)
        assert f"2 calls · {first.prompt_tokens:,} tokens sent (" in words(app)
        assert f" · ${first.cost_usd:.4f}" in words(app)
        table = app.dataframe[0]
        assert list(table.value["answer"]) == ["model", "model"]
        assert table.value["tokens"].sum() == first.prompt_tokens + first.completion_tokens
        assert table.value["cost"].sum() == pytest.approx(first.cost_usd)
        assert "cost" in table.proto.column_order
        assert "facts" not in table.proto.column_order

        again = finished(runner, box_request(3, runner.settings))
        app = screen("discover", run=again.run_id)
        assert "1 call · " in words(app)
        assert " · 2 answered from the cache" in words(app)
        assert list(app.dataframe[0].value["answer"]) == ["cache", "cache", "model"]


def test_sections_that_shared_a_call_say_so(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path, LLM_BATCHING="on") as runner:
        run = finished(runner, box_request(12, runner.settings, workers=2))
        answers = set(screen("discover", run=run.run_id).dataframe[0].value["answer"])
        assert run.llm_calls < 12
        assert any(re.fullmatch(r"with \d others?", answer) for answer in answers)


def test_without_a_model_the_table_has_no_columns_of_a_model(runner: Runner):
    run = finished(runner, box_request(2, runner.settings))
    shown = screen("discover", run=run.run_id).dataframe[0].proto.column_order
    assert {"facts", "status"} <= set(shown)
    assert not {"answer", "attempts", "tokens", "cost"} & set(shown)


def test_a_run_paused_by_its_budget_says_how_to_go_on(tmp_path: Path):
    with (
        ModelServer() as model,
        window_asking(model, tmp_path, RUN_BUDGET_TOKENS="4000") as runner,
    ):
        run = finished(runner, box_request(20, runner.settings))
        app = screen("discover", run=run.run_id)
        assert f"Run {run.run_id} · paused" in words(app)
        reason = app.warning[-1].value.replace("\\", "")
        assert "budget of the run (RUN_BUDGET_TOKENS=4000" in reason
        assert "resume" in reason
        assert "Resume run" in [button.label for button in app.button]
