"""Tags that are not written as they must be: brackets, quotation marks, spaces."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from discovery.documents.repair.attributes import mend_attribute
from discovery.documents.repair.edges import NAME
from discovery.documents.repair.edits import Edits

# How far an end tag is looked for that shows a doubtful '<' to begin an element.
_REACH = 20_000
_LONGEST = 1_000_000

_START = re.compile(rf"<(?P<name>{NAME})")
_END = re.compile(rf"</\s*+(?P<name>{NAME})?(?P<more>[^<>]*+)(?P<close>>?)")
_CLOSE = re.compile(r"\s*+(?P<empty>/?)\s*+>")
_OPENS = re.compile(r"\s*+<")

_ANGLE = "a bare '<' in the text; written as '&lt;'"
_NOT_CLOSED = "a tag that is not closed; the '>' is added"
_SPLIT_END = "a space within '/>'; taken out"
_MORE_IN_END_TAG = "an end tag that is not in its proper form; only its name may stand in it"
_CUT_TAG = "the document ends within a tag; what is left of the tag is taken out"


@dataclass(slots=True)
class Tag:
    """A tag as it is after mending: its name ("" for none), where it ends, its attributes."""

    name: str
    end: int
    empty: bool = False
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class TagMender:
    """Mends the tags of one text. `entities` are those that the document defines; with `outside`
    others may be defined elsewhere.
    """

    text: str
    edits: Edits
    entities: Collection[str]
    outside: bool

    def start_tag(self, start: int) -> Tag | None:
        """The start tag at this place, mended; None where the `<` is only a character."""
        name = _START.match(self.text, start)
        if name is None:
            return None
        if self._is_cut(start):
            return self._take_out_cut(start)
        mine = Edits(self.text)
        tag = self._read(Tag(name["name"], name.end()), mine)
        if tag is not None:
            self.edits.adopt(mine)
        return tag

    def end_tag(self, start: int, innermost: str) -> Tag | None:
        """The end tag at this place, mended; `innermost` is the element opened last."""
        if self._is_cut(start):
            return self._take_out_cut(start)
        match = _END.match(self.text, start)
        if match is None or (match["more"].strip() and not (match["name"] and match["close"])):
            return None
        name = match["name"] or innermost
        end = match.end() if match["close"] or not match["name"] else match.end("name")
        what = _MORE_IN_END_TAG if match["close"] else _NOT_CLOSED
        self.edits.replace(start, end, f"</{name}>", what)
        return Tag(name, end)

    def bare_angle(self, start: int) -> int:
        """Write the `<` at this place as a character; return where to go on."""
        self.edits.replace(start, start + 1, "&lt;", _ANGLE)
        return start + 1

    def _is_cut(self, start: int) -> bool:
        """Whether the text ends before this tag does."""
        return self.text.find("<", start + 1) < 0 and self.text.find(">", start) < 0

    def _take_out_cut(self, start: int) -> Tag:
        self.edits.take_out(start, len(self.text), _CUT_TAG)
        return Tag("", len(self.text))

    def _read(self, tag: Tag, mine: Edits) -> Tag | None:
        """Read on from behind the name of a tag; what must be mended goes to `mine`."""
        doubtful, first = False, tag.end
        while (close := _CLOSE.match(self.text, tag.end)) is None:
            if _OPENS.match(self.text, tag.end):
                return self._not_closed(tag, mine)
            attribute = mend_attribute(
                self.text, tag.end, tag.values, mine, self.entities, outside=self.outside
            )
            if attribute is None or attribute.end > first + _LONGEST:
                return None
            tag.end = attribute.end
            doubtful = doubtful or attribute.doubtful
        if close["empty"] and not close[0].endswith("/>"):
            mine.replace(close.start(), close.end(), "/>", _SPLIT_END)
        tag.end, tag.empty = close.end(), bool(close["empty"])
        return tag if tag.empty or not doubtful or self._is_closed_later(tag) else None

    def _not_closed(self, tag: Tag, mine: Edits) -> Tag | None:
        """A `<` follows before the tag is closed: it lacks its `>`, or is none."""
        if not self._is_closed_later(tag):
            return None
        mine.insert(tag.end, ">", _NOT_CLOSED)
        return tag

    def _is_closed_later(self, tag: Tag) -> bool:
        return self.text.find(f"</{tag.name}", tag.end, tag.end + _REACH) >= 0
