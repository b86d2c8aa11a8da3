"""Which node of one run is which of another."""

from hypothesis import given
from hypothesis import strategies as st

from discovery.compare.matching import match_nodes

PAX = "Response/DataLists/PaxList/Pax"


def pairs(before: list[str], after: list[str], *, by_name: bool = True) -> set[tuple[str, str]]:
    """The nodes that have a partner."""
    found = match_nodes(before, after, by_name=by_name)
    return {(one, other) for one, other in found if one and other}


def test_equal_paths_are_the_same_node() -> None:
    assert match_nodes(["/A/B", "/A/C"], ["/A/C", "/A/D"], by_name=True) == [
        ("/A/B", None),
        ("/A/C", "/A/C"),
        (None, "/A/D"),
    ]


def test_another_root_or_a_wrapper_is_no_other_node() -> None:
    before = [f"/OrderViewRS/{PAX}", "/OrderViewRS/Response/Order"]
    for root in ("/IATA_OrderViewRS", "/Envelope/Body/OrderViewRS", "/OrderRetrieveRS"):
        after = [f"{root}/Response/Order", f"{root}/{PAX}"]
        assert pairs(before, after) == {(before[0], after[1]), (before[1], after[0])}


def test_a_whole_message_is_matched_without_the_prefix_of_its_name() -> None:
    assert pairs(["/OrderViewRS"], ["/IATA_OrderViewRS"]) == {("/OrderViewRS", "/IATA_OrderViewRS")}
    assert pairs(["/OrderViewRS"], ["/AirShoppingRS"]) == set()


def test_the_longest_common_ending_decides() -> None:
    before = ["/R/Order/Item/Price", "/R/Order/Price"]
    after = ["/Q/X/Order/Price", "/Q/X/Order/Item/Price"]
    assert pairs(before, after) == {(before[0], after[1]), (before[1], after[0])}


def test_an_ambiguous_ending_is_not_guessed() -> None:
    assert pairs(["/R/A/Price", "/R/B/Price"], ["/Q/C/Price"]) == set()
    assert pairs(["/R/A/Price"], ["/R/C/Price", "/R/D/Price"]) == set()
    assert pairs(["/R/Price", "/R/Item/Price"], ["/R/Price", "/R/Offer/Price"]) == {
        ("/R/Price", "/R/Price")
    }


def test_within_a_document_other_paths_are_other_nodes() -> None:
    assert pairs(["/R/A/Price"], ["/R/B/Price"], by_name=False) == set()


paths = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(
        lambda names: "/" + "/".join(names)
    ),
    unique=True,
    max_size=8,
)


@given(paths, paths)
def test_every_node_is_in_exactly_one_pair_and_both_ways_alike(
    before: list[str], after: list[str]
) -> None:
    found = match_nodes(before, after, by_name=True)
    assert sorted(one for one, _ in found if one) == sorted(before)
    assert sorted(other for _, other in found if other) == sorted(after)
    back = match_nodes(after, before, by_name=True)
    assert {(other, one) for one, other in back} == set(found)
