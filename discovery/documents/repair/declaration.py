"""The XML declaration of a document: read however it is written, and written as it should be."""

import re
from dataclasses import dataclass

from discovery.documents.repair.edits import Edits

# Where a declaration that is not closed ends at the latest: it is short and on one line.
_DECLARATION = re.compile(r"""<\?xml(?=[\s?>"'])(?P<inside>[^<>\r\n]{0,400}?)\s{0,9}\??>""")
_WELL_WRITTEN = re.compile(
    r"""<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')"""
    r"""(?:\s+encoding\s*=\s*(?:"[A-Za-z][-\w.]*"|'[A-Za-z][-\w.]*'))?"""
    r"""(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>""",
    re.ASCII,
)
_ENCODING = re.compile(r"""\bencoding\s*=?\s*["'“”]?\s*([A-Za-z][-\w.]*)""", re.ASCII | re.I)
_STANDALONE = re.compile(r"""\bstandalone\s*=\s*["'“”]?\s*(yes|no)\b""", re.I)

_BADLY_WRITTEN = "the XML declaration is not in its proper form; it is written as it must be"
_IN_UTF_8 = "the repaired document is written in UTF-8, which can hold every character"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration found in a text: where it stands and what it says, as far as it can be read."""

    start: int
    end: int
    encoding: str | None
    standalone: str | None
    well_written: bool

    def rewritten(self, encoding: str | None) -> str:
        """The same declaration in its proper form, with this encoding."""
        return written(encoding, self.standalone)


def written(encoding: str | None, standalone: str | None = None) -> str:
    """A declaration in its proper form."""
    pairs = {"version": "1.0", "encoding": encoding, "standalone": standalone}
    said = " ".join(f'{name}="{value}"' for name, value in pairs.items() if value)
    return f"<?xml {said}?>"


def find(text: str, start: int = 0) -> Declaration | None:
    """The declaration at this place of the text, if there is one."""
    match = _DECLARATION.match(text, start)
    if match is None:
        return None
    encoding = _ENCODING.search(match["inside"])
    standalone = _STANDALONE.search(match["inside"])
    return Declaration(
        match.start(),
        match.end(),
        encoding[1] if encoding else None,
        standalone[1].lower() if standalone else None,
        _WELL_WRITTEN.fullmatch(match[0]) is not None,
    )


def mend(text: str, start: int, edits: Edits) -> int:
    """Put the declaration at `start`, if any, into the form it must have in a document that is
    written in UTF-8; return where it ends.
    """
    declaration = find(text, start)
    if declaration is None:
        return start
    if (declaration.encoding or "UTF-8").upper() not in {"UTF-8", "UTF8"}:
        new, what = declaration.rewritten("UTF-8"), _IN_UTF_8
    else:
        new, what = declaration.rewritten(declaration.encoding), _BADLY_WRITTEN
    if what == _IN_UTF_8 or not declaration.well_written:
        edits.replace(start, declaration.end, new, what)
    return declaration.end
