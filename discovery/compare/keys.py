"""Natural keys and local identifiers, told by the names of fields.

A natural key says what something is in the world: a flight number, a ticket number, a name, a code.
A local identifier only numbers the elements of one message: PaxSegmentID, RPH.
"""

import re
from enum import IntEnum
from functools import lru_cache

from discovery.facts.naming import Role, read_name, words

_CACHED_NAMES = 10_000


class Tier(IntEnum):
    """How much a natural key tells; the most comes first."""

    PERSON = 0  # surname, given name
    NUMBER = 1  # flight, ticket, document number; record locator
    NAME = 2
    CODE = 3  # airport, airline, passenger type, tax, day of departure or birth


_PERSONS = frozenset({"surname", "given", "firstname", "lastname"})
_NUMBERS = frozenset({"number", "nbr", "num", "no", "locator", "pnr"})
_PLACES = frozenset({
    "seq", "sequence", "line", "row", "item", "index", "position", "coupon", "rank", "segment",
    "leg", "pax", "passenger", "traveler", "traveller", "group",
})  # fmt: skip
_CODES = frozenset({
    "code", "ptc", "designator", "carrier", "airline", "origin", "destination", "airport",
    "station", "rfic", "rfisc",
})  # fmt: skip
_STATES = frozenset({"status", "currency", "cur", "unit", "language", "reason", "result"})
_TIMES = frozenset({"date", "time", "birthdate", "dob"})
_DAYS = frozenset({"dep", "departure", "birth", "birthdate", "dob", "flight", "travel"})
_FILLING = frozenset({"text", "value"})  # MarketingCarrierFlightNumberText
# What is known by its identifier outside of the message as well: an order, a ticket, a passport.
_KNOWN_ELSEWHERE = frozenset({
    "order", "ticket", "booking", "reservation", "pnr", "doc", "document", "passport", "visa",
    "account", "tag", "program", "invoice", "airline", "carrier", "agency", "agent", "airport",
    "station", "location", "city", "country", "customer", "employee", "company", "currency",
    "language", "cabin", "status", "unit",
})  # fmt: skip
_DIGIT = re.compile(r"\d")


@lru_cache(_CACHED_NAMES)
def natural_key(owner: str, leaf: str) -> Tier | None:
    """What the field `leaf` (an attribute as `@name`) of an element `owner` tells of it."""
    name = words(leaf.removeprefix("@"))
    name = name[:-1] if name[-1:] and name[-1] in _FILLING else name
    last, said = name[-1] if name else "", set(name)
    if last in _NUMBERS:
        return None if said & _PLACES else Tier.NUMBER
    if said & _PERSONS:
        return Tier.PERSON
    if last == "name":
        return Tier.NAME
    if last in _TIMES:
        return Tier.CODE if (said | set(words(owner))) & _DAYS else None
    if last == "id":
        return Tier.CODE if said & _KNOWN_ELSEWHERE else None
    return Tier.CODE if last in _CODES and not said & _STATES else None


@lru_cache(_CACHED_NAMES)
def identifies(owner: str, leaf: str, outer: str = "") -> bool:
    """Whether the field `leaf` identifies the element `owner`, which stands in `outer`."""
    name = read_name(f"/{outer}/{owner}/{leaf}")
    return name.role is Role.IDENTIFIER and name.defines


@lru_cache(_CACHED_NAMES)
def is_local(owner: str, leaf: str, outer: str = "") -> bool:
    """Whether that identifier means nothing outside of its message."""
    if not identifies(owner, leaf, outer):
        return False
    family = read_name(f"/{outer}/{owner}/{leaf}").family
    return not family or family[-1] not in _KNOWN_ELSEWHERE


def is_numbering(leaf: str, value: str) -> bool:
    """Whether a local identifier that nothing refers to numbers something.

    That of a bare `ID` may be a code instead (`TaxCategory/ID` of S), if it has no digit.
    """
    return len(words(leaf.removeprefix("@"))) > 1 or _DIGIT.search(value) is not None
