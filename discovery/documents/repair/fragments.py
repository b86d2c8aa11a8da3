"""Repair of documents whose beginning is cut off, and of several in one file."""

import re
from collections import Counter
from dataclasses import dataclass, field

from discovery.documents.repair.edits import Edits, NoRepairError
from discovery.documents.repair.names import NAME
from discovery.documents.repair.prolog_epilog import OF_PAGES, fix_beginning

# No message is deeper, so nothing that lacks more start tags is the rest of one.
_MOST_STARTS = 100
_AROUND_ALL = "Messages"

_MARK = re.compile(
    rf"""<(?:(?:/\s*+(?P<ends>{NAME})|(?P<name>{NAME})(?=[\s/>]))"""
    r"""(?:[^<>"'/]|"[^"<]*+"|'[^'<]*+'|/(?!>))*+(?P<empty>/)?>"""
    r"""|(?P<section>!--|!\[CDATA\[)"""
    rf"""|(?P<unread>{NAME})(?=[\s/>"'=])|(?P<broken>[^\s/!?<>=]))"""
)
_SECTION_ENDS = {"!--": "-->", "![CDATA[": "]]>"}
_DECLARATION = re.compile(r"\ufeff?(?:<\?xml\s[^<>]*>)?\s*+")

_NO_BEGINNING = "the beginning of the document is missing; start tags are added for its end tags"
_SEVERAL = "more than one root element; another one is put around them, so that all are kept"
_NO_ANGLE = "the root element does not begin with '<' and its name; put right"
_CLOSED_AT_ONCE = (
    "the root element is closed at once, with all else behind it; the '/' is taken out"
)


@dataclass(slots=True)
class _Pieces:
    """What stands side by side where one root element ought to be.

    `roots` are the places where elements start that are in no other one, `missing` the end tags
    that stand there, `end` where the last of all that ends. `first` is the name of the first
    root, `closed_at` the place of the slash where it is an empty element; with `ends_early` an
    end tag of its name comes behind it.
    """

    roots: list[int] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    end: int = 0
    declared: bool = False
    ends_with_missing: bool = False
    first: str = ""
    closed_at: int = 0
    ends_early: bool = False
    open: list[str] = field(default_factory=list)
    _holds: bool = False
    _was_missing: bool = False
    _surplus: Counter[str] = field(default_factory=Counter)

    def note(self, mark: re.Match[str]) -> None:
        """A mark comes next."""
        if name := mark["name"] or mark["unread"]:
            self._starts(name, mark.start(), mark.end(), empty=bool(mark["empty"]))
        elif mark["ends"]:
            self._ends(mark["ends"], mark.end())

    def _starts(self, name: str, start: int, end: int, *, empty: bool) -> None:
        self._surplus[name] -= not empty
        if self.open:
            self._holds = True
        else:
            self._holds, self._was_missing = False, self.ends_with_missing
            self.ends_with_missing = False
            if not self.first:
                self.first, self.closed_at = name, end - 2 if empty else 0
            self.roots.append(start)
        if not empty:
            self.open.append(name)
        elif not self.open:
            self.end = end

    def _ends(self, name: str, end: int) -> None:
        self._surplus[name] += 1
        if name in self.open[-_MOST_STARTS:]:
            while self.open.pop() != name:
                pass
        elif not self.open:
            self.missing.append(name)
            self.ends_with_missing = True
            self.ends_early = self.ends_early or name == self.first
        if not self.open:
            self.end = end

    def finish(self, end: int) -> None:
        """Nothing comes any more. An element that is open and empty was meant as something else."""
        if self.open and self._holds:
            self.end = end
        elif self.open:
            self.roots.pop()
            self.ends_with_missing = self._was_missing
        self.missing = [
            name for name in self.missing if self._surplus[name] > 0 and name not in OF_PAGES
        ]


def fix_fragments(text: str) -> Edits:
    """Add the start tags that are missing at the beginning, and put a root around several."""
    edits = Edits(text)
    pieces = _read(text)
    if pieces is None:
        return edits
    if pieces.ends_early and pieces.first in pieces.missing:
        if pieces.closed_at:
            edits.delete(pieces.closed_at, pieces.closed_at + 1, _CLOSED_AT_ONCE)
        return edits
    if not pieces.missing:
        if len(pieces.roots) > 1:
            _put_around(pieces, pieces.roots[0], edits)
        return edits
    begin = _DECLARATION.match(text)
    last = re.escape(pieces.missing[-1])
    if begin and (root := re.compile(rf"(?P<slash></)?{last}[\s>]").match(text, begin.end())):
        edits.replace(begin.end(), max(begin.end(), root.end("slash")), "<", _NO_ANGLE)
    elif len(pieces.roots) > pieces.declared:
        _begin(pieces, begin.end() if begin else 0, edits)
    return edits


def _read(text: str) -> _Pieces | None:
    """The pieces of a text; None where they cannot be told apart."""
    at = _start(text)
    pieces = _Pieces(declared=text.find("<?", 0, at) >= 0)
    never_closed = set()
    while mark := _MARK.search(text, at):
        if mark["broken"] and not pieces.roots:
            return None
        pieces.note(mark)
        at, section = mark.end(), mark["section"]
        if section and section not in never_closed:
            at = max(at, text.find(_SECTION_ENDS[section], at))
            never_closed |= {section} if at == mark.end() else set()
    pieces.finish(len(text))
    if len(pieces.missing) > _MOST_STARTS:
        raise NoRepairError
    return pieces


def _start(text: str) -> int:
    """Where to begin to read: with the root, but for a text whose beginning is cut off."""
    try:
        root = fix_beginning(text, Edits(text)).root
    except NoRepairError:
        return 0
    return 0 if text.find("</", 0, root) >= 0 else root


def _put_around(pieces: _Pieces, start: int, edits: Edits) -> None:
    edits.insert(start, f"<{_AROUND_ALL}>", _SEVERAL)
    edits.insert(pieces.end, f"</{_AROUND_ALL}>", _SEVERAL)


def _begin(pieces: _Pieces, start: int, edits: Edits) -> None:
    """Add a start tag for each end tag that has none, where the text begins."""
    if not pieces.ends_with_missing:
        _put_around(pieces, start, edits)
    tags = "".join(f"<{name}>" for name in reversed(pieces.missing))
    edits.insert(start, tags, _NO_BEGINNING)
