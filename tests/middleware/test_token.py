"""REST with a token, without sign-in: who holds it gets in, and the window stays open."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.processing.runs import WAIT_SECONDS, boxes
from tests.support.window import streamlit_server

TOKEN = "token-of-this-server-0123456789"
RUNS = "/api/v1/runs"
WRONG = [
    {},
    {"Authorization": "Bearer"},
    {"Authorization": f"Bearer {TOKEN[:-1]}"},
    {"Authorization": f"Bearer {TOKEN}x"},
    {"Authorization": f"Bearer {TOKEN.upper()}"},
    {"Authorization": f"Basic {TOKEN}"},
    {"Authorization": TOKEN},
    {"Cookie": f"token={TOKEN}"},
    {"X-Api-Key": TOKEN},
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    env = {
        "DISCOVERY_HOME": str(tmp_path_factory.mktemp("home")),
        "DATABASE_URL": "",
        "LLM_PROVIDER": "none",
        "API_TOKEN": TOKEN,
    }
    with (
        streamlit_server("app.py", env=env) as url,
        httpx2.Client(base_url=url, timeout=WAIT_SECONDS) as client,
    ):
        yield client


@pytest.mark.parametrize("headers", WRONG, ids=str)
@pytest.mark.parametrize("path", [RUNS, f"{RUNS}/1", "/api/v1/compare", "/api", "/api/nothing"])
def test_without_the_token_nothing_is_told(
    client: httpx2.Client, path: str, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.json().keys() == {"error"}
    assert "API_TOKEN" in answer.json()["error"]
    assert TOKEN not in answer.text


def test_without_the_token_nothing_is_done(client: httpx2.Client) -> None:
    files = {"file": ("boxes.xml", boxes(1))}
    assert client.post(RUNS, files=files).status_code == 401
    assert client.get(f"{RUNS}?token={TOKEN}").status_code == 401
    assert client.get(RUNS, headers={"Authorization": f"Bearer {TOKEN}"}).json() == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_with_the_token_everything_is(client: httpx2.Client, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    answer = client.post(RUNS, files={"file": ("boxes.xml", boxes(1))}, headers=headers)
    assert answer.status_code == 202
    assert answer.json()["started_by"] == "REST"


def test_the_window_is_not_closed_by_a_token(client: httpx2.Client) -> None:
    assert client.get("/").status_code == 200
