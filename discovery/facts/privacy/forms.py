"""The forms in which codes, measures and identifiers pass."""

import re
from collections.abc import Callable

from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.vocabulary import Vocabulary

_WORDS = re.compile(r"[^\W\d_]+")
_DAY = r"\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{2}[A-Z]{3}(?:\d{2}){0,2}"
_CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
_SHORT_CODES = r"[\dA-Za-z]{1,4}(?:[-_/*.]{1,2}[\dA-Za-z]{1,4}){0,3}"
_FORMS = {
    "AMOUNT": r"(?:[A-Z]{3} ?)?[-+]?\d{1,9}(?:[.,' ]\d{3}){0,3}(?:[.,]\d{1,22})?(?: ?[A-Z]{3}|%)?",
    "NUMBER": r"[-+]?\d{1,3}(?:[.,]\d{1,6})?[A-Z]?",
    "IATA_NUMBER": r"\d{7,8}",
    "FLIGHT": r"(?:[A-Z0-9]{2} ?)?\d{1,4}[A-Z]?",
    "FARE_BASIS": r"[A-Z0-9*/_-]{1,20}|\d{1,9}[.,]\d{1,4}",
    "DATE": rf"(?:{_DAY})(?:[T ]{_CLOCK})?|{_CLOCK}|\d{{6}}|\d{{8}}(?:T?\d{{4,6}}Z?)?"
    r"|\d{4}(?:-\d\d)?|-?\d{1,3}",
    "CODE": rf"{_SHORT_CODES}|[A-Z]{{1,3}}\d{{1,5}}|[+-]\d\d:\d\d|\d{{1,6}}(?:\.\d{{1,6}})?"
    r"|[a-z]{2,3}(?:[-_][A-Za-z]{2,4})+|xs:[a-zA-Z]{3,20}|(?:IATA)?\d{1,4}(?:\.\d{1,4}){1,3}",
}  # fmt: skip
_COMPILED = {kind: re.compile(rf"\s*(?:{form})\s*", re.ASCII) for kind, form in _FORMS.items()}

# Local identifiers such as PAX1, SEG12 or SRV-1-2 say nothing about a person.
UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_LOCAL_PART = re.compile(r"[^\W\d_]+|\d+")
_LOCAL = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+){0,3}", re.ASCII)
_LOCAL_MAX, _LOCAL_DIGITS = 12, 4
_DURATION = re.compile(r"-?P(?=[\dT])(?:\d{1,4}[YMWD])*(?:T(?:\d{1,6}(?:[.,]\d{1,6})?[HMS])*)?")
_TRADE_NAME_MAX = 80
_CAPITALS = re.compile(r"\s*[A-Z]{4}\s*")  # of a service, an aircraft or a weather station
_NAME_LETTERS = 4
_CODE_DIGITS, _WORDS_DIGITS = 6, 3
_TRADE_NAME = re.compile(r"(?:[^\W\d_]|[ .,'’()/&\-–]|\d(?!\d{4}))+")


def has_form(kind: str, value: str, vocabulary: Vocabulary, *, of_person: bool = False) -> bool:
    """Whether a value has the form that belongs to a code field of this kind.

    In a field that is named after a person's data, words that are names do not pass.
    """
    if kind == "TRADE_NAME":
        return len(value) <= _TRADE_NAME_MAX and bool(_TRADE_NAME.fullmatch(value.strip()))
    if _DURATION.fullmatch(value.strip()):
        return True
    if kind == "CODE" and sum(map(str.isdigit, value)) > _CODE_DIGITS:
        return False
    known = vocabulary.is_plain if of_person else vocabulary.knows
    if _COMPILED[kind].fullmatch(value):
        return kind != "CODE" or bool(_CAPITALS.fullmatch(value)) or _has_no_name(value, known)
    return kind in {"CODE", "FARE_BASIS"} and _is_in_words(value, known)


def _has_no_name(value: str, known: Callable[[str], bool]) -> bool:
    """Whether no part of a code could be a name: `Chen_Wei` is none."""
    return all(len(word) < _NAME_LETTERS or known(fold(word)) for word in _WORDS.findall(value))


def _is_in_words(value: str, known: Callable[[str], bool]) -> bool:
    """`CarryOn`, `NOT ENTITLED`, `SEAT_MAP`: known words and nothing else."""
    words = _WORDS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value))
    has_number = sum(map(str.isdigit, value)) > _WORDS_DIGITS
    return bool(words) and not has_number and all(len(w) == 1 or known(fold(w)) for w in words)


def is_local(token: str, vocabulary: Vocabulary) -> bool:
    """Whether an identifier is short and local (`PAX1`) or a canonical UUID."""
    if UUID.fullmatch(token):
        return True
    if len(token) > _LOCAL_MAX or not _LOCAL.fullmatch(token):
        return False
    return all(
        len(part) <= _LOCAL_DIGITS
        if part.isdigit()
        else len(part) <= 3 or vocabulary.knows(fold(part))
        for part in _LOCAL_PART.findall(token)
    )
