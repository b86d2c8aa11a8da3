"""The Compare screen in its states."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from discovery.compare import Status
from discovery.processing import reading
from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.storage.database import rotate_key
from discovery.storage.queries import RunRow
from discovery.ui import comparison_detail, comparison_table, differences_table
from tests.processing.runs import (
    WAIT_SECONDS,
    Gate,
    box_request,
    finished,
    kept,
    ticks,
)
from tests.support.app import drawn, screen, window_asking, window_in, words
from tests.support.model_server import ModelServer
from tests.support.window import ROOT

STORE = "<Store>{}</Store>"
BOX = "<Box><BoxID>{}</BoxID><Weight>{}</Weight></Box>"


def run_of(runner: Runner, *contents: tuple[str, str], **more: object) -> RunRow:
    """A run over boxes with these identifiers and weights."""
    xml = STORE.format("".join(BOX.format(*content) for content in contents))
    return finished(runner, ticks(kept(xml.encode(), runner.settings), "/Store/Box", **more))


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_without_two_runs_it_says_where_they_come_from(runner: Runner):
    assert "There are no two runs in this workspace yet." in words(screen("compare"))
    finished(runner, box_request(1, runner.settings))
    assert "Start them on the Discover screen" in words(screen("compare"))


def test_figures_subtrees_and_the_differences_of_the_first(runner: Runner):
    run_of(runner, ("B1", "1"), ("B2", "2"), ("B3", "3"))
    run_of(runner, ("B1", "1"), ("B2", "9"), ("B4", "4"))
    app = screen("compare")
    assert metrics(app) == {"Same": "1", "Changed": "1", "Added": "1", "Removed": "1"}
    subtrees = app.dataframe[0].value
    assert list(subtrees["status"]) == ["≠ changed", "− removed", "+ added"]
    assert list(subtrees["node"]) == ["Box"] * 3
    assert "Box 2: changed" in words(app)
    assert app.dataframe[1].value.values.tolist() == [["Weight", "2", "9", "changed"]]


def test_what_is_the_same_can_be_shown_too(runner: Runner):
    run_of(runner, ("B1", "1"), ("B2", "2"))
    run_of(runner, ("B1", "1"), ("B2", "9"))
    app = screen("compare")
    assert list(app.dataframe[0].value["status"]) == ["≠ changed"]
    (statuses,) = app.button_group
    assert statuses.options == ["= same (1)", "≠ changed (1)"]
    drawn(statuses.set_value([Status.SAME, Status.CHANGED]))
    assert list(app.dataframe[0].value["status"]) == ["= same", "≠ changed"]
    assert "No value differs." in words(app)


def test_the_values_of_what_one_run_has_alone(runner: Runner):
    run_of(runner, ("B1", "1"), ("B2", "2"))
    run_of(runner, ("B1", "1"))
    app = screen("compare")
    assert app.dataframe[1].value["before"].tolist() == ["B2", "2"]
    assert set(app.dataframe[1].value["kind"]) == {"only in A"}


def test_nothing_differs(runner: Runner):
    for _ in range(2):
        run_of(runner, ("B1", "1"))
    app = screen("compare")
    assert "Nothing differs: each fact of one run has its like in the other." in words(app)
    assert list(app.dataframe[0].value["status"]) == ["= same"]


def test_another_format_counts_as_equal_on_request(runner: Runner):
    run_of(runner, ("B1", "23KG"))
    run_of(runner, ("B1", "23 kg"))
    app = screen("compare")
    assert metrics(app)["Changed"] == "1"
    drawn(app.toggle[0].set_value(True))
    assert metrics(app)["Same"] == "1"
    assert "Counted as equal in another unit or format: 1 value." in words(app)
    assert app.dataframe[1].value.values.tolist() == [
        ["Weight", "23KG", "23 kg", "same, other format"]
    ]


def test_runs_that_are_alike_come_first_and_others_can_be_chosen(runner: Runner):
    older, newer = run_of(runner, ("B1", "1")), run_of(runner, ("B1", "2"))
    xml = b"<Other><Box><BoxID>B1</BoxID></Box></Other>"
    other = finished(runner, ticks(kept(xml, runner.settings), "/Other/Box"))
    app = screen("compare")
    assert [box.value.run_id for box in app.selectbox] == [older.run_id, newer.run_id]
    drawn(app.selectbox[1].select_index(0))
    assert app.session_state["compare_b"] == other.run_id
    assert app.selectbox[0].value.run_id == older.run_id
    assert metrics(app)["Changed"] == "1"


def test_another_screen_can_choose_the_runs(runner: Runner):
    runs = [run_of(runner, ("B1", str(number))) for number in range(3)]
    app = screen("compare", compare_a=runs[2].run_id, compare_b=runs[0].run_id)
    assert [box.value.run_id for box in app.selectbox] == [runs[2].run_id, runs[0].run_id]
    assert app.dataframe[1].value.values.tolist() == [["Weight", "2", "0", "changed"]]
    gone = screen("compare", compare_a=99, compare_b=runs[0].run_id)
    assert gone.selectbox[1].value.run_id == runs[0].run_id


def test_a_run_too_old_to_be_listed_can_still_be_chosen_by_another_screen(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
):
    oldest, *_ = [run_of(runner, ("B1", str(number))) for number in range(3)]
    listed = queries.runs(runner.db, "default")[:2]
    monkeypatch.setattr(queries, "runs", lambda *_: listed)
    app = screen("compare", compare_a=oldest.run_id)
    assert [box.value.run_id for box in app.selectbox] == [oldest.run_id, listed[0].run_id]


def test_only_runs_of_the_workspace_are_offered(runner: Runner):
    run_of(runner, ("B1", "1"))
    run_of(runner, ("B1", "1"), workspace="Team B")
    app = screen("compare", workspace="Team B")
    assert "There are no two runs in this workspace yet." in words(app)


def test_a_run_without_facts_is_said(runner: Runner, monkeypatch: pytest.MonkeyPatch):
    whole = run_of(runner, ("B1", "1"))
    monkeypatch.setattr(reading, "to_structure", lambda _: 1 / 0)
    empty = run_of(runner, ("B1", "1"))
    app = screen("compare", compare_a=whole.run_id, compare_b=empty.run_id)
    assert f"Run {empty.run_id} has no NodeFacts, so there is nothing to compare." in words(app)
    assert not app.dataframe


PAX = "<S><Pax><PaxID>P1</PaxID><Surname>{}</Surname></Pax></S>"


def passenger(runner: Runner, surname: str) -> RunRow:
    """A run over a passenger of this name."""
    document = kept(PAX.format(surname).encode(), runner.settings)
    return finished(runner, ticks(document, "/S/Pax"))


def test_masked_values_that_changed_or_are_spelled_differently_are_told(runner: Runner):
    first, second, third = (passenger(runner, name) for name in ("DOE", "ROE", "Doe"))
    app = screen("compare", compare_a=first.run_id, compare_b=second.run_id)
    assert metrics(app)["Changed"] == "1"
    [path, before, after, what] = app.dataframe[1].value.values.tolist()[0]
    assert (path, what) == ("Surname", "changed")
    assert before.startswith("[SURNAME_")
    assert after.startswith("[SURNAME_")
    assert before != after
    app = screen("compare", compare_a=first.run_id, compare_b=third.run_id)
    assert metrics(app)["Spelled differently"] == "1"
    assert "Nothing differs" not in words(app)
    assert "Pax 1: spelled differently" in words(app)
    assert list(app.dataframe[0].value["status"]) == ["≈ spelled differently"]
    assert app.dataframe[1].value["kind"].tolist() == ["spelled differently"]


def test_what_is_masked_under_another_key_is_never_called_the_same(tmp_path: Path):
    with window_in(tmp_path, LLM_PROVIDER="none") as runner:
        passenger(runner, "DOE")
    rotate_key(runner.settings)
    with window_in(tmp_path, LLM_PROVIDER="none") as runner:
        passenger(runner, "DOE")
        app = screen("compare")
        assert "Nothing differs" not in words(app)
        assert metrics(app)["Same"] == "0"
        assert metrics(app)["Not comparable"] == "1"
        why = "Runs 1 and 2 were masked under different keys. Run the older one again to compare."
        assert f"Not comparable: 1 masked value; in 1 fact nothing else changed. {why}" in words(
            app
        )
        assert list(app.dataframe[0].value["status"]) == ["? not comparable"]
        assert list(app.dataframe[0].value["note"]) == [why]
        assert app.dataframe[1].value["kind"].tolist() == ["not comparable"]
        assert "No value differs." not in words(app)


def test_meanings_stand_side_by_side(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        for leaf in ("Weight", "Height"):
            xml = f"<S><Box><{leaf}>1</{leaf}></Box></S>".encode()
            finished(runner, ticks(kept(xml, runner.settings), "/S/Box"))
        app = screen("compare")
        assert "What the model said" in words(app)
        said = app.dataframe[2].value.set_index("path")
        assert "Weight" in said.loc["Summary", "before"]
        assert "Height" in said.loc["Summary", "after"]


def test_markup_in_names_and_values_stays_text(runner: Runner):
    for value in ("[x](y)", "<![CDATA[<img src=x>]]>"):
        xml = f"<S><a.b-c_d>{value}</a.b-c_d></S>".encode()
        finished(runner, ticks(kept(xml, runner.settings), "/S/a.b-c_d"))
    app = screen("compare")
    assert app.subheader[0].value == r"a\.b\-c\_d 1\: changed"
    assert app.dataframe[1].value.values.tolist() == [[".", "[x](y)", "<img src=x>", "changed"]]


def test_of_very_many_only_the_first_are_drawn(runner: Runner, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(comparison_table, "ROWS", 1)
    monkeypatch.setattr(comparison_detail, "ROWS", 1)
    run_of(runner, ("B1", "1"), ("B2", "2"))
    run_of(runner, ("B3", "3"), ("B4", "4"))
    app = screen("compare")
    assert [len(table.value) for table in app.dataframe] == [1, 1]
    assert "The first 1 of 2; the files have all differences." in words(app)
    assert "The first 1 of 2; the files have all of them." in words(app)


def test_a_run_under_way_says_so(tmp_path: Path):
    gate = Gate(free=1)
    with ModelServer(rule=gate) as model, window_asking(model, tmp_path) as runner:
        whole = run_of(runner, ("B1", "1"), ("B2", "2"), extractor="structure")
        live = runner.start(box_request(2, runner.settings, workers=1))
        while not list(queries.facts(runner.db, live)):
            time.sleep(0.02)
        app = screen("compare", compare_a=whole.run_id, compare_b=live)
        assert f"Run {live} is under way: only its facts so far are compared." in words(app)
        assert metrics(app)["Not comparable"] == "1"
        gate.open()
        assert runner.wait(live, WAIT_SECONDS)
        app = screen("compare", compare_a=whole.run_id, compare_b=live)
        assert "Not comparable" not in metrics(app)


def test_files_of_the_differences_are_offered(runner: Runner):
    for weight in ("1", "2"):
        run_of(runner, ("B1", weight))
    app = screen("compare")
    assert [button.label for button in app.get("download_button")] == [
        "Differences as CSV",
        "Differences as Excel",
        "Differences as JSON Lines",
    ]


def opened(runner: Runner, **address: object) -> AppTest:
    """The page as its address opens it."""
    app = AppTest.from_file(ROOT / "pages" / "compare.py", default_timeout=30)
    for name, value in address.items():
        app.query_params[name] = str(value)
    return drawn(app)


def test_what_was_numbered_anew_is_told_apart_and_can_be_ignored(runner: Runner):
    run_of(runner, ("B1", "1"), ("B2", "2"))
    run_of(runner, ("C1", "1"), ("C2", "2"))
    app = screen("compare")
    assert metrics(app)["Renumbered"] == "2"
    assert list(app.dataframe[0].value["status"]) == ["# renumbered"] * 2
    assert app.dataframe[1].value.values.tolist() == [["BoxID", "B1", "C1", "renumbered"]]
    drawn(app.toggle(key="ignore_identifiers").set_value(True))
    assert metrics(app) == {"Same": "2", "Changed": "0", "Added": "0", "Removed": "0"}


def test_a_link_opens_the_same_comparison(runner: Runner):
    runs = [run_of(runner, ("B1", str(number)), workspace="Team B") for number in range(3)]
    first, last = runs[0].run_id, runs[2].run_id
    app = opened(runner, a=last, b=first, structure_only="true")
    assert [box.value.run_id for box in app.selectbox] == [last, first]
    assert app.toggle(key="structure_only").value
    assert metrics(app)["Same"] == "1"
    assert app.session_state["workspace"] == "Team B"


def test_a_and_b_can_be_swapped_and_stand_in_the_address(runner: Runner):
    run_of(runner, ("B1", "1"))
    run_of(runner, ("B1", "1"), ("B2", "2"))
    app = screen("compare")
    assert (app.query_params["a"], app.query_params["b"]) == ("1", "2")
    assert metrics(app)["Added"] == "1"
    drawn(app.button[0].click())
    assert (app.query_params["a"], app.query_params["b"]) == ("2", "1")
    assert metrics(app)["Removed"] == "1"


def test_a_node_that_was_not_ticked_is_neither_added_nor_removed(runner: Runner):
    document = kept(b"<S><A>1</A><B>2</B></S>", runner.settings)
    finished(runner, ticks(document, "/S/A"))
    finished(runner, ticks(document, "/S/A", "/S/B"))
    app = screen("compare")
    assert metrics(app)["Not ticked in A"] == "1"
    assert metrics(app)["Added"] == "0"
    assert list(app.dataframe[0].value["status"]) == ["○ not ticked in A"]


def test_all_differences_in_one_table_with_a_filter(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
):
    run_of(runner, ("B1", "1"), ("B2", "2"), ("B3", "3"))
    run_of(runner, ("B1", "1x"), ("B2", "2y"), ("B4", "4"))
    app = opened(runner, view="All differences")
    (table,) = app.dataframe
    assert table.value.fillna("").values.tolist() == [
        ["Box[1]/Weight", "1", "1x", "changed"],
        ["Box[2]/Weight", "2", "2y", "changed"],
        ["Box[3]", "", "", "removed"],
        ["Box[3]", "", "", "added"],
    ]
    assert "A: /Store[1]/Box[1]/Weight[1] = 1" in words(app)
    drawn(app.text_input[0].set_value("2Y"))
    assert app.dataframe[0].value["path"].tolist() == ["Box[2]/Weight"]
    assert "1 of 4 differences" in words(app)
    drawn(app.text_input[0].set_value(""))
    drawn(app.button_group[0].set_value(["added", "removed"]))
    assert set(app.dataframe[0].value["kind"]) == {"added", "removed"}
    drawn(app.text_input[0].set_value("nowhere"))
    assert not app.dataframe
    monkeypatch.setattr(differences_table, "ROWS", 1)
    app = opened(runner, view="All differences")
    assert len(app.dataframe[0].value) == 1
    assert "the first 1 are drawn; the files have all" in words(app)


def test_the_ends_of_paths_are_never_cut(runner: Runner):
    deep = "<{0}>" * 12 + "{1}" + "</{0}>" * 12
    for value in ("1", "2"):
        xml = f"<S><A>{deep.format('LongNameOfAnElement', value)}</A></S>".encode()
        finished(runner, ticks(kept(xml, runner.settings), "/S/A"))
    flat = opened(runner, view="All differences").dataframe[0].value["path"][0]
    within = screen("compare").dataframe[1].value["path"][0]
    for path in (flat, within):
        assert path.startswith("…")
        assert path.endswith("/LongNameOfAnElement")
