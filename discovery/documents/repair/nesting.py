"""Open elements, and where those that were never closed ought to end."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from discovery.documents.repair.edits import Edits, NoRepairError
from discovery.documents.repair.missing_start_tags import EndTag, StartMender, StartTag
from discovery.documents.repair.tag_counts import Balance

# The reader refuses more than 256 levels; missing end tags may make it seem more.
MAX_OPEN = 1_000
MAX_STEPS = 5_000_000
LEVELS_UP = 3

_PIECE = 4_096

_MISSING = "an end tag is missing; added where the next element shows that this one is over"
_MISSING_LATE = "an end tag is missing; added at the last place where it can stand"
_CUT_OFF = "the document ends before this element is closed; its end tag is added"
_START_FOR_END = "a start tag stands where the end tag should; the '/' is added"
_STRAY = "an end tag of an element that is not open, perhaps crossed with another; taken out"
_WRONG_NAME = "an end tag with another name than its start tag; it takes the name of the start tag"


Families = defaultdict[str, set[str]]


@dataclass(slots=True)
class _Open:
    tag: StartTag
    children: set[str] = field(default_factory=set)
    closed_at_once: dict[str, int] = field(default_factory=dict)
    seems_over_at: int | None = None
    empty_till_then: bool = False
    holds_words: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.children and not self.holds_words


@dataclass(slots=True)
class Nesting:
    """The open elements of a document while its tags go by.

    `families` tells which children elements of a name had wherever they were closed properly;
    it is filled on the way, and may come from an earlier reading of the same document.
    """

    edits: Edits
    families: Families
    balance: Balance
    missing_starts: StartMender
    open: list[_Open] = field(default_factory=list)
    guessed: bool = False
    _names: Counter[str] = field(default_factory=Counter)
    _deeper: int = 0
    _flat: int = 0
    _steps: int = 0
    _behind: tuple[int, int] = (0, 0)

    def words(self) -> None:
        """Text that is not blank stands in the element that was opened last."""
        if self.open:
            self.open[-1].holds_words = True

    def starts(self, tag: StartTag, *, empty: bool) -> None:
        """An element starts, and ends at once where it is `empty`.

        Raises NoRepairError where more are open than can make sense.
        """
        if len(self.open) >= MAX_OPEN:
            raise NoRepairError
        if self.open:
            self._mark_what_seems_over(tag)
            self.open[-1].children.add(tag.name)
            self._note_indent(tag)
        if not empty:
            self.open.append(_Open(tag))
            self._names[tag.name] += 1
        elif self.open:
            self.open[-1].closed_at_once[tag.name] = tag.end

    def is_only_root(self, name: str) -> bool:
        """Whether the root element is open and the only open one of this name."""
        return bool(self.open) and self.open[0].tag.name == name and self._names[name] == 1

    def ends_properly(self, name: str) -> bool:
        """End the element opened last, if it is of this name; false where it is not."""
        if self.open[-1].tag.name != name:
            return False
        self.families[name] |= self._close().children
        return True

    def ends_otherwise(self, tag: EndTag) -> None:
        """An end tag comes that does not fit."""
        if self._is_wrong_name(tag.name, tag.upcoming):
            right = f"</{self._close().tag.name}>"
            self.edits.overwrite(tag.start, tag.end, right, _WRONG_NAME)
        elif self._names[tag.name]:
            while self.open[-1].tag.name != tag.name:
                self._close_unclosed(tag.start, _MISSING_LATE)
            self._close()
        elif not self._begins(tag):
            self.edits.overwrite(tag.start, tag.end, "", _STRAY)

    def _begins(self, tag: EndTag) -> bool:
        """Give an end tag the start tag that it lacks, where the place of that is known."""
        if not self.balance.ends_without_start(tag.name):
            return False
        top = self.open[-1]
        closed = top.closed_at_once.pop(tag.name, 0)
        if closed and self.missing_starts.open_again(closed):
            return True
        return self.missing_starts.add(tag, top.tag.end)

    def document_ends(self, end: int) -> None:
        """Nothing comes any more: whatever is open ends here at the latest."""
        while len(self.open) > 1:
            self._close_unclosed(end, _CUT_OFF)
        if self.open:
            root = self._close()
            self.edits.insert(end, f"</{root.tag.name}>", _CUT_OFF)

    def _close(self) -> _Open:
        closed = self.open.pop()
        self._names[closed.tag.name] -= 1
        return closed

    def _is_wrong_name(self, name: str, upcoming: str | None) -> bool:
        """Whether an end tag of another name was meant for the element opened last."""
        top = self.open[-1]
        parent = self.open[-2].tag.name if len(self.open) > 1 else None
        if self._names[name]:
            return upcoming is not None and upcoming == parent and name != parent
        if _bare(name) == _bare(top.tag.name):
            return True
        if self.balance.ends_without_start(name):
            return self.balance.starts_without_end(top.tag.name)
        if upcoming is not None:
            return upcoming != top.tag.name
        return not top.children

    def _close_unclosed(self, latest: int, late: str) -> None:
        """Close the element opened last, which has no end tag, where it seems to be over."""
        self.guessed = True
        unclosed = self._close()
        tag = unclosed.tag
        if self._stands_for_an_end_tag(unclosed):
            self.edits.insert(tag.start + 1, "/", _START_FOR_END)
            self._close()
            return
        if unclosed.seems_over_at is None:
            at = self._behind_content(tag, latest)
            self.edits.insert(at, self._end_tag(unclosed), late)
        else:
            self.edits.insert(unclosed.seems_over_at, self._end_tag(unclosed), _MISSING)

    def _end_tag(self, unclosed: _Open) -> str:
        """The end tag that is missing, on a line of its own where the start tag has one."""
        tag, text = unclosed.tag, self.edits.text
        end_tag = f"</{tag.name}>"
        if tag.indent is None or unclosed.holds_words or not unclosed.children:
            return end_tag
        line = tag.start - tag.indent
        newline = "\r\n" if text.endswith("\r\n", 0, line) else "\n"
        return f"{newline}{text[line : tag.start]}{end_tag}"

    def _stands_for_an_end_tag(self, unclosed: _Open) -> bool:
        """`<Name>JOHN<Name>` was meant to be `<Name>JOHN</Name>`."""
        if not self.open or self.open[-1].tag.name != unclosed.tag.name:
            return False
        is_over = unclosed.seems_over_at is not None
        empty = unclosed.empty_till_then if is_over else unclosed.is_empty
        return unclosed.tag.plain and (empty or unclosed.tag.follows_words)

    def _behind_content(self, tag: StartTag, at: int) -> int:
        """The place behind the last character before `at` that is not blank, within an element."""
        if self._behind[0] != at:
            self._behind = (at, _end_of_content(self.edits.text, at))
        return max(tag.end, self._behind[1])

    def _mark_what_seems_over(self, tag: StartTag) -> None:
        """Note of each open element that this start tag shows it to be over, from inside out.

        That is remembered, and matters only if the element turns out to have no end tag.
        """
        for level in range(len(self.open) - 1, 0, -1):
            self._steps += 1
            if self._steps > MAX_STEPS:
                raise NoRepairError
            element = self.open[level]
            if element.seems_over_at is None:
                if not self._shows_the_end(level, tag):
                    return
                element.seems_over_at = self._behind_content(element.tag, tag.start)
                element.empty_till_then = element.is_empty

    def _shows_the_end(self, level: int, tag: StartTag) -> bool:
        """Whether a start tag shows that the open element of this level is over."""
        element = self.open[level]
        is_leaf = element.holds_words and not element.children
        return (
            is_leaf
            or tag.name == element.tag.name
            or self._stands_beside(element.tag, tag)
            or self._belongs_further_up(level, tag)
        )

    def _stands_beside(self, outer: StartTag, tag: StartTag) -> bool:
        """Whether the indentation says so, in a document that indents."""
        if tag.indent is None or outer.indent is None or self._deeper <= self._flat:
            return False
        return tag.indent <= outer.indent

    def _belongs_further_up(self, level: int, tag: StartTag) -> bool:
        """Whether such a child is known of an element not far above, and not of this one."""
        if tag.name in self.families.get(self.open[level].tag.name, ()):
            return False
        above = self.open[max(0, level - LEVELS_UP) : level]
        return any(tag.name in self.families.get(other.tag.name, ()) for other in above)

    def _note_indent(self, tag: StartTag) -> None:
        outer = self.open[-1].tag.indent
        if tag.indent is not None and outer is not None:
            self._deeper += tag.indent > outer
            self._flat += tag.indent <= outer


def _bare(name: str) -> str:
    """A name without its prefix, whatever its case."""
    return name.rpartition(":")[2].lower()


def _end_of_content(text: str, at: int) -> int:
    """The place behind the last character before `at` that is not blank."""
    while at and not (piece := text[max(0, at - _PIECE) : at].rstrip()):
        at = max(0, at - _PIECE)
    return max(0, at - _PIECE) + len(piece) if at else 0
