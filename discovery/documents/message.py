"""What a document is in NDC terms, as far as it tells: a small layer over the catalogue.

Names and namespaces follow IATA's published schemas: EDIST (16.2, 17.2), the yearly releases
from 18.1 on, and the Enhanced and Simplified Distribution namespace (EASD) of 21.3 and later.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from discovery.documents.catalogue import Catalogue

SUGGESTED_MIN = 12
SUGGESTED_MAX = 20

# The small letter before the ending tells AirShoppingRS from ORDERS.
_MESSAGE_NAME = re.compile(r"(IATA_)?[A-Z]\w*[a-z](RS|RQ|Notif|Notification)$")
_DEEPEST_MESSAGE = 3  # /Envelope/Body/message
_NAMESPACE_VERSION = re.compile(r"/(?:EDIST/|\d{4}/00/)20(?P<year>\d\d)\.(?P<release>\d)\b")
_VERSION = re.compile(r"^(?:IATA)?(?:20)?(?P<year>1[5-9]|2\d)\.(?P<release>\d)\b")
_VERSION_ELEMENTS = ("PayloadAttributes/VersionNumber", "PayloadAttributes/Version")
_IATA = "www.iata.org/IATA/"
_EASD = "/IATA/2015/EASD/"

_OWNERS = ("OwnerCode", "Owner")
_CARRIERS = ("ValidatingCarrierCode", "CarrierDesigCode", "AirlineDesigCode", "AirlineID")
_CARRIER_NAMES = ("CarrierName", "AirlineName", "Name")
# IATA Resolution 762; codes that begin with 1 belong to distribution systems, not to airlines
_AIRLINE_CODE = re.compile(r"^(?!1)(?=.*[A-Z])[A-Z0-9]{2}$")
_OWNER_ROOMS = ("Order", "Offer", "PricedOffer", "ReshopOffer", "OrderItem", "OfferItem")

# Containers that only hold the sections an analyst thinks in; suggestions look through them.
_LOOK_THROUGH = {
    "Envelope", "Body", "Response", "Query", "Request", "DataLists", "DataList",
    "Order", "OrderItems", "OrderItem", "OffersGroup", "CarrierOffers", "AirlineOffers",
    "ReshopResults", "ReshopOffers", "Reshop", "TicketDocInfos",
}  # fmt: skip
# Who sent it and how: every message has these, and no analyst starts there.
_ADMINISTRATIVE = {
    "Document", "Party", "DistributionChain", "PayloadAttributes", "Metadata",
    "Warning", "Warnings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """What the document tells of itself; None is unknown and stays unknown.

    `root` is the local name of the message's root element as written (inside a SOAP envelope,
    the first element of its body), `name` the same without `IATA_`.
    """

    root: str
    name: str
    spec_version: str | None
    airline_code: str | None
    airline_name: str | None


def recognise(catalogue: Catalogue) -> Message:
    """Read message name, version and airline from the catalogue of a document."""
    top = _message_index(catalogue)
    node = catalogue.nodes[top]
    code = _airline_code(catalogue) if _speaks_ndc(catalogue, top) else None
    return Message(
        root=node.name,
        name=node.name.removeprefix("IATA_"),
        spec_version=_spec_version(catalogue, top),
        airline_code=code,
        airline_name=_airline_name(catalogue, code) if code else None,
    )


def _message_index(catalogue: Catalogue) -> int:
    """The index of the message's own root, below a SOAP envelope or another wrapper."""
    nodes = catalogue.nodes
    near_the_top = (index for index, node in enumerate(nodes) if node.depth <= _DEEPEST_MESSAGE)
    named = next((index for index in near_the_top if _MESSAGE_NAME.match(nodes[index].name)), None)
    if named is not None:
        return named
    bodies = (index for index in catalogue.children(0) if nodes[index].name == "Body")
    return next((child for body in bodies for child in catalogue.children(body)), 0)


def _speaks_ndc(catalogue: Catalogue, top: int) -> bool:
    """Elsewhere an Owner or a Name of two letters is something else than an airline."""
    named_so = _MESSAGE_NAME.match(catalogue.nodes[top].name) is not None
    return named_so or any(_IATA in (node.namespace or "") for node in catalogue.nodes)


def _spec_version(catalogue: Catalogue, top: int) -> str | None:
    namespaces = dict.fromkeys(node.namespace or "" for node in catalogue.nodes[top:])
    for namespace in namespaces:
        if in_namespace := _NAMESPACE_VERSION.search(namespace):
            return _version(in_namespace)
    for stated in _stated_versions(catalogue, top):
        if match := _VERSION.match(stated):
            return _version(match)
    return "EASD" if any(_EASD in namespace for namespace in namespaces) else None


def _stated_versions(catalogue: Catalogue, top: int) -> Iterator[str]:
    root = catalogue.nodes[top]
    for name in _VERSION_ELEMENTS:
        yield from (n.sample for n in catalogue.nodes if n.path == f"{root.path}/{name}")
    if _MESSAGE_NAME.match(root.name):
        yield root.attributes.get("Version", "")


def _version(match: re.Match[str]) -> str:
    return f"{match['year']}.{match['release']}"


def _airline_code(catalogue: Catalogue) -> str | None:
    """The first airline code, from the owner of the order or offer down to any carrier."""
    return next((code for code in _codes(catalogue) if _AIRLINE_CODE.match(code)), None)


def _codes(catalogue: Catalogue) -> Iterator[str]:
    for room in _OWNER_ROOMS:
        for node in catalogue.nodes:
            if node.name in _OWNERS and catalogue.nodes[node.parent].name == room:
                yield node.sample
            if node.name == room:
                yield from (node.attributes[o] for o in _OWNERS if o in node.attributes)
    for name in _OWNERS + _CARRIERS:
        yield from (node.sample for node in catalogue.nodes if node.name == name)


def _airline_name(catalogue: Catalogue, code: str) -> str | None:
    """The carrier name that stands beside this airline code."""
    for index, node in enumerate(catalogue.nodes):
        if node.sample == code and node.name in _CARRIERS:
            for sibling in catalogue.children(node.parent):
                beside = catalogue.nodes[sibling]
                if sibling != index and beside.name in _CARRIER_NAMES and beside.sample:
                    return beside.sample
    return None


def suggest(catalogue: Catalogue, most_bytes: int) -> frozenset[int]:
    """The indexes of the nodes that an analyst would tick first; none covers another.

    For an NDC message the sections below its lists, order, items and offers; for other XML the
    repeating containers. In place of a node that is ever larger than `most_bytes` come those
    below it, as a run takes no larger ones.
    """
    found = _no_larger(catalogue, _worth_a_tick(catalogue), most_bytes)
    by_size = sorted(found, key=lambda index: -catalogue.nodes[index].size)
    return frozenset(by_size[:SUGGESTED_MAX])


def _no_larger(catalogue: Catalogue, chosen: Iterable[int], most_bytes: int) -> Iterator[int]:
    for index in chosen:
        if catalogue.nodes[index].largest <= most_bytes:
            yield index
        else:
            below = _containers_below(catalogue, index) or list(catalogue.children(index))
            yield from _no_larger(catalogue, below, most_bytes)


def _worth_a_tick(catalogue: Catalogue) -> list[int]:
    top = _message_index(catalogue)
    if _MESSAGE_NAME.match(catalogue.nodes[top].name):
        return _sections(catalogue, top) or [top]
    repeating = [index for index, node in enumerate(catalogue.nodes) if node.repeats]
    containers = [index for index in repeating if _is_container(catalogue, index)]
    chosen = containers or _containers_below(catalogue, top) or [top]
    return catalogue.units(chosen)[:SUGGESTED_MAX]


def _is_container(catalogue: Catalogue, index: int) -> bool:
    node = catalogue.nodes[index]
    return node.end > index + 1 or len(node.attributes) > 1


def _sections(catalogue: Catalogue, top: int) -> list[int]:
    """The containers below `top`, seen through those that only hold others."""
    sections = _containers_below(catalogue, top)
    while (wrapper := next((s for s in sections if _is_wrapper(catalogue, s)), None)) is not None:
        sections = _level_below(catalogue, sections, wrapper)
    wanted = [s for s in sections if catalogue.nodes[s].name not in _ADMINISTRATIVE]
    enough = wanted if len(wanted) >= SUGGESTED_MIN else sections
    return _without_the_smallest(catalogue, _refined(catalogue, enough))


def _is_wrapper(catalogue: Catalogue, index: int) -> bool:
    """Whether a section only holds others; one that holds values is worth a tick itself."""
    named_so = catalogue.nodes[index].name in _LOOK_THROUGH
    return named_so and bool(_containers_below(catalogue, index))


def _refined(catalogue: Catalogue, sections: list[int]) -> list[int]:
    """Open the largest sections until there are enough of them to choose from."""
    while len(sections) < SUGGESTED_MIN:
        by_size = sorted(sections, key=lambda index: -catalogue.nodes[index].largest)
        finer = (_level_below(catalogue, sections, index) for index in by_size)
        better = next((f for f in finer if len(sections) < len(f) <= SUGGESTED_MAX), None)
        if better is None:
            break
        sections = better
    return sections


def _without_the_smallest(catalogue: Catalogue, sections: list[int]) -> list[int]:
    """Leave out the smallest sections beyond the maximum, but no list of the message."""
    nodes = catalogue.nodes
    loose = [s for s in sections if nodes[nodes[s].parent].name != "DataLists"]
    excess = max(0, len(sections) - SUGGESTED_MAX)
    left_out = sorted(loose, key=lambda index: nodes[index].size)[:excess]
    return [section for section in sections if section not in left_out]


def _level_below(catalogue: Catalogue, sections: list[int], index: int) -> list[int]:
    at = sections.index(index)
    return sections[:at] + _containers_below(catalogue, index) + sections[at + 1 :]


def _containers_below(catalogue: Catalogue, index: int) -> list[int]:
    return [child for child in catalogue.children(index) if _is_container(catalogue, child)]
