"""No key, token, secret or password shows anywhere: a run with a model, good and bad, everywhere
where its traces could be: screens, streams, downloads, REST, terminal, log, database, files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx2
import psycopg
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.engine import make_url

from discovery.storage.models import Base
from tests.support.canaries import (
    LOG_EVERYTHING,
    PASSWORD_OF_DATABASE,
    SECRETS,
    files_below,
    personal,
    shown,
)
from tests.support.databases import database_url
from tests.support.identity_provider import identity_provider
from tests.support.model_server import Fault, ModelServer, Request
from tests.support.screens import (
    START_MS,
    download,
    get_json,
    go_to,
    open_sample,
    press,
    read_facts,
    select_row,
    table,
)
from tests.support.signing_in import sign_in
from tests.support.terminal import discovery
from tests.support.window import ROOT, Window, free_port, served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("each_database")]

KEY = SECRETS["OPENAI_API_KEY"]
ANN = "ann@example.org"
SCREENS = ("Discover", "Facts", "Runs", "Compare", "Settings")
DOWNLOADS = {
    "Facts as CSV": "run-1-facts.csv",
    "Fields as CSV": "run-1-fields.csv",
    "Calls as CSV": "run-1-calls.csv",
    "Calls as JSON Lines": "run-1-calls.jsonl",
}
READING = ("runs", "runs/1", "runs/1/node_facts", "runs/1/calls", "compare?a=1&b=1", "runs/9")


def telling(request: Request) -> Fault | None:
    """A provider whose refusals, three calls in four, repeat the key."""
    kinds = {1: "500", 2: "400", 3: "503"}
    kind = kinds.get(request.number % 4)
    return Fault(kind, message=f"Bearer {KEY} was met by a fault") if kind else None  # type: ignore[arg-type]


def settings_of(home: Path, model: ModelServer) -> dict[str, str]:
    """All secrets at once; what is not in force is configured all the same."""
    address = database_url(home)
    if address:
        with_password = make_url(address).set(password=PASSWORD_OF_DATABASE)
        address = with_password.render_as_string(hide_password=False)
    return {
        **SECRETS,
        "DATABASE_URL": address,
        "DISCOVERY_HOME": str(home),
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": model.base_url,
        "AZURE_OPENAI_ENDPOINT": model.url,
        "MAX_LLM_RETRIES": "0",
        "LLM_BATCHING": "off",
        "OPENAI_LOG": "debug",
        "STREAMLIT_LOGGER_LEVEL": "debug",
    }


@contextmanager
def window_of(settings: dict[str, str], folder: Path) -> Iterator[Window]:
    """The window with sign-in, and every log there is."""
    (folder / "sitecustomize.py").write_text(LOG_EVERYTHING)
    port = free_port()
    url = f"http://localhost:{port}"
    with identity_provider(url, ANN) as provider:
        env = {**settings, **provider.settings, "PYTHONPATH": f"{ROOT}:{folder}"}
        with served("app.py", port, env=env) as window:
            yield Window(url, window.process, window.output)


def test_no_secret_shows_anywhere(page: Page, tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "log"
    home.mkdir()
    folder.mkdir()
    heard: list[bytes] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda f: heard.append(_bytes(f))))
    with ModelServer(key=KEY, rule=telling) as model:
        settings = settings_of(home, model)
        with window_of(settings, folder) as window:
            places = _at_the_window(page, window) | _by_rest(page, window)
            page.close()
            places |= {"log": window.log().encode(), "stream": b"\n".join(heard)}
            places |= files_below(home) | _rows(settings["DATABASE_URL"])
        places |= _in_the_terminal(home, settings)
    assert b"DEBUG" in places["log"]
    assert b"was met by a fault" in places["REST runs/1/calls"]
    assert shown(places) == []
    # Nobody is in ADMINS, so nobody has personal data shown: it is in the document alone.
    assert any(place.endswith(".xml") for place in personal(places))
    assert [found for found in personal(places) if not found.endswith(".xml")] == []


def _bytes(frame: str | bytes) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()


def _at_the_window(page: Page, window: Window) -> dict[str, bytes]:
    """Signed in, a run, every screen and every file to take away."""
    page.goto(window.url)
    places = {"sign-in page": page.content().encode()}
    sign_in(page, ANN)
    expect(page.get_by_text("Upload an XML message")).to_be_visible(timeout=START_MS)
    open_sample(page, window.url)
    press(page, "Start run")
    expect(page.get_by_role("heading", name="some nodes failed")).to_be_visible(timeout=START_MS)
    places["run"] = page.content().encode()
    read_facts(page)
    select_row(table(page), 0)
    page.get_by_role("tab", name="What left this machine").click()
    expect(page.get_by_text("Raw reply")).to_be_visible(timeout=START_MS)
    places["what left"] = page.content().encode()
    for button, name in DOWNLOADS.items():
        places[name] = download(page, button, name).read_bytes()
    for name in SCREENS:
        go_to(page, name)
        if name == "Settings":
            press(page, "Test the connection")
            expect(page.get_by_test_id("stAlert")).to_be_visible(timeout=START_MS)
        places[name] = page.content().encode()
    return places


def _by_rest(page: Page, window: Window) -> dict[str, bytes]:
    """What REST tells whoever is signed in, and whoever is not."""
    api = f"{window.url}/api/v1"
    get_json(page, f"{api}/runs")
    told = {f"REST {path}": page.request.get(f"{api}/{path}").body() for path in READING}
    right = {"Authorization": f"Bearer {SECRETS['API_TOKEN']}"}
    told["REST by token"] = httpx2.get(f"{api}/runs", headers=right).raise_for_status().content
    wrong = {"Authorization": f"Bearer {'x' * 20}"}
    refused = [httpx2.get(f"{api}/runs"), httpx2.get(f"{api}/runs", headers=wrong)]
    assert [answer.status_code for answer in refused] == [401, 401]
    return told | {"refusals": b"\n".join(answer.content for answer in refused)}


def _rows(address: str) -> dict[str, bytes]:
    """All that a PostgreSQL database holds; that of SQLite is a file."""
    if not address:
        return {}
    with psycopg.connect(address) as connection:
        return {
            f"table {name}": "\n".join(
                map(str, connection.execute(f'SELECT * FROM "{name}"').fetchall())  # type: ignore[arg-type]
            ).encode()
            for name in Base.metadata.tables
        }


def _in_the_terminal(home: Path, settings: dict[str, str]) -> dict[str, bytes]:
    """What the terminal says of the run, and of runs whose key is refused."""
    env = {name.lower(): value for name, value in settings.items()}
    azure = {**env, "llm_provider": "azure"}
    password = quote(PASSWORD_OF_DATABASE, safe="")
    away = {**env, "database_url": f"postgresql://ann:{password}@127.0.0.1:{free_port()}/none"}
    sample = str(ROOT / "discovery" / "samples" / "OrderViewRS.xml")
    commands = {
        "show": (env, "show", "1"),
        "export": (env, "export", "1", "--format", "jsonl"),
        "again": (env, "again", "1"),
        "refused by Azure": (azure, "run", sample, "--suggested", "--ask-anew"),
        "database away": (away, "runs"),
    }
    said = {}
    for name, (given, *arguments) in commands.items():
        outcome = discovery(home, *arguments, **given)
        said[f"terminal: {name}"] = (outcome.out + outcome.err).encode()
    return said | files_below(home)
