"""Windows for the tests of the middleware: open to everybody on this machine, with small limits."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.processing.runs import WAIT_SECONDS
from tests.support.window import Window, free_port, served


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def open_window(home: Path) -> Iterator[Window]:
    """A window that takes documents of one megabyte from everybody."""
    env = {
        "DISCOVERY_HOME": str(home),
        "DATABASE_URL": "",
        "LLM_PROVIDER": "none",
        "MAX_UPLOAD_MB": "1",
    }
    with served("app.py", free_port(), env=env) as window:
        yield window


@pytest.fixture(scope="module")
def client(open_window: Window) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=open_window.url, timeout=WAIT_SECONDS) as client:
        yield client
