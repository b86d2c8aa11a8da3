"""Missing start tags, and where they belong."""

from dataclasses import dataclass

from discovery.documents.repair.edits import Edits

# How far back lines are looked at, and how often in one document.
_REACH = 1 << 18
MOST_BY_LINES = 100

_BEFORE_VALUE = "a start tag is missing; added before the value that its end tag closes"
_BEFORE_LINES = "a start tag is missing; added before the lines indented further than its end tag"
_CLOSED_AT_ONCE = (
    "an element is closed at once, though its end tag comes later; the '/' is taken out"
)


@dataclass(slots=True)
class StartTag:
    """A start tag: where it stands, and how.

    `indent` is how far it stands from the beginning of its line, None where it does not stand
    first there. `follows_words` says that text of the parent stands before it.
    """

    name: str
    start: int
    end: int
    indent: int | None = None
    follows_words: bool = False
    plain: bool = True


@dataclass(frozen=True, slots=True)
class EndTag:
    """An end tag that stands from `start` to `end`. `behind` is where the tag before it ends,
    `upcoming` the name of the end tag that comes next, None where something else does.
    """

    name: str
    start: int
    end: int
    behind: int
    upcoming: str | None


@dataclass(slots=True)
class StartMender:
    """Adds the start tags that are missing in one text."""

    edits: Edits
    _by_lines: int = 0

    def open_again(self, closed: int) -> bool:
        """Take out the slash of the empty element that ends at this place."""
        if not self.edits.text.startswith("/>", closed - 2):
            return False
        self.edits.delete(closed - 2, closed - 1, _CLOSED_AT_ONCE)
        return True

    def add(self, tag: EndTag, inside: int) -> bool:
        """Add the start tag of this end tag where its place is known, and say whether it is.
        `inside` is where the innermost open element begins to have content.
        """
        words = self.edits.text[tag.behind : tag.start]
        if value := words.lstrip():
            self.edits.insert(tag.start - len(value), f"<{tag.name}>", _BEFORE_VALUE)
            return True
        return self._add_before_lines(tag, inside)

    def _add_before_lines(self, tag: EndTag, inside: int) -> bool:
        text = self.edits.text
        line = text.rfind("\n", inside, tag.start) + 1
        margin = text[line : tag.start]
        if not line or margin.strip() or self._by_lines >= MOST_BY_LINES:
            return False
        self._by_lines += 1
        first = _first_deeper_line(text, max(inside, line - _REACH), line, len(margin))
        if first is None:
            return False
        newline = "\r\n" if text.endswith("\r\n", 0, line) else "\n"
        self.edits.insert(first, f"{margin}<{tag.name}>{newline}", _BEFORE_LINES)
        return True


def _first_deeper_line(text: str, start: int, line: int, indent: int) -> int | None:
    """Where the lines before this line begin that are indented further than so much; None where
    there are none, or where they do not begin with an element.
    """
    first, at = None, line
    while before := text.rfind("\n", start, at - 1) + 1:
        content = text[before:at].lstrip(" \t")
        if content.strip():
            if at - before - len(content) <= indent:
                break
            first = before
        at = before
    begins = text[first:line].lstrip()[:2] if first is not None else ""
    return first if begins[:1] == "<" and begins[1:].isalpha() else None
