"""What the browser tests need besides a page: Chromium, a watch over the page, screenshots."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOOPBACK = {"127.0.0.1", "localhost"}
NOT_ON_THE_NETWORK = {"blob", "data"}

SCROLL_STEP = 300  # px, less than the tree shows at once
SCROLL_TO = """(rows, top) => {
    rows.scrollTop = top;
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""

# Console errors of Streamlit's own page that say nothing about ours: opened at /facts, it looks
# for its server under /facts first.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")
OF_THE_PROVIDER = "/static/fomanticui/"  # the look of its own pages, whose fonts are left out


def chromium() -> str | None:
    """The browser to drive: `CHROMIUM` in the environment, else `chromium` on the path."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@dataclass  # without slots: Playwright marks the objects that it calls back
class Watch:
    """Collects what must not happen on a page: errors, and requests that leave the machine."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listen to `page` from now on."""
        page.on("pageerror", self._on_page_error)
        page.on("console", self._on_console)
        page.on("request", self._on_request)

    def _on_page_error(self, error: Error) -> None:
        self.faults.append(f"page error: {error}")

    def _on_console(self, message: ConsoleMessage) -> None:
        url = message.location["url"]
        text = f"{message.text} {url}"
        is_harmless = text.endswith(HARMLESS) or OF_THE_PROVIDER in url
        if message.type == "error" and not is_harmless:
            self.faults.append(f"console error: {text}")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in NOT_ON_THE_NETWORK and address.hostname not in LOOPBACK:
            self.faults.append(f"request left the machine: {request.url}")


def node(page: Page, path: str) -> Locator:
    """The row of the node tree with this key; only rows near the ones in sight are in the page."""
    return page.locator(f'[role=treeitem][data-path="{path}"]')


def find_node(page: Page, path: str) -> Locator:
    """The row with this key, after scrolling the tree until it is drawn."""
    rows, row = page.locator(".tree .rows"), node(page, path)
    for top in range(0, rows.evaluate("rows => rows.scrollHeight"), SCROLL_STEP):
        if row.count():
            break
        rows.evaluate(SCROLL_TO, top)
    return row


def snap(page: Page, name: str) -> None:
    """Keep a screenshot as `name`.png in the folder `SCREENSHOTS`; nothing where it is not set."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
