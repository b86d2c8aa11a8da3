"""Values of fields that hold no free text: a person's data, identifiers of the message."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from discovery.facts.privacy.forms import find_forms
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.spans import Span, blanked, first_come
from discovery.facts.privacy.tables import Vocabulary, forms, listed

_NAME_KINDS = frozenset({"NAME", "SURNAME", "GIVEN_NAME"})
_NOT_BLANK = re.compile(r"[^\0\s](?:[^\0]*[^\0\s])?")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\0\s/,;()\[\]<>\d]|\d(?=[^\W\d_]))*(?<![.'’-])|\d{4,}")

_UUID = re.compile(forms()["parts"]["UUID"])
_LOCAL = re.compile(r"(?=.{1,12}$)[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+){0,3}", re.ASCII)
_LOCAL_DIGITS = 4  # of one part of a local identifier
# No base64, which is longer or of both cases.
_SIMPLE = re.compile(r"(?=.{1,19}$|[^a-z]*$|[^A-Z]*$)[A-Za-z\d]+(?:[-_., ][A-Za-z\d]+)*")
_PART = re.compile(r"[^\W_]+")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
_CASED = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FIELD_WORDS = re.compile(f"(?:{forms()['parts']['IDENTIFIER_PARTS']})+")
_MAY_HAVE_FORM = re.compile(
    r"@|\d{13}|\d{4}[ -]\d{4}|//|\d\.\d+\.\d|[A-Z]{2}\d{2}[A-Z0-9]{11}|:.*:"
)
_FORMS = frozenset({"EMAIL", "CARD", "DEVICE", "ACCOUNT"})
_LOCATOR = re.compile(r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6}")
_NO_LOCATOR = re.compile(r"[A-Z\d]{2}\d{4}|([A-Z]{3,5})\d{1,3}")  # a flight, SEG001
_NAME_LETTERS = 4  # from which on a part of an identifier may be somebody's name
_CITY_PAIR = 6  # letters
_CACHED_PARTS = 50_000


def find_of_person(kind: str, text: str, hidden: Sequence[Span] = ()) -> Iterator[Span]:
    """A value that is a person's: masked whole, a name word by word.

    `hidden` are the places that hold pseudonyms: the value was masked before.
    """
    whole = text.strip()
    if fold(whole) in listed("say_nothing"):
        return
    is_name = kind in _NAME_KINDS
    for found in (_NAME_WORD if is_name else _NOT_BLANK).finditer(blanked(text, hidden)):
        is_title = is_name and found[0] != whole and fold(found[0]) in listed("titles")
        if any(map(str.isalnum, found[0])) and not is_title:
            yield Span(*found.span(), kind, "a field of a person")


class Identifiers:
    """Finds what of identifiers may be personal, under a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._kind_once = lru_cache(_CACHED_PARTS)(self._kind)

    def is_local(self, token: str) -> bool:
        """Whether an identifier is short and local (`PAX1`, `SRV-1-2`) or a canonical UUID."""
        return bool(_UUID.fullmatch(token)) or (
            _LOCAL.fullmatch(token) is not None
            and all(
                len(part) <= (_LOCAL_DIGITS if part.isdigit() else _NAME_LETTERS - 1)
                or self._vocabulary.knows(fold(part))
                for part in _LETTERS_OR_DIGITS.findall(token)
            )
        )

    def are_harmless(self, text: str, *, is_order: bool) -> bool:
        """Whether it is a UUID, or identifiers of harmless parts: a quick answer."""
        return bool(_UUID.fullmatch(text)) or (
            _SIMPLE.fullmatch(text) is not None
            and not _MAY_HAVE_FORM.search(text)
            and not any(self._kind_once(part, is_order) for part in _PART.findall(text))
        )

    def find(self, text: str, hidden: Sequence[Span], *, is_order: bool) -> list[Span]:
        """All that is masked, with the reason; `hidden` is what was found before.

        That is what may be a name, or of an order's a locator; addresses, card and account numbers.
        """
        known = [*hidden, *(Span(*uuid.span()) for uuid in _UUID.finditer(text))]
        if _MAY_HAVE_FORM.search(text):
            known += (span for span in find_forms(text) if span.kind in _FORMS)
        parts = (
            Span(*part.span(), kind, "may be one in an identifier")
            for part in _PART.finditer(text)
            if (kind := self._kind_once(part[0], is_order))
        )
        return [span for span in first_come(len(text), (*known, *parts)) if span.reason]

    def _kind(self, part: str, is_order: bool) -> str:
        """What a part of an identifier may be that is personal; "" for a harmless one."""
        if part.isalpha():
            return "" if self._is_harmless(part) else "NAME"
        if is_order and _LOCATOR.fullmatch(part):
            other = _NO_LOCATOR.fullmatch(part)
            if not other or (other[1] and not self._is_harmless(other[1])):
                return "LOCATOR"
        return ""

    def _is_harmless(self, letters: str) -> bool:
        """Known words, parts of names of fields (`PAXSEG`), a city pair, or too few letters."""
        if len(letters) == _CITY_PAIR and {letters[:3], letters[3:]} <= listed("airports"):
            return True
        return all(
            len(word) < _NAME_LETTERS
            or self._vocabulary.is_plain(fold(word))
            or _FIELD_WORDS.fullmatch(fold(word))
            for word in _CASED.findall(letters)
        )
