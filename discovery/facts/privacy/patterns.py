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

    def find(self, text: str) -> Iterator[Span]:
        """The values of this kind in a text."""
        group = "value" if "value" in self.expression.groupindex else 0
        for found in self.expression.finditer(text):
            if self.holds(found[group]):
                yield Span(*found.span(group), self.kind)


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Spans in order; where two overlap, the later one begins where the first ends."""
    kept: list[Span] = []
    last = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.end > last:
            kept.append(Span(max(span.start, last), span.end, span.kind))
            last = span.end
    return kept
