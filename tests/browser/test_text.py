"""Untrusted text as the browser shows it: Streamlit's Markdown must leave it as it is."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from discovery.visible import visible
from tests.processing.runs import wait_until
from tests.support.browser import snap
from tests.support.screens import REDRAW_MS, expect_rows, table
from tests.support.strange_text import STRANGE, UNSEEN
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

DEMO = Path(__file__).parents[1] / "support" / "text_demo.py"
SHOWN = "[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]"
WORD_JOINER = "\u2060"
ELEMENTS_OF_PLAIN_TEXT = {"P", "H3", "DIV", "SPAN", "SMALL"}
ELEMENTS_INSIDE = """markdowns => markdowns.flatMap(
    markdown => [...markdown.querySelectorAll('*')].map(element => element.tagName)
)"""

OFFERED = """options => [
    options.map(option => option.innerText),
    options.some(option => option.querySelector('a, img, svg, b, code, .katex')),
]"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with streamlit_server(DEMO) as address:
        yield address


def test_text_from_outside_is_shown_as_it_is(page: Page, url: str):
    page.goto(url)
    for index, text in enumerate((*STRANGE, *UNSEEN)):
        place = page.locator(f".st-key-text-{index}")
        shown = place.locator(f":is({SHOWN})")
        expect(shown).to_have_count(8, timeout=30_000)
        texts = [seen.replace(WORD_JOINER, "").strip() for seen in shown.all_inner_texts()]
        assert texts == [*[visible(text)] * 7, "Choice"]
        assert set(shown.evaluate_all(ELEMENTS_INSIDE)) <= ELEMENTS_OF_PLAIN_TEXT
        expect(place.get_by_role("combobox")).to_have_value(visible(text))
    snap(page, "untrusted_text")


def _first_of(texts: list[str]) -> bool:
    return bool(texts) and texts == list(map(visible, STRANGE[: len(texts)]))


def _open_offered(page: Page) -> None:
    """Open the list, which closes where the page is drawn on behind it."""
    page.locator(".st-key-offered").get_by_role("button", name="Open").click()
    with suppress(PlaywrightTimeoutError):
        page.get_by_role("option").first.wait_for(timeout=REDRAW_MS)


def test_texts_that_are_offered_are_text(page: Page, url: str):
    page.goto(url)
    offered = page.get_by_role("option")

    def are_text() -> bool:
        if not offered.count():
            _open_offered(page)
        texts, markup = offered.evaluate_all(OFFERED)
        return _first_of(texts) and not markup

    wait_until(are_text)


def test_cells_and_headings_of_tables_are_text(page: Page, url: str):
    page.goto(url)
    shown = list(map(visible, (*STRANGE, *UNSEEN)))
    cells = expect_rows(table(page), lambda rows: list(rows["text"]) == shown)
    assert list(cells.columns) == ["text", STRANGE[0]]
