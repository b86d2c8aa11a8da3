"""Comments, CDATA sections and processing instructions within a document."""

import re
from dataclasses import dataclass, field

from discovery.documents.repair import references
from discovery.documents.repair.edits import Edits, NoRepairError
from discovery.documents.repair.names import NAME

# Where each is closed must be guessed at, and the text searched for that.
MAX_OPEN_SECTIONS = 100

_COMMENT, _CDATA, _INSTRUCTION = "<!--", "<![CDATA[", "<?"
_ENDS = {_COMMENT: "-->", _CDATA: "]]>", _INSTRUCTION: "?>"}
_FORBIDDEN = re.compile(f"[{references.FORBIDDEN}]")
_HYPHENS = re.compile(r"-(?=-)|-\Z")
_DECLARATION = re.compile(r"<\s{0,9}\?\s{0,9}xml[\s?]", re.IGNORECASE)
_TARGET = re.compile(rf"<\?{NAME}")
_LIKE_COMMENT = re.compile(r"<!\s{0,9}-{1,2}(?![->])")
_LIKE_CDATA = re.compile(r"<!?\s{0,9}(?:\[\s{0,9}CDATA\s{0,9}\[?|CDATA\[)", re.IGNORECASE)
_OF_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b")
_COMMENT_END = re.compile(r"(?:--?|[–—])\s{0,9}>|—>")
_FAR_COMMENT_END = re.compile(r"--(?:\s{1,9}>|(?=\s{0,9}<))")
_CDATA_END = re.compile(r"(?:\]\]\s{0,9}>?|\]\s{0,9}>)\s{0,9}$")

_HIDES_TAG = re.compile(r"\s*+<")

_HYPHENS_IN_COMMENT = "'--' within a comment; written with a space"
_CUT = "the document ends within a comment or a CDATA section; the section is closed"
_OPEN_COMMENT = "a comment that is not closed with '-->'; closed before the next tag"
_OPEN_CDATA = "a CDATA section that is not closed with ']]>'; closed at the end of its element"
_HIDING = "a CDATA section that is not closed and hides tags; its beginning is taken out"
_BAD_END = "a section that is not closed as it must be; the right ending is written"
_BAD_BEGINNING = "a comment or a CDATA section that does not begin as it must; put right"
_DECLARATION_INSIDE = "an XML declaration within the document; taken out"
_BARE = "a bare '<' in the text; written as '&lt;'"


@dataclass(slots=True)
class SectionMender:
    """Fixes the sections of one text."""

    text: str
    edits: Edits
    _next: dict[str, int] = field(default_factory=dict)
    _guesses: int = 0

    def fix(self, start: int, innermost: str) -> int:
        """Fix the section that begins at this place, and return where to go on. `innermost` is
        the element opened last.
        """
        opening = next(opening for opening in _ENDS if self.text.startswith(opening, start))
        inside = start + len(opening)
        end = self._find(_ENDS[opening], inside)
        if opening == _INSTRUCTION:
            return self._instruction(start, end)
        if self._is_open(opening, inside, end, innermost):
            return self._close(opening, inside, end, innermost)
        self._fix_inside(inside, end, comment=opening == _COMMENT)
        return end + len(_ENDS[opening])

    def fix_misspelt(self, start: int) -> int | None:
        """Fix a section whose beginning is not written as it must be; None where the `<!` at this
        place is none. Raises NoRepairError for what belongs into a DOCTYPE.
        """
        if _OF_DOCTYPE.match(self.text, start):
            raise NoRepairError
        for like, opening in ((_LIKE_COMMENT, _COMMENT), (_LIKE_CDATA, _CDATA)):
            if found := like.match(self.text, start):
                at, until = self._own_ending(opening, found.end())
                if at < len(self.text):
                    self.edits.replace(*found.span(), opening, _BAD_BEGINNING)
                    return self._end_at(found.end(), at, until, opening, _BAD_END)
        return None

    def _own_ending(self, opening: str, inside: int) -> tuple[int, int]:
        """From where to where the ending of a section stands, which may be written badly."""
        tag = self.text.find("<", inside)
        bad = _COMMENT_END.search(self.text, inside, tag if tag >= 0 else len(self.text))
        if bad and opening == _COMMENT:
            return bad.span()
        end = self._find(_ENDS[opening], inside)
        return end, end + len(_ENDS[opening])

    def _find(self, ending: str, at: int) -> int:
        """Where the next such ending stands; the end of the text where none does."""
        if self._next.get(ending, -1) < at:
            found = self.text.find(ending, at)
            self._next[ending] = found if found >= 0 else len(self.text)
        return self._next[ending]

    def _instruction(self, start: int, end: int) -> int:
        if end == len(self.text) or not (
            _TARGET.match(self.text, start) or _DECLARATION.match(self.text, start)
        ):
            self.edits.replace(start, start + 1, "&lt;", _BARE)
            return start + 1
        if _DECLARATION.match(self.text, start):
            self.edits.delete(start, end + 2, _DECLARATION_INSIDE)
        else:
            self._fix_inside(start, end, comment=False)
        return end + 2

    def _is_open(self, opening: str, inside: int, end: int, innermost: str) -> bool:
        """Whether a section has no ending of its own: that which comes belongs elsewhere."""
        another = self.text.find(opening, inside, end)
        if end == len(self.text) or opening == _COMMENT:
            return end == len(self.text) or another >= 0
        own_end = f"</{innermost}"
        if another >= 0:
            return self.text.find(own_end, inside, another) >= 0
        behind = self.text.find("<", end)
        return self.text.find(own_end, inside, end) >= 0 and not self.text.startswith(
            own_end, behind
        )

    def _close(self, opening: str, inside: int, end: int, innermost: str) -> int:
        """Close a section where it seems to be over; return where to go on."""
        self._guesses += 1
        if self._guesses > MAX_OPEN_SECTIONS:
            raise NoRepairError
        if self.text.find("<", inside) < 0:
            self._fix_inside(inside, end, comment=opening == _COMMENT)
            self.edits.insert(len(self.text), _ENDS[opening], _CUT)
            return len(self.text)
        if opening == _COMMENT:
            return self._close_comment(inside, end)
        if _HIDES_TAG.match(self.text, inside):
            self.edits.delete(inside - len(_CDATA), inside, _HIDING)
            return inside
        return self._close_cdata(inside, end, innermost)

    def _close_comment(self, inside: int, end: int) -> int:
        another = self.text.find(_COMMENT, inside, end)
        limit = another if another >= 0 else end
        tag = self.text.find("<", inside, limit)
        tag = tag if tag >= 0 else limit
        bad = _COMMENT_END.search(self.text, inside, tag)
        bad = bad or _FAR_COMMENT_END.search(self.text, inside, limit)
        at, until = bad.span() if bad else (tag, tag)
        return self._end_at(inside, at, until, _COMMENT, _BAD_END if bad else _OPEN_COMMENT)

    def _close_cdata(self, inside: int, end: int, innermost: str) -> int:
        at = self.text.find(f"</{innermost}", inside, end)
        at = at if at >= 0 else end
        if bad := _CDATA_END.search(self.text, max(inside, at - 20), at):
            return self._end_at(inside, bad.start(), at, _CDATA, _BAD_END)
        return self._end_at(inside, at, at, _CDATA, _OPEN_CDATA)

    def _end_at(self, inside: int, at: int, until: int, opening: str, what: str) -> int:
        self._fix_inside(inside, at, comment=opening == _COMMENT)
        if self.text[at:until] != _ENDS[opening]:
            self.edits.replace(at, until, _ENDS[opening], what)
        return until

    def _fix_inside(self, start: int, end: int, *, comment: bool) -> None:
        at = start
        while found := _FORBIDDEN.search(self.text, at, end):
            at = references.fix_character(self.text, found.start(), self.edits)
        if comment:
            for hyphens in _HYPHENS.finditer(self.text, start, end):
                self.edits.insert(hyphens.end(), " ", _HYPHENS_IN_COMMENT)
