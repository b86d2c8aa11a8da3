"""Statements that hold, and statements that only sound as if they did."""

from typing import Any

import pytest
from lxml import etree

from discovery.facts.structure import to_structure
from discovery.llm.grounding import Grounded, ground
from discovery.llm.meaning import Meaning
from discovery.llm.outline import outline

SECTION = outline(
    to_structure(
        etree.fromstring(
            "<PaxList><Pax id='PAX1'><PTC>ADT</PTC></Pax><Pax id='PAX2'><PTC>CHD</PTC></Pax>"
            "<Fee Cur='GBP'>412.36</Fee><Note>a  |  b</Note></PaxList>"
        )
    ),
    "/M/PaxList",
)


def grounded(**parts: Any) -> Grounded:
    empty: dict[str, Any] = {"field_names": [], "findings": [], "relationships": []}
    rest = {"summary": "s", "business_concept": "c", "open_questions": ["Who?"]}
    return ground(Meaning.model_validate(empty | rest | parts), SECTION)


def finding(evidence: list[int], quote: str | None = None) -> dict[str, Any]:
    return {"statement": "s", "kind": "content", "evidence": evidence, "quote": quote}


def test_the_outline_is_numbered_as_the_cases_below_cite_it() -> None:
    assert SECTION.text.splitlines() == [
        "[1] PaxList",
        " [2] Pax x2: @id | PTC",
        "  [3] PAX1 | ADT",
        "  [4] PAX2 | CHD",
        " [5] Fee = 412.36 | @Cur=GBP",
        r" [6] Note = a \| b",
    ]


@pytest.mark.parametrize(
    ("evidence", "quote"),
    [
        ([3], None),
        ([3], "PAX1"),
        ([3], "adt"),
        ([3, 4], "CHD"),
        ([5], "412.36"),
        ([5], "Fee = 412.36"),
        ([5], '"GBP"'),
        ([6], "a | b"),
        ([6], r"a \| b"),
        ([2], "x2"),
        ([3], ""),
    ],
)
def test_a_finding_holds_when_its_quote_stands_in_a_line_it_cites(
    evidence: list[int], quote: str | None
) -> None:
    result = grounded(findings=[finding(evidence, quote)])
    assert (result.findings[0].verified, result.findings[0].problem) == (True, "")
    assert result.confidence == 1.0


@pytest.mark.parametrize(
    ("evidence", "quote", "problem"),
    [
        ([], "ADT", "no evidence"),
        ([99], "ADT", "do not exist: 99"),
        ([3, 0, -1], "ADT", "do not exist: 0, -1"),
        ([4], "ADT", "does not stand in the lines cited"),
        ([3], "PAX", "does not stand"),
        ([5], "412", "does not stand"),
        ([5], "2.36", "does not stand"),
        ([3], "INF", "does not stand"),
    ],
)
def test_a_finding_without_proof_stays_and_says_why(
    evidence: list[int], quote: str, problem: str
) -> None:
    result = grounded(findings=[finding(evidence, quote), finding([3], "ADT")])
    assert problem in result.findings[0].problem
    assert [statement.verified for statement in result.findings] == [False, True]
    assert result.confidence == 0.5


LONG_VALUE = "Please be at the gate at least forty-five minutes before departure."


@pytest.mark.parametrize(
    ("quote", "verified"),
    [
        (LONG_VALUE, True),
        (LONG_VALUE[:40], True),
        ("Please be at the counter at least forty-five minutes before it.", False),
        ("Please be at", True),
        ("Please be at the g", False),
    ],
)
def test_a_long_quote_holds_as_far_as_it_goes(quote: str, verified: bool) -> None:
    """The answer has room for 40 characters of it; a server may end it there."""
    section = outline(to_structure(etree.fromstring(f"<Note><Text>{LONG_VALUE}</Text></Note>")))
    parts: dict[str, Any] = {"field_names": [], "relationships": [], "open_questions": []}
    statements = {"summary": "s", "business_concept": "c", "findings": [finding([1], quote)]}
    result = ground(Meaning.model_validate(parts | statements), section)
    assert result.findings[0].verified is verified


def test_a_long_path_is_known_by_its_last_steps() -> None:
    path = "ServiceDefinitionAssociation/BaggageAllowanceRef/BaggageAllowanceRefID"
    xml = "<A>" + "".join(f"<{step}>" for step in path.split("/")) + "B1"
    xml += "".join(f"</{step}>" for step in reversed(path.split("/"))) + "</A>"
    parts: dict[str, Any] = {"findings": [], "relationships": [], "open_questions": []}
    named = {"field_names": [{"field": path, "business_name": "Baggage"}]}
    meaning = Meaning.model_validate(parts | named | {"summary": "s", "business_concept": "c"})
    result = ground(meaning, outline(to_structure(etree.fromstring(xml))))
    assert result.field_names == {"BaggageAllowanceRefID": "Baggage"}


def test_evidence_carries_its_path_and_value() -> None:
    cited = grounded(findings=[finding([4], "CHD")]).findings[0].evidence[0]
    assert (cited.path, cited.name, cited.value) == ("/M/PaxList/Pax[2]", "Pax", "PAX2 | CHD")


def test_invented_field_names_are_dropped_and_counted() -> None:
    names = ["PTC", "PassengerType", "Pax@id", "Pax/Age"]
    result = grounded(field_names=[{"field": name, "business_name": "b"} for name in names])
    assert list(result.field_names) == ["PTC", "Pax@id"]
    assert result.invented_fields == 2
    assert result.confidence == 0.5


@pytest.mark.parametrize("name", ["@id", "Pax/PTC", "Pax@id", "Fee@Cur", "/"])
def test_a_field_may_be_named_by_its_path(name: str) -> None:
    result = grounded(field_names=[{"field": name, "business_name": "b"}])
    assert list(result.field_names) == ([] if name == "/" else [name])


@pytest.mark.parametrize(
    ("source", "target", "evidence", "verified"),
    [
        ("Pax", "PAX2", [4], True),
        ("PTC", "Fee", [5], True),
        ("PAX1", "PAX2", [3], False),
        ("Pax", "Order", [3], False),
        ("Pax", "PTC", [], False),
    ],
)
def test_a_relationship_needs_two_ends_that_exist(
    source: str, target: str, evidence: list[int], verified: bool
) -> None:
    ends = {"source": source, "target": target, "statement": "s", "evidence": evidence}
    result = grounded(relationships=[ends])
    assert result.relationships[0].verified is verified
    assert bool(result.relationships[0].problem) is not verified


def test_nothing_stated_is_nothing_verified() -> None:
    result = grounded()
    assert result.confidence == 0.0
    assert result.open_questions == ("Who?",)
    assert result.as_json()["summary"] == "s"


def test_of_a_long_value_only_the_beginning_is_kept_but_all_of_it_is_checked() -> None:
    """An attachment in a message would else stand in its fact once for each citation."""
    note = outline(to_structure(etree.fromstring(f"<Note>{'word ' * 5000}end</Note>")))
    meaning = Meaning.model_validate(
        {
            "summary": "s",
            "business_concept": "c",
            "field_names": [],
            "findings": [finding([1], "end")],
            "relationships": [],
            "open_questions": [],
        }
    )
    (found,) = ground(meaning, note).findings
    assert found.verified
    assert found.evidence[0].value.startswith("word word")
    assert found.evidence[0].value.endswith("…")
    assert len(found.evidence[0].value) < 1000
