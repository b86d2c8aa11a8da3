"""Where the window listens, and what it says when strangers can reach it."""

import socket
import sys
from pathlib import Path

import pytest

from discovery.middleware.local_access import is_desk, public_access_warning
from tests.support.window import free_port, served

LISTENING = "0A"  # the state in /proc/net/tcp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def listens_on(pid: int, port: int) -> set[str]:
    """The addresses, as the system lists them, on which a process's network has this port open."""
    found = set()
    for family, table in ((socket.AF_INET, "tcp"), (socket.AF_INET6, "tcp6")):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, _, number = local.partition(":")
            if state == LISTENING and int(number, 16) == port:
                words = [bytes.fromhex(address[i : i + 8])[::-1] for i in range(0, len(address), 8)]
                found.add(socket.inet_ntop(family, b"".join(words)))
    return found


def test_it_listens_on_this_machine_only_unless_told_otherwise(tmp_path: Path) -> None:
    port = free_port()
    env = {"DISCOVERY_HOME": str(tmp_path), "DATABASE_URL": "", "LLM_PROVIDER": "none"}
    with served("app.py", port, env=env, address=None) as window:
        assert listens_on(window.process.pid, port) == {"127.0.0.1"}
        assert "without sign-in" not in window.log()


def test_it_warns_where_it_lets_everybody_in(tmp_path: Path) -> None:
    port = free_port()
    env = {"DISCOVERY_HOME": str(tmp_path), "DATABASE_URL": "", "LLM_PROVIDER": "none"}
    with served("app.py", port, env=env, address="0.0.0.0") as window:
        assert listens_on(window.process.pid, port) == {"0.0.0.0"}
        assert (
            "listens on 0.0.0.0 without sign-in: whoever can reach it uses the window and REST"
            in (window.log())
        )


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "unix:/run/a"])
def test_this_machine_needs_no_warning(address: str) -> None:
    assert public_access_warning(address, signs_in=False, has_token=False) == ""


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "team.example", "", None])
def test_everything_else_does_unless_people_sign_in(address: str | None) -> None:
    assert "the window and REST" in public_access_warning(address, signs_in=False, has_token=False)
    assert "uses the window." in public_access_warning(address, signs_in=False, has_token=True)
    assert public_access_warning(address, signs_in=True, has_token=False) == ""


OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_a_window_that_nobody_else_reaches_is_a_desk(address: str) -> None:
    assert is_desk(address, OWN_HOSTS, signs_in=False)


@pytest.mark.parametrize(
    ("address", "hosts", "signs_in"),
    [
        ("127.0.0.1", OWN_HOSTS, True),
        ("127.0.0.1", [*OWN_HOSTS, "team.example"], False),
        ("0.0.0.0", OWN_HOSTS, False),
        ("unix:/run/a", OWN_HOSTS, False),
        (None, OWN_HOSTS, False),
        ("", [], False),
    ],
)
def test_a_window_that_others_may_reach_is_none(
    address: str | None, hosts: list[str], signs_in: bool
) -> None:
    assert not is_desk(address, hosts, signs_in=signs_in)
