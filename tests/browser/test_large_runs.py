"""A run over very many subtrees, in Chromium: it starts at once, its table pages, it stops."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from discovery.storage.statuses import SubtreeStatus
from tests.processing.runs import boxes
from tests.support.browser import find_node, snap
from tests.support.screens import (
    RUN_MS,
    START_MS,
    expect_counts,
    expect_rows,
    expect_run,
    press,
    read_count,
    run_in_address,
    table,
    upload,
)
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

OCCURRENCES = 100_000
PAGE_ROWS = 500
LISTED_MS = 3 * RUN_MS


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    env = {"DISCOVERY_HOME": str(tmp_path_factory.mktemp("home")), "LLM_PROVIDER": "none"}
    with streamlit_server("app.py", env=env) as address:
        yield address


def test_a_node_with_100000_occurrences(page: Page, url: str):
    page.goto(url)
    expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)
    upload(page, "boxes.xml", boxes(OCCURRENCES))
    expect(page.get_by_role("heading", name="Store")).to_be_visible(timeout=RUN_MS)
    press(page, "None")
    find_node(page, "/Store/Box").click()
    expect(page.get_by_text("100,000 subtrees of 1 node, no model call")).to_be_visible()
    press(page, "Start run")
    expect(page.get_by_role("button", name="Cancel run")).to_be_visible(timeout=START_MS)
    run_id = run_in_address(page)

    last = OCCURRENCES // PAGE_ROWS
    shown = f"Page 1 of {last} · subtrees 1 to 500 of 100,000"
    expect(page.get_by_text(shown)).to_be_visible(timeout=LISTED_MS)
    expect_rows(table(page), lambda rows: list(rows["#"]) == [str(n + 1) for n in range(PAGE_ROWS)])
    snap(page, "large_run")
    number = page.get_by_role("spinbutton", name="Page")
    number.fill(str(last))
    number.press("Enter")
    expect(page.get_by_text(f"Page {last} of {last} · subtrees 99,501 to 100,000")).to_be_visible()
    expect_rows(table(page), lambda rows: rows["#"].iloc[-1] == str(OCCURRENCES))

    press(page, "Cancel run")
    expect_run(page, run_id, "cancelled")
    done = read_count(page, SubtreeStatus.SUCCESS)
    expect_counts(page, success=done, cancelled=OCCURRENCES - done)
