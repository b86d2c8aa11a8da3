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
KINDS_MANY = 3
LOOKED_AT_MAX = 1_000  # nodes below a holder that tell what it is about
# Who sent it, whether it went well, and what a session is.
_OF_THE_EXCHANGE = re.compile(
    r"(POS|Success|Warnings?|Errors?|ResponseMessage|BillingPointOfSaleInfo|MessageHeader|"
    r"replyStatus|ApplicationResults|securityInformation|sbr\w+|technicalData|Session)$"
)
_REFERENCE = re.compile(r"\w*Ref(s|List)?$")
# What is one record, however much is told of it: who travels, a flight, a price, a service.
_RECORD_OR_ALL = re.compile(  # one traveller, or all that is told of them and what they want
    r"(?i)(\w*(traveller|traveler|passenger|customer|guest)|pax)(info|information|details)?$|"
    r"itineraryInfo$"
)
_RECORD = re.compile(
    r"(?i)\w*segment(info|information)?$|groupOfFlights$|recommendation$|dataElementsIndiv$|"
    r"ItinTotalFare$|PTC_FareBreakdown$|AirPricingInfo$|AirPricingSolution$|SSR$|tstData$"
)
_IDENTIFIER = re.compile(r"(?i)\w*(key|id|rph)$")
# What a section is about, by a word of its name; of several words the last.
_SUBJECT = re.compile(
    r"(?i)(?P<person>travell?er|passenger|pax|customer|guest)"
    r"|(?P<flight>segment|flight|itinerar|journey|leg(?![a-z])|route|origindest)"
    r"|(?P<price>fare|pric|tax|monetary|fee|charge)|(?P<payment>payment|fop|fulfil)"
    r"|(?P<ticket>ticket|coupon|emd)|(?P<baggage>bag)|(?P<service>ssr|service|seat|specialreq|osi)"
    r"|(?P<remark>remark|comment|freetext)|(?P<contact>phone|email|address|contact)"
)

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
    records = _kinds_below(catalogue, place)
    while len(records) < SUGGESTED_MIN and (closed := _that_open(catalogue, records)):
        largest = max(closed, key=lambda index: catalogue.nodes[index].largest)
        at = records.index(largest)
        records[at : at + 1] = _kinds_below(catalogue, largest)
    return records


def _kinds_below(catalogue: Catalogue, index: int) -> list[int]:
    """What a node holds, without what is of the exchange or only refers, unless that is all."""
    sections = _containers_below(catalogue, index)
    names = {i: catalogue.nodes[i].name for i in sections}
    wanted = [
        i
        for i, name in names.items()
        if not (_OF_THE_EXCHANGE.match(name) or _REFERENCE.match(name))
    ]
    return [_only_kind(catalogue, i) for i in wanted or sections]


def _that_open(catalogue: Catalogue, sections: list[int]) -> list[int]:
    """Those that hold records, rather than being one."""
    return [
        index
        for index in sections
        if (_is_holder(catalogue, index) and _holds_records(catalogue, index))
        or (_holds_many(catalogue, index) and not _is_named_record(catalogue.nodes[index].name))
    ]


def _holds_many(catalogue: Catalogue, index: int) -> bool:
    """Whether a node holds many kinds, or several of records, whatever is told of itself."""
    names = [catalogue.nodes[child].name for child in _containers_below(catalogue, index)]
    return len(names) >= KINDS_MANY or sum(map(_is_named_record, names)) > 1


def _is_named_record(name: str) -> bool:
    return (_RECORD.match(name) or _RECORD_OR_ALL.match(name)) is not None


def _holds_records(catalogue: Catalogue, index: int) -> bool:
    """Whether a holder holds what is told apart: records, several of a kind, several subjects."""
    below = [catalogue.nodes[child] for child in _containers_below(catalogue, index)]
    is_list = catalogue.nodes[index].name.endswith("List")
    if is_list or any(node.repeats or _is_named_record(node.name) for node in below):
        return True
    end = min(catalogue.nodes[index].end, index + 1 + LOOKED_AT_MAX)
    return len(_subjects(catalogue, range(index + 1, end))) > 1


def _subjects(catalogue: Catalogue, indexes: Iterable[int]) -> set[str]:
    """What these nodes are about, as far as the names of the containers among them tell."""
    names = (catalogue.nodes[i].name for i in indexes if _is_container(catalogue, i))
    found = (list(_SUBJECT.finditer(name)) for name in names)
    return {str(matches[-1].lastgroup) for matches in found if matches}


def _only_kind(catalogue: Catalogue, index: int) -> int:
    """Where a node holds one kind of records and next to nothing else, these.

    One that is kept in further boxes stays itself where its name says more than theirs.
    """
    while _is_holder(catalogue, index):
        below = _containers_below(catalogue, index)
        if len(below) != 1 or catalogue.nodes[index].name.endswith("List"):
            break
        if _subjects(catalogue, [index]) and not _says_more(catalogue, below[0]):
            break
        index = below[0]
    return index


def _says_more(catalogue: Catalogue, index: int) -> bool:
    node = catalogue.nodes[index]
    is_told_apart = node.repeats or _is_named_record(node.name)
    return is_told_apart or bool(_subjects(catalogue, [index]))


def _is_holder(catalogue: Catalogue, index: int) -> bool:
    """Whether a node holds other containers, next to no value itself, and is no record."""
    node = catalogue.nodes[index]
    below = set(_containers_below(catalogue, index))
    values = [i for i in catalogue.children(index) if i not in below and catalogue.nodes[i].sample]
    if not below or values or len(node.attributes) > 1:
        return False
    if _RECORD_OR_ALL.match(node.name):
        return not node.attributes and len(_subjects(catalogue, below)) > 1
    is_named = any(_IDENTIFIER.match(name) for name in node.attributes)
    return not is_named and _RECORD.match(node.name) is None


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
