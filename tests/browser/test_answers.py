"""What a run would take, what is not asked again, and what left the machine, in Chromium."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from discovery.export import CALL_COLUMNS
from discovery.facts.privacy import PSEUDONYM
from tests.processing.runs import boxes
from tests.support.browser import node, snap
from tests.support.model_server import ModelServer
from tests.support.screens import (
    START_MS,
    download,
    expect_counts,
    expect_rows,
    expect_run,
    go_to,
    open_run,
    open_sample,
    post_run,
    press,
    read_csv,
    read_facts,
    select_row,
    table,
    upload,
)
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

BOX = "node=/Store/Box"
BUDGET_TOKENS = 40_000


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def url(model: ModelServer, tmp_path: Path) -> Iterator[str]:
    """A window that has no answers yet."""
    env = {
        "DISCOVERY_HOME": str(tmp_path),
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": model.base_url,
        "LLM_PRICE_INPUT": "0.4",
        "LLM_PRICE_OUTPUT": "1.6",
        "LLM_BATCHING": "off",
        "RUN_BUDGET_TOKENS": str(BUDGET_TOKENS),
    }
    with streamlit_server("app.py", env=env) as address:
        yield address


def test_answers_are_asked_for_once_and_can_be_asked_anew_or_removed(
    page: Page, url: str, model: ModelServer
):
    asked = len(model.requests)
    open_sample(page, url)
    expect(page.get_by_text("20 subtrees of 15 nodes, 20 calls to gpt-4.1-mini")).to_be_visible()
    about = r"About [\d,]+ tokens to send, [\d,]+ to receive, \$0\.\d{4}, [\d.]+ m?s"
    expect(page.get_by_text(re.compile(about))).to_be_visible()
    expect(page.get_by_text("Ask anew")).to_have_count(0)
    snap(page, "answers_before")
    press(page, "Start run")
    expect_run(page, 1, "completed")
    expect(page.get_by_text(re.compile(r"20 calls · .* received · \$0\."))).to_be_visible()
    assert len(model.requests) == asked + 20

    nothing = "Nothing to send · 20 answered from the cache"
    expect(page.get_by_text(nothing)).to_be_visible()
    press(page, "Start run")
    expect_run(page, 2, "completed")
    expect(page.get_by_text("0 calls · 20 answered from the cache")).to_be_visible()
    expect_rows(table(page), lambda rows: set(rows["Answer"]) == {"cache"})
    assert len(model.requests) == asked + 20
    snap(page, "answers_from_the_cache")
    read_facts(page)
    page.get_by_role("tab", name="What left this machine").click()
    expect(page.get_by_text("Nothing left this machine for this section")).to_be_visible()

    go_to(page, "Discover")
    page.get_by_text("Ask anew").click()
    expect(page.get_by_text("20 calls to gpt-4.1-mini")).to_be_visible()
    press(page, "Start run")
    expect_run(page, 3, "completed")
    assert len(model.requests) == asked + 40

    go_to(page, "Settings")
    expect(page.get_by_text("20 answers kept")).to_be_visible()
    snap(page, "answers_kept")
    press(page, "Remove all answers")
    press(page, "Remove 20 answers")
    expect(page.get_by_text("20 answers removed.")).to_be_visible()
    expect(page.get_by_text("No answer of a model is kept.")).to_be_visible()


def test_what_left_this_machine_is_what_arrived(page: Page, url: str, model: ModelServer):
    before = len(model.requests)
    run_id = post_run(page, url, boxes(3), query=BOX)
    open_run(page, url, run_id)
    (arrived,) = [request for request in model.requests[before:] if "BOX-2." in request.text]
    read_facts(page)
    select_row(table(page), 1)
    expect(page.get_by_role("heading", name="Box 2")).to_be_visible()
    page.get_by_role("tab", name="What left this machine").click()
    panel = page.get_by_test_id("stTabs").first
    panel.get_by_text("The whole request as it was sent").click()
    codes = panel.locator("code:visible")
    expect(codes).to_have_count(4)
    system, user, reply, body = codes.all_text_contents()
    assert [system, user] == [message["content"] for message in arrived.body["messages"]]
    assert json.loads(reply)["choices"]
    assert body.encode() == arrived.raw
    snap(page, "answers_what_left")

    sent = sorted(request.raw.decode() for request in model.requests[before:])
    calls = read_csv(download(page, "Calls as CSV", f"run-{run_id}-calls.csv"))
    assert list(calls.columns) == list(CALL_COLUMNS)
    assert sorted(calls["sent"]) == sent
    lines = download(page, "Calls as JSON Lines", f"run-{run_id}-calls.jsonl").read_text("utf-8")
    assert sorted(json.loads(line)["sent"] for line in lines.splitlines()) == sent


def test_a_run_pauses_before_its_budget_is_passed_and_says_how_to_go_on(page: Page, url: str):
    page.goto(url)
    expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)
    upload(page, "boxes.xml", boxes(200))
    expect(node(page, "/Store")).to_be_visible(timeout=START_MS)
    expect(page.get_by_test_id("stAlert")).to_contain_text(
        f"need more than RUN_BUDGET_TOKENS={BUDGET_TOKENS}. It will pause"
    )
    snap(page, "answers_budget_before")
    press(page, "Start run")
    expect_run(page, 1, "paused")
    reason = page.get_by_test_id("stAlert").filter(has_text="could pass the budget")
    expect(reason).to_contain_text("raise the budget in .env, restart, and resume the run")
    expect(page.get_by_role("button", name="Resume run")).to_be_visible()
    snap(page, "answers_budget_paused")


def test_masked_facts_say_so(page: Page, url: str, model: ModelServer):
    before = len(model.requests)
    open_sample(page, url)
    press(page, "Start run")
    expect_run(page, 1, "completed")
    expect_counts(page, success=20)
    read_facts(page)
    select_row(table(page), 4)
    expect(page.get_by_role("heading", name="PaxList 1")).to_be_visible()
    page.get_by_text("Show personal data", exact=True).click()
    expect(page.get_by_text("Personal data shows as pseudonyms such as")).to_be_visible()
    page.get_by_role("tab", name="Fields").click()
    values = page.get_by_role("tabpanel", name="Fields").get_by_test_id("stDataFrame")
    rows = expect_rows(values, lambda rows: any(map(PSEUDONYM.search, rows["Value"])))
    assert "SAMPLE" not in set(rows["Value"])
    assert all("SAMPLE" not in request.text for request in model.requests[before:])
    snap(page, "answers_masked")
