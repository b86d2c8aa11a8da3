"""What is personal by a cue before it: a word that says what the number after it is."""

import re
from collections.abc import Iterator

from discovery.facts.privacy.numbers import has_digits, may_be_document
from discovery.facts.privacy.patterns import Pattern, Span
from discovery.facts.privacy.phones import may_be_phone

# In lower case, which is faster than to ignore case.
_PHONE_CUES = "tele(?:phone|fon)?|tel|phone|mobile?|mob|cell|fax|call|whatsapp"
_DOCUMENT_CUES = (
    "passport|ppt|pspt|visa|(?:id|identity) card|national id|ssn|ktn|known traveler|redress"
    "|dni|nie|nif|cpf|pesel|bsn|aadhaar|nino|cnp"
)
_BIRTH_CUES = "dob|born|birth ?date|date of birth|birthday|geb|geboren|n[eé]e? le"
_LOYALTY_CUES = "fqt[vursp]|ffn|ff|frequent flyer|membership|member|loyalty"
_TICKET_CUES = "(?:e-?)?(?:tkt|ticket)|tkn[aem]|emd"
_BOOKING_CUES = "pnr|rloc|record locator|booking ref(?:erence)?"
_DATE = (
    r"\d{1,2}(?:st|nd|rd|th|\.)?(?: of)?[ -]?[^\W\d_]{3,9}\.?[ -]?(?:\d\d){1,2}"
    r"|[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:\d\d){1,2}|\d{4}[/.-]\d\d[/.-]\d\d|\d{6}(?:\d\d)?"
)

_AFTER_CUES = (
    Pattern(
        "PHONE",
        re.compile(
            rf"\b(?:{_PHONE_CUES})\b[^\d\n+]{{0,24}}"
            r"(?P<value>\+?\d[\d ().-]{5,18}\d)(?![\w:/]|[.,]\d)"
        ),
        may_be_phone,
    ),
    Pattern(
        "IDENTITY_DOC",
        re.compile(
            rf"\b(?:{_DOCUMENT_CUES})\b[ .:#-]{{0,3}}(?:(?:no|nr|num|number)\b[ .:#-]{{0,3}})?"
            r"(?P<value>[a-z0-9][a-z0-9-]{4,19})\b"
        ),
        may_be_document,
    ),
    Pattern(
        "BIRTHDATE",
        re.compile(
            rf"\b(?:{_BIRTH_CUES})\b[^\w\n]{{0,4}}(?:(?:on|is|am|the) ){{0,2}}"
            rf"(?P<value>{_DATE})(?:\b|(?=t\d))"
        ),
    ),
    Pattern(
        "LOYALTY",
        re.compile(rf"\b(?:{_LOYALTY_CUES})\b[^\n]{{0,24}}?\b(?P<value>[a-z]{{0,3}}\d{{6,16}})\b"),
        lambda text: not re.fullmatch(r"(?:19|20)\d{6}", text),
    ),
    Pattern(
        "TICKET",
        re.compile(rf"\b(?:{_TICKET_CUES})\b[^\n]{{0,40}}?\b(?P<value>\d{{3}}[- ]?\d{{10}})(?!\d)"),
    ),
    Pattern(
        "BOOKING",
        re.compile(
            rf"\b(?:{_BOOKING_CUES})\b[ .:#-]{{0,3}}(?:is |no\.? )?(?P<value>[a-z0-9]{{6}})\b"
        ),
        lambda text: has_digits(text, 1),
    ),
)
_CUE = re.compile(
    rf"\b(?:({_PHONE_CUES})|({_DOCUMENT_CUES})|({_BIRTH_CUES})|({_LOYALTY_CUES})|({_TICKET_CUES})"
    rf"|({_BOOKING_CUES}))\b"
)


def find_after_cues(text: str) -> Iterator[Span]:
    """Such values in a text in lower case; of one with several cues, the first kind first."""
    cues = [((cue.lastindex or 0) - 1, cue.start()) for cue in _CUE.finditer(text)]
    for kind, start in sorted(cues):
        pattern = _AFTER_CUES[kind]
        found = pattern.expression.match(text, start)
        if found and pattern.holds(found["value"]):
            yield Span(*found.span("value"), pattern.kind)
