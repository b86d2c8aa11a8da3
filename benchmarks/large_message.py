"""An OrderViewRS of any size: passengers, and order items that refer to them.

About 40 bytes an element, as in a message without indentation: 100 MB are 2.5 million elements.
Every passenger, item and service has an identifier of its own and every passenger a surname that
no other has, so that what a program must remember of a message grows with it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

MB = 1_000_000
PASSENGERS = "/IATA_OrderViewRS/Response/DataLists/PaxList/Pax"
ITEMS = "/IATA_OrderViewRS/Response/Order/OrderItem"

_BLOCK = 500  # passengers or items written at once
_SHARE = 0.4  # of the bytes, for passengers

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<IATA_OrderViewRS xmlns="http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrdersMessage">'
    "<Response><DataLists><PaxList>"
)
_BETWEEN = "</PaxList></DataLists><Order><OrderID>ZZ_ORD_1</OrderID><OwnerCode>ZZ</OwnerCode>"
_TAIL = (
    "</Order></Response><PayloadAttributes><VersionNumber>21.3</VersionNumber>"
    "</PayloadAttributes></IATA_OrderViewRS>\n"
)


def write_message(path: Path, megabytes: float) -> None:
    """Write a message of about so many MB."""
    with path.open("w", encoding="utf-8") as file:
        size = int(megabytes * MB)
        file.write(_HEAD)
        passengers = _fill(file, size * _SHARE, _passenger)
        file.write(_BETWEEN)
        _fill(file, size, lambda number: _item(number, passengers))
        file.write(_TAIL)


def _fill(file: TextIO, size: float, write: Callable[[int], str]) -> int:
    """Write one after another until the file is so large; return how many."""
    written = 0
    while file.tell() < size:
        file.write("".join(map(write, range(written, written + _BLOCK))))
        written += _BLOCK
    return written


def _passenger(number: int) -> str:
    return (
        f"<Pax><PaxID>PAX{number:06}</PaxID><PTC>ADT</PTC><CitizenshipCountryCode>SG"
        "</CitizenshipCountryCode><ProfileConsentText>The passenger agreed to be told of changes "
        "and delays by the airline</ProfileConsentText>"
        f"<ContactInfoRefID>CONTACT-{number:06}</ContactInfoRefID>"
        f"<Individual><Birthdate>{1940 + number % 60}-0{1 + number % 9}-1{number % 10}</Birthdate>"
        f"<GenderCode>F</GenderCode><GivenName>{_name(number % 997)}</GivenName>"
        f"<Surname>{_name(number)}</Surname></Individual></Pax>"
    )


def _name(number: int) -> str:
    """Letters that no other number gives."""
    syllables = ["BA", "CE", "DI", "FO", "GU", "HA", "JE", "KI", "LO", "MU"]
    return "".join(syllables[int(digit)] for digit in f"{number:03}")


def _item(number: int, passengers: int) -> str:
    return (
        f"<OrderItem><OrderItemID>ZZ_ORD_1_IT{number}</OrderItemID><OwnerCode>ZZ</OwnerCode><Price>"
        f'<TotalAmount CurCode="EUR">{100 + number % 900}.{number % 100:02}</TotalAmount></Price>'
        f"<Service><ServiceID>ZZ_ORD_1_SV{number}</ServiceID><StatusCode>HK</StatusCode>"
        f"<PaxRefID>PAX{number % passengers:06}</PaxRefID><ServiceAssociations>"
        f"<PaxSegmentRefID>SEGMENT-{number % 40}</PaxSegmentRefID></ServiceAssociations>"
        "<DeliveryStatusText>Ready to be delivered at the airport of departure, from three hours "
        "before the flight until the gate is closed</DeliveryStatusText></Service></OrderItem>"
    )
