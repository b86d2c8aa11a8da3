"""The messages of one file, each with its own version, airline and suggestions."""

from pathlib import Path

from discovery.documents.catalogue import read_catalogue
from discovery.documents.message_list import (
    LISTED_MAX,
    ListedMessage,
    count_messages,
    list_messages,
)
from tests.support.home import settings_in, take, write

LARGE = 4 << 20
FLIGHTS = "<FlightSegmentList><FlightSegment SegmentKey='S1'/></FlightSegmentList>"
PEOPLE = "<PassengerList><Passenger PassengerID='P1'/></PassengerList>"
TWO_ORDERS = f"""<log>
  <OrderViewRS Version="17.2"><Response><Order Owner="AY"><OrderID Owner="AY">1</OrderID></Order>
    <DataLists>{FLIGHTS}{PEOPLE}</DataLists></Response></OrderViewRS>
  <OrderViewRS Version="18.1"><Response><Order Owner="BA"><OrderID Owner="BA">2</OrderID></Order>
    <DataLists>{PEOPLE}</DataLists></Response></OrderViewRS></log>"""
ENTRY = """<entry><AirShoppingRQ Version="17.2"><Query><A><B/></A></Query></AirShoppingRQ>
  <AirShoppingRS Version="17.2"><Offer Owner="{owner}"><Price><Total>1</Total></Price></Offer>
  </AirShoppingRS></entry>"""


def listed(folder: Path, xml: str) -> tuple[ListedMessage, ...]:
    document = write(folder, xml)
    return list_messages(document, read_catalogue(document), LARGE)


def told(messages: tuple[ListedMessage, ...]) -> list[tuple[str, str | None, str | None]]:
    return [
        (each.message.name, each.message.spec_version, each.message.airline_code)
        for each in messages
    ]


def test_messages_at_one_path_are_told_one_by_one(tmp_path: Path) -> None:
    messages = listed(tmp_path, TWO_ORDERS)
    assert told(messages) == [("OrderViewRS", "17.2", "AY"), ("OrderViewRS", "18.1", "BA")]
    assert [(each.ordinal, each.count) for each in messages] == [(1, 2), (2, 2)]


def test_each_message_suggests_what_it_holds(tmp_path: Path) -> None:
    first, second = listed(tmp_path, TWO_ORDERS)
    nodes = read_catalogue(tmp_path / "document.xml").nodes
    lists = "/log/OrderViewRS/Response/DataLists/{}List"
    of_both = {nodes[index].path for index in first.suggested & second.suggested}
    assert lists.format("Passenger") in of_both
    only_first = {nodes[index].path for index in first.suggested - second.suggested}
    assert only_first == {lists.format("FlightSegment")}


def test_requests_and_responses_stand_in_the_order_of_the_document(tmp_path: Path) -> None:
    entries = "".join(ENTRY.format(owner=owner) for owner in ("QR", "LH"))
    messages = listed(tmp_path, f"<log>{entries}</log>")
    assert told(messages) == [
        ("AirShoppingRQ", "17.2", None),
        ("AirShoppingRS", "17.2", "QR"),
        ("AirShoppingRQ", "17.2", None),
        ("AirShoppingRS", "17.2", "LH"),
    ]
    assert [each.ordinal for each in messages] == [1, 1, 2, 2]


def test_of_very_many_messages_the_first_are_listed_and_all_counted(tmp_path: Path) -> None:
    many = "<OrderViewRS Version='17.2'/>" * (LISTED_MAX + 7)
    assert len(listed(tmp_path, f"<log>{many}</log>")) == LISTED_MAX
    assert count_messages(read_catalogue(tmp_path / "document.xml")) == LISTED_MAX + 7


def test_the_document_as_a_whole_tells_of_all_at_the_path(tmp_path: Path) -> None:
    message = take(settings_in(tmp_path), TWO_ORDERS).message
    assert (message.name, message.spec_version) == ("OrderViewRS", "17.2, 18.1")
    assert message.airline_codes == ("AY", "BA")


def test_messages_in_another_encoding_with_comments_are_told_one_by_one(tmp_path: Path) -> None:
    xml = TWO_ORDERS.replace("<Response>", "<!-- a --><Response><?b c?>")
    document = write(tmp_path, f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16"))
    messages = list_messages(document, read_catalogue(document), LARGE)
    assert [each.message.airline_code for each in messages] == ["AY", "BA"]
