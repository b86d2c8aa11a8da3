"""What is personal by its form, whatever field it stands in: e-mail, card, IBAN, phone, date ..."""

import ipaddress
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from stdnum import iban, luhn
from stdnum.exceptions import ValidationError

from discovery.facts.privacy.spans import Places, Span
from discovery.facts.privacy.vocabulary import listed


class _Form(NamedTuple):
    kind: str
    pattern: re.Pattern[str]


_DOT = r"(?:\s?\.\s?|\s+(?:dot|punto|punkt|point|ponto)\s+|\s?[(\[{]\s?(?:dot|\.)\s?[)\]}]\s?)"
_NO_LETTER_BEFORE, _NO_LETTER_BEHIND = r"(?<![A-Za-z\d])", r"(?![A-Za-z\d])"
_NUMBER_WORD = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|null|eins|zwei|zwo|drei"
    "|vier|fünf|fuenf|sechs|sieben|acht|neun|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|cero|uno"
    "|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|due|tre|quattro|cinque|sei|sette|otto|nove|um"
    "|dois|três|quatro|sete|oito"
)


def _forms(*written: tuple[str, str]) -> tuple[_Form, ...]:
    return tuple(_Form(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in written)


def _exact_forms(*written: tuple[str, str]) -> tuple[_Form, ...]:
    return tuple(_Form(kind, re.compile(pattern)) for kind, pattern in written)


_MAIL_SIGN = r"[^\0\s@<>\"',;:()\[\]{}|\\/=?&]"
# Written so that each sign is looked at a few times only, however long the text is.
_WITH_AT = _forms(
    ("EMAIL", rf"(?<!{_MAIL_SIGN}){_MAIL_SIGN}{{1,256}}@{_MAIL_SIGN}{{1,256}}"),
    ("USER", r"(?<![\w@])@[\w.]{2,40}"),
)
# As SSR texts write it: // for the sign.
_WITH_SLASHES = _forms(
    ("EMAIL", r"(?<![\w.+-])[\w.+-]{1,64}//[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,24}\b"),
)
_WRITTEN_OUT = _forms(
    (
        "EMAIL",
        rf"(?<![\w.+-])[\w.+-]{{1,64}}\s?[(\[{{]\s?(?:at|@|arroba|bei)\s?[)\]}}]\s?[\w-]+(?:{_DOT}[\w-]+)*",
    ),
    (
        "EMAIL",
        rf"(?<![\w.+-])[\w.+-]{{1,64}}\s+(?:at|arroba|chez)\s+[\w-]+(?:{_DOT}[\w-]+)*"
        r"\s+(?:dot|punto|punkt|point|ponto)\s+[\w-]+",
    ),
    (
        "EMAIL",
        r"(?<![\w.+-])[\w.+-]{1,64}\s+at\s+(?:[\w-]+\.)+(?:com|org|net|example|de|fr|es|it|uk|eu)\b",
    ),
)
_NAME_SPELLED_OUT = _exact_forms(
    ("NAME", r"(?<![^\W_])(?:[A-Z][ .-]){4,30}[A-Z](?![^\W_])"),
)
_NUMBER_SPELLED_OUT = _forms(
    ("PHONE", rf"\b(?:(?:{_NUMBER_WORD})[ -]){{6,}}(?:{_NUMBER_WORD})\b"),
)
_WITH_COLONS = _exact_forms(
    ("DEVICE", r"(?<![\w:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:])"),
    ("DEVICE", r"(?<![\w:])(?=[0-9A-Fa-f]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{6,39}(?![\w:])"),
)
_DAY, _BIG_YEAR = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:19|20)\d\d"
_WITH_DIGITS = (
    *_exact_forms(
        ("DEVICE", r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d]|\.\d)"),
        ("DATE", rf"(?<!\d){_BIG_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}(?!\d)"),
        ("DATE", rf"(?<![\d.]){_DAY}([-/.]){_DAY}\1(?:{_BIG_YEAR}|\d\d)(?!\d|\.\d)"),
        (
            "ACCOUNT",
            rf"{_NO_LETTER_BEFORE}[A-Z]{{2}}\d\d(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?"
            rf"{_NO_LETTER_BEHIND}",
        ),
        ("CARD", rf"{_NO_LETTER_BEFORE}(?:[A-Z]{{2,8}})?\d(?:[ -]?\d){{12,18}}{_NO_LETTER_BEHIND}"),
        (
            "POSTCODE",  # United Kingdom, Canada, Poland and Portugal
            rf"{_NO_LETTER_BEFORE}(?:[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}"
            rf"|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d){_NO_LETTER_BEHIND}"
            r"|(?<![\w-])\d\d-\d{3}(?![\w-])",
        ),
        ("HEALTH", r"(?<![\w.])[A-TV-Z]\d\d\.\d(?![\w.])"),  # ICD-10
        ("PLATE", r"(?<![A-Za-z\d-])[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{2,4}[EH]?(?![A-Za-z\d])"),
        (
            "AGE",
            r"(?<=\baged )\d{1,3}|(?<=\bage )\d{1,3}|\d{1,3}(?=[ -]years?[ -]old)"
            r"|\d{1,3}(?= (?:Jahre alt|ans\b|años|anni\b))",
        ),
    ),
)


@cache
def _dates_in_words() -> tuple[_Form, ...]:
    """Dates with the month as a word, in any order and with or without signs between."""
    months = "|".join(sorted(listed("months"), key=len, reverse=True))
    return _forms(
        (
            "DATE",
            rf"(?<![\d.]){_DAY}\.?[ /-]?(?:de |del |of )?(?:{months})\.?(?:,? (?:de |del )?|[-./]|)"
            rf"(?:{_BIG_YEAR}|'?\d\d(?![:h]))(?![^\W_]|\.\d)",
        ),
        ("DATE", rf"\b(?:{months})\.? {_DAY}(?:st|nd|rd|th)?,? {_BIG_YEAR}(?!\d)"),
    )


_AT_WORD = re.compile(r"\b(?:at|arroba|chez|bei)\b|[(\[{]\s?@", re.IGNORECASE)
_NUMBER_WORDS = re.compile(rf"(?:{_NUMBER_WORD})[ -](?:{_NUMBER_WORD})\b", re.IGNORECASE)
_SINGLE_LETTERS = re.compile(r"\b[A-Z][ .-][A-Z][ .-][A-Z]\b")
_COLONS = re.compile(r"[0-9A-Fa-f]:[0-9A-Fa-f:]*:|(?:[0-9A-Fa-f]{2}-){5}")
_DIGIT_PAIR = re.compile(r"\d\d|\d[A-Z.]|\d ")
_FORMS = (
    (re.compile("@"), _WITH_AT),
    (re.compile("//"), _WITH_SLASHES),
    (_AT_WORD, _WRITTEN_OUT),
    (_SINGLE_LETTERS, _NAME_SPELLED_OUT),
    (_NUMBER_WORDS, _NUMBER_SPELLED_OUT),
    (_COLONS, _WITH_COLONS),
    (_DIGIT_PAIR, _WITH_DIGITS),
)
_DATE_IN_WORDS = re.compile(r"\d[.\s/-]{0,3}(?:(?:de|del|of)\s)?[^\W\d_]{3}|[^\W\d_]{3}\.?\s\d")

# What names the number behind it as one of a card, or its holder's secret.
_CARD_CUE = re.compile(
    r"\b(?P<cue>CVV2?|CVC2?|CID|CSC|CCV|PIN|sort code|security code|sec\.? ?code|card code"
    r"|prüfziffer|pruefziffer|kartenprüf\w*|code de sécurité|cryptogramme|código de seguridad"
    r"|EXP(?:IRY|IRES?|IRATION)?(?: date)?|valid (?:thru|until|to)|gültig bis|gueltig bis"
    r"|expire le|caduca|scad(?:enza)?|vence)\b(?: is| code)?[ .:=/#-]{0,4}"
    r"(?P<value>\d\d ?[/-]? ?\d{2,4}|\d{2}(?:-\d\d){1,2}|\d{3})(?![\d:]|[^\W_])",
    re.IGNORECASE,
)
_BEHIND_CARD = 45
_SMALL_NUMBER = re.compile(r"(?<![\d.,])\d{2}[/-]\d{2,4}(?!\d)|(?<![\d.,])\d{3,4}(?![\d.,]\d|\d)")
_NO_DIGIT = re.compile(r"\D")
_SHORTEST_IBAN = 15
_REASONS = {"DATE": "a full date", "EMAIL": "an e-mail address", "ACCOUNT": "an IBAN"}


def find_personal_forms(text: str) -> list[Span]:
    """What is personal by its form; the spans do not overlap and are in order."""
    found = [
        span
        for form in _forms_for(text)
        for match in form.pattern.finditer(text)
        if (span := _checked(form.kind, text, *match.span()))
    ]
    if _DIGIT_PAIR.search(text):
        found += _card_details(text, [span for span in found if span.kind == "CARD"])
    return found if len(found) < 2 else list(Places(len(text), found))


def _forms_for(text: str) -> Iterator[_Form]:
    """The forms that a text can have: no other one needs to be looked for."""
    for hint, forms in _FORMS:
        if hint.search(text):
            yield from forms
    if _DATE_IN_WORDS.search(text):
        yield from _dates_in_words()


def _checked(kind: str, text: str, start: int, end: int) -> Span | None:
    value = text[start:end]
    if kind == "ACCOUNT":
        end = start + _iban_length(value)
    is_one = {"ACCOUNT": end > start, "CARD": is_card(value), "DEVICE": _is_address(value)}
    reason = _REASONS.get(kind, "has the form of one")
    return Span(start, end, kind, reason) if is_one.get(kind, True) else None


def _iban_length(value: str) -> int:
    """How much of a value is an IBAN: words may stand right behind one written in groups."""
    end = len(value)
    while end >= _SHORTEST_IBAN:
        if _is_iban(value[:end]):
            return end
        end = value.rfind(" ", 0, end)
    return 0


def _is_iban(value: str) -> bool:
    try:
        iban.validate(value, check_country=False)
    except ValidationError:
        return False
    return True


def is_card(value: str) -> bool:
    """Whether digits are those of a payment card: 13 to 19 of them with a valid check digit."""
    digits = _NO_DIGIT.sub("", value)
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn.is_valid(digits)


def _is_address(value: str) -> bool:
    """Whether it is an address of a network or a device."""
    if value.count(":") == 5 or value.count("-") == 5:
        return True
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _card_details(text: str, cards: list[Span]) -> Iterator[Span]:
    """Expiry dates and codes: behind a card number, or behind a word such as CVV."""
    for match in _CARD_CUE.finditer(text):
        kind = "CARD_CODE" if match["cue"][0] in "cCsSpPkK" else "CARD_DATE"
        yield Span(*match.span("value"), kind, f"behind {match['cue']}")
    for card in cards:
        for match in _SMALL_NUMBER.finditer(text, card.end, card.end + _BEHIND_CARD):
            yield Span(*match.span(), "CARD_DATE", "behind a card number")
