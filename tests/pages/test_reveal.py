"""Personal data on the screens: on at a desk, off on a server, never where it may not be."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from discovery.errors import StorageError
from discovery.processing.reveal_access import NOBODY_SIGNS_IN
from discovery.processing.runner import Runner
from discovery.storage import queries, records
from discovery.storage.queries import RevealRow, RunRow
from discovery.ui import node_tree
from discovery.ui.session import OpenDocument
from discovery.ui.upload import SAMPLE
from tests.processing.runs import finished, kept, ticks
from tests.processing.test_revealing import OLD_FACT
from tests.support.app import drawn, screen, window, window_in, words

PAX = "/IATA_OrderViewRS/Response/DataLists/PaxList/Pax"
SWITCH = "show_personal_data"
HIDDEN = ("SAMPLE", "CHRIS", "1985-04-12")
BROKEN = b"<Order>\n<Pax><Surname>Meyerhoff</Surname><Age>4</Pax>\n</Order>"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Runner]:
    """The runner of a window that others reach, too."""
    with window_in(tmp_path, address="0.0.0.0", LLM_PROVIDER="none") as runner:
        yield runner


def sample_run(runner: Runner) -> RunRow:
    return finished(runner, ticks(kept(SAMPLE, runner.settings), PAX))


def shown(app: AppTest) -> str:
    """All that the screen says, tables and sources, too."""
    tables = "\n".join(str(table.value.to_dict()) for table in app.dataframe)
    return "\n".join([words(app), tables, *(code.value for code in app.code)])


def on_record(runner: Runner) -> list[RevealRow]:
    """The oldest first."""
    return queries.reveals(runner.db)[::-1]


def test_at_a_desk_it_is_on_and_nothing_is_recorded(runner: Runner):
    run = sample_run(runner)
    app = screen("facts", run=run.run_id)
    assert "SAMPLE" in list(app.dataframe[1].value["value"])
    assert "<Surname>SAMPLE</Surname>" in app.code[0].value
    assert "Personal data is shown here as it stands in the document" in words(app)
    assert on_record(runner) == []
    assert window().sidebar.toggle(key=SWITCH).value


def test_switched_off_no_value_of_the_document_is_there(runner: Runner):
    run = sample_run(runner)
    app = screen("facts", run=run.run_id, **{SWITCH: False})
    assert all(value not in shown(app) for value in HIDDEN)
    assert "<Surname>[SURNAME_" in app.code[0].value
    assert "shows as pseudonyms such as [SURNAME_K7Q2M4PX3D]" in words(app)


def test_on_a_server_it_is_off_until_it_is_switched_on(server: Runner):
    run = sample_run(server)
    app = screen("facts", run=run.run_id)
    assert all(value not in shown(app) for value in HIDDEN)
    assert not window().sidebar.toggle(key=SWITCH).value
    assert on_record(server) == []


def test_behind_a_proxy_on_this_machine_it_is_a_server(tmp_path: Path):
    with window_in(tmp_path, hosts=("team.example",), LLM_PROVIDER="none") as runner:
        run = sample_run(runner)
        assert "SAMPLE" not in shown(screen("facts", run=run.run_id))


def test_on_a_server_each_use_is_on_record_once(server: Runner):
    run = sample_run(server)
    app = window(str(run.run_id))
    drawn(app.sidebar.toggle(key=SWITCH).set_value(True))
    drawn(app)
    switched, samples = on_record(server)
    assert (switched.by, switched.what) == (NOBODY_SIGNS_IN, "switched on for this session")
    assert (switched.value_count, switched.run_id) == (0, None)
    assert samples.what == "samples of the document's nodes"
    assert samples.document_sha256 == run.document_sha256
    assert samples.value_count > 5
    facts = screen("facts", run=run.run_id, **{SWITCH: True})
    drawn(facts)
    (fact,) = on_record(server)[2:]
    assert fact.what.startswith("the fact of /IATA_OrderViewRS[1]/")
    assert (fact.place, fact.run_id, fact.value_count) == ("screen", run.run_id, 6)
    assert "SAMPLE" in shown(facts)


def test_what_cannot_be_recorded_is_not_shown(server: Runner, monkeypatch: pytest.MonkeyPatch):
    run = sample_run(server)

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("The record cannot be written.")

    monkeypatch.setattr(records, "add_reveal", refuse)
    app = window(str(run.run_id), **{SWITCH: True})
    assert "The record cannot be written." in words(app)
    assert "Start run" not in [button.label for button in app.button]
    assert all(value not in shown(app) for value in HIDDEN)


def test_where_nobody_may_the_reason_stands_in_place_of_the_switch(tmp_path: Path):
    with window_in(tmp_path, LLM_PROVIDER="none", ALLOW_REVEAL="false") as runner:
        run = sample_run(runner)
        app = window()
        assert "Personal data is not shown: ALLOW_REVEAL=false." in words(app)
        assert SWITCH not in [toggle.key for toggle in app.sidebar.toggle]
        facts = screen("facts", run=run.run_id, **{SWITCH: True})
        assert all(value not in shown(facts) for value in HIDDEN)
        assert "With personal data" not in [toggle.label for toggle in facts.toggle]
        assert "Personal data shown" not in shown(screen("settings"))


def test_on_a_server_with_admins_and_no_sign_in_nobody_may(tmp_path: Path):
    environment = {"ADMINS": "ann@example.org", "LLM_PROVIDER": "none"}
    with window_in(tmp_path, address="0.0.0.0", **environment):
        assert "without sign-in nobody is known" in words(window())


def test_facts_that_keep_values_show_them_also_when_it_is_off(tmp_path: Path):
    with window_in(tmp_path, LLM_PROVIDER="none", PII_MASKING_ENABLED="false") as runner:
        run = sample_run(runner)
        app = screen("facts", run=run.run_id, **{SWITCH: False})
        assert "SAMPLE" in list(app.dataframe[1].value["value"])
        assert "pseudonyms" not in words(app)
        assert "SAMPLE" not in app.code[0].value


def test_a_fact_of_an_earlier_version_says_why_its_placeholders_stay(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
):
    run = sample_run(runner)
    stored = queries.fact(runner.db, run.run_id, 1)
    assert stored is not None
    old = {**stored.fact_json, **OLD_FACT}
    monkeypatch.setattr(
        queries,
        "fact",
        lambda *_: replace(stored, fact_json=old, policy_version=None, key_fingerprint=None),
    )
    app = screen("facts", run=run.run_id)
    assert "placeholders such as [SURNAME_1]: they stay" in words(app)
    assert list(app.dataframe[1].value["value"]) == ["[SURNAME_1]"]


def samples_sent(run: RunRow, monkeypatch: pytest.MonkeyPatch, **state: object) -> str:
    """The samples that go to the browser with the tree."""
    sent: list[node_tree.TreeRows] = []
    show = node_tree.show

    def watched(version: str, rows: node_tree.TreeRows, **more: object) -> tuple[str, ...]:
        sent.append(rows)
        return show(version, rows, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(node_tree, "show", watched)
    screen("discover", document=OpenDocument(run.document_sha256, "sample.xml"), **state)
    return gzip.decompress(sent[-1].payload).decode()


def test_the_tree_brings_no_value_to_the_browser_when_it_is_off(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
):
    run = sample_run(runner)
    off = samples_sent(run, monkeypatch, **{SWITCH: False})
    assert all(value not in off for value in HIDDEN)
    assert "BAG-CABIN" in off
    assert "SAMPLE" in json.loads(samples_sent(run, monkeypatch))["samples"]


@pytest.mark.parametrize("on", [True, False])
def test_the_lines_of_a_refused_file_and_its_repair(runner: Runner, on: bool):
    app = screen("discover", **{SWITCH: on})
    drawn(app.file_uploader[0].upload("cut.xml", BROKEN, "application/xml"))
    excerpt, diff = (code.value for code in app.code)
    assert ("Meyerhoff" in excerpt, "Meyerhoff" in diff) == (on, on)
    assert "> 2 | <Pax><Surname>" in excerpt
    assert "+<Pax><Surname>" in diff
    assert "Meyerhoff" not in words(app)
    app.session_state[SWITCH] = not on
    drawn(app)
    assert ("Meyerhoff" in app.code[0].value) is not on


def test_a_refused_file_is_on_record_on_a_server(server: Runner):
    app = screen("discover", **{SWITCH: True})
    drawn(app.file_uploader[0].upload("cut.xml", BROKEN, "application/xml"))
    drawn(app)
    (row,) = on_record(server)
    assert (row.what, row.file_name) == ("lines of a file that was refused", "cut.xml")
    assert row.value_count == 1


def test_the_switch_of_files_is_off_for_each_run(runner: Runner):
    older, newer = sample_run(runner), sample_run(runner)
    app = screen("facts", run=newer.run_id)
    switch = app.toggle(key=f"export-revealed-{newer.run_id}")
    assert not switch.value
    drawn(switch.set_value(True))
    app.session_state["run"] = older.run_id
    drawn(app)
    assert not app.toggle(key=f"export-revealed-{older.run_id}").value


def test_settings_list_who_had_personal_data_shown(server: Runner):
    assert "No use is on record." in words(screen("settings"))
    run = sample_run(server)
    screen("facts", run=run.run_id, **{SWITCH: True})
    listed = screen("settings").dataframe[0].value
    assert list(listed["Who"]) == [NOBODY_SIGNS_IN]
    assert list(listed["Values"]) == [6]
    assert list(listed["Run"]) == [run.run_id]
