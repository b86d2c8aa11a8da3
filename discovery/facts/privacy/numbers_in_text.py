"""Which numbers in a text belong to the trade: amounts, times, seats, flights, versions."""

import re
from collections.abc import Sequence

from discovery.facts.privacy.personal_forms import is_card
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.vocabulary import Vocabulary, listed

_AMOUNT = re.compile(r"\d{1,3}(?:[.,'’]\d{3}){0,3}[.,]\d{1,2}|\d{1,5}[.,]\d{1,3}")
_TIME = re.compile(r"(?:[01]?\d|2[0-4])[:h.][0-5]\d(?::[0-5]\d)?")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,2}")
_BEFORE_CLOCK = re.compile(r"(?:[A-Z]{3} |\d[A-Z]{3}[/ ])$")  # a city pair or a day of travel
_FLIGHT = re.compile(r"([A-Z][A-Z\d]|\d[A-Z])\d{1,4}[A-Z]?")
_SEAT = re.compile(r"\d{1,3}[^\W\d_]{1,2}")
_SHORT_CODE = re.compile(r"[A-Za-z]\d{1,3}|[A-Z]{2}\d{1,2}|\d{1,2}[Hh]\d\d|\d{4}Z")
_NAMED_NUMBER = re.compile(r"([^\W\d_]{3,})\d{1,3}([^\W\d_]*)|[A-Z]\d{3}([A-Za-z]{2,3})")
_MANY_DIGITS = 7  # of a number in groups, from which on it may be a phone's
_GROUPED_DIGITS = 6  # of a number with blanks in it, from which on it may be a document's
_MOST_DIGITS = 15  # of a phone number (E.164)
_PLAIN_DIGITS = 3  # up to which a number says nothing about a person
_SHORT = 3  # characters of a code that can tell nobody from others: RFISC 0B3

Judged = tuple[str, str]
"""The kind of a number that is masked and why; two empty texts for one that passes."""


def what_number_is(run: str, before: str) -> Judged:
    """Judge a number, or several in a row with signs between; `before` stands before it."""
    chunks = run.split()
    if all(map(_is_of_trade, chunks)) and not _are_one_in_groups(chunks):
        is_odd_clock = _CLOCK.fullmatch(run) and not _is_round(run)
        if not is_odd_clock or _BEFORE_CLOCK.search(before):
            return "", ""
    if is_card(run):
        return "CARD", "a card number"
    digits = sum(map(str.isdigit, run))
    if _MANY_DIGITS <= digits <= _MOST_DIGITS and (run[0] in "+(0" or len(chunks) > 1):
        return "PHONE", "has the form of a phone number"
    return "NUMBER", "a number of more than three digits"


def _is_of_trade(chunk: str) -> bool:
    if chunk.isdigit():
        return len(chunk) <= _PLAIN_DIGITS or bool(_CLOCK.fullmatch(chunk))
    if _AMOUNT.fullmatch(chunk) or _TIME.fullmatch(chunk):
        return True
    digits = sum(map(str.isdigit, chunk))
    if _VERSION.fullmatch(chunk):
        return digits < _MANY_DIGITS
    parts = [part for part in re.split(r"[-–/:.,()']", chunk) if part]
    if digits >= _MANY_DIGITS:
        times = re.split("[-–/]", chunk)
        return len(times) == 2 and all(_CLOCK.fullmatch(t) or _TIME.fullmatch(t) for t in times)
    return all(len(part) <= _PLAIN_DIGITS for part in parts) or all(map(_CLOCK.fullmatch, parts))


def _are_one_in_groups(chunks: Sequence[str]) -> bool:
    """Whether numbers in a row are one number, written in groups."""
    if len(chunks) == 1 or (len(chunks) == 2 and all(map(_is_round, chunks))):
        return False
    plain = [chunk for chunk in chunks if not _AMOUNT.fullmatch(chunk) and ":" not in chunk]
    return sum(map(str.isdigit, "".join(plain))) >= _GROUPED_DIGITS


def _is_round(chunk: str) -> bool:
    """Whether it is a time of day as timetables have them."""
    return bool(_CLOCK.fullmatch(chunk)) and (chunk[-1] in "05" or chunk == "2359")


def passes_as_code(word: str, vocabulary: Vocabulary) -> bool:
    """Whether letters and digits together are a code of the trade, or tell nobody from others."""
    flight = _FLIGHT.fullmatch(word)
    if flight and flight[1] in listed("airlines"):
        return True
    if len(word) <= _SHORT or _SEAT.fullmatch(word) or _SHORT_CODE.fullmatch(word):
        return True
    named = _NAMED_NUMBER.fullmatch(word)
    if not named:
        return False
    letters = [fold(part) for part in named.groups() if part]
    return all(
        len(part) == 1 or part in listed("identifier_parts") or vocabulary.is_plain(part)
        for part in letters
    )
