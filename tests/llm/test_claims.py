"""A meaning with its claims judged: counted, merged, kept, and judged again."""

import json
from typing import Any

import pytest
from lxml import etree

from discovery.facts.structure import to_structure
from discovery.llm.claims import ClaimCounts, JudgedMeaning, brought_up_to_date, judged, merge
from discovery.llm.meaning import Meaning
from discovery.llm.outline import outline
from discovery.llm.verdicts import VERSION

STRUCTURE = to_structure(
    etree.fromstring(
        "<PaxList><Pax id='PAX1'><PTC>ADT</PTC></Pax><Pax id='PAX2'><PTC>CHD</PTC></Pax>"
        "<Fee Cur='GBP'>412.36</Fee></PaxList>"
    )
)
SECTION = outline(STRUCTURE, "/M/PaxList")
FACT = {"structure": STRUCTURE, "references": {"references": []}}
LINES = [70, 71, 72, 73, 74, 75]


def claim(field: str, value: str, *lines: int, **more: Any) -> dict[str, Any]:
    words = {"statement": "so", "operator": "equals"}
    return {**words, "field": field, "value": value, "lines": list(lines), **more}


def meaning(*claims: dict[str, Any], **parts: Any) -> JudgedMeaning:
    rest = {"summary": "s", "business_concept": "c", "open_questions": ["Who?"]}
    return judged(Meaning.model_validate({**rest, "claims": list(claims), **parts}), SECTION)


def stored(found: JudgedMeaning) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(json.dumps(found.as_json(LINES)))
    return kept


def test_the_outline_is_numbered_as_the_claims_here_cite_it() -> None:
    assert SECTION.text.splitlines() == [
        "[1] PaxList",
        " [2] Pax x2: @id | PTC",
        "  [3] PAX1 | ADT",
        "  [4] PAX2 | CHD",
        " [5] Fee = 412.36 | @Cur=GBP",
    ]


def test_confidence_is_what_holds_of_what_was_checked() -> None:
    found = meaning(
        claim("PTC", "ADT", 3), claim("Fee", "412.36"), claim("PTC", "INF", 4), claim("No", "x")
    )
    assert found.counts == ClaimCounts(hold=2, contradicted=1, not_checked=1)
    assert found.counts.confidence == 0.667


def test_where_nothing_was_checked_there_is_no_confidence() -> None:
    assert meaning(claim("No", "x")).counts.confidence is None
    assert meaning().counts.confidence is None


def test_fields_that_the_section_does_not_have_are_left_out_and_counted() -> None:
    names = [{"field": name, "business_name": "n"} for name in ("PTC", "@Cur", "Pax/PTC", "Seat")]
    found = meaning(field_names=names)
    assert list(found.field_names) == ["PTC", "@Cur", "Pax/PTC"]
    assert found.invented_fields == 1


def test_evidence_has_the_lines_of_the_document() -> None:
    (kept,) = stored(meaning(claim("PTC", "CHD", 4)))["claims"]
    assert kept["evidence"] == [{"path": "/M/PaxList/Pax[2]/PTC[1]", "value": "CHD", "line": 74}]
    assert (kept["verdict"], kept["sentence"]) == ("holds", "PTC is CHD in the lines cited")


def test_of_a_long_value_the_beginning_is_kept() -> None:
    section = outline(to_structure(etree.fromstring(f"<N><T>{'x' * 9000}</T></N>")))
    said = Meaning(summary="s", business_concept="c", claims=[claim("T", "y")])
    (kept,) = judged(said, section).as_json([1, 2])["claims"]
    assert all(len(str(part)) < 600 for part in kept.values())


def test_parts_are_put_together() -> None:
    parts = [
        meaning(claim("PTC", "ADT", 3), summary="A", field_names=[NAMED]),
        meaning(claim("PTC", "INF", 4), summary="B", business_concept="d", field_names=[NAMED]),
        meaning(summary="C", business_concept="d", open_questions=["Why?"]),
    ]
    whole = merge(parts)
    assert whole.summary == "Part 1 of 3: A Part 2 of 3: B Part 3 of 3: C"
    assert (whole.business_concept, whole.parts) == ("d", 3)
    assert whole.counts == ClaimCounts(hold=1, contradicted=1)
    assert whole.open_questions == ("Who?", "Why?")
    assert whole.field_names == {"PTC": "Type"}


NAMED = {"field": "PTC", "business_name": "Type"}
CLAIMS = (
    claim("PTC", "CHD", 4),
    claim("PTC", "ADT"),
    claim("PTC", "INF", 3),
    claim("No", "x", 3),
    claim("PTC", "ADT", operator="counts", count=1),
)


@pytest.mark.parametrize("said", CLAIMS)
def test_what_another_version_judged_is_judged_again_from_what_is_kept(
    said: dict[str, Any],
) -> None:
    now = stored(meaning(said))
    (kept,) = now["claims"]
    wrong = {**kept, "verdict": "holds", "sentence": "All is well", "reason": "?"}
    fact = {**FACT, "meaning": {**now, "claims": [wrong], "verdict_version": VERSION - 1}}
    assert brought_up_to_date(fact, "/M/PaxList") == now


def test_what_this_version_judged_stays_as_it_is() -> None:
    now = stored(meaning(*CLAIMS[:4]))
    assert brought_up_to_date({**FACT, "meaning": now}, "/M/PaxList") is now
    assert brought_up_to_date({**FACT, "meaning": None}, "/M/PaxList") is None


def test_what_was_verified_before_there_were_claims_is_not_checked() -> None:
    old = {
        "summary": "s", "business_concept": "c", "field_names": {"PTC": "Type"}, "parts": 1,
        "findings": [{"statement": "One adult", "verified": True}], "confidence": 1.0,
        "relationships": [{"statement": "One refers", "verified": False}],
        "open_questions": [], "invented_fields": 0, "summary_problem": "",
    }  # fmt: skip
    read = brought_up_to_date({**FACT, "meaning": old}, "/M/PaxList")
    assert read is not None
    assert {"findings", "relationships", "confidence", "summary_problem"}.isdisjoint(read)
    assert [(each["statement"], each["verdict"]) for each in read["claims"]] == [
        ("One adult", "not checked"),
        ("One refers", "not checked"),
    ]
    assert (read["summary"], read["field_names"]) == ("s", {"PTC": "Type"})
    assert ClaimCounts.of(read["claims"]).confidence is None
