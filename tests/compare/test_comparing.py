"""Two runs compared: every subtree of both is accounted for exactly once."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discovery import export
from discovery.compare import COLUMNS, Status, compare, difference_rows, summary_json, write_jsonl
from discovery.errors import NotFoundError, RequestError
from discovery.processing import reading
from tests.compare.support import Runs, expect_counts_add_up, runs_in, statuses
from tests.processing.runs import kept
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.model_server import ModelServer, failing

PAX = "/Order/PaxList/Pax"


def order(*passengers: tuple[str, str], root: str = "Order") -> str:
    """A message with these passengers: identifier and name."""
    pax = "".join(f"<Pax><PaxID>{pid}</PaxID><Kind>{name}</Kind></Pax>" for pid, name in passengers)
    return f"<{root}><PaxList>{pax}</PaxList><Total Code='EUR'>10.00</Total></{root}>"


THREE = (("PAX1", "a"), ("PAX2", "b"), ("PAX3", "c"))


def test_a_run_equals_itself_and_another_of_the_same_document(runs: Runs) -> None:
    first, second = (runs.run(order(*THREE), PAX) for _ in range(2))
    for other in (first, second):
        comparison = runs.compare(first, other)
        assert statuses(comparison) == [("same", n, n) for n in (1, 2, 3)]
        assert runs.rows(comparison) == []
        expect_counts_add_up(comparison)


def test_added_removed_and_changed_between_two_versions_of_a_message(runs: Runs) -> None:
    after = order(("PAX1", "a"), ("PAX9", "new"), ("PAX3", "C"))
    comparison = runs.of(order(*THREE), after, PAX)
    assert statuses(comparison) == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("changed", 3, 3),
        ("added", None, 2),
    ]
    assert runs.changes(comparison) == [
        ("removed", None, None, None),
        ("changed", "Kind", "c", "C"),
        ("added", None, None, None),
    ]
    expect_counts_add_up(comparison)


def test_one_more_in_the_middle_leaves_the_others_the_same(runs: Runs) -> None:
    after = order(THREE[0], ("PAX7", "x"), *THREE[1:])
    comparison = runs.of(order(*THREE), after, PAX)
    assert (comparison.counts.same, comparison.counts.added, comparison.counts.changed) == (3, 1, 0)
    assert ("same", 3, 4) in statuses(comparison)


def test_without_identifiers_content_and_order_decide(runs: Runs) -> None:
    before = "<L><S><V>1</V></S><S><V>2</V></S><S><V>3</V></S></L>"
    after = "<L><S><V>1</V></S><S><V>9</V></S><S><V>2</V></S><S><V>3x</V></S></L>"
    comparison = runs.of(before, after, "/L/S")
    assert statuses(comparison) == [
        ("same", 1, 1),
        ("same", 2, 3),
        ("changed", 3, 4),
        ("added", None, 2),
    ]


def test_two_airlines_with_other_roots_wrappers_and_namespaces(runs: Runs) -> None:
    wrapped = (
        "<s:Envelope xmlns:s='urn:soap'><s:Body>"
        + order(*THREE, root="IATA_Order").replace("<IATA_Order>", "<IATA_Order xmlns='urn:o'>")
        + "</s:Body></s:Envelope>"
    )
    first = runs.run(order(*THREE), PAX, "/Order/Total")
    second = runs.run(
        wrapped,
        "/Envelope/Body/IATA_Order/PaxList/Pax",
        "/Envelope/Body/IATA_Order/Total",
    )
    comparison = runs.compare(first, second)
    assert comparison.counts.same == comparison.counts.rearranged == 4
    one = comparison.compared[0]
    assert one.a and one.b
    assert (one.a.node, one.b.node) == (PAX, "/Envelope/Body/IATA_Order/PaxList/Pax")
    expect_counts_add_up(comparison)


def test_a_node_that_one_run_has_not_ticked_is_neither_added_nor_removed(runs: Runs) -> None:
    first = runs.run(order(*THREE), PAX)
    second = runs.run(order(*THREE), PAX, "/Order/Total")
    comparison = runs.compare(first, second)
    counts = comparison.counts
    assert (counts.not_ticked_in_a, counts.added, counts.of_nodes_alone) == (1, 0, 1)
    (row,) = runs.rows(comparison)
    assert (row["status"], row["node_a"], row["node_b"]) == (
        "not ticked in A",
        None,
        "/Order/Total",
    )
    assert row["note"] == f"Run {first} did not take this node on its own."
    expect_counts_add_up(comparison)
    other = runs.run(order(*THREE[:2]), PAX)
    turned = runs.compare(second, other)
    (removed, not_ticked) = runs.rows(turned)
    assert (removed["status"], removed["note"]) == ("removed", "")
    assert (not_ticked["status"], turned.counts.not_ticked_in_b) == ("not ticked in B", 1)
    assert not_ticked["note"].startswith(f"Run {other} did not take this node: it was not ticked")
    expect_counts_add_up(turned)


def test_a_counterpart_without_a_fact_cannot_be_compared(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading that fails leaves no fact; which one it was must not look removed."""
    whole = runs.run(order(*THREE), PAX)
    original = reading.to_structure

    def fails_for_the_second(element: Any) -> Any:
        if element.findtext("PaxID") == "PAX2":
            broken(element)
        return original(element)

    monkeypatch.setattr(reading, "to_structure", fails_for_the_second)
    broken = runs.run(order(*THREE), PAX)
    other = runs.run(order(*THREE).replace("10.00", "11.00"), PAX)
    monkeypatch.undo()
    for run_b in (broken, other):
        comparison = runs.compare(whole, run_b)
        counts = comparison.counts
        assert (counts.same, counts.removed, counts.added) == (2, 0, 0)
        assert (counts.not_comparable_a, counts.without_fact_b) == (1, 1)
        (row,) = runs.rows(comparison)
        assert row["status"] == "not comparable"
        assert f"Run {run_b} has no fact of it (error: " in row["note"]
        expect_counts_add_up(comparison)
        expect_counts_add_up(runs.compare(run_b, whole))


def test_formats_are_equated_on_request_and_counted(runs: Runs) -> None:
    before = (
        "<O><Bag><Weight>23KG</Weight><Day>15OCT25</Day></Bag><Bag><Weight>1</Weight></Bag></O>"
    )
    after = before.replace("23KG", "23 kg").replace("15OCT25", "2025-10-15")
    plain = runs.of(before, after, "/O/Bag")
    assert (plain.counts.changed, plain.counts.values, plain.counts.equated) == (1, 2, 0)
    equated = runs.of(before, after, "/O/Bag", equate_formats=True)
    assert (equated.counts.same, equated.counts.values, equated.counts.equated) == (2, 0, 2)
    assert [row["kind"] for row in runs.rows(equated)] == ["equated", "equated"]
    assert {row["status"] for row in runs.rows(equated)} == {"same"}


def test_structure_only_looks_at_no_value(runs: Runs) -> None:
    before = "<O><B a='1'><W>23</W><N>x</N></B><B><W>1</W></B></O>"
    after = "<O><B a='2'><W>24</W><M>x</M></B><B><W>9</W></B></O>"
    comparison = runs.of(before, after, "/O/B", structure_only=True)
    assert statuses(comparison) == [("changed", 1, 1), ("same", 2, 2)]
    assert runs.changes(comparison) == [("removed", "N", "x", None), ("added", "M", None, "x")]
    expect_counts_add_up(comparison)


def test_meaning_that_changed_is_shown_before_and_after(tmp_path: Path) -> None:
    with ModelServer() as model, runs_in(tmp_path, model) as runs:
        after = order(*THREE).replace("<PaxID>PAX3", "<Age>7</Age><PaxID>PAX3")
        comparison = runs.of(order(*THREE), after, PAX)
        counts = comparison.counts
        assert (counts.same, counts.changed, counts.values) == (2, 1, 1)
        rows = [row for row in runs.rows(comparison) if row["part"] == "meaning"]
        assert len(rows) == counts.meanings
        (summary,) = [row for row in rows if row["path"] == "summary"]
        assert summary["kind"] == "changed"
        assert "gives the PaxID" in summary["before"]
        assert "gives the Age" in summary["after"]


def test_a_meaning_that_only_one_run_has_is_no_change(tmp_path: Path) -> None:
    with ModelServer(rule=failing("PAX2", "refusal")) as model, runs_in(tmp_path, model) as runs:
        with_model = runs.run(order(*THREE), PAX)
        without = runs.run(order(*THREE), PAX, extractor="structure")
        comparison = runs.compare(with_model, without)
        assert (comparison.counts.same, comparison.counts.meaning_on_one_side) == (3, 2)
        assert comparison.compared[0].note == f"Run {without} has no meaning to compare."
        expect_counts_add_up(comparison)


def test_runs_that_cannot_be_compared_say_so(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.run(order(*THREE), PAX)
    with pytest.raises(NotFoundError, match="There is no run 99"):
        runs.compare(run, 99)
    monkeypatch.setattr(reading, "to_structure", broken)
    empty = runs.run(order(*THREE[:1]), PAX)
    with pytest.raises(RequestError, match=f"Run {empty} has no NodeFacts"):
        runs.compare(run, empty)


def broken(_: Any) -> NoReturn:
    """In the place of a reader: every node ends in error, without a fact."""
    raise ValueError("broken")


def test_rows_leave_as_csv_and_as_json_lines(runs: Runs) -> None:
    before = "<O><Bag><Note>=1+1</Note></Bag><Bag><Note>x</Note></Bag></O>"
    comparison = runs.of(before, "<O><Bag><Note>=2+2</Note></Bag></O>", "/O/Bag")
    table, lines = StringIO(newline=""), StringIO()
    export.write_csv(difference_rows(runs.db, comparison), COLUMNS, table)
    write_jsonl(difference_rows(runs.db, comparison), lines)
    changed, removed = csv.DictReader(StringIO(table.getvalue(), newline=""))
    assert (changed["before"], changed["after"]) == ("'=1+1", "'=2+2")
    assert (removed["status"], removed["ordinal_a"], removed["ordinal_b"]) == ("removed", "2", "")
    records = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [tuple(record) for record in records] == [COLUMNS, COLUMNS]
    assert records[0]["before"] == "=1+1"
    assert records[0]["xpath_a"] == "/O[1]/Bag[1]/Note[1]"


def test_the_summary_is_json_with_all_figures(runs: Runs) -> None:
    comparison = runs.of(order(*THREE), order(*THREE[:2]), PAX)
    summary = json.loads(json.dumps(summary_json(comparison)))
    assert (summary["run_a"]["run_id"], summary["run_b"]["run_id"]) == (1, 2)
    assert (summary["same"], summary["removed"], summary["facts_a"]) == (2, 1, 3)
    assert not summary["one_document"]


def test_more_facts_than_are_read_at_once(runs: Runs) -> None:
    def store(change: str) -> str:
        boxes = "".join(f"<Box><BoxID>B{n}</BoxID><V>{change}{n}</V></Box>" for n in range(650))
        return f"<Store>{boxes}</Store>"

    comparison = runs.of(store("a"), store("b"), "/Store/Box")
    assert (comparison.counts.changed, comparison.counts.values) == (650, 650)
    assert len(runs.rows(comparison)) == 650


passengers = st.lists(
    st.tuples(st.sampled_from(["P1", "P2", "P3", "P4"]), st.sampled_from("abc")),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=passengers, after=passengers)
def test_counts_add_up_and_turn_round_for_any_two_messages(
    runs: Runs, before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    first, second = runs.run(order(*before), PAX), runs.run(order(*after), PAX)
    there, back = runs.compare(first, second), runs.compare(second, first)
    expect_counts_add_up(there)
    assert (there.counts.added, there.counts.removed) == (back.counts.removed, back.counts.added)
    assert (there.counts.same, there.counts.values) == (back.counts.same, back.counts.values)
    assert {(one.a and one.a.position, one.b and one.b.position) for one in there.compared} == {
        (one.b and one.b.position, one.a and one.a.position) for one in back.compared
    }
    if before == after:
        assert there.counts.same == len(before)


@needs_corpus
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("singapore_18_1_OrderViewRS.xml", "singapore_21_3_OrderViewRS.xml"),
        ("sq_21_3_OrderViewRS_2ADT.xml", "sq_21_3_OrderViewRS_2ADT_exchange.xml"),
        ("nemo_17_2_soap_OrderViewRS.xml", "iberia_17_2_OrderViewRS.xml"),
        ("alaska_21_3_OrderViewRS.xml", "vueling_21_3_OrderViewRS.xml"),
    ],
)
def test_versions_and_airlines_of_real_messages(tmp_path: Path, before: str, after: str) -> None:
    """Pseudonyms tell all that the values would."""
    counts = {}
    for masked in (False, True):
        with runs_in(tmp_path / str(masked), pii_masking_enabled=masked) as runs:
            first, second = (
                suggested(runs, (CORPUS / "ndc" / name).read_bytes()) for name in (before, after)
            )
            for equate in (False, True):
                comparison = runs.compare(first, second, equate_formats=equate)
                expect_counts_add_up(comparison)
                counts[masked, equate] = comparison.counts
                both = comparison.counts.same + comparison.counts.changed
                assert both > 0, "no node was recognised in the other message"
                assert all(
                    row["status"] != Status.SAME or row["kind"] == "equated"
                    for row in runs.rows(comparison)
                )
    assert counts[True, False] == counts[False, False]


def suggested(runs: Runs, xml: bytes) -> int:
    document = kept(xml, runs.runner.settings)
    paths = {document.catalogue.nodes[index].path for index in document.suggested}
    return runs.run(xml, *sorted(paths))


def test_comparing_is_a_function_of_a_database_and_two_runs(runs: Runs) -> None:
    run = runs.run(order(*THREE), PAX)
    assert compare(runs.db, run, run).counts.same == 3
