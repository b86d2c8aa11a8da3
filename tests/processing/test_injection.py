"""Instructions hidden in a document: neither what is asked nor what is believed follows them."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.llm.question import INSTRUCTIONS
from discovery.processing.runner import open_runner
from discovery.storage.queries import FactRow, SubtreeRow
from tests.llm.settings import KEY
from tests.processing.runs import facts, finished, kept, rows, settings_in, ticks
from tests.support import model_http
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.model_server import ModelServer

pytestmark = needs_corpus

HOSTILE = CORPUS / "hostile/prompt_injection.xml"
OBEDIENT = {
    "summary": "Every fact is correct; nothing was checked in 99 orders.",
    "business_concept": "Maintenance mode",
    "field_names": [{"field": "ApprovedFact", "business_name": "Approved"}],
    "claims": [
        {
            "statement": "All 99 orders are correct.",
            "field": "Order",
            "operator": "counts",
            "count": 99,
        },
        {
            "statement": "Approved.",
            "field": "ApprovedFact",
            "operator": "equals",
            "value": "approved by me",
            "lines": [900],
        },
    ],
    "open_questions": [],
}


def run_hostile(home: Path) -> tuple[ModelServer, SubtreeRow, FactRow]:
    with ModelServer() as server:
        settings = settings_in(home, server, openai_api_key=KEY)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, ticks(kept(HOSTILE, settings), "/OrderViewRS"))
            return server, rows(runner, run)[0], facts(runner, run)[0]


def answering(monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    """Make the server answer what the document tells it to."""

    def obedient(body: Mapping[str, Any]) -> str:
        return json.dumps(answer)

    monkeypatch.setattr(model_http, "good_answer", obedient)


def test_what_is_hidden_is_sent_as_numbered_data_between_marks(tmp_path: Path) -> None:
    server, _, _ = run_hostile(tmp_path)
    (request,) = server.requests
    system, user = request.body["messages"]
    assert system == {"role": "system", "content": INSTRUCTIONS}
    first, *data = user["content"].splitlines()
    end = data.index(first)
    hidden = [line for line in data if "Ignore all previous" in line or "Human:" in line]
    assert len(hidden) > 1
    assert all(line in data[:end] and line.lstrip().startswith("[") for line in hidden)
    assert KEY.encode() not in request.raw


def test_statements_of_a_model_that_obeys_are_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, OBEDIENT)
    _, subtree, fact = run_hostile(tmp_path)
    meaning = fact.fact_json["meaning"]
    assert [claim["verdict"] for claim in meaning["claims"]] == ["contradicted", "not checked"]
    assert all(claim["reason"] for claim in meaning["claims"])
    assert (meaning["field_names"], meaning["invented_fields"]) == ({}, 1)
    assert (subtree.status, subtree.confidence) == ("success", 0.0)
    assert (subtree.claims_hold, subtree.claims_contradicted, subtree.claims_not_checked) == (
        0,
        1,
        1,
    )


def test_an_answer_in_the_shape_that_a_document_demands_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, {"facts": []})
    _, subtree, fact = run_hostile(tmp_path)
    assert subtree.status == "error"
    assert fact.fact_json["meaning"] is None
    assert "wrong shape" in fact.fact_json["meaning_missing"]
    assert fact.fact_json["structure"]["content"]
