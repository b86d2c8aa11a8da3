"""Places of a text that are masked."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a text: where, masked as which type, and why.

    Without a reason it is masked already, without a kind, too, it is known to be harmless.
    """

    start: int
    end: int
    kind: str = ""
    reason: str = ""


def first_come(length: int, spans: Iterable[Span]) -> list[Span]:
    """The spans of a text in order; of those that overlap the first one given stays."""
    taken, kept = bytearray(length), []
    for span in spans:
        if 1 not in taken[span.start : span.end]:
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept)


def blanked(text: str, hidden: Iterable[Span]) -> str:
    """The text with nothing to read in the places given, which are in order."""
    pieces, at = [], 0
    for span in hidden:
        pieces += [text[at : span.start], "\0" * (span.end - span.start)]
        at = span.end
    return "".join([*pieces, text[at:]])
