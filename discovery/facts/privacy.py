"""Personal data is replaced by stable placeholders before anything leaves the machine.

One `Masker` serves one document: the same value is the same placeholder (`[SURNAME_1]`) in every
subtree. `learn` every field once in document order; after that, workers only read.
"""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from discovery.facts.privacy_rules import find_personal, rule_for
from discovery.facts.structure import Structure, fields

_WORD = re.compile(r"[^\W_]+")
_PLACEHOLDER = re.compile(r"\[[A-Z_]+_\d+\]")
_MOST_WORDS = 10
# Answers that say nothing about a person, though the field is named like one that does.
_SAYS_NOTHING = frozenset({"true", "false", "yes", "no", "y", "n", "na", "none", "null", "unknown"})
_TITLES = frozenset(
    {"miss", "mstr", "master", "prof", "doctor", "junior", "senior", "frau", "herr"}
)
_NAME_KINDS = frozenset({"SURNAME", "GIVEN_NAME", "NAME", "CARD_HOLDER"})
_SHORT_NAME = 3
_LEAST_WITH_DIGITS = 6


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: where it stands, and how it is compared."""

    start: int
    end: int
    folded: str


class Masker:
    """Masks and unmasks the values of one document. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._placeholders: dict[str, str] = {}
        self._originals: dict[str, str] = {}
        self._echoes: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    @property
    def masked_count(self) -> int:
        """How many different values have a placeholder."""
        return len(self._originals)

    def learn(self, path: str, value: str) -> None:
        """Give the personal values of one field their placeholders.

        `path` is the field's in local names, attributes with `@`: `/Order/Pax/@email`.
        """
        if (rule := rule_for(path)) and _says_something(value, rule.least_words):
            self._learn_value(rule.kind, value.strip(), rule.echo)
            return
        for start, end, kind in find_personal(value):
            self._learn_value(kind, value[start:end], echo=True)

    def mask(self, structure: Structure, path: str = "") -> Structure:
        """The structure with placeholders; the one given is left as it is.

        `path` is that of the structure's root: names above a field help to judge it.
        """
        root = path or f"/{structure['name']}"
        for field in fields(structure, root, ""):
            self.learn(field.path, field.value)
        return self._mask_element(structure, root)

    def mask_text(self, text: str) -> str:
        """The text with placeholders for personal patterns and for every value learned."""
        masked, rest = [], 0
        for start, end, kind in find_personal(text):
            masked += [
                self._mask_echoes(text[rest:start]),
                self._learn_value(kind, text[start:end]),
            ]
            rest = end
        return "".join([*masked, self._mask_echoes(text[rest:])])

    def unmask(self, text: str) -> str:
        """The text with the values that its placeholders stand for, as first seen."""
        return _PLACEHOLDER.sub(lambda found: self._originals.get(found[0], found[0]), text)

    def _mask_element(self, element: Structure, path: str) -> Structure:
        return {
            "name": element["name"],
            "namespace": element["namespace"],
            "attributes": {
                key: self._mask_value(value, f"{path}/@{key.rpartition('}')[2]}")
                for key, value in element["attributes"].items()
            },
            "content": [
                self._mask_value(piece, path)
                if isinstance(piece, str)
                else self._mask_element(piece, f"{path}/{piece['name']}")
                for piece in element["content"]
            ],
        }

    def _mask_value(self, value: str, path: str) -> str:
        if (rule := rule_for(path)) and _says_something(value, rule.least_words):
            return self._learn_value(rule.kind, value.strip(), rule.echo)
        return self.mask_text(value)

    def _learn_value(self, kind: str, value: str, echo: bool = True) -> str:
        """The placeholder of a value, a new one where it has none yet."""
        key = _key(value)
        if (known := self._placeholders.get(key)) and (not echo or key in self._echoes):
            return known
        with self._lock:
            placeholder = self._placeholders.get(key) or self._new_placeholder(kind, value, key)
            if echo:
                self._echoes[key] = placeholder
        if echo and kind in _NAME_KINDS:
            self._learn_parts(kind, value)
        return placeholder

    def _new_placeholder(self, kind: str, value: str, key: str) -> str:
        self._counts[kind] += 1
        placeholder = f"[{kind}_{self._counts[kind]}]"
        self._originals[placeholder] = value
        self._placeholders[key] = placeholder
        return placeholder

    def _learn_parts(self, kind: str, value: str) -> None:
        """Each longer word of a name of several: `ANNA MARIA` may come back as `ANNA`."""
        words = _words(value)
        for word in words if len(words) > 1 else []:
            if len(word.folded) > _SHORT_NAME and word.folded not in _TITLES:
                self._learn_value(kind, value[word.start : word.end])

    def _mask_echoes(self, text: str) -> str:
        masked, rest = [], 0
        for start, end, placeholder in self._find_echoes(text):
            masked += [text[rest:start], placeholder]
            rest = end
        return "".join([*masked, text[rest:]])

    def _find_echoes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where learned values stand as whole words, however these are separated or joined."""
        words = _words(text)
        at = 0
        while at < len(words):
            count = self._echo_length(words, at, text)
            if count:
                key = "".join(word.folded for word in words[at : at + count])
                yield words[at].start, words[at + count - 1].end, self._echoes[key]
            at += max(count, 1)

    def _echo_length(self, words: list[_Word], at: int, text: str) -> int:
        """How many words from `at` make a learned value, the longest one; 0 where none does."""
        key, longest = "", 0
        for count, word in enumerate(words[at : at + _MOST_WORDS], 1):
            key += word.folded
            if key in self._echoes and _is_telling(key, words[at].start, word.end, text):
                longest = count
        return longest


def _is_telling(key: str, start: int, end: int, text: str) -> bool:
    """Whether a value found again is surely meant, and no code that happens to be equal.

    A number must be long. A short name must stand in a longer text, so that an airport or
    carrier code stays; one of two letters must stand beside the slash of `LI/WEI MR`.
    """
    if not key.isalpha():
        return len(key) >= _LEAST_WITH_DIGITS
    if len(key) > _SHORT_NAME:
        return True
    if "/" in (text[start - 1 : start], text[end : end + 1]):
        return True
    return len(key) == _SHORT_NAME and (start, end) != (0, len(text.strip()))


def _says_something(value: str, least_words: int) -> bool:
    return len(_words(value)) >= least_words and _key(value) not in _SAYS_NOTHING


def _words(text: str) -> list[_Word]:
    return [_Word(found.start(), found.end(), _fold(found[0])) for found in _WORD.finditer(text)]


def _key(value: str) -> str:
    """How values are compared: letters and digits only, without case and accents."""
    return "".join(word.folded for word in _words(value))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
