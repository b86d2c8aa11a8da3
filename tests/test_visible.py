"""Nothing in a text from outside is unseen, and nothing of it moves what stands beside it."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.visible import escaped_json, visible, visible_lines

HARMLESS_CATEGORIES = {"Cn", "Co"}  # not assigned (yet), or by private agreement


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Müller 注文 😀 \u00a0שלום", "Müller 注文 😀 \u00a0שלום"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("\x9b31m\x85", r"\u009b31m\u0085"),
        ("\u202egnp.exe\u202c \u2066x\u2069", r"\u202egnp.exe\u202c \u2066x\u2069"),
        ("a\u200bb\u200d\ufeff\xad\u2060", r"a\u200bb\u200d\ufeff\u00ad\u2060"),
        ("tag \U000e0041", r"tag \U000e0041"),
        ("a\nb\r\n\tc\0", r"a↵b␍↵⇥c\x00"),
        ("caf\udce9 \ud83d", r"caf\xe9 \ud83d"),
        ("\u2028\u2029\ufffe", r"\u2028\u2029\ufffe"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_lines_and_tabs_of_a_longer_text_stay() -> None:
    assert visible_lines("a\n\tb\r\nc\rd\u202e\x1b") == "a\n\tb\nc␍d\\u202e\\x1b"


@given(st.text())
def test_no_control_or_format_character_is_left(text: str) -> None:
    for character in visible(text):
        category = unicodedata.category(character)
        assert category in HARMLESS_CATEGORIES or category[0] != "C", repr(character)
        assert category not in {"Zl", "Zp"}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_json_is_the_same_value(text: str) -> None:
    line = escaped_json(json.dumps({text: text}, ensure_ascii=False))
    assert json.loads(line) == {text: text}
    assert visible(line) == line
