"""The names that scripts of users rely on, frozen: changing one is a decision, not an accident.

`UPDATE_CONTRACT=1` writes them down anew.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from discovery import export
from discovery.api import api_routes
from discovery.cli import main, signals
from discovery.config import Settings
from discovery.middleware.auth import AuthMiddleware
from discovery.processing.reference_table import COLUMNS as REFERENCE_COLUMNS
from discovery.processing.runner import Runner
from discovery.storage.models import Base
from tests.support.app import window_asking
from tests.support.home import write
from tests.support.model_server import ModelServer

CONTRACT = Path(__file__).with_name("contract.json")
XML = """<Order xmlns="urn:example">
  <Pax><PaxID>PAX1</PaxID><Name>Quibblewick</Name></Pax>
  <Pax><PaxID>PAX1</PaxID></Pax>
  <Seat><PaxRefID>PAX1</PaxRefID><PaxRefID>PAX9</PaxRefID><Cabin Code="Y">Economy</Cabin></Seat>
</Order>
"""
REST = (
    "runs", "runs/1", "runs/1/node_facts", "runs/1/calls", "compare?a=1&b=2", "runs/99",
)  # fmt: skip
COMMANDS = (
    ("nodes", "FILE"), ("references", "FILE"), ("runs",), ("show", "1"), ("compare", "1", "2"),
    ("repair", "BROKEN"), ("cache",), ("reveals",),
    ("run", "FILE", "--suggested", "--estimate"), ("run", "FILE", "--node", "/Order/Pax"),
    ("again", "1"), ("describe", "1", "--name", "A"), ("delete", "2", "--yes"),
)  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    """A runner over two runs of a document, the first one with a model."""
    home = tmp_path / "home"
    home.mkdir()
    with ModelServer() as model, window_asking(model, home) as runner:
        for name, value in {
            "DISCOVERY_HOME": str(home),
            "LLM_PROVIDER": "openai",
            "OPENAI_BASE_URL": model.base_url,
            "LLM_BATCHING": "off",
        }.items():
            monkeypatch.setenv(name, value)
        yield runner


def test_the_names_that_scripts_rely_on_stay(
    runner: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {
        "settings": sorted(name.upper() for name in Settings.model_fields),
        "tables": {
            table.name: [column.name for column in table.columns]
            for table in Base.metadata.sorted_tables
        },
        "columns": {
            "facts": export.FACT_COLUMNS,
            "fields": export.FIELD_COLUMNS,
            "calls": export.CALL_COLUMNS,
            "references": REFERENCE_COLUMNS,
        },
        "exit codes": {
            name: value for name, value in vars(signals).items() if name.startswith("EXIT_")
        },
        **answers(runner, tmp_path, capsys),
    }
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_CONTRACT"):
        CONTRACT.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(CONTRACT.read_text(encoding="utf-8"))


def answers(runner: Runner, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The keys of all JSON that REST and the terminal give, as paths."""
    files = {"FILE": write(folder, XML, "order.xml"), "BROKEN": write(folder, XML[:-9], "cut.xml")}
    for _ in range(2):
        main(["run", str(files["FILE"]), "--node", "/Order", "--json"])
    everybody = Middleware(AuthMiddleware, sign_in=None, api_token="")
    client = TestClient(Starlette(routes=api_routes(lambda: runner), middleware=[everybody]))
    rest = {f"GET {path}": keys(client.get(f"/api/v1/{path}").json()) for path in REST}
    terminal: dict[str, list[str]] = {}
    for command in COMMANDS:
        capsys.readouterr()
        main([*(str(files.get(word, word)) for word in command), "--json"])
        printed = capsys.readouterr()
        assert printed.out, (command, printed.err)
        terminal[" ".join(command)] = keys(json.loads(printed.out.splitlines()[-1]))
    return {"rest": rest, "terminal": terminal}


def keys(value: Any, path: str = "") -> list[str]:
    """The paths of all keys of a JSON value; members of lists count alike."""
    if isinstance(value, dict):
        own = {name: f"{path}.{name}".lstrip(".") for name in value}
        below = (key for name in value for key in keys(value[name], own[name]))
        return sorted({*own.values(), *below})
    if isinstance(value, list):
        return sorted({key for each in value for key in keys(each, f"{path}[]")})
    return []
