"""What is a phone number, by the rules of the countries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from discovery.facts.privacy.numbers import DATE_LIKE, has_digits

_LENGTHS = range(7, 16)
# Where a number without the code of its country may come from: those whose numbers begin with 0.
_ZERO_REGIONS = (
    *("GB", "IE", "DE", "AT", "CH", "FR", "BE", "NL", "IT", "SE", "FI", "UA", "TR", "IL", "EG"),
    *("ZA", "IN", "TH", "MY", "KR", "JP", "AU", "NZ"),
)
_LEAST_WITH_ZERO = 9  # digits; fewer are times and dates
_TIME = r"(?:[01]\d|2[0-3])[0-5]\d"
# 0930/1045 1200 and 01/02 0930, also behind the offset from UTC, and 04/2025 114.
_TIMES_OR_DATES = re.compile(
    rf"(?:\+\d{{1,2}} )?{_TIME} ?/ ?{_TIME}(?:[ -](?:{_TIME}|\d{{1,2}}))*"
    r"|\d\d ?/ ?(?:\d\d|(?:19|20)\d\d)[ -].*"
)
_CACHED = 50_000


def is_international_phone(text: str) -> bool:
    """A number with a plus, a country's code and a length that the country knows."""
    return _is_phone(text, None, strict=False)


def is_american_phone(text: str) -> bool:
    """A number of North America: area, exchange and line."""
    return _is_phone(text, "US", strict=False)


def may_be_phone(text: str) -> bool:
    """As many digits as a phone number has, and no date: enough beside the word phone."""
    digits = re.sub(r"\D", "", text)
    return len(digits) in _LENGTHS and not DATE_LIKE.search(text)


def is_national_phone(text: str) -> bool:
    """A number with a leading zero that one of many countries would dial as it is."""
    if DATE_LIKE.match(text) or not has_digits(text, _LEAST_WITH_ZERO):
        return False
    readings = _readings(re.sub(r"\D", "", text))
    return any(_is_phone(number, region, strict=True) for number, region in readings)


def is_phone_with_slash(text: str) -> bool:
    """A number with a slash behind the code of its area, and no times or dates."""
    if _TIMES_OR_DATES.fullmatch(text):
        return False
    return is_international_phone(text) if text[0] == "+" else is_national_phone(text)


def _readings(digits: str) -> Iterator[tuple[str, str | None]]:
    """What the digits may be by their form alone: to read them in full for each country is slow."""
    abroad: set[str] = set()
    for country in _countries():
        if found := country.prefix_abroad.match(digits):
            abroad.add(f"+{digits[found.end() :]}")
        found = country.prefix.match(digits)
        if country.form.fullmatch(digits) or (
            found and country.form.fullmatch(digits, found.end())
        ):
            yield digits, country.region
    yield from ((number, None) for number in abroad)


@dataclass(frozen=True, slots=True)
class _Country:
    """What is dialled before a number abroad, before one at home, and how that looks."""

    region: str
    prefix_abroad: re.Pattern[str]
    prefix: re.Pattern[str]
    form: re.Pattern[str]


@lru_cache(1)
def _countries() -> list[_Country]:
    rules = map(phonenumbers.PhoneMetadata.metadata_for_region, _ZERO_REGIONS)
    return [_country(of_region) for of_region in rules if of_region]


def _country(rules: phonenumbers.PhoneMetadata) -> _Country:
    form = rules.general_desc.national_number_pattern if rules.general_desc else None
    patterns = (rules.international_prefix, rules.national_prefix_for_parsing, form)
    return _Country(str(rules.id), *(re.compile(pattern or "") for pattern in patterns))


@lru_cache(_CACHED)
def _is_phone(text: str, region: str | None, *, strict: bool) -> bool:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    holds = phonenumbers.is_valid_number if strict else phonenumbers.is_possible_number
    return holds(number)
