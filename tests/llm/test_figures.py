"""Counts stated are the counts, and figures stand in the lines that are cited for them."""

from typing import Any

import pytest
from lxml import etree

from discovery.facts.structure import to_structure
from discovery.llm.grounding import Grounded, ground, merge
from discovery.llm.meaning import Meaning
from discovery.llm.outline import outline

SECTION = outline(
    to_structure(
        etree.fromstring(
            "<Order><OrderID>ORD77</OrderID>"
            "<Pax><PaxID>PAX1</PaxID><PTC>ADT</PTC></Pax><Pax><PaxID>PAX2</PaxID><PTC>ADT</PTC></Pax>"
            "<Pax><PaxID>PAX3</PaxID><PTC>CHD</PTC></Pax>"
            "<Total Cur='SGD'>1234.50</Total><Fee>30</Fee>"
            "<Segment><Dep>2025-10-15T08:05:00</Dep><Flight>SQ305</Flight><Duration>PT13H40M</Duration>"
            "<Surname>[SURNAME_1]</Surname></Segment>"
            "<Ref>A</Ref><Ref>B</Ref><Ref>C</Ref><Ref>D</Ref></Order>"
        )
    ),
    "/Order",
)


def meant(**parts: Any) -> Grounded:
    empty: dict[str, Any] = {"field_names": [], "findings": [], "relationships": []}
    rest = {"summary": "An order.", "business_concept": "Order", "open_questions": []}
    return ground(Meaning.model_validate(empty | rest | parts), SECTION)


def problem(statement: str, lines: list[int], kind: str = "content") -> str:
    finding = {"statement": statement, "kind": kind, "evidence": lines, "quote": None}
    return meant(findings=[finding]).findings[0].problem


def test_the_outline_is_numbered_as_the_cases_below_cite_it() -> None:
    assert SECTION.text.splitlines() == [
        "[1] Order",
        " [2] OrderID = ORD77",
        " [3] Pax x3: PaxID | PTC",
        "  [4] PAX1 | ADT",
        "  [5] PAX2 | ADT",
        "  [6] PAX3 | CHD",
        " [7] Total = 1234.50 | @Cur=SGD",
        " [8] Fee = 30",
        " [9] Segment",
        "  [10] Dep = 2025-10-15T08:05:00",
        "  [11] Flight = SQ305",
        "  [12] Duration = PT13H40M",
        "  [13] Surname = [SURNAME_1]",
        " [14] Ref x4 = A | B | C | D",
    ]


@pytest.mark.parametrize(
    ("statement", "lines", "kind"),
    [
        ("The order has 3 passengers.", [3], "count"),
        ("There are three passengers.", [3], "count"),
        ("Two of them are adults.", [4, 5], "count"),
        ("3 Pax are listed.", [4, 5, 6], "count"),
        ("The order refers to 4 things.", [14], "count"),
        ("The total is 1,234.50 SGD.", [7], "amount"),
        ("The total is SGD 1234.50.", [7], "amount"),
        ("The fee is 30.", [8], "amount"),
        ("It departs on 15 October 2025 at 08:05.", [10], "content"),
        ("It departs on 2025-10-15.", [10], "content"),
        ("SQ305 flies 13 hours 40 minutes.", [11, 12], "content"),
        ("PAX1 is an adult, as line 4 says.", [4], "content"),
        ("[SURNAME_1] travels on SQ305.", [11, 13], "content"),
        ('The type is "ADT".', [4], "content"),
        ("The airline's order for 'PAX1'.", [4], "content"),
        ("One adult, the 1st in the list.", [4], "content"),
        ("Either of the two may be used.", [8], "rule"),
        ("Of 3 passengers 2 are ADT and 1 is CHD.", [3, 4, 5, 6], "count"),
        ("All 3 passengers are listed (PAX1-PAX3).", [3], "count"),
        ("On 15th October 2025 at 8:05 AM.", [10], "content"),
        ("The fee is SGD 30.00.", [8], "amount"),
        ("The total is SGD1,234.50, or 1234.5.", [7], "amount"),
        ("The fee is 30% or 30SGD.", [8], "amount"),
        ("It is flight 305 of SQ and takes 13h40m.", [11, 12], "content"),
        ("It is part of ORD77.", [8], "content"),
        ("Two dates of 2025-10-15.", [9, 10], "count"),
    ],
)
def test_what_is_true_is_verified(statement: str, lines: list[int], kind: str) -> None:
    assert problem(statement, lines, kind) == ""


@pytest.mark.parametrize(
    ("statement", "lines", "kind", "what"),
    [
        ("The order has 4 passengers.", [3], "count", "4"),
        ("There are five passengers.", [3], "count", "five"),
        ("All 7 are adults.", [4, 5], "count", "7"),
        ("The total is 1,243.50 SGD.", [7], "amount", "1,243.50"),
        ("The total is 1234.00.", [7], "amount", "1234.00"),
        ("A discount of 7% applies.", [7], "amount", "7"),
        ("It departs on 16 October 2025.", [10], "content", "16"),
        ("It departs at 08:50.", [10], "content", "08:50"),
        ('The type is "INF".', [4], "content", "INF"),
        ("It is known as 'PAX9' elsewhere.", [4], "content", "PAX9"),
        ("PAX9 is an adult.", [4], "content", "PAX9"),
        ("It is flight SQ306.", [11], "content", "SQ306"),
        ("It takes 14h.", [12], "content", "14h"),
        ("The fee is SGD999.50.", [8], "amount", "999.50"),
        ("The fee is 30.50.", [8], "amount", "30.50"),
        ("One fare, 1 ADT.", [3, 4, 5, 6], "count", "1"),
        ("There are 305 flights.", [11], "count", "305"),
        ("It refers to twelve things.", [14], "count", "twelve"),
    ],
)
def test_what_is_not_true_is_marked(statement: str, lines: list[int], kind: str, what: str) -> None:
    assert what in problem(statement, lines, kind)


def test_a_relationship_is_checked_like_a_finding() -> None:
    relationship = {"source": "Ref", "target": "Pax", "evidence": [14]}
    found = meant(
        relationships=[
            relationship | {"statement": "All 4 refer to passengers."},
            relationship | {"statement": "All 9 refer to passengers."},
        ]
    )
    assert [each.verified for each in found.relationships] == [True, False]
    assert found.confidence == 0.5


def test_the_summary_is_checked_against_the_whole_section() -> None:
    assert meant(summary="An order of 3 passengers for 1,234.50.").summary_problem == ""
    assert "9" in meant(summary="An order of 9 passengers.").summary_problem
    assert "nine" in meant(summary="An order of nine passengers.").summary_problem
    assert "SQ9" in meant(summary="An order for flight SQ9.").summary_problem


def test_a_value_of_very_many_digits_is_read() -> None:
    digits = "7" * 10_000
    section = outline(
        to_structure(etree.fromstring(f"<Note><A>{digits}</A><B>x{digits}</B></Note>"))
    )
    finding = {"statement": "It has 7 digits.", "kind": "count", "evidence": [2, 3], "quote": None}
    meaning = {"summary": "A note.", "business_concept": "Note", "findings": [finding]}
    rest: dict[str, Any] = {"field_names": [], "relationships": [], "open_questions": []}
    assert "7" in ground(Meaning.model_validate(meaning | rest), section).findings[0].problem


def test_parts_become_one_meaning() -> None:
    finding = {"statement": "s", "kind": "content", "evidence": [4], "quote": "PAX1"}
    first = meant(
        summary="First.",
        business_concept="Order",
        findings=[finding],
        field_names=[{"field": "PTC", "business_name": "Type"}],
        open_questions=["Who pays?"],
    )
    second = meant(
        summary="Second.",
        business_concept="Pax list",
        findings=[finding | {"quote": "PAX9"}],
        field_names=[
            {"field": "PTC", "business_name": "Other"},
            {"field": "Fee", "business_name": "Fee"},
            {"field": "Nothing", "business_name": "Invented"},
        ],
        open_questions=["Who pays?"],
    )
    third = meant(summary="Third.", business_concept="Pax list")
    whole = merge([first, second, third])
    assert whole.parts == 3
    assert whole.summary == "Part 1 of 3: First. Part 2 of 3: Second. Part 3 of 3: Third."
    assert whole.business_concept == "Pax list"
    assert whole.field_names == {"PTC": "Type", "Fee": "Fee"}
    assert [each.verified for each in whole.findings] == [True, False]
    assert whole.open_questions == ("Who pays?",)
    assert whole.invented_fields == 1
    assert whole.confidence == 0.667  # 4 of 6: two findings, three names, one invented
