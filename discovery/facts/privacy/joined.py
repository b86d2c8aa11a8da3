"""Known values inside a longer run of letters or digits."""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from discovery.facts.privacy.known import NAME_KINDS, Known
from discovery.facts.privacy.spelling import Atom
from discovery.facts.privacy.words import TITLES
from discovery.facts.shelf import Shelf

UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts that do not part words: Thai, Japanese, Chinese; and Korean, which adds endings."""

_LENGTHS = range(5, 65)
_ENDS = TITLES | {"adt", "chd", "inf"}
_FIRST_TITLES = tuple(TITLES)
_TELLING = 3  # letters that one of the names must have


def joined_names(
    word: Atom, names: Shelf[Known], heads: Container[str]
) -> Iterator[tuple[int, int, Known]]:
    """DOE and JANE in DOEJANEMS, where nothing but names and titles is in it."""
    folded = word.folded
    if len(folded) not in _LENGTHS or len(folded) != word.end - word.start:
        return
    if not (folded[:3] in heads or folded[:2] in heads or folded.startswith(_FIRST_TITLES)):
        return
    parts = [part for part in _split(folded, names) if part[2]]
    if any(end - start >= _TELLING for start, end, _ in parts):
        for start, end, known in parts:
            if known:
                yield word.start + start, word.start + end, known


def _split(word: str, names: Shelf[Known]) -> list[tuple[int, int, Known | None]]:
    """The names and titles that make up a word; empty where they do not."""
    ways: dict[int, list[tuple[int, int, Known | None]]] = {0: []}
    for end in range(2, len(word) + 1):
        for start in (start for start in list(ways) if end - start > 1):
            known = names.get(word[start:end])
            is_name = known is not None and known.kind in NAME_KINDS
            if is_name or word[start:end] in _ENDS:
                ways[end] = [*ways[start], (start, end, known if is_name else None)]
                break
    return ways.get(len(word), [])


def unspaced_values(
    word: Atom, values: Shelf[Known], lengths: Sequence[int]
) -> Iterator[tuple[int, int, Known]]:
    """山田 in 山田太郎さん. `lengths` are those of the values looked for, longest first."""
    if len(word.folded) != word.end - word.start or not UNSPACED.search(word.folded):
        return
    at = 0
    while at < len(word.folded):
        pieces = (word.folded[at : at + length] for length in lengths)
        found = next((piece for piece in pieces if piece in values), "")
        if found:
            yield word.start + at, word.start + at + len(found), values[found]
        at += max(len(found), 1)


def run_of(parts: Sequence[str], words: Sequence[Atom]) -> tuple[int, int] | None:
    """Where X9087654Q is in DOCSX9087654QGBR, or AB12C9 in SQ618AB12C900.

    `parts` are the runs of letters and digits that the value is made of, `words` those of the
    text: the outer ones may be longer there, the inner ones may not.
    """
    first, last = words[0], words[-1]
    fits = (
        len(words) == len(parts)
        and all(one.end == other.start for one, other in pairwise(words))
        and first.folded.endswith(parts[0])
        and last.folded.startswith(parts[-1])
        and [word.folded for word in words[1:-1]] == list(parts[1:-1])
    )
    return (first.end - len(parts[0]), last.start + len(parts[-1])) if fits else None
