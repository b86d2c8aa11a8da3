"""Known values inside a longer run of letters or digits."""

from collections.abc import Iterator

from discovery.facts.privacy.heads import HEAD, Heads
from discovery.facts.privacy.known import NAME_KINDS, Known
from discovery.facts.privacy.line import Line
from discovery.facts.privacy.words import TITLES

Place = tuple[int, int, Known]
"""Where a value begins in a line, where it ends, and which it is."""

_LENGTHS = range(5, 65)
_ENDS = TITLES | {"adt", "chd", "inf"}
_END_LENGTHS = sorted({len(end) for end in _ENDS}, reverse=True)
_FIRST_TITLES = tuple(TITLES)
_TELLING = 3  # letters that one of the names must have
_FIRST_PART_MAX = 24  # signs of a value before its letters first turn to digits, or the other way


def may_be_joined(word: str, heads: Heads) -> bool:
    """Whether a word begins with a name or a title and is long enough to go on with another."""
    return len(word) in _LENGTHS and (
        word[:HEAD] in heads or word[:2] in heads or word.startswith(_FIRST_TITLES)
    )


def joined_names(line: Line, run: int, heads: Heads) -> Iterator[Place]:
    """DOE and JANE in DOEJANEMS, where nothing but names and titles is in it."""
    word = line.words[run]
    if not may_be_joined(word, heads) or not line.is_as_long(run):
        return
    parts = [part for part in _split(word, heads) if part[2]]
    if any(end - start >= _TELLING for start, end, _ in parts):
        for start, end, known in parts:
            if known:
                yield line.starts[run] + start, line.starts[run] + end, known


def _split(word: str, heads: Heads) -> list[tuple[int, int, Known | None]]:
    """The names and titles that make up a word; empty where they do not."""
    ways: dict[int, list[tuple[int, int, Known | None]]] = {0: []}
    for start in range(len(word) - 1):
        for end, known in _parts_at(word, start, heads) if start in ways else ():
            if end - start > 1 and end not in ways:
                ways[end] = [*ways[start], (start, end, known)]
    return ways.get(len(word), [])


def _parts_at(word: str, start: int, heads: Heads) -> Iterator[tuple[int, Known | None]]:
    """Where the names and titles end that begin here."""
    for end, known in heads.values_at(word, start):
        if known.kind in NAME_KINDS:
            yield end, known
    for length in _END_LENGTHS:
        if (end := start + length) <= len(word) and word[start:end] in _ENDS:
            yield end, None


def unspaced_values(line: Line, run: int, heads: Heads) -> Iterator[Place]:
    """山田 in 山田太郎さん; of names of one sign, as in 王伟, those beside another name."""
    if not line.is_as_long(run):
        return
    at, last = line.starts[run], line.starts[run + 1]
    end_of_value = -1
    while at < last:
        found = (one for one in heads.values_at(line.folded, at) if one[0] <= last)
        end, known = next(found, (at + 1, None))
        if known and end - at == 1 and at != end_of_value:
            next_ends = (one[0] for one in heads.values_at(line.folded, end))
            known = known if any(next_end <= last for next_end in next_ends) else None
        if known:
            yield at, end, known
            end_of_value = end
        at = end


def glued_values(line: Line, run: int, heads: Heads) -> Iterator[Place]:
    """X9087654Q in DOCSX9087654QGBR, or AB12C9 in SQ618AB12C900.

    They begin in this run and end in another one; nothing stands between these runs.
    """
    last = line.starts[run + 1]
    for start in range(max(line.starts[run], last - _FIRST_PART_MAX), last):
        for end, known in heads.values_at(line.folded, start):
            if end > last and line.touching[run] == line.touching[line.run_at(end - 1)]:
                yield start, end, known
