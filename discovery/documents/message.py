"""What a document is in NDC terms, as far as it tells: a small layer over the catalogue.

Names and namespaces follow IATA's published schemas: EDIST (16.2, 17.2), the yearly releases
from 18.1 on, and the Enhanced and Simplified Distribution namespace (EASD) of 21.3 and later.
Of the messages of other standards (OTA, Amadeus and Travelport web services, PADIS-XML) the name
and the airline are read.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from discovery.documents.catalogue import Catalogue, Node

AIRLINES_SHOWN = 6

# The small letter before the ending tells AirShoppingRS from ORDERS.
_MESSAGE_NAME = re.compile(
    r"(IATA_)?[A-Z]\w*[a-z]((RS|RQ)(Message)?|Notif|Notification|Req|Rsp)$|[A-Z]\w*_\w*Reply$"
)
_DEEPEST_OF_OTHERS = 3  # /Envelope/Body/message
_IS_REQUEST = re.compile(r"(RQ|RQMessage|Req|Request)$")
_NDC_NAME = re.compile(
    r"IATA_(?!PNRGOV)[A-Z]\w*$|(AirShopping|(Offer|Flight|Service)Price|"
    r"Order(Create|View|Retrieve|Change|Cancel|Reshop|Quote|List|Rules|History|"
    r"ChangeNotif|CloseNotif|SalesInformation|StatusNotif)|"
    r"ServiceList|ServiceDelivery\w*|SeatAvailability|FareRules|Baggage(Allowance|Charges|List)|"
    r"ItinReshop|ShopProductInventory|AirDoc(Issue|Display|Cancel|Exchange|Refund|History|Void)|"
    r"Inv(Guarantee|ReleaseNotif|Discrepancy\w*)|CustomerInput|FileRetrieve|AirlineProfile)"
    r"(RS|RQ|Notif|Notification)?(Message)?$"
)
_NDC_NAMESPACE = re.compile(r"www\.iata\.org/IATA/(EDIST|EASD|20\d\d/(EASD|00/20\d\d))")
_OTHER_NAME = re.compile(r"(OTA|IATA|PNR|Fare|Air|Ticket|DocIssuance|Queue)_[A-Z]")
_PADIS_NAMESPACE = re.compile(r"www\.iata\.org/IATA/20\d\d/00/?$")
_OTHER_STANDARDS = (
    "www.iata.org/IATA/", "www.opentravel.org/", "xml.amadeus.com/", "www.travelport.com/",
    "webservices.sabre.com/",
)  # fmt: skip
_DATA_LISTS = ("DataLists", "DataList")
_ROOMS = ("Response", "Query", "Request")

_NAMESPACE_VERSION = re.compile(r"/(?:EDIST/|\d{4}/00/)20(?P<year>\d\d)\.(?P<release>\d)\b")
_VERSION = re.compile(
    r"^(?:IATA|NDC)?[ _-]?v?(?:20)?(?P<year>1[5-9]|2\d)\.(?P<release>\d)\b", re.IGNORECASE
)
_VERSION_IN_ADDRESS = re.compile(
    r"(?<![\d.])(?:20)?(?P<year>1[5-9]|2\d)[._](?P<release>\d)(?!\d)", re.ASCII
)
_VERSION_ELEMENTS = (
    "PayloadAttributes/VersionNumber", "PayloadAttributes/Version", "Document/ReferenceVersion",
    "Document/MessageVersion", "MessageDoc/RefVersionNumber", "Version", "VersionNumber",
    "ReferenceVersion",
)  # fmt: skip
_VERSION_ATTRIBUTES = ("Version", "version", "ReferenceVersion")
_WITH_VERSION = (*_ROOMS, "Document", "PayloadAttributes")
_SCHEMA_LOCATIONS = ("schemaLocation", "noNamespaceSchemaLocation")
_EASD = "/IATA/2015/EASD/"

_OWNERS = ("OwnerCode", "Owner")
_ORDERS = re.compile(r"\w*Order(ID|Ref|RefID)?$")
_OFFERS = re.compile(r"\w*Offer(ID|Ref|RefID)?$|(Airline|Carrier)Offers$")
_ITEMS = re.compile(r"\w*(Order|Offer)Item(ID|Ref|RefID)?$|\w*ResponseID$")
_CARRIERS = ("CarrierDesigCode", "AirlineDesigCode", "AirlineID")
_CARRIER_NAMES = ("CarrierName", "AirlineName")
_CARRIER_ROOM = re.compile("carrier|airline", re.IGNORECASE)  # elsewhere Name may be a person's
# Of other standards: those who sell or validate, then those who market a flight.
_OTHER_OWNERS = ("ValidatingAirlineCode", "ValidatingCarrier", "PlatingCarrier")
_WITH_CODE = ("ValidatingAirline", "MarketingAirline", "OperatingAirline")
_OTHER_CARRIERS = (
    "MarketingCarrier", "marketingCarrier", "marketingCompany", "identification", "Carrier",
    "AirlineCode", "CarrierCode", "carrierCode",
)  # fmt: skip
# IATA Resolution 762; codes that begin with 1 belong to distribution systems, not to airlines
_AIRLINE_CODE = re.compile(r"^(?!1)(?=.*[A-Z])[A-Z0-9]{2}$")


@dataclass(frozen=True, slots=True)
class Message:
    """What a message tells of itself; None is unknown and stays unknown.

    `root` is the local name of the message's root element as written (inside a SOAP envelope,
    the first element of its body), `name` the same without `IATA_`. Of several airlines whose
    offers or orders it holds, `airline_codes` has each and `airline_code` the first in one text.
    `place` is the index of its root in the catalogue.
    """

    root: str
    name: str
    spec_version: str | None
    airline_code: str | None
    airline_name: str | None
    airline_codes: tuple[str, ...] = ()
    place: int = 0


def recognise(catalogue: Catalogue) -> Message:
    """Read name, version and airline of a document's message; of several, of the largest answer."""
    return message_at(catalogue, main_place(catalogue))


def message_at(catalogue: Catalogue, place: int) -> Message:
    """What the message with its root at this index tells; several there are told as one."""
    node = catalogue.nodes[place]
    speaks_ndc = is_ndc(catalogue, place)
    codes: tuple[str, ...] = ()
    if speaks_ndc or is_of_travel(catalogue, place):
        codes = _airline_codes(catalogue, place)
    return Message(
        root=node.name,
        name=node.name.removeprefix("IATA_"),
        spec_version=_spec_version(catalogue, place) if speaks_ndc else None,
        airline_code=_in_one_text(codes),
        airline_name=_airline_name(catalogue, place, codes[0]) if len(codes) == 1 else None,
        airline_codes=codes,
        place=place,
    )


def message_places(catalogue: Catalogue) -> list[int]:
    """The indexes of the roots of the document's messages, at whatever depth; one at least."""
    places = _named(catalogue) or _of_other_standards(catalogue) or _shaped(catalogue)
    return places or [_body_or_root(catalogue)]


def main_place(catalogue: Catalogue) -> int:
    """The index of the root of the message that is meant, where there are several."""

    def weight(place: int) -> tuple[bool, int]:
        node = catalogue.nodes[place]
        return not _IS_REQUEST.search(node.name), node.size

    return max(message_places(catalogue), key=weight)


def is_ndc(catalogue: Catalogue, place: int) -> bool:
    """Whether a message is one of NDC, by name, namespace or shape."""
    nodes = catalogue.nodes
    return (
        _is_known(nodes[place])
        or any(_is_in_ndc(node) for node in nodes[place : nodes[place].end])
        or _has_shape(catalogue, place)
    )


def is_of_travel(catalogue: Catalogue, place: int) -> bool:
    """Whether a message is one of another standard of travel, by name or namespace."""
    root = catalogue.nodes[place]
    inside = catalogue.nodes[place : root.end]
    return _OTHER_NAME.match(root.name) is not None or any(_is_in_other(node) for node in inside)


def is_message(catalogue: Catalogue, place: int) -> bool:
    """Whether the node is named like a message, or in the namespace of a standard of travel."""
    node = catalogue.nodes[place]
    return _is_in_other(node) or is_named_like_message(node.name)


def is_named_like_message(name: str) -> bool:
    """Whether a root element of this local name would be taken for a message."""
    return any(form.match(name) for form in (_MESSAGE_NAME, _OTHER_NAME))


def _named(catalogue: Catalogue) -> list[int]:
    """The nodes that are named like messages, but neither wrappers nor parts of others."""
    named = [i for i, node in enumerate(catalogue.nodes) if _is_named(node)]
    known = [i for i in named if _is_known(catalogue.nodes[i])]

    def is_wrapper(index: int) -> bool:
        at = bisect_left(known, index)  # of the first known one from here on
        return at < len(known) and index < known[at] < catalogue.nodes[index].end

    return catalogue.units(i for i in _outside_headers(catalogue, named) if not is_wrapper(i))


def _of_other_standards(catalogue: Catalogue) -> list[int]:
    """The topmost nodes in the namespace of a standard of travel."""
    there = (i for i, node in enumerate(catalogue.nodes) if _is_in_other(node))
    return catalogue.units(_outside_headers(catalogue, there))


def _shaped(catalogue: Catalogue) -> list[int]:
    """The topmost nodes that have the shape of an NDC message, whatever their name."""
    shaped = (i for i in range(len(catalogue.nodes)) if _has_shape(catalogue, i))
    return catalogue.units(shaped)


def _has_shape(catalogue: Catalogue, index: int) -> bool:
    """Whether it holds data lists, itself or in its response or query."""
    if catalogue.nodes[index].name in ("Envelope", "Body"):
        return False
    rooms = [c for c in catalogue.children(index) if catalogue.nodes[c].name in _ROOMS]
    inner = (child for room in (index, *rooms) for child in catalogue.children(room))
    return any(_holds_lists(catalogue, child) for child in inner)


def _holds_lists(catalogue: Catalogue, index: int) -> bool:
    names = (catalogue.nodes[child].name for child in catalogue.children(index))
    return catalogue.nodes[index].name in _DATA_LISTS and any(n.endswith("List") for n in names)


def _outside_headers(catalogue: Catalogue, indexes: Iterable[int]) -> Iterator[int]:
    """Those that stand in no header of an envelope."""
    nodes = catalogue.nodes
    if nodes[0].name != "Envelope":
        return iter(indexes)
    headers = [i for i in catalogue.children(0) if nodes[i].name == "Header"]
    return (i for i in indexes if i and not any(h <= i < nodes[h].end for h in headers))


def _body_or_root(catalogue: Catalogue) -> int:
    bodies = (index for index in catalogue.children(0) if catalogue.nodes[index].name == "Body")
    return next((child for body in bodies for child in catalogue.children(body)), 0)


def _is_named(node: Node) -> bool:
    """Whether a node is named like a message; deep down, like one of travel."""
    near = node.depth <= _DEEPEST_OF_OTHERS
    is_of_travel = _is_known(node) or _is_in_other(node) or _OTHER_NAME.match(node.name)
    return _MESSAGE_NAME.match(node.name) is not None and (near or bool(is_of_travel))


def _is_known(node: Node) -> bool:
    is_padis = _PADIS_NAMESPACE.search(node.namespace or "")
    return not is_padis and _NDC_NAME.match(node.name) is not None


def _is_in_ndc(node: Node) -> bool:
    return _NDC_NAMESPACE.search(node.namespace or "") is not None


def _is_in_other(node: Node) -> bool:
    return any(standard in (node.namespace or "") for standard in _OTHER_STANDARDS)


def _in_one_text(codes: tuple[str, ...]) -> str | None:
    more = len(codes) - AIRLINES_SHOWN
    shown = ", ".join(codes[:AIRLINES_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown or None


def _spec_version(catalogue: Catalogue, place: int) -> str | None:
    nodes = catalogue.nodes
    namespaces = dict.fromkeys(n.namespace or "" for n in nodes[place : nodes[place].end])
    told = (
        *(_NAMESPACE_VERSION.search(namespace) for namespace in namespaces),
        *(_VERSION.match(stated) for stated in _stated_versions(catalogue, place)),
        *(_VERSION_IN_ADDRESS.search(address) for address in _addresses(catalogue, place)),
    )
    if version := next(filter(None, told), None):
        return f"{version['year']}.{version['release']}"
    return "EASD" if any(_EASD in namespace for namespace in namespaces) else None


def _stated_versions(catalogue: Catalogue, place: int) -> Iterator[str]:
    root = catalogue.nodes[place]
    inside = catalogue.nodes[place : root.end]
    paths = {f"{root.path}/{name}": "" for name in _VERSION_ELEMENTS}
    paths |= {node.path: node.sample for node in inside if node.path in paths}
    yield from paths.values()
    below = (catalogue.nodes[child] for child in catalogue.children(place))
    for node in (root, *(node for node in below if node.name in _WITH_VERSION)):
        yield from (node.attributes.get(name, "") for name in _VERSION_ATTRIBUTES)


def _addresses(catalogue: Catalogue, place: int) -> Iterator[str]:
    """Where the schemas of a message are said to be, address by address."""
    for node in (catalogue.nodes[place], *_above(catalogue, place)):
        for name in _SCHEMA_LOCATIONS:
            for told in node.told.get(name, ()):
                yield from told.split()


def _above(catalogue: Catalogue, place: int) -> Iterator[Node]:
    while (place := catalogue.nodes[place].parent) >= 0:
        yield catalogue.nodes[place]


def _airline_codes(catalogue: Catalogue, place: int) -> tuple[str, ...]:
    """The airlines of the orders, else of the offers, down to the first carrier of all."""
    inside = catalogue.nodes[place : catalogue.nodes[place].end]
    nodes = tuple(node for node in inside if node.told or node.name in _CARRIERS)
    for told in _tellings(catalogue, nodes):
        if codes := sorted({code for code in told if _AIRLINE_CODE.match(code)}):
            return tuple(codes)
    return ()


def _tellings(catalogue: Catalogue, nodes: tuple[Node, ...]) -> Iterator[Iterable[str]]:
    """Values that may be airlines, what tells most first."""
    for rooms in (_ORDERS, _OFFERS, _ITEMS):
        for owner in _OWNERS:
            yield _owners(catalogue, nodes, rooms, owner)
    yield _values(nodes, "OwnerCode")
    yield _values(nodes, "ValidatingCarrierCode")
    for name in _CARRIERS:
        yield _first(node.sample for node in nodes if node.name == name)
    for name in _OTHER_OWNERS:
        yield _values(nodes, name)
    for name in _WITH_CODE:
        yield (code for node in nodes if node.name == name for code in node.told.get("Code", ()))
    for name in _OTHER_CARRIERS:
        yield _values(nodes, name)


def _owners(
    catalogue: Catalogue, nodes: tuple[Node, ...], rooms: re.Pattern[str], owner: str
) -> Iterator[str]:
    for node in nodes:
        # As an element of its own, an Owner of an order is known in the namespaces of NDC alone.
        is_meant = node.name == owner and (owner == "OwnerCode" or _is_in_ndc(node))
        if is_meant and rooms.match(catalogue.nodes[node.parent].name):
            yield from node.told.get("", ())
        if rooms.match(node.name):
            yield from node.told.get(owner, ())


def _values(nodes: tuple[Node, ...], name: str) -> Iterator[str]:
    """The different values of an element or attribute of this name."""
    for node in nodes:
        yield from node.told.get("", ()) if node.name == name else ()
        yield from node.told.get(name, ())


def _first(codes: Iterable[str]) -> list[str]:
    return list(filter(_AIRLINE_CODE.match, codes))[:1]


def _airline_name(catalogue: Catalogue, place: int, code: str) -> str | None:
    """The carrier name that stands beside this airline code."""
    for index in range(place, catalogue.nodes[place].end):
        node = catalogue.nodes[index]
        if node.sample == code and node.name in (*_CARRIERS, "ValidatingCarrierCode"):
            in_carrier = _CARRIER_ROOM.search(catalogue.nodes[node.parent].name)
            names = (*_CARRIER_NAMES, "Name") if in_carrier else _CARRIER_NAMES
            for sibling in catalogue.children(node.parent):
                beside = catalogue.nodes[sibling]
                if sibling != index and beside.name in names and beside.sample:
                    return beside.sample
    return None
