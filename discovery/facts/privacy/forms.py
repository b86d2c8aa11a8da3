"""Forms of values: in which codes pass, by which a value is personal, what of a text passes."""

import re
from collections.abc import Callable, Iterator

from stdnum import iban, luhn
from stdnum.exceptions import ValidationError

from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.spans import Span
from discovery.facts.privacy.tables import forms

_DURATION = forms()["parts"]["DURATION"]
_FIELDS = {
    name: re.compile(rf"\s*(?:{form}|{_DURATION})\s*", re.ASCII * (name != "TRADE_NAME"))
    for name, form in forms()["fields"].items()
}
_PERSONAL = [
    (re.compile(form["hint"]), [(kind, re.compile(form[kind])) for kind in form if kind != "hint"])
    for section, form in forms().items()
    if section.startswith("personal")
]
_PASSING = re.compile(rf"(?<![\w.])(?:{'|'.join(forms()['passing'].values())})(?!\w)")
_MAY_PASS = re.compile(r"\d|BIC|SWIFT|FARE|FB[AC]")
_UNCOUNTED, _COUNTED, HARMLESS_CODE = (
    re.compile(forms()["numbers"][name]) for name in ("uncounted", "counted", "code")
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_NAME_LETTERS = 4  # from which on letters may be somebody's name
_WORDS_DIGITS = 3  # of a code in words
_GROUPED_DIGITS = 6  # of a number in groups, from which on it may be a phone's or a document's
_PHONE_DIGITS = range(7, 16)  # E.164
_BEHIND_CARD = 45  # characters, in which its expiry and its code stand
_CARD_DETAIL = re.compile(r"(?<![\d.,])\d{2}[/-]\d{2,4}(?!\d)|(?<![\d.,])\d{3,4}(?![\d.,]\d|\d)")


def has_form(form: str, value: str, known: Callable[[str], bool]) -> bool:
    """Whether a value has the form that belongs to its field; `known` are words that are harmless.

    A code may be known words, too: `CarryOn`, `NOT ENTITLED`, `SEAT_MAP`.
    """
    if _FIELDS[form].fullmatch(value):
        stripped = value.strip()
        is_code = len(stripped) == _NAME_LETTERS and stripped.isupper()
        return form != "CODE" or is_code or all(map(known, _long_words(value)))
    if form not in {"CODE", "FARE_BASIS"} or len(_DIGIT.findall(value)) > _WORDS_DIGITS:
        return False
    words = _WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", value))
    return bool(words) and all(len(word) == 1 or known(fold(word)) for word in words)


def _long_words(value: str) -> Iterator[str]:
    return (fold(word) for word in _WORD.findall(value) if len(word) >= _NAME_LETTERS)


def find_forms(text: str) -> Iterator[Span]:
    """What is personal by its form, then what passes by it as a whole; spans may overlap."""
    for hint, kinds in _PERSONAL:
        for kind, form in kinds if hint.search(text) else ():
            for found in form.finditer(text):
                if kind not in _CHECKED or _CHECKED[kind](found[0]):
                    group = "value" if "value" in form.groupindex else 0
                    yield Span(*found.span(group), kind, "has the form of one")
                    yield from _card_details(text, found.end()) if kind == "CARD" else ()
    if _MAY_PASS.search(text):
        yield from (Span(*found.span()) for found in _PASSING.finditer(text))


def _card_details(text: str, at: int) -> Iterator[Span]:
    """The expiry date and the code of a card, behind its number."""
    for found in _CARD_DETAIL.finditer(text, at, at + _BEHIND_CARD):
        yield Span(*found.span(), "CARD_DATE", "behind a card number")


def is_card(value: str) -> bool:
    """Whether digits are those of a payment card: 13 to 19 of them with a valid check digit."""
    digits = "".join(_DIGIT.findall(value))
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn.is_valid(digits)


def _is_iban(value: str) -> bool:
    try:
        iban.validate(value, check_country=False)
    except ValidationError:
        return False
    return True


_CHECKED = {"CARD": is_card, "ACCOUNT": _is_iban}


def classify_number(run: str) -> tuple[str, str]:
    """The kind of a number, or of several in a row, that is masked, and why; "" if it passes."""
    chunks = run.lstrip("+(").split()
    counted = [chunk for chunk in chunks if not _UNCOUNTED.fullmatch(chunk)]
    digits = len(_DIGIT.findall("".join(counted)))
    if all(map(_COUNTED.fullmatch, counted)) and (len(chunks) == 1 or digits < _GROUPED_DIGITS):
        return "", ""
    if is_card(run):
        return "CARD", "a card number"
    if digits in _PHONE_DIGITS and (run[0] in "+(0" or len(chunks) > 1):
        return "PHONE", "has the form of a phone number"
    return "NUMBER", "a number of more than three digits"
