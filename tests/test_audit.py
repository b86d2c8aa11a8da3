"""No locked package has a known vulnerability, as far as a service for that can be asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.audit import (
    ServiceUnavailableError,
    Vulnerability,
    index_of_ones_own,
    vulnerabilities,
)
from tests.support.window import ROOT, free_port

LOCK = ROOT / "requirements.txt"
FLAW = {
    "id": "PYSEC-0000-1",
    "summary": "a flaw",
    "aliases": [],
    "affected": [
        {
            "package": {"name": "lamp", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "1.1"}]}],
        }
    ],
}


@pytest.fixture
def lamp(tmp_path: Path) -> Path:
    """A lock of one package."""
    lock = tmp_path / "lock.txt"
    lock.write_text("lamp==1.0\n")
    return lock


def test_no_locked_package_is_known_to_be_vulnerable(tmp_path: Path) -> None:
    if index_of_ones_own():
        pytest.skip("packages come from an index of this machine's own, which pip-audit cannot ask")
    first = tmp_path / "first.txt"
    first.write_text(next(line for line in LOCK.read_text().splitlines() if "==" in line))
    try:
        vulnerabilities(first)  # one question tells whether there is anybody to ask
        found = vulnerabilities(LOCK)
    except ServiceUnavailableError as error:
        pytest.skip(f"NOT AUDITED: no service for vulnerabilities answers here ({error})")
    assert found == []


@contextmanager
def service(answer: bytes, status: int = 200) -> Iterator[str]:
    """A service on loopback that speaks OSV's protocol and always says the same."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing among the output of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def ask(lock: Path, url: str) -> list[Vulnerability]:
    return vulnerabilities(lock, "--vulnerability-service", "osv", "--osv-url", url)


def test_a_vulnerability_is_found(lamp: Path) -> None:
    with service(json.dumps({"vulns": [FLAW]}).encode()) as url:
        assert ask(lamp, url) == [Vulnerability("lamp", "1.0", "PYSEC-0000-1", ("1.1",))]


def test_none_is_none(lamp: Path) -> None:
    with service(b"{}") as url:
        assert ask(lamp, url) == []


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_service_that_refuses_is_no_answer(lamp: Path, status: int) -> None:
    with service(b"", status) as url, pytest.raises(ServiceUnavailableError):
        ask(lamp, url)


def test_a_service_that_is_not_there_is_no_answer(lamp: Path) -> None:
    with pytest.raises(ServiceUnavailableError):
        ask(lamp, f"http://127.0.0.1:{free_port()}")


def test_a_lock_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("nonsense ==\n")
    with service(b"{}") as url, pytest.raises(RuntimeError, match="invalid specifier"):
        ask(lock, url)
