"""Uploads in Chromium: on disk as they arrive, fixed where they are broken, gone when removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.processing.runs import wait_until
from tests.support.browser import node
from tests.support.memory import highest_memory, reset_highest_memory
from tests.support.screens import START_MS, upload
from tests.support.window import ROOT, Window, free_port, served

pytestmark = pytest.mark.browser

MB = 1_000_000
LONG = 100  # MB of the large upload
GROWTH = 40  # MB that reading it may take; Streamlit itself would hold all of it
# So much that it does not stay in memory, where nobody would see it.
ITEMS = b"<Item>Oil</Item>\n" * 100_000
BROKEN = b"<Shop>\n<Item>Salt & Pepper</Item>\n" + ITEMS + b"</Shop>"
NO_XML = b"<Shop a='1' a='2'>" + ITEMS + b"</Shop>"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def window(home: Path) -> Iterator[Window]:
    environment = {"DISCOVERY_HOME": str(home), "LLM_PROVIDER": "none"}
    with served(ROOT / "app.py", free_port(), env=environment) as window:
        yield window


@pytest.fixture
def at_upload(page: Page, window: Window) -> Page:
    page.goto(window.url)
    expect(page.get_by_role("button", name="Try a sample")).to_be_visible(timeout=START_MS)
    return page


def test_a_large_upload_is_not_held_in_memory(
    at_upload: Page, window: Window, home: Path, tmp_path: Path
):
    large = tmp_path / "large.xml"
    write_shop(large)
    upload(at_upload, "small.xml", b"<Shop><Item>Oil</Item></Shop>")  # what is loaded only once
    expect(node(at_upload, "/Shop/Item")).to_be_visible()
    at_upload.goto(window.url)
    before = reset_highest_memory(window.process.pid)
    at_upload.locator("input[type=file]").set_input_files(large)
    expect(node(at_upload, "/Shop/Article")).to_be_visible(timeout=START_MS)
    assert highest_memory(window.process.pid) - before < GROWTH * MB
    assert large.stat().st_size in {file.stat().st_size for file in documents(home)}
    wait_until(lambda: nothing_arriving(window, home))


def test_a_broken_upload_is_mended_once_the_analyst_accepts(
    at_upload: Page, window: Window, home: Path
):
    upload(at_upload, "broken.xml", BROKEN)
    expect(at_upload.get_by_text("A repair is proposed")).to_be_visible(timeout=START_MS)
    assert not nothing_arriving(window, home)
    at_upload.get_by_role("button", name="Use the repaired document").click()
    expect(node(at_upload, "/Shop/Item")).to_be_visible(timeout=START_MS)
    wait_until(lambda: nothing_arriving(window, home))


def test_an_upload_that_is_removed_leaves_nothing(at_upload: Page, window: Window, home: Path):
    kept = documents(home)
    upload(at_upload, "no.xml", NO_XML)
    expect(at_upload.get_by_text("no.xml: ")).to_be_visible(timeout=START_MS)
    assert not nothing_arriving(window, home)
    at_upload.get_by_role("button", name="Remove no.xml").click()
    expect(at_upload.get_by_text("no.xml: ")).to_be_hidden()
    wait_until(lambda: nothing_arriving(window, home))
    assert documents(home) == kept


def write_shop(path: Path) -> None:
    """A large document with few elements, which is read within a second."""
    article = b"<Article>" + b"The quick brown fox jumps. " * 37_000 + b"</Article>"
    with path.open("wb") as file:
        file.write(b"<Shop>")
        file.writelines(article for _ in range(LONG))
        file.write(b"</Shop>")


def documents(home: Path) -> set[Path]:
    return set((home / "documents").iterdir())


def nothing_arriving(window: Window, home: Path) -> bool:
    """Whether the server holds no file of the documents' folder that has no name."""
    opened = Path(f"/proc/{window.process.pid}/fd").iterdir()
    return not any(str(each.readlink()).startswith(str(home / "documents")) for each in opened)
