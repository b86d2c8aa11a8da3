"""Invisible characters within tags: they make of one name another one."""

import re

from discovery.documents.repair.edits import Edits

_UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\xad\u200b-\u200f\u2060\ufeff"
_BLANKS = "\x85\xa0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

_ANY = re.compile(f"[{_UNSEEN}{_BLANKS}]")
_TAG = re.compile(rf"""</?[{_UNSEEN}{_BLANKS}]*+[A-Za-z_](?:[^<>"']|"[^"<>]*+"|'[^'<>]*+')*+>""")
_PIECE = re.compile(rf""""[^"]*+"|'[^']*+'|(?P<unseen>[{_UNSEEN}]+)|(?P<blank>[{_BLANKS}]+)""")

_TAKEN_OUT = "a character within a tag that is not seen; taken out"
_NO_BLANK = "a blank within a tag that is none in XML; a plain one stands in its place"


def fix_invisible_chars(text: str) -> Edits:
    """Take what is not seen out of the tags of a text, except from the values of attributes."""
    edits = Edits(text)
    for tag in _TAG.finditer(text) if _ANY.search(text) else ():
        for piece in _PIECE.finditer(text, *tag.span()):
            if piece["unseen"]:
                edits.delete(*piece.span(), _TAKEN_OUT)
            elif piece["blank"]:
                edits.replace(*piece.span(), " ", _NO_BLANK)
    return edits
