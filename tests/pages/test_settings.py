"""The Settings screen with and without a model."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from discovery.middleware.users import User
from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.storage.keep_list import NAMES_FILE, WORDS_FILE
from discovery.ui import privacy_tester, signed_in
from tests.pages.states import buttons, enabled
from tests.processing.runs import box_request, finished
from tests.support.app import drawn, screen, window_asking, window_in, words
from tests.support.model_server import ModelServer


def values(app: AppTest) -> dict[str, str]:
    table = pd.concat([element.value for element in app.dataframe])
    return dict(zip(table["Setting"], table["Value"], strict=True))


def test_without_a_model_it_says_how_to_add_one(runner: Runner, tmp_path: Path):
    app = screen("settings")
    assert "No model is configured" in words(app)
    assert [button.label for button in app.button] == ["Test", "Test the example"]
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


PASTED = "<Order><Pax><Surname>Quibblewick</Surname></Pax><Fare>Zanzolo Flex</Fare></Order>"
PLACES = "privacy-places-"


def pasted(text: str = PASTED, *, harmless: bool = False) -> AppTest:
    """The screen after a text was tested on it."""
    app = screen("settings")
    app.text_area[0].set_value(text)
    app.checkbox[0].set_value(harmless)
    return drawn(buttons(app)["Test"].click())


def select_place(app: AppTest, row: int) -> AppTest:
    table = next(table for table in app.dataframe if PLACES in table.proto.id)
    key = PLACES + table.proto.id.partition(PLACES)[2]
    app.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return drawn(app)


def test_it_shows_what_would_be_stored_and_sent_and_why(runner: Runner):
    app = pasted()
    stored, sent = (element.value for element in app.code)
    assert "<Surname>[SURNAME_" in stored
    assert "Surname = [SURNAME_1]" in sent
    assert not [word for word in ("Quibblewick", "Zanzolo") if word in stored + sent]
    assert "2 places masked." in words(app)
    table = app.dataframe[0].value
    assert list(table["Field"]) == ["/Order/Pax/Surname", "/Order/Fare"]
    assert list(table["What stands there"]) == ["Quibblewick", "Zanzolo"]
    assert list(table["Type"]) == ["SURNAME", "WORD"]
    assert all(table["Reason"])
    assert all(masked in stored for masked in table["Masked as"])


def test_the_example_can_be_tested(runner: Runner):
    app = drawn(buttons(screen("settings"))["Test the example"].click())
    assert app.text_area[0].value == privacy_tester.SAMPLE
    assert "5 places masked." in words(app)


def test_a_text_that_is_no_xml_is_tested_and_said_to_be_none(runner: Runner):
    app = pasted("Call Zanzolo at jane.doe@example.org")
    assert "This is no XML that a run could take. Line 1, column 1" in words(app)
    (masked,) = app.code
    assert masked.value.startswith("Call [WORD_")
    assert "jane" not in masked.value
    assert set(app.dataframe[0].value["Field"]) == {"text"}
    select_place(app, 0)
    assert (buttons(app)["Keep this word"].disabled, buttons(app)["Keep this field"].disabled) == (
        False,
        True,
    )


def test_free_text_can_be_tested_as_harmless(runner: Runner):
    assert "Zanzolo Flex" in pasted(harmless=True).code[0].value


def test_a_text_that_is_too_long_is_refused(runner: Runner):
    app = pasted(f"<a>{'b' * privacy_tester.CHARACTERS}</a>")
    assert "The text has 200,007 characters, and 200,000 are taken here." in words(app)
    assert not app.code


def test_with_masking_off_it_is_said_that_facts_keep_the_values(tmp_path: Path):
    with window_in(tmp_path, LLM_PROVIDER="none", PII_MASKING_ENABLED="false"):
        app = pasted()
    assert "Stored as it is: PII_MASKING_ENABLED=false" in words(app)
    assert "Quibblewick" in app.code[0].value
    assert "Quibblewick" not in app.code[1].value


def test_a_word_is_kept_with_a_click(runner: Runner, tmp_path: Path):
    app = select_place(pasted(), 1)
    assert "store and send the word Zanzolo or the field Order/Fare" in words(app)
    drawn(buttons(app)["Keep this word"].click())
    assert "Zanzolo is on the keep list: later runs store and send it as it is." in words(app)
    assert "Zanzolo Flex" in app.code[0].value
    assert "1 place masked." in words(app)
    assert (tmp_path / WORDS_FILE).read_text("utf-8") == "Zanzolo\n"
    assert "Keep this word" not in buttons(app)
    assert not drawn(app).success


def test_a_field_of_a_person_is_kept_where_a_word_would_not_help(runner: Runner, tmp_path: Path):
    app = select_place(pasted(), 0)
    assert buttons(app)["Keep this word"].disabled
    assert "A word on the keep list would still be masked here." in words(app)
    drawn(buttons(app)["Keep this field"].click())
    assert "Pax/Surname is on the keep list" in words(app)
    assert "<Surname>Quibblewick</Surname>" in app.code[0].value
    assert (tmp_path / NAMES_FILE).read_text("utf-8") == "Pax/Surname\n"


def test_what_is_kept_is_listed_with_its_place(tmp_path: Path):
    (tmp_path / WORDS_FILE).write_text("Zanzolo\n", "utf-8")
    (tmp_path / NAMES_FILE).write_text("Order/Fare\n", "utf-8")
    with window_in(tmp_path, LLM_PROVIDER="none", PII_KEEP_WORDS="Flex", PII_KEEP_NAMES="City"):
        app = screen("settings")
    table = next(table.value for table in app.dataframe if "Kept" in table.value)
    assert sorted(table.itertuples(index=False, name=None)) == [
        ("City", "field", "PII_KEEP_NAMES"),
        ("Flex", "word", "PII_KEEP_WORDS"),
        ("Order/Fare", "field", NAMES_FILE),
        ("Zanzolo", "word", WORDS_FILE),
    ]


def test_a_keep_list_that_cannot_be_read_is_said_and_hides_nothing_else(
    runner: Runner, tmp_path: Path
):
    (tmp_path / WORDS_FILE).write_bytes(b"\xff\xfe")
    app = pasted()
    assert "is not UTF-8" in words(app)
    assert "LLM_PROVIDER" in values(app)


@pytest.mark.parametrize(("who", "may"), [("ann", True), ("bob", False)])
def test_with_sign_in_only_admins_change_the_list_and_everybody_may_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str, may: bool
):
    address = f"{who}@example.org"
    monkeypatch.setattr(signed_in, "user", lambda: User(address, True, address))
    with window_in(tmp_path, LLM_PROVIDER="none", ADMINS="ann@example.org"):
        app = select_place(pasted(), 1)
    assert "2 places masked." in words(app)
    assert ("Keep this word" in enabled(app)) is may
    assert ("Those whom ADMINS names can have it kept" in words(app)) is not may
