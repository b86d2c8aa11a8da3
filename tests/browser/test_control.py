"""Runs stopped, gone on with, found, described and deleted in Chromium, by one browser or two."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from discovery.storage.statuses import SubtreeStatus
from tests.processing.runs import Gate, asked, boxes
from tests.support.browser import snap
from tests.support.model_server import ModelServer, failing
from tests.support.screens import (
    START_MS,
    expect_counts,
    expect_rows,
    expect_run,
    get_json,
    go_to,
    open_run,
    post_run,
    press,
    read_count,
    select_row,
    table,
    wait_for_cell,
)
from tests.support.window import free_port, served, streamlit_server

pytestmark = pytest.mark.browser

BOX = "node=/Store/Box"
COUNT = 12
AT_ONCE = 20


@pytest.fixture(scope="module")
def shared_model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def model(shared_model: ModelServer) -> Iterator[ModelServer]:
    """The model of the window; a test may give it rules, which end with the test."""
    yield shared_model
    shared_model.rules = ()


def environment(model: ModelServer, home: Path, **more: str) -> dict[str, str]:
    return {
        "DISCOVERY_HOME": str(home),
        "DATABASE_URL": "",
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": model.base_url,
        "MAX_LLM_RETRIES": "0",
        "MAX_PARALLEL_NODES": "3",
        "LLM_BATCHING": "off",
        "LLM_CACHE": "off",
        **more,
    }


@pytest.fixture(scope="module")
def url(shared_model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    env = environment(shared_model, tmp_path_factory.mktemp("home"))
    with streamlit_server("app.py", env=env) as address:
        yield address


@pytest.fixture
def gate(model: ModelServer) -> Iterator[Gate]:
    """Holds the calls after the next four until it is opened."""
    gate = Gate(free=len(model.requests) + 4)
    model.rules = (gate,)
    yield gate
    gate.open()


@pytest.fixture
def second_page(browser: Browser) -> Iterator[Page]:
    """A page of another browser profile: nothing is shared but the server."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def under_way(page: Page, url: str, workspace: str = "default") -> int:
    """A run on the screen: four boxes are done, three are being asked about."""
    run_id = post_run(page, url, boxes(COUNT), query=f"{BOX}&workspace={workspace}")
    open_run(page, url, run_id, "in progress")
    expect_counts(page, pending=5, running=3, success=4)
    return run_id


def happened(page: Page, url: str, run_id: int) -> list[tuple[str, str]]:
    events = get_json(page, f"{url}/api/v1/runs/{run_id}")["events"]
    return [(event["what"], event["by"]) for event in events]


def test_a_run_is_paused_and_goes_on_with_nothing_asked_twice(
    page: Page, url: str, model: ModelServer, gate: Gate
):
    before = asked(model)
    run_id = under_way(page, url)
    press(page, "Pause run")
    expect_run(page, run_id, "pausing …")
    expect(page.get_by_role("button", name="Pause run")).to_be_disabled()
    snap(page, "control_pausing")
    gate.open()
    expect_run(page, run_id, "paused")
    expect_counts(page, pending=5, success=7)
    snap(page, "control_paused")
    press(page, "Resume run")
    expect_run(page, run_id, "completed")
    expect_counts(page, success=COUNT)
    assert set((asked(model) - before).values()) == {1}
    assert (asked(model) - before).total() == COUNT
    assert happened(page, url, run_id) == [
        ("started", "REST"),
        ("pause ordered", "window"),
        ("paused", "program"),
        ("resumed", "window"),
        ("completed", "program"),
    ]


def test_a_cancelled_run_stops_at_once(page: Page, url: str, gate: Gate):
    run_id = under_way(page, url)
    press(page, "Cancel run")
    expect_run(page, run_id, "cancelled")  # though the calls under way are still held
    expect_counts(page, success=4, cancelled=COUNT - 4)
    expect(page.get_by_role("button", name="Resume run")).to_have_count(0)


def test_two_browsers_stop_the_same_run(page: Page, second_page: Page, url: str, gate: Gate):
    run_id = under_way(page, url)
    open_run(second_page, url, run_id, "in progress")
    for each in (page, second_page):
        press_if_there(each, "Pause run")
    for each in (page, second_page):
        expect_run(each, run_id, "pausing …")
    for each in (page, second_page):
        press_if_there(each, "Cancel run")
    for each in (page, second_page):
        expect_run(each, run_id, "cancelled")
        expect(each.get_by_test_id("stException")).to_have_count(0)
    whats = [what for what, _ in happened(page, url, run_id)]
    assert whats == ["started", "pause ordered", "cancel ordered", "cancelled"]


def press_if_there(page: Page, button: str) -> None:
    """What another browser did a moment ago may have taken the button away."""
    found = page.get_by_role("button", name=button, exact=True)
    found.evaluate_all("buttons => buttons.forEach(button => button.click())")


def test_a_run_resumed_in_one_browser_goes_on_in_the_other(
    page: Page, second_page: Page, url: str, gate: Gate
):
    run_id = under_way(page, url)
    press(page, "Pause run")
    gate.open()
    expect_run(page, run_id, "paused")
    open_run(second_page, url, run_id, "paused")
    press(page, "Resume run")
    for each in (page, second_page):
        expect_run(each, run_id, "completed")


def test_failed_nodes_are_retried_and_no_others(page: Page, url: str, model: ModelServer):
    model.rules = (failing("BOX-2.", "503"), failing("BOX-5.", "503"))
    run_id = post_run(page, url, boxes(COUNT), query=BOX)
    open_run(page, url, run_id, "some nodes failed")
    expect_counts(page, success=COUNT - 2, error=2)
    page.get_by_text("Only failed nodes (2)").click()
    wait_for_cell(table(page), "✗ error")
    expect(table(page).locator("table")).to_have_attribute("aria-rowcount", "3")
    snap(page, "control_failed")
    model.rules = ()
    before = asked(model)
    press(page, "Retry failed nodes (2)")
    expect_run(page, run_id, "completed")
    expect_counts(page, success=COUNT)
    assert asked(model) - before == {"BOX-2.": 1, "BOX-5.": 1}


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_run_whose_server_was_killed_goes_on(
    page: Page, model: ModelServer, tmp_path: Path, gate: Gate, by_itself: bool
):
    env = environment(model, tmp_path, RESUME_INTERRUPTED_RUNS=str(by_itself).lower())
    before, port = asked(model), free_port()
    with served("app.py", port, env=env) as window:
        run_id = under_way(page, window.url)
        page.goto("about:blank")
        window.kill()
    gate.open()
    with served("app.py", port, env=env) as window:
        page.goto(f"{window.url}/?run={run_id}")
        if not by_itself:
            expect_run(page, run_id, "interrupted")
            expect(page.get_by_text("The program ended while the run")).to_be_visible()
            done = read_count(page, SubtreeStatus.SUCCESS)
            expect_counts(page, pending=COUNT - done, success=done)
            snap(page, "control_interrupted")
            go_to(page, "Runs")
            wait_for_cell(table(page), "interrupted")
            go_to(page, "Discover")
            press(page, "Resume run")
        expect_run(page, run_id, "completed")
        expect_counts(page, success=COUNT)
        whats = happened(page, window.url, run_id)
    who = "program" if by_itself else "window"
    assert whats == [
        ("started", "REST"),
        ("interruption", "program"),
        ("resumed", who),
        ("completed", "program"),
    ]
    # What was answered before is not asked again; the three calls under way died with the server.
    assert (asked(model) - before).total() == COUNT + 3


def test_a_run_is_named_noted_found_and_deleted(page: Page, url: str, model: ModelServer):
    page.set_viewport_size({"width": 1400, "height": 950})
    kept = post_run(page, url, boxes(3), "kept.xml", f"{BOX}&workspace=History")
    run_id = post_run(page, url, boxes(4), "deleted.xml", f"{BOX}&workspace=History")
    open_run(page, url, run_id)
    go_to(page, "Runs")
    wait_for_cell(table(page), "kept.xml")
    select_row(table(page), 0)
    expect(page.get_by_role("heading", name=f"Run {run_id} · completed")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Monday & <b>co</b>")
    page.get_by_label("Note", exact=True).fill("Ask the airline.")
    press(page, "Save")
    named = page.get_by_role("heading", name=f"Run {run_id} · completed · Monday & <b>co</b>")
    expect(named).to_be_visible()
    snap(page, "control_named")

    search = page.get_by_role("searchbox", name="Search")
    search.fill("monday airline")
    expect(table(page).locator("table")).to_have_attribute("aria-rowcount", "2")
    expect(named).to_be_visible()
    search.fill("nothing like it")
    expect(page.get_by_text("No run is found.")).to_be_visible()
    search.fill("monday")
    wait_for_cell(table(page), "deleted.xml")
    select_row(table(page), 0)
    page.get_by_test_id("stPopover").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The document deleted.xml goes, too")).to_be_visible()
    snap(page, "control_deletion")
    press(page, f"Delete run {run_id}")
    expect(page.get_by_text(f"Run {run_id} was deleted.")).to_be_visible()
    search.fill("")
    expect_rows(table(page), lambda rows: list(rows["Run"]) == [str(kept)])


def test_two_runs_are_compared_from_the_list(page: Page, url: str, model: ModelServer):
    page.set_viewport_size({"width": 1400, "height": 950})
    first, second = (
        post_run(page, url, boxes(count), query=f"{BOX}&workspace=Pairs") for count in (3, 4)
    )
    open_run(page, url, second)
    go_to(page, "Runs")
    wait_for_cell(table(page), str(first))
    for row in (0, 1):
        select_row(table(page), row)
    press(page, f"Compare run {first} with run {second}")
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible(timeout=START_MS)
    for label, run_id in (("Run A: before", first), ("Run B: after", second)):
        chosen = re.compile(rf"^Run {run_id} · ")
        expect(page.get_by_label(label)).to_have_value(chosen)


def test_a_workspace_is_deleted_once_its_name_is_typed(page: Page, url: str, model: ModelServer):
    run_id = post_run(page, url, boxes(2), query=f"{BOX}&workspace=Team B")
    open_run(page, url, run_id)
    go_to(page, "Settings")
    expect(page.get_by_text("there are 1 document and 1 run with 2 facts")).to_be_visible()
    page.get_by_role("button", name="Delete this workspace").click()
    name = page.get_by_label("Type its name, Team B, to confirm")
    name.fill("team b")
    press(page, "Delete the workspace")
    expect(page.get_by_text("To delete the workspace, type its name: Team B")).to_be_visible()
    if not name.is_visible():
        page.get_by_role("button", name="Delete this workspace").click()
    name.fill("Team B")
    press(page, "Delete the workspace")
    expect(page.get_by_text("The workspace Team B was deleted.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Workspace")).to_have_value("default")
    assert page.request.get(f"{url}/api/v1/runs/{run_id}").status == 404


def test_twenty_runs_at_once_are_seen(page: Page, url: str, gate: Gate):
    query = f"{BOX}&workspace=Many"
    runs = [post_run(page, url, boxes(3), f"{n}.xml", query) for n in range(AT_ONCE)]
    page.goto(f"{url}/runs?run={runs[0]}")
    expect(page.get_by_role("combobox", name="Workspace")).to_have_value("Many", timeout=START_MS)
    expect_rows(table(page), lambda rows: len(rows) == AT_ONCE)
    snap(page, "control_twenty")
    gate.open()
    expect_rows(table(page), lambda rows: list(rows["Status"]) == ["completed"] * AT_ONCE)
