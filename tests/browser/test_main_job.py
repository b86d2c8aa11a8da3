"""The main job in Chromium, without a model: from the first look at the window to the CSV."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from discovery.export import FACT_COLUMNS, FIELD_COLUMNS
from discovery.facts.structure import fields
from tests.processing.runs import SINGAPORE, SINGAPORE_NODES
from tests.support.browser import find_node, snap
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.screens import (
    START_MS,
    download,
    expect_counts,
    expect_rows,
    expect_run,
    get_json,
    go_to,
    open_run,
    open_sample,
    post_run,
    press,
    read_csv,
    read_facts,
    run_in_address,
    select_row,
    table,
    upload,
)
from tests.support.window import ROOT, streamlit_server

pytestmark = pytest.mark.browser

SAMPLE = (ROOT / "discovery" / "samples" / "OrderViewRS.xml").read_bytes()
LISTS = "/IATA_OrderViewRS/Response/DataLists"
FORMULAS = b"""<Notes>
    <Note>=1+1</Note><Note>@SUM(A1)</Note><Note>-12.50</Note><Note>+1 202 555 0101</Note>
    <Note>007</Note><Note>N/A</Note><Note>two,
    lines "quoted"</Note><Note>'=1</Note>
</Notes>"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = str(tmp_path_factory.mktemp("home"))
    env = {"DISCOVERY_HOME": home, "LLM_PROVIDER": "none", "PII_MASKING_ENABLED": "false"}
    with streamlit_server("app.py", env=env) as address:
        yield address


def expect_work(page: Page, words: str) -> None:
    """What the ticks mean, before the start."""
    expect(page.get_by_text(words, exact=True)).to_be_visible()


def expect_checked(page: Page, path: str, state: str) -> None:
    expect(find_node(page, path)).to_have_attribute("aria-checked", state)


def test_the_sample_from_the_first_look_to_the_finished_run(page: Page, url: str):
    open_sample(page, url)
    expect(page.get_by_role("heading", name="OrderViewRS 19.2 · EXAMPLE AIR XX")).to_be_visible()
    expect(page.get_by_text("OrderViewRS.xml · 137 nodes · 239 elements")).to_be_visible()
    expect_checked(page, f"{LISTS}/PaxList", "true")
    expect_work(page, "20 subtrees of 15 nodes, no model call, sequential")
    expect(page.get_by_text("Without a model there is no waiting")).to_be_visible()

    press(page, "None")
    expect_work(page, "Tick at least one node to start a run.")
    expect(page.get_by_role("button", name="Start run")).to_be_disabled()
    find_node(page, f"{LISTS}/PaxList/Pax").click()
    expect_work(page, "4 subtrees of 1 node, no model call, sequential")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect_work(page, "1 subtree of 1 node, no model call, sequential")
    expect_checked(page, f"{LISTS}/PaxList", "true")
    press(page, "Suggested")
    expect_work(page, "20 subtrees of 15 nodes, no model call, sequential")
    snap(page, "main_tree")

    press(page, "Start run")
    expect(page.get_by_text("20 of 20 subtrees")).to_be_visible(timeout=START_MS)
    run_id = run_in_address(page)
    expect_run(page, run_id, "completed")
    expect_counts(page, success=20)
    rows = expect_rows(table(page), lambda rows: list(rows["Facts"]) == ["1"] * 20)
    assert set(rows["Status"]) == {"✓ success"}
    assert list(rows["Node in /IATA_OrderViewRS"])[4] == "Response/DataLists/PaxList"
    snap(page, "main_finished")


def test_the_facts_of_the_sample_and_their_way_out_as_csv(page: Page, url: str):
    page.set_viewport_size({"width": 1400, "height": 950})  # the columns of all tables in sight
    run_id = post_run(page, url, SAMPLE, "OrderViewRS.xml")
    open_run(page, url, run_id)
    read_facts(page)
    expect(page.get_by_text("20 facts · 160 fields · 25 references · 1 of them")).to_be_visible()
    expect(page.get_by_role("heading", name="BaggageAllowanceList 1")).to_be_visible()

    select_row(table(page), 4)
    expect(page.get_by_role("heading", name="PaxList 1")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("<Surname>SAMPLE</Surname>")
    values = {"PAX1", "1985-04-12"}
    facts = expect_rows(table(page, 1), lambda rows: values <= set(rows["Value"]))
    assert "→ Pax[1]/PaxID[1]" in list(facts["Reference"])

    page.get_by_text("Only facts with problems (1)").click()
    expect(page.get_by_role("heading", name="Service 4")).to_be_visible()
    warning = page.get_by_test_id("stAlert")
    expect(warning).to_contain_text("PaxRefID")
    expect(warning).to_contain_text("PAX9")
    expect(page.get_by_test_id("stCode")).to_contain_text("<PaxRefID>PAX9</PaxRefID>")
    snap(page, "main_facts")

    page.get_by_text("Only facts with problems (1)").click()
    expect_the_same_in_csv_and_rest(page, url, run_id)


def expect_the_same_in_csv_and_rest(page: Page, url: str, run_id: int) -> None:
    answer = get_json(page, f"{url}/api/v1/runs/{run_id}/node_facts")
    shown = expect_rows(table(page), lambda rows: len(rows) == len(answer))

    facts = read_csv(download(page, "Facts as CSV", f"run-{run_id}-facts.csv"))
    assert list(facts.columns) == list(FACT_COLUMNS)
    assert list(facts["xpath"]) == [fact["xpath"] for fact in answer]
    assert list(facts["section_path"].str.removeprefix("/IATA_OrderViewRS/")) == list(
        shown["Node in /IATA_OrderViewRS"]
    )
    assert list(facts["dangling_references"]) == list(shown["Dangling"])

    values = read_csv(download(page, "Fields as CSV", f"run-{run_id}-fields.csv"))
    assert list(values.columns) == list(FIELD_COLUMNS)
    assert len(values) == facts["fields"].astype(int).sum() == 160
    assert list(values["value"]) == values_of(answer)


def values_of(facts: list[dict]) -> list[str]:
    return [
        field.value
        for fact in facts
        for field in fields(fact["fact_json"]["structure"], fact["section_path"], fact["xpath"])
    ]


def test_formulas_are_neutralised_unless_raw_values_are_asked_for(page: Page, url: str):
    run_id = post_run(page, url, FORMULAS, query="node=/Notes/Note")
    open_run(page, url, run_id)
    read_facts(page)
    raw = values_of(get_json(page, f"{url}/api/v1/runs/{run_id}/node_facts"))
    assert raw[6].startswith("two,\n")
    safe = list(read_csv(download(page, "Fields as CSV", f"run-{run_id}-fields.csv"))["value"])
    assert safe == ["'=1+1", "'@SUM(A1)", *raw[2:7], "''=1"]
    page.get_by_text("Raw values").click()
    file = download(page, "Fields as CSV", f"run-{run_id}-fields-raw.csv")
    assert list(read_csv(file)["value"]) == raw


@needs_corpus
def test_the_23_subtrees_of_a_real_order(page: Page, url: str):
    page.goto(url)
    expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)
    upload(page, "singapore.xml", (CORPUS / SINGAPORE).read_bytes())
    expect(page.get_by_role("heading", name="OrderViewRS 18.1")).to_be_visible(timeout=START_MS)
    press(page, "None")
    expect_work(page, "Tick at least one node to start a run.")
    for path in SINGAPORE_NODES:
        find_node(page, path).click()
    expect_work(page, "23 subtrees of 13 nodes, no model call, sequential")
    press(page, "Start run")
    expect(page.get_by_text("23 of 23 subtrees")).to_be_visible(timeout=START_MS)
    expect_counts(page, success=23)
    expect_rows(table(page), lambda rows: list(rows["Facts"]) == ["1"] * 23)
    read_facts(page)
    expect(page.get_by_text("23 facts ·")).to_be_visible()
    expect_rows(table(page), lambda rows: len(rows) == 23)


def test_links_between_screens_keep_the_run(page: Page, url: str):
    first = post_run(page, url, SAMPLE)
    post_run(page, url, SAMPLE)
    open_run(page, url, first)
    go_to(page, "Facts")
    expect(page.get_by_label("Run")).to_have_value(re.compile(rf"^Run {first} · "))
    go_to(page, "Discover")
    expect_run(page, first, "completed")
    assert run_in_address(page) == first


def test_a_run_is_opened_from_the_list_of_runs(page: Page, url: str):
    older = post_run(page, url, FORMULAS + b"<!-- older -->", "older.xml")
    newer = post_run(page, url, FORMULAS + b"<!-- newer -->", "newer.xml")
    page.goto(f"{url}/runs")
    expect(
        page.get_by_text("Select a run to read about it, or two to compare them.")
    ).to_be_visible(timeout=START_MS)
    both = [str(newer), str(older)]
    runs = expect_rows(table(page), lambda rows: list(rows["Run"][:2]) == both)
    assert list(runs["Document"][:2]) == ["newer.xml", "older.xml"]
    select_row(table(page), 1)
    press(page, "Open run")
    expect_run(page, older, "completed")
    expect(page.get_by_text("older.xml · 2 nodes")).to_be_visible()
