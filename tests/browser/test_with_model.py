"""Runs that ask a model, in Chromium: watched, refreshed, failing, cancelled and resumed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from discovery.processing.runner import open_runner
from discovery.storage.statuses import SubtreeStatus
from tests.processing.runs import Gate, box_request, boxes, ended, settings_in
from tests.support.browser import find_node, snap
from tests.support.model_server import ModelServer, failing
from tests.support.screens import (
    START_MS,
    expect_counts,
    expect_rows,
    expect_run,
    get_json,
    go_to,
    open_run,
    open_sample,
    post_run,
    press,
    read_count,
    read_facts,
    run_in_address,
    select_row,
    table,
    wait_for_cell,
)
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

LATENCY = 0.3  # seconds a call
BOX = "node=/Store/Box"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def shared_model() -> Iterator[ModelServer]:
    with ModelServer(latency=LATENCY) as server:
        yield server


@pytest.fixture
def model(shared_model: ModelServer) -> Iterator[ModelServer]:
    """The model of the window; a test may give it rules, which end with the test."""
    yield shared_model
    shared_model.rules = ()


@pytest.fixture(scope="module")
def url(shared_model: ModelServer, home: Path) -> Iterator[str]:
    env = {
        "DISCOVERY_HOME": str(home),
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": shared_model.base_url,
        "MAX_LLM_RETRIES": "0",
        "LLM_BATCHING": "off",
        "LLM_CACHE": "off",
    }
    with streamlit_server("app.py", env=env) as address:
        yield address


@pytest.fixture
def gate(model: ModelServer) -> Iterator[Gate]:
    """Holds the calls after the seventh until it is opened."""
    gate = Gate(free=len(model.requests) + 7)
    model.rules = (gate,)
    yield gate
    gate.open()


@pytest.fixture
def second_page(browser: Browser) -> Iterator[Page]:
    """A page of another browser profile: nothing is shared but the server."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_a_run_is_watched_through_a_refresh_and_in_a_second_browser(
    page: Page, second_page: Page, url: str, gate: Gate
):
    open_sample(page, url)
    expect(page.get_by_text("20 subtrees of 15 nodes, 20 calls to gpt")).to_be_visible()
    press(page, "Start run")
    expect(page.get_by_text("7 of 20 subtrees")).to_be_visible(timeout=START_MS)
    run_id = run_in_address(page)
    expect_run(page, run_id, "in progress")
    expect(page.get_by_text("remaining")).to_be_visible()
    expect(page.get_by_text("10 calls under way, at most 10 now")).to_be_visible()
    expect_counts(page, pending=3, running=10, success=7)

    page.reload()
    expect(page.get_by_text("7 of 20 subtrees")).to_be_visible(timeout=START_MS)
    second_page.goto(page.url)
    expect(second_page.get_by_text("7 of 20 subtrees")).to_be_visible(timeout=START_MS)
    snap(page, "model_running")

    gate.open()
    for watcher in (page, second_page):
        expect_run(watcher, run_id, "completed")
        expect_counts(watcher, success=20)
    rows = expect_rows(table(page), lambda rows: set(rows["Status"]) == {"✓ success"})
    assert all(re.fullmatch(r"NodeProc-\d+", name) for name in rows["Worker"])
    assert set(rows["Attempts"]) == {"1"}


def test_ticks_and_scrolling_survive_the_refreshing(page: Page, url: str, gate: Gate):
    run_id = post_run(page, url, boxes(30), query=BOX)
    open_run(page, url, run_id, "in progress")
    expect(page.get_by_text("7 of 30 subtrees")).to_be_visible(timeout=START_MS)
    page.locator("summary", has_text="Nodes").click()
    find_node(page, "/Store/Box/Label").scroll_into_view_if_needed()
    find_node(page, "/Store/Box").click()
    expect(page.get_by_text("Tick at least one node")).to_be_visible()
    find_node(page, "/Store/Box/Label").click()
    expect(page.get_by_text("30 subtrees of 1 node, 30 calls to")).to_be_visible()
    scroller = table(page).locator(".dvn-scroller")
    scroller.evaluate("scroller => { scroller.scrollTop = 175; }")
    main = page.get_by_test_id("stMain")
    main.evaluate("main => { main.scrollTop = 120; }")
    scrolled = main.evaluate("main => main.scrollTop")

    gate.open()
    expect_run(page, run_id, "completed")
    expect(find_node(page, "/Store/Box/Label")).to_have_attribute("aria-checked", "true")
    expect(find_node(page, "/Store/Box")).to_have_attribute("aria-checked", "mixed")
    assert scroller.evaluate("scroller => scroller.scrollTop") == 175
    assert main.evaluate("main => main.scrollTop") == scrolled


def test_a_run_started_by_rest_is_watched_with_its_workspace(page: Page, url: str, gate: Gate):
    run_id = post_run(page, url, boxes(12), query=f"{BOX}&workspace=From REST&workers=3")
    open_run(page, url, run_id, "in progress")
    expect(page.get_by_text("7 of 12 subtrees")).to_be_visible(timeout=START_MS)
    expect_counts(page, pending=2, running=3, success=7)
    expect(page.get_by_role("combobox", name="Workspace")).to_have_value("From REST")
    gate.open()
    expect_run(page, run_id, "completed")
    read_facts(page)
    expect(page.get_by_text("12 facts")).to_be_visible()


def test_nodes_that_fail_say_why_and_leave_the_others_alone(
    page: Page, url: str, model: ModelServer
):
    page.set_viewport_size({"width": 1400, "height": 950})  # all columns in sight
    model.rules = (failing("BOX-2.", "503"), failing("BOX-5.", "refusal"))
    run_id = post_run(page, url, boxes(6), query=BOX)
    open_run(page, url, run_id, "some nodes failed")
    expect_counts(page, success=4, error=2)
    reasons = page.get_by_test_id("stAlert")
    expect(reasons).to_contain_text("1 subtree: The model refused to answer.")
    expect(reasons).to_contain_text("1 subtree: The model provider has a fault of its own (503)")
    ended = {"✓ success", "✗ error"}
    rows = expect_rows(table(page), lambda rows: set(rows["Status"]) == ended)
    assert list(rows[rows["Status"] == "✗ error"]["#"]) == ["2", "5"]
    assert [error["node_ordinal"] for error in rest(page, url, run_id)["errors"]] == [2, 5]
    assert set(rows[rows["Status"] == "✓ success"]["Error"]) == {""}
    snap(page, "model_partial_failure")
    read_facts(page)
    expect(page.get_by_text("2 without meaning")).to_be_visible()
    summaries = expect_rows(table(page), lambda rows: len(rows) == 6)["Summary"]
    assert summaries[4] == "Meaning missing: The model refused to answer."
    select_row(table(page), 4)
    expect(page.get_by_role("heading", name="Box 5")).to_be_visible()
    missing = page.get_by_test_id("stAlert").first
    expect(missing).to_contain_text("Meaning missing: The model refused to answer.")
    expect(page.get_by_role("tab", name="Meaning")).to_have_count(0)
    wait_for_cell(table(page, 1), "BOX-5.")
    snap(page, "model_meaning_missing")


def rest(page: Page, url: str, run_id: int) -> dict:
    return get_json(page, f"{url}/api/v1/runs/{run_id}")


def test_a_run_in_which_every_node_fails(page: Page, url: str, model: ModelServer):
    model.rules = (failing("BOX-", "401"),)
    run_id = post_run(page, url, boxes(3), query=BOX)
    open_run(page, url, run_id, "failed")
    reason = page.get_by_test_id("stAlert")
    expect(reason).to_contain_text("does not accept the API key")
    read_facts(page)
    missing = page.get_by_test_id("stAlert").first
    expect(missing).to_contain_text("Meaning missing: The model provider at")
    expect(missing).to_contain_text("does not accept the API key")


def test_a_cancelled_run_keeps_what_is_done(page: Page, url: str, gate: Gate):
    run_id = post_run(page, url, boxes(20), query=BOX)
    open_run(page, url, run_id, "in progress")
    expect(page.get_by_text("7 of 20 subtrees")).to_be_visible(timeout=START_MS)
    press(page, "Cancel run")
    gate.open()
    expect_run(page, run_id, "cancelled")
    done = read_count(page, SubtreeStatus.SUCCESS)
    assert done >= 7
    expect_counts(page, success=done, cancelled=20 - done)
    snap(page, "model_cancelled")
    read_facts(page)
    expect_rows(table(page), lambda rows: len(rows) == done)


def test_a_paused_run_is_resumed(page: Page, url: str, home: Path, model: ModelServer):
    run_id = paused_run(home, model)
    asked_before = len(model.requests)
    open_run(page, url, run_id, "paused")
    done = read_count(page, SubtreeStatus.SUCCESS)
    assert done >= 5
    expect_counts(page, success=done, pending=20 - done)
    snap(page, "model_paused")
    press(page, "Resume run")
    expect_run(page, run_id, "completed")
    expect_counts(page, success=20)
    assert len(model.requests) - asked_before == 20 - done


def paused_run(home: Path, model: ModelServer) -> int:
    """A run that another process of the window left behind when it was stopped."""
    gate = Gate(free=len(model.requests) + 5)
    model.rules = (gate,)
    arrived = len(model.requests) + 15  # when the gate holds ten workers, five calls are answered
    settings = settings_in(home, model)
    runner = open_runner(settings)
    run_id = runner.start(box_request(20, settings))
    assert model.wait_for_requests(arrived)
    runner.pause(run_id)
    gate.open()
    assert ended(runner, run_id).status == "paused"
    runner.close()
    return run_id


def test_the_presets_set_workers_and_the_switch(page: Page, url: str):
    open_sample(page, url)
    workers = page.get_by_role("slider", name="Workers")
    switch = page.get_by_role("switch", name="Process in parallel")
    for preset, count, parallel, words in (
        ("Conservative (5)", "5", True, "parallel"),
        ("Debugging (sequential)", "1", False, "sequential"),
        ("Recommended (10)", "10", True, "parallel"),
    ):
        press(page, preset)
        expect(page.get_by_text(f"20 calls to gpt-4.1-mini, {words}")).to_be_visible()
        expect(workers).to_have_value(count)
        expect(switch).to_be_checked(checked=parallel)
    press(page, "Conservative (5)")
    expect(page.get_by_text("5 workers share the waiting")).to_be_visible()
    go_to(page, "Runs")
    expect(workers).to_have_value("5")


def test_facts_show_their_meaning_and_settings_that_the_model_answers(page: Page, url: str):
    run_id = post_run(page, url, boxes(1), query=BOX)
    open_run(page, url, run_id)
    read_facts(page)
    expect(page.get_by_role("paragraph").get_by_text("This section gives")).to_be_visible()
    expect(page.get_by_text("✓ holds").first).to_be_visible()
    expect(page.get_by_text("The model: BoxID is what").first).to_be_visible()
    snap(page, "model_meaning")
    go_to(page, "Settings")
    press(page, "Test the connection")
    expect(page.get_by_test_id("stAlert")).to_contain_text("answers", timeout=START_MS)
    snap(page, "model_settings")
