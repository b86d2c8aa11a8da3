"""Two meanings, statement by statement."""

from typing import Any

from discovery.compare.masking import Masking
from discovery.compare.meanings import compare_meanings, meaning_digest
from discovery.compare.values import CompareOptions, Judge

OPTIONS = CompareOptions(one_document=False, equate_formats=True)
CLEAR = Judge()
ONE, OTHER_KEY = Masking("a", "1", "key"), Masking("a", "1", "another")


def meaning(**more: Any) -> dict[str, Any]:
    return {
        "summary": "A passenger.",
        "business_concept": "Passenger",
        "field_names": {"PaxID": "Passenger number", "PTC": "Type"},
        "invented_fields": 0,
        "claims": [said("One adult"), said("One child")],
        "open_questions": ["Who pays?"],
        "parts": 1,
        **more,
    }


def said(sentence: str, verdict: str = "holds") -> dict[str, Any]:
    return {"statement": "so", "sentence": sentence, "verdict": verdict, "evidence": []}


def changes(
    before: dict[str, Any], after: dict[str, Any], judge: Judge = CLEAR
) -> list[tuple[str, str, str | None, str | None]]:
    found = compare_meanings(before, after, OPTIONS, judge)
    return [(str(one.kind), one.path, one.before, one.after) for one in found]


def test_equal_meanings_have_no_differences_whatever_their_lines_and_order() -> None:
    cited = {**said("One adult"), "evidence": [{"line": 4}], "statement": "As it is"}
    other = meaning(claims=[said("One child"), cited])
    assert changes(meaning(), other) == []
    assert meaning_digest(meaning(), OPTIONS, None) == meaning_digest(other, OPTIONS, None)


def test_each_part_that_changed_is_named() -> None:
    after = meaning(
        summary="Someone who flies.",
        field_names={"PaxID": "Traveller number", "Age": "Age"},
        claims=[said("One child"), said("Two adults"), said("One dog")],
        open_questions=[],
    )
    assert changes(meaning(), after) == [
        ("changed", "summary", "A passenger.", "Someone who flies."),
        ("changed", "field_names/PaxID", "Passenger number", "Traveller number"),
        ("removed", "field_names/PTC", "Type", None),
        ("changed", "claims", "One adult (holds)", "Two adults (holds)"),
        ("added", "claims", None, "One dog (holds)"),
        ("removed", "open_questions", "Who pays?", None),
        ("added", "field_names/Age", None, "Age"),
    ]


def test_a_claim_with_another_verdict_changed() -> None:
    after = meaning(claims=[said("One adult", "contradicted"), said("One child")])
    assert changes(meaning(), after) == [
        ("changed", "claims", "One adult (holds)", "One adult (contradicted)")
    ]


def test_a_statement_of_an_earlier_version_is_compared_by_its_words() -> None:
    old = {**said("", "not checked"), "statement": "One adult"}
    assert changes(meaning(), meaning(claims=[old, said("One child")])) == [
        ("changed", "claims", "One adult (holds)", "One adult (not checked)")
    ]


def test_words_are_never_equated() -> None:
    assert changes(meaning(summary="10.0"), meaning(summary="10")) != []


def test_statements_about_masked_values_are_compared_by_pseudonyms() -> None:
    same = Judge(ONE, Masking("b", "1", "key"))
    doe, upper, roe = (
        meaning(summary=f"About {name}.")
        for name in ("[NAME_AAAAAAAAAA:AA]", "[NAME_AAAAAAAAAA]", "[NAME_BBBBBBBBBB]")
    )
    assert changes(doe, doe, same) == []
    assert [kind for kind, *_ in changes(doe, roe, same)] == ["changed"]
    assert [kind for kind, *_ in changes(doe, upper, same)] == ["spelled differently"]
    digests = [meaning_digest(one, OPTIONS, ONE) for one in (doe, upper, roe)]
    assert len(set(digests)) == 3


def test_statements_masked_under_other_keys_are_not_comparable() -> None:
    judge = Judge(ONE, OTHER_KEY)
    doe, of_doe = (meaning(summary=f"{word} [NAME_AAAAAAAAAA].") for word in ("About", "Of"))
    assert [kind for kind, *_ in changes(doe, doe, judge)] == ["not comparable"]
    assert [kind for kind, *_ in changes(doe, of_doe, judge)] == ["changed"]
    assert meaning_digest(doe, OPTIONS, ONE) != meaning_digest(doe, OPTIONS, OTHER_KEY)


def test_no_meaning_is_no_digest() -> None:
    assert meaning_digest(None, OPTIONS, None) == b""
