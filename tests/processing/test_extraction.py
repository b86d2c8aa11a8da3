"""One subtree read: with and without a model, and what the model gets to see of it."""

import json
import re
import threading
from pathlib import Path

import pytest

from discovery.documents.subtrees import Subtree, read_subtrees, read_values
from discovery.errors import CancelledError, ModelUnavailableError
from discovery.facts.identifiers import IdentifierIndexBuilder
from discovery.facts.privacy import Masker
from discovery.llm.client import ModelClient
from discovery.processing.extraction import DocumentContext, extract
from discovery.processing.runner import open_runner
from tests.processing.runs import finished, kept, settings_in, ticks
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.model_server import ModelServer, first

ORDER = b"""<Order>
  <Pax><PaxID>PAX1</PaxID><Remark><RemarkText>WINDOW SEAT PLEASE</RemarkText></Remark></Pax>
  <Item><PaxRefID>PAX1</PaxRefID><PaxRefID>PAX2</PaxRefID><Price Cur="EUR">12.50</Price></Item>
</Order>"""
PII = CORPUS / "hostile/pii_orderviewrs_21_3.xml"
_MARK = re.compile(r"--- data [0-9a-f]{12} ---")


def read(xml: bytes, path: str, home: Path) -> tuple[Subtree, DocumentContext]:
    """The first subtree at `path`, and what its document tells."""
    document = kept(xml, settings_in(home))
    ticked = document.catalogue.find(path)
    index, masker = IdentifierIndexBuilder(), Masker()
    for value in read_values(document.path):
        index.add(value.path, value.xpath, value.value)
        masker.learn(value.path, value.value)
    subtree = next(iter(read_subtrees(document.path, document.catalogue, ticked)))
    return subtree, DocumentContext("Order", None, index.build(), masker)


def test_without_a_model_a_program_reads_alone(tmp_path: Path) -> None:
    subtree, document = read(ORDER, "/Order/Item", tmp_path)
    extraction = extract(subtree, document, None, threading.Event())
    fact = extraction.fact_json
    assert fact["structure"]["content"][2]["content"] == ["12.50"]
    assert [found["value"] for found in fact["references"]["references"]] == ["PAX1"]
    assert [missing["value"] for missing in fact["references"]["dangling"]] == ["PAX2"]
    assert fact["profile"]
    assert fact["meaning"] is None
    assert (extraction.confidence, extraction.attempts, extraction.prompt_tokens) == (1.0, 0, 0)


def test_a_model_adds_meaning_and_leaves_the_structure(tmp_path: Path) -> None:
    subtree, document = read(ORDER, "/Order/Item", tmp_path)
    alone = extract(subtree, document, None, threading.Event()).fact_json
    with ModelServer() as server:
        model = ModelClient(settings_in(tmp_path, server))
        extraction = extract(subtree, document, model, threading.Event())
        model.close()
    assert {**extraction.fact_json, "meaning": None} == alone
    assert extraction.fact_json["meaning"]["summary"]
    assert extraction.attempts == 1
    assert extraction.prompt_tokens > 0
    assert extraction.completion_tokens > 0


def test_the_names_above_a_node_tell_what_is_personal(tmp_path: Path) -> None:
    subtree, document = read(ORDER, "/Order/Pax/Remark", tmp_path)
    with ModelServer() as server:
        model = ModelClient(settings_in(tmp_path, server))
        extraction = extract(subtree, document, model, threading.Event())
        model.close()
        assert "WINDOW SEAT" not in server.requests[0].text
    assert "WINDOW SEAT PLEASE" in json.dumps(extraction.fact_json["structure"])


def test_a_model_that_fails_is_an_error_of_the_model(tmp_path: Path) -> None:
    subtree, document = read(ORDER, "/Order/Item", tmp_path)
    with ModelServer(rule=first(9, "503")) as server:
        model = ModelClient(settings_in(tmp_path, server))
        with pytest.raises(ModelUnavailableError):
            extract(subtree, document, model, threading.Event())
        model.close()


def test_nothing_is_asked_once_stop_is_set(tmp_path: Path) -> None:
    subtree, document = read(ORDER, "/Order/Item", tmp_path)
    stop = threading.Event()
    stop.set()
    with ModelServer() as server:
        model = ModelClient(settings_in(tmp_path, server))
        with pytest.raises(CancelledError):
            extract(subtree, document, model, stop)
        model.close()
        assert not server.requests


@needs_corpus
@pytest.mark.parametrize(
    "names",
    [
        ("IATA_OrderViewRS",),
        ("Pax",),
        ("Individual", "LoyaltyProgramAccount", "IdentityDoc"),
        ("Remark", "Birthdate"),
        ("ContactInfo",),
        ("PaymentFunctions",),
        ("PaymentCard", "BookingRef", "TicketDocInfo"),
        ("CardSecurityCode", "ExpirationDate", "CardNumber", "AccountNumber", "ExpiryDate"),
    ],
    ids="+".join,
)
def test_no_personal_data_reaches_the_model(tmp_path: Path, names: tuple[str, ...]) -> None:
    listed = json.loads(PII.with_suffix(".pii.json").read_text(encoding="utf-8"))["pii"]
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        document = kept(PII, settings)
        paths = [node.key for node in document.catalogue.nodes if node.name in names]
        runner = open_runner(settings)
        run = finished(runner, ticks(document, *paths))
        runner.close()
        bodies = [json.dumps(request.body, ensure_ascii=False) for request in server.requests]
    sent = _MARK.sub("", "\n".join(bodies)).lower()
    assert len(bodies) == run.statuses["success"] == run.subtrees_total > 0
    assert len(listed) == 31
    assert [entry["value"] for entry in listed if entry["value"].lower() in sent] == []
