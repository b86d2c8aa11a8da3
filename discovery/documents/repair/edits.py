"""Edits of a text, collected up to a bound and applied at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from discovery.documents.excerpt import shortened

# More faults than this are no slip of the pen; nobody could read through the proposal.
MAX_EDITS = 50_000


LineMap = list[tuple[int, int]]
"""Lines of a new text, each with the line of the old one that it and those after it come from."""


class NoRepairError(Exception):
    """There is no repair of this document that could be vouched for."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a repair: in which line, what was wrong in plain words, before and after.

    `before` is empty where something was added, `after` where something was taken out; long
    ones are shortened.
    """

    line: int
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from `start` to `end` of a text become `new`."""

    start: int
    end: int
    new: str
    what: str


@dataclass(slots=True)
class Edits:
    """The edits of one text. Adding more than MAX_EDITS raises NoRepairError."""

    text: str
    _edits: list[Edit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._edits)

    def replace(self, start: int, end: int, new: str, what: str) -> None:
        """Put `new` in the place of what stands from `start` to `end`."""
        if len(self._edits) >= MAX_EDITS:
            raise NoRepairError
        self._edits.append(Edit(start, end, new, what))

    def insert(self, at: int, new: str, what: str) -> None:
        """Add `new` before the character at `at`."""
        self.replace(at, at, new, what)

    def delete(self, start: int, end: int, what: str) -> None:
        """Take out what stands from `start` to `end`."""
        self.replace(start, end, "", what)

    def overwrite(self, start: int, end: int, new: str, what: str) -> None:
        """Put `new` there in the place of all that was noted from `start` on."""
        while self.reach_behind(start):
            self._edits.pop()
        self.replace(start, end, new, what)

    def reach_behind(self, at: int) -> bool:
        """Whether the last edit changes something behind this place."""
        return bool(self._edits) and self._edits[-1].end > at

    def end_of_text(self) -> int:
        """Where the text ends when what is taken out at its end is left out."""
        last = self._edits[-1] if self._edits else None
        return (
            last.start if last and last.end == len(self.text) and not last.new else len(self.text)
        )

    def merge(self, others: "Edits") -> None:
        """Take over the edits of another collection over the same text."""
        for edit in others.ordered():
            self.replace(edit.start, edit.end, edit.new, edit.what)

    def ordered(self) -> list[Edit]:
        """The edits from the first to the last; raises NoRepairError where two overlap."""
        # What is added goes before what is replaced at the same place.
        ordered = sorted(self._edits, key=lambda edit: (edit.start, edit.end))
        until = 0
        for edit in ordered:
            if edit.start < until:
                raise NoRepairError
            until = edit.end
        return ordered

    def applied(self) -> Iterator[str]:
        """The pieces of the text with all edits made."""
        at = 0
        for edit in self.ordered():
            yield self.text[at : edit.start]
            yield edit.new
            at = edit.end
        yield self.text[at:]

    def line_map(self) -> LineMap:
        """Which lines of the text the lines of the new one come from."""
        found: LineMap = []
        line, at, more = 1, 0, 0
        for edit in self.ordered():
            line += self.text.count("\n", at, edit.start)
            at = edit.start
            taken, added = self.text.count("\n", edit.start, edit.end), edit.new.count("\n")
            if taken != added:
                first = line + more
                found += [(first + each, line + min(each, taken)) for each in range(added)]
                found.append((first + added, line + taken))
            more += added - taken
        return found

    def changes(self) -> Iterator[Change]:
        """The edits for a reader."""
        line, at = 1, 0
        for edit in self.ordered():
            line += self.text.count("\n", at, edit.start)
            at = edit.start
            before = shortened(self.text, edit.start, edit.end)
            yield Change(line, edit.what, before, shortened(edit.new, 0, len(edit.new)))
