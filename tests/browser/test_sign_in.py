"""Signing in and out in the browser, at a real OpenID Connect provider."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import snap
from tests.support.identity_provider import identity_provider
from tests.support.screens import START_MS, get_json, open_sample, press
from tests.support.signing_in import sign_in
from tests.support.window import Window, free_port, served

pytestmark = pytest.mark.browser

ANN, EVE = "ann@example.org", "eve@elsewhere.example"
USER_COOKIE = "_streamlit_user"
NARROW = 390  # px, a telephone


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window that lets Ann in and not Eve; the provider knows both."""
    port = free_port()
    url = f"http://localhost:{port}"
    env = {
        "DISCOVERY_HOME": str(tmp_path_factory.mktemp("home")),
        "DATABASE_URL": "",
        "LLM_PROVIDER": "none",
        "ALLOWED_USERS": "@example.org",
    }
    with (
        identity_provider(url, ANN, EVE) as provider,
        served("app.py", port, env={**env, **provider.settings}) as window,
    ):
        yield Window(url, window.process, window.output)


@dataclass
class Overheard:
    """What the WebSockets of a page brought."""

    frames: list[bytes]

    @classmethod
    def on(cls, page: Page) -> "Overheard":
        heard = cls([])
        page.on(
            "websocket",
            lambda socket: socket.on(
                "framereceived",
                lambda frame: heard.frames.append(
                    frame if isinstance(frame, bytes) else frame.encode()
                ),
            ),
        )
        return heard


def expect_sign_in_page(page: Page) -> None:
    expect(page.get_by_role("link", name="Sign in")).to_be_visible(timeout=START_MS)
    expect(page.get_by_text("Discover", exact=True)).to_have_count(0)
    assert "/sign-in" in page.url


def test_a_day_at_the_window(page: Page, browser: Browser, window: Window) -> None:
    """Not signed in, signed in, at work, signed out."""
    heard = Overheard.on(page)
    page.goto(f"{window.url}/?run=1")
    expect_sign_in_page(page)
    snap(page, "sign-in")
    assert heard.frames == []

    sign_in(page, ANN)
    expect(page.get_by_text("There is no run 1.")).to_be_visible(timeout=START_MS)
    expect(page.get_by_test_id("stSidebar").get_by_text("Signed in as ann")).to_be_visible()
    snap(page, "signed-in")

    open_sample(page, window.url)
    press(page, "Start run")
    expect(page.get_by_role("heading", name="completed")).to_be_visible(timeout=START_MS)
    run_id = get_json(page, f"{window.url}/api/v1/runs")[0]["run_id"]
    run = get_json(page, f"{window.url}/api/v1/runs/{run_id}")
    assert run["started_by"] == ANN
    assert {event["by"] for event in run["events"] if event["what"] == "started"} == {ANN}
    download = _address_of_download(page)
    assert page.request.get(download).ok

    _others_see_nothing(browser, window, download)
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies([window.url])}
    press(page, "Sign out")
    expect_sign_in_page(page)
    assert USER_COOKIE not in {cookie["name"] for cookie in page.context.cookies([window.url])}
    heard.frames.clear()
    page.goto(f"{window.url}/facts")
    expect_sign_in_page(page)
    assert heard.frames == []
    _a_kept_cookie_is_worth_nothing(window, kept, download)


def _address_of_download(page: Page) -> str:
    """Where a file lies that the window made; only who is signed in may fetch it."""
    press(page, "Read the facts")
    expect(page.get_by_role("heading", level=1, name="Facts")).to_be_visible()
    with page.expect_request(re.compile(r"/media/")) as asked, page.expect_download():
        press(page, "Facts as CSV")
    return asked.value.url


def _others_see_nothing(browser: Browser, window: Window, download: str) -> None:
    for address in (download, f"{window.url}/api/v1/runs", f"{window.url}/facts"):
        answer = httpx2.get(address)
        assert answer.status_code == 401
        assert "Order" not in answer.text
    with browser.new_context() as context:
        stranger = context.new_page()
        heard = Overheard.on(stranger)
        stranger.goto(f"{window.url}/?run=1")
        expect_sign_in_page(stranger)
        assert heard.frames == []


def _a_kept_cookie_is_worth_nothing(window: Window, kept: dict[str, str], download: str) -> None:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}
    for address in (download, f"{window.url}/api/v1/runs", f"{window.url}/"):
        assert httpx2.get(address, headers=headers).status_code == 401


def test_who_is_not_listed_is_told_so_and_sees_nothing(browser: Browser, window: Window) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        heard = Overheard.on(page)
        page.goto(window.url)
        sign_in(page, EVE)
        expect(page.get_by_text(f"You are signed in as {EVE}")).to_be_visible(timeout=START_MS)
        snap(page, "not-listed")
        assert heard.frames == []
        page.get_by_role("link", name="Sign in as somebody else").click()
        expect_sign_in_page(page)


@pytest.mark.parametrize("change", ["altered", "forged"])
def test_a_cookie_that_was_tampered_with_is_worth_nothing(
    context: BrowserContext, page: Page, window: Window, change: str
) -> None:
    value = "eyJlbWFpbCI6ImFubkBleGFtcGxlLm9yZyJ9.aQ.c2lnbmF0dXJl"
    if change == "altered":
        page.goto(window.url)
        sign_in(page, ANN)
        expect(page.get_by_text("Signed in as ann")).to_be_visible(timeout=START_MS)
        (real,) = (c["value"] for c in context.cookies([window.url]) if c["name"] == USER_COOKIE)
        value = real[:-6] + real[-6:][::-1]
        page.goto("about:blank")  # what the window still loads would be refused, too
    context.add_cookies([{"name": USER_COOKIE, "value": value, "url": window.url}])
    heard = Overheard.on(page)
    page.goto(window.url)
    expect_sign_in_page(page)
    assert heard.frames == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, NARROW])
def test_the_way_in_fits_every_screen(
    browser: Browser, window: Window, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 800}
    with browser.new_context(viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(window.url)
        expect_sign_in_page(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        snap(page, f"sign-in-{scheme}-{width}")
        sign_in(page, ANN)
        expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)
        if width == NARROW:
            page.get_by_test_id("stExpandSidebarButton").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_in_viewport()
        snap(page, f"signed-in-{scheme}-{width}")
