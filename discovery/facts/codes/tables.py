"""The names behind codes: tables of our own, airports of airportsdata, CLDR names of babel."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from discovery.facts.codes.fields import Kind, read_table

if TYPE_CHECKING:
    from airportsdata import IATAMAC, Airport
    from babel import Locale

Names = tuple[str, ...]
"""The name that is shown, then others in use; none of an unknown code."""

CODE_LENGTH = 8  # characters, and more than any code has
_CACHED = 10_000
_OWN = {
    Kind.AIRLINE: "airlines", Kind.AIRCRAFT: "aircraft", Kind.PASSENGER_TYPE: "codes",
    Kind.CABIN: "codes", Kind.BOOKING_STATUS: "codes", Kind.COUPON_STATUS: "codes",
    Kind.WEIGHT_UNIT: "codes", Kind.UNIT: "codes", Kind.LOCATION: "places",
    Kind.COUNTRY: "places",
}  # fmt: skip
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")
_BETWEEN_NAMES = re.compile(r"\s*[/,()]\s*")
# CLDR has names for these, which are no countries, currencies or languages.
_PLACE_HOLDERS = {"ZZ", "XA", "XB", "QO", "XXX", "XTS", "und", "mul", "zxx"}
_TWO_LETTERS, _THREE_LETTERS = re.compile("[A-Z]{2}"), re.compile("[A-Z]{3}")


def names(kind: Kind, code: str) -> Names:
    """What a code stands for: the name that is shown, then all others, also without accents.

    `names(Kind.LOCATION, "BOM")` is Mumbai, Bombay, ... Empty where the code is not known.
    """
    return _names(kind, code) if len(code) <= CODE_LENGTH else ()


@lru_cache(_CACHED)
def _names(kind: Kind, code: str) -> Names:
    own = _own(kind, code)
    find = _OTHERS.get(kind)
    found = find(code, own) if find else own
    return tuple(dict.fromkeys([*found, *map(_without_accents, found)]))


def _own(kind: Kind, code: str) -> Names:
    table = read_table(_OWN[kind])[kind] if kind in _OWN else {}
    written = table.get(code, "")
    return tuple(name.strip() for name in written.split("|")) if written else ()


def _without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "O"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _location(code: str, own: Names) -> Names:
    airport, area = _airports().get(code), _areas().get(code)
    return (*own, *_unique(_names_of_location(airport, area, _area_of().get(code))))


def _names_of_location(
    airport: "Airport | None", area: "IATAMAC | None", around: str | None
) -> Iterator[str]:
    """A town, its parts (`Basel/Mulhouse`), the metropolitan area, the airport itself."""
    if airport and airport["city"]:
        yield airport["city"]
        yield from _BETWEEN_NAMES.split(airport["city"])
    if area:
        yield area["name"]
    if around:
        yield around
    if airport:
        yield airport["name"]


def _unique(found: Iterable[str]) -> Names:
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))


@cache
def _airports() -> "dict[str, Airport]":
    import airportsdata  # here, as reading the table takes a while

    return airportsdata.load("IATA")


@cache
def _areas() -> "dict[str, IATAMAC]":
    import airportsdata

    return airportsdata.load_iata_macs()


@cache
def _area_of() -> dict[str, str]:
    """The metropolitan area that an airport belongs to."""
    return {code: area["name"] for area in _areas().values() for code in area["airports"]}


def _country(code: str, own: Names) -> Names:
    """Of ISO 3166 in two or three letters."""
    if _THREE_LETTERS.fullmatch(code):
        code = _in_two_letters(code)
        own = _own(Kind.COUNTRY, code)
    name = _english().territories.get(code) if _TWO_LETTERS.fullmatch(code) else None
    return (name, *own) if name and code not in _PLACE_HOLDERS else ()


def _in_two_letters(code: str) -> str:
    from babel.core import get_global

    found = get_global("territory_aliases").get(code, ())
    return found[0] if len(found) == 1 else ""


def _currency(code: str, own: Names) -> Names:
    from babel.numbers import get_currency_name

    if code in _PLACE_HOLDERS or code not in _english().currencies:
        return ()
    return _unique(get_currency_name(code, count=count, locale="en") for count in (None, 1, 2))


def _language(code: str, own: Names) -> Names:
    """Of ISO 639, with a country or without: `en`, `eng`, `pt-BR`."""
    from babel.core import get_global

    found = _LANGUAGE.fullmatch(code)
    if not found or found[1].lower() in _PLACE_HOLDERS:
        return ()
    language = found[1].lower()
    name = _english().languages.get(get_global("language_aliases").get(language, language))
    if not name or not found[2]:
        return (name,) if name else ()
    country = _country(found[2].upper(), ())
    return (f"{name} ({country[0]})", name) if country else ()


@cache
def _english() -> "Locale":
    from babel import Locale

    return Locale("en")


_OTHERS: dict[Kind, Callable[[str, Names], Names]] = {
    Kind.LOCATION: _location,
    Kind.COUNTRY: _country,
    Kind.CURRENCY: _currency,
    Kind.LANGUAGE: _language,
}
