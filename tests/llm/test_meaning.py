"""The shape of the answer about a section, and of one about several."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openai.lib._pydantic import to_strict_json_schema

from discovery.llm.dialect import strict_schema
from discovery.llm.found_json import values_in
from discovery.llm.meaning import Claim, Meaning, MeaningBatch

ANSWER: dict[str, Any] = {
    "summary": "One adult.",
    "business_concept": "Passenger",
    "field_names": [{"field": "PTC", "business_name": "Passenger type"}],
    "claims": [
        {
            "statement": "s",
            "field": "PTC",
            "operator": "equals",
            "value": "ADT",
            "count": None,
            "lines": [2],
        }
    ],
    "open_questions": [],
}


def test_the_schema_keeps_the_rules_of_strict_structured_output() -> None:
    schema = strict_schema(Meaning)
    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert set(part["required"]) == set(part["properties"])
    allowed = {"type", "enum", "description", "$ref", "$defs", "anyOf", "items", "properties"}
    assert keywords(schema) <= allowed | {"required", "additionalProperties", "const"}


def test_the_schema_is_what_the_sdk_makes_of_it_but_for_titles_and_bounds() -> None:
    ours, theirs = strict_schema(Meaning), to_strict_json_schema(Meaning)
    assert ours["required"] == theirs["required"]
    assert ours["$defs"].keys() == theirs["$defs"].keys()
    for name, part in ours["$defs"].items():
        assert part["required"] == theirs["$defs"][name]["required"]


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)


def keywords(schema: dict[str, Any]) -> set[str]:
    found = set(schema)
    parts = [schema["items"]] if "items" in schema else []
    parts += schema.get("anyOf", [])
    for named in ("properties", "$defs"):
        parts += schema.get(named, {}).values()
    return found.union(*map(keywords, parts))


def test_an_answer_is_read_as_it_is() -> None:
    assert Meaning.model_validate(ANSWER).model_dump() == ANSWER


def test_what_is_too_long_is_shortened_and_shows_it() -> None:
    answer = ANSWER | {"summary": "x" * 999, "open_questions": ["a" * 999, "b", "c"]}
    meaning = Meaning.model_validate(answer)
    assert meaning.summary == "x" * 239 + "…"
    assert [len(question) for question in meaning.open_questions] == [120]


@pytest.mark.parametrize(
    "change",
    [
        {"summary": None},
        {"summary": 1},
        {"summary": " "},
        {"business_concept": ""},
    ],
)
def test_a_wrong_shape_is_refused(change: dict[str, Any]) -> None:
    """An answer that says nothing has the wrong shape, too."""
    with pytest.raises(ValueError, match=r"summary|business_concept"):
        Meaning.model_validate(ANSWER | change)


LISTS = ("field_names", "claims", "open_questions")
CLAIM: dict[str, Any] = ANSWER["claims"][0]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("nothing", [None, "none", 0, {}, [None], [[]], [{"statement": "s"}]])
def test_a_list_that_is_none_costs_the_list_alone(name: str, nothing: Any) -> None:
    read = Meaning.model_validate(ANSWER | {name: nothing}).model_dump()
    assert read == ANSWER | {name: []}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_missing_is_empty(name: str) -> None:
    given = {key: value for key, value in ANSWER.items() if key != name}
    assert Meaning.model_validate(given).model_dump() == ANSWER | {name: []}


@pytest.mark.parametrize(
    "bad", [{"statement": "s", "lines": [1]}, CLAIM | {"operator": "guess"}, "text", None, 5]
)
def test_a_bad_member_costs_itself_alone(bad: Any) -> None:
    """What is kept is counted without it."""
    others = [CLAIM | {"statement": text} for text in "abcde"]
    meaning = Meaning.model_validate(ANSWER | {"claims": [bad, *others]})
    assert [claim.statement for claim in meaning.claims] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (None, []),
        (3, [3]),
        ("[1]", [1]),
        (["[1]", "line 2", 3.0, None, "none", "4"], [1, 2, 3, 4]),
        ("[1], [12]", [1, 12]),
        ([1, "x", 2, 3, 4, 5], [1, 2, 3, 4]),
    ],
)
def test_lines_are_read_in_other_forms(written: Any, read: list[int]) -> None:
    assert claim(lines=written).lines == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("23", "23"), ("472.10", "472.10"), ("true", "true"), ("null", ""), ("[20, 30]", "20..30")],
)
def test_a_number_for_a_text_is_read_as_it_is_written(written: str, read: str) -> None:
    text = json.dumps(ANSWER).replace('"value": "ADT"', f'"value": {written}')
    meaning = Meaning.model_validate(values_in(text)[0])
    assert meaning.claims[0].value == read


@pytest.mark.parametrize(
    ("written", "read"), [(2, 2), ("2", 2), ("2 adults", 2), ("two", None), ("", None), (1.5, None)]
)
def test_a_count_that_is_no_number_is_none(written: Any, read: int | None) -> None:
    assert claim(count=written).count == read


@pytest.mark.parametrize("written", ["sums to", "Sums_To", "sum", " SUMS "])
def test_an_operator_is_read_in_other_forms(written: str) -> None:
    assert claim(operator=written).operator == "sums to"


def claim(**changed: Any) -> Claim:
    return Meaning.model_validate(ANSWER | {"claims": CLAIM | changed}).claims[0]


def test_a_section_may_be_named_by_its_mark() -> None:
    assert list(batch(ANSWER | {"section": "[2]"})) == [2]


def batch(*members: dict[str, Any]) -> dict[int, Meaning]:
    return MeaningBatch.model_validate({"answers": list(members)}).meanings()


def test_several_sections_are_answered_by_their_numbers() -> None:
    found = batch(ANSWER | {"section": 2, "summary": "B"}, ANSWER | {"section": 1, "summary": "A"})
    assert {number: meaning.summary for number, meaning in found.items()} == {1: "A", 2: "B"}
    assert found[1].model_dump() == ANSWER | {"summary": "A"}


@pytest.mark.parametrize(
    "bad",
    [{"section": 2}, ANSWER, ANSWER | {"section": "x"}, "text", None, ANSWER | {"section": 1}],
)
def test_a_bad_member_spoils_no_other(bad: Any) -> None:
    """A section that is answered twice has no answer: nobody knows which is meant."""
    found = batch(bad, ANSWER | {"section": 1}, ANSWER | {"section": 3})
    twice = bad == ANSWER | {"section": 1}
    assert sorted(found) == ([3] if twice else [1, 3])


@pytest.mark.parametrize("wrong", [{}, {"answers": "none"}, []])
def test_an_answer_without_members_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"answers|dictionary"):
        MeaningBatch.model_validate(wrong)


@pytest.mark.parametrize("schema", [Meaning, MeaningBatch])
def test_bounds_are_in_the_schema_only_where_they_are_wanted(schema: Any) -> None:
    assert {"maxItems", "maxLength"} <= every_keyword(strict_schema(schema, bounds=True))
    assert not {"maxItems", "maxLength"} & every_keyword(strict_schema(schema))


def every_keyword(schema: Any) -> set[str]:
    if not isinstance(schema, dict):
        return set().union(*map(every_keyword, schema)) if isinstance(schema, list) else set()
    return set(schema).union(*map(every_keyword, schema.values()))
