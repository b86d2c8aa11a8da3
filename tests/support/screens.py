"""What the browser tests do on the screens, in the words of an analyst."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from discovery.storage.statuses import SubtreeStatus
from tests.support.browser import node

START_MS = 30_000  # a slow machine, and the first page of a server
RUN_MS = 60_000
REDRAW_MS = 2_000
DOWNLOADS = 20
DOWNLOAD_MS = 5_000

ROW_HEIGHT = 35  # px, of a table and of its heading
CELLS = """table => [...table.querySelectorAll('tbody tr')].map(
    row => [row.ariaRowIndex, ...[...row.cells].map(cell => cell.textContent)]
)"""
SCROLL_TO = "(scroller, top) => { scroller.scrollTop = top; }"


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def go_to(page: Page, screen: str) -> None:
    """Follow the link in the sidebar."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=screen, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=screen)).to_be_visible(timeout=START_MS)


def open_sample(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)
    press(page, "Try a sample")
    expect(node(page, "/IATA_OrderViewRS")).to_be_visible(timeout=START_MS)


def upload(page: Page, name: str, content: bytes) -> None:
    """Give the uploader a file with this name and content."""
    file = {"name": name, "mimeType": "application/xml", "buffer": content}
    page.locator("input[type=file]").set_input_files(files=[file])


def expect_run(page: Page, run_id: int, status: str) -> None:
    """The run is on the screen, or comes to be, with this status in words."""
    heading = page.get_by_role("heading", name=f"Run {run_id} · {status}", exact=True)
    expect(heading).to_be_visible(timeout=RUN_MS)


def read_facts(page: Page) -> None:
    """Go from the run to its facts."""
    press(page, "Read the facts")
    expect(page.get_by_role("heading", level=1, name="Facts")).to_be_visible()
    expect(page.get_by_role("button", name="Facts as CSV")).to_be_visible(timeout=START_MS)


def open_run(page: Page, url: str, run_id: int, status: str = "completed") -> None:
    """Open the address of a run and wait until it has this status."""
    page.goto(f"{url}/?run={run_id}")
    expect_run(page, run_id, status)


def run_in_address(page: Page) -> int:
    return int(page.url.partition("?run=")[2])


def expect_counts(page: Page, **counts: int) -> None:
    """The counts by status under the progress bar; those not given are 0."""
    numbers = [f"{counts.get(status, 0):,}" for status in SubtreeStatus]
    expect(page.get_by_test_id("stMetricValue")).to_have_text(numbers)


def read_count(page: Page, status: SubtreeStatus) -> int:
    """One of the counts under the progress bar."""
    metric = page.get_by_test_id("stMetric").filter(has_text=status.capitalize())
    return int(metric.get_by_test_id("stMetricValue").inner_text().replace(",", ""))


def table(page: Page, number: int = 0) -> Locator:
    """One of the tables of the screen, from the top; it is drawn on a canvas."""
    return page.get_by_test_id("stDataFrame").nth(number)


def expect_rows(shown: Locator, holds: Callable[[pd.DataFrame], bool]) -> pd.DataFrame:
    """All rows of a table once this holds of them: it is drawn a moment after the rest."""
    until = time.monotonic() + RUN_MS / 1000
    while (rows := _read_table(shown)) is None or not holds(rows):
        seen = "" if rows is None else rows.to_string()
        assert time.monotonic() < until, f"the table stays as it is:\n{seen}"
    return rows


def _read_table(shown: Locator) -> pd.DataFrame | None:
    """All rows, from the table for screen readers in its canvas; None where they change."""
    grid = shown.locator("table")
    expect(grid).to_have_count(1, timeout=START_MS)
    expected = int(grid.get_attribute("aria-rowcount") or 0) - 1
    rows: dict[int, list[str]] = {}
    while len(rows) < expected:
        missing = next(number for number in range(expected) if number not in rows)
        shown.locator(".dvn-scroller").evaluate(SCROLL_TO, missing * ROW_HEIGHT)
        try:
            row = grid.locator(f'tr[aria-rowindex="{missing + 2}"]')
            row.wait_for(state="attached", timeout=REDRAW_MS)
        except PlaywrightTimeoutError:
            return None
        rows |= {int(index) - 2: cells for index, *cells in grid.evaluate(CELLS)}
    titles = grid.locator("thead th").all_text_contents()
    return pd.DataFrame([rows[number] for number in range(expected)], columns=titles)


def wait_for_cell(shown: Locator, text: str) -> None:
    """A table that has changed is ready for screen readers a moment after it is drawn."""
    shown.locator("td", has_text=text).first.wait_for(state="attached")


def select_row(shown: Locator, number: int) -> None:
    """Tick the checkbox of a row; 0 is the first. The row must be in sight."""
    middle = ROW_HEIGHT * (number + 1) + ROW_HEIGHT // 2
    shown.locator(".dvn-scroller").click(position={"x": 16, "y": middle})


def download(page: Page, button: str, name: str) -> Path:
    """Download a file; again where a click met a button that was just being drawn anew."""
    given = "nothing"
    for _ in range(DOWNLOADS):
        try:
            with page.expect_download(timeout=DOWNLOAD_MS) as started:
                press(page, button)
        except PlaywrightTimeoutError:
            continue
        given = started.value.suggested_filename
        if given == name:
            return Path(started.value.path())
    raise AssertionError(f"{button} gives {given} and not {name}")


def read_csv(file: Path) -> pd.DataFrame:
    """A CSV as an analyst reads it: every value as the text that it is."""
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def get_json(page: Page, url: str) -> Any:
    """A REST answer."""
    answer = page.request.get(url)
    assert answer.ok, answer.text()
    return answer.json()


def post_run(
    page: Page, url: str, content: bytes, name: str = "message.xml", query: str = ""
) -> int:
    """Start a run by REST and give its id."""
    file = {"name": name, "mimeType": "application/xml", "buffer": content}
    answer = page.request.post(f"{url}/api/v1/runs/?{query}", multipart={"file": file})
    assert answer.status == 202, answer.text()
    run_id: int = answer.json()["run_id"]
    return run_id
