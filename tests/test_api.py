"""REST against the started window: runs, their facts, and what is refused."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import httpx2
import pytest

from tests.processing.runs import SINGAPORE, SINGAPORE_NODES, WAIT_SECONDS, boxes
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.model_server import ModelServer
from tests.support.window import streamlit_server

RUN_FIELDS = {
    "run_id", "kind", "workspace", "status", "started_at", "finished_at", "spec_version",
    "message_root", "airline_code", "subtrees_total", "subtrees_processed",
    "node_facts_extracted", "mode", "mode_reason", "statuses", "errors", "llm",
}  # fmt: skip
FACT_FIELDS = {
    "run_id", "spec_version", "message_root", "section_path", "node_type", "node_ordinal",
    "fact_json", "pii_masked", "created_at", "xpath", "source_line",
}  # fmt: skip
BOOKS = b"""<Books>
<Book><Title>Zarathustra of Quibblewick</Title><Note>Write to jane.doe@example.org</Note></Book>
<Book><Title>The Old Man and the Sea</Title><Note>New</Note></Book>
</Books>"""
UNFINISHED = {"started", "in_progress"}


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client of a window without a model."""
    home = tmp_path_factory.mktemp("home")
    env = {"DISCOVERY_HOME": str(home), "DATABASE_URL": "", "LLM_PROVIDER": "none"}
    with window_of(env) as client:
        yield client


@contextmanager
def window_of(env: dict[str, str]) -> Iterator[httpx2.Client]:
    """A client of a window with these settings."""
    with (
        streamlit_server("app.py", env=env) as url,
        httpx2.Client(base_url=url, timeout=WAIT_SECONDS) as client,
    ):
        yield client


def upload(xml: bytes, name: str = "boxes.xml") -> dict[str, tuple[str, bytes]]:
    return {"file": (name, xml)}


def finished(window: httpx2.Client, created: httpx2.Response) -> dict[str, Any]:
    """The run that was created, once it is over."""
    assert created.status_code == 202, created.text
    limit = time.monotonic() + WAIT_SECONDS
    run = created.json()
    while run["status"] in UNFINISHED and time.monotonic() < limit:
        run = window.get(created.headers["Location"]).json()
    return dict(run)


@pytest.mark.parametrize("path", ["/api/v1/runs", "/api/v1/runs/"])
def test_a_run_is_started_and_its_facts_are_read(window: httpx2.Client, path: str) -> None:
    url = f"{path}?kind=discovery&workspace=default"
    created = window.post(url, files=upload(boxes(4)), data={"node": "/Store/Box"})
    run_id = created.json()["run_id"]
    assert created.headers["Location"] == f"/api/v1/runs/{run_id}"
    finished(window, created)
    run = window.get(f"/api/v1/runs/{run_id}").json()
    assert run.keys() >= RUN_FIELDS
    assert (run["kind"], run["workspace"], run["status"]) == ("discovery", "default", "completed")
    assert run["statuses"]["success"] == sum(run["statuses"].values()) == 4
    assert run["subtrees_total"] == run["subtrees_processed"] == run["node_facts_extracted"] == 4
    assert run["errors"] == []
    assert run["llm"] == {
        "calls": 0,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "cached_tokens": 0,
        "cost_usd": None,
        "from_cache": 0,
        "same_question": 0,
    }
    facts = window.get(f"/api/v1/runs/{run_id}/node_facts").json()
    assert [fact["node_ordinal"] for fact in facts] == [1, 2, 3, 4]
    assert all(fact.keys() >= FACT_FIELDS for fact in facts)
    assert facts[2]["fact_json"]["structure"]["content"][0]["content"] == ["B3"]
    assert window.get(f"/api/v1/runs/{run_id}/").json() == run
    assert window.get(f"/api/v1/runs/{run_id}/node_facts/").json() == facts


@pytest.mark.parametrize("where", ["params", "data"], ids=["query", "form"])
def test_options_stand_in_the_query_or_in_the_form(window: httpx2.Client, where: str) -> None:
    options = {
        "node": ["/Store/Box/BoxID", "/Store/Box/Label"],
        "workspace": f" in {where}",
        "workers": "7",
        "parallel": "No",
        "extractor": "structure",
    }
    created = window.post("/api/v1/runs", files=upload(boxes(2)), **{where: options})
    run = finished(window, created)
    assert run["selection"] == options["node"]
    assert run["subtrees_total"] == 4
    assert (run["workspace"], run["extractor"]) == (f"in {where}", "structure")
    listed = window.get("/api/v1/runs", params={"workspace": f"in {where}"}).json()
    assert [found["run_id"] for found in listed] == [run["run_id"]]


def test_free_text_that_is_said_to_be_harmless_is_kept(window: httpx2.Client) -> None:
    said = {"free_text_is_harmless": "true"}
    run = finished(window, window.post("/api/v1/runs", files=upload(BOOKS), data=said))
    again = finished(window, window.post(f"/api/v1/runs/{run['run_id']}/again"))
    other = finished(
        window,
        window.post(
            f"/api/v1/runs/{run['run_id']}/again", params={"free_text_is_harmless": "false"}
        ),
    )
    flags = [each["free_text_is_harmless"] for each in (run, again, other)]
    assert flags == [True, True, False]
    kept, masked = (
        window.get(f"/api/v1/runs/{each['run_id']}/node_facts").text for each in (again, other)
    )
    assert "Quibblewick" in kept
    assert "jane.doe@example.org" not in kept
    assert "Quibblewick" not in masked


def test_without_a_node_the_suggested_ones_are_taken(window: httpx2.Client) -> None:
    run = finished(window, window.post("/api/v1/runs/", files=upload(boxes(3))))
    assert run["selection"] == ["/Store/Box"]


def test_what_left_the_machine_is_read_call_by_call(tmp_path: Path) -> None:
    with ModelServer() as model:
        env = {
            "DISCOVERY_HOME": str(tmp_path),
            "LLM_PROVIDER": "openai",
            "OPENAI_BASE_URL": model.base_url,
            "LLM_BATCHING": "off",
        }
        with window_of(env) as window:
            runs = [
                finished(window, window.post("/api/v1/runs", files=upload(boxes(3)), data=options))
                for options in ({}, {}, {"use_cache": "false"})
            ]
            calls = [window.get(f"/api/v1/runs/{run['run_id']}/calls").json() for run in runs]
        sent = sorted(request.raw.decode() for request in model.requests)
    assert [run["use_cache"] for run in runs] == [True, True, False]
    assert [run["llm"]["from_cache"] for run in runs] == [0, 3, 0]
    assert [len(found) for found in calls] == [3, 0, 3]
    assert sorted(call["sent"] for call in calls[0] + calls[2]) == sent
    assert sorted(call["positions"] for call in calls[0]) == [[1], [2], [3]]
    assert calls[0][0].keys() >= {"started_at", "reply", "problem", "prompt_tokens", "cost_usd"}


def test_without_a_model_nothing_left_the_machine(window: httpx2.Client) -> None:
    run = finished(window, window.post("/api/v1/runs", files=upload(boxes(2))))
    assert window.get(f"/api/v1/runs/{run['run_id']}/calls").json() == []


@needs_corpus
def test_a_real_order_gives_23_facts(window: httpx2.Client) -> None:
    files = upload((CORPUS / SINGAPORE).read_bytes(), "order.xml")
    run = finished(
        window, window.post("/api/v1/runs/", files=files, data={"node": SINGAPORE_NODES})
    )
    assert (run["status"], run["node_facts_extracted"]) == ("completed", 23)
    assert (run["message_root"], run["spec_version"]) == ("OrderViewRS", "18.1")
    assert len(window.get(f"/api/v1/runs/{run['run_id']}/node_facts").json()) == 23


def test_a_run_without_facts_has_an_empty_array(window: httpx2.Client) -> None:
    """Right after the start there may be none; the array is whole at any moment."""
    created = window.post("/api/v1/runs", files=upload(boxes(60)), data={"node": "/Store/Box"})
    facts = window.get(f"{created.headers['Location']}/node_facts").json()
    assert isinstance(facts, list)
    finished(window, created)
    assert len(window.get(f"{created.headers['Location']}/node_facts").json()) == 60


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"node": "/Store/Crate"}, "no node /Store/Crate"),
        ({"node": ["/Store/Box", "/"]}, "no node /"),
        ({"workers": "0"}, "0 workers are not possible"),
        ({"workers": "65"}, "65 workers are not possible"),
        ({"workers": "-1"}, "'workers' must be a whole number"),
        ({"workers": "many"}, "'workers' must be a whole number"),
        ({"workers": "9" * 5000}, "'workers' must be a whole number"),
        ({"workers": "²"}, "'workers' must be a whole number"),
        ({"parallel": "maybe"}, "'parallel' must be true or false"),
        ({"use_cache": "perhaps"}, "'use_cache' must be true or false"),
        ({"free_text_is_harmless": "sure"}, "'free_text_is_harmless' must be true or false"),
        ({"extractor": "magic"}, "no extractor 'magic'"),
        ({"extractor": "model"}, "OPENAI_API_KEY"),
        ({"kind": "dreams"}, "no runs of kind 'dreams'"),
        ({"workspace": "a\0b"}, "A workspace needs a name"),
        ({"workspace": " "}, "A workspace needs a name"),
        ({"workspace": "x" * 61}, "A workspace needs a name"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    window: httpx2.Client, options: dict[str, Any], says: str
) -> None:
    before = len(window.get("/api/v1/runs").json())
    answer = window.post("/api/v1/runs/", files=upload(boxes(2)), data=options)
    assert answer.status_code == 422
    assert says in answer.json()["error"]
    assert len(window.get("/api/v1/runs").json()) == before


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        (b"", "empty"),
        (b"<Order><Pax></Order>", "Line 1, column"),
        (b'{"Order": 1}', "JSON"),
        (b"<Order>\n&nothing;</Order>", "does not define (Entity '…'"),
    ],
)
def test_a_file_that_is_not_xml_is_refused(window: httpx2.Client, xml: bytes, says: str) -> None:
    answer = window.post("/api/v1/runs", files=upload(xml))
    assert answer.status_code == 422
    assert says in answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [{}, {"data": {"file": "<Order/>"}}, {"json": {"file": "<Order/>"}}],
    ids=["nothing", "no upload", "json"],
)
def test_a_request_without_a_file_is_refused(window: httpx2.Client, body: dict[str, Any]) -> None:
    answer = window.post("/api/v1/runs", **body)
    assert answer.status_code == 422
    assert "'file'" in answer.json()["error"]


def test_more_than_one_file_is_refused(window: httpx2.Client) -> None:
    files = [("file", ("a.xml", boxes(1))), ("file", ("b.xml", boxes(1)))]
    answer = window.post("/api/v1/runs", files=files)
    assert answer.status_code == 400
    assert "Too many files" in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    [
        "/api", "/api/", "/api/v1", "/api/v2/runs", "/api/v1/runs/1/secrets", "/api/v1/runs/none",
        "/api/v1/runs/-1", "/api/v1/runs/999999", "/api/v1/runs/999999/node_facts",
        "/api/v1/runs/999999/calls",
        f"/api/v1/runs/{'9' * 30}", f"/api/v1/runs/{'9' * 5000}/node_facts",
    ],
    ids=lambda path: path[:30],
)  # fmt: skip
def test_what_does_not_exist_is_said_in_json(window: httpx2.Client, path: str) -> None:
    answer = window.get(path)
    assert answer.status_code == 404
    assert answer.json().keys() == {"error"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/runs", {"GET", "HEAD", "POST"}),
        ("PUT", "/api/v1/runs/", {"GET", "HEAD", "POST"}),
        ("POST", "/api/v1/runs/1", {"GET", "HEAD", "PATCH", "DELETE"}),
        ("GET", "/api/v1/runs/1/pause", {"POST"}),
        ("PATCH", "/api/v1/runs/1/node_facts", {"GET", "HEAD"}),
    ],
)
def test_other_methods_are_refused_in_json(
    window: httpx2.Client, method: str, path: str, allowed: set[str]
) -> None:
    answer = window.request(method, path)
    assert answer.status_code == 405
    assert answer.json() == {"error": "Method Not Allowed"}
    assert set(answer.headers["Allow"].split(", ")) == allowed


@needs_corpus
def test_hostile_file_names_do_no_harm(window: httpx2.Client) -> None:
    names = json.loads((CORPUS / "hostile/hostile_filenames.json").read_text(encoding="utf-8"))
    for count, name in enumerate(names, 20):
        answer = window.post("/api/v1/runs", files=upload(boxes(count), name))
        assert answer.status_code == 202
        run = answer.json()
        assert run["file_name"]
        assert not set(run["file_name"]) & set("/\\\n")


def test_the_window_itself_answers_beside_rest(window: httpx2.Client) -> None:
    answer = window.get("/")
    assert answer.status_code == 200
    assert "<title>" in answer.text


def test_messages_of_documents_are_told_and_those_in_values_opened(window: httpx2.Client) -> None:
    inner = (
        '<OrderViewRS Version="17.2"><Order Owner="AY"><Surname>DOE</Surname></Order></OrderViewRS>'
    )
    outer = f"<r><b>{escape(inner)}</b><Surname>ROE</Surname></r>".encode()
    asked = {"workspace": "inner"}
    finished(window, window.post("/api/v1/runs/", data=asked, files=upload(outer, "outer.xml")))
    (row,) = window.get("/api/v1/documents/", params=asked).json()
    address = f"/api/v1/documents/{row['sha256']}"
    told = window.get(address, params=asked).json()
    (found,) = told["document"]["inner_messages"]
    assert (found["message_root"], found["spec_version"]) == ("OrderViewRS", "17.2")
    assert "ROE" not in json.dumps(told) and "DOE" not in json.dumps(told)

    opened = window.post(f"{address}/inner", data={**asked, "xpath": found["xpath"]})
    assert opened.status_code == 201
    inner_document = opened.json()["document"]
    assert inner_document["origin"]["outer_sha256"] == row["sha256"]
    assert window.get(opened.headers["location"]).json()["file_name"] == "OrderViewRS in outer.xml"
    run = finished(
        window, window.post("/api/v1/runs/", data={**asked, "document": inner_document["sha256"]})
    )
    assert (run["message_root"], run["airline_code"]) == ("OrderViewRS", "AY")


def test_documents_that_are_not_there_are_not_found(window: httpx2.Client) -> None:
    for sha256 in ("0" * 64, "none"):
        assert window.get(f"/api/v1/documents/{sha256}").status_code == 404
    assert window.post(f"/api/v1/documents/{'0' * 64}/inner").status_code == 404
    assert window.post("/api/v1/runs/", data={"document": "0" * 64}).status_code == 404


def test_the_suggestions_of_one_message_are_taken(window: httpx2.Client) -> None:
    xml = b"""<log><AirShoppingRQ Version="17.2"><Query><A><B/></A></Query></AirShoppingRQ>
      <OrderViewRS Version="17.2"><Order Owner="AY"><C/></Order></OrderViewRS></log>"""
    created = window.post("/api/v1/runs/", data={"message": "1"}, files=upload(xml))
    assert finished(window, created)["subtrees_total"] == 1
    assert window.post("/api/v1/runs/", data={"message": "3"}, files=upload(xml)).status_code == 422
