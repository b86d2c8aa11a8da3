"""Untrusted text as the browser shows it: Streamlit's Markdown must leave it as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from discovery.visible import visible
from tests.processing.runs import wait_until
from tests.support.browser import snap
from tests.support.screens import expect_rows, table
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


def test_texts_that_are_offered_are_text(page: Page, url: str):
    page.goto(url)
    page.locator(".st-key-offered").get_by_role("button", name="Open").click()
    offered = page.get_by_role("option")
    expect(offered.first).to_be_visible()
    wait_until(lambda: _first_of(offered.all_inner_texts()))  # the list is drawn twice
    assert offered.locator(":is(a, img, svg, b, code, .katex)").count() == 0


def test_cells_and_headings_of_tables_are_text(page: Page, url: str):
    page.goto(url)
    shown = list(map(visible, (*STRANGE, *UNSEEN)))
    cells = expect_rows(table(page), lambda rows: list(rows["text"]) == shown)
    assert list(cells.columns) == ["text", STRANGE[0]]
