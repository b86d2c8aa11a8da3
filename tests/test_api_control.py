"""REST that stops runs, goes on with them, describes and deletes them."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.processing.runs import WAIT_SECONDS, Gate, asked, boxes
from tests.support.model_server import ModelServer, failing
from tests.support.window import streamlit_server

RUNS = "/api/v1/runs"
COUNT = 6
LIVE = {"started", "in_progress"}


@pytest.fixture(scope="module")
def shared_model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def model(shared_model: ModelServer) -> Iterator[ModelServer]:
    """The model of the window; a test may give it rules, which end with the test."""
    yield shared_model
    shared_model.rules = ()


@pytest.fixture(scope="module")
def window(
    shared_model: ModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    env = {
        "DISCOVERY_HOME": str(tmp_path_factory.mktemp("home")),
        "DATABASE_URL": "",
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": shared_model.base_url,
        "MAX_LLM_RETRIES": "0",
        "MAX_PARALLEL_NODES": "2",
        "LLM_BATCHING": "off",
        "LLM_CACHE": "off",
    }
    with (
        streamlit_server("app.py", env=env) as url,
        httpx2.Client(base_url=url, timeout=WAIT_SECONDS) as client,
    ):
        yield client


def start(window: httpx2.Client, **options: str) -> int:
    """Start a run of six boxes."""
    files = {"file": ("boxes.xml", boxes(COUNT))}
    answer = window.post(RUNS, files=files, data={"node": "/Store/Box", **options})
    assert answer.status_code == 202, answer.text
    return int(answer.json()["run_id"])


def order(window: httpx2.Client, run_id: int, what: str, **options: Any) -> dict[str, Any]:
    answer = window.post(f"{RUNS}/{run_id}/{what}", **options)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def ended(window: httpx2.Client, run_id: int) -> dict[str, Any]:
    """The run once nobody works on it."""
    limit = time.monotonic() + WAIT_SECONDS
    while (run := window.get(f"{RUNS}/{run_id}").json())["status"] in LIVE:
        assert time.monotonic() < limit
    return dict(run)


def held(model: ModelServer, free: int = 2) -> Gate:
    """A gate that holds the calls after the next few."""
    gate = Gate(free=len(model.requests) + free)
    model.rules = (gate,)
    return gate


def test_a_run_is_paused_and_resumed_with_nothing_asked_twice(
    window: httpx2.Client, model: ModelServer
) -> None:
    before, gate = len(model.requests), held(model)
    run_id = start(window)
    assert model.wait_for_requests(before + 4)
    for _ in range(2):
        assert order(window, run_id, "pause")["ordered"] == "pause"
    refused = window.post(f"{RUNS}/{run_id}/resume")
    assert (refused.status_code, "about to stop" in refused.json()["error"]) == (422, True)
    gate.open()
    assert (paused := ended(window, run_id))["status"] == "paused"
    assert paused["statuses"]["success"] == 4
    gate = held(model, free=0)
    for _ in range(2):
        order(window, run_id, "resume")
    gate.open()
    run = ended(window, run_id)
    assert (run["status"], len(model.requests)) == ("completed", before + COUNT)
    happened = [(event["what"], event["by"]) for event in run["events"]]
    assert happened == [
        ("started", "REST"),
        ("pause ordered", "REST"),
        ("paused", "program"),
        ("resumed", "REST"),
        ("completed", "program"),
    ]


def test_a_run_is_cancelled(window: httpx2.Client, model: ModelServer) -> None:
    before, gate = len(model.requests), held(model)
    run_id = start(window)
    assert model.wait_for_requests(before + 4)
    for _ in range(2):
        order(window, run_id, "cancel")
    run = ended(window, run_id)
    gate.open()
    assert (run["status"], run["statuses"]["cancelled"]) == ("cancelled", 4)
    assert window.post(f"{RUNS}/{run_id}/resume").status_code == 422


def test_only_failed_nodes_are_retried(window: httpx2.Client, model: ModelServer) -> None:
    model.rules = (failing("BOX-2.", "503"),)
    run_id = start(window)
    assert [error["node_ordinal"] for error in ended(window, run_id)["errors"]] == [2]
    model.rules = ()
    before = asked(model)
    order(window, run_id, "retry")
    assert ended(window, run_id)["status"] == "completed"
    assert asked(model) - before == {"BOX-2.": 1}
    assert window.post(f"{RUNS}/{run_id}/retry").status_code == 422


def test_a_run_is_run_again_with_other_settings(window: httpx2.Client, model: ModelServer) -> None:
    run_id = start(window)
    ended(window, run_id)
    again = order(window, run_id, "again", params={"workers": "1"})
    assert (again["workers"], again["mode"]) == (1, "sequential")
    structure = order(window, run_id, "again", data={"extractor": "structure"})
    assert structure["extractor"] == "structure"
    assert structure["selection"] == again["selection"] == ["/Store/Box"]
    for run in (again, structure):
        assert ended(window, run["run_id"])["status"] == "completed"
    refused = window.post(f"{RUNS}/{run_id}/again", params={"workers": "65"})
    assert refused.status_code == 422


def test_runs_are_described_and_found(window: httpx2.Client, model: ModelServer) -> None:
    run_id = start(window, extractor="structure")
    ended(window, run_id)
    address = f"{RUNS}/{run_id}"
    assert window.patch(address, json={"name": "Monday <b>", "note": "n"}).json()["note"] == "n"
    run = window.patch(address, json={"note": ""}).json()
    assert (run["name"], run["note"]) == ("Monday <b>", "")
    found = window.get(RUNS, params={"search": "monday", "status": ["completed", "failed"]})
    assert [run["run_id"] for run in found.json()] == [run_id]
    assert window.get(RUNS, params={"search": "monday", "status": "failed"}).json() == []
    assert window.get(RUNS, params={"status": "happy"}).status_code == 422


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"name": 1}', b'{"status": "x"}', b"\xff", b'{"name": "']
)
def test_what_is_no_description_is_refused(
    window: httpx2.Client, model: ModelServer, body: bytes
) -> None:
    answer = window.patch(f"{RUNS}/1", content=body)
    assert answer.status_code == 422
    assert "Send JSON" in answer.json()["error"]


def test_a_name_that_is_too_long_is_refused(window: httpx2.Client, model: ModelServer) -> None:
    run_id = start(window, extractor="structure")
    assert window.patch(f"{RUNS}/{run_id}", json={"name": "x" * 101}).status_code == 422


def test_a_run_is_deleted_but_not_while_it_is_under_way(
    window: httpx2.Client, model: ModelServer
) -> None:
    before, gate = len(model.requests), held(model)
    run_id = start(window)
    assert model.wait_for_requests(before + 4)
    refused = window.delete(f"{RUNS}/{run_id}")
    assert refused.status_code == 422
    assert "under way" in refused.json()["error"]
    gate.open()
    ended(window, run_id)
    gone = window.delete(f"{RUNS}/{run_id}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert window.get(f"{RUNS}/{run_id}").status_code == 404
    assert window.delete(f"{RUNS}/{run_id}").status_code == 404


@pytest.mark.parametrize("what", ["pause", "resume", "cancel", "retry", "again"])
def test_a_run_that_does_not_exist_is_said_so(
    window: httpx2.Client, model: ModelServer, what: str
) -> None:
    for name in ("999999", "none"):
        answer = window.post(f"{RUNS}/{name}/{what}")
        assert answer.status_code == 404
        assert answer.json().keys() == {"error"}


def test_other_web_sites_can_order_nothing(window: httpx2.Client, model: ModelServer) -> None:
    headers = {"Origin": "https://evil.example"}
    assert window.post(f"{RUNS}/1/cancel", headers=headers).status_code == 403
    assert window.delete(f"{RUNS}/1", headers=headers).status_code == 403
