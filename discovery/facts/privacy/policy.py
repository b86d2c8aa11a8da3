"""The policy: which part of a value is masked, by the path of its field and its text alone.

A field has one of four classes: a person's data is masked whole; codes pass in the form of their
field; identifiers of the message pass where they are stored; all else is free text and judged
token by token. Values inside a value are fields of their own.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache

from discovery.facts.privacy.embedded import base64_in, pieces_in
from discovery.facts.privacy.fields import PERSONAL_KINDS, FieldType, Holds, ends_like, field_type
from discovery.facts.privacy.forms import find_forms, has_form
from discovery.facts.privacy.pseudonyms import PLACEHOLDER_LIKE, fold
from discovery.facts.privacy.spans import Span, blanked, first_come
from discovery.facts.privacy.tables import Vocabulary, forms
from discovery.facts.privacy.text import FreeText
from discovery.facts.privacy.values import Identifiers, find_of_person

POLICY = 2
"""Grows whenever the same value could come out otherwise."""

Ours = Callable[[str], list[Span]]
"""Gives the places of a text that hold pseudonyms of this installation."""

_KEPT = FieldType(Holds.TEXT, "KEPT")
_CACHED_PATHS = 50_000
_KEYED = re.compile(
    r"(?<![^\W_])(?P<key>[^\W\d_][\w.\-]{1,40}(?: [^\W\d_]{2,12})?)\]?"
    r"(?:\s{0,3}(?:=>|[=:#](?!//))\s{0,3}| is )"
    r"(?:\"(?P<quoted>[^\"]{1,200})\""
    r"|(?P<value>[+(]?\d[\d ()/.-]{0,40}\d(?![^\W_])|[^\s&;,|\"'<>]{1,200}))"
)
_MAY_BE_KEYED = re.compile(r"[=:#]| is ")
_PERSONAL_FORMS = frozenset(
    {"EMAIL", "PHONE", "CARD", "CARD_CODE", "CARD_DATE", "ACCOUNT", "DEVICE", "LOCATOR"}
)
# A word behind the name of one of these says something about it: date of birth is required.
_NUMBERS = frozenset({"BIRTHDATE", "PHONE", "CARD", "CARD_CODE", "TICKET", "ACCOUNT", "LOYALTY"})
# From so many digits on a number or a code may be one of a document or a nation.
_DIGITS_OF_NUMBERS = {"NUMBER": 7, "CODE": 5}
_DIGITS_OF_LOCAL = 4  # of a reference to a document, say: more may be its number
_IDENTIFIER_MAX = 256  # characters; what is longer is text
_DEEPEST = 6  # values within values


class Policy:
    """What is masked, under these settings. `version` names all that decides it but the key.

    `kinds` are the types that a pseudonym made under it can have.

    `extra_names` and `keep_names` are fields (a name or the end of a path) that an operator adds
    to those of persons and takes out of them; `keep_words` are words that pass. Where the analyst
    said so, `text_is_harmless`: free text is masked only where it has a personal form.
    """

    def __init__(
        self,
        extra_names: Iterable[str] = (),
        keep_names: Iterable[str] = (),
        keep_words: Iterable[str] = (),
        *,
        text_is_harmless: bool = False,
    ) -> None:
        self._extra_names, self._keep_names = tuple(extra_names), tuple(keep_names)
        self._keep_words = tuple(sorted({fold(word) for word in keep_words}))
        self._text_is_harmless = text_is_harmless
        self._vocabulary = Vocabulary(self._keep_words)
        self._text, self._identifiers = FreeText(self._vocabulary), Identifiers(self._vocabulary)
        self.type_of = lru_cache(_CACHED_PATHS)(self._type_of)
        by_form = (kind for section in forms() for kind in forms()[section] if kind.isupper())
        others = {"BASE64", "BINARY", "CODE", "LOCATOR", "NUMBER", "WORD"}
        self.kinds = PERSONAL_KINDS.union(by_form, others, map(_kind_of, self._extra_names))

    @cached_property
    def version(self) -> str:
        """Equal for policies that mask alike: `2`, or `2-5f3a9c` where something is adjusted."""
        adjusted = (self._extra_names, self._keep_names, self._keep_words, self._text_is_harmless)
        if not any(adjusted):
            return str(POLICY)
        return f"{POLICY}-{hashlib.sha256(repr(adjusted).encode()).hexdigest()[:6]}"

    def find(self, path: str, text: str, ours: Ours) -> list[Span]:
        """The places of a value that are masked, in order."""
        if not text or text.isspace():
            return []
        found = sorted(self._find(path, text, ours, 0))
        return found if len(found) < 2 else first_come(len(text), found)

    def is_identifier(self, path: str) -> bool:
        """Whether a field identifies a part of the message, or refers to one."""
        return self.type_of(path).holds is Holds.IDENTIFIER

    def may_be_sent(self, token: str) -> bool:
        """Whether an identifier is sent as it is: short and local, or a canonical UUID."""
        return self._identifiers.is_local(token)

    def _type_of(self, path: str) -> FieldType:
        """The type of a field, as the operator's settings have it."""
        if entry := ends_like(path, self._extra_names):
            return FieldType(Holds.PERSON, _kind_of(entry))
        return _KEPT if ends_like(path, self._keep_names) else field_type(path)

    def _find(self, path: str, text: str, ours: Ours, depth: int) -> Iterator[Span]:
        """What is masked in a value, or in the values inside it."""
        field = self.type_of(path)
        personal = self._personal_kind(field, text)
        if self._passes_whole(field, personal, text):
            return
        pieces = pieces_in(path, text) if depth < _DEEPEST else None
        if pieces is None:
            masked = ours(text) if "[" in text else []
            if personal:
                yield from find_of_person(personal, text, masked)
            else:
                yield from self._find_in_value(field, path, text, masked, depth)
            return
        for piece in pieces:
            for span in self._find(piece.path, piece.text, ours, depth + 1):
                start, end = piece.outside(span.start, span.end)
                yield span._replace(start=start, end=end)

    def _personal_kind(self, field: FieldType, text: str) -> str:
        """The kind of a value that is a person's; "" for any other."""
        if field.holds is Holds.PERSON:
            return field.kind
        if field.otherwise and field.holds is Holds.IDENTIFIER:
            return "" if all(map(self._is_local, text.split())) else field.otherwise
        return field.otherwise

    def _passes_whole(self, field: FieldType, personal: str, text: str) -> bool:
        """Whether a value has the form of a code that belongs to its field, or is a harmless id."""
        if field.holds is Holds.CODE:
            known = self._vocabulary.is_plain if personal else self._vocabulary.knows
            return has_form(field.kind, text, known)
        is_id = field.holds is Holds.IDENTIFIER and not personal
        return is_id and self._identifiers.are_harmless(text, is_order=field.kind == "ORDER_ID")

    def _find_in_value(
        self, field: FieldType, path: str, text: str, masked: list[Span], depth: int
    ) -> Iterator[Span]:
        """What is masked in free text and identifiers."""
        read = (*masked, *_planted(text), *self._in_base64(path, text, depth))
        hidden = first_come(len(text), read)
        is_harmless = self._text_is_harmless or field is _KEPT
        if field.holds is Holds.IDENTIFIER and len(text) < _IDENTIFIER_MAX and text.isascii():
            found = self._identifiers.find(text, hidden, is_order=field.kind == "ORDER_ID")
        else:
            keyed = () if field is _KEPT else self._keyed(blanked(text, hidden))
            hidden = first_come(len(text), (*hidden, *keyed))
            found = self._text.find(text, hidden)
        for span in found:
            if not is_harmless or span in hidden or _has_personal_form(span, text):
                yield span

    def _is_local(self, token: str) -> bool:
        return self.may_be_sent(token) and sum(map(str.isdigit, token)) <= _DIGITS_OF_LOCAL

    def _in_base64(self, path: str, text: str, depth: int) -> Iterator[Span]:
        """Base64: masked where it is no text or holds a person's data; else of no kind."""
        for start, end, decoded in base64_in(text):
            if decoded is None:
                yield Span(start, end, "BINARY", "base64 that is no text")
            elif depth < _DEEPEST and any(self._find(path, decoded, lambda _: [], depth + 1)):
                yield Span(start, end, "BASE64", "base64 that holds a person's data")
            else:
                yield Span(start, end)

    def _keyed(self, text: str) -> Iterator[Span]:
        """`lastName=Hope`, `Surname: Long`: a field that is named in the text."""
        if not _MAY_BE_KEYED.search(text):
            return
        formed = first_come(len(text), (span for span in find_forms(text) if span.kind))
        for found in _KEYED.finditer(blanked(text, formed)):
            holds, kind, _ = field_type(f"/text/{found['key']}")
            group = "quoted" if found["quoted"] else "value"
            needs_digits = kind in _NUMBERS and not any(map(str.isdigit, found[group]))
            if holds is Holds.PERSON and not needs_digits:
                for span in find_of_person(kind, found[group]):
                    at = found.start(group)
                    yield Span(at + span.start, at + span.end, kind, f"behind {found['key']}")


def _planted(text: str) -> Iterator[Span]:
    """What a document has written like a pseudonym or an alias of ours."""
    for found in PLACEHOLDER_LIKE.finditer(text) if "[" in text else ():
        yield Span(*found.span(), "WORD", "written like a pseudonym")


def _has_personal_form(span: Span, text: str) -> bool:
    """Whether a masked place is no word but an address, a phone, card or document number."""
    digits = sum(map(str.isdigit, text[span.start : span.end]))
    return span.kind in _PERSONAL_FORMS or digits >= _DIGITS_OF_NUMBERS.get(span.kind, digits + 1)


def _kind_of(entry: str) -> str:
    """`Seller/@contactText` is of the kind CONTACT_TEXT."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", entry.rpartition("/")[2])
    return re.sub(r"[^A-Z]+", "_", words.upper()).strip("_")[:40] or "PRIVATE"
