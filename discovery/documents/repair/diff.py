"""A repair as it is shown: the lines before and after, with a little of what stands around."""

from collections.abc import Iterator

from discovery.documents.excerpt import COLUMNS_AROUND, visible
from discovery.documents.repair.edits import Edit

MAX_HUNKS = 25
MAX_LINES = 10
MAX_TOGETHER = 50

_NEAR = 2 * COLUMNS_AROUND
_WIDEST = 4 * COLUMNS_AROUND


def diff(text: str, edits: list[Edit]) -> str:
    """The edits of a text, in order, as hunks of a unified diff.

    Long lines are cut around what changes; of many hunks the first are shown.
    """
    hunks, line, at = [], 1, 0
    groups = list(_groups(text, edits))
    for group in groups[:MAX_HUNKS]:
        start, end = _window(text, group)
        line += text.count("\n", at, start)
        at = start
        hunks.append("\n".join(_hunk(text, group, start, end, line)))
    if rest := sum(len(group) for group in groups[MAX_HUNKS:]):
        hunks.append(f"… and {rest:,} more changes further down")
    return "\n".join(hunks)


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


def _hunk(text: str, group: list[Edit], start: int, end: int, line: int) -> Iterator[str]:
    yield f"@@ line {line:,} @@"
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
) -> Iterator[str]:
    """The lines of a piece with their sign; of very many, and of very long ones, the beginning."""
    shown = ("…" if cut_before else "") + piece + ("…" if cut_behind else "")
    lines = shown.removesuffix("\n").split("\n") if shown else []
    for line in lines[:MAX_LINES]:
        end = f" … ({len(line) - _WIDEST:,} more characters)" if len(line) > _WIDEST else ""
        yield f"{sign}{visible(line[:_WIDEST])}{end}"
    if len(lines) > MAX_LINES:
        yield f"{sign}… {len(lines) - MAX_LINES:,} more lines"
