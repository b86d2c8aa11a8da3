"""The policy: which part of a value is masked, by the path of its field and its text alone.

Four classes of fields: a person's data is masked whole; codes pass in the form of their field;
identifiers of the message pass where they are stored; all else is judged token by token.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property

from discovery.facts.privacy.embedded import base64_in, pieces_in
from discovery.facts.privacy.field_types import FieldType, Holds, ends_like, field_type
from discovery.facts.privacy.forms import UUID, has_form, is_local
from discovery.facts.privacy.free_text import find_in_text
from discovery.facts.privacy.personal_forms import Span, find_personal_forms
from discovery.facts.privacy.pseudonyms import PLACEHOLDER_LIKE, fold
from discovery.facts.privacy.vocabulary import Vocabulary, listed

POLICY = 1
"""Grows whenever the same value could come out otherwise."""

_NAME_KINDS = frozenset({"NAME", "SURNAME", "GIVEN_NAME"})
# Of these a value without a digit is a word beside the number: HOME, MOBILE.
_HOLD_DIGITS = {
    "PHONE": 4, "BIRTHDATE": 1, "DOC_DATE": 1, "CARD_DATE": 1, "CARD_CODE": 1, "TICKET": 6,
    "CARD": 4, "ACCOUNT": 4, "LOYALTY": 4,
}  # fmt: skip
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\s/,;()\[\]<>\d]|\d(?=[^\W\d_]))*")
_KEYED = re.compile(
    r"(?<![^\W_])(?P<key>[^\W\d_][\w.\-]{1,40}(?: [^\W\d_]{2,12})?)\]?\s?(?:=>|[=:])\s?"
    r"(?:\"(?P<quoted>[^\"]*)\"|(?P<value>[^\s&;,|\"'<>]+))"
)
_IDENTIFIER_PART = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?:[A-Z][a-z]{2,}){1,5}")
_LOCATOR = re.compile(r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6}")
_IN_IDENTIFIERS = frozenset({"EMAIL", "CARD", "DEVICE", "ACCOUNT"})
# Letters that may be a name, a locator, an e-mail address, or the digits of a card.
_MAY_BE_PERSONAL = re.compile(
    r"(?<![^\W_])[^\W\d_]{4}|[A-Z0-9]{6}|@|\d{4}[ -]\d{4}|[^\x00-\x7f]|\s"
)
_MAY_HAVE_FORM = re.compile(
    r"@|\d{13}|\d{4}[ -]\d{4}|//|\d\.\d+\.\d|[A-Z]{2}\d{2}[A-Z0-9]{11}|:.*:"
)
_LOCATOR_LENGTH = 6
_NAME_LETTERS = 4  # from which on a part of an identifier may be somebody's name
_IDENTIFIER_MAX = 4000  # characters; what is longer is text
_TOKEN_MAX = 256  # characters of one identifier
_DEEPEST = 6  # values within values


class Policy:
    """What is masked, under these settings. `version` names all that decides it but the key.

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
        self._text_is_harmless = text_is_harmless
        self._types: dict[str, FieldType] = {}

    @cached_property
    def version(self) -> str:
        """Equal for policies that mask alike: `1`, or `1-5f3a9c` where something is adjusted."""
        adjusted = (self._extra_names, self._keep_names, self._keep_words, self._text_is_harmless)
        if not any(adjusted):
            return str(POLICY)
        return f"{POLICY}-{hashlib.sha256(repr(adjusted).encode()).hexdigest()[:6]}"

    def type_of(self, path: str) -> FieldType:
        """The type of a field, as the operator's settings have it."""
        found = self._types.get(path)
        if found is None:
            if len(self._types) > 50_000:
                self._types.clear()
            found = self._types[path] = self._adjusted(path)
        return found

    def _adjusted(self, path: str) -> FieldType:
        if self._extra_names and (entry := ends_like(path, self._extra_names)):
            return FieldType(Holds.PERSON, _kind_of(entry))
        if self._keep_names and ends_like(path, self._keep_names):
            return FieldType(Holds.IDENTIFIER, "KEPT")
        return field_type(path)

    def find(self, path: str, text: str, ours: "Ours | None" = None) -> list[Span]:
        """The places of a value that are masked, in order.

        `ours` gives the places of a text that hold pseudonyms of this installation.
        """
        if not text or text.isspace():
            return []
        return _in_order(self._find(path, text, ours or _none, 0))

    def is_identifier(self, path: str) -> bool:
        """Whether a field identifies a part of the message, or refers to one."""
        return self.type_of(path).holds is Holds.IDENTIFIER

    def may_be_sent(self, token: str) -> bool:
        """Whether an identifier is sent as it is: short and local, or a UUID."""
        return is_local(token, self._vocabulary)

    def _find(self, path: str, text: str, ours: "Ours", depth: int) -> Iterator[Span]:
        """What is masked in a value, or in the values inside it."""
        kind = self.type_of(path)
        if kind.kind == "KEPT":
            return
        if depth < _DEEPEST and (inner := pieces_in(path, text)) is not None:
            for piece in inner:
                for span in self._find(piece.path, piece.text, ours, depth + 1):
                    start, end = piece.outside(span.start, span.end)
                    yield span._replace(start=start, end=end)
            return
        hidden = ours(text) if "[" in text else []
        planted = _planted(text, hidden)
        yield from planted
        yield from self._by_type(path, kind, text, sorted([*hidden, *planted]), depth)

    def _by_type(
        self, path: str, kind: FieldType, text: str, hidden: list[Span], depth: int
    ) -> Iterator[Span]:
        if kind.holds is Holds.PERSON:
            yield from self._of_person(kind.kind, text, hidden)
        elif kind.holds is Holds.CODE and has_form(kind.kind, text, self._vocabulary):
            return
        elif kind.holds is Holds.CODE and kind.otherwise:
            yield from self._of_person(kind.otherwise, text, hidden)
        elif kind.holds is Holds.IDENTIFIER and len(text) < _IDENTIFIER_MAX:
            yield from self._in_identifier(kind, text, hidden)
        elif self._text_is_harmless:
            yield from _outside(hidden, find_personal_forms(text))
        else:
            yield from self._in_text(path, text, hidden, depth)

    def _of_person(self, kind: str, text: str, hidden: Sequence[Span]) -> Iterator[Span]:
        """A value that is a person's: masked whole, a name word by word."""
        digits = sum(map(str.isdigit, text))
        if fold(text.strip()) in listed("say_nothing") or not any(map(str.isalnum, text)):
            return
        if hidden:  # masked before, but for what stands around
            yield from find_in_text(text, self._vocabulary, hidden)
        elif kind in _NAME_KINDS:
            yield from self._names(kind, text)
        elif digits < _HOLD_DIGITS.get(kind, 0):
            if kind in {"ACCOUNT", "LOYALTY", "CARD", "TICKET"} and is_local(
                text, self._vocabulary
            ):
                return
            yield from find_in_text(text, self._vocabulary)
        elif (
            kind in {"IDENTITY_DOC", "LOCATOR", "STREET", "EMAIL"}
            and len(text) < 7
            and (is_local(text, self._vocabulary) and digits <= 2 and not text.isupper())
        ):
            return
        else:
            start = len(text) - len(text.lstrip())
            yield Span(start, len(text.rstrip()), kind, "a field of a person")

    def _names(self, kind: str, text: str) -> Iterator[Span]:
        if is_local(text.strip(), self._vocabulary) and any(map(str.isdigit, text)):
            return  # PAX1 in a field called Passenger
        for found in _NAME_WORD.finditer(text):
            word = found[0].rstrip(".'’-")
            if fold(word) in listed("titles") and len(text.split()) > 1:
                continue
            yield Span(found.start(), found.start() + len(word), kind, "a field of a person")
        for found in re.finditer(r"\d{4,}", text):
            yield Span(*found.span(), "NUMBER", "a field of a person")

    def _in_identifier(self, kind: FieldType, text: str, hidden: Sequence[Span]) -> Iterator[Span]:
        """What of an identifier may be a name or a locator; e-mail addresses and the like."""
        whole = text.strip()
        if UUID.fullmatch(whole) or not _MAY_BE_PERSONAL.search(whole):
            return
        if len(whole) > _LOCATOR_LENGTH and not all(map(_is_token, whole.split())):
            yield from find_in_text(text, self._vocabulary, hidden)
            return
        taken = [*hidden, *(Span(*uuid.span(), "", "") for uuid in UUID.finditer(text))]
        if _MAY_HAVE_FORM.search(whole):
            forms = [span for span in find_personal_forms(text) if span.kind in _IN_IDENTIFIERS]
            forms = list(_outside(taken, forms))
            yield from forms
            taken += forms
        for part in _IDENTIFIER_PART.finditer(text):
            if any(span.start < part.end() and part.start() < span.end for span in taken):
                continue
            if (part[0] == whole or kind.kind == "ORDER_ID") and self._is_locator(part[0]):
                yield Span(*part.span(), "LOCATOR", "has the form of a locator")
            elif self._may_be_name(part[0]):
                yield Span(*part.span(), "NAME", "may be a name in an identifier")

    def _is_locator(self, part: str) -> bool:
        if not _LOCATOR.fullmatch(part):
            return False
        return not re.fullmatch(r"[A-Z\d]{2}\d{4}|[A-Z]{3}\d{3}|[A-Z]{4,5}\d{1,2}", part) or (
            not self._vocabulary.knows(fold(part.rstrip("0123456789")))
            and not re.fullmatch(r"[A-Z\d]{2}\d{4}", part)
        )

    def _may_be_name(self, part: str) -> bool:
        """Whether a part of an identifier is letters that are no words: `MEIER` of `MEIER-1`."""
        if len(part) < _NAME_LETTERS or not part.isalpha():
            return False
        if part.isupper() or part.islower() or part.istitle():
            words = [part]
        elif _CAMEL.fullmatch(part):
            words = re.findall(r"[A-Z][a-z]+", part)
        else:
            return False  # capitals anywhere: made by a machine
        return not all(len(word) < _NAME_LETTERS or self._is_harmless(word) for word in words)

    def _is_harmless(self, word: str) -> bool:
        """A known word, a city pair, or parts of names of fields: `PAXSEG`, `BAGALLOWANCE`."""
        folded = fold(word)
        if self._vocabulary.is_plain(folded):
            return True
        if len(word) == 6 and word[:3] in listed("airports") and word[3:] in listed("airports"):
            return True
        return _identifier_words().fullmatch(folded) is not None

    def _in_text(self, path: str, text: str, hidden: Sequence[Span], depth: int) -> Iterator[Span]:
        taken = list(hidden)
        for start, end, decoded in base64_in(text):
            if any(span.start < end and start < span.end for span in taken):
                continue
            if decoded is None:
                taken.append(Span(start, end, "BINARY", "base64 that is no text"))
            elif depth < _DEEPEST and any(
                True for _ in self._find(path, decoded, _none, depth + 1)
            ):
                taken.append(Span(start, end, "BASE64", "base64 that holds a person's data"))
        for span in self._keyed(text):
            if not any(each.start < span.end and span.start < each.end for each in taken):
                taken.append(span)
        taken.sort()
        yield from (span for span in taken if span not in hidden)
        likely = self.type_of(path).kind != "TRADE_TEXT"
        yield from find_in_text(text, self._vocabulary, taken, names_are_likely=likely)

    def _keyed(self, text: str) -> Iterator[Span]:
        """`lastName=Hope`, `Surname: Long`: a field that is named in the text."""
        if "=" not in text and ":" not in text:
            return
        for found in _KEYED.finditer(text):
            if found["key"].islower() and text[found.end("key") :].startswith("://"):
                continue
            kind = field_type(f"/text/{found['key']}")
            group = "quoted" if found["quoted"] else "value"
            value = found[group]
            if kind.holds is not Holds.PERSON or not value:
                continue
            for span in self._of_person(kind.kind, value, ()):
                offset = found.start(group)
                yield Span(
                    span.start + offset, span.end + offset, span.kind, f"behind {found['key']}"
                )


Ours = Callable[[str], list[Span]]


def _none(_: str) -> list[Span]:
    return []


def _planted(text: str, hidden: Sequence[Span]) -> list[Span]:
    """What a document has written like a pseudonym or an alias of ours."""
    if "[" not in text:
        return []
    found = (
        Span(*match.span(), "WORD", "written like a pseudonym")
        for match in PLACEHOLDER_LIKE.finditer(text)
    )
    return list(_outside(hidden, found))


@cache
def _identifier_words() -> re.Pattern[str]:
    """Names of identifiers are often put together of short words."""
    return re.compile(f"(?:{'|'.join(sorted(listed('identifier_parts'), key=len, reverse=True))})+")


def _is_token(word: str) -> bool:
    """Whether a word may be one of a list of identifiers."""
    return len(word) <= _TOKEN_MAX and (
        any(map(str.isdigit, word)) or "_" in word or word.isupper() or word.isascii()
    )


def _kind_of(entry: str) -> str:
    """`Seller/@contactText` is of the kind CONTACT_TEXT."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", entry.rpartition("/")[2])
    return re.sub(r"[^A-Z]+", "_", words.upper()).strip("_")[:40] or "PRIVATE"


def _outside(hidden: Sequence[Span], spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        if not any(each.start < span.end and span.start < each.end for each in hidden):
            yield span


def _in_order(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, each place once."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
