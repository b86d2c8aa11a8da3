"""Messages whose elements are numbered anew: paired by what they say, and references followed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.compare.support import Runs, expect_counts_add_up, runs_in, statuses
from tests.support.cases import CASES, needs_cases

Fields = tuple[str, ...]


def segment(number: str, flight: str, day: str = "2026-12-01", price: str = "") -> str:
    return (
        f"<PaxSegment><PaxSegmentID>{number}</PaxSegmentID><Dep><IATA_LocationCode>CPH"
        f"</IATA_LocationCode><AircraftScheduledDateTime>{day}T10:00:00</AircraftScheduledDateTime>"
        "</Dep><MarketingCarrierInfo><CarrierDesigCode>SK</CarrierDesigCode>"
        f"<MarketingCarrierFlightNumberText>{flight}</MarketingCarrierFlightNumberText>"
        f"</MarketingCarrierInfo>{price and f'<Miles>{price}</Miles>'}</PaxSegment>"
    )


def pax(number: str, ptc: str, surname: str = "", more: str = "") -> str:
    name = surname and f"<Individual><Surname>{surname}</Surname></Individual>"
    return f"<Pax><PaxID>{number}</PaxID><PTC>{ptc}</PTC>{name}{more}</Pax>"


def bag(number: str, of: str, weight: str = "23") -> str:
    return f"<Bag><BagID>{number}</BagID><PaxRefID>{of}</PaxRefID><Weight>{weight}</Weight></Bag>"


def offer(number: str, price: str, *segments: str) -> str:
    refs = "".join(f"<PaxSegmentRefID>{each}</PaxSegmentRefID>" for each in segments)
    return f"<Offer><OfferID>{number}</OfferID><Price>{price}</Price>{refs}</Offer>"


def message(*parts: str) -> str:
    return f"<OrderRS>{''.join(parts)}</OrderRS>"


PAX, BAG, SEGMENT, OFFER = (f"/OrderRS/{name}" for name in ("Pax", "Bag", "PaxSegment", "Offer"))


def compared(
    runs: Runs, before: str, after: str, *paths: str, **options: bool
) -> tuple[list[Fields], list[Fields]]:
    """The subtrees and the values of which more became than that they were numbered anew."""
    found = runs.of(before, after, *paths, **options)
    expect_counts_add_up(found)
    back = runs.compare(found.run_b.run_id, found.run_a.run_id, **options)
    assert (back.counts.renumbered, back.counts.changed) == (
        found.counts.renumbered,
        found.counts.changed,
    )
    subtrees = [one for one in statuses(found) if one[0] not in {"same", "renumbered"}]
    values = [one for one in runs.changes(found) if one[0] != "renumbered" and one[1]]
    return subtrees, values


@needs_cases
@pytest.mark.parametrize("masked", [False, True])
def test_an_inserted_flight_leaves_the_others_the_same(tmp_path: Path, masked: bool) -> None:
    node = "/IATA_AirShoppingRS/Response/DataLists/PaxSegmentList/PaxSegment"
    before, after = ((CASES / f"compare_inserted_{side}.xml").read_text() for side in "ab")
    with runs_in(tmp_path, pii_masking_enabled=masked) as runs:
        found = runs.of(before, after, node)
        assert statuses(found) == [("renumbered", 1, 2), ("renumbered", 2, 3), ("added", None, 1)]
        counts = found.counts
        assert (counts.same, counts.renumbered, counts.added, counts.changed) == (0, 2, 1, 0)
        assert (counts.values, counts.renumbered_values) == (0, 2)
        expect_counts_add_up(found)
        whole = runs.of(before, after, node.rpartition("/")[0])
        kinds = [row["kind"] for row in runs.rows(whole)]
        assert kinds == ["renumbered"] * 2 + ["added"] * 4


def test_renumbered_can_be_ignored(runs: Runs) -> None:
    before = message(segment("S1", "464"), segment("S2", "880"))
    after = message(segment("T1", "464"), segment("T2", "880"))
    found = runs.of(before, after, SEGMENT)
    assert (found.counts.same, found.counts.renumbered) == (0, 2)
    assert {row["status"] for row in runs.rows(found)} == {"renumbered"}
    ignoring = runs.of(before, after, SEGMENT, ignore_identifiers=True)
    assert (ignoring.counts.same, ignoring.counts.renumbered) == (2, 0)
    assert runs.rows(ignoring) == []
    expect_counts_add_up(ignoring)


def test_an_inserted_passenger_moves_the_numbers_of_the_others_and_of_their_bags(
    runs: Runs,
) -> None:
    before = message(pax("1A", "ADT"), pax("2A", "CHD"), bag("B1", "1A"), bag("B2", "2A", "10"))
    after = message(
        *(pax(*each) for each in (("1A", "INF"), ("2A", "ADT"), ("3A", "CHD"))),
        bag("B1", "2A"),
        bag("B2", "3A", "10"),
    )
    assert compared(runs, before, after, PAX, BAG) == ([("added", None, 1)], [])
    # within one tick as well
    assert compared(runs, before, after, "/OrderRS")[1] == [
        ("added", "Pax[1]/PaxID", None, "1A"),
        ("added", "Pax[1]/PTC", None, "INF"),
    ]


def test_a_reference_to_another_thing_is_a_change_whatever_its_number(runs: Runs) -> None:
    before = message(pax("P1", "ADT"), pax("P2", "CHD"), bag("B1", "P1"))
    after = message(pax("P1", "CHD"), pax("P2", "ADT"), bag("B1", "P1"))
    found = runs.of(before, after, PAX, BAG)
    assert statuses(found) == [("renumbered", 1, 2), ("renumbered", 2, 1), ("changed", 1, 1)]
    (row,) = (row for row in runs.rows(found) if row["kind"] == "changed")
    assert (row["path"], row["before"], row["after"]) == ("PaxRefID", "P1", "P1")
    assert row["note"] == "In A it refers to Pax[1], in B to Pax[1]."
    within = runs.of(before, after, "/OrderRS")
    assert [row["path"] for row in runs.rows(within) if row["kind"] == "changed"] == [
        "Bag/PaxRefID"
    ]


def test_a_bag_of_another_passenger_is_changed_though_all_are_numbered_anew(runs: Runs) -> None:
    before = message(pax("P1", "ADT"), pax("P2", "CHD"), bag("B1", "P1"), bag("B2", "P2", "30"))
    after = message(pax("X1", "ADT"), pax("X2", "CHD"), bag("C1", "X1"), bag("C2", "X1", "30"))
    assert compared(runs, before, after, PAX, BAG) == (
        [("changed", 2, 2)],
        [("changed", "PaxRefID", "P2", "X1")],
    )


def test_a_removed_bag(runs: Runs) -> None:
    before = message(pax("P1", "ADT"), bag("B1", "P1", "8"), bag("B2", "P1"), bag("B3", "P1", "9"))
    after = message(pax("X1", "ADT"), bag("C1", "X1", "8"), bag("C2", "X1", "9"))
    assert compared(runs, before, after, PAX, BAG) == ([("removed", 2, None)], [])


FLIGHTS = ("464", "880", "991")


def flights(prefix: str) -> list[str]:
    return [segment(f"{prefix}{n}", flight) for n, flight in enumerate(FLIGHTS)]


def test_reordered_offers_are_known_by_what_they_offer(runs: Runs) -> None:
    before = message(*flights("S"), offer("O1", "10", "S0"), offer("O2", "20", "S1"))
    after = message(*flights("T"), offer("N1", "20", "T1"), offer("N2", "10", "T0"))
    assert compared(runs, before, after, SEGMENT, OFFER) == ([], [])
    assert compared(runs, before, after, "/OrderRS") == ([], [])


def test_a_price_that_changed_while_all_was_numbered_anew_and_reordered(runs: Runs) -> None:
    before = message(
        *flights("S"),
        offer("O1", "10", "S0"),
        offer("O2", "20", "S1"),
        offer("O3", "5", "S0", "S2"),
    )
    after = message(
        *flights("T")[::-1],
        *(offer("N1", "5", "T0", "T2"), offer("N2", "21", "T1"), offer("N3", "11", "T0")),
    )
    changes = [("changed", "Price", "10", "11"), ("changed", "Price", "20", "21")]
    assert compared(runs, before, after, SEGMENT, OFFER) == (
        [("changed", 1, 3), ("changed", 2, 2)],
        changes,
    )


def test_flights_are_known_by_number_and_day(runs: Runs) -> None:
    before = message(segment("S1", "464", "2026-12-01", "5"), segment("S2", "464", "2026-12-08"))
    after = message(
        segment("T1", "100"), segment("T2", "464", "2026-12-08"), segment("T3", "464", price="6")
    )
    assert compared(runs, before, after, SEGMENT) == (
        [("changed", 1, 3), ("added", None, 1)],
        [("changed", "Miles", "5", "6")],
    )
    before = message(segment("S1", "464"), segment("S2", "880"))
    retimed = message(segment("T1", "880"), segment("T2", "464", "2026-12-02"))
    assert compared(
        runs, message(segment("S1", "464"), segment("S2", "880")), retimed, SEGMENT
    ) == (
        [("changed", 1, 2)],
        [
            (
                "changed",
                "Dep/AircraftScheduledDateTime",
                "2026-12-01T10:00:00",
                "2026-12-02T10:00:00",
            )
        ],
    )


def test_another_flight_is_not_called_a_change_of_the_one_that_is_gone(runs: Runs) -> None:
    before = message(segment("S1", "464"), segment("S2", "880"))
    after = message(segment("T1", "464"), segment("T2", "100"))
    assert compared(runs, before, after, SEGMENT) == (
        [("removed", 2, None), ("added", None, 2)],
        [],
    )


def test_tickets_are_known_by_their_numbers(runs: Runs) -> None:
    ticket = (
        "<Ticket><TicketID>{}</TicketID><TicketNumber>{}</TicketNumber><Fare>{}</Fare></Ticket>"
    )

    def tickets(*each: Fields) -> str:
        return message(*(ticket.format(*fields) for fields in each))

    before = tickets(("1", "1172300000001", "10"), ("2", "1172300000002", "20"))
    after = tickets(
        ("1", "1172300000003", "5"), ("2", "1172300000001", "11"), ("3", "1172300000002", "20")
    )
    subtrees, values = compared(runs, before, after, "/OrderRS/Ticket")
    assert [one for one in subtrees if one[0] == "added"] == [("added", None, 1)]
    assert ("changed", "Fare", "10", "11") in values


def test_taxes_are_known_by_their_codes(runs: Runs) -> None:
    def taxes(**amounts: str) -> str:
        each = (f"<Tax><TaxCode>{code}</TaxCode><A>{amounts[code]}</A></Tax>" for code in amounts)
        return message(*each)

    before, after = taxes(YQ="10", DK="5", XT="1"), taxes(GB="3", DK="6", YQ="12", XT="1")
    assert compared(runs, before, after, "/OrderRS/Tax") == (
        [("changed", 1, 3), ("changed", 2, 2), ("added", None, 1)],
        [("changed", "A", "10", "12"), ("changed", "A", "5", "6")],
    )


def test_identical_siblings_keep_their_numbers_where_they_can(runs: Runs) -> None:
    before = message(pax("P1", "ADT"), pax("P2", "ADT"), bag("B1", "P2"))
    after = message(pax("P2", "ADT"), bag("B1", "P2"))
    found = runs.of(before, after, PAX, BAG)
    assert statuses(found) == [("removed", 1, None), ("same", 2, 1), ("same", 1, 1)]
    moved = message(pax("P1", "ADT"), pax("P2", "ADT"), bag("B1", "P1"))
    assert compared(runs, before, moved, PAX, BAG)[1] == [("changed", "PaxRefID", "P2", "P1")]


def test_where_nothing_was_numbered_anew_identifiers_decide(runs: Runs) -> None:
    prices = ("10", "20", "30", "40", "50")
    before = message(*(offer(f"O{n}", price) for n, price in enumerate(prices)))
    after = before.replace(">50<", ">60<").replace(">40<", ">50<")
    assert compared(runs, before, after, OFFER) == (
        [("changed", 4, 4), ("changed", 5, 5)],
        [("changed", "Price", "40", "50"), ("changed", "Price", "50", "60")],
    )
    by_position = message(*(offer(f"O{n}", price) for n, price in enumerate(prices[::-1])))
    assert compared(runs, before, by_position, OFFER) == ([], [])


def test_identical_siblings_are_told_apart_by_what_refers_to_them(runs: Runs) -> None:
    before = message(pax("P1", "ADT"), pax("P2", "ADT"), bag("B1", "P2"))
    after = message(pax("X1", "CHD"), pax("X2", "ADT"), pax("X3", "ADT"), bag("C1", "X2"))
    assert compared(runs, before, after, PAX, BAG) == ([("added", None, 1)], [])
    assert compared(runs, before, after, "/OrderRS")[1] == [
        ("added", "Pax[1]/PaxID", None, "X1"),
        ("added", "Pax[1]/PTC", None, "CHD"),
    ]


def test_references_that_go_round_in_a_circle(runs: Runs) -> None:
    def couple(one: str, other: str) -> tuple[str, str]:
        refers = "<PaxRefID>{}</PaxRefID>"
        return (
            pax(one, "ADT", more=refers.format(other)),
            pax(other, "INF", more=refers.format(one)),
        )

    before = message(*couple("P1", "P2"))
    after = message(pax("X0", "CHD"), *reversed(couple("X1", "X2")))
    assert compared(runs, before, after, PAX) == ([("added", None, 1)], [])


def test_references_are_followed_over_several_lists(runs: Runs) -> None:
    def shop(prefix: str, order: Sequence[int]) -> str:
        journeys = (
            f"<PaxJourney><PaxJourneyID>{prefix}J{n}</PaxJourneyID>"
            f"<PaxSegmentRefID>{prefix}{n}</PaxSegmentRefID></PaxJourney>"
            for n in order
        )
        offers = (
            f"<Offer><OfferID>{prefix}O{n}</OfferID><Price>10</Price>"
            f"<PaxJourneyRefID>{prefix}J{n}</PaxJourneyRefID></Offer>"
            for n in order
        )
        return message(*(flights(prefix)[n] for n in order), *journeys, *offers)

    paths = SEGMENT, OFFER, "/OrderRS/PaxJourney"
    assert compared(runs, shop("S", (0, 1, 2)), shop("T", (2, 0, 1)), *paths) == ([], [])


def test_place_holders_of_ota(runs: Runs) -> None:
    def book(*flights: Fields) -> str:
        segments = "".join(
            f'<FlightSegment RPH="{rph}" FlightNumber="{number}"/>' for rph, number in flights
        )
        fares = "".join(
            f'<Fare FareBasisCode="{number}" FlightSegmentRPHList="{rph}"/>'
            for rph, number in flights
        )
        return f"<OTA_AirBookRS><Segs>{segments}</Segs><Fares>{fares}</Fares></OTA_AirBookRS>"

    before = book(("1", "464"), ("2", "880"))
    after = book(("1", "100"), ("2", "464"), ("3", "880"))
    paths = "/OTA_AirBookRS/Segs/FlightSegment", "/OTA_AirBookRS/Fares/Fare"
    assert compared(runs, before, after, *paths) == ([("added", None, 1), ("added", None, 1)], [])
    wrong = after.replace('"464" FlightSegmentRPHList="2"', '"464" FlightSegmentRPHList="3"')
    assert compared(runs, before, wrong, *paths)[1] == [
        ("changed", "@FlightSegmentRPHList", "1", "3")
    ]


def test_numbers_with_a_qualifier(runs: Runs) -> None:
    def pnr(*names: str, last: int) -> str:
        travellers = "".join(
            "<passenger><reference><qualifier>PT</qualifier>"
            f"<number>{n}</number></reference><surname>{name}</surname></passenger>"
            for n, name in enumerate(names, 1)
        )
        return (
            f"<reply>{travellers}<element><referenceForDataElement><reference><qualifier>PT"
            f"</qualifier><number>{last}</number></reference></referenceForDataElement></element>"
            "</reply>"
        )

    before, after = pnr("DOE", "ROE", last=2), pnr("ZOE", "DOE", "ROE", last=3)
    paths = "/reply/passenger", "/reply/element"
    assert compared(runs, before, after, *paths) == ([("added", None, 1)], [])
    assert compared(runs, before, pnr("ZOE", "DOE", "ROE", last=2), *paths)[0] == [
        ("added", None, 1),
        ("changed", 1, 1),
    ]


def test_without_any_natural_key_content_and_order_decide(runs: Runs) -> None:
    item = "<Item><ItemID>{}</ItemID><Text>{}</Text></Item>"

    def items(*each: Fields) -> str:
        return message(*(item.format(*fields) for fields in each))

    before = items(("u1", "one"), ("u2", "two"), ("u3", "three"))
    after = items(("v0", "new"), ("v1", "one"), ("v2", "2"), ("v3", "three"))
    assert compared(runs, before, after, "/OrderRS/Item") == (
        [("changed", 2, 3), ("added", None, 1)],
        [("changed", "Text", "two", "2")],
    )


def test_nested_lists_are_paired_within_their_parents(runs: Runs) -> None:
    def shop(prefix: str, *offers: tuple[str, Sequence[str]]) -> str:
        return message(
            *(
                f"<Offer><OfferID>{prefix}{n}</OfferID><Name>{name}</Name>"
                + "".join(
                    f"<Item><ItemID>{prefix}{n}-{i}</ItemID><Price>{price}</Price></Item>"
                    for i, price in enumerate(prices)
                )
                + "</Offer>"
                for n, (name, prices) in enumerate(offers)
            )
        )

    before = shop("O", ("light", ("10", "20")), ("flex", ("10", "30")))
    after = shop("N", ("new", ("10",)), ("flex", ("30", "10", "5")), ("light", ("20", "11")))
    assert compared(runs, before, after, OFFER) == (
        [("changed", 1, 3), ("changed", 2, 2), ("added", None, 1)],
        [
            ("changed", "Item[1]/Price", "10", "11"),
            ("added", "Item[3]/ItemID", None, "N1-2"),
            ("added", "Item[3]/Price", None, "5"),
        ],
    )


def test_a_reference_to_what_was_not_ticked_is_not_guessed(runs: Runs) -> None:
    before = message(pax("P1", "ADT"), bag("B1", "P1"), bag("B2", "P1", "8"))
    after = message(pax("X1", "ADT"), bag("B1", "X1"), bag("B2", "X1", "8"))
    found = runs.of(before, after, BAG)
    assert statuses(found) == [("not comparable", 1, 1), ("not comparable", 2, 2)]
    assert (found.counts.unresolved, found.counts.values, found.counts.masked) == (2, 0, 0)
    row, _ = runs.rows(found)
    assert (row["kind"], row["path"]) == ("target not ticked", "PaxRefID")
    assert row["note"].startswith("What it refers to was not ticked in both runs")
    expect_counts_add_up(found)
    assert runs.of(before, before.replace("ADT", "CHD"), BAG).counts.same == 2


def test_a_reference_that_is_broken_in_b_is_a_change(runs: Runs) -> None:
    before = message(pax("P1", "ADT"), pax("P2", "CHD"), bag("B1", "P2"))
    after = message(pax("P1", "ADT"), bag("B1", "P2"))
    found = runs.of(before, after, PAX, BAG)
    (row,) = (row for row in runs.rows(found) if row["kind"])
    assert (row["kind"], row["before"], row["after"]) == ("changed", "P2", "P2")
    assert row["note"] == "In A it refers to Pax[2], in B to nothing."


def test_numbers_known_outside_of_the_message_are_values(runs: Runs) -> None:
    order = (
        "<OrderRS><Order><OrderID>{}</OrderID><Airline><AirlineID>{}</AirlineID></Airline>"
        "</Order></OrderRS>"
    )
    before, after = order.format("SK1A2B", "SK"), order.format("SK9Z8Y", "S7")
    assert compared(runs, before, after, "/OrderRS/Order")[1] == [
        ("changed", "OrderID", "SK1A2B", "SK9Z8Y"),
        ("changed", "Airline/AirlineID", "SK", "S7"),
    ]


def test_an_identifier_without_a_digit_is_a_code_where_its_name_says_nothing(runs: Runs) -> None:
    item = "<OrderRS><Tax><ID>{}</ID><Rate>19</Rate></Tax><Seg><SegID>{}</SegID></Seg></OrderRS>"
    before, after = item.format("S", "seg-a"), item.format("Z", "seg-b")
    assert compared(runs, before, after, "/OrderRS/Tax", "/OrderRS/Seg") == (
        [("changed", 1, 1)],
        [("changed", "ID", "S", "Z")],
    )


def test_another_passport_is_no_other_number_of_the_same(runs: Runs) -> None:
    doc = (
        "<OrderRS><Doc><IdentityDoc><IdentityDocID>{}</IdentityDocID></IdentityDoc></Doc></OrderRS>"
    )
    assert compared(runs, doc.format("C01X1"), doc.format("C01X2"), "/OrderRS/Doc")[1] == [
        ("changed", "IdentityDoc/IdentityDocID", "C01X1", "C01X2")
    ]


def test_passengers_are_known_by_their_names_also_where_these_are_masked(tmp_path: Path) -> None:
    before = message(pax("P1", "ADT", "DOE"), pax("P2", "ADT", "ROE"), bag("B1", "P2"))
    after = message(
        *(
            pax(*each)
            for each in (("X1", "ADT", "ZOE"), ("X2", "CHD", "ROE"), ("X3", "ADT", "DOE"))
        ),
        bag("C1", "X2"),
    )
    for masked in (False, True):
        with runs_in(tmp_path / str(masked), pii_masking_enabled=masked) as runs:
            assert compared(runs, before, after, PAX, BAG) == (
                [("changed", 2, 2), ("added", None, 1)],
                [("changed", "PTC", "ADT", "CHD")],
            )
