"""Diff of a repair: the lines before and after, with a little of what stands around."""

from collections.abc import Iterator
from dataclasses import dataclass

from discovery.documents.excerpt import COLUMNS_AROUND, Find, MaskedText, find_nothing, visible
from discovery.documents.repair.edits import Edit

MAX_HUNKS = 25
MAX_LINES = 10
MAX_TOGETHER = 50

_CONTEXT = 3000  # characters, so that elements further up are known
_NEAR = 2 * COLUMNS_AROUND
_WIDEST = 4 * COLUMNS_AROUND


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a hunk: its sign, what stands there, and what is said of what is left out."""

    sign: str
    text: str
    cut: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines before and after, and some of what stands before them, which is not shown.

    That helps to tell what is personal.
    """

    line: int
    context: str
    lines: tuple[Line, ...]

    def shown(self, find: Find) -> str:
        """The hunk for a reader; what `find` finds is hidden."""
        before, after = (self._pieces(signs, find) for signs in (" -", "+"))
        shown = [f"@@ line {self.line:,} @@"]
        for line in self.lines:
            piece = next(after if line.sign == "+" else before)
            end = "…" if len(piece) > _WIDEST and not line.more else ""
            shown.append(f"{line.sign}{line.cut}{visible(piece[:_WIDEST])}{end}{line.more}")
        return "\n".join(shown)

    def _pieces(self, signs: str, find: Find) -> Iterator[str]:
        """What is shown of the lines of one side, which stand below one another."""
        texts = [line.text for line in self.lines if line.sign in signs]
        masked_text = MaskedText("\n".join([self.context, *texts]), find)
        start = len(self.context) + 1
        for text in texts:
            yield masked_text.piece(start, start + len(text))
            start += len(text) + 1


@dataclass(frozen=True, slots=True)
class Diff:
    """The hunks of a diff, and how many changes further down have none."""

    hunks: tuple[Hunk, ...]
    rest: int = 0

    def shown(self, find: Find = find_nothing) -> str:
        """The diff for a reader; what `find` finds is hidden."""
        shown = [hunk.shown(find) for hunk in self.hunks]
        if self.rest:
            shown.append(f"… and {self.rest:,} more changes further down")
        return "\n".join(shown)


def diff(text: str, edits: list[Edit]) -> Diff:
    """The edits of a text, in order, as hunks of a unified diff.

    Long lines are cut around what changes; of many hunks the first are shown.
    """
    hunks, line, at = [], 1, 0
    groups = list(_groups(text, edits))
    for group in groups[:MAX_HUNKS]:
        start, end = _window(text, group)
        line += text.count("\n", at, start)
        at = start
        lines = tuple(_hunk(text, group, start, end))
        hunks.append(Hunk(line, text[max(0, start - _CONTEXT) : start], lines))
    return Diff(tuple(hunks), sum(len(group) for group in groups[MAX_HUNKS:]))


def _groups(text: str, edits: list[Edit]) -> Iterator[list[Edit]]:
    """Edits that are near enough to one another to be shown together."""
    group: list[Edit] = []
    for edit in edits:
        if group and not _belong_together(text, group, edit):
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _belong_together(text: str, group: list[Edit], edit: Edit) -> bool:
    """Whether an edit is shown with those before it: a short line is never torn apart."""
    gap = edit.start - group[-1].end
    same_line = text.find("\n", group[-1].end, edit.start) < 0
    return gap < _NEAR and len(group) < (MAX_TOGETHER if same_line else MAX_LINES)


def _window(text: str, group: list[Edit]) -> tuple[int, int]:
    """From where to where a group is shown: its lines, or what is near it in a long line."""
    first, last = group[0].start, group[-1].end
    line_start = text.rfind("\n", 0, first) + 1
    line_end = text.find("\n", last)
    line_end = len(text) if line_end < 0 else line_end
    return max(line_start, first - COLUMNS_AROUND), min(line_end, last + COLUMNS_AROUND)


def _hunk(text: str, group: list[Edit], start: int, end: int) -> Iterator[Line]:
    cut_before = start > 0 and text[start - 1] != "\n"
    cut_behind = end < len(text) and text[end] != "\n"
    if not cut_before and start > 0:
        yield from _lines(" ", text[text.rfind("\n", 0, start - 1) + 1 : start - 1])
    yield from _lines("-", text[start:end], cut_before=cut_before, cut_behind=cut_behind)
    after = _edited(text, group, start, end)
    if after.strip():
        yield from _lines("+", after, cut_before=cut_before, cut_behind=cut_behind)
    if not cut_behind and end < len(text):
        stop = text.find("\n", end + 1)
        yield from _lines(" ", text[end + 1 : stop if stop >= 0 else len(text)])


def _edited(text: str, group: list[Edit], start: int, end: int) -> str:
    pieces, at = [], start
    for edit in group:
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*pieces, text[at:end]])


def _lines(
    sign: str, piece: str, *, cut_before: bool = False, cut_behind: bool = False
) -> Iterator[Line]:
    """The lines of a piece with their sign; of very many, and of very long ones, the beginning."""
    lines = piece.removesuffix("\n").split("\n") if piece or cut_before or cut_behind else []
    for number, line in enumerate(lines[:MAX_LINES], 1):
        cut = "…" if cut_before and number == 1 else ""
        more = f" … ({len(line) - _WIDEST:,} more characters)" if len(line) > _WIDEST else ""
        if cut_behind and number == len(lines):
            more = more or "…"
        yield Line(sign, line[: 2 * _WIDEST], cut, more)
    if len(lines) > MAX_LINES:
        yield Line(sign, "", more=f"… {len(lines) - MAX_LINES:,} more lines")
