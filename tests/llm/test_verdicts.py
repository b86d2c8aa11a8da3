"""Claims about small sections, and what the program makes of them."""

from collections.abc import Collection
from typing import Any

import pytest
from lxml import etree

from discovery.facts.structure import to_structure
from discovery.llm.claimed_fields import Link
from discovery.llm.judgement import Judgement
from discovery.llm.meaning import Claim
from discovery.llm.outline import Outline, outline
from discovery.llm.verdicts import judge

PEOPLE = """<PaxList>
<Pax><PaxID>PAX1</PaxID><PTC>ADT</PTC></Pax><Pax><PaxID>PAX2</PaxID><PTC>ADT</PTC></Pax>
<Pax><PaxID>PAX3</PaxID><PTC>CHD</PTC></Pax></PaxList>"""
# [1] PaxList  [2] Pax x3: PaxID | PTC  [3] PAX1 | ADT  [4] PAX2 | ADT  [5] PAX3 | CHD
PRICE = """<Price><Base Cur="EUR">1499.00</Base><Taxes><Tax Cur="EUR">62.00</Tax>
<Tax Cur="EUR">410.11</Tax><Total Cur="EUR">472.11</Total></Taxes><At>2026-03-14T10:25:00</At>
<Dep>SIN</Dep><Arr>MLE</Arr><Bag>23</Bag><Bag>30</Bag><Ref>PAX1</Ref><Carrier>SQ</Carrier></Price>"""
# [1] Price  [2] Base  [3] Taxes  [4] Tax x2: @Cur | #text  [5] [6] Tax  [7] Total  [8] At
# [9] Dep  [10] Arr  [11] Bag x2 = 23 | 30  [12] Ref  [13] Carrier

NAMES = {"SIN": ("Singapore",), "MLE": ("Malé", "Male"), "SQ": ("Singapore Airlines",)}


def read(xml: str) -> Outline:
    root = etree.fromstring("".join(xml.split("\n")))
    return outline(to_structure(root), f"/M/{root.tag}")


def names_of(_path: str, value: str) -> Collection[str]:
    return NAMES.get(value, ())


def said(xml: str, field: str, operator: str, value: str = "", **more: Any) -> Judgement:
    claim = Claim(statement="so", field=field, operator=operator, value=value, **more)
    links = (Link("/M/Price/Ref", "/M/PaxList/Pax/PaxID"),)
    return judge(claim, read(xml), links, names_of)


HOLD = [
    (PEOPLE, "PTC", "counts", "ADT", {"count": 2}),
    (PEOPLE, "Pax", "counts", "ADT", {"count": 2}),
    (PEOPLE, "Pax", "counts", "", {"count": 3}),
    (PEOPLE, "PTC", "counts", "", {"count": 2}),
    (PEOPLE, "PTC", "counts", "INF", {"count": 0}),
    (PEOPLE, "Pax", "counts", "3", {}),  # the number in the place of a value
    (PEOPLE, "PaxList", "counts", "ADT", {"count": 2}),
    (PEOPLE, "PaxList", "counts", "3", {"count": 3}),  # a list is what it holds
    (PEOPLE, "Pax/PTC", "equals", "CHD", {"lines": [5]}),
    (PEOPLE, "PAX/ptc", "equals", "chd", {"lines": [5]}),
    (PEOPLE, "Pax x3", "counts", "3", {"count": 3, "lines": [2]}),
    (PEOPLE, "Pax", "counts", "pax", {"count": 3}),
    ("<F><Total A='232.00' Cur='EUR'/></F>", "Total", "equals", "232.00 EUR", {"lines": [1]}),
    (PEOPLE, "Pax x3: PTC", "counts", "ADT", {"count": 2}),
    (PEOPLE, "PTC", "equals", "ADT", {"lines": [3, 4]}),
    (PEOPLE, "PTC", "equals", "CHD", {}),
    (PRICE, "Base", "equals", "1,499", {"lines": [2]}),
    (PRICE, "Base", "equals", "1499.00 EUR", {"lines": [2]}),
    (PRICE, "Base/@Cur", "equals", "eur", {}),
    (PRICE, "Cur", "only", "EUR", {}),
    (PRICE, "At", "equals", "2026-03-14", {}),
    ("<N><T>" + "words " * 20 + "</T></N>", "T", "equals", "words " * 20, {}),  # shortened
    (PRICE, "At", "equals", "2026-03-14 10:25", {}),
    (PRICE, "Dep", "equals", "SIN (Singapore)", {}),
    (PRICE, "Arr", "equals", "Male", {}),
    (PRICE, "Arr", "equals", "MLE (Malé)", {}),
    (PRICE, "Tax", "sums to", "472.11", {}),
    (PRICE, "Tax", "sums to", "472.11 EUR", {"lines": [4]}),
    (PRICE, "Bag", "between", "20..30", {}),
    (PRICE, "Bag", "between", "20 to 32 kg", {}),
    (PRICE, "At", "between", "2026-03-01..2026-03-31", {}),
    (PRICE, "Ref", "refers to", "PAX1", {"lines": [12]}),
    (PRICE, "Ref", "refers to", "Pax", {}),
    (PRICE, "Ref", "refers to", "PaxID", {}),
]
CONTRADICTED = [
    (PEOPLE, "PTC", "counts", "ADT", {"count": 4}, "it occurs 2 times"),
    (PEOPLE, "PTC", "only", "ADT", {}, "PTC is also CHD"),
    (PEOPLE, "PTC", "equals", "INF", {"lines": [3]}, "PTC is ADT"),
    (PRICE, "Taxes/Total", "equals", "1499.00", {}, "Taxes/Total is 472.11"),
    (PRICE, "Total", "equals", "1499.00 EUR", {}, "Total is 472.11"),
    (PRICE, "Tax", "sums to", "1499.00", {}, "it adds up to 472.11"),
    (PRICE, "Arr", "equals", "MLE (Melbourne)", {}, "Arr is MLE (Malé)"),
    (PRICE, "Dep", "equals", "MEL", {}, "Dep is SIN (Singapore)"),
    (PRICE, "Bag", "between", "25..32", {}, "Bag is also 23"),
    (PRICE, "At", "equals", "2026-03-15", {}, "At is 2026-03-14T10:25:00"),
    (PRICE, "Ref", "refers to", "PAX2", {}, "Ref is PAX1"),
]
NOT_CHECKED = [
    # what is meant can be read in more than one way
    (PEOPLE, "PTC", "only", "CHD", {}),  # "the only child"
    (PEOPLE, "PTC", "counts", "ADT", {"count": 1, "lines": [3]}),
    (PEOPLE, "PTC", "counts", "ADT", {"count": 3}),  # three of any type
    (PEOPLE, "PTC", "equals", "ADT", {"lines": [3, 5]}),
    (PEOPLE, "PTC", "equals", "CHD", {"lines": [3]}),  # it stands in line 5
    # what cannot be compared, or is not there
    (PEOPLE, "PTC", "equals", "adult", {"lines": [3]}),
    (PEOPLE, "PTC", "counts", "adult", {"count": 2}),
    (PEOPLE, "PTC", "counts", "ADT", {}),
    (PEOPLE, "PTC", "only", "ADT", {"count": 2}),  # only two adults
    (PRICE, "Bag", "equals", "2", {}),  # two bags
    (PRICE, "Bag", "counts", "", {"count": 23}),  # 23 kg
    ("<S><L>1 2 3</L><L>1</L></S>", "L", "counts", "", {"count": 3}),
    (PRICE, "Taxes", "counts", "", {"count": 2}),  # two Tax beside a Total
    (PEOPLE, "Passenger", "equals", "PAX1", {}),
    (PEOPLE, "Pax", "equals", "PAX1", {}),
    ("<F><Total A='1' B='1'/></F>", "Total", "equals", "1", {"lines": [1]}),
    (PEOPLE, "PTC", "equals", "", {"lines": [3]}),
    ("<N><T/></N>", "T", "only", "", {}),
    (PEOPLE, "PaxID", "refers to", "PTC", {}),
    (PRICE, "Base", "equals", "1499.00 USD", {}),
    (PRICE, "Tax", "sums to", "472", {}),  # rounded
    (PRICE, "Tax", "sums to", "410.11", {}),  # one of them
    (PRICE, "Tax", "sums to", "472.11 USD", {}),
    (PRICE, "Carrier", "equals", "Singapore Air", {}),  # a name that may be one
    (PRICE, "Dep", "between", "20..30", {}),
    (PRICE, "Bag", "between", "20", {}),
    ("<M><At>2026-03-14T10:25:00Z</At></M>", "At", "equals", "2026-03-14T12:25:00", {}),
]


@pytest.mark.parametrize(("xml", "field", "operator", "value", "more"), HOLD)
def test_what_stands_there_holds(
    xml: str, field: str, operator: str, value: str, more: dict[str, Any]
) -> None:
    found = said(xml, field, operator, value, **more)
    assert (found.verdict, found.reason) == ("holds", "")
    assert found.fields or more.get("count") == 0


@pytest.mark.parametrize(("xml", "field", "operator", "value", "more", "instead"), CONTRADICTED)
def test_what_is_surely_otherwise_is_contradicted_with_what_stands_there(
    xml: str, field: str, operator: str, value: str, more: dict[str, Any], instead: str
) -> None:
    found = said(xml, field, operator, value, **more)
    assert (found.verdict, found.reason) == ("contradicted", instead)


@pytest.mark.parametrize(("xml", "field", "operator", "value", "more"), NOT_CHECKED)
def test_what_may_be_meant_otherwise_is_not_checked(
    xml: str, field: str, operator: str, value: str, more: dict[str, Any]
) -> None:
    found = said(xml, field, operator, value, **more)
    assert found.verdict == "not checked"
    assert found.reason


def test_the_sentence_is_that_of_the_program() -> None:
    sentences = [
        said(PEOPLE, "PTC", "counts", "ADT", count=2).sentence,
        said(PEOPLE, "PTC", "counts", "", count=2).sentence,
        said(PEOPLE, "PTC", "equals", "ADT").sentence,
        said(PEOPLE, "PTC", "only", "ADT").sentence,
        said(PRICE, "Tax", "sums to", "472.11").sentence,
        said(PRICE, "Bag", "between", "20..30").sentence,
        said(PRICE, "Ref", "refers to", "PAX1").sentence,
    ]
    assert sentences == [
        "PTC with the value ADT occurs 2 times",
        "PTC has 2 different values",
        "PTC is ADT in 2 of 3 places",
        "PTC is ADT wherever it occurs",
        "Tax adds up to 472.11",
        "Bag lies between 20 and 30",
        "Ref refers to PAX1",
    ]


def test_without_known_names_a_name_is_never_contradicted() -> None:
    for value in ("Melbourne", "MLE (Melbourne)", "Malé"):
        claim = Claim(statement="so", field="Arr", operator="equals", value=value)
        assert judge(claim, read(PRICE)).verdict == "not checked"


def test_a_placeholder_stands_for_one_value() -> None:
    xml = "<Pax><Surname>[SURNAME_1]</Surname></Pax>"
    assert said(xml, "Surname", "equals", "[SURNAME_1]").verdict == "holds"
    assert said(xml, "Surname", "equals", "[SURNAME_2]").verdict == "contradicted"


def test_numbers_in_different_units_are_not_added_up() -> None:
    xml = '<L><W Unit="KG">20</W><W Unit="LB">30</W></L>'
    assert said(xml, "W", "sums to", "50").verdict == "not checked"
    assert said(xml, "W", "sums to", "50").reason == "units: KG, LB"


@pytest.mark.parametrize("value", ["9" * 5000, "1" + ",000" * 2000, "é" * 4000, "(" * 4000])
def test_hostile_values_are_judged_in_no_time(value: str) -> None:
    claim = Claim(statement="so", field="V", operator="equals", value="1" * 40)
    for operator in ("equals", "only", "sums to", "between", "counts", "refers to"):
        told = claim.model_copy(update={"operator": operator, "value": value, "count": 1})
        judge(told, read(f"<L><V>{value}</V><V>1e9999999</V></L>"))
