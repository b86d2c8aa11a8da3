"""What a field holds, by its name and the names above it.

A path is written in local names (`/Order/Pax/@PaxID`). Where an attribute or a sibling names the
field (`<Param name="lastName" value="..."/>`), that name is a step of the path of its own:
`/Params/Param/lastName/@value`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.vocabulary import field_names

Name = tuple[str, ...]
"""A name as its words, folded and in the singular."""


class Holds(Enum):
    """The class of a field, which decides how its values are treated."""

    PERSON = "a person's data"  # masked whole, names word by word
    CODE = "a code or a measure"  # passes in the form that belongs to it
    IDENTIFIER = "an identifier of the message"  # passes where it is stored
    TEXT = "text"  # word by word


@dataclass(frozen=True, slots=True)
class FieldType:
    """`kind` is the type of a pseudonym where the field holds a person's data, else the form.

    `otherwise` is the personal kind of a code field whose value has not the form of a code:
    a `PhoneType` that holds a phone number.
    """

    holds: Holds
    kind: str
    otherwise: str = ""


TEXT = FieldType(Holds.TEXT, "TEXT")
TRADE_TEXT = FieldType(Holds.TEXT, "TRADE_TEXT")
# Elements that only carry the value of the element above them.
_CARRIERS = frozenset({"value", "text", "val", "content", "txt", "formatted", "extension"})
_CONTEXT_LEVELS = 3
_COMPOUND = 6  # letters, from which on a phrase is found inside a longer word
_CACHED_PATHS, _CACHED_NAMES = 50_000, 5_000
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_EXPIRY = frozenset({"expiry", "expiration", "expire", "effective"})
_ALWAYS_NAMES = {
    "first": "GIVEN_NAME", "first name": "GIVEN_NAME", "last": "SURNAME", "last name": "SURNAME",
}  # fmt: skip
# What refers to one of these holds its number, where it is not short and local.
_NUMBERED = {"IDENTITY_DOC", "PHONE", "LOYALTY", "ACCOUNT", "CARD", "USER"}
_REFERRED, _DATED = {"LOCATOR", "TICKET"}, {"BIRTHDATE", "IDENTITY_DOC", "CARD"}
# What is identified by a locator, mostly.
_LOCATED = frozenset(
    ["order", "booking", "reservation", "unique", "itinerary", "itin", "record", "trip", "pnr"]
)
_NUMBERS = frozenset({"number", "no", "nbr", "num", "nr"})
_FARE_CODES = {("fare", "basis"), ("fare", "code"), ("ticket", "desig"), ("tour", "code")}
_FARE_OWNERS = {"basis", "class"}
_NAMED = frozenset({"name", "label", "brand", "desc", "description", "city"})


class _Phrases:
    """Finds phrases in the words of a name."""

    def __init__(self, written: str) -> None:
        phrases = [phrase.strip() for phrase in written.split("|")]
        self._words = frozenset(tuple(map(_singular, phrase.split())) for phrase in phrases)
        self._longest = max(map(len, self._words))
        joined = {fold(phrase.replace(" ", "")) for phrase in phrases}
        long = sorted(each for each in joined if len(each) >= _COMPOUND)
        self._compound = re.compile("|".join(map(re.escape, long)) or r"(?!)")

    def __contains__(self, words: Name) -> bool:
        """Whether a name is one of the phrases."""
        return words in self._words

    def find(self, words: Name) -> int | None:
        """How many words stand behind the last that belongs to a phrase; None without any."""
        for end in range(len(words), 0, -1):
            for start in range(max(0, end - self._longest), end):
                if words[start:end] in self._words:
                    return len(words) - end
        for index in range(len(words) - 1, -1, -1):
            if self._compound.search(words[index]):
                return len(words) - 1 - index
        return None


@lru_cache(_CACHED_NAMES)
def split_name(name: str) -> Name:
    """The words of a name, folded and in the singular: `PassengerRefs` is passenger, ref."""
    return tuple(_singular(fold(word)) for word in _WORD.findall(name.replace("IDs", "Ids")))


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


_TABLE = field_names()
_WORDS = {name: frozenset(listed.split()) for name, listed in _TABLE["words"].items()}
_CODES, _COUNTS, _AMOUNTS = _WORDS["codes"], _WORDS["counts"], _WORDS["amounts"]
_IDENTIFIERS, _PRODUCTS = _WORDS["identifiers"], _WORDS["products"]
_DATES, _TRAVEL = _WORDS["dates"], _WORDS["travel"]
_PERSONAL = {kind: _Phrases(written) for kind, written in _TABLE["personal"].items()}
_CONTEXTS = {kind: _Phrases(written) for kind, written in _TABLE["contexts"].items()}
_PARTS = {part: _Phrases(written) for part, written in _TABLE["parts"].items()}
_PART_KINDS = {
    kind: dict(each.split(":") for each in written.split())
    for kind, written in _TABLE["kinds of parts"].items()
}
PERSONAL_KINDS = frozenset(_PERSONAL).union(*(kinds.values() for kinds in _PART_KINDS.values()))
"""The types of pseudonyms that come of the names of fields."""

_BUSINESS_NAMES = _Phrases(_TABLE["trade"]["names"])
_BUSINESS_OWNERS = _Phrases(_TABLE["trade"]["owners"])


@lru_cache(_CACHED_PATHS)
def field_type(path: str) -> FieldType:
    """The type of a field by its path."""
    steps = [split_name(step) for step in path.split("/") if step]
    while len(steps) > 1 and _is_carrier(steps[-1]):
        if found := _by_parts(steps):
            return found
        steps.pop()
    if not steps or not steps[-1]:
        return TEXT
    return _by_parts(steps) or _personal(steps[-1]) or _of_message(steps[-1], steps)


def _is_carrier(leaf: Name) -> bool:
    return not leaf or (len(leaf) == 1 and leaf[0] in _CARRIERS)


@lru_cache(_CACHED_NAMES)
def _personal(leaf: Name) -> FieldType | None:
    """The kind that the name itself tells; a code ending makes a code of it."""
    for kind, phrases in _PERSONAL.items():
        behind = phrases.find(leaf)
        if behind is None:
            continue
        ending = leaf[-1]
        if behind == 0:
            return FieldType(Holds.PERSON, kind)
        if _refers(leaf) and kind not in _REFERRED:
            return FieldType(Holds.IDENTIFIER, "ID", otherwise=kind) if kind in _NUMBERED else None
        if ending in _CODES or ending in _COUNTS:
            return FieldType(Holds.CODE, "CODE", otherwise=kind)
        if ending in _DATES and kind not in _DATED:
            return None
        return FieldType(Holds.PERSON, _dated(kind, leaf))
    return None


def _refers(leaf: Name) -> bool:
    """`PassengerRef`, `ContactInfoRefID`: a reference to a person is no person's data."""
    return leaf[-1] in {"ref", "reference"} or leaf[-2:] == ("ref", "id")


def _dated(kind: str, leaf: Name) -> str:
    """A date in a name on a document or a card is a date of it."""
    if kind in {"IDENTITY_DOC", "CARD"} and not {"date", "expiry", "expiration"}.isdisjoint(leaf):
        return "DOC_DATE" if kind == "IDENTITY_DOC" else "CARD_DATE"
    return kind


def _by_parts(steps: Sequence[Name]) -> FieldType | None:
    """The kind that the elements above give to a leaf such as `Number`, `Date` or `First`."""
    leaf = " ".join(steps[-1])
    parts = [part for part, phrases in _PARTS.items() if steps[-1] in phrases]
    if not parts and steps[-1][-1:] and steps[-1][-1] in _EXPIRY:
        parts = ["date"]
    if leaf in _ALWAYS_NAMES:
        return FieldType(Holds.PERSON, _ALWAYS_NAMES[leaf])
    for owner in reversed(steps[-1 - _CONTEXT_LEVELS : -1] if parts else ()):
        kind = _context(owner)
        if kind is not None:
            known = _PART_KINDS.get(kind, {})
            found = next((known[part] for part in parts if part in known), "")
            return FieldType(Holds.PERSON, found) if found else None
    return None


@lru_cache(_CACHED_NAMES)
def _context(owner: Name) -> str | None:
    """Of what kind the parts of an element are; "" where it is one of the trade."""
    if _BUSINESS_OWNERS.find(owner) is not None:
        return ""
    return next(
        (kind for kind, phrases in _CONTEXTS.items() if phrases.find(owner) is not None), None
    )


def _of_message(leaf: Name, steps: Sequence[Name]) -> FieldType:
    """What a field holds that is no person's: an identifier, a code, a name of the trade, text."""
    owner = steps[-2] if len(steps) > 1 else ()
    ending, both = leaf[-1], {*leaf, *owner}
    if ending in _IDENTIFIERS or (ending == "list" and "rph" in leaf):
        return FieldType(Holds.IDENTIFIER, "ORDER_ID" if both & _LOCATED else "ID")
    if _BUSINESS_NAMES.find(leaf) == 0 or (
        ending in {"name", "city"} and _BUSINESS_OWNERS.find(owner) is not None
    ):
        return FieldType(Holds.CODE, "TRADE_NAME")
    if ending in _DATES and both & _TRAVEL:
        return FieldType(Holds.CODE, "DATE")
    if form := _coded(leaf, both):
        return FieldType(Holds.CODE, form)
    return TRADE_TEXT if ending in _NAMED and both & _PRODUCTS else TEXT


def _coded(leaf: Name, both: set[str]) -> str:
    """The form of a code or a measure, by its name and that of its owner."""
    ending = leaf[-1]
    is_number = ending in _NUMBERS
    if "flight" in both and (is_number or ending in {"flight", "text"}):
        return "FLIGHT"
    if leaf[-2:] in _FARE_CODES or leaf == ("fare",) or (ending == "code" and both & _FARE_OWNERS):
        return "FARE_BASIS"
    if leaf == ("iata", "number"):
        return "IATA_NUMBER"
    if ending in _AMOUNTS:
        return "AMOUNT"
    if ending in _CODES or ending in _COUNTS:
        return "CODE"
    if is_number and (_COUNTS | _CODES).intersection(leaf):
        return "CODE"
    return "NUMBER" if is_number else ""


def ends_like(path: str, entries: Iterable[str]) -> str | None:
    """The first of the names or ends of paths that an operator gave which a path ends with."""
    steps = [_plain(step) for step in path.split("/")]
    for entry in entries:
        wanted = [_plain(step) for step in entry.split("/")]
        if steps[-len(wanted) :] == wanted:
            return entry
    return None


def _plain(step: str) -> str:
    return re.sub(r"[\W_]", "", step).lower()
