"""The policy: which part of a value is masked, by the path of its field and its text alone.

Four classes of fields: a person's data is masked whole; codes pass in the form of their field;
identifiers of the message pass where they are stored; all else is judged token by token.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from discovery.facts.privacy.embedded import base64_in, pieces_in
from discovery.facts.privacy.field_types import (
    PERSONAL_KINDS,
    FieldType,
    Holds,
    ends_like,
    field_type,
)
from discovery.facts.privacy.field_values import find_in_identifier, find_of_person
from discovery.facts.privacy.forms import has_form, is_local
from discovery.facts.privacy.free_text import blanked, find_in_text
from discovery.facts.privacy.pseudonyms import PLACEHOLDER_LIKE, fold
from discovery.facts.privacy.spans import Places, Span
from discovery.facts.privacy.vocabulary import Vocabulary

POLICY = 1
"""Grows whenever the same value could come out otherwise."""

Ours = Callable[[str], list[Span]]
"""Gives the places of a text that hold pseudonyms of this installation."""

_KINDS = PERSONAL_KINDS | {
    "ACCOUNT", "BASE64", "CARD", "CARD_CODE", "CARD_DATE", "CODE", "DATE", "DEVICE", "DOC_DATE",
    "EMAIL", "HEALTH", "IDENTITY_DOC", "LOCATOR", "LOYALTY", "NAME", "NUMBER", "PHONE", "PLATE",
    "POSTCODE", "SECRET", "STREET", "TICKET", "USER", "WORD",
}  # fmt: skip
_KEPT = FieldType(Holds.TEXT, "KEPT")
_CACHED_PATHS = 50_000
_KEYED = re.compile(
    r"(?<![^\W_])(?P<key>[^\W\d_][\w.\-]{1,40}(?: [^\W\d_]{2,12})?)\]?"
    r"(?:\s{0,3}(?:=>|[=:#](?!//))\s{0,3}| is )"
    r"(?:\"(?P<quoted>[^\"]{1,200})\"|(?P<value>[^\s&;,|\"'<>]{1,200}))"
)
_MAY_BE_KEYED = re.compile(r"[=:#]| is ")
_PERSONAL_FORMS = frozenset(
    {"EMAIL", "PHONE", "CARD", "CARD_CODE", "CARD_DATE", "ACCOUNT", "IDENTITY_DOC", "DEVICE"}
)
# From so many digits on a number or a code may be one of a document or a nation.
_DIGITS_OF_NUMBERS = {"NUMBER": 7, "CODE": 5}
_DIGITS_OF_LOCAL = 4  # of a reference to a document, say: more may be its number
_IDENTIFIER_MAX = 4000  # characters; what is longer is text
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
        self._vocabulary = Vocabulary(self._keep_words)
        self.kinds = _KINDS.union(map(_kind_of, self._extra_names))
        self._text_is_harmless = text_is_harmless
        self._types: dict[str, FieldType] = {}

    @cached_property
    def version(self) -> str:
        """Equal for policies that mask alike: `1`, or `1-5f3a9c` where something is adjusted."""
        adjusted = (self._extra_names, self._keep_names, self._keep_words, self._text_is_harmless)
        if not any(adjusted):
            return str(POLICY)
        return f"{POLICY}-{hashlib.sha256(repr(adjusted).encode()).hexdigest()[:6]}"

    def find(self, path: str, text: str, ours: Ours) -> list[Span]:
        """The places of a value that are masked, in order."""
        if not text or text.isspace():
            return []
        found = sorted(self._find(path, text, ours, 0))
        return found if len(found) < 2 else list(Places(len(text), found))

    def is_identifier(self, path: str) -> bool:
        """Whether a field identifies a part of the message, or refers to one."""
        return self.type_of(path).holds is Holds.IDENTIFIER

    def may_be_sent(self, token: str) -> bool:
        """Whether an identifier is sent as it is: short and local, or a canonical UUID."""
        return is_local(token, self._vocabulary)

    def type_of(self, path: str) -> FieldType:
        """The type of a field, as the operator's settings have it."""
        found = self._types.get(path)
        if found is None:
            if len(self._types) > _CACHED_PATHS:
                self._types.clear()
            found = self._types[path] = self._adjusted(path)
        return found

    def _is_local(self, token: str) -> bool:
        return self.may_be_sent(token) and sum(map(str.isdigit, token)) <= _DIGITS_OF_LOCAL

    def _adjusted(self, path: str) -> FieldType:
        if self._extra_names and (entry := ends_like(path, self._extra_names)):
            return FieldType(Holds.PERSON, _kind_of(entry))
        if self._keep_names and ends_like(path, self._keep_names):
            return _KEPT
        return field_type(path)

    def _find(self, path: str, text: str, ours: Ours, depth: int) -> Iterator[Span]:
        """What is masked in a value, or in the values inside it."""
        pieces = pieces_in(path, text) if depth < _DEEPEST else None
        if pieces is None:
            yield from self._find_by_type(path, text, ours(text) if "[" in text else [], depth)
            return
        for piece in pieces:
            for span in self._find(piece.path, piece.text, ours, depth + 1):
                start, end = piece.outside(span.start, span.end)
                yield span._replace(start=start, end=end)

    def _find_by_type(
        self, path: str, text: str, masked: Sequence[Span], depth: int
    ) -> Iterator[Span]:
        kind = self.type_of(path)
        of_person = kind.kind if kind.holds is Holds.PERSON else kind.otherwise
        is_reference = of_person and kind.holds is Holds.IDENTIFIER
        if is_reference and all(map(self._is_local, text.split())):
            of_person = ""
        if kind.holds is Holds.CODE and has_form(
            kind.kind, text, self._vocabulary, of_person=bool(of_person)
        ):
            return
        if of_person:
            yield from find_of_person(of_person, text, self._vocabulary, masked)
            return
        taken = Places(len(text), masked)
        yield from filter(taken.add, _planted(text))
        if kind.holds is Holds.IDENTIFIER and len(text) < _IDENTIFIER_MAX:
            opened = (span for span in self._in_base64(path, text, depth) if span.kind == "BASE64")
            yield from filter(taken.add, opened)
            yield from self._in_identifier(kind, text, list(taken))
        elif self._text_is_harmless or kind is _KEPT:
            found = find_in_text(text, self._vocabulary, list(taken))
            yield from (span for span in found if _has_personal_form(span, text))
        else:
            read = filter(taken.add, self._in_base64(path, text, depth))
            yield from (span for span in read if span.kind)
            yield from filter(taken.add, self._keyed(blanked(text, list(taken))))
            likely = kind.kind != "TRADE_TEXT"
            yield from find_in_text(text, self._vocabulary, list(taken), names_are_likely=likely)

    def _in_identifier(self, kind: FieldType, text: str, masked: Sequence[Span]) -> Iterator[Span]:
        is_order = kind.kind == "ORDER_ID"
        for span in find_in_identifier(text, self._vocabulary, masked, is_order=is_order):
            if span.kind != "NAME" or not self._text_is_harmless:
                yield span

    def _in_base64(self, path: str, text: str, depth: int) -> Iterator[Span]:
        """Base64: masked where it is no text or holds a person's data; else of no kind."""
        for start, end, decoded in base64_in(text):
            if decoded is None:
                yield Span(start, end, "BINARY", "base64 that is no text")
            elif depth < _DEEPEST and any(self._find(path, decoded, _nothing, depth + 1)):
                yield Span(start, end, "BASE64", "base64 that holds a person's data")
            else:
                yield Span(start, end, "", "harmless")

    def _keyed(self, text: str) -> Iterator[Span]:
        """`lastName=Hope`, `Surname: Long`: a field that is named in the text."""
        for found in _KEYED.finditer(text) if _MAY_BE_KEYED.search(text) else ():
            kind = field_type(f"/text/{found['key']}")
            group = "quoted" if found["quoted"] else "value"
            if kind.holds is Holds.PERSON:
                for span in find_of_person(kind.kind, found[group], self._vocabulary):
                    at = found.start(group)
                    yield Span(at + span.start, at + span.end, span.kind, f"behind {found['key']}")


def _has_personal_form(span: Span, text: str) -> bool:
    """Whether a masked place is no word but an address, a phone, card or document number."""
    digits = sum(map(str.isdigit, text[span.start : span.end]))
    return span.kind in _PERSONAL_FORMS or digits >= _DIGITS_OF_NUMBERS.get(span.kind, digits + 1)


def _nothing(_: str) -> list[Span]:
    return []


def _planted(text: str) -> Iterator[Span]:
    """What a document has written like a pseudonym or an alias of ours."""
    for found in PLACEHOLDER_LIKE.finditer(text) if "[" in text else ():
        yield Span(*found.span(), "WORD", "written like a pseudonym")


def _kind_of(entry: str) -> str:
    """`Seller/@contactText` is of the kind CONTACT_TEXT."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", entry.rpartition("/")[2])
    return re.sub(r"[^A-Z]+", "_", words.upper()).strip("_")[:40] or "PRIVATE"
