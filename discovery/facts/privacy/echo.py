"""Where values that are known to be personal come back: in remarks, joined, in other spellings."""

import re
from collections.abc import Iterator

from discovery.facts.privacy.context import meant
from discovery.facts.privacy.heads import HEAD, Heads
from discovery.facts.privacy.joined import (
    Place,
    glued_values,
    joined_names,
    may_be_joined,
    unspaced_values,
)
from discovery.facts.privacy.known import Echo, Known, Strength, shelf_of_known
from discovery.facts.privacy.line import Line
from discovery.facts.privacy.spelling import UNSPACED, folded_runs, key_of, other_keys
from discovery.facts.privacy.words import COMMON_WORDS

_MOST_GROUPS = 6  # of digits in a phone number
_CODE_MAX = 3  # letters of an airport, a currency, a passenger type
_LEAST_DIGITS = 6
_LEAST_MIXED = 5
_FEW_DIGITS = 4
_PHONE_DIGITS = range(8, 16)
_CODE_OF_COUNTRY = range(1, 4)  # digits before a phone number
_AMOUNT = re.compile(r"\d+[.,]\d+")
_TIME_AFTER = re.compile(r"T(?!00:00)\d")
_STEP_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")


class EchoIndex:
    """The known values of a document, and which of its words and codes are business."""

    def __init__(self) -> None:
        self._by_key = shelf_of_known()  # in every spelling
        self._initials: dict[str, Known] = {}
        self._heads = Heads(self._by_key)
        self._heads_of_glued = Heads(self._by_key)
        self._seams: set[str] = set()  # what stands where their first part meets the next
        self._heads_of_unspaced = Heads(self._by_key)
        self._heads_of_phones = Heads(self._by_key)
        self._business: set[str] = set()
        self._paths: set[str] = set()

    def __contains__(self, key: str) -> bool:
        known = self._by_key.get(key)
        return known is not None and key_of(known.value) == key

    def add(self, known: Known) -> None:
        """Look for this value from now on, and for its other spellings."""
        key = key_of(known.value)
        self._by_key[key] = known
        others = [key for key in other_keys(known.kind, known.value) if len(key) > _CODE_MAX]
        for other in others:
            self._by_key.setdefault(other, known)
        for spelling in (key, *others):
            self._heads.add(spelling)
            if known.kind == "PHONE" and len(spelling) in _PHONE_DIGITS:
                self._heads_of_phones.add(spelling)
        self._look_inside_for(key)

    def _look_inside_for(self, key: str) -> None:
        """Look for this value inside longer runs, too."""
        parts = folded_runs(key)
        if len(parts) > 1 and len(key) >= _LEAST_DIGITS:
            self._seams.add(parts[0][-1] + parts[1][0])
            self._heads_of_glued.add(key)
        if UNSPACED.match(key):
            self._heads_of_unspaced.add(key)

    def add_initial(self, letter: str, known: Known) -> None:
        """Look for the first letter of a given name, beside names."""
        self._initials.setdefault(letter, known)

    def note_business(self, path: str, value: str) -> bool:
        """Note what is not personal: words of element names, short codes; true where new."""
        before = len(self._business)
        if path not in self._paths:
            self._paths.add(path)
            self._business.update(word.lower() for word in _STEP_WORD.findall(path))
        if len(value) <= _CODE_MAX and value.isalpha() and not UNSPACED.match(value):
            self._business.add(value.lower())
        return len(self._business) > before

    def find(self, text: str) -> list[Echo]:
        """Where known values stand in the text, in order, as far as they are surely meant."""
        if not self._heads:
            return []
        return meant(list(self._candidates(Line(text), text)), text)

    def _candidates(self, line: Line, text: str) -> Iterator[Echo]:
        next_run = 0
        for run in self._runs_to_look_at(line):
            if run < next_run:
                continue
            found, inside = self._longest(line, run, text), list(self._inside(line, run))
            if found and all(last <= line.starts[found[0]] for _, last, _ in inside):
                next_run, known = found
                start, end = line.spans[run][0], line.spans[next_run - 1][1]
                key = line.folded[line.starts[run] : line.starts[next_run]]
                yield Echo(start, end, known, self._strength(known, key, text, start, end))
                continue
            for first, last, known in inside:
                yield Echo(*line.in_text(first, last), known, Strength.SURE)

    def _runs_to_look_at(self, line: Line) -> Iterator[int]:
        """Those where a known value may begin, as far as the first signs of them tell."""
        words = {word for word in set(line.words) if self._may_hold(word)}
        runs = zip(line.words, line.starts, line.starts[1:], strict=False)
        for run, (word, start, end) in enumerate(runs):
            if (
                line.folded[start : start + HEAD] in self._heads.lengths_by_head
                or word in words
                or line.folded[end - 1 : end + 1] in self._seams
                or (word.isdecimal() and self._may_be_phone(_digits_at(line, start)))
            ):
                yield run

    def _may_be_phone(self, digits: str) -> bool:
        """Whether one of the known numbers may begin behind zeros or the code of a country."""
        heads = self._heads_of_phones
        return bool(heads) and (
            digits.lstrip("0")[:HEAD] in heads
            or any(digits[at : at + HEAD] in heads for at in _CODE_OF_COUNTRY)
        )

    def _may_hold(self, word: str) -> bool:
        return (
            word in self._heads
            or word in self._initials
            or may_be_joined(word, self._heads)
            or (bool(self._heads_of_unspaced) and bool(UNSPACED.match(word)))
        )

    def _longest(self, line: Line, run: int, text: str) -> tuple[int, Known] | None:
        """The longest known value that begins with this run; first, the run after it."""
        found = (*self._exact(line, run), *self._other_phones(line, run))
        start = line.spans[run][0]
        fitting = (
            one
            for one in found
            if not _is_something_else(one[1], text, start, line.spans[one[0] - 1][1])
        )
        return max(fitting, key=lambda one: one[0], default=None)

    def _exact(self, line: Line, run: int) -> Iterator[tuple[int, Known]]:
        for end, known in self._heads.values_at(line.folded, line.starts[run]):
            if line.is_one(run, end):
                yield line.run_at(end - 1) + 1, known
        if initial := self._initials.get(line.words[run]):
            yield run + 1, initial

    def _other_phones(self, line: Line, run: int) -> Iterator[tuple[int, Known]]:
        """Numbers in groups, here with or without the code of their country."""
        start = line.starts[run]
        digits = _digits_at(line, start)
        if not line.words[run].isdecimal() or not self._may_be_phone(digits):
            return
        zeros = len(digits) - len(digits.lstrip("0"))
        for skipped in {zeros, *_CODE_OF_COUNTRY}:
            for length, known in self._heads_of_phones.values_at(digits, skipped):
                next_run = line.run_at(start + length - 1) + 1
                is_one = next_run - run <= _MOST_GROUPS and line.is_one(run, start + length)
                if is_one and known.kind == "PHONE" and length in _PHONE_DIGITS:
                    yield next_run, known

    def look_up(self, key: str) -> Known | None:
        """The value that this is another spelling of."""
        known = self._by_key.get(key) or self._initials.get(key)
        return known or self._phone(key)

    def _phone(self, digits: str) -> Known | None:
        """A known phone number, here with or without the code of its country."""
        if len(digits) not in _PHONE_DIGITS or not digits.isdecimal():
            return None
        for tail in (digits.lstrip("0"), *(digits[code:] for code in _CODE_OF_COUNTRY)):
            known = self._by_key.get(tail)
            if known and known.kind == "PHONE" and len(tail) in _PHONE_DIGITS:
                return known
        return None

    def _inside(self, line: Line, run: int) -> Iterator[Place]:
        """Known values that stand within this run, or begin there and end within another."""
        if self._heads_of_unspaced and UNSPACED.match(line.words[run]):
            yield from unspaced_values(line, run, self._heads_of_unspaced)
        else:
            yield from joined_names(line, run, self._heads)
        seam = line.starts[run + 1]
        if line.folded[seam - 1 : seam + 1] in self._seams:
            yield from glued_values(line, run, self._heads_of_glued)

    def _strength(self, known: Known, key: str, text: str, start: int, end: int) -> Strength:
        unspaced = bool(UNSPACED.match(key))  # where one sign may be a whole name
        if known.kind == "INITIAL" or (len(key) == 1 and not unspaced):
            return Strength.INITIAL
        if known.kind == "CITY" or self._is_business(key, text[start:end]):
            return Strength.COMMON
        if not key.isalpha():
            least = _LEAST_DIGITS if key.isdecimal() else _LEAST_MIXED
            return Strength.SURE if len(key) >= least else Strength.COMMON
        if len(key) > _CODE_MAX or (unspaced and len(key) > 1):
            return Strength.SURE
        if len(key) < _CODE_MAX and not unspaced:
            return Strength.SHORT
        is_all = start == 0 and not text[end:].strip()
        return Strength.COMMON if is_all else Strength.SURE

    def _is_business(self, key: str, text: str) -> bool:
        """A word of the trade or of this document, alone or with a small number: GATE 15."""
        if key.isalpha():
            return key in COMMON_WORDS or key in self._business
        if sum(map(str.isdigit, key)) >= _FEW_DIGITS:
            return False
        words = [run for run in folded_runs(text) if run.isalpha()]
        return bool(words) and all(word in COMMON_WORDS for word in words)


def _digits_at(line: Line, place: int) -> str:
    """The signs at a place, as many as the longest phone number has."""
    return line.folded[place : place + _PHONE_DIGITS.stop - 1]


def _is_something_else(known: Known, text: str, start: int, end: int) -> bool:
    """1234.56 is an amount and no grouped number; 2025-06-14T10:30 and 231179 are no births."""
    if known.kind == "BIRTHDATE":
        is_number = end - start == _LEAST_DIGITS and text[start:end].isdecimal()
        return is_number or bool(_TIME_AFTER.match(text, end))
    return bool(_AMOUNT.fullmatch(text, start, end))
