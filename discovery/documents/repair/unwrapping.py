"""Documents that were copied as text of something else: escaped, quoted, or marked line by line."""

import re
from collections.abc import Callable

from discovery.documents.repair.edits import Edits
from discovery.documents.repair.names import NAME
from discovery.documents.repair.prolog_epilog import LEAD

_TAG = re.compile(rf"<{NAME}[\s/>]")
_BEGINNING = re.compile(rf"<(?:\?xml\s|{NAME}[\s/>])", re.IGNORECASE)

_ESCAPED_TAG = re.compile(rf"&(?:amp;)*+(?:lt|#0*+60|#x0*+3c);\??{NAME}", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:(lt|gt|quot|apos|amp)|#(60|62|34|39|38)|#[xX](3[cCeE]|2[267]));")
_CHARACTERS = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}

_STRING_QUOTE = re.compile(r"""<[^<>="']*=\s{0,9}\\+["']""")
_PLAIN_QUOTE = re.compile(r"""<[^<>="']*=\s{0,9}["']""")
_STRING_ANGLE = re.compile(rf"\\u003c\??{NAME}", re.IGNORECASE)
_STRING_LINE = re.compile(r">(?:\\r)?\\n(?:\\t|\s)*+<")
_IN_STRING = re.compile(r"""(?P<units>(?:\\u[0-9a-fA-F]{4})+)|\\(?P<sign>["'\\/bfnrt])""")
_SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DOUBLED_QUOTE = re.compile(rf'<[^<>="]*=\s{{0,9}}""(?!{NAME}\s{{0,9}}=)[^"<>\s/]')
_SINGLE_QUOTE = re.compile(r'<[^<>="]*=\s{0,9}"[^"]')

# A mark in front of each line is no longer than this.
_LONGEST_MARK = 200
_TREE = re.compile(r"^([ \t\xa0]*)[-+–▼▶▸▾][ \t\xa0]?(?=<)", re.MULTILINE)
_FILLED_LINE = re.compile(r"^.*\S", re.MULTILINE)


def unwrap(text: str) -> Edits:
    """Undo what was done to a document as a whole; no edits where nothing was."""
    edits = Edits(text)
    for way, what in _WAYS:
        new = way(text)
        if new is not None and new != text:
            edits.replace(0, len(text), new, what)
            break
    return edits


def _unescaped(text: str) -> str | None:
    if not _ESCAPED_TAG.search(text, 0, LEAD) or _TAG.search(text):
        return None
    return _REFERENCE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    return _CHARACTERS[name] if name else chr(int(decimal or hexadecimal, 10 if decimal else 16))


def _out_of_string(text: str) -> str | None:
    """A document within a string of JSON or of a program: its quotation marks have a backslash."""
    quoted = _STRING_QUOTE.search(text) and not _PLAIN_QUOTE.search(text)
    hidden = _STRING_ANGLE.search(text) and not _TAG.search(text)
    if not quoted and not hidden and not _is_one_line_of_several(text):
        return None
    return _IN_STRING.sub(_out_of_escape, text)


def _is_one_line_of_several(text: str) -> bool:
    """Whether line breaks stand as `\\n` between the tags, and nowhere as such."""
    first, last = text.find("<"), text.rfind(">")
    return text.find("\n", first, last) < 0 and _STRING_LINE.search(text) is not None


def _out_of_escape(found: re.Match[str]) -> str:
    if found["units"]:
        units = bytes.fromhex(found["units"].replace("\\u", "").replace("\\U", ""))
        return units.decode("utf-16-be", "surrogatepass")
    return _SIGNS.get(found["sign"], found["sign"])


def _out_of_table(text: str) -> str | None:
    """A document within a cell of a CSV file: its quotation marks are doubled."""
    if not _DOUBLED_QUOTE.search(text) or _SINGLE_QUOTE.search(text):
        return None
    return text.replace('""', '"')


def _without_line_marks(text: str) -> str | None:
    """A document with the same in front of all of its lines, but for the numbers in it."""
    first = _BEGINNING.search(text, 0, LEAD)
    start = text.rfind("\n", 0, first.start()) + 1 if first else 0
    mark = text[start : first.start()] if first else ""
    if not mark.strip("\ufeff \t\xa0") or len(mark) > _LONGEST_MARK or mark[-1].isalpha():
        return None
    pattern, end = _pattern_of(mark), text.rfind(">") + 1
    lines = sum(1 for _ in _FILLED_LINE.finditer(text, start, end))
    stripped, marked = pattern.subn("", text[start:end])
    return text[:start] + stripped + text[end:] if marked == lines > 1 else None


def _pattern_of(mark: str) -> re.Pattern[str]:
    """What matches such a mark in front of a line, with any numbers in the place of its own."""
    core = mark.strip("\ufeff \t\xa0")
    gap = len(mark) - len(mark.rstrip())
    shape = "".join(
        r"\d+" if piece.isdigit() else re.escape(piece) for piece in re.split(r"(\d+)", core)
    )
    return re.compile(rf"^[\ufeff \t\xa0]{{0,9}}{shape}[ \t\xa0]{{0,{gap}}}", re.MULTILINE)


def _without_tree_marks(text: str) -> str | None:
    """A document as browsers show it, with a mark before each element that can be folded."""
    root = _TAG.search(text, 0, LEAD)
    line = text.rfind("\n", 0, root.start()) + 1 if root else 0
    return _TREE.sub(r"\1", text) if _TREE.match(text, line) else None


_WAYS: tuple[tuple[Callable[[str], str | None], str], ...] = (
    (_unescaped, "the document was escaped as a whole; its '&lt;' and the like are undone"),
    (_out_of_string, "the document was a string of a program; its backslashes are undone"),
    (_out_of_table, "the document was in a table; its doubled quotation marks are single ones"),
    (_without_line_marks, "the same stands in front of all lines; taken out"),
    (_without_tree_marks, "marks of a view that folds elements stand before tags; taken out"),
)
