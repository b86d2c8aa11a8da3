"""Values of fields that hold no free text: a person's data, identifiers of the message."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from discovery.facts.privacy.forms import UUID, find_personal
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.spans import Span, blanked, first_come
from discovery.facts.privacy.tables import Vocabulary, listed

_OF_PERSON = "a field of a person"
_NAME_KINDS = frozenset({"NAME", "SURNAME", "GIVEN_NAME"})
_NOT_BLANK = re.compile(r"[^\0\s](?:[^\0]*[^\0\s])?")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\0\s/,;()\[\]<>\d]|\d(?=[^\W\d_]))*(?<![.'’-])|\d{4,}")

_PART = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAY_HAVE_FORM = re.compile(
    r"@|\d{13}|\d{4}[ -]\d{4}|//|\d\.\d+\.\d|[A-Z]{2}\d{2}[A-Z0-9]{11}|:.*:"
)
_FORMS_IN_IDENTIFIERS = frozenset({"EMAIL", "CARD", "DEVICE", "ACCOUNT"})
_LOCATOR = re.compile(r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6}")
_NO_LOCATOR = re.compile(r"[A-Z\d]{2}\d{4}|([A-Z]{3,5})\d{1,3}")  # a flight, SEG001
_NAME_LETTERS = 4  # from which on a part of an identifier may be somebody's name
_CITY_PAIR = 6  # letters
_SIMPLE = re.compile(r"[A-Za-z\d]+(?:[-_., ][A-Za-z\d]+)*")
_SHORT = 20  # characters: no base64
_CACHED_PARTS = 50_000


def find_of_person(kind: str, text: str, hidden: Sequence[Span] = ()) -> Iterator[Span]:
    """A value that is a person's: masked whole, a name word by word.

    `hidden` are the places that hold pseudonyms: the value was masked before.
    """
    left = blanked(text, hidden)
    whole = text.strip()
    if fold(whole) in listed("say_nothing"):
        return
    for found in (_NAME_WORD if kind in _NAME_KINDS else _NOT_BLANK).finditer(left):
        is_title = kind in _NAME_KINDS and fold(found[0]) in listed("titles")
        if any(map(str.isalnum, found[0])) and not (is_title and found[0] != whole):
            yield Span(*found.span(), kind, _OF_PERSON)


class Identifiers:
    """Finds what of identifiers may be personal, under a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._kind_once = lru_cache(_CACHED_PARTS)(self._kind)

    def are_harmless(self, text: str, *, is_order: bool) -> bool:
        """Whether it is a UUID, or short identifiers of harmless parts."""
        if UUID.fullmatch(text):
            return True
        return (
            len(text) < _SHORT
            and _SIMPLE.fullmatch(text) is not None
            and not any(self._kind_once(part, is_order) for part in _PART.findall(text))
        )

    def find(self, text: str, hidden: Sequence[Span], *, is_order: bool) -> list[Span]:
        """All that is masked, with the reason; `hidden` is what was found before.

        That is what may be a name, or of an order's a locator; addresses, card and account numbers.
        """
        known = [*hidden, *(Span(*uuid.span()) for uuid in UUID.finditer(text))]
        if _MAY_HAVE_FORM.search(text):
            known += (span for span in find_personal(text) if span.kind in _FORMS_IN_IDENTIFIERS)
        parts = (
            Span(*part.span(), kind, "may be one in an identifier")
            for part in _PART.finditer(text)
            if (kind := self._kind_once(part[0], is_order))
        )
        return [span for span in first_come(len(text), (*known, *parts)) if span.reason]

    def _kind(self, part: str, is_order: bool) -> str:
        """What a part of an identifier may be that is personal; "" for a harmless one."""
        if len(part) < _NAME_LETTERS:
            return ""
        if part.isalpha():
            return "" if self._is_harmless(part) else "NAME"
        if is_order and _LOCATOR.fullmatch(part):
            other = _NO_LOCATOR.fullmatch(part)
            if not other or (other[1] and not self._is_harmless(other[1])):
                return "LOCATOR"
        return ""

    def _is_harmless(self, letters: str) -> bool:
        """Known words, parts of names of fields (`PAXSEG`), a city pair, or too short for a name."""
        if len(letters) == _CITY_PAIR and {letters[:3], letters[3:]} <= listed("airports"):
            return True
        return all(
            len(word) < _NAME_LETTERS
            or self._vocabulary.is_plain(fold(word))
            or _identifier_words().fullmatch(fold(word))
            for word in _LETTERS.findall(letters)
        )


@cache
def _identifier_words() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(listed('identifier_parts'), key=len, reverse=True))})+")
