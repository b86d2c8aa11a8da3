"""Every screen over documents, answers, errors and names that mean harm: all of it is text."""

import json
import time
from collections.abc import Iterator
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from discovery.visible import visible
from tests.support.browser import find_node, snap
from tests.support.hostile_home import (
    FILE_NAME,
    MARKDOWN,
    NODE,
    REFUSED,
    RUN_NAME,
    SCRIPT,
    UNSEEN,
    VALUES,
    WORKSPACE,
    HostileHome,
    hostile_home,
)
from tests.support.screens import (
    START_MS,
    download,
    expect_rows,
    get_json,
    go_to,
    open_run,
    press,
    read_facts,
    select_row,
    table,
    upload,
)
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

LOOK_AGAIN_MS = 50

# What Markdown, HTML or Streamlit's own directives would have made of the texts, and characters
# that would move what stands beside them.
MADE_OF_TEXT = r"""() => ({
    scripts: typeof pwned === 'undefined' ? [] : ['a script ran'],
    elements: [...document.querySelectorAll(`
        .katex, img[src*="198.51.100"], img[src="x"], a[href*="198.51.100"], a[href^="javascript:"],
        [data-testid=stMarkdownContainer] :is(img, u, b, script, iframe)
    `)].map(found => found.outerHTML.slice(0, 200)),
    unseen: document.body.innerText.match(
        /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]/g
    ),
})"""
NOTHING = {"scripts": [], "elements": [], "unseen": None}
BROKEN = f"<Order>\n<Text>{escape(SCRIPT)}\n{MARKDOWN}{UNSEEN} & </Text>\n</Order>"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileHome]:
    with hostile_home(tmp_path_factory.mktemp("home")) as home:
        yield home


@pytest.fixture(scope="module")
def url(home: HostileHome) -> Iterator[str]:
    with streamlit_server("app.py", env=home.environment) as address:
        yield address


@pytest.fixture(autouse=True)
def own_origin_only(page: Page, url: str) -> Iterator[None]:
    """No dialog opens, and whatever the page asks for, it asks its own server."""
    foreign: list[str] = []
    page.on("dialog", lambda dialog: (foreign.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: _is_own(asked.url, url) or foreign.append(asked.url))
    page.on("websocket", lambda socket: _is_own(socket.url, url) or foreign.append(socket.url))
    yield
    assert foreign == []


def _is_own(address: str, url: str) -> bool:
    return address.startswith((f"{url}/", f"{url.replace('http', 'ws')}/", "blob:", "data:"))


def expect_only_text(page: Page, name: str) -> None:
    snap(page, f"untrusted_{name}")
    assert page.evaluate(MADE_OF_TEXT) == NOTHING, name
    assert page.title() == "Assisted Discovery"


def open_first(page: Page, url: str, home: HostileHome) -> None:
    """Open the run that has a name; the name stands in its heading."""
    page.goto(f"{url}/?run={home.first}")
    heading = page.get_by_role("heading", name=f"Run {home.first} · completed")
    expect(heading).to_be_visible(timeout=START_MS)


def says(page: Page, text: str) -> None:
    """The page comes to show this text, whatever Markdown needed between its letters."""
    wanted = " ".join(visible(text).split())
    until = time.monotonic() + START_MS / 1000
    while wanted not in (seen := shown_text(page)):
        assert time.monotonic() < until, f"{wanted} is not in {seen}"
        page.wait_for_timeout(LOOK_AGAIN_MS)


def shown_text(page: Page) -> str:
    return " ".join(page.locator("body").inner_text().replace("\u2060", "").split())


def test_a_run_and_its_tree(page: Page, url: str, home: HostileHome):
    open_run(page, url, home.second, "some nodes failed")
    page.get_by_text("Nodes", exact=True).first.click()
    row = find_node(page, f"{NODE}/Text")
    expect(row.locator(".sample")).to_contain_text(MARKDOWN[:20])
    row.hover()
    says(page, FILE_NAME)
    says(page, REFUSED.partition("\n")[0])
    expect_only_text(page, "run")


def test_facts_with_their_meaning_source_and_calls(page: Page, url: str, home: HostileHome):
    page.set_viewport_size({"width": 1400, "height": 1000})
    open_first(page, url, home)
    read_facts(page)
    for number, value in enumerate(map(visible, VALUES[:3])):
        select_row(table(page), number)
        expect(page.get_by_role("heading", name=f"Item {number + 1}", exact=True)).to_be_visible()
        says(page, MARKDOWN)
        expect_only_text(page, f"meaning_{number}")
        page.get_by_role("tab", name="Fields").click()
        shown = page.get_by_role("tabpanel").get_by_test_id("stDataFrame").locator("visible=true")
        expect_rows(shown, lambda rows, value=value: value in set(rows["Value"]))
        page.get_by_role("tab", name="Counts").click()
        expect_only_text(page, f"counts_{number}")
        page.get_by_role("tab", name="What left this machine").click()
        expect(page.get_by_text("Raw reply")).to_be_visible()
        expect_only_text(page, f"left_{number}")
        page.get_by_role("tab", name="Meaning").click()


def test_the_list_of_runs_and_what_explains_one(page: Page, url: str, home: HostileHome):
    open_first(page, url, home)
    go_to(page, "Runs")
    runs = expect_rows(table(page), lambda rows: visible(RUN_NAME) in set(rows["Name"]))
    assert set(runs["Document"]) == {FILE_NAME}
    select_row(table(page), 2)
    expect(page.get_by_role("heading", name=f"Run {home.first} · completed")).to_be_visible()
    says(page, RUN_NAME)
    for tab in ("History", "Nodes", "Settings", "About"):
        page.get_by_role("tab", name=tab).click()
        expect_only_text(page, f"runs_{tab}")
    press(page, "Delete")
    expect(page.get_by_text("goes for good")).to_be_visible()
    says(page, f"The document {FILE_NAME} goes")
    expect_only_text(page, "runs_delete")


def test_two_runs_compared(page: Page, url: str, home: HostileHome):
    open_first(page, url, home)
    go_to(page, "Compare")
    expect(page.get_by_role("button", name="Differences as CSV")).to_be_visible(timeout=START_MS)
    details = table(page, 1)
    expect(details).to_be_visible()
    expect_rows(details, lambda rows: len(rows) > 0)
    expect_only_text(page, "compare")


def test_settings_and_a_workspace(page: Page, url: str, home: HostileHome):
    open_first(page, url, home)
    go_to(page, "Settings")
    says(page, f"In the workspace {WORKSPACE} there are")
    press(page, "Delete this workspace")
    expect(page.get_by_text("All of it goes for good")).to_be_visible()
    expect_only_text(page, "settings")
    press(page, "Delete the workspace")
    expect(page.get_by_text("To delete the workspace, type its name")).to_be_visible()
    expect_only_text(page, "settings_refused")
    press(page, "Test the connection")
    expect(page.get_by_test_id("stAlert").first).to_be_visible(timeout=START_MS)
    expect_only_text(page, "settings_tested")


def test_a_refused_upload_and_its_repair(page: Page, url: str):
    page.goto(url)
    expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)
    upload(page, FILE_NAME, BROKEN.encode())
    expect(page.get_by_text("A repair is proposed")).to_be_visible(timeout=START_MS)
    excerpt = page.get_by_test_id("stCode").first
    expect(excerpt).to_contain_text(visible(UNSEEN)[:30])
    expect_only_text(page, "refused")
    says(page, FILE_NAME)
    press(page, "Use the repaired document")
    expect(page.get_by_text("Repaired: 1 change")).to_be_visible(timeout=START_MS)
    page.get_by_text("Repaired: 1 change").click()
    expect_only_text(page, "repaired")


@pytest.mark.parametrize("path", ["/", "/facts", "/runs", "/compare", "/settings"])
def test_a_hostile_address(page: Page, url: str, path: str):
    page.goto(
        f"{url}{path}?run=%3Cscript%3Epwned=1%3C/script%3E&run=%00&workspace=%3Cimg%20src=x%20"
        "onerror=pwned=1%3E#javascript:pwned=1"
    )
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=START_MS)
    expect(page.get_by_role("combobox", name="Workspace", exact=True)).to_have_value("default")
    assert page.evaluate(MADE_OF_TEXT) == NOTHING


def test_words_of_a_million_letters(page: Page, url: str, home: HostileHome):
    open_run(page, url, home.long)
    page.get_by_text("Nodes", exact=True).first.click()
    expect(find_node(page, f"{NODE}/Text")).to_be_visible()
    expect_only_text(page, "long_run")
    read_facts(page)
    expect_rows(
        table(page, 1),
        lambda rows: rows["Value"].str.endswith(" … (1,000,000 characters)").sum() == 2,
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect_only_text(page, "long_facts")
    fact, _ = get_json(page, f"{url}/api/v1/runs/{home.long}/node_facts")
    assert fact["fact_json"]["structure"]["attributes"]["Note"] == "w" * 1_000_000
    select_row(table(page), 1)
    expect(page.get_by_role("heading", name="Item 2", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("<a b=<a b=")
    expect_only_text(page, "long_comment")
    go_to(page, "Runs")
    expect_only_text(page, "long_runs")


def test_files_are_named_by_runs_alone(page: Page, url: str, home: HostileHome):
    page.set_viewport_size({"width": 1400, "height": 1000})
    open_first(page, url, home)
    read_facts(page)
    for label, name in (
        ("Facts as CSV", "run-1-facts.csv"),
        ("Fields as CSV", "run-1-fields.csv"),
        ("Calls as CSV", "run-1-calls.csv"),
        ("Calls as Excel", "run-1-calls.xlsx"),
        ("Calls as JSON Lines", "run-1-calls.jsonl"),
    ):
        download(page, label, name)
    workbook = download(page, "Both as Excel", "run-1.xlsx")
    fields = pd.read_excel(workbook, sheet_name="Fields", engine="calamine")
    assert set(VALUES) <= set(fields["value"])
    go_to(page, "Compare")
    for kind, ending in (("CSV", "csv"), ("Excel", "xlsx"), ("JSON Lines", "jsonl")):
        button = page.get_by_role("button", name=f"Differences as {kind}")
        expect(button).to_be_visible(timeout=START_MS)
        download(page, f"Differences as {kind}", f"runs-2-3-differences.{ending}")


def test_rest_gives_json_and_nothing_that_could_be_a_page(page: Page, url: str, home: HostileHome):
    api = f"{url}/api/v1"
    hostile = "<script>pwned=1</script>"
    answers = [
        page.request.get(f"{api}/{path}")
        for path in (
            "runs", f"runs/{home.first}", f"runs/{home.first}/node_facts",
            f"runs/{home.first}/calls", f"compare?a={home.first}&b={home.second}",
            f"runs?status={hostile}", f"runs/{hostile}", f"{hostile}", f"compare?a={hostile}&b=1",
        )
    ]  # fmt: skip
    form = {"file": {"name": hostile, "mimeType": "text/html", "buffer": BROKEN.encode()}}
    answers.append(page.request.post(f"{api}/runs?kind={hostile}", multipart=form))
    answers.append(page.request.patch(f"{api}/runs/1", data={hostile: hostile}))
    answers.append(page.request.post(f"{api}/runs", headers={"Origin": "http://198.51.100.1"}))
    for answer in answers:
        assert answer.headers["content-type"] == "application/json", answer.url
        assert answer.headers["x-content-type-options"] == "nosniff", answer.url
        json.loads(answer.text())
    assert [answer.status for answer in answers] == [200] * 5 + [422, 404, 404, 422, 422, 422, 403]
