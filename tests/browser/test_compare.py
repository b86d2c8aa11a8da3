"""The Compare screen in Chromium: choose, read, filter, select, take away."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from discovery.compare import COLUMNS
from tests.support.browser import snap
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.screens import (
    RUN_MS,
    START_MS,
    download,
    expect_rows,
    get_json,
    go_to,
    open_run,
    post_run,
    read_csv,
    select_row,
    table,
)
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

ORDER = """<{root}><Response><PaxList>{pax}</PaxList>
  <Bag><Weight>{weight}</Weight></Bag></Response></{root}>"""
PAX = "<Pax><PaxID>{}</PaxID><PTC>{}</PTC></Pax>"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = str(tmp_path_factory.mktemp("home"))
    env = {"DISCOVERY_HOME": home, "LLM_PROVIDER": "none", "PII_MASKING_ENABLED": "false"}
    with streamlit_server("app.py", env=env) as address:
        yield address


def order(*pax: tuple[str, str], root: str = "OrderViewRS", weight: str = "23KG") -> bytes:
    passengers = "".join(PAX.format(*each) for each in pax)
    return ORDER.format(root=root, pax=passengers, weight=weight).encode()


def post_order(page: Page, url: str, content: bytes, workspace: str) -> int:
    """A finished run over the passengers and the bag."""
    root = content[1 : content.index(b">")].decode()
    nodes = "&".join(f"node=/{root}/Response/{path}" for path in ("PaxList/Pax", "Bag"))
    query = f"workspace={workspace}&{nodes}"
    run_id = post_run(page, url, content, f"{root}.xml", query)
    open_run(page, url, run_id)
    return run_id


def expect_figures(page: Page, *figures: int) -> None:
    """Same, changed, added, removed, and where there are some renumbered."""
    values = page.get_by_test_id("stMetricValue")
    expect(values).to_have_text([f"{figure:,}" for figure in figures], timeout=START_MS)


def test_two_runs_side_by_side(page: Page, url: str):
    page.set_viewport_size({"width": 1400, "height": 1100})
    before = order(("PAX1", "ADT"), ("PAX2", "CHD"), ("PAX3", "INF"))
    after = order(
        ("PAX1", "ADT"), ("PAX9", "UNN"), ("PAX3", "INS"), root="IATA_OrderViewRS", weight="23 kg"
    )
    run_a, run_b = (post_order(page, url, each, "Side") for each in (before, after))
    go_to(page, "Compare")
    expect_figures(page, 1, 2, 1, 1)
    differing = ["− removed", "≠ changed", "+ added", "≠ changed"]
    expect_rows(table(page), lambda rows: list(rows["Status"]) == differing)
    expect(page.get_by_role("button", name="= same (1)")).to_be_visible()
    snap(page, "compare")

    select_row(table(page), 1)
    expect(page.get_by_role("heading", name="Pax 3: changed")).to_be_visible()
    changed = ["PTC", "INF", "INS", "changed"]
    values = expect_rows(table(page, 1), lambda rows: rows.iloc[0].tolist() == changed)
    assert list(values) == ["Path", f"A: run {run_a}", f"B: run {run_b}", "What"]

    page.get_by_text("Equate units and formats").click()
    expect_figures(page, 2, 1, 1, 1)
    expect(page.get_by_text("Counted as equal in another unit or format: 1 value.")).to_be_visible()
    page.get_by_role("button", name="= same (2)").click()
    expect_rows(table(page), lambda rows: len(rows) == 5 and "= same" in set(rows["Status"]))

    name = f"runs-{run_a}-{run_b}-differences"
    rows = read_csv(download(page, "Differences as CSV", f"{name}.csv"))
    assert tuple(rows) == COLUMNS
    assert sorted(rows["status"]) == ["added", "changed", "removed", "same"]
    file = download(page, "Differences as JSON Lines", f"{name}.jsonl")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    found = get_json(page, f"{url}/api/v1/compare?a={run_a}&b={run_b}&equate_formats=true")
    assert lines == [{column: row[column] for column in COLUMNS} for row in found["differences"]]


def test_the_flat_table_is_filtered_and_so_are_its_files(page: Page, url: str):
    before = order(("PAX1", "ADT"), ("PAX2", "CHD"))
    after = order(("P1", "ADT"), ("P2", "CHD"), weight="32KG")
    run_a, run_b = (post_order(page, url, each, "Flat") for each in (before, after))
    page.goto(f"{url}/compare?a={run_a}&b={run_b}&view=All+differences")
    expect_figures(page, 0, 1, 0, 0, 2)
    kinds = ["renumbered", "renumbered", "changed"]
    expect_rows(table(page), lambda rows: list(rows["What"]) == kinds)
    page.get_by_role("button", name="changed (1)").click()
    only = ["Bag[1]/Weight", "23KG", "32KG", "changed"]
    expect_rows(table(page), lambda rows: rows.iloc[0].tolist()[-4:] == only)
    name = f"runs-{run_a}-{run_b}-differences"
    rows = read_csv(download(page, "Differences as CSV", f"{name}.csv"))
    assert rows["path"].tolist() == ["Weight"]
    page.get_by_text("Ignore identifiers").click()
    expect_figures(page, 2, 1, 0, 0)
    expect(page).to_have_url(re.compile(f"a={run_a}&b={run_b}.*ignore_identifiers=true"))


def test_before_there_are_two_runs_it_says_what_to_do(page: Page, url: str):
    post_order(page, url, order(("PAX1", "ADT")), "Alone")
    go_to(page, "Compare")
    expect(page.get_by_text("There are no two runs in this workspace yet.")).to_be_visible()


def test_the_runs_can_be_swapped(page: Page, url: str):
    first = post_order(page, url, order(("PAX1", "ADT")), "Turn")
    second = post_order(page, url, order(("PAX1", "ADT"), ("PAX2", "ADT")), "Turn")
    go_to(page, "Compare")
    expect_figures(page, 2, 0, 1, 0)
    page.get_by_role("button", name="⇄").click()
    expect_figures(page, 2, 0, 0, 1)
    page.reload()
    expect_figures(page, 2, 0, 0, 1)
    choose(page, "Run A: before", first)
    choose(page, "Run B: after", second)
    expect_figures(page, 2, 0, 1, 0)


def choose(page: Page, label: str, run_id: int) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=f"Run {run_id} ·").click()


@needs_corpus
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 420)])
def test_real_messages_of_two_versions_fit_on_the_screen(
    page: Page, url: str, scheme: str, width: int
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 1200})
    workspace = f"Real {width}"
    for version in ("18_1", "21_3"):
        content = (CORPUS / "ndc" / f"singapore_{version}_OrderViewRS.xml").read_bytes()
        run_id = post_run(page, url, content, f"{version}.xml", f"workspace={workspace}")
        page.goto(f"{url}/?run={run_id}")
        expect(page.get_by_role("button", name="Read the facts")).to_be_visible(timeout=RUN_MS)
    page.goto(f"{url}/compare?run={run_id}")
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible(timeout=START_MS)
    expect(table(page, 1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= width
    snap(page, f"compare_real_{scheme}_{width}")
