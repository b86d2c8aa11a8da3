"""The Facts screen in its states."""

from pathlib import Path

from discovery.processing.runner import Runner
from discovery.ui.upload import SAMPLE
from tests.processing.runs import box_request, boxes, finished, kept, ticks
from tests.support.app import drawn, screen, window_in, words
from tests.support.model_server import ModelServer, failing

RESPONSE = "/IATA_OrderViewRS/Response"


def sample_run(runner: Runner, *paths: str):
    return finished(runner, ticks(kept(SAMPLE, runner.settings), *paths))


def test_without_runs_it_says_where_they_come_from(runner: Runner):
    assert "There are no runs in this workspace yet." in words(screen("facts"))


def test_one_row_a_fact_and_the_first_one_below(runner: Runner):
    run = sample_run(runner, f"{RESPONSE}/DataLists/PaxList/Pax", f"{RESPONSE}/Order")
    app = screen("facts", run=run.run_id)
    facts = app.dataframe[0].value
    assert list(facts["section_path"]) == [*["DataLists/PaxList/Pax"] * 4, "Order"]
    assert list(facts["node_ordinal"]) == [1, 2, 3, 4, 1]
    assert "Pax 1" in words(app)
    assert "<Surname>SAMPLE</Surname>" in app.code[0].value
    assert not app.warning


def test_a_field_says_what_it_points_to(runner: Runner):
    run = sample_run(runner, f"{RESPONSE}/Order/OrderItem/Service")
    app = screen("facts", run=run.run_id)
    fields = app.dataframe[1].value.set_index("path")
    assert fields.loc["ServiceID", "reference"] == "identifier"
    assert fields.loc["PaxRefID", "reference"].endswith("PaxList[1]/Pax[1]/PaxID[1]")
    assert fields.loc["PaxRefID", "value"] == "PAX1"


def test_facts_with_problems_can_be_shown_alone(runner: Runner):
    run = sample_run(runner, f"{RESPONSE}/Order/OrderItem/Service")
    app = screen("facts", run=run.run_id)
    assert app.toggle[0].label == "Only facts with problems (1)"
    drawn(app.toggle[0].set_value(True))
    assert list(app.dataframe[0].value["node_ordinal"]) == [4]
    assert "Service 4" in words(app)
    assert "PAX9" in app.warning[0].value


def test_an_identifier_given_twice_is_pointed_out(runner: Runner):
    xml = b"<S><Box><BoxID>B1</BoxID></Box><Box><BoxID>B1</BoxID></Box><BoxRefID>B1</BoxRefID></S>"
    run = finished(runner, ticks(kept(xml, runner.settings), "/S/Box"))
    app = screen("facts", run=run.run_id)
    assert "BoxID B1 is given more than once" in words(app)


def test_without_a_model_no_column_is_empty(runner: Runner):
    run = finished(runner, box_request(2, runner.settings))
    app = screen("facts", run=run.run_id)
    assert [tab.label for tab in app.tabs] == ["Fields", "Counts"]
    assert "summary" not in app.dataframe[0].proto.column_order


def test_a_fact_whose_document_is_gone_says_so(runner: Runner):
    run = finished(runner, box_request(2, runner.settings))
    for file in runner.settings.documents_folder.iterdir():
        file.unlink()
    app = screen("facts", run=run.run_id)
    assert "Upload the file again." in words(app)
    assert len(app.dataframe[0].value) == 2


def test_the_run_that_is_open_comes_first_and_another_can_be_chosen(runner: Runner):
    older = finished(runner, box_request(2, runner.settings))
    newer = finished(runner, box_request(3, runner.settings))
    app = screen("facts", run=older.run_id)
    assert len(app.dataframe[0].value) == 2
    drawn(app.selectbox[0].select_index(0))
    assert app.session_state["run"] == newer.run_id
    assert len(app.dataframe[0].value) == 3


def test_markup_in_a_document_stays_text(runner: Runner):
    xml = b"<S><a.b-c_d>[x](y) <![CDATA[<img src=x>]]></a.b-c_d></S>"
    run = finished(runner, ticks(kept(xml, runner.settings), "/S/a.b-c_d"))
    app = screen("facts", run=run.run_id)
    assert app.dataframe[1].value["value"][0] == "[x](y) <img src=x>"
    assert app.subheader[0].value == r"a\.b\-c\_d 1"


def test_meaning_is_shown_with_what_was_verified(tmp_path: Path):
    with (
        ModelServer() as model,
        window_in(tmp_path, LLM_PROVIDER="openai", OPENAI_BASE_URL=model.base_url) as runner,
    ):
        run = finished(runner, box_request(2, runner.settings))
        app = screen("facts", run=run.run_id)
        assert [tab.label for tab in app.tabs] == ["Meaning", "Fields", "Counts"]
        assert ":green[✓] Statement of" in words(app)
        assert "Open questions" in words(app)
        assert app.dataframe[0].value["summary"][0].startswith("Summary of")


def test_a_run_that_failed_altogether_says_where_to_look(tmp_path: Path):
    with (
        ModelServer(rule=failing("BOX-", "401")) as model,
        window_in(tmp_path, LLM_PROVIDER="openai", OPENAI_BASE_URL=model.base_url) as runner,
    ):
        run = finished(runner, ticks(kept(boxes(2), runner.settings), "/Store/Box"))
        app = screen("facts", run=run.run_id)
        assert f"Run {run.run_id} has no NodeFacts. The model provider" in words(app)
