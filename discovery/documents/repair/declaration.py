"""XML declaration: read however it is written, and written as it should be."""

import re
from dataclasses import dataclass

from discovery.documents.repair.edits import Edits

# A declaration is short; one that is not closed ends where the next tag begins.
_DECLARATION = re.compile(
    r"""<(?:\s{0,9}\?\s{0,9}xml(?=[\s?>"'])|(?P<as_tag>xml(?=\s+(?:version|encoding)\s{0,9}=)))"""
    r"""(?P<inside>[^<>]{0,400}?)\s{0,9}(?:\??\s{0,9}>|\??\s{0,9}(?=<))""",
    re.IGNORECASE,
)
_WELL_WRITTEN = re.compile(
    r"""<\?xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')"""
    r"""(?:\s+encoding\s*=\s*(?:"[A-Za-z][-\w.]*"|'[A-Za-z][-\w.]*'))?"""
    r"""(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>""",
    re.ASCII,
)
# Quotation marks may be curly ones, in any encoding.
_QUOTE = r"""(?:["']|[^\x00-\x7f]{1,3})?"""
_ENCODING = re.compile(rf"""\bencoding\s*=?\s*{_QUOTE}\s*([A-Za-z][-\w.]*)""", re.ASCII | re.I)
_STANDALONE = re.compile(rf"""\bstandalone\s*=\s*{_QUOTE}\s*(yes|true|no|false)\b""", re.I)
_YES_OR_NO = {"true": "yes", "false": "no"}

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
    if match is None or (match["as_tag"] and text.find("</xml", match.end()) >= 0):
        return None
    encoding = _ENCODING.search(match["inside"])
    found = _STANDALONE.search(match["inside"])
    standalone = found[1].lower() if found else None
    return Declaration(
        match.start(),
        match.end(),
        encoding[1] if encoding else None,
        _YES_OR_NO.get(standalone, standalone) if standalone else None,
        _WELL_WRITTEN.fullmatch(match[0]) is not None,
    )


def fix(text: str, start: int, edits: Edits) -> int:
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
