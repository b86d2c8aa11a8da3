"""Personal data at the window: on at a desk, for admins on a server, and never by REST."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import find_node, node, snap
from tests.support.identity_provider import identity_provider
from tests.support.screens import (
    START_MS,
    download,
    expect_run,
    get_json,
    go_to,
    open_sample,
    press,
    read_facts,
    select_row,
    table,
)
from tests.support.signing_in import sign_in
from tests.support.window import Window, free_port, served, streamlit_server

pytestmark = pytest.mark.browser

ANN, BOB = "ann@example.org", "bob@example.org"
TOKEN = "a-token-of-the-tests"
PAX_LIST = "/IATA_OrderViewRS/Response/DataLists/PaxList"
SURNAME = f"{PAX_LIST}/Pax/Individual/Surname"


def switch(page: Page) -> None:
    page.get_by_text("Show personal data", exact=True).click()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window where people sign in; Ann looks after it."""
    port = free_port()
    url = f"http://localhost:{port}"
    env = {
        "DISCOVERY_HOME": str(tmp_path_factory.mktemp("home")),
        "DATABASE_URL": "",
        "LLM_PROVIDER": "none",
        "ALLOWED_USERS": "@example.org",
        "ADMINS": ANN,
        "API_TOKEN": TOKEN,
    }
    with (
        identity_provider(url, ANN, BOB) as provider,
        served("app.py", port, env={**env, **provider.settings}) as window,
    ):
        yield Window(url, window.process, window.output)


def test_at_a_desk_the_switch_changes_what_shows_and_nothing_else(
    page: Page, tmp_path: Path
) -> None:
    env = {"DISCOVERY_HOME": str(tmp_path), "DATABASE_URL": "", "LLM_PROVIDER": "none"}
    with streamlit_server("app.py", env=env) as url:
        open_sample(page, url)
        expect(find_node(page, SURNAME)).to_contain_text("SAMPLE")
        rows = page.locator(".tree .rows")
        place = rows.evaluate("rows => rows.scrollTop")
        switch(page)
        expect(node(page, SURNAME)).to_contain_text("[SURNAME_")
        expect(node(page, SURNAME)).not_to_contain_text("SAMPLE")
        assert rows.evaluate("rows => rows.scrollTop") == place
        snap(page, "nodes-hidden")
        switch(page)
        expect(node(page, SURNAME)).to_contain_text("SAMPLE")
        press(page, "Start run")
        expect_run(page, 1, "completed")
        read_facts(page)
        select_row(table(page), 4)
        source = page.get_by_test_id("stCode").first
        expect(source).to_contain_text("<Surname>SAMPLE</Surname>", timeout=START_MS)
        snap(page, "facts-shown")
        switch(page)
        expect(source).to_contain_text("<Surname>[SURNAME_", timeout=START_MS)
        expect(page.get_by_text("SAMPLE", exact=True)).to_have_count(0)
        snap(page, "facts-hidden")
        assert b"SAMPLE" not in download(page, "Fields as CSV", "run-1-fields.csv").read_bytes()
        page.get_by_text("With personal data", exact=True).click()
        file = download(page, "Fields as CSV", "run-1-fields-personal.csv")
        assert b'"SAMPLE"' in file.read_bytes()
        go_to(page, "Settings")
        expect(page.get_by_text("so what its screens show is not listed")).to_be_visible()
        expect(table(page).locator("td", has_text="Fields as CSV, the whole run")).to_be_attached()


def test_on_a_server_an_admin_may_and_it_is_on_record(page: Page, server: Window) -> None:
    page.goto(server.url)
    sign_in(page, ANN)
    open_sample(page, server.url)
    expect(find_node(page, SURNAME)).to_contain_text("[SURNAME_")
    switch(page)
    expect(node(page, SURNAME)).to_contain_text("SAMPLE")
    go_to(page, "Settings")
    listed = table(page).locator("tbody td")
    expect(listed.filter(has_text="switched on for this session").first).to_be_attached()
    expect(listed.filter(has_text="samples of the document's nodes").first).to_be_attached()
    expect(listed.filter(has_text=ANN).first).to_be_attached()
    snap(page, "reveals")


def test_on_a_server_nobody_else_may(context: BrowserContext, server: Window) -> None:
    page = context.new_page()
    page.goto(server.url)
    sign_in(page, BOB)
    open_sample(page, server.url)
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text("you are not among them")).to_be_visible()
    expect(sidebar.get_by_text("Show personal data")).to_have_count(0)
    expect(find_node(page, SURNAME)).to_contain_text("[SURNAME_")
    press(page, "Start run")
    expect(page.get_by_role("heading", name="completed")).to_be_visible(timeout=START_MS)
    read_facts(page)
    expect(page.get_by_text("With personal data")).to_have_count(0)
    go_to(page, "Settings")
    expect(page.get_by_text("Personal data shown")).to_have_count(0)


def test_rest_never_has_personal_data(page: Page, server: Window) -> None:
    """Neither by the token nor for an admin who has it shown at the window."""
    page.goto(server.url)
    sign_in(page, ANN)
    open_sample(page, server.url)
    switch(page)
    expect(find_node(page, SURNAME)).to_contain_text("SAMPLE")
    press(page, "Start run")
    expect(page.get_by_role("heading", name="completed")).to_be_visible(timeout=START_MS)
    run_id = get_json(page, f"{server.url}/api/v1/runs")[0]["run_id"]
    address = f"{server.url}/api/v1/runs/{run_id}/node_facts?reveal=true"
    told = [page.request.get(address).text()]
    token = {"Authorization": f"Bearer {TOKEN}"}
    told.append(httpx2.get(address, headers=token).raise_for_status().text)
    assert all("[SURNAME_" in each and "SAMPLE" not in each for each in told)
