"""Personal data replaced by pseudonyms: a pure function of field path, text, policy and key."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from discovery.facts.privacy.embedded import (
    NAMED,
    NAMING,
    markup_pieces,
    named_path,
    naming_value,
)
from discovery.facts.privacy.policy import Policy
from discovery.facts.privacy.pseudonyms import BINARY, PSEUDONYM, PseudonymKey
from discovery.facts.privacy.spans import Span
from discovery.facts.structure import Structure, own_text

_CACHED_TEXTS = 50_000
_ROUNDS = 10  # each masks more than the one before, and hardly any text needs three
_CACHED_LENGTH = 200  # characters
_STAND_INS = re.compile(rf"{PSEUDONYM.pattern}|{re.escape(BINARY)}")


class Masked(NamedTuple):
    """A place of a value that is masked: where, what stood there, what stands there now, why."""

    start: int
    end: int
    value: str
    pseudonym: str
    reason: str


class Masker:
    """Masks values, structures and source text. Safe to share between threads."""

    def __init__(self, policy: Policy, key: PseudonymKey) -> None:
        self.policy, self.key = policy, key
        self._mask_short = lru_cache(_CACHED_TEXTS)(self._mask)

    def mask(self, path: str, text: str) -> str:
        """The value of a field with pseudonyms; masking twice changes nothing.

        `path` is the field's in local names, attributes with `@`: `/Order/Pax/@email`.
        """
        if len(text) > _CACHED_LENGTH:
            return self._mask(path, text)
        return self._mask_short(path, text)

    def find(self, path: str, text: str) -> list[Masked]:
        """Each place of a value that is masked, in order."""
        return [
            self._masked(span, text[span.start : span.end])
            for span in self.policy.find(path, text, self._ours)
        ]

    def mask_structure(self, structure: Structure, path: str = "") -> Structure:
        """The structure with pseudonyms; the one given is left as it is.

        `path` is that of the structure's root: names above a field help to judge it.
        """
        return self.map_values(structure, path, self.mask)

    def values_behind(self, structure: Structure, path: str = "") -> dict[str, str]:
        """What the pseudonyms of a structure, masked at this path, stand for."""
        found: dict[str, str] = {}

        def note(at: str, text: str) -> str:
            places = _in_rounds(text, lambda masked: self.find(at, masked))[1]
            found.update((place.pseudonym, place.value) for place in places)
            return text

        self.map_values(structure, path, note)
        return found

    def map_values(
        self, structure: Structure, path: str, change: Callable[[str, str], str]
    ) -> Structure:
        """The structure with each value as `change` makes it of its path and text.

        A field that is named beside its value (`<Param name="lastName" value="..."/>`) has that
        name as a step of its path.
        """
        return _element(structure, path or f"/{structure['name']}", "", change)

    def mask_source(self, source: str, path: str = "") -> str:
        """XML as it is written, whole or in part, with pseudonyms for its values.

        `path` is that of the element around it.
        """
        return _in_rounds(source, lambda masked: self.find_in_source(masked, path))[0]

    def find_in_source(self, source: str, path: str = "") -> list[Masked]:
        """Each place of XML as it is written that is masked, in order."""
        found = []
        for piece in markup_pieces(path, source):
            if piece.path.endswith("/@xmlns"):  # a namespace is a name, not a value
                continue
            for place in self.find(piece.path, piece.text):
                start, end = piece.outside(place.start, place.end)
                found.append(place._replace(start=start, end=end))
        return sorted(found)

    def _mask(self, path: str, text: str) -> str:
        return _in_rounds(text, lambda masked: self.find(path, masked))[0]

    def _masked(self, span: Span, value: str) -> Masked:
        is_binary = span.kind == "BINARY"
        pseudonym = BINARY if is_binary else self.key.pseudonym(span.kind, value)
        return Masked(span.start, span.end, value, pseudonym, span.reason)

    def _ours(self, text: str) -> list[Span]:
        """The places of a text that hold pseudonyms of this key, or what says nothing."""
        return [
            Span(*found.span(), found["kind"] or "BINARY", "")
            for found in _STAND_INS.finditer(text)
            if not found["kind"] or (found["kind"] in self.policy.kinds and self.key.made(found))
        ]


def _in_rounds(text: str, find: Callable[[str], list[Masked]]) -> tuple[str, list[Masked]]:
    """The text with pseudonyms, and what they stand for.

    What a pseudonym lets be read anew, as the rest of a tag, is masked in a next round.
    """
    found: list[Masked] = []
    for _ in range(_ROUNDS):
        places = find(text)
        if not places:
            break
        found += places
        text = _with_pseudonyms(text, places)
    return text, found


def _with_pseudonyms(text: str, places: Sequence[Masked]) -> str:
    pieces, at = [], 0
    for place in places:
        pieces += [text[at : place.start], place.pseudonym]
        at = place.end
    return "".join([*pieces, text[at:]])


def _element(
    element: Structure, path: str, called: str, change: Callable[[str, str], str]
) -> Structure:
    """`called` is what the element before this one calls the field: `<Key>LastName</Key>`."""
    attributes = element["attributes"]
    if attributes:
        local = {key: key.rpartition("}")[2] for key in attributes}
        called = naming_value((local[key], value) for key, value in attributes.items()) or called
        attributes = {
            key: change(named_path(path, f"@{local[key]}", called), value)
            for key, value in attributes.items()
        }
    content = list(_content(element, path, f"{path}/{called}" if called else path, change))
    return {**element, "attributes": attributes, "content": content}


def _content(
    element: Structure, path: str, text_path: str, change: Callable[[str, str], str]
) -> Iterator[str | Structure]:
    called = ""
    for piece in element["content"]:
        if isinstance(piece, str):
            yield piece if piece.isspace() else change(text_path, piece)
            continue
        name = piece["name"]
        yield _element(
            piece, f"{path}/{name}", called if called and name.lower() in NAMED else "", change
        )
        if not piece["attributes"] and name.lower() in NAMING:
            called = naming_value([(name, own_text(piece).strip())])
