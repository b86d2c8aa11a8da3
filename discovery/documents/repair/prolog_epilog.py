"""What stands before and behind a document and does not belong to it: log lines, junk."""

import re
from dataclasses import dataclass, field

from discovery.documents.repair import declaration
from discovery.documents.repair.edits import Edits, NoRepairError
from discovery.documents.repair.names import NAME, begins_element, odd_name, slipped_name
from discovery.documents.repair.sections import SectionMender

# What a page or a note in Markdown puts around a message.
OF_PAGES = {"html", "head", "body", "pre", "code", "textarea", "xmp", "div"}

# How far a declaration may stand from the beginning: behind some lines of a log or of a header.
LEAD = 1 << 16
# Of more pieces than this no sense can be made.
_PIECES = 100
_DECLARATION = re.compile(r"<\s{0,9}\?\s{0,9}xml[\s?]", re.IGNORECASE)
_NAME = re.compile(NAME)
_SUBSTANCE = re.compile(rf"<(?:{NAME}(?=[\s/>])|!DOCTYPE\s)")
# The address in `<https://...>`, as headers have it, is no name.
_ROOT = re.compile(rf"<{NAME}(?<!:)(?=[\s/>])")
_BEGINNING = re.compile(rf"<(?:{NAME}(?=[\s/>])|!--|\?|!DOCTYPE\s)")
_ASIDE = re.compile(r"[ \t\r\n]++|<!--(?:(?!--).)*+-->|<\?(?!(?i:xml)[\s?]).*?\?>", re.DOTALL)
_DOCTYPE = re.compile(r"""<!DOCTYPE\s++(?:[^\[\]"'<>]|"[^"]*"|'[^']*')*+(?P<subset>\[)?""")
_IN_SUBSET = re.compile(
    r"""<!ENTITY\s++(?P<parameter>%\s++)?(?P<entity>[^\s%"'<>]+)|(?P<use>%\w+;)"""
    r"""|"[^"]*"|'[^']*'|<!--.*?-->|<\?.*?\?>|(?P<end>\]\s*+>)|(?P<broken><!--|<\?|["'])""",
    re.DOTALL,
)
_EXTERNAL = re.compile(r"\b(?:SYSTEM|PUBLIC)\b")
_PADDING = re.compile(r"[ \t\r\n]*+[\x00-\x08\x0b\x0c\x0e-\x1f][\x00-\x20]*+\Z")
_EDIFACT = re.compile(r"\s*(?:UN[A-Z]\+|UNA|[A-Z]{3}\+[^\r\n]*')")

_BLANKS_BEFORE = "blanks before the beginning of the document; taken out"
_JUNK_BEFORE = "text before the beginning of the document that is not part of it; taken out"
_JUNK_BETWEEN = "text before the root element that is not part of the document; taken out"
_TAIL = "text after the end of the root element that is not part of the document; taken out"
_EDIFACT_TAIL = "EDIFACT segments after the end of the root element; taken out"
_PADDING_TAIL = "control characters at the end of the file; taken out"
_MARKUP_TAIL = "more markup after the end of the root element; a document has one root; taken out"
_EARLY_END = "an end tag of the root element before the end of the document; taken out"


@dataclass(frozen=True, slots=True)
class Prolog:
    """What comes before the root element: where that starts, and which entities are defined.

    With `outside` the document names a place outside of it that may define more of them.
    """

    root: int
    entities: frozenset[str] = field(default_factory=frozenset)
    outside: bool = False


def fix_beginning(text: str, edits: Edits) -> Prolog:
    """Take out what does not belong before the root element.

    Raises NoRepairError where there is no root element or where the DOCTYPE is broken.
    """
    at = declaration.fix(text, _begin(text, edits), edits)
    entities: frozenset[str] = frozenset()
    outside = False
    for _ in range(_PIECES):
        at = skip_asides(text, at)
        if begins_element(text, at):
            return Prolog(at, entities, outside)
        if text.startswith("<!DOCTYPE", at):
            at, entities, outside = _read_doctype(text, at)
        elif text.startswith("<!--", at):
            at = SectionMender(text, edits).fix(at, innermost="")
        else:
            at = _take_out_junk(text, at, edits)
    raise NoRepairError


def _begin(text: str, edits: Edits) -> int:
    """Where the document begins; what stands before it is taken out."""
    mark = 1 if text.startswith("\ufeff") else 0
    declared = _DECLARATION.search(text, mark, LEAD)
    if declared is None or declared.start() == mark or _holds(text, mark, declared):
        return mark
    blank = not text[mark : declared.start()].strip("\ufeff \t\r\n")
    edits.delete(mark, declared.start(), _BLANKS_BEFORE if blank else _JUNK_BEFORE)
    return declared.start()


def _holds(text: str, mark: int, declared: re.Match[str]) -> bool:
    """Whether a declaration stands within an element, which is then more of a document."""
    first = _SUBSTANCE.search(text, mark, declared.start())
    if first is None:
        return False
    name = root_name(text, first.start())
    return name.lower() not in OF_PAGES and text.rfind(f"</{name}") > declared.end()


def _take_out_junk(text: str, at: int, edits: Edits) -> int:
    # A '<' at this very place does not begin anything, or it would have been read.
    beginning = _BEGINNING.search(text, at + 1)
    if beginning is None or (text.startswith("<?", at) and not _DECLARATION.match(text, at)):
        raise NoRepairError
    start = _passed_over(text, beginning.start())
    edits.delete(at, start, _JUNK_BETWEEN)
    return start


def _passed_over(text: str, start: int) -> int:
    """Where the root begins: further on where a name in angle brackets, as logs have them, comes
    first, which is no element, as it has no end tag while the next one has the last of all.
    """
    name = root_name(text, start)
    following = _ROOT.search(text, start + 1, start + LEAD) if name else None
    if following is None or text.rfind(f"</{name}") > start:
        return start
    last = _NAME.match(text, text.rfind("</") + 2)
    is_last = last is not None and last[0] == root_name(text, following.start())
    between = text[text.find(">", start) + 1 : following.start()]
    return following.start() if is_last and (between.strip() or "\n" in between) else start


def skip_asides(text: str, at: int) -> int:
    """Where blanks, comments and processing instructions end."""
    while aside := _ASIDE.match(text, at):
        at = aside.end()
    return at


def _read_doctype(text: str, at: int) -> tuple[int, frozenset[str], bool]:
    """Where a DOCTYPE ends, the entities it defines, and whether there may be more outside."""
    start = _DOCTYPE.match(text, at)
    if start is None:
        raise NoRepairError
    outside = _EXTERNAL.search(start[0]) is not None
    if start["subset"] is None:
        if not text.startswith(">", start.end()):
            raise NoRepairError
        return start.end() + 1, frozenset(), outside
    entities: set[str] = set()
    for found in _IN_SUBSET.finditer(text, start.end()):
        if found["broken"]:
            break
        if found["end"]:
            return found.end(), frozenset(entities), outside
        outside = outside or found["use"] is not None
        if found["entity"] and not found["parameter"]:
            entities.add(found["entity"])
    raise NoRepairError


def root_name(text: str, root: int) -> str:
    """The name of the root element that starts at this place, as it stands there."""
    if odd := odd_name(text, root):
        return odd
    if slipped := slipped_name(text, root):
        return slipped[0]
    match = _NAME.match(text, root + 1)
    return match[0] if match else ""


def take_out_early_end(text: str, root_name: str, start: int, end: int, edits: Edits) -> bool:
    """Take out the end tag of the root element at this place, and say so, where it came too
    early: more follows, another end tag of the root, and no start tag of one.
    """
    if skip_asides(text, end) == len(text) or text.rfind(f"</{root_name}") < end:
        return False
    if re.compile(rf"<{re.escape(root_name)}[\s/>]").search(text, end):
        return False
    edits.delete(start, end, _EARLY_END)
    return True


def holds_elements(text: str, start: int) -> bool:
    """Whether elements stand from this place on."""
    return _ROOT.search(text, start) is not None


def take_out_tail(text: str, start: int, edits: Edits) -> None:
    """Take out what stands behind the root element."""
    what = _EDIFACT_TAIL if _EDIFACT.match(text, start) else _TAIL
    edits.delete(start, len(text), _MARKUP_TAIL if text[start] == "<" else what)


def take_out_open_tail(text: str, edits: Edits) -> None:
    """Take out what stands behind the last tag where the root element is not closed, if that can
    be no text of the document.
    """
    start = text.rfind(">") + 1
    for tail, what in ((_EDIFACT, _EDIFACT_TAIL), (_PADDING, _PADDING_TAIL)):
        if tail.match(text, start):
            edits.overwrite(start, len(text), "", what)
            break
