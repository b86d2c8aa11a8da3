"""Starts the window as its users do: `streamlit run` in a process of its own, on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Window:
    """A server that answers, at `http://127.0.0.1:PORT`."""

    url: str
    process: subprocess.Popen[bytes]
    output: IO[str]

    def log(self) -> str:
        """All that it has written to stdout and stderr."""
        file = self.output.fileno()
        return os.pread(file, os.fstat(file).st_size, 0).decode()  # leaves the place of writing

    def kill(self) -> None:
        """End it at once, as `kill -9` and a power cut do."""
        self.process.kill()
        self.process.wait()


@contextmanager
def streamlit_server(
    script: Path | str, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Iterator[str]:
    """Run `script` and give its address, `http://127.0.0.1:PORT`, once it answers.

    `env` is added to the environment; `cwd` is where `.env` and `.streamlit` are looked for
    (the project when not given). Raises RuntimeError with the server's output if it does not
    come up.
    """
    with served(script, free_port(), env=env, cwd=cwd) as window:
        yield window.url


@contextmanager
def served(
    script: Path | str,
    port: int,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    address: str | None = "127.0.0.1",
) -> Iterator[Window]:
    """The same on a given port, and with the process at hand.

    `address` is where it listens; None leaves that to its own configuration.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            _command(script, port, address),
            cwd=cwd or ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(url, process, output)
            yield Window(url, process, output)
        finally:
            _stop(process)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _command(script: Path | str, port: int, address: str | None) -> list[str]:
    options = {
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    if address is not None:
        options["server.address"] = address
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(script), *flags]


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], output: IO[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _is_healthy(url):
            return
        time.sleep(0.1)
    output.seek(0)
    raise RuntimeError(f"The window did not come up at {url}:\n{output.read()}")


def _is_healthy(url: str) -> bool:
    try:
        with urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
