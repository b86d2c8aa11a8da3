"""Values that mean the same in another unit or format: 23KG and 23 kg, 2025-10-15 and 15OCT25.

Only what cannot mean anything else is taken for the same. Left as written are: codes, numbers of
things, versions, identifiers and references, by the name of their field; numbers with a leading
zero or a plus; dates in figures whose order is not told (01/02/03); times without a date.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache

from discovery.compare.units import NUMBER, names_unit, quantity, unit
from discovery.facts.naming import words

_CACHED_VALUES = 50_000
_CACHED_NAMES = 10_000
_BEGINNINGS = frozenset("0123456789-P")
_LONGEST = 40  # characters of what is more than text
_CENTURY_UNTIL = 50  # 15OCT49 is in 2049; of 15OCT50 it is not known

_EXACT_WORDS = frozenset({
    "id", "identifier", "key", "guid", "uuid", "ref", "reference", "idref", "keyref", "code",
    "number", "nbr", "num", "version", "release", "pnr", "locator", "designator", "token", "hash",
    "signature", "password",
})  # fmt: skip
_BIRTH_WORDS = frozenset({"birth", "birthdate", "birthday", "dob"})

_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip

_NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?"
_DECIMAL = re.compile(_NUMBER, re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NAMED_DATE = re.compile(r"(\d{1,2})([ -]?)([A-Za-z]{3})\2(\d{4}|\d{2})", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
_DURATION = re.compile(
    r"P(?=.)(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)",
    re.ASCII,
)
_SECONDS = (604_800, 86_400, 3600, 60, 1)  # a week, a day, an hour, a minute, a second


def normal_form(text: str, owner: str, name: str) -> str:
    """Equal for texts that mean the same as the field `name` of the element `owner`.

    Blanks and Unicode's ways of writing one character are evened out for every field.
    """
    plain = " ".join(text.split())
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    if names_unit(name):
        return unit(plain) or plain
    if not plain or plain[0] not in _BEGINNINGS or len(plain) > _LONGEST or _is_exact(name):
        return plain
    return _read(plain, _is_birth(owner) or _is_birth(name)) or plain


@lru_cache(_CACHED_NAMES)
def _is_exact(name: str) -> bool:
    return not _EXACT_WORDS.isdisjoint(words(name))


@lru_cache(_CACHED_NAMES)
def _is_birth(name: str) -> bool:
    return not _BIRTH_WORDS.isdisjoint(words(name))


@lru_cache(_CACHED_VALUES)
def _read(text: str, is_birth: bool) -> str:
    for read in (_number, quantity, _iso_date, _moment, _duration):
        if form := read(text):
            return form
    return _named_date(text, is_birth)


def _marked(kind: str, value: object) -> str:
    """A form that no text of a message equals."""
    return f"\0{kind}:{value}"


def _number(text: str) -> str:
    return f"{NUMBER}{Fraction(text)}" if _DECIMAL.fullmatch(text) else ""


def _iso_date(text: str) -> str:
    return _dated(lambda: date.fromisoformat(text)) if _ISO_DATE.fullmatch(text) else ""


def _named_date(text: str, is_birth: bool) -> str:
    found = _NAMED_DATE.fullmatch(text)
    if found is None or found[3].lower() not in _MONTHS:
        return ""
    month = _MONTHS.index(found[3].lower()) + 1
    day, year = int(found[1]), int(found[4])
    if len(found[4]) == 2:
        if is_birth or year >= _CENTURY_UNTIL:
            return ""
        year += 2000
    return _dated(lambda: date(year, month, day))


def _dated(read: Callable[[], date]) -> str:
    try:
        return _marked("date", read())
    except ValueError:  # the 31st of June
        return ""


def _moment(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    if found is None or (found[4] and not found[3]):
        return ""
    day, time, seconds, fraction, zone = found.groups("")
    written = f"{day}T{time}{seconds or ':00'}.{fraction:0<6}{zone}"
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            return _marked("local", moment.isoformat())
        return _marked("instant", moment.astimezone(UTC).isoformat())
    except (ValueError, OverflowError):  # no such time, or none in UTC
        return ""


def _duration(text: str) -> str:
    """Years and months are left out: how long they are depends on when they begin."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return ""
    total = sum(
        Fraction(count) * seconds
        for count, seconds in zip(found.groups("0"), _SECONDS, strict=True)
    )
    return _marked("s", total)
