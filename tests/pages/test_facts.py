"""The Facts screen in its states."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.storage.queries import FACTS_PAGE
from discovery.ui.source_pane import SOURCE_CHARACTERS
from discovery.ui.upload import SAMPLE
from discovery.ui.what_left import CHARACTERS
from tests.pages.states import interrupted
from tests.processing.runs import (
    Gate,
    box_request,
    ended,
    finished,
    kept,
    ticks,
    wait_until,
)
from tests.support.app import drawn, screen, window_asking, words
from tests.support.model_server import ModelServer, failing

RESPONSE = "/IATA_OrderViewRS/Response"


def sample_run(runner: Runner, *paths: str):
    return finished(runner, ticks(kept(SAMPLE, runner.settings), *paths))


def long_order() -> bytes:
    item = "<Item><Label>{0} with a long label that is worth reading in full</Label></Item>"
    return f"<Order>{''.join(item.format(number) for number in range(600))}</Order>".encode()


def test_without_runs_it_says_where_they_come_from(runner: Runner):
    assert "There are no runs in this workspace yet." in words(screen("facts"))


def test_a_run_that_is_gone_shows_no_other_until_one_is_chosen(runner: Runner):
    run = sample_run(runner, f"{RESPONSE}/Order")
    app = screen("facts", run=run.run_id + 1)
    assert f"There is no run {run.run_id + 1}." in words(app)
    assert not app.dataframe
    drawn(app.selectbox[0].select_index(0))
    assert app.session_state["run"] == run.run_id
    assert "There is no run" not in words(app)
    assert "1 fact" in words(app)


def test_facts_of_a_part_of_the_subtrees_are_said_to_be_that(tmp_path: Path):
    with (
        ModelServer(rule=Gate(free=2)) as model,
        window_asking(model, tmp_path, MAX_PARALLEL_NODES="1", LLM_BATCHING="off") as runner,
    ):
        run_id = runner.start(box_request(5, runner.settings))
        wait_until(lambda: queries.run(runner.db, run_id).subtrees_processed == 2)
        runner.cancel(run_id)
        ended(runner, run_id)
        app = screen("facts", run=run_id)
        assert "The run is cancelled: 3 of its 5 subtrees have no fact." in words(app)


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
    assert fields.loc["PaxRefID", "reference"] == "→ Pax[1]/PaxID[1]"
    assert fields.loc["PaxRefID", "value"] == "PAX1"


def test_what_a_code_means_stands_beside_it(runner: Runner):
    run = sample_run(runner, f"{RESPONSE}/DataLists/PaxList")
    app = screen("facts", run=run.run_id)
    _, fields, _, codes = (table.value for table in app.dataframe)
    types = fields[fields["path"] == "Pax/PTC"]
    assert set(zip(types["value"], types["decoded"], strict=True)) >= {("ADT", "adult")}
    assert set(fields[fields["path"] == "Pax/PaxID"]["decoded"]) == {""}
    row = codes[codes["code"] == "ADT"].iloc[0]
    assert (row["field"], row["decoded"]) == ("Pax/PTC", "adult")


def test_where_there_are_no_codes_there_is_no_column_for_them(runner: Runner):
    run = finished(runner, box_request(2, runner.settings))
    app = screen("facts", run=run.run_id)
    assert "decoded" not in app.dataframe[1].value.columns


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
    assert [tab.label for tab in app.tabs] == ["Fields", "Counts", "What left this machine"]
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


def test_meaning_is_shown_with_what_was_judged(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        run = finished(runner, box_request(2, runner.settings))
        app = screen("facts", run=run.run_id)
        tabs = ["Meaning", "Fields", "Counts", "What left this machine"]
        assert [tab.label for tab in app.tabs] == tabs
        assert "**Claims:** 1 of 1 holds" in words(app)
        assert ":green[✓ holds]: BoxID is B1 · line " in words(app)
        assert "The model: BoxID is what" in words(app)
        assert app.dataframe[0].value["claims"][0] == "1 of 1 holds"
        assert app.dataframe[0].value["summary"][0].startswith("This section gives the BoxID")


def test_a_meaning_in_parts_says_so(tmp_path: Path):
    with (
        ModelServer() as model,
        window_asking(model, tmp_path, LLM_CONTEXT_TOKENS="4000") as runner,
    ):
        run = finished(runner, ticks(kept(long_order(), runner.settings), "/Order"))
        app = screen("facts", run=run.run_id)
        parts = next(queries.facts(runner.db, run.run_id)).parts
        assert parts > 1
        assert f"Asked about in {parts} parts" in words(app)
        assert f"The section was sent in {parts} parts: {parts} calls." in words(app)
        assert screen("discover", run=run.run_id).dataframe[0].value["answer"][0] == (
            f"in {parts} parts"
        )


def test_a_meaning_that_is_missing_is_said_and_the_structure_stays(tmp_path: Path):
    with (
        ModelServer(rule=failing("BOX-2.", "refusal")) as model,
        window_asking(model, tmp_path) as runner,
    ):
        run = finished(runner, box_request(3, runner.settings))
        app = screen("facts", run=run.run_id)
        assert " · 1 without meaning · " in words(app)
        table = app.dataframe[0].value
        assert table["summary"][1] == "Meaning missing: The model refused to answer."
        drawn(app.toggle[0].set_value(True))
        assert app.toggle[0].label == "Only facts with problems (1)"
        assert app.error[0].value == r"**Meaning missing:** The model refused to answer\."
        assert "Box 2" in words(app)
        assert [tab.label for tab in app.tabs] == ["Fields", "Counts", "What left this machine"]
        assert list(app.dataframe[1].value["value"]) == ["B2", "BOX-2."]


def test_what_left_this_machine_is_shown_word_for_word(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        run = finished(runner, box_request(1, runner.settings))
        app = screen("facts", run=run.run_id)
        (request,) = model.requests
        shown = [code.value for code in app.tabs[-1].code]
        assert shown[:2] == [message["content"] for message in request.body["messages"]]
        assert json.loads(shown[2])["choices"]
        assert shown[3].encode() == request.raw
        assert "Sent as system" in words(app)
        assert "1 call to gpt-4.1-mini." in words(app)
        assert re.search(r"UTC · [\d.]+ m?s · \d+ tokens sent \(\d+ cached", words(app))


def test_each_call_about_a_section_can_be_read(tmp_path: Path):
    with (
        ModelServer(rule=failing("BOX-1.", "malformed")) as model,
        window_asking(model, tmp_path) as runner,
    ):
        run = finished(runner, box_request(1, runner.settings))
        app = screen("facts", run=run.run_id)
        assert "5 calls to gpt-4.1-mini." in words(app)
        assert "The reply could not be used: " in words(app)
        (calls,) = [box for box in app.selectbox if box.label == "Call"]
        drawn(calls.select_index(1))
        assert app.tabs[-1].code[-1].value.encode() == model.requests[1].raw


def test_long_texts_are_shortened_on_the_screen_with_a_word_about_it(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        run = finished(runner, ticks(kept(long_order(), runner.settings), "/Order"))
        app = screen("facts", run=run.run_id)
        body = app.tabs[-1].code[-1].value
        assert len(body) == CHARACTERS
        assert model.requests[0].raw.decode().startswith(body)
        assert f"the first {CHARACTERS:,} of " in words(app)


def test_an_answer_that_was_kept_left_nothing(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        finished(runner, box_request(1, runner.settings))
        run = finished(runner, box_request(1, runner.settings))
        app = screen("facts", run=run.run_id)
        assert "Nothing left this machine for this section: an answer kept" in words(app)
        assert not app.tabs[-1].code


def test_the_same_question_is_said_to_be_sent_once(tmp_path: Path):
    xml = b"<C><Seat><Row>1</Row></Seat><Seat><Row>1</Row></Seat></C>"
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        run = finished(runner, ticks(kept(xml, runner.settings), "/C/Seat"))
        asked = [fact.answered_by for fact in queries.facts(runner.db, run.run_id)]
        app = screen("facts", run=run.run_id)
        follower = screen_of(app, asked.index("same question"))
        assert "sent once for all of them" in follower
        assert "about 2 sections" in follower


def screen_of(app: AppTest, row: int) -> str:
    """The words of the screen with another row of the facts selected."""
    key = f"facts-of-{app.session_state['run']}-2-1"
    app.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return words(drawn(app))


def test_without_a_model_nothing_left(runner: Runner):
    run = finished(runner, box_request(1, runner.settings))
    app = screen("facts", run=run.run_id)
    assert "Nothing left this machine: the run asked no model." in words(app)
    assert "Calls as CSV" not in [button.label for button in app.get("download_button")]


def test_a_run_that_failed_altogether_says_where_to_look(runner: Runner):
    run_id = interrupted(runner)
    for file in runner.settings.documents_folder.iterdir():
        file.unlink()
    runner.resume(run_id)
    ended(runner, run_id)
    app = screen("facts", run=run_id)
    assert f"Run {run_id} has no NodeFacts." in words(app)
    assert "Upload the file again." in words(app)


def test_many_facts_are_shown_by_the_page(runner: Runner):
    run = finished(runner, box_request(FACTS_PAGE + 2, runner.settings))
    app = screen("facts", run=run.run_id)
    assert "502 facts · 1,004 fields" in words(app)
    assert "Page 1 of 2 · facts 1 to 500 of 502" in words(app)
    assert "Box 1" in [heading.value for heading in app.subheader]
    drawn(app.number_input[0].set_value(2))
    assert list(app.dataframe[0].value["node_ordinal"]) == [501, 502]
    assert "Box 501" in [heading.value for heading in app.subheader]


def test_the_list_reads_no_more_than_the_selected_fact(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
):
    run = finished(runner, box_request(5, runner.settings))
    read: list[int] = []
    one = queries.fact
    monkeypatch.setattr(queries, "facts", lambda *_: pytest.fail("all facts were read"))
    monkeypatch.setattr(
        queries, "fact", lambda db, run_id, position: read.append(position) or one(db, run_id, 1)
    )
    screen("facts", run=run.run_id)
    assert read == [1]


def test_a_run_too_old_to_be_listed_can_be_read(runner: Runner, monkeypatch: pytest.MonkeyPatch):
    oldest = finished(runner, box_request(2, runner.settings))
    finished(runner, box_request(3, runner.settings))
    whole = queries.runs
    monkeypatch.setattr(queries, "runs", lambda *args: whole(*args, limit=1))
    app = screen("facts", run=oldest.run_id)
    assert app.session_state["run"] == oldest.run_id
    assert len(app.dataframe[0].value) == 2


@pytest.mark.parametrize("shown", [True, False])
def test_a_source_of_one_long_value_is_cut_and_none_of_it_shows_where_it_is_hidden(
    runner: Runner, shown: bool
):
    xml = f"<Order><Remark>{'Meyerhoff ' * 30_000}</Remark></Order>".encode()
    run = finished(runner, ticks(kept(xml, runner.settings), "/Order"))
    app = screen("facts", run=run.run_id, show_personal_data=shown)
    assert len(app.code[0].value) == SOURCE_CHARACTERS
    assert ("Meyerhoff" in app.code[0].value) is shown
    assert f"The first {SOURCE_CHARACTERS:,} of " in words(app)


def test_a_source_has_the_line_numbers_of_its_document(runner: Runner):
    xml = b"<r>\n\n<a>\n <b\n  c='1'\n  d='2'/>\n <e/>\n</a></r>"
    run = finished(runner, ticks(kept(xml, runner.settings), "/r/a"))
    app = screen("facts", run=run.run_id)
    assert app.code[0].value.splitlines() == ["<a>", ' <b c="1" d="2"/>', " <e/>", "</a>"]
    (style,) = (each.proto.body for each in app.get("html"))
    assert "code { counter-reset: line 2; }" in style  # the first line is 3, the next but one 6
    assert re.findall(r"nth-child\((\d+) of .linenumber\) { counter-set: line (\d+); }", style) == [
        ("2", "6")
    ]
