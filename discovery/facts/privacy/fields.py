"""Types of fields, by their names and the names above them, as `data/field_names.ini` lists them.

A path is written in local names (`/Order/Pax/@PaxID`). Where an attribute or a sibling names the
field (`<Param name="lastName" value="..."/>`), that name is a step of the path of its own:
`/Params/Param/lastName/@value`.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.tables import table


class Holds(Enum):
    """The class of a field, which decides how its values are treated."""

    PERSON = "a person's data"  # masked whole, names word by word
    CODE = "a code or a measure"  # passes in the form that belongs to it
    IDENTIFIER = "an identifier of the message"  # passes where it is stored
    TEXT = "text"  # word by word


class FieldType(NamedTuple):
    """`kind` is the type of a pseudonym where the field holds a person's data, else the form.

    `otherwise` is the personal kind of a code field whose value has not the form of a code, as a
    `PhoneType` that holds a phone number, or of an identifier that is not short and local.
    """

    holds: Holds
    kind: str
    otherwise: str = ""


TEXT = FieldType(Holds.TEXT, "TEXT")
_CONTEXT_LEVELS = 3
_COMPOUND = 6  # letters, from which on a phrase is found inside a longer word
_CACHED_PATHS, _CACHED_NAMES = 50_000, 5_000
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_WHOLE_NAMES = {"first": "GIVEN_NAME", "last": "SURNAME"}


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


@lru_cache(_CACHED_NAMES)
def _words_of(name: str) -> str:
    """The words of a name, folded and in the singular: `PassengerRefs` is "passenger ref"."""
    return " ".join(_singular(fold(word)) for word in _WORD.findall(name.replace("IDs", "Ids")))


def _phrases(written: str) -> list[str]:
    return [" ".join(map(_singular, phrase.split())) for phrase in written.split("|")]


def _finder(written: str) -> re.Pattern[str]:
    """Matches a name, between blanks, up to its last word that belongs to one of the phrases.

    A long phrase is found inside a longer word, too.
    """
    phrases = _phrases(written)
    joined = [fold("".join(phrase.split())) for phrase in written.split("|")]
    long = "|".join(re.escape(each) for each in joined if len(each) >= _COMPOUND)
    return re.compile(rf".* (?:{'|'.join(phrases)}|\S*(?:{long or '(?!)'})\S*) ")


_NAMES = table("field_names.ini")
_WORDS = {name: frozenset(words.split()) for name, words in _NAMES["words"].items()}
_TREATMENT = {name: frozenset(words.split()) for name, words in _NAMES["treatment"].items()}
_PERSONAL = {kind: _finder(written) for kind, written in _NAMES["personal"].items()}
_OWNERS = {"": _finder(_NAMES["trade"]["owners"])} | {
    kind: _finder(written) for kind, written in _NAMES["contexts"].items()
}
_PARTS = {part: frozenset(_phrases(written)) for part, written in _NAMES["parts"].items()}
_PART_KINDS = {
    kind: dict(each.split(":") for each in written.split())
    for kind, written in _NAMES["kinds of parts"].items()
}
PERSONAL_KINDS = frozenset(_PERSONAL).union(*(kinds.values() for kinds in _PART_KINDS.values()))
"""The types of pseudonyms that come of the names of fields."""


def _rule(name: str, written: str) -> tuple[FieldType, tuple[str, ...], frozenset[str]]:
    """A type, the phrases that end the names of its fields, and words of which one stands by."""
    for each, words in _WORDS.items():
        written = written.replace(f"@{each}", " | ".join(sorted(words)))
    ends, _, beside = written.partition("&")
    holds, form, *_ = name.split()
    phrases = tuple(f" {phrase}" for phrase in _phrases(ends))
    return FieldType(Holds[holds], form), phrases, frozenset(_phrases(beside)) - {""}


_MESSAGE = [_rule(name, written) for name, written in _NAMES["message"].items()]


@lru_cache(_CACHED_PATHS)
def field_type(path: str) -> FieldType:
    """The type of a field by its path."""
    steps = [_words_of(step) for step in path.split("/") if step]
    while len(steps) > 1 and (not steps[-1] or steps[-1] in _TREATMENT["carriers"]):
        if found := _of_owner(steps):
            return found
        steps.pop()
    if not steps or not steps[-1]:
        return TEXT
    owner = steps[-2] if len(steps) > 1 else ""
    return _of_owner(steps) or _of_name(steps[-1]) or _of_message(steps[-1], owner)


def _of_owner(steps: Sequence[str]) -> FieldType | None:
    """The kind that the elements above give to a leaf such as `Number`, `Date` or `First`."""
    if steps[-1] in _WHOLE_NAMES:
        return FieldType(Holds.PERSON, _WHOLE_NAMES[steps[-1]])
    parts = [part for part, phrases in _PARTS.items() if steps[-1] in phrases]
    for owner in reversed(steps[-1 - _CONTEXT_LEVELS : -1] if parts else ()):
        kind = _kind_of_parts(owner)
        if kind is not None:
            known = _PART_KINDS.get(kind, {})
            found = next((known[part] for part in parts if part in known), "")
            return FieldType(Holds.PERSON, found) if found else None
    return None


@lru_cache(_CACHED_NAMES)
def _kind_of_parts(owner: str) -> str | None:
    """Of what kind the parts of an element are; "" where it is one of the trade."""
    return next((kind for kind, finder in _OWNERS.items() if finder.match(f" {owner} ")), None)


@lru_cache(_CACHED_NAMES)
def _of_name(leaf: str) -> FieldType | None:
    """The kind that the name itself tells; a code ending makes a code of it."""
    matches = ((kind, finder.match(f" {leaf} ")) for kind, finder in _PERSONAL.items())
    kind, found = next((each for each in matches if each[1]), ("", None))
    if not found:
        return None
    behind = leaf[found.end() - 1 :].split()
    ending = behind[-1] if behind else ""
    if ending in {"ref", "reference"} or behind[-2:] == ["ref", "id"]:
        if kind in _TREATMENT["numbered"]:
            return FieldType(Holds.IDENTIFIER, "ID", otherwise=kind)
        return FieldType(Holds.PERSON, kind) if kind in _TREATMENT["referred"] else None
    if ending in _WORDS["codes"] | _WORDS["counts"]:
        return FieldType(Holds.CODE, "CODE", otherwise=kind)
    if ending in _WORDS["dates"] and kind not in _TREATMENT["dated"]:
        return None
    return FieldType(Holds.PERSON, kind)


@lru_cache(_CACHED_NAMES)
def _of_message(leaf: str, owner: str) -> FieldType:
    """What a field holds that is no person's: an identifier, a code, a name of the trade, text."""
    both = {*leaf.split(), *owner.split()}
    fits = (
        found
        for found, ends, beside in _MESSAGE
        if f" {leaf}".endswith(ends) and (not beside or both & beside)
    )
    return next(fits, TEXT)


def ends_like(path: str, entries: Iterable[str]) -> str | None:
    """The first of the names or ends of paths that an operator gave which a path ends with."""
    for entry in entries:
        if f"/{_plain(path)}".endswith(f"/{_plain(entry)}"):
            return entry
    return None


def _plain(path: str) -> str:
    return re.sub(r"[^\w/]|_", "", path).lower()
