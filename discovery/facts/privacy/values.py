"""What is personal by its value: by its form, its check digits, or a cue before it.

Bare digits may be anything: a flight, an amount, a date or an identifier is never taken for a
phone, a document or a ticket without a cue.
"""

import re
from collections.abc import Iterator

from discovery.facts.privacy.airline import find_airline
from discovery.facts.privacy.cues import find_after_cues
from discovery.facts.privacy.numbers import (
    IDENTITY_NUMBERS,
    is_card_number,
    is_iban,
    is_identity_number,
)
from discovery.facts.privacy.patterns import Gate, Pattern, Span, without_overlaps
from discovery.facts.privacy.phones import (
    is_american_phone,
    is_international_phone,
    is_national_phone,
    is_phone_with_slash,
)
from discovery.facts.privacy.words import COMMON_WORDS

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{0,40}_\d{1,9}(?::[^\[\]\n]{0,80})?\]")
"""What our placeholders look like; where a document holds such a text, it is a value itself."""

_WAYS = frozenset(
    ("flugweg", "fußweg", "fussweg", "gehweg", "heimweg", "hinweg", "reiseweg", "rückweg", "umweg")
)
_STREET_WORD = r"[^\W\d_][\w'’.-]{0,30}"


def _names_no_service(street: str) -> bool:
    """17 Larkspur Lane, not 1 PRIORITY LANE."""
    return COMMON_WORDS.isdisjoint(street.lower().split())


def _names_no_way(street: str) -> bool:
    """Lerchenweg 12, not Rückweg 1."""
    return street.partition(" ")[0] not in _WAYS


# Each of the values below with what it is never without.
_MARKED = (
    (Gate(re.compile(r"\["), 0, 150), Pattern("LITERAL", PLACEHOLDER)),
    (
        Gate(re.compile("@"), 64, 600),
        Pattern(
            "EMAIL",
            re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
        ),
    ),
    (
        Gate(re.compile(r"\d[Xx*]{4}"), 6, 20),
        Pattern("CARD", re.compile(r"(?<!\w)\d{4,6}[Xx*]{4,12}\d{4}(?!\w)")),
    ),
    (
        Gate(re.compile(r"\+\d"), 1, 40),
        Pattern(
            "PHONE",
            re.compile(r"(?<![\w.+])\+\d[\d ().-]{6,18}\d(?![\w:]|[.,]\d)"),
            is_international_phone,
        ),
        Pattern(
            "PHONE",
            re.compile(
                r"(?<![\w.+])\+\d{1,3}(?:[ .-]?(?:\(0\) ?)?\(?\d{2,5}\)?|[ .-]\(?\d\)?) ?/ ?"
                r"\d[\d .-]{2,12}\d(?![\w:]|[.,/]\d)"
            ),
            is_phone_with_slash,
        ),
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
            r"(?<![\w.,/+:-])(?:00\d{1,3} \(?\d{1,5}\)?|\(?0\d{1,4}\)?) ?/ ?\d{2,8}"
            r"(?:(?P<sign>[ -])\d{1,5}(?:(?P=sign)\d{1,5}){0,2})?(?![\w-]|[.,/:]\d)"
        ),
        is_phone_with_slash,
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
    Pattern(
        "IDENTITY_DOC",
        re.compile(
            rf"(?<![\w.+-])(?:{'|'.join(form for form, _ in IDENTITY_NUMBERS)})(?![\w-]|[.,]\d)",
            re.ASCII,
        ),
        is_identity_number,
    ),
)
_NUMBER = Gate(
    # One set of signs to begin with is what such places are found by fast.
    re.compile(
        r"[0-9A-Z](?:(?<=\d)(?:[\d ()./-]{6}|\d{5}[A-FU-Y]\d)"
        r"|(?<=[A-Z])[A-Z]{3}(?:\d{6}|[A-Z]{2}\w\w[A-Z]))"
    ),
    before=50,
    behind=50,
)

# In lower case, which is faster than to ignore case.
_STREETS = (
    Pattern(
        "STREET",
        re.compile(
            rf"(?<![\w.:/-])\d{{1,5}}[a-z]?,? (?:{_STREET_WORD} ){{1,3}}"
            r"(?:street|road|avenue|ave|lane|boulevard|blvd|crescent|terrace)\b"
        ),
        _names_no_service,
    ),
    Pattern(
        "STREET",
        re.compile(
            r"(?<![\w.:/-])\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|chemin|impasse|rua)"
            rf"(?: {_STREET_WORD}){{1,4}}"
        ),
    ),
    Pattern(
        "STREET",
        re.compile(
            r"\b[^\W\d_]{2,30}(?:stra(?:ß|ss)e|str\.|gasse|weg|allee|chaussee) \d{1,4} ?[a-z]?\b"
        ),
        _names_no_way,
    ),
    Pattern("STREET", re.compile(r"\bp\.? ?o\.? ?box \d{1,8}")),
)
_STREET = Gate(
    re.compile(
        r" (?:(?:street|road|avenue|ave|lane|boulevard|blvd|crescent|terrace"
        r"|rue|chemin|impasse|rua)\b"
        r"|(?:(?<=sse )|(?<=aße )|(?<=str\. )|(?<=weg )|(?<=[ls]ee )|(?<=box ))\d)"
    ),
    before=110,
    behind=140,
)


def find_personal(text: str) -> list[Span]:
    """The places of values that are personal by their form, in order, none over another."""
    return without_overlaps(_candidates(text))


def _candidates(text: str) -> Iterator[Span]:
    for gate, *patterns in _MARKED:
        yield from gate.find(text, *patterns)
    yield from _NUMBER.find(text, *_NUMBERS)
    lower = text.replace("İ", "I").lower()  # sign for sign: no other one becomes two
    yield from find_after_cues(lower)
    yield from _STREET.find(lower, *_STREETS)
    yield from find_airline(text)
