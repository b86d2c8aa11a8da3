"""Two subtrees, value by value."""

import itertools
import sys
from collections import Counter

import pytest
from hypothesis import given
from lxml import etree

from discovery.compare.differences import Difference, Kind, Part, compare_elements
from discovery.compare.element_reader import ElementReader
from discovery.compare.masking import Masking
from discovery.compare.values import CompareOptions, Judge
from discovery.facts.structure import Structure, fields, to_structure
from tests.support.xml_trees import documents

OPTIONS = CompareOptions(one_document=False)
EQUATING = CompareOptions(one_document=False, equate_formats=True)
CLEAR = Judge()

ONE, OTHER = Masking("a", "1", "key"), Masking("b", "1", "key")
TOGETHER = Judge(ONE, OTHER)
APART = (
    Judge(ONE, Masking("b", "1", "another")),
    Judge(ONE, Masking("a", "2", "key")),
    Judge(ONE, None),
    Judge(ONE, Masking("a")),
    Judge(Masking("a"), Masking("b")),
)
DOE, UPPER, ROE = "[NAME_AAAAAAAAAA:AA]", "[NAME_AAAAAAAAAA]", "[NAME_BBBBBBBBBB]"


def structure_of(xml: str | bytes) -> Structure:
    return to_structure(etree.fromstring(xml))


def compared(
    before: Structure,
    after: Structure,
    options: CompareOptions = OPTIONS,
    judge: Judge = CLEAR,
) -> list[Difference]:
    return compare_elements(
        ElementReader(options, judge.before).read(before, "/a[1]"),
        ElementReader(options, judge.after).read(after, "/b[1]"),
        judge,
    )


def differences(before: str, after: str, options: CompareOptions = OPTIONS) -> list[Difference]:
    return compared(structure_of(before), structure_of(after), options)


def changes(before: str, after: str, options: CompareOptions = OPTIONS) -> list[tuple[str, ...]]:
    """Kind, path and the values that there are."""
    return [
        (one.kind.value, one.path, *(text for text in (one.before, one.after) if text is not None))
        for one in differences(before, after, options)
    ]


def test_a_changed_value_has_both_values_and_both_places() -> None:
    assert differences("<P><W u='KG'>23</W></P>", "<P><W u='KG'>32</W></P>") == [
        Difference(Part.VALUE, Kind.CHANGED, "W", "23", "32", "/a[1]/W[1]", "/b[1]/W[1]")
    ]


def test_attributes_and_own_text() -> None:
    assert changes("<P a='1' b='2'>x</P>", "<P a='1' b='3' c='4'>y</P>") == [
        ("changed", "@b", "2", "3"),
        ("changed", ".", "x", "y"),
        ("added", "@c", "4"),
    ]


def test_every_value_of_what_is_gone_or_new_is_shown() -> None:
    assert changes("<P><Q><A>1</A><B t='2'/><C/></Q></P>", "<P><R>x<D>3</D></R></P>") == [
        ("removed", "Q/A", "1"),
        ("removed", "Q/B/@t", "2"),
        ("removed", "Q/C", ""),
        ("added", "R", "x"),
        ("added", "R/D", "3"),
    ]


def test_a_text_that_is_gone_leaves_an_empty_value() -> None:
    assert changes("<P><A>1</A></P>", "<P><A/></P>") == [("changed", "A", "1", "")]
    assert changes("<P><A/></P>", "<P><A><B/></A></P>") == [("added", "A/B", "")]


def test_one_more_in_the_middle_changes_none_of_the_others() -> None:
    before = "<P><S>1</S><S>2</S><S>3</S></P>"
    assert changes(before, "<P><S>1</S><S>9</S><S>2</S><S>3</S></P>") == [("added", "S[2]", "9")]
    assert changes("<P><S>1</S><S>9</S><S>2</S></P>", "<P><S>1</S><S>2</S></P>") == [
        ("removed", "S[2]", "9")
    ]


def test_what_is_left_is_paired_between_the_same_neighbours() -> None:
    before = "<P><S>1</S><S>2</S><S>3</S></P>"
    after = "<P><S>1</S><S>new</S><S>2</S><S>3b</S></P>"
    assert changes(before, after) == [("changed", "S[3]", "3", "3b"), ("added", "S[2]", "new")]


def test_children_are_known_by_what_identifies_them() -> None:
    before = "<L><P><PID>1</PID><N>a</N></P><P><PID>2</PID><N>b</N></P></L>"
    after = "<L><P><PID>2</PID><N>c</N></P><P><PID>1</PID><N>a</N></P></L>"
    assert changes(before, after) == [("changed", "P[2]/N", "b", "c")]
    (one,) = differences(before, after)
    assert (one.xpath_a, one.xpath_b) == ("/a[1]/P[2]/N[1]", "/b[1]/P[1]/N[1]")


def test_another_identifier_is_another_child_where_identifiers_are_shared() -> None:
    before = "<L><P id='1'><N>a</N></P><P id='2'><N>b</N></P></L>"
    after = "<L><P id='1'><N>x</N></P><P id='4'><N>b</N></P></L>"
    assert changes(before, after) == [
        ("changed", "P[1]/N", "a", "x"),
        ("removed", "P[2]/@id", "2"),
        ("removed", "P[2]/N", "b"),
        ("added", "P[2]/@id", "4"),
        ("added", "P[2]/N", "b"),
    ]


def test_order_namespaces_prefixes_and_blanks_between_elements_are_no_difference() -> None:
    before = "<P xmlns='urn:1' xmlns:x='urn:2' x:a='1'><A>1</A><B>2</B></P>"
    after = "<y:P xmlns:y='urn:3' a='1'> <y:B>2</y:B> <y:A>1</y:A></y:P>"
    assert changes(before, after) == []


def test_places_are_written_as_the_document_needs_them() -> None:
    xml = "<P xmlns='urn:1' xmlns:x='urn:2'><A x:k='{}'/></P>"
    (one,) = differences(xml.format(1), xml.format(2))
    assert one.path == "A/@k"
    assert one.xpath_a == (
        "/a[1]/*[local-name()='A'][1]/@*[local-name()='k' and namespace-uri()='urn:2']"
    )


def test_two_attributes_of_one_local_name_are_two() -> None:
    xml = "<P xmlns:x='urn:x' id='1' x:id='{}'/>"
    assert [kind for kind, *_ in changes(xml.format(2), xml.format(3))] == ["changed"]


def test_another_format_counts_as_equal_only_when_asked_for() -> None:
    before, after = "<P><W>23KG</W><D>15OCT25</D></P>", "<P><W>23 kg</W><D>2025-10-16</D></P>"
    assert [kind for kind, *_ in changes(before, after)] == ["changed", "changed"]
    assert changes(before, after, EQUATING) == [
        ("equated", "W", "23KG", "23 kg"),
        ("changed", "D", "15OCT25", "2025-10-16"),
    ]


def test_children_equal_but_for_the_format_are_paired() -> None:
    before = "<P><W>23KG</W><W>32KG</W></P>"
    assert changes(before, "<P><W>1KG</W><W>23 kg</W><W>32 kg</W></P>", EQUATING) == [
        ("equated", "W[1]", "23KG", "23 kg"),
        ("equated", "W[2]", "32KG", "32 kg"),
        ("added", "W[1]", "1KG"),
    ]


def verdict(before: str, after: str, judge: Judge) -> str:
    """What is said of a masked field with these texts."""
    sides = (structure_of(f"<P><N>{text}</N><B>1</B></P>") for text in (before, after))
    found = compared(*sides, judge=judge)
    assert len(found) < 2
    return str(found[0].kind) if found else "equal"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (DOE, DOE, "equal"),
        (DOE, "[WORD_AAAAAAAAAA:AA]", "equal"),
        (DOE, UPPER, "spelled differently"),
        (DOE, "[WORD_AAAAAAAAAA:BB]", "spelled differently"),
        (DOE, ROE, "changed"),
        (DOE, "Doe", "changed"),
        (DOE, "", "changed"),
        (f"Dear {DOE} and {ROE}!", f"Dear {DOE} and {ROE}!", "equal"),
        (f"Dear {DOE} and {ROE}!", f"Dear {UPPER} and {ROE}!", "spelled differently"),
        (f"Dear {DOE} and {ROE}!", f"Dear {ROE} and {DOE}!", "changed"),
        (f"Dear {DOE}!", f"dear {DOE}!", "changed"),
        ("[BINARY]", "[BINARY]", "not comparable"),
        (f"{DOE}: [BINARY]", f"{DOE}: [BINARY]", "not comparable"),
        (f"{DOE}: [BINARY]", f"{ROE}: [BINARY]", "changed"),
        ("[BINARY]", "x", "not comparable"),
        ("[A]", "[A]", "equal"),
    ],
)
def test_under_one_policy_and_key_pseudonyms_tell_what_changed(
    before: str, after: str, said: str
) -> None:
    assert verdict(before, after, TOGETHER) == said
    assert verdict(after, before, TOGETHER) == said
    again = Judge(ONE, ONE)
    assert verdict(before, before, again) == "equal"


@pytest.mark.parametrize("judge", APART)
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{}", "{}", "not comparable"),
        ("Dear {}!", "Dear {}!", "not comparable"),
        ("Dear {}!", "Dear you, {}!", "not comparable"),
        ("Dear {}!", "Hello {}!", "changed"),
        ("Dear {}!", "Dear {}?", "changed"),
        ("Dear {}!", "Dear Doe!", "not comparable"),
        ("Dear {}!", "Dear !", "changed"),
        ("{}", "", "changed"),
        ("x", "x", "equal"),
        ("x", "y", "changed"),
    ],
)
def test_of_other_keys_policies_and_versions_masked_values_are_not_comparable(
    before: str, after: str, said: str, judge: Judge
) -> None:
    shown_a, shown_b = (
        text.format("[NAME_1]" if side and side.is_earlier else DOE)
        for text, side in ((before, judge.before), (after, judge.after))
    )
    assert verdict(shown_a, shown_b, judge) == said


def test_placeholders_of_earlier_versions_are_equal_in_one_document() -> None:
    judge = Judge(Masking("a"), Masking("a"))
    assert verdict("[SURNAME_1]", "[SURNAME_1]", judge) == "equal"
    assert verdict("[SURNAME_1]", "[SURNAME_1:upper]", judge) == "not comparable"
    assert verdict("[SURNAME_1]", "[SURNAME_2]", judge) == "not comparable"
    assert verdict("Mr [SURNAME_1]", "Mrs [SURNAME_1]", judge) == "changed"


def test_at_another_path_what_is_masked_may_be_what_is_not() -> None:
    """Whether a text is masked depends on its path."""
    elsewhere = Judge(ONE, OTHER, "/Order/Passenger", "/Order/Vehicle")
    assert verdict(DOE, "Doe", elsewhere) == "not comparable"
    assert verdict(f"+49 {DOE}", ROE, elsewhere) == "not comparable"
    assert verdict(DOE, ROE, elsewhere) == "changed"
    assert verdict(DOE, UPPER, elsewhere) == "spelled differently"
    order = "/OrderViewRS/Response/DataLists/PaxList/Pax/Individual"
    assert verdict(DOE, "Doe", Judge(ONE, OTHER, order, f"/Envelope/Body{order}")) == "changed"


def test_pseudonyms_identify_under_one_policy_and_key_only() -> None:
    pax = "<Pax><PaxID>{}</PaxID><N>{}</N></Pax>"
    before, after = (
        structure_of(f"<L>{''.join(pax.format(*each) for each in side)}</L>")
        for side in (((DOE, "1"), (ROE, "2")), ((ROE, "2b"), (UPPER, "1b")))
    )
    together = [
        (one.path, one.before, one.after) for one in compared(before, after, judge=TOGETHER)
    ]
    assert together == [
        ("Pax[1]/PaxID", DOE, UPPER),
        ("Pax[1]/N", "1", "1b"),
        ("Pax[2]/N", "2", "2b"),
    ]
    for judge in APART[:2]:
        apart = [(one.path, one.before, one.after) for one in compared(before, after, judge=judge)]
        assert apart == [
            ("Pax[1]/PaxID", DOE, ROE),
            ("Pax[1]/N", "1", "2b"),
            ("Pax[2]/PaxID", ROE, UPPER),
            ("Pax[2]/N", "2", "1b"),
        ]


def test_what_is_masked_on_one_side_only_is_not_called_removed_and_added() -> None:
    pax = "<Pax><PaxID>{}</PaxID><N>{}</N></Pax>"
    before, after = (
        structure_of(f"<L>{pax.format('P1', '1')}{pax.format(pid, '2')}</L>")
        for pid in (f"{DOE}-1", "DOE-1")
    )
    for sides, judge in (((before, after), Judge(ONE, None)), ((after, before), Judge(None, ONE))):
        kinds = [(str(one.kind), one.path) for one in compared(*sides, judge=judge)]
        assert kinds == [("not comparable", "Pax[2]/PaxID")]


def test_siblings_are_paired_by_what_can_be_seen_where_pseudonyms_mean_nothing() -> None:
    pax = "<P><N>{}</N><T>{}</T></P>"
    before, after = (
        structure_of(f"<L>{''.join(pax.format(*each) for each in side)}</L>")
        for side in (((DOE, "ADT"), (ROE, "CHD")), ((DOE, "CHD"), (ROE, "ADT")))
    )
    kinds = Counter(one.kind for one in compared(before, after, judge=APART[0]))
    assert kinds == {Kind.NOT_COMPARABLE: 2}
    kinds = Counter(one.kind for one in compared(before, after, judge=TOGETHER))
    assert kinds == {Kind.CHANGED: 2}


def test_text_like_a_placeholder_is_text_where_nothing_was_masked() -> None:
    assert changes("<P>[SURNAME_1]</P>", "<P>[SURNAME_2]</P>") == [
        ("changed", ".", "[SURNAME_1]", "[SURNAME_2]")
    ]


@pytest.mark.parametrize("name", ["N", "FlightNumber", "TaxCode", "SID"])
def test_four_times_the_children_take_about_four_times_the_steps(name: str) -> None:
    assert calls_to_compare_lists(2000, name) < 6 * calls_to_compare_lists(500, name)


def calls_to_compare_lists(count: int, name: str) -> int:
    """How many functions are called to compare two lists of so many children, mostly changed."""

    def list_of(numbers: range, value: str) -> Structure:
        items = "".join(
            f"<S><{name}>{n}</{name}><V>{value if n % 7 else n}</V></S>" for n in numbers
        )
        return structure_of(f"<L>{items}</L>")

    before, after = list_of(range(count), "a"), list_of(range(3, count + 3), "b")
    calls = itertools.count()
    sys.setprofile(lambda *_: next(calls))
    try:
        found = compared(before, after)
    finally:
        sys.setprofile(None)
    assert len(found) >= count * 0.8
    return next(calls)


def test_deep_nesting_is_no_problem() -> None:
    def nested(value: str) -> Structure:
        structure: Structure = {
            "name": "V",
            "namespace": None,
            "attributes": {},
            "content": [value],
        }
        for _ in range(sys.getrecursionlimit() * 3):
            structure = {"name": "N", "namespace": None, "attributes": {}, "content": [structure]}
        return structure

    (one,) = compared(nested("1"), nested("2"))
    assert (one.before, one.after) == ("1", "2")
    assert one.path.startswith("N/N/N/")
    assert one.path.endswith("/N/V")


@given(documents())
def test_nothing_differs_from_itself(xml: bytes) -> None:
    structure = structure_of(xml)
    assert compared(structure, structure) == []
    assert compared(structure, structure, EQUATING) == []


@given(documents(), documents())
def test_the_other_way_round_everything_is_the_other_way_round(one: bytes, other: bytes) -> None:
    before, after = structure_of(one), structure_of(other)
    there = compared(before, after)
    back = compared(after, before)
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    assert Counter(
        (d.kind, d.before, d.after, _steps(d.xpath_a), _steps(d.xpath_b)) for d in there
    ) == (
        Counter(
            (turned.get(d.kind, d.kind), d.after, d.before, _steps(d.xpath_b), _steps(d.xpath_a))
            for d in back
        )
    )


def _steps(xpath: str | None) -> str | None:
    """Without the root, whose name tells the side."""
    return xpath and xpath[len("/a[1]") :]


@given(documents(), documents())
def test_what_differs_is_found_where_it_is_said_to_be(one: bytes, other: bytes) -> None:
    before, after = structure_of(one), structure_of(other)
    values_a = {field.xpath: field.value for field in fields(before, "/a", "/a[1]")}
    values_b = {field.xpath: field.value for field in fields(after, "/b", "/b[1]")}
    for found in compared(before, after):
        assert found.before == (found.xpath_a and values_a.get(found.xpath_a, found.before))
        assert found.after == (found.xpath_b and values_b.get(found.xpath_b, found.after))
        assert (found.before is None) == (found.kind is Kind.ADDED)
        assert (found.after is None) == (found.kind is Kind.REMOVED)
