"""One subtree read by a program: its fact, and what a model would get to see of it."""

import json
import threading
from pathlib import Path
from typing import Any

from discovery.documents.subtrees import read_subtrees
from discovery.processing.questions import Questions
from discovery.processing.reading import Reading, read_subtree
from discovery.processing.survey import survey
from tests.processing.runs import MASKER, kept, settings_in

ORDER = b"""<Order>
  <Pax><PaxID>PAX1</PaxID><Individual><Name>WINDOW SEAT</Name></Individual></Pax>
  <Item><PaxRefID>PAX1</PaxRefID><PaxRefID>PAX2</PaxRefID><Price Cur="EUR">12.50</Price></Item>
</Order>"""


def read(
    path: str, home: Path, order: bytes = ORDER, *, asks_model: bool = True, **more: Any
) -> Reading:
    """The first subtree at `path`, read as a run would."""
    model = {"llm_provider": "openai", "openai_base_url": "http://127.0.0.1:9/v1"}
    settings = settings_in(home, **{**model, **more})
    document = kept(order, settings)
    questions = Questions(settings, "Order", "21.3") if asks_model else None
    surveyed = survey(document, settings, threading.Event(), MASKER, questions)
    ticked = document.catalogue.find(path)
    subtree = next(iter(read_subtrees(document.path, document.catalogue, ticked)))
    return read_subtree(subtree, surveyed)


def test_without_a_model_a_program_reads_alone(tmp_path: Path) -> None:
    reading = read("/Order/Item", tmp_path, asks_model=False)
    fact = reading.fact_json or {}
    assert fact["structure"]["content"][2]["content"] == ["12.50"]
    assert [found["value"] for found in fact["references"]["references"]] == ["PAX1"]
    assert [missing["value"] for missing in fact["references"]["dangling"]] == ["PAX2"]
    assert fact["profile"]
    assert (fact["meaning"], fact["meaning_missing"]) == (None, "")
    assert reading.parts == ()


def test_asking_a_model_changes_nothing_in_the_fact(tmp_path: Path) -> None:
    alone = read("/Order/Item", tmp_path, asks_model=False)
    asked = read("/Order/Item", tmp_path)
    assert asked.fact_json == alone.fact_json
    assert len(asked.parts) == 1


def test_the_names_above_a_node_tell_what_is_personal(tmp_path: Path) -> None:
    reading = read("/Order/Pax/Individual", tmp_path)
    assert "WINDOW SEAT" not in str(reading.parts[0].question.messages)
    assert "WINDOW SEAT" not in json.dumps(reading.fact_json)
    assert reading.pii_masked


def test_where_masking_is_off_the_fact_keeps_the_values_and_the_question_does_not(
    tmp_path: Path,
) -> None:
    reading = read("/Order/Pax/Individual", tmp_path, pii_masking_enabled=False)
    assert "WINDOW SEAT" not in str(reading.parts[0].question.messages)
    assert "WINDOW SEAT" in json.dumps(reading.fact_json)
    assert not reading.pii_masked


def test_the_question_tells_where_a_section_leads(tmp_path: Path) -> None:
    question = str(read("/Order/Item", tmp_path).parts[0].question.messages)
    assert "PaxRefID refers to Pax/PaxID" in question
    assert "21.3" in question


def test_the_question_tells_what_codes_mean_and_the_fact_does_not(tmp_path: Path) -> None:
    reading = read("/Order/Item", tmp_path)
    assert "@Cur=EUR (Euro)" in str(reading.parts[0].question.messages)
    assert "Euro" not in json.dumps(reading.fact_json)


def test_the_question_tells_the_codes_of_what_is_referred_to_and_nothing_personal(
    tmp_path: Path,
) -> None:
    order = b"""<Order><Pax><PaxID>PAX1</PaxID><PTC>CHD</PTC><GenderCode>F</GenderCode></Pax>
<Pax><PaxID>PAX2</PaxID><Surname>Meyerhoff</Surname><PTC>ADT</PTC></Pax>
<Pax><PaxID>PAX3</PaxID><PTC>INF</PTC></Pax>
<Item><PaxRefID>PAX1</PaxRefID><PaxRefID>PAX2</PaxRefID><PaxRefID>PAX3</PaxRefID></Item></Order>"""
    question = str(read("/Order/Item", tmp_path, order).parts[0].question.messages)
    assert "PAX3: PTC INF" in question
    assert "Meyerhoff" not in question


def test_equal_sections_have_equal_keys(tmp_path: Path) -> None:
    assert read("/Order/Item", tmp_path).key == read("/Order/Item", tmp_path).key
    assert read("/Order/Item", tmp_path).key != read("/Order/Pax", tmp_path).key
