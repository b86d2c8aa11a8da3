"""The tester of the masking on Settings, in Chromium: pasted, explained, and kept with a click."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from discovery.storage.keep_list import NAMES_FILE, WORDS_FILE
from tests.support.browser import snap
from tests.support.screens import START_MS, expect_rows, press, select_row, table
from tests.support.window import Window, free_port, served

pytestmark = pytest.mark.browser

NARROW = 390  # px, a telephone
PASTED = "<Order><Pax><Surname>Quibblewick</Surname></Pax><Fare>Zanzolo Flex</Fare></Order>"


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    env = {"DISCOVERY_HOME": str(tmp_path), "DATABASE_URL": "", "LLM_PROVIDER": "none"}
    with served("app.py", free_port(), env=env) as window:
        yield window


def open_settings(page: Page, window: Window) -> None:
    page.goto(f"{window.url}/settings")
    expect(page.get_by_role("heading", name="What is masked")).to_be_visible(timeout=START_MS)


def paste(page: Page, text: str) -> None:
    page.get_by_label("XML or text").fill(text)
    press(page, "Test")


def files_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_word_and_a_field_are_kept_with_a_click(page: Page, window: Window, tmp_path: Path):
    open_settings(page, window)
    paste(page, PASTED)
    expect(page.get_by_text("2 places masked.")).to_be_visible()
    stored, sent = page.get_by_test_id("stCode").nth(0), page.get_by_test_id("stCode").nth(1)
    expect(stored).to_contain_text("<Surname>[SURNAME_")
    expect(sent).to_contain_text("Surname = [SURNAME_1]")
    rows = expect_rows(table(page), lambda rows: len(rows) == 2)
    assert list(rows["What stands there"]) == ["Quibblewick", "Zanzolo"]
    assert not [word for word in (b"Quibblewick", b"Zanzolo") if word in files_in(tmp_path)]

    select_row(table(page), 1)
    press(page, "Keep this word")
    expect(page.get_by_text("Zanzolo is on the keep list: later runs store")).to_be_visible()
    expect(page.get_by_text("1 place masked.")).to_be_visible()
    expect(page.get_by_text("On the keep list (1)")).to_be_visible()
    assert (tmp_path / WORDS_FILE).read_text("utf-8") == "Zanzolo\n"
    snap(page, "tester_word_kept")

    select_row(table(page), 0)
    expect(page.get_by_role("button", name="Keep this word")).to_be_disabled()
    press(page, "Keep this field")
    expect(page.get_by_text("Pax/Surname is on the keep list: later runs store")).to_be_visible()
    expect(page.get_by_text("Nothing of it is masked.")).to_be_visible()
    assert (tmp_path / NAMES_FILE).read_text("utf-8") == "Pax/Surname\n"
    assert "Quibblewick" not in page.url + window.log()
    assert b"Quibblewick" not in files_in(tmp_path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, NARROW])
def test_the_tester_fits_every_screen(
    browser: Browser, window: Window, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_settings(page, window)
        press(page, "Test the example")
        expect(page.get_by_text("5 places masked.")).to_be_visible()
        select_row(table(page), 2)
        expect(page.get_by_role("button", name="Keep this word")).to_be_enabled()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        snap(page, f"tester_{scheme}_{width}")
