"""Comments, CDATA sections and processing instructions within a document."""

import re

from discovery.documents.repair import references
from discovery.documents.repair.edits import Edits, NoRepairError

_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_FORBIDDEN = re.compile(f"[{references.FORBIDDEN}]")
_HYPHENS = re.compile(r"-(?=-)|-$")
_DECLARATION = re.compile(r"<\?xml[\s?]", re.IGNORECASE)

_HYPHENS_IN_COMMENT = "'--' within a comment; written with a space"
_CUT = "the document ends within a comment or a CDATA section; the section is closed"
_DECLARATION_INSIDE = "an XML declaration within the document; taken out"


def mend(text: str, start: int, edits: Edits) -> int:
    """Mend the section that begins at this place, and return where it ends.

    Raises NoRepairError for one that is not closed although mark-up follows: it would hide that.
    """
    opening = next(opening for opening in _ENDS if text.startswith(opening, start))
    inside = start + len(opening)
    end = text.find(_ENDS[opening], inside)
    if end < 0:
        return _close(text, inside, _ENDS[opening], edits)
    behind = end + len(_ENDS[opening])
    if _DECLARATION.match(text, start):
        edits.take_out(start, behind, _DECLARATION_INSIDE)
        return behind
    _mend_inside(text, inside, end, edits, comment=opening == "<!--")
    return behind


def _close(text: str, inside: int, ending: str, edits: Edits) -> int:
    if ending == "?>" or text.find("<", inside) >= 0:
        raise NoRepairError
    edits.insert(len(text), ending, _CUT)
    return len(text)


def _mend_inside(text: str, start: int, end: int, edits: Edits, *, comment: bool) -> None:
    for found in _FORBIDDEN.finditer(text, start, end):
        references.mend_character(text, found.start(), edits)
    if comment:
        for found in _HYPHENS.finditer(text, start, end):
            edits.insert(found.end(), " ", _HYPHENS_IN_COMMENT)
