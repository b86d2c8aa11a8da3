"""The meaning of a fact on the screen: only what a program has checked has a mark."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from discovery.llm.claims import JudgedMeaning
from tests.support.app import drawn, words


def shown(**more: Any) -> str:
    """The words on the screen for a meaning."""
    plain = JudgedMeaning("Two *boxes*.", "Box", {}, 0, (), ()).as_json(())
    app = AppTest.from_function(draw, kwargs={"meaning": {**plain, **more}})
    return words(drawn(app))


def draw(meaning) -> None:  # run by itself, without the imports above
    from discovery.ui.meaning import show

    show(meaning)


def claim(verdict: str, reason: str = "", lines: tuple[int, ...] = (415,)) -> dict[str, Any]:
    return {
        "statement": "Two <adults>",
        "sentence": "PTC is ADT",
        "verdict": verdict,
        "reason": reason,
        "evidence": [{"line": line} for line in lines],
    }


def test_a_plain_meaning_is_its_concept_and_its_summary():
    assert shown() == "**Box**\nTwo *boxes*.\nThe model's own words, not checked."


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        (claim("holds", lines=(415, 420)), ":green[✓ holds]: PTC is ADT · lines 415, 420"),
        (
            claim("contradicted", "PTC is CHD"),
            ":red[✗ contradicted]: PTC is ADT · PTC is CHD · line 415",
        ),
        (claim("not checked", "so", ()), "- not checked: PTC is ADT · so"),
    ],
)
def test_a_claim_is_in_the_words_of_the_program_with_those_of_the_model_below(judged, said):
    drawn_words = shown(claims=[judged])
    assert said in drawn_words
    assert "The model: Two <adults>" in drawn_words
    assert ("✓" in drawn_words) == (judged["verdict"] == "holds")


def test_the_counts_stand_above():
    claims = [claim("holds"), claim("holds"), claim("contradicted"), claim("not checked")]
    assert "**Claims:** 2 of 4 hold, 1 contradicted, 1 not checked" in shown(claims=claims)


def test_a_statement_of_an_earlier_version_is_not_checked():
    old = {**claim("not checked", "stated before claims were checked", ()), "sentence": ""}
    said = shown(claims=[old])
    assert "not checked: Two <adults> · stated before claims were checked" in said
    assert "✓" not in said


def test_parts_and_invented_fields_are_said():
    said = shown(parts=4, invented_fields=2)
    assert "Asked about in 4 parts" in said
    assert "2 field names left out" in said
