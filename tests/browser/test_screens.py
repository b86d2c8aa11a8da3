"""The screens in Chromium when something is wrong, strange, or not there yet."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import node, snap
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.screens import (
    START_MS,
    expect_rows,
    expect_run,
    get_json,
    go_to,
    open_run,
    open_sample,
    post_run,
    press,
    read_facts,
    run_in_address,
    table,
    upload,
)
from tests.support.strange_text import STRANGE
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

GOOD = b"<Shop><Item><ItemID>A1</ItemID></Item><Item><ItemID>A2</ItemID></Item></Shop>"
STRANGE_NAME = "<img src=x onerror=alert(1)>**b** www.example.com :smile: $x$.xml"
REFUSED = {
    "cut.xml": (GOOD[:-20], "Line 1, column 58"),
    "page.html": (b"<!DOCTYPE html><html><body><p>Hello<br></body></html>", "HTML page"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not XML"),
    "nothing.xml": (b"", "empty"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    with streamlit_server("app.py", env={"DISCOVERY_HOME": str(home)}) as address:
        yield address


@pytest.fixture
def dialogs(page: Page) -> list[str]:
    """The messages of the dialogs that a script opens."""
    seen: list[str] = []

    def note(dialog) -> None:
        seen.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return seen


def open_empty(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)


def kept_files(home: Path) -> list[str]:
    folder = home / "documents"
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def test_a_refused_file_says_why_and_leaves_the_way_free(page: Page, url: str, home: Path):
    open_empty(page, url)
    before = kept_files(home)
    for name, (content, reason) in REFUSED.items():
        upload(page, name, content)
        refusal = page.get_by_test_id("stAlert")
        expect(refusal).to_contain_text(f"{name}: ", timeout=START_MS)
        expect(refusal).to_contain_text(reason)
        assert kept_files(home) == before
    snap(page, "screens_refused")
    upload(page, "good.xml", GOOD)
    expect(node(page, "/Shop")).to_be_visible(timeout=START_MS)
    expect(page.get_by_text("good.xml · 3 nodes · 5 elements")).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_markup_and_scripts_in_names_and_values_are_shown_as_text(
    page: Page, url: str, dialogs: list[str]
):
    values = "".join(f"<Note>{escape(text)}</Note>" for text in STRANGE)
    open_empty(page, url)
    upload(page, STRANGE_NAME, f"<Notes>{values}</Notes>".encode())
    expect(node(page, "/Notes/Note")).to_be_visible(timeout=START_MS)
    about = page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first
    expect(about).to_contain_text("2 nodes")
    assert about.inner_text().replace("\u2060", "").startswith(f"{STRANGE_NAME} · 2 nodes")
    expect_no_foreign_element(page)
    press(page, "Start run")
    expect(page.get_by_role("button", name="Read the facts")).to_be_visible(timeout=START_MS)
    expect_no_foreign_element(page)
    read_facts(page)
    expect_no_foreign_element(page)
    expect(page.get_by_test_id("stCode")).to_contain_text("&lt;script&gt;")
    assert dialogs == []
    assert page.title() == "Assisted Discovery"


@needs_corpus
def test_hostile_documents_are_only_text(page: Page, url: str, dialogs: list[str]):
    for name in ("spreadsheet_breaking.xml", "csv_injection.xml"):
        run_id = post_run(page, url, (CORPUS / "hostile" / name).read_bytes(), name)
        open_run(page, url, run_id)
        expect_no_foreign_element(page)
        read_facts(page)
        expect_no_foreign_element(page)
    assert dialogs == []


def expect_no_foreign_element(page: Page) -> None:
    """Nothing on the screens is a link, a picture, a frame or a script of a document."""
    foreign = page.get_by_test_id("stMain").locator("a, img, iframe, script, b, object")
    expect(foreign).to_have_count(0)


def test_a_new_workspace_has_documents_and_runs_of_its_own(page: Page, url: str):
    open_sample(page, url)
    press(page, "Start run")
    expect(page.get_by_role("button", name="Read the facts")).to_be_visible(timeout=START_MS)
    run_id = run_in_address(page)
    choose_workspace(page, "Team B")
    expect(page.get_by_text("Upload an XML message")).to_be_visible()
    expect(page.get_by_text("Documents of this workspace")).to_have_count(0)
    go_to(page, "Runs")
    expect(page.get_by_text("There are no runs in this workspace yet.")).to_be_visible()
    go_to(page, "Facts")
    expect(page.get_by_text("There are no runs in this workspace yet.")).to_be_visible()

    go_to(page, "Discover")
    press(page, "Try a sample")
    expect(node(page, "/IATA_OrderViewRS")).to_be_visible(timeout=START_MS)
    press(page, "Start run")
    expect(page.get_by_role("button", name="Read the facts")).to_be_visible(timeout=START_MS)
    ours = run_in_address(page)
    assert ours != run_id
    assert get_json(page, f"{url}/api/v1/runs/{ours}")["workspace"] == "Team B"
    go_to(page, "Runs")
    expect_rows(table(page), lambda rows: list(rows["Run"]) == [str(ours)])

    page.goto(f"{url}/?run={run_id}")
    expect_run(page, run_id, "completed")
    expect(page.get_by_role("combobox", name="Workspace")).to_have_value("default")


def choose_workspace(page: Page, name: str) -> None:
    box = page.get_by_role("combobox", name="Workspace")
    box.fill(name)
    box.press("Enter")
    expect(box).to_have_value(name)


def test_a_run_that_does_not_exist_is_said_so(page: Page, url: str):
    page.goto(f"{url}/?run=4711")
    expect(page.get_by_test_id("stAlert")).to_contain_text("no run 4711", timeout=START_MS)
    snap(page, "screens_no_such_run")


def test_settings_without_a_model(page: Page, url: str, home: Path):
    page.goto(f"{url}/settings")
    expect(page.get_by_text("No model is configured")).to_be_visible(timeout=START_MS)
    folder = ["DISCOVERY_HOME", str(home)]
    expect_rows(table(page, 3), lambda rows: folder in rows[["Setting", "Value"]].values.tolist())
    snap(page, "screens_settings")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 420)])
def test_no_screen_is_wider_than_the_window(page: Page, url: str, scheme: str, width: int):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    run_id = post_run(page, url, GOOD, query="node=/Shop/Item")
    for screen in ("", "facts", "runs", "settings"):
        page.goto(f"{url}/{screen}?run={run_id}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=START_MS)
        expect(page.get_by_test_id("stMain").locator("canvas").first).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= width
        snap(page, f"screens_{screen or 'discover'}_{scheme}_{width}")
