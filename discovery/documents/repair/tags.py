"""Repair of tags: brackets, quotation marks, spaces."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from discovery.documents.repair.attributes import fix_attribute
from discovery.documents.repair.edits import Edits
from discovery.documents.repair.names import (
    BAD_NAME,
    NAME,
    odd_name,
    proper,
    slipped_name,
    without_signs,
)
from discovery.documents.repair.tag_counts import Balance

# How far an end tag is looked for that shows a doubtful '<' to begin an element.
_REACH = 20_000
_GLUED = 200
_LONGEST = 1_000_000

_START = re.compile(rf"<(?P<blanks>\s{{0,9}})(?P<name>{NAME})")
_END = re.compile(rf"</\s*+(?P<name>{NAME})?(?P<more>[^<>]*+)(?P<close>>?)")
_LIKE_END = re.compile(r"<\s{0,9}[/\\]\s{0,9}(?P<name>[^>]{1,100}?)\s{0,9}>")
_WITHOUT_CLOSE = re.compile(
    rf"""<(?P<name>{NAME})(?P<attributes>(?:\s+{NAME}\s*=\s*(?:"[^"<>]*+"|'[^'<>]*+'))*+)[^<>]*+"""
    rf"</(?P<end>{NAME})\s*+>"
)
_ATTRIBUTE = re.compile(rf"""({NAME})\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")
_CLOSE = re.compile(r"\s*+(?P<empty>/?)\s*+>")
_ESCAPED = "&gt;"
_OPENS = re.compile(r"\s*+<")

_ANGLE = "a bare '<' in the text; written as '&lt;'"
_ESCAPED_CLOSE = "a tag whose '>' is escaped; it is written as such"
_NOT_CLOSED = "a tag that is not closed; the '>' is added"
_BLANKS_BEFORE_NAME = "blanks between '<' and a name; taken out"
_NOT_AN_END = "an end tag that does not begin with '</'; put right"
_SIGN_IN_NAME = "a sign within the name of a tag; taken out, as another tag has the name without it"
_SPLIT_END = "a space within '/>'; taken out"
_MORE_IN_END_TAG = "an end tag that is not in its proper form; only its name may stand in it"
_CUT_TAG = "the document ends within a tag; what is left of the tag is taken out"


@dataclass(slots=True)
class Tag:
    """A tag as it is after fixing: its name ("" for none), where it ends, its attributes."""

    name: str
    end: int
    empty: bool = False
    values: dict[str, str] = field(default_factory=dict)


def attributes_of(tag: str) -> list[tuple[str, str]]:
    """The attributes in a piece of a tag that is well written: names and values."""
    found = _ATTRIBUTE.findall(tag) if tag else ()
    return [(name, double or single) for name, double, single in found]


@dataclass(slots=True)
class TagMender:
    """Fixes the tags of one text. `entities` are those that the document defines; with `outside`
    others may be defined elsewhere.
    """

    text: str
    edits: Edits
    entities: Collection[str]
    outside: bool
    balance: Balance
    _renamed: dict[str, str] = field(default_factory=dict)

    def start_tag(self, start: int) -> Tag | None:
        """The start tag at this place, fixed; None where the `<` is only a character."""
        if odd := odd_name(self.text, start):
            return self._renamed_tag(start, odd, proper(odd), BAD_NAME)
        if slipped := slipped_name(self.text, start):
            return self._renamed_tag(start, *slipped, _SIGN_IN_NAME)
        name = _START.match(self.text, start)
        if name is None or (name["blanks"] and not self._is_meant(name)):
            return None
        if self._is_cut(start):
            return self._take_out_cut(start)
        if shorter := self._without_close(start):
            return shorter
        mine = Edits(self.text)
        if name["blanks"]:
            mine.delete(*name.span("blanks"), _BLANKS_BEFORE_NAME)
        tag = self._read(self._named(name), mine)
        if tag is not None:
            self.edits.merge(mine)
        return tag

    def _named(self, name: re.Match[str]) -> Tag:
        """A tag of this name, or of its beginning where an attribute follows without a blank."""
        whole, end = name["name"], name.end()
        glued = whole if self.text.startswith("=", end) else ""
        parts = (glued[:length] for length in range(min(len(glued) - 1, _GLUED), 0, -1))
        mine = next((part for part in parts if self.balance.ends_without_start(part)), whole)
        return Tag(mine, end - len(whole) + len(mine))

    def _renamed_tag(self, start: int, odd: str, name: str, what: str) -> Tag | None:
        """The tag at this place under a name that XML allows."""
        mine = Edits(self.text)
        end = start + 1 + len(odd)
        mine.replace(start + 1, end, name, what)
        tag = self._read(Tag(name, end), mine)
        if tag is not None:
            self._renamed[odd] = name
            self.edits.merge(mine)
        return tag

    def _is_meant(self, name: re.Match[str]) -> bool:
        """Whether an end tag shows that a name behind `<` and blanks is that of an element."""
        start, end = name.end(), name.end() + _REACH
        return any(
            self.text.find(f"{slash}{name['name']}", start, end) >= 0 for slash in ("/", "/ ")
        )

    def _without_close(self, start: int) -> Tag | None:
        """The start tag at this place whose `>` is missing before the text of its element."""
        found = _WITHOUT_CLOSE.match(self.text, start)
        if found is None:
            return None
        name, end = found["end"], found.end("attributes")
        if name != found["name"]:
            if found["attributes"] or not found["name"].startswith(name):
                return None
            end = found.start("name") + len(name)
        behind = end + len(_ESCAPED) if self.text.startswith(_ESCAPED, end) else end
        self.edits.replace(end, behind, ">", _NOT_CLOSED if behind == end else _ESCAPED_CLOSE)
        return Tag(name, behind, values=dict(attributes_of(found["attributes"])))

    def end_tag(self, start: int, innermost: str) -> Tag | None:
        """The end tag at this place, fixed; `innermost` is the element opened last."""
        if self._is_cut(start):
            return self._take_out_cut(start)
        if like := self._like_end(start, innermost):
            return like
        match = _END.match(self.text, start)
        if match is None or (match["more"].strip() and not (match["name"] and match["close"])):
            return None
        name = match["name"] or innermost
        end = match.end() if match["close"] or not match["name"] else match.end("name")
        what = _MORE_IN_END_TAG if match["close"] else _NOT_CLOSED
        self.edits.replace(start, end, f"</{name}>", what)
        return Tag(name, end)

    def _like_end(self, start: int, innermost: str) -> Tag | None:
        """What stands for an end tag at this place, though it has another name or other signs."""
        found = _LIKE_END.match(self.text, start)
        if found is None:
            return None
        name: str | None
        if without_signs(found["name"]) == innermost != found["name"]:
            name = innermost
            self.edits.replace(*found.span("name"), name, _SIGN_IN_NAME)
        elif name := self._renamed.get(found["name"]):
            self.edits.replace(*found.span("name"), name, BAD_NAME)
        elif found["name"] == innermost and not found[0].startswith("</"):
            name = innermost
            self.edits.replace(*found.span(), f"</{name}>", _NOT_AN_END)
        return Tag(name, found.end()) if name else None

    def bare_angle(self, start: int) -> int:
        """Write the `<` at this place as a character; return where to go on."""
        self.edits.replace(start, start + 1, "&lt;", _ANGLE)
        return start + 1

    def take_out_cut(self, start: int) -> int | None:
        """Take out a tag at this place in which the text ends, and return where that is."""
        return self._take_out_cut(start).end if self._is_cut(start) else None

    def _is_cut(self, start: int) -> bool:
        """Whether the text ends before this tag does."""
        return self.text.find("<", start + 1) < 0 and self.text.find(">", start) < 0

    def _take_out_cut(self, start: int) -> Tag:
        self.edits.delete(start, len(self.text), _CUT_TAG)
        return Tag("", len(self.text))

    def _read(self, tag: Tag, mine: Edits) -> Tag | None:
        """Read on from behind the name of a tag; what must be fixed goes to `mine`."""
        doubtful, first = False, tag.end
        while (close := _CLOSE.match(self.text, tag.end)) is None:
            if _OPENS.match(self.text, tag.end):
                return self._not_closed(tag, mine)
            attribute = fix_attribute(
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
