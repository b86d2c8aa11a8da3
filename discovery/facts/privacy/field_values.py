"""How the values of fields that hold no free text are masked: a person's data, identifiers."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from discovery.facts.privacy.forms import UUID
from discovery.facts.privacy.free_text import blanked, find_in_text
from discovery.facts.privacy.personal_forms import find_personal_forms
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.spans import Places, Span
from discovery.facts.privacy.vocabulary import Vocabulary, listed

_OF_PERSON = "a field of a person"
_NAME_KINDS = frozenset({"NAME", "SURNAME", "GIVEN_NAME"})
# Of these a value with fewer digits is a word beside the number: HOME, MOBILE.
_DIGITS = {
    "PHONE": 3, "BIRTHDATE": 1, "DOC_DATE": 1, "CARD_DATE": 1, "CARD_CODE": 1, "TICKET": 6,
    "CARD": 4, "ACCOUNT": 4, "LOYALTY": 4,
}  # fmt: skip
_NOT_BLANK = re.compile(r"[^\0\s](?:[^\0]*[^\0\s])?")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\0\s/,;()\[\]<>\d]|\d(?=[^\W\d_]))*")
_LONG_NUMBER = re.compile(r"\d{4,}")
_NUMBERED = re.compile(r"([A-Za-z]{3,}(?:[-_][A-Za-z]{2,})*)[-_.]?\d{1,2}(?:[-_.]\d{1,2})?")
_PART = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?:[A-Z][a-z]{2,}){1,5}")
# Letters that may be a name, a locator, an e-mail address, or the digits of a card.
_MAY_BE_PERSONAL = re.compile(
    r"(?<![^\W_])[^\W\d_]{4}|[A-Z0-9]{6}|@|\d{4}[ -]\d{4}|[^\x00-\x7f]|\s"
)
_MAY_HAVE_FORM = re.compile(
    r"@|\d{13}|\d{4}[ -]\d{4}|//|\d\.\d+\.\d|[A-Z]{2}\d{2}[A-Z0-9]{11}|:.*:"
)
_FORMS_IN_IDENTIFIERS = frozenset({"EMAIL", "CARD", "DEVICE", "ACCOUNT"})
_LOCATOR = re.compile(r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6}")
_NO_LOCATOR = re.compile(r"[A-Z\d]{2}\d{4}|([A-Z]{3,5})\d{1,3}")  # a flight, SEG001
_TOKEN_MAX = 256  # characters of one identifier
_NAME_LETTERS = 4  # from which on a part of an identifier may be somebody's name


def find_of_person(
    kind: str, text: str, vocabulary: Vocabulary, ours: Sequence[Span] = ()
) -> Iterator[Span]:
    """A value that is a person's: masked whole, a name word by word.

    `ours` are the places that hold pseudonyms: the value was masked before.
    """
    left = blanked(text, ours)
    if fold(text.strip()) in listed("say_nothing") or not any(map(str.isalnum, left)):
        return
    if sum(map(str.isdigit, left)) < _DIGITS.get(kind, 0):
        yield from find_in_text(text, vocabulary, ours)
    elif _is_numbered(text.strip(), vocabulary):
        return  # PAX1 in a field called Passenger
    elif kind in _NAME_KINDS:
        yield from _names(kind, left)
    else:
        for part in _NOT_BLANK.finditer(left):
            if any(map(str.isalnum, part[0])):
                yield Span(*part.span(), kind, _OF_PERSON)


def _is_numbered(text: str, vocabulary: Vocabulary) -> bool:
    """Whether it is a reference such as `PAX1` or `CTC_PAX2`."""
    found = _NUMBERED.fullmatch(text)
    parts = re.split("[-_]", fold(found[1])) if found else []
    return bool(parts) and all(
        part in listed("identifier_parts") or vocabulary.is_plain(part) for part in parts
    )


def _names(kind: str, text: str) -> Iterator[Span]:
    for found in _NAME_WORD.finditer(text):
        word = found[0].rstrip(".'’-")
        is_title = fold(word) in listed("titles") and found[0] != text.strip()
        if not is_title:
            yield Span(found.start(), found.start() + len(word), kind, _OF_PERSON)
    for found in _LONG_NUMBER.finditer(text):
        yield Span(*found.span(), "NUMBER", _OF_PERSON)


def find_in_identifier(
    text: str, vocabulary: Vocabulary, hidden: Sequence[Span], *, is_order: bool
) -> Iterator[Span]:
    """What of an identifier may be a name, or of an order's a locator; e-mail addresses, too."""
    whole = text.strip()
    if UUID.fullmatch(whole) or not _MAY_BE_PERSONAL.search(whole):
        return
    left = blanked(text, hidden)
    if not all(len(token) <= _TOKEN_MAX and token.isascii() for token in left.split()):
        yield from find_in_text(text, vocabulary, hidden)
        return
    taken = Places(len(text), hidden)
    for uuid in UUID.finditer(text):
        taken.add(Span(*uuid.span(), "", ""))
    if _MAY_HAVE_FORM.search(whole):
        forms = (span for span in find_personal_forms(text) if span.kind in _FORMS_IN_IDENTIFIERS)
        yield from filter(taken.add, forms)
    free = (part for part in _PART.finditer(text) if taken.is_free(*part.span()))
    yield from filter(None, (_judge_part(part, vocabulary, is_order=is_order) for part in free))


def _judge_part(part: re.Match[str], vocabulary: Vocabulary, *, is_order: bool) -> Span | None:
    if is_order and _is_locator(part[0], vocabulary):
        return Span(*part.span(), "LOCATOR", "has the form of a locator")
    if _may_be_name(part[0], vocabulary):
        return Span(*part.span(), "NAME", "may be a name in an identifier")
    return None


def _is_locator(part: str, vocabulary: Vocabulary) -> bool:
    other = _NO_LOCATOR.fullmatch(part)
    if other and (not other[1] or _is_harmless(other[1], vocabulary)):
        return False
    return _LOCATOR.fullmatch(part) is not None


def _may_be_name(part: str, vocabulary: Vocabulary) -> bool:
    """Whether a part of an identifier is letters that are no words: `MEIER` of `MEIER-1`."""
    if len(part) < _NAME_LETTERS or not part.isalpha():
        return False
    if part.isupper() or part.islower() or part.istitle():
        words = [part]
    elif _CAMEL.fullmatch(part):
        words = re.findall(r"[A-Z][a-z]+", part)
    else:
        return False  # capitals anywhere: made by a machine
    return not all(len(word) < _NAME_LETTERS or _is_harmless(word, vocabulary) for word in words)


def _is_harmless(word: str, vocabulary: Vocabulary) -> bool:
    """A known word, a city pair, or parts of names of fields: `PAXSEG`, `BAGALLOWANCE`."""
    if vocabulary.is_plain(fold(word)) or _identifier_words().fullmatch(fold(word)):
        return True
    return len(word) == 6 and {word[:3], word[3:]} <= listed("airports")


@cache
def _identifier_words() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(listed('identifier_parts'), key=len, reverse=True))})+")
