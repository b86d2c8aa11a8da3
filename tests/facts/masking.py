"""Small documents in, masked values out."""

import re

from lxml import etree

from discovery.facts.privacy import PSEUDONYM, Masker, Policy, PseudonymKey
from discovery.facts.structure import Structure, fields, to_structure

KEY = PseudonymKey(b"a key of tests that is long enough", "0123456789abcdef")
MASKER = Masker(Policy(), KEY)


def structure(xml: str) -> Structure:
    """The structure of a document written in a test."""
    return to_structure(etree.fromstring(xml))


def values(document: Structure) -> list[str]:
    """Every value of a document, in order."""
    return [field.value for field in fields(document, "", "")]


def kinds(text: str) -> str:
    """A masked text in which of each pseudonym only the type is left: `[SURNAME]`."""
    return PSEUDONYM.sub(lambda found: f"[{found['kind']}]", text)


def masked(xml: str, masker: Masker = MASKER) -> list[str]:
    """The masked values of a document, in order, with types for pseudonyms."""
    return [kinds(value) for value in values(masker.mask_structure(structure(xml)))]


def mask_text(text: str, masker: Masker = MASKER) -> str:
    """A remark, masked, with types for pseudonyms."""
    return kinds(masker.mask("/Order/Remark", text))


def mask_field(path: str, text: str, masker: Masker = MASKER) -> str:
    """The value of a field below an order, masked, with types for pseudonyms."""
    return kinds(masker.mask(f"/Order/{path}", text))


def left_of(text: str, masked_text: str) -> str:
    """What of a text still stands in its masked form, in small letters and digits alone."""
    return re.sub(r"[\W_]", "", PSEUDONYM.sub(" ", masked_text).casefold())
