"""The limit of a body holds for the bytes that arrive, whatever length they were declared with."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.processing.runs import WAIT_SECONDS
from tests.support.stream import XSRF_COOKIE, drawn, session_of, stream, xsrf_token
from tests.support.window import Window

MEGABYTE = 1 << 20
RUNS = "/api/v1/runs"
BEGIN = b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<a>'
END = b"</a>\r\n--X--\r\n"
FORM = {"Content-Type": "multipart/form-data; boundary=X"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A place for one upload of an open session."""

    url: str
    xsrf: str

    def __call__(self, form: Iterator[bytes]) -> httpx2.Response:
        headers = {**FORM, "X-Xsrftoken": self.xsrf, "Cookie": f"{XSRF_COOKIE}={self.xsrf}"}
        return httpx2.put(self.url, content=form, headers=headers, timeout=WAIT_SECONDS)


def test_a_document_over_the_limit_is_refused(client: httpx2.Client, home: Path) -> None:
    before = list((home / "documents").glob("*"))
    xml = b"<a>" + b"x" * (MEGABYTE + 1) + b"</a>"
    answer = client.post(RUNS, files={"file": ("a.xml", xml)})
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.json()["error"]
    assert list((home / "documents").glob("*")) == before


def test_a_body_over_the_limit_is_refused_whole(client: httpx2.Client) -> None:
    answer = client.post(RUNS, files={"file": ("a.xml", b"x" * 5 * MEGABYTE)})
    assert answer.status_code == 413
    assert "larger than 1 MB. Raise MAX_UPLOAD_MB" in answer.json()["error"]


def test_a_body_without_a_length_is_counted(client: httpx2.Client) -> None:
    answer = client.post(RUNS, content=flood(5), headers=FORM)
    assert answer.status_code == 413
    assert answer.json().keys() == {"error"}


@pytest.mark.parametrize("body", [b"x" * 2 * MEGABYTE, b"[" * 200_000], ids=["long", "deep"])
def test_what_brings_no_document_is_held_to_little(client: httpx2.Client, body: bytes) -> None:
    answer = client.patch(f"{RUNS}/1", content=body)
    assert answer.status_code == (413 if len(body) > MEGABYTE else 422)
    assert answer.json().keys() == {"error"}


def test_an_upload_of_the_window_without_a_length_is_counted(open_window: Window) -> None:
    with uploading(open_window) as upload:
        assert upload(flood(5)).status_code == 413


def test_an_upload_of_the_window_is_held_to_our_limit_and_no_other(open_window: Window) -> None:
    """Streamlit has a limit of its own, of 200 MB."""
    with uploading(open_window) as upload:
        assert upload(flood(0)).status_code == 204
        assert upload(flood(1.5)).status_code == 413


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("route", ["REST", "window"])
def test_memory_does_not_grow_with_a_flood(open_window: Window, route: str) -> None:
    """200 MB are sent, by a client that goes on when it is refused."""
    with uploading(open_window) as upload:
        upload(flood(0))
        before = most_memory(open_window)
        for _ in range(3):
            head = FLOOD_HEADS[route].format(path=urlsplit(upload.url).path)
            push(open_window, head.encode() + b"Transfer-Encoding: chunked\r\n\r\n", 200)
        assert upload(flood(0)).status_code == 204  # it still answers
    assert most_memory(open_window) - before < 30 * MEGABYTE


def test_a_body_that_declares_too_much_is_refused_before_it_is_sent(
    client: httpx2.Client,
) -> None:
    answer = exchange(client, b"Content-Length: 99999999\r\n", b"")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'{"error":' in answer


def test_a_body_longer_than_declared_is_cut(client: httpx2.Client) -> None:
    """What comes after the declared length is never part of the document."""
    before = client.get(RUNS).json()
    answer = exchange(client, b"Content-Length: 100\r\n", BEGIN + b"x" * MEGABYTE + END)
    assert not answer.startswith(b"HTTP/1.1 202 ")
    assert client.get(RUNS).json() == before


def test_what_is_no_form_is_refused_in_json(client: httpx2.Client) -> None:
    answer = client.post(RUNS, content=b"--Y\r\nnonsense", headers=FORM)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


FLOOD_HEADS = {
    "REST": "POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: multipart/form-data; boundary=X\r\n",
    "window": "PUT {path} HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: multipart/form-data; boundary=X\r\n",
}


def flood(megabytes: float) -> Iterator[bytes]:
    """A form with one file of this size, in pieces whose sum nobody was told."""
    yield BEGIN
    for _ in range(int(megabytes * 16)):
        yield b"x" * (MEGABYTE // 16)
    yield END


@contextmanager
def uploading(window: Window) -> Iterator[Upload]:
    """Upload as the page of an open session does."""
    xsrf = xsrf_token(window.url)
    with stream(window.url, {}, xsrf=xsrf, Origin=window.url) as connection:
        session = session_of(drawn(connection))
        yield Upload(f"{window.url}/_stcore/upload_file/{session}/file", xsrf)


def push(window: Window, head: bytes, megabytes: int) -> None:
    """Send a flood without reading an answer, until it is all sent or the server hangs up."""
    address = urlsplit(window.url)
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with (
        socket.create_connection((address.hostname, address.port), WAIT_SECONDS) as connection,
        suppress(ConnectionError),
    ):
        connection.sendall(head + b"%x\r\n%s\r\n" % (len(BEGIN), BEGIN))
        for _ in range(megabytes * 16):
            connection.sendall(piece)


def most_memory(window: Window) -> int:
    """The most that the server has ever held, in bytes."""
    status = Path(f"/proc/{window.process.pid}/status").read_text()
    (peak,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024


def exchange(client: httpx2.Client, headers: bytes, body: bytes) -> bytes:
    """The answer to a request written by hand; cut where the server hangs up in between."""
    address = urlsplit(str(client.base_url))
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
