"""Which nodes of a document are suggested: what an analyst would tick first.

For an NDC message the sections below its lists, order, items and offers. For messages of other
standards the records that its containers hold, also where each occurs once. For other XML the
repeating containers.
"""

import re
from collections.abc import Iterable, Iterator

from discovery.documents.catalogue import Catalogue
from discovery.documents.message import is_message, is_ndc, message_places

SUGGESTED_MIN = 12
SUGGESTED_MAX = 20

# Of messages of other standards:
RECORDS_MIN = 6
KINDS_MANY = 3
# Who sent it, whether it went well, and what a session is.
_OF_THE_EXCHANGE = re.compile(
    r"(POS|Success|Warnings?|Errors?|ResponseMessage|BillingPointOfSaleInfo|MessageHeader|"
    r"replyStatus|securityInformation|sbr\w+|technicalData|Session)$"
)
# What is one record, however much is told of it: who travels, a flight, a price, a service.
_RECORD = re.compile(
    r"(?i)(\w*(traveller|traveler|passenger|customer|guest)|pax)(info|information|details)?$|"
    r"\w*segment$|itineraryInfo$|groupOfFlights$|recommendation$|dataElementsIndiv$|"
    r"ItinTotalFare$|PTC_FareBreakdown$|AirPricingInfo$|AirPricingSolution$|SSR$|tstData$"
)
_IDENTIFIER = re.compile(r"(?i)\w*(key|id|rph)$")

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


def suggest(catalogue: Catalogue, most_bytes: int) -> frozenset[int]:
    """The indexes of the nodes that an analyst would tick first; none covers another.

    In place of a node that is ever larger than `most_bytes` come those below it, as a run takes
    no larger ones. Several messages share what is suggested.
    """
    places = message_places(catalogue)
    most = max(1, SUGGESTED_MAX // len(places))
    of_each = (suggest_in(catalogue, place, most_bytes, most) for place in places[:SUGGESTED_MAX])
    return frozenset().union(*of_each)


def suggest_in(
    catalogue: Catalogue, place: int, most_bytes: int, most: int = SUGGESTED_MAX
) -> frozenset[int]:
    """The same of one message, whose root has the index `place`; at most so many."""
    found = _no_larger(catalogue, _worth_a_tick(catalogue, place), most_bytes)
    return frozenset(sorted(found, key=lambda index: -catalogue.nodes[index].size)[:most])


def _no_larger(catalogue: Catalogue, chosen: Iterable[int], most_bytes: int) -> Iterator[int]:
    for index in chosen:
        if catalogue.nodes[index].largest <= most_bytes:
            yield index
        else:
            below = _containers_below(catalogue, index) or list(catalogue.children(index))
            yield from _no_larger(catalogue, below, most_bytes)


def _worth_a_tick(catalogue: Catalogue, place: int) -> list[int]:
    if is_ndc(catalogue, place):
        return _sections(catalogue, place) or [place]
    if is_message(catalogue, place):
        return _records(catalogue, place) or [place]
    repeating = [index for index, node in enumerate(catalogue.nodes) if node.repeats]
    containers = [index for index in repeating if _is_container(catalogue, index)]
    chosen = containers or _containers_below(catalogue, place) or [place]
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


def _records(catalogue: Catalogue, place: int) -> list[int]:
    """The records of a message of another standard, or the containers that hold them."""
    sections = _containers_below(catalogue, place)
    wanted = [i for i in sections if not _OF_THE_EXCHANGE.match(catalogue.nodes[i].name)]
    records = [_only_kind(catalogue, index) for index in wanted or sections]
    while len(records) < RECORDS_MIN and (closed := _that_open(catalogue, records)):
        largest = max(closed, key=lambda index: catalogue.nodes[index].largest)
        at = records.index(largest)
        below = _containers_below(catalogue, largest)
        records[at : at + 1] = [_only_kind(catalogue, index) for index in below]
    return records


def _that_open(catalogue: Catalogue, sections: list[int]) -> list[int]:
    """Those that hold records, rather than being one."""
    nodes = catalogue.nodes
    return [
        index
        for index in sections
        if _is_holder(catalogue, index)
        or (
            len(_containers_below(catalogue, index)) >= KINDS_MANY
            and not _RECORD.match(nodes[index].name)
        )
    ]


def _only_kind(catalogue: Catalogue, index: int) -> int:
    """Where a node holds one kind of records and next to nothing else, these."""
    while _is_holder(catalogue, index):
        below = _containers_below(catalogue, index)
        if len(below) != 1 or catalogue.nodes[index].name.endswith("List"):
            break
        index = below[0]
    return index


def _is_holder(catalogue: Catalogue, index: int) -> bool:
    """Whether a node holds other containers, next to no value itself, and is no record."""
    node = catalogue.nodes[index]
    below = set(_containers_below(catalogue, index))
    values = [i for i in catalogue.children(index) if i not in below and catalogue.nodes[i].sample]
    is_named = any(_IDENTIFIER.match(name) for name in node.attributes)
    is_record = is_named or _RECORD.match(node.name) is not None
    return bool(below) and not values and len(node.attributes) <= 1 and not is_record


def _without_the_smallest(catalogue: Catalogue, sections: list[int]) -> list[int]:
    """Leave out the smallest sections beyond the maximum, but no list of the message."""
    nodes = catalogue.nodes
    loose = [s for s in sections if nodes[nodes[s].parent].name != "DataLists"]
    excess = max(0, len(sections) - SUGGESTED_MAX)
    left_out = set(sorted(loose, key=lambda index: nodes[index].size)[:excess])
    return [section for section in sections if section not in left_out]


def _level_below(catalogue: Catalogue, sections: list[int], index: int) -> list[int]:
    at = sections.index(index)
    return sections[:at] + _containers_below(catalogue, index) + sections[at + 1 :]


def _containers_below(catalogue: Catalogue, index: int) -> list[int]:
    return [child for child in catalogue.children(index) if _is_container(catalogue, child)]
