"""Places in a text, and which of them are taken."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a text that is masked: where, as which type, and why."""

    start: int
    end: int
    kind: str
    reason: str


class Places:
    """Spans of one text that do not overlap; of two that would, the first one added stays."""

    def __init__(self, length: int, spans: Iterable[Span] = ()) -> None:
        self._taken = bytearray(length)
        self._spans: list[Span] = []
        for span in spans:
            self.add(span)

    def __iter__(self) -> Iterator[Span]:
        """The spans in order."""
        return iter(sorted(self._spans))

    def add(self, span: Span) -> bool:
        """Take a place; false where a part of it is taken."""
        if not self.is_free(span.start, span.end):
            return False
        self._taken[span.start : span.end] = b"\1" * (span.end - span.start)
        self._spans.append(span)
        return True

    def is_free(self, start: int, end: int) -> bool:
        """Whether no part of a place is taken."""
        return not any(self._taken[start:end])
