"""Untrusted text as the browser shows it: Streamlit's Markdown must leave it as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import snap
from tests.support.strange_text import STRANGE
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
    for index, text in enumerate(STRANGE):
        shown = page.locator(f".st-key-text-{index} :is({SHOWN})")
        expect(shown).to_have_count(4, timeout=30_000)
        texts = [seen.replace(WORD_JOINER, "").strip() for seen in shown.all_inner_texts()]
        assert texts == [text] * 4
        assert set(shown.evaluate_all(ELEMENTS_INSIDE)) <= ELEMENTS_OF_PLAIN_TEXT
    snap(page, "untrusted_text")
