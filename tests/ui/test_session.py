"""What a session has chosen: by the address, and in the sidebar."""

from pathlib import Path

import pytest

from discovery.processing.runner import Runner
from tests.processing.runs import box_request, finished
from tests.support.app import drawn, window, window_in, words


@pytest.mark.parametrize("run", ["4711", "0", "abc", "-1", "9" * 30])
def test_an_address_that_names_no_run_leaves_the_window_usable(runner: Runner, run: str):
    app = window(run)
    assert "Try a sample" in [button.label for button in app.button]


def test_an_address_brings_the_workspace_of_its_run(runner: Runner):
    run = finished(runner, box_request(2, runner.settings, workspace="Team B"))
    app = window(str(run.run_id))
    assert app.session_state["workspace"] == "Team B"
    assert f"Run {run.run_id} · completed" in words(app)


def test_another_workspace_closes_document_and_run(runner: Runner):
    finished(runner, box_request(2, runner.settings, workspace="Team B"))
    run = finished(runner, box_request(2, runner.settings))
    app = window(str(run.run_id))
    drawn(app.sidebar.selectbox[0].set_value("Team B"))
    assert "run" not in app.session_state
    assert "run" not in app.query_params
    assert "Upload an XML message" in words(app)


def test_a_workspace_without_a_usable_name_is_refused(runner: Runner):
    app = window(workspace="x" * 61)
    assert "A workspace needs a name" in words(app)
    assert app.session_state["workspace"] == "default"


def test_the_presets_set_workers_and_the_switch(runner: Runner):
    app = window()
    (debugging,) = [b for b in app.sidebar.button if b.label == "Debugging (sequential)"]
    drawn(debugging.click())
    assert app.sidebar.slider[0].value == 1
    assert not app.sidebar.toggle(key="parallel").value


def test_the_defaults_of_the_sidebar_are_the_settings(tmp_path: Path):
    with window_in(tmp_path, MAX_PARALLEL_NODES="7", ENABLE_PARALLEL_PROCESSING="false"):
        app = window()
    assert app.sidebar.slider[0].value == 7
    assert not app.sidebar.toggle(key="parallel").value


def test_the_sidebar_names_the_model_and_says_whether_data_is_masked(tmp_path: Path):
    model = {"LLM_PROVIDER": "openai", "OPENAI_API_KEY": "k", "LLM_MODEL": "tiny_*model*"}
    with window_in(tmp_path, **model):
        said = words(window())
        assert "tiny_*model* (openai)" in said
        assert "Stored facts hold pseudonyms instead of personal data." in said
    with window_in(tmp_path, PII_MASKING_ENABLED="false", **model):
        said = words(window())
        assert "Personal data is masked before a section is sent, always." in said
        assert "Stored facts **keep** personal data." in said
