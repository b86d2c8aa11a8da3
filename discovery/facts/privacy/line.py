"""A text as it is compared with known values."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate, pairwise

from discovery.facts.privacy.spelling import folded_runs, spans_of_runs

_WIDEST_GAP = 3  # characters between the parts of one value


class Line:
    """The runs of letters and of digits in a text, folded, one after another without gaps.

    A place is counted in these signs; `in_text` says where it is in the text. `starts` are the
    places where the runs begin, and last where the last one ends.
    """

    def __init__(self, text: str) -> None:
        self.words = folded_runs(text)
        self.folded = "".join(self.words)
        self.starts = [0, *accumulate(map(len, self.words))]
        self._text = text

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each run stands in the text."""
        return spans_of_runs(self._text)

    @cached_property
    def near(self) -> list[int]:
        """A number for each run: equal where runs may be parts of one value."""
        return self._numbered(_WIDEST_GAP)

    @cached_property
    def touching(self) -> list[int]:
        """A number for each run: equal where nothing stands between runs."""
        return self._numbered(0)

    def _numbered(self, widest: int) -> list[int]:
        gaps: Iterable[int] = (two[0] - one[1] > widest for one, two in pairwise(self.spans))
        return [0, *accumulate(gaps)]

    def run_at(self, place: int) -> int:
        """Which run this sign is in."""
        return bisect_right(self.starts, place) - 1

    def is_one(self, run: int, end: int) -> bool:
        """Whether a run, and those near it up to this place, end there."""
        last = self.run_at(end - 1)
        return self.starts[last + 1] == end and self.near[last] == self.near[run]

    def in_text(self, start: int, end: int) -> tuple[int, int]:
        """Where signs stand in the text; all of a run that is not as long there (ß is ss)."""
        first, last = self.run_at(start), self.run_at(end - 1)
        from_, to = self.spans[first][0], self.spans[last][1]
        if self.is_as_long(first):
            from_ += start - self.starts[first]
        if self.is_as_long(last):
            to -= self.starts[last + 1] - end
        return from_, to

    def is_as_long(self, run: int) -> bool:
        """Whether a run has as many signs as it has in the text."""
        start, end = self.spans[run]
        return len(self.words[run]) == end - start
