"""What is personal by its form, whatever field it stands in: e-mail, card, IBAN, phone, date ..."""

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple

from stdnum import iban, luhn
from stdnum.exceptions import ValidationError


class Span(NamedTuple):
    """A piece of a text that is masked: where, as which type, and why."""

    start: int
    end: int
    kind: str
    reason: str


_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "februar",
    "marz",
    "maerz",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "jänner",
    "okt",
    "dez",
    "janvier",
    "fevrier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "aout",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "décembre",
    "fev",
    "fév",
    "avr",
    "juil",
    "déc",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "ene",
    "abr",
    "ago",
    "dic",
    "janeiro",
    "fevereiro",
    "março",
    "marco",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "set",
    "out",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "gen",
    "mag",
    "giu",
    "lug",
    "ott",
    "januari",
    "februari",
    "maart",
    "mei",
    "augustus",
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
]
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")"
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
_TLD = r"[A-Za-z]{2,24}"
_DOT = r"(?:\s?\.\s?|\s+(?:dot|punto|punkt|point|ponto|d0t)\s+|\s?[(\[{]\s?(?:dot|\.)\s?[)\]}]\s?)"

_FORMS = (
    # An e-mail address, in SSR texts with // for the sign, or written out for people.
    ("EMAIL", r"[^\s@<>\"',;:()\[\]{}|\\/=?&]+@[^\s@<>\"',;:()\[\]{}|\\/=?&]+"),
    ("EMAIL", rf"(?<![\w.+-])[\w.+-]{{1,64}}//[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,6}}\.{_TLD}\b"),
    ("EMAIL", rf"[\w.+-]{{1,64}}\s?[(\[{{]\s?(?:at|@|arroba|bei)\s?[)\]}}]\s?[\w-]+(?:{_DOT}[\w-]+)*"),
    ("EMAIL", rf"[\w.+-]{{1,64}}\s+(?:at|arroba|chez)\s+[\w-]+(?:{_DOT}[\w-]+)*"
              rf"\s+(?:dot|punto|punkt|point|ponto)\s+[\w-]+"),
    ("EMAIL", r"[\w.+-]{1,64}\s+at\s+(?:[\w-]+\.)+(?:com|org|net|example|de|fr|es|it|uk|eu)\b"),
    ("USER", r"(?<![\w@])@[\w.]{2,40}"),
    ("DEVICE", r"(?<![\w:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:])"),
    ("DEVICE", r"(?<![\w:])(?=[0-9A-Fa-f]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{6,39}(?![\w:])"),
    ("DEVICE", r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d]|\.\d)"),
    ("DATE", r"(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d)"),
    ("DATE", r"(?<![\d.])(?:3[01]|[12]\d|0?[1-9])([-/.])(?:3[01]|[12]\d|0?[1-9])\1"
             rf"{_YEAR}(?![\d]|[.]\d)"),
    ("DATE", r"(?<![\d.])(?:3[01]|[12]\d|0?[1-9])\.? ?/? ?(?:de |del |of )?"
             rf"{_MONTH}\.?(?:,? (?:de |del )?|[-./]|)(?:(?:19|20)\d\d|'?\d\d(?![:h]))(?![\d]|[.]\d)"),
    ("DATE", rf"(?<!\d)(?:3[01]|[12]\d|0?[1-9])[-./]{_MONTH}[-./]{_YEAR}(?!\d)"),
    ("DATE", rf"\b{_MONTH}\.? (?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,? (?:19|20)\d\d(?!\d)"),
    ("IBAN", r"(?<![A-Za-z\d])[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z\d])"),
    ("CARD", r"(?<![A-Za-z\d])\d(?:[ -]?\d){12,18}(?![A-Za-z\d])"),
    ("IDENTITY_DOC", r"(?<![A-Za-z\d])[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D](?![A-Za-z\d])"),
    ("IDENTITY_DOC", r"(?<![A-Za-z\d])[A-Z]{3,5}\d{4}[A-Z](?![A-Za-z\d])"),
    ("POSTCODE", r"(?<![A-Za-z\d])[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?![A-Za-z\d])"),
    ("POSTCODE", r"(?<![A-Za-z\d])[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![A-Za-z\d])"),
    ("POSTCODE", r"(?<![\w-])\d\d-\d{3}(?![\w-])"),
    ("HEALTH", r"(?<![\w.])[A-TV-Z]\d\d\.\d(?![\w.])"),
    ("NAME", r"(?<![^\W_])(?:[A-Z][ .-]){4,30}[A-Z](?![^\W_])"),
    ("AGE", r"(?<=\baged )\d{1,3}|(?<=\bage )\d{1,3}|\d{1,3}(?=(?: |-)years?(?: |-)old)"
            r"|\d{1,3}(?= Jahre alt)|\d{1,3}(?= ans\b)|\d{1,3}(?= años)|\d{1,3}(?= anni\b)"),
    ("BIRTHDATE", r"(?<=BIRTHDAY )\d{1,2}[A-Z]{3}(?![A-Z])"),
    ("PHONE", r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)[ -]){6,}"
              r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b"),
    ("PLATE", r"(?<![A-Za-z\d-])[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{2,4}[EH]?(?![A-Za-z\d])"),
)  # fmt: skip
_COMPILED = tuple(
    (kind, re.compile(form, re.IGNORECASE if kind in {"EMAIL", "DATE"} else 0))
    for kind, form in _FORMS
)
# No form matches a text without one of these signs.
_HINT = re.compile(
    r"[\d@]|//|\bat\b|arroba|chez|\Wbei\W|:[0-9A-Fa-f]*:|double|zero|\b[A-Z][ .-][A-Z][ .-][A-Z]\b",
    re.IGNORECASE,
)

# What names the number behind it as one of a card or its holder's secret.
_CARD_CUE = re.compile(
    r"\b(?P<cue>CVV2?|CVC2?|CID|CSC|CCV|PIN|sort code|security code|sec\.? ?code|card code|prüfziffer|pruefziffer|kartenprüf\w*"
    r"|code de sécurité|cryptogramme|código de seguridad|EXP(?:IRY|IRES?|IRATION)?(?: date)?"
    r"|valid (?:thru|until|to)|gültig bis|gueltig bis|expire le|caduca|scad(?:enza)?|vence)"
    r"\b[ .:=/#-]{0,4}(?P<value>\d[\d/ .-]{0,8}\d|\d)",
    re.IGNORECASE,
)
_BEHIND_CARD = 45
_SMALL_NUMBER = re.compile(r"(?<![\d.,])\d{2}[/-]\d{2,4}(?!\d)|(?<![\d.,])\d{3,4}(?![\d.,]\d|\d)")
_DIGITS = re.compile(r"\D")


def find_personal_forms(text: str) -> Iterator[Span]:
    """What is personal by its form; the spans do not overlap and are in order."""
    if not _HINT.search(text):
        return
    found: list[Span] = []
    for kind, form in _COMPILED:
        for match in form.finditer(text):
            start, end = match.span()
            if _is_free(found, start, end) and (exact := _checked(kind, text, start, end)):
                found.append(exact)
    for span in _card_details(text, found):
        if _is_free(found, span.start, span.end):
            found.append(span)
    yield from sorted(found)


def _is_free(found: list[Span], start: int, end: int) -> bool:
    return all(end <= span.start or span.end <= start for span in found)


def _checked(kind: str, text: str, start: int, end: int) -> Span | None:
    value = text[start:end]
    if kind == "IBAN":
        return _longest_iban(value, start)
    if kind == "CARD" and not is_card(value):
        return None
    if kind == "DEVICE" and not _is_address(value):
        return None
    return Span(start, end, kind, _REASONS.get(kind, "has the form of one"))


_REASONS = {"DATE": "a full date", "EMAIL": "an e-mail address"}


def _longest_iban(value: str, start: int) -> Span | None:
    """Words may stand right behind an IBAN written in groups."""
    end = len(value)
    while end >= 15:
        if _is_iban(value[:end]):
            return Span(start, start + end, "ACCOUNT", "an IBAN")
        end = value.rfind(" ", 0, end)
    return None


def _is_iban(value: str) -> bool:
    try:
        iban.validate(value, check_country=False)
    except ValidationError:
        return False
    return True


def is_card(value: str) -> bool:
    """Whether digits are those of a payment card: 13 to 19 of them with a valid check digit."""
    digits = _DIGITS.sub("", value)
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn.is_valid(digits)


def _is_address(value: str) -> bool:
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}", value):
        return True
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _card_details(text: str, found: list[Span]) -> Iterator[Span]:
    """Expiry dates and codes: behind a card number, or behind a word such as CVV."""
    for match in _CARD_CUE.finditer(text):
        kind = "CARD_CODE" if match["cue"][:1] in "cCsSpPkK" else "CARD_DATE"
        yield Span(*match.span("value"), kind, f"behind {match['cue']}")
    for card in [span for span in found if span.kind == "CARD"]:
        for match in _SMALL_NUMBER.finditer(text, card.end, card.end + _BEHIND_CARD):
            yield Span(*match.span(), "CARD_DATE", "behind a card number")
