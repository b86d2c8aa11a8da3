"""The meaning of a fact on the screen: what could not be verified is marked."""

from typing import Any

from streamlit.testing.v1 import AppTest

from discovery.llm.grounding import Grounded
from tests.support.app import drawn, words


def shown(**more: Any) -> str:
    """The words on the screen for a meaning."""
    plain = Grounded("Two *boxes*.", "Box", {}, 0, (), (), (), 1.0).as_json()
    app = AppTest.from_function(draw, kwargs={"meaning": {**plain, **more}})
    return words(drawn(app))


def draw(meaning) -> None:  # run by itself, without the imports above
    from discovery.ui.meaning import show

    show(meaning)


def test_a_plain_meaning_is_its_concept_and_its_summary():
    assert shown() == "**Box**\nTwo *boxes*."


def test_a_summary_with_a_wrong_figure_is_marked():
    said = shown(summary_problem="there are 3 of them")
    assert ":orange[unverified] Two *boxes*. (there are 3 of them)" in said


def test_parts_and_invented_fields_are_said():
    said = shown(parts=4, invented_fields=2)
    assert "Asked about in 4 parts" in said
    assert "2 field names left out" in said
