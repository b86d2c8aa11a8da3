"""What a pattern of personal values is, and where such values stand in a text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A personal value in a text: from `start` up to `end`."""

    start: int
    end: int
    kind: str


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """Values of a kind: the group `value` of the expression, or all of it where it has none.

    `holds` is asked about the value found, so that a likely form alone is not enough.
    """

    kind: str
    expression: re.Pattern[str]
    holds: Callable[[str], bool] = _always

    def find(self, text: str, start: int, end: int) -> Iterator[Span]:
        """The values of this kind between two places of a text."""
        group = "value" if "value" in self.expression.groupindex else 0
        for found in self.expression.finditer(text, start, end):
            if self.holds(found[group]):
                yield Span(*found.span(group), self.kind)


@dataclass(frozen=True, slots=True)
class Gate:
    """What is never missing from certain values: they are looked for around it only.

    Such a value begins at most `before` characters before a place that the expression finds, and
    ends, with what must not follow it, at most `behind` characters behind that place.
    """

    expression: re.Pattern[str]
    before: int
    behind: int

    def find(self, text: str, *patterns: Pattern) -> Iterator[Span]:
        """The values in a text that have one of these patterns."""
        for start, end in self.regions(text):
            for pattern in patterns:
                yield from pattern.find(text, start, end)

    def regions(self, text: str) -> Iterator[tuple[int, int]]:
        """The parts of a text to look through, in order and apart from one another."""
        start = end = -1
        for found in self.expression.finditer(text):
            if found.start() - self.before > end:
                if end >= 0:
                    yield start, end
                start = max(found.start() - self.before, 0)
            end = found.end() + self.behind
        if end >= 0:
            yield start, min(end, len(text))


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Spans in order; where two overlap, the later one begins where the first ends."""
    kept: list[Span] = []
    last = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.end > last:
            kept.append(Span(max(span.start, last), span.end, span.kind))
            last = span.end
    return kept
