"""Numbers that their check digits, or the rules of a country, show to be personal."""

import re
from types import ModuleType

from stdnum import iban, luhn
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.ch import ssn as ahv
from stdnum.cn import ric
from stdnum.dk import cpr
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.kr import rrn
from stdnum.mx import curp
from stdnum.se import personnummer
from stdnum.us import ssn

# Issuers' ranges and lengths: American Express, Diners Club, Visa, Mastercard, Discover, JCB,
# UnionPay, Maestro.
_CARD_RANGES = re.compile(
    r"3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|4\d{15}(?:\d{3})?|5[1-5]\d{14}"
    r"|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    r"|(?:6011|64[4-9]\d|65\d\d|62\d\d|35(?:2[89]|[3-8]\d))\d{12,15}"
    r"|(?:50|5[6-8]|6304|6390|67)\d{14,17}"
)
_CARD_LENGTHS = range(14, 20)
DATE_LIKE = re.compile(r"(?:19|20)\d\d[ .-]\d\d[ .-]\d\d|\d\d[ .-]\d\d[ .-](?:19|20)\d\d")

# Identity numbers with a form of their own and a check: how they are written, and who checks.
IDENTITY_NUMBERS: tuple[tuple[str, ModuleType], ...] = (
    (r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z]\w{3}[A-Z]", codicefiscale),
    (r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", curp),
    (r"\d{6}(?:19|20)\d{9}[0-9X]", ric),
    (r"756\.?\d{4}\.?\d{4}\.?\d{2}", ahv),
    (r"\d{3}\.\d{3}\.\d{3}-\d\d", cpf),
    (r"(?:19|20)?\d{6}[-+]\d{4}", personnummer),
    (r"\d{6}-\d{4}", cpr),
    (r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", hetu),
    (r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", nn),
    (r"\d{6}-[1-8]\d{6}", rrn),
    (r"[12] ?\d\d ?[0-9]{2} ?\d[0-9AB] ?\d{3} ?\d{3} ?\d\d", nir),
    (r"\d{3}-\d\d-\d{4}", ssn),
)

_CHECKS = [(re.compile(form, re.ASCII), checker.is_valid) for form, checker in IDENTITY_NUMBERS]


def is_card_number(text: str) -> bool:
    """A number of an issuer's range and length with a right check digit (ISO/IEC 7812)."""
    digits = re.sub(r"\D", "", text)
    return (
        len(digits) in _CARD_LENGTHS
        and bool(_CARD_RANGES.fullmatch(digits))
        and luhn.is_valid(digits)
    )


def is_identity_number(text: str) -> bool:
    """A number of a form that some country has, and with what that country checks in it."""
    return any(form.fullmatch(text) and is_valid(text) for form, is_valid in _CHECKS)


def is_iban(text: str) -> bool:
    """An account number with the length of its country and right check digits (ISO 13616)."""
    return iban.is_valid(text)


def may_be_document(text: str) -> bool:
    """Some digits, and no date: enough beside the word passport."""
    return has_digits(text) and not DATE_LIKE.search(text)


def has_digits(text: str, least: int = 4) -> bool:
    """Whether a text holds so many digits."""
    return sum(map(str.isdigit, text)) >= least
