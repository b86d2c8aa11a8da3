"""Which kind of code a field holds, by its name and that of the element it belongs to."""

from collections.abc import Iterator
from configparser import ConfigParser
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from discovery.facts.naming import Family, ends_with, words
from discovery.facts.privacy.fields import Holds, field_type

DATA = Path(__file__).parent / "data"
_CACHED_PATHS = 50_000
_NO_CODE = "no code"


class Kind(StrEnum):
    """A list of codes."""

    LOCATION = "location"  # airports, cities and metropolitan areas
    COUNTRY = "country"
    CURRENCY = "currency"
    LANGUAGE = "language"
    AIRLINE = "airline"
    PASSENGER_TYPE = "passenger type"
    CABIN = "cabin"
    BOOKING_STATUS = "booking status"
    COUPON_STATUS = "coupon status"
    AIRCRAFT = "aircraft"
    WEIGHT_UNIT = "weight unit"
    UNIT = "unit"


@lru_cache(_CACHED_PATHS)
def kind_of(path: str) -> Kind | None:
    """The kind of the codes in a field, by its path in local names; None where it holds none."""
    above, _, name = path.rpartition("/")
    leaf, owner = words(name.removeprefix("@")), words(above.rpartition("/")[2])
    found = next(_kinds(leaf, owner), _NO_CODE)
    if found == _NO_CODE or field_type(path).holds is Holds.PERSON:
        return None
    return Kind(found)


def _kinds(leaf: Family, owner: Family) -> Iterator[str]:
    """The kinds whose names fit, those of more words first; with an owner the whole name must."""
    for start in range(len(leaf)):
        patterns = _patterns().get(leaf[start:], ())
        for wanted, kind in sorted(patterns, key=lambda pattern: -len(pattern[0])):
            if not wanted or (not start and ends_with(owner, wanted)):
                yield kind


@cache
def _patterns() -> dict[Family, list[tuple[Family, str]]]:
    """The names of fields: words of the leaf -> words of its owner, if any, and the kind."""
    patterns: dict[Family, list[tuple[Family, str]]] = {}
    for kind, section in read_table("fields").items():
        for name in section.get("names", "").split("|"):
            owner, _, leaf = name.rpartition("/")
            patterns.setdefault(words(leaf), []).append((words(owner), kind))
    return patterns


@cache
def read_table(name: str) -> ConfigParser:
    """One of the tables in data/, whose keys keep their case."""
    table = ConfigParser(interpolation=None, delimiters="=")
    table.optionxform = str  # type: ignore[assignment, method-assign]
    table.read_string((DATA / f"{name}.ini").read_text(encoding="utf-8"))
    return table
