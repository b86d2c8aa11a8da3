"""The `page` of the browser tests: a fresh one for each, watched until the end."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.browser import CHROMIUM_FLAGS, Watch, chromium

MISSING = "no Chromium: install Debian's chromium, or set CHROMIUM to the path of one"


# Not for the whole session: Playwright leaves an event loop running in the thread, which no
# other test should meet.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = chromium()
    if executable is None:
        give_up = pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip
        give_up(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own; every page opened in it is watched."""
    watch = Watch()
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="en-GB")
    context.on("page", watch.over)
    yield context
    context.close()
    assert watch.faults == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
