"""The table of all references of a document: each once, with its line and what it points to."""

from pathlib import Path

import pytest

from discovery.processing.reference_table import Kind, ReferenceTable, read_reference_table
from tests.facts.test_references import READABLE
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.home import write

ORDER = """<Order>
  <Pax><PaxID>PAX1</PaxID></Pax>
  <Pax><PaxID>PAX2</PaxID></Pax>
  <Bag><BagID>BAG1</BagID><PaxRefID>PAX1</PaxRefID></Bag>
  <Bag><BagID>BAG1</BagID>
    <PaxRefID>PAX7</PaxRefID>
  </Bag>
  <Seat PaxRefs="PAX1 PAX2"/>
</Order>"""


def table_of(tmp_path: Path, xml: str = ORDER) -> ReferenceTable:
    return read_reference_table(write(tmp_path, xml), lambda _, value: value)


def test_every_reference_and_identifier_has_its_row_and_line(tmp_path: Path) -> None:
    found = [
        (row.line, row.kind, row.value, row.target_line, row.referenced_by)
        for row in table_of(tmp_path).rows()
    ]
    assert found == [
        (2, Kind.IDENTIFIER, "PAX1", None, 2),
        (3, Kind.IDENTIFIER, "PAX2", None, 1),
        (4, Kind.DUPLICATE, "BAG1", None, 0),
        (4, Kind.REFERENCE, "PAX1", 2, None),
        (5, Kind.DUPLICATE, "BAG1", None, 0),
        (6, Kind.BROKEN, "PAX7", None, None),
        (8, Kind.REFERENCE, "PAX1", 2, None),
        (8, Kind.REFERENCE, "PAX2", 3, None),
    ]


def test_an_identifier_knows_what_refers_to_it(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    pax = table.rows()[0]
    referring = table.referring_to(pax.xpath, size=10)
    assert [(row.line, row.path) for row in referring] == [
        (4, "/Order/Bag/PaxRefID"),
        (8, "/Order/Seat/@PaxRefs"),
    ]


def test_an_identifier_that_nothing_refers_to_is_unused(tmp_path: Path) -> None:
    table = table_of(tmp_path, "<R><Pax><PaxID>P1</PaxID></Pax><Pax><PaxID>P2</PaxID></Pax></R>")
    assert table.counts()[Kind.UNUSED] == 2


def test_rows_are_found_by_kind_and_text_and_come_in_pages(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    assert [row.value for row in table.rows(Kind.REFERENCE, "pax2")] == ["PAX2"]
    assert table.count(Kind.REFERENCE, "order/seat") == 2
    assert [row.value for row in table.rows(page=2, size=3)] == ["PAX1", "BAG1", "PAX7"]
    assert table.count(text="100%") == 0


def test_values_are_shown_as_the_mask_says_also_within_a_reason(tmp_path: Path) -> None:
    path = write(tmp_path, ORDER)
    table = read_reference_table(path, lambda _, value: value.replace("PAX", "[X]"))
    (broken,) = table.rows(Kind.BROKEN)
    assert (broken.value, broken.why) == ("[X]7", "no PaxID in this document has the value [X]7")
    assert table.rows(Kind.REFERENCE)[-1].value == "[X]2"


@needs_corpus
@pytest.mark.parametrize("file", READABLE)
def test_each_reference_of_the_corpus_leads_to_a_row(file: str) -> None:
    table = read_reference_table(CORPUS / file, lambda _, value: value)
    xpaths = {row.xpath for row in table.rows()}
    references = table.rows(Kind.REFERENCE)
    assert {row.target for row in references} <= xpaths
    assert all(row.target_line for row in references)
