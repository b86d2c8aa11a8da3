"""The Settings screen with and without a model."""

from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from discovery.processing.runner import Runner
from discovery.storage import queries
from tests.processing.runs import box_request, finished
from tests.support.app import drawn, screen, window_asking, window_in, words
from tests.support.model_server import ModelServer


def values(app: AppTest) -> dict[str, str]:
    table = pd.concat([element.value for element in app.dataframe])
    return dict(zip(table["Setting"], table["Value"], strict=True))


def test_without_a_model_it_says_how_to_add_one(runner: Runner, tmp_path: Path):
    app = screen("settings")
    assert "No model is configured" in words(app)
    assert not app.button
    assert "There is nothing in the workspace default yet." in words(app)
    assert "No answer of a model is kept." in words(app)
    shown = values(app)
    assert shown["LLM_PROVIDER"] == "none"
    assert shown["OPENAI_API_KEY"] == "not set"
    assert shown["DISCOVERY_HOME"] == str(tmp_path)
    assert shown["PII_MASKING_ENABLED"] == "true"
    assert (shown["LLM_CACHE"], shown["LLM_BATCHING"]) == ("on", "on")
    assert (shown["RUN_BUDGET_USD"], shown["RUN_BUDGET_TOKENS"]) == ("no limit", "no limit")
    assert shown["LLM_PRICE_INPUT"] == "not set"


def test_every_setting_is_shown(runner: Runner):
    names = {name.upper() for name in type(runner.settings).model_fields}
    assert set(values(screen("settings"))) == names


def test_secrets_are_not_shown(tmp_path: Path):
    secret = {"OPENAI_API_KEY": "sk-hidden", "DATABASE_URL": f"sqlite:///{tmp_path}/other.db"}
    with window_in(tmp_path, LLM_PROVIDER="auto", **secret):
        app = screen("settings")
    shown = values(app)
    assert shown["OPENAI_API_KEY"] == "set"
    assert shown["LLM_PROVIDER"] == "auto (in force: openai)"
    assert shown["DATABASE_URL"].endswith("/other.db")
    assert "sk-hidden" not in words(app) + str(shown)


def test_the_connection_is_tested_on_demand(tmp_path: Path):
    with (
        ModelServer(key="right") as model,
        window_in(tmp_path, LLM_PROVIDER="openai", OPENAI_BASE_URL=model.base_url) as runner,
    ):
        assert runner.settings.provider == "openai"
        app = screen("settings")
        assert model.requests == []
        drawn(app.button[0].click())
        assert "does not accept the API key" in app.error[0].value.replace("\\", "")


def test_what_the_provider_still_needs_is_said_so(tmp_path: Path):
    with window_in(tmp_path, LLM_PROVIDER="azure"):
        app = drawn(screen("settings").button[0].click())
        assert "AZURE_OPENAI_ENDPOINT" in app.error[0].value.replace("\\", "")
        assert app.dataframe


def test_a_model_that_answers_is_said_so(tmp_path: Path):
    with (
        ModelServer() as model,
        window_in(tmp_path, LLM_PROVIDER="openai", OPENAI_BASE_URL=model.base_url),
    ):
        app = drawn(screen("settings").button[0].click())
        assert len(app.success) == 1


def test_kept_answers_are_counted_and_removed_after_a_second_click(tmp_path: Path):
    prices = {"LLM_PRICE_INPUT": "10", "LLM_PRICE_OUTPUT": "40"}
    with ModelServer() as model, window_asking(model, tmp_path, **prices) as runner:
        run = finished(runner, box_request(3, runner.settings))
        app = screen("settings")
        tokens = run.prompt_tokens + run.completion_tokens
        assert "3 answers kept" in words(app)
        assert f"Asking took {tokens:,} tokens and ${run.cost_usd:.4f}." in words(app)
        (remove,) = [button for button in app.button if button.label == "Remove 3 answers"]
        drawn(remove.click())
        assert [element.value for element in app.success] == ["3 answers removed."]
        assert "No answer of a model is kept." in words(app)
        assert queries.cache_figures(runner.db).answers == 0
        assert not drawn(app).success


def test_a_cache_that_is_off_is_said_so(tmp_path: Path):
    with window_in(tmp_path, LLM_PROVIDER="none", LLM_CACHE="off"):
        assert "LLM_CACHE=off: none is used, none is added." in words(screen("settings"))


def test_a_workspace_is_deleted_once_its_name_is_typed(runner: Runner):
    finished(runner, box_request(2, runner.settings, workspace="Team B"))
    ours = finished(runner, box_request(3, runner.settings))
    app = screen("settings", workspace="Team B", run=1)
    assert "In the workspace Team B there are 1 document and 1 run with 2 facts." in words(app)
    app.text_input[0].set_value("Team C")
    (delete,) = [button for button in app.button if button.label == "Delete the workspace"]
    drawn(delete.click())
    assert "To delete the workspace, type its name: Team B" in words(app)
    assert len(queries.runs(runner.db)) == 2

    app.text_input[0].set_value("Team B")
    (delete,) = [button for button in app.button if button.label == "Delete the workspace"]
    drawn(delete.click())
    assert "The workspace Team B was deleted." in words(app)
    assert (app.session_state["workspace"], "run" in app.session_state) == ("default", False)
    assert queries.runs(runner.db) == [ours]
    assert queries.workspaces(runner.db) == ["default"]
    assert not drawn(app).success
