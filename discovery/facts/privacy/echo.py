"""Where values that are known to be personal come back: in remarks, joined, in other spellings."""

import re
from collections import defaultdict
from collections.abc import Iterator

from discovery.facts.privacy.context import meant
from discovery.facts.privacy.joined import UNSPACED, joined_names, run_of, unspaced_values
from discovery.facts.privacy.known import Echo, Known, Strength, shelf_of_known
from discovery.facts.privacy.spelling import Atom, atoms, key_of, other_keys
from discovery.facts.privacy.words import COMMON_WORDS

_ATOMS_LOOKED_AT = range(12, 60)  # at one place, depending on the longest value known
_MOST_GROUPS = 6  # of digits in a phone number
_WIDEST_GAP = 3  # characters between the parts of one value
_HEAD = 3  # letters by which most words are seen to begin no value
_CODE_MAX = 3  # letters of an airport, a currency, a passenger type
_LEAST_DIGITS = 6
_LEAST_MIXED = 5
_FEW_DIGITS = 4
_PHONE_DIGITS = range(8, 16)
_AMOUNT = re.compile(r"\d+[.,]\d+")
_TIME_AFTER = re.compile(r"T(?!00:00)\d")
_STEP_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")


class EchoIndex:
    """The known values of a document, and which of its words and codes are business."""

    def __init__(self) -> None:
        self._by_key = shelf_of_known()
        self._by_other_key = shelf_of_known()
        self._initials: dict[str, Known] = {}
        self._by_seam: defaultdict[str, list[tuple[list[str], Known]]] = defaultdict(list)
        self._heads: set[str] = set()
        self._unspaced_lengths: list[int] = []
        self._most_atoms = _ATOMS_LOOKED_AT.start
        self._has_phones = False
        self._business: set[str] = set()
        self._paths: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def add(self, known: Known) -> None:
        """Look for this value from now on, and for its other spellings."""
        key = key_of(known.value)
        self._by_key[key] = known
        self._has_phones |= known.kind == "PHONE"
        self._heads.add(key[:_HEAD])
        count = min(len(atoms(known.value)), _ATOMS_LOOKED_AT.stop)
        self._most_atoms = max(self._most_atoms, count)
        for other in other_keys(known.kind, known.value):
            if len(other) > _CODE_MAX:
                self._by_other_key.setdefault(other, known)
                self._heads.add(other[:_HEAD])
        parts = [atom.folded for atom in atoms(key)]
        if len(parts) > 1 and len(key) >= _LEAST_DIGITS:
            self._by_seam[parts[0][-1] + parts[1][0]].append((parts, known))
        if UNSPACED.match(key) and len(key) > 1 and len(key) not in self._unspaced_lengths:
            self._unspaced_lengths = sorted([*self._unspaced_lengths, len(key)], reverse=True)

    def add_initial(self, letter: str, known: Known) -> None:
        """Look for the first letter of a given name, beside names."""
        self._initials.setdefault(letter, known)

    def note_business(self, path: str, value: str) -> bool:
        """Note what is not personal: words of element names, short codes; true where new."""
        before = len(self._business)
        if path not in self._paths:
            self._paths.add(path)
            self._business.update(word.lower() for word in _STEP_WORD.findall(path))
        if len(value) <= _CODE_MAX and value.isalpha():
            self._business.add(value.lower())
        return len(self._business) > before

    def find(self, text: str) -> list[Echo]:
        """Where known values stand in the text, in order, as far as they are surely meant."""
        if not self._heads:
            return []
        return meant(list(self._candidates(atoms(text), text)), text)

    def _candidates(self, words: list[Atom], text: str) -> Iterator[Echo]:
        at = 0
        while at < len(words):
            count, known = self._longest(words, at, text)
            if known:
                start, end = words[at].start, words[at + count - 1].end
                yield Echo(start, end, known, self._strength(known, text, start, end))
            else:
                for start, end, inner in self._inside(words, at):
                    yield Echo(start, end, inner, Strength.SURE)
            at += max(count, 1)

    def _longest(self, words: list[Atom], at: int, text: str) -> tuple[int, Known | None]:
        """How many runs from `at` make a known value, the longest one there is."""
        key = ""
        longest: tuple[int, Known | None] = (0, None)
        last = words[at].start
        for count, word in enumerate(words[at : at + self._most_atoms], 1):
            key += word.folded
            if word.start - last > _WIDEST_GAP or not self._may_begin(key, count):
                break
            last = word.end
            known = self.look_up(key)
            if known and not _is_something_else(known, text, words[at].start, last):
                longest = count, known
        return longest

    def _may_begin(self, key: str, count: int) -> bool:
        if len(key) < _HEAD or key[:_HEAD] in self._heads:
            return True
        phone_like = self._has_phones and count <= _MOST_GROUPS and key.isdecimal()
        return phone_like and len(key) < _PHONE_DIGITS.stop

    def look_up(self, key: str) -> Known | None:
        """The value that this is another spelling of."""
        known = self._by_key.get(key) or self._by_other_key.get(key) or self._initials.get(key)
        if known is None and self._has_phones and len(key) in _PHONE_DIGITS and key.isdecimal():
            return self._phone(key)
        return known

    def _phone(self, digits: str) -> Known | None:
        """A known phone number, here with or without the code of its country."""
        for tail in (digits.lstrip("0"), digits[1:], digits[2:], digits[3:]):
            known = self._by_key.get(tail) or self._by_other_key.get(tail)
            if known and known.kind == "PHONE" and len(tail) in _PHONE_DIGITS:
                return known
        return None

    def _inside(self, words: list[Atom], at: int) -> Iterator[tuple[int, int, Known]]:
        word = words[at]
        if self._unspaced_lengths and UNSPACED.search(word.folded):
            yield from unspaced_values(word, self._by_key, self._unspaced_lengths)
            return
        yield from joined_names(word, self._by_key, self._heads)
        if at + 1 < len(words) and words[at + 1].start == word.end:
            seam = word.folded[-1] + words[at + 1].folded[0]
            for parts, known in self._by_seam.get(seam, ()):
                if run := run_of(parts, words[at : at + len(parts)]):
                    yield *run, known

    def _strength(self, known: Known, text: str, start: int, end: int) -> Strength:
        key = key_of(text[start:end])
        if len(key) == 1:
            return Strength.INITIAL
        if known.kind == "CITY" or self._is_business(key, text[start:end]):
            return Strength.COMMON
        if not key.isalpha():
            least = _LEAST_DIGITS if key.isdecimal() else _LEAST_MIXED
            return Strength.SURE if len(key) >= least else Strength.COMMON
        if len(key) > _CODE_MAX or UNSPACED.match(key):
            return Strength.SURE
        if len(key) < _CODE_MAX:
            return Strength.SHORT
        return Strength.COMMON if (start, end) == (0, len(text.strip())) else Strength.SURE

    def _is_business(self, key: str, text: str) -> bool:
        """A word of the trade or of this document, alone or with a small number: GATE 15."""
        if key.isalpha():
            return key in COMMON_WORDS or key in self._business
        digits = sum(map(str.isdigit, key))
        words = [atom.folded for atom in atoms(text) if atom.folded.isalpha()]
        return digits < _FEW_DIGITS and bool(words) and all(word in COMMON_WORDS for word in words)


def _is_something_else(known: Known, text: str, start: int, end: int) -> bool:
    """1234.56 is an amount and no grouped number, 2025-06-14T10:30 is a moment and no birth."""
    if known.kind == "BIRTHDATE":
        return bool(_TIME_AFTER.match(text, end))
    return bool(_AMOUNT.fullmatch(text, start, end))
