"""Cells of a CSV file: none is run, by whatever rules it is read, and each can be had back."""

import csv
import re
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discovery.cells import neutralised, original

SIGNS = "=+-@＝＋－＠"
# Texts in which what matters here is frequent.
TRICKY = st.text(st.sampled_from(list(SIGNS + "';\t\r\n\",| \u00a0\u200b\ufeff1.aE(")), max_size=15)
NUMBER = re.compile(r"[+-][0-9 .,()]+(E[+-]?[0-9]+)?")
BLANKS = ' "\u00a0\u200b\ufeff'
ANY = st.text(st.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize(
    "harmless",
    [
        "", "x", "'", "''", "'abc", "1-2", "a=b", "a - b", "-12.50", "-1,234.5", "+49 (0) 30 12",
        "+447700900123", "12:30", "-.5", "-1.5E-3", " -12.50 ", "10;-5;+3", "two\nlines",
        "a, -b, =c", "007", "  padded  ", "x|=1",
    ],
)  # fmt: skip
def test_harmless_text_stays_as_it_is(harmless: str) -> None:
    assert neutralised(harmless) == harmless
    assert original(harmless) == harmless


@pytest.mark.parametrize(
    "formula", ["-1+2", "+1-800", "-1E", "-1.5E-3+A1", "-(1)", "-1=2", "+44-20-7946"]
)
def test_what_only_begins_like_a_number_is_neutralised(formula: str) -> None:
    assert neutralised(formula) == f"'{formula}"


@pytest.mark.parametrize(
    "before", ["", " ", "\u00a0", "\u3000", '"', ' " ', "\x00", "\ufeff", "\u200b"]
)
@pytest.mark.parametrize("sign", SIGNS)
def test_each_beginning_of_a_formula_is_neutralised(before: str, sign: str) -> None:
    assert neutralised(f"{before}{sign}A1") == f"'{before}{sign}A1"
    assert neutralised(before + sign) == f"'{before}{sign}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\tx", "'\tx"),
        ("\r\n=1", "'\r\n'=1"),
        ("a;=1", "a;'=1"),
        ('a"; =1', "a\";' =1"),
        ("remark\n=cmd|' /C calc'!A0", "remark\n'=cmd|' /C calc'!A0"),
        ("remark\r@SUM(1)", "remark\r'@SUM(1)"),
        ("remark\t-1+2", "remark\t'-1+2"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
    ],
)
def test_a_formula_behind_what_begins_a_cell_elsewhere_is_neutralised(text: str, cell: str) -> None:
    assert neutralised(text) == cell


@given(TRICKY | ANY)
def test_any_text_can_be_had_back(text: str) -> None:
    assert original(neutralised(text)) == text


@example(["-1", ""], ";")
@given(st.lists(TRICKY | ANY, min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_no_cell_is_run_by_whatever_it_is_taken_apart(texts: list[str], separator: str) -> None:
    """By a reader that separates at every such sign, as if no quotation mark were there."""
    file = StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(map(neutralised, texts))
    cells = [
        cell
        for line in file.getvalue().replace("\r", "\n").split("\n")
        for cell in (line.split(separator) if separator != "," else [line])
    ]
    for cell in cells:
        # No number with quoted text behind a comma is a formula.
        bare = cell.strip(BLANKS).partition('",')[0]
        assert not bare.startswith(tuple(SIGNS)) or NUMBER.fullmatch(bare)
