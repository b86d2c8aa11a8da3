"""What is personal by its value: by its form, its check digits, or a cue before it.

A cue is a word that says what the number after it is: bare digits may be anything, so a flight, an
amount, a date or an identifier is never taken for a phone, a document or a ticket without one.
"""

import re
from collections.abc import Iterator

from discovery.facts.privacy.airline import AIRLINE_PATTERNS, find_ssr
from discovery.facts.privacy.numbers import (
    IDENTITY_NUMBERS,
    has_digits,
    is_american_phone,
    is_card_number,
    is_iban,
    is_international_phone,
    is_national_phone,
    may_be_document,
    may_be_phone,
)
from discovery.facts.privacy.patterns import Pattern, Span, without_overlaps
from discovery.facts.privacy.words import COMMON_WORDS

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{0,40}_\d{1,9}(?::[^\[\]\n]{0,80})?\]")
"""What our placeholders look like; where a document holds such a text, it is a value itself."""

_STREET_WORD = r"[^\W\d_][\w'’.-]{0,30}"
_DATE = r"\d{1,2}[ -]?[A-Z]{3}[ -]?(?:\d\d){1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d\d-\d\d"


def _any_case(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _names_no_service(street: str) -> bool:
    """17 Larkspur Lane, not 1 PRIORITY LANE."""
    return COMMON_WORDS.isdisjoint(street.lower().split())


_MARKED = (
    Pattern("LITERAL", PLACEHOLDER),
    Pattern(
        "EMAIL",
        re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    ),
    Pattern("CARD", re.compile(r"(?<!\w)\d{4,6}[Xx*]{4,12}\d{4}(?!\w)")),
    Pattern(
        "PHONE",
        re.compile(r"(?<![\w.+])\+\d[\d ().-]{6,18}\d(?![\w:]|[.,]\d)"),
        is_international_phone,
    ),
)

_NUMBERS = (
    Pattern("CARD", re.compile(r"(?<![\w.])\d(?:[ -]?\d){13,18}(?![\w.]\d|\w)"), is_card_number),
    Pattern(
        "ACCOUNT",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", re.ASCII),
        is_iban,
    ),
    Pattern(
        "PHONE",
        re.compile(
            r"(?<![\w.,/+:-])(?<!\d )\(?0\d{1,4}\)?(?P<sign>[ .-])\d{2,8}(?:(?P=sign)\d{2,5}){0,3}"
            r"(?![\w-]|[.,/:]\d)"
        ),
        is_national_phone,
    ),
    Pattern(
        "PHONE",
        re.compile(
            r"(?<![\w.,/+-])(?:\([2-9]\d\d\) ?[2-9]\d\d-|[2-9]\d\d(?P<sign>[.-])[2-9]\d\d(?P=sign))"
            r"\d{4}(?![\w-]|[.,]\d)"
        ),
        is_american_phone,
    ),
    Pattern("TICKET", re.compile(r"(?<![\w.-])\d{3}-\d{10}(?!\d)")),
    *(
        Pattern(
            "IDENTITY_DOC",
            re.compile(rf"(?<![\w.+-])(?:{form})(?![\w-]|[.,]\d)", re.ASCII),
            checker.is_valid,
        )
        for form, checker in IDENTITY_NUMBERS
    ),
)

_PHONE_CUES = "tele(?:phone|fon)?|tel|phone|mobile?|mob|cell|fax|call|whatsapp"
_DOCUMENT_CUES = (
    "passport|ppt|pspt|visa|(?:id|identity) card|national id|ssn|ktn|known traveler|redress"
    "|dni|nie|nif|cpf|pesel|bsn|aadhaar|nino|cnp"
)
_BIRTH_CUES = "dob|born|birth ?date|date of birth|birthday|geb|geboren|nee? le"
_LOYALTY_CUES = "fqt[vursp]|ffn|ff|frequent flyer|membership|member|loyalty"
_TICKET_CUES = "(?:e-?)?(?:tkt|ticket)|tkn[aem]|emd"
_BOOKING_CUES = "pnr|rloc|record locator|booking ref(?:erence)?"

_AFTER_CUES = (
    Pattern(
        "PHONE",
        _any_case(
            rf"\b(?:{_PHONE_CUES})\b[^\d\n+]{{0,24}}"
            r"(?P<value>\+?\d[\d ().-]{5,18}\d)(?![\w:/]|[.,]\d)"
        ),
        may_be_phone,
    ),
    Pattern(
        "IDENTITY_DOC",
        _any_case(
            rf"\b(?:{_DOCUMENT_CUES})\b[ .:#-]{{0,3}}(?:(?:no|nr|num|number)\b[ .:#-]{{0,3}})?"
            r"(?P<value>[A-Z0-9][A-Z0-9-]{4,19})\b"
        ),
        may_be_document,
    ),
    Pattern(
        "BIRTHDATE",
        _any_case(rf"\b(?:{_BIRTH_CUES})\b[^\w\n]{{0,4}}(?:on |is )?(?P<value>{_DATE})\b"),
    ),
    Pattern(
        "LOYALTY",
        _any_case(rf"\b(?:{_LOYALTY_CUES})\b[^\n]{{0,24}}?\b(?P<value>[A-Z]{{0,3}}\d{{6,16}})\b"),
        lambda text: not re.fullmatch(r"(?:19|20)\d{6}", text),
    ),
    Pattern(
        "TICKET",
        _any_case(rf"\b(?:{_TICKET_CUES})\b[^\n]{{0,40}}?\b(?P<value>\d{{3}}[- ]?\d{{10}})(?!\d)"),
    ),
    Pattern(
        "BOOKING",
        _any_case(
            rf"\b(?:{_BOOKING_CUES})\b[ .:#-]{{0,3}}(?:is |no\.? )?(?P<value>[A-Z0-9]{{6}})\b"
        ),
        lambda text: has_digits(text, 1),
    ),
)

_STREETS = (
    Pattern(
        "STREET",
        _any_case(
            rf"(?<![\w.:/-])\d{{1,5}}[A-Z]?,? (?:{_STREET_WORD} ){{1,3}}"
            r"(?:street|road|avenue|ave|lane|boulevard|blvd|crescent|terrace)\b"
        ),
        _names_no_service,
    ),
    Pattern(
        "STREET",
        _any_case(
            r"(?<![\w.:/-])\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|chemin|impasse|rua)"
            rf"(?: {_STREET_WORD}){{1,4}}"
        ),
    ),
    Pattern(
        "STREET",
        _any_case(r"\b[^\W\d_]{2,30}(?:stra(?:ß|ss)e|str\.|gasse) \d{1,4} ?[a-z]?\b"),
    ),
    Pattern("STREET", _any_case(r"\bp\.? ?o\.? ?box \d{1,8}")),
)

# Most values hold nothing that a group of patterns begins with, and are done with after one look.
_GROUPS = (
    (re.compile(r"[@\[+*Xx]"), _MARKED),
    (re.compile(r"\d[\d ().-]{6}|[A-Z]{4}\d{6}|[A-Z]{6}\w\w[A-Z]"), _NUMBERS),
    (
        _any_case(
            rf"\b(?:{_PHONE_CUES}|{_DOCUMENT_CUES}|{_BIRTH_CUES}|{_LOYALTY_CUES}|{_TICKET_CUES}"
            rf"|{_BOOKING_CUES})\b[^\n]{{0,60}}\d"
        ),
        _AFTER_CUES,
    ),
    (_any_case(r"\d[a-z]?,? (?:[^\W\d_]|bis|ter)|(?:e|str\.) \d|box \d"), _STREETS),
    (re.compile(r"/|CTC"), AIRLINE_PATTERNS),
)


def find_personal(text: str) -> list[Span]:
    """The places of values that are personal by their form, in order, none over another."""
    return without_overlaps(_candidates(text))


def _candidates(text: str) -> Iterator[Span]:
    for gate, patterns in _GROUPS:
        if gate.search(text):
            for pattern in patterns:
                yield from pattern.find(text)
    yield from find_ssr(text)
