"""What is refused before a route sees it, by the started window: foreign pages, hosts, floods."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.processing.runs import WAIT_SECONDS, boxes
from tests.support.window import streamlit_server

MEGABYTE = 1 << 20
RUNS = "/api/v1/runs"
BEGIN = b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<a>'
END = b"</a>\r\n--X--\r\n"
FORM = {"Content-Type": "multipart/form-data; boundary=X"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def window(home: Path) -> Iterator[httpx2.Client]:
    """A client of a window that takes documents of one megabyte."""
    env = {
        "DISCOVERY_HOME": str(home),
        "DATABASE_URL": "",
        "LLM_PROVIDER": "none",
        "MAX_UPLOAD_MB": "1",
    }
    with (
        streamlit_server("app.py", env=env) as url,
        httpx2.Client(base_url=url, timeout=WAIT_SECONDS) as client,
    ):
        yield client


def post(window: httpx2.Client, **headers: str) -> httpx2.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return window.post(RUNS, files={"file": ("boxes.xml", boxes(1))}, headers=sent)


def runs(window: httpx2.Client) -> int:
    return len(window.get(RUNS).json())


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://["},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "something new"},
    ],
    ids=str,
)
def test_requests_of_other_web_sites_are_refused(
    window: httpx2.Client, headers: dict[str, str]
) -> None:
    before = runs(window)
    answer = post(window, **headers)
    assert answer.status_code == 403
    assert "other web sites" in answer.json()["error"]
    assert runs(window) == before


def test_the_window_and_programs_are_let_in(window: httpx2.Client) -> None:
    own = str(window.base_url).rstrip("/")
    assert post(window).status_code == 202
    assert post(window, Origin=own, Sec_Fetch_Site="same-origin").status_code == 202
    assert post(window, Sec_Fetch_Site="none").status_code == 202


@pytest.mark.parametrize("path", ["/", RUNS, "/_stcore/health"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil"])
def test_foreign_hosts_are_refused_everywhere(window: httpx2.Client, path: str, host: str) -> None:
    assert window.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:1", "[::1]:8501"])
def test_this_machine_is_let_in_by_any_of_its_names(window: httpx2.Client, host: str) -> None:
    assert window.get(RUNS, headers={"Host": host}).status_code == 200


def test_a_document_over_the_limit_is_refused(window: httpx2.Client, home: Path) -> None:
    before = list((home / "documents").glob("*"))
    xml = b"<a>" + b"x" * (MEGABYTE + 1) + b"</a>"
    answer = window.post(RUNS, files={"file": ("a.xml", xml)})
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.json()["error"]
    assert list((home / "documents").glob("*")) == before


def test_a_body_over_the_limit_is_refused_whole(window: httpx2.Client) -> None:
    answer = window.post(RUNS, files={"file": ("a.xml", b"x" * 5 * MEGABYTE)})
    assert answer.status_code == 413
    assert "larger than 1 MB. Raise MAX_UPLOAD_MB" in answer.json()["error"]


def test_a_body_without_a_length_is_counted(window: httpx2.Client) -> None:
    def flood() -> Iterator[bytes]:
        yield BEGIN
        for _ in range(80):
            yield b"x" * (MEGABYTE // 16)
        yield END

    answer = window.post(RUNS, content=flood(), headers=FORM)
    assert answer.status_code == 413
    assert answer.json().keys() == {"error"}


def test_a_body_that_declares_too_much_is_refused_before_it_is_sent(
    window: httpx2.Client,
) -> None:
    answer = exchange(window, b"Content-Length: 99999999\r\n", b"")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'{"error":' in answer


def test_a_body_longer_than_declared_is_cut(window: httpx2.Client) -> None:
    """What comes after the declared length is never part of the document."""
    before = runs(window)
    answer = exchange(window, b"Content-Length: 100\r\n", BEGIN + b"x" * MEGABYTE + END)
    assert not answer.startswith(b"HTTP/1.1 202 ")
    assert runs(window) == before


def test_what_is_no_form_is_refused_in_json(window: httpx2.Client) -> None:
    answer = window.post(RUNS, content=b"--Y\r\nnonsense", headers=FORM)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


def exchange(window: httpx2.Client, headers: bytes, body: bytes) -> bytes:
    """The answer to a request written by hand; cut where the server hangs up in between."""
    address = urlsplit(str(window.base_url))
    head = b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    form = b"Content-Type: multipart/form-data; boundary=X\r\n"
    answer = b""
    with (
        socket.create_connection((address.hostname, address.port), WAIT_SECONDS) as connection,
        suppress(ConnectionError),
    ):
        connection.sendall(head + form + headers + b"\r\n" + body)
        while b'"}' not in answer and (received := connection.recv(65536)):
            answer += received
    return answer
