"""Declarations that say which encoding the bytes are really in."""

import codecs
import re

from discovery.documents.excerpt import shortened
from discovery.documents.repair.declaration import written
from discovery.documents.repair.decoding import Decoded, declared_in
from discovery.documents.repair.diff import Diff, Hunk, Line
from discovery.documents.repair.edits import Change

MAX_SAMPLES = 5

_SAMPLE = re.compile(r"[^\n]{0,60}[^\x00-\x7f][^\n]{0,60}")


def redeclare(data: bytes, decoded: Decoded) -> tuple[bytes, Change, Diff]:
    """The document with its declaration corrected, the change, and how that is shown.

    The bytes behind the declaration stay as they are.
    """
    blanks = len(data) - len(data.lstrip(b" \t\r\n"))
    declared = declared_in(data)
    old = data[blanks : blanks + declared.end] if declared else b""
    new = declared.rewritten(decoded.encoding) if declared else written(decoded.encoding)
    behind = data[blanks + len(old) :]
    repaired = new.encode("ascii") + (b"" if declared else b"\n") + behind
    before = old.decode("latin-1")
    what = f"{decoded.fault}; the declaration is {'corrected' if declared else 'added'}"
    if decoded.others:
        what += f" (it might also be {' or '.join(decoded.others)})"
    change = Change(1, what, shortened(before, 0, len(before)), new)
    return repaired, change, _shown(change, decoded)


def _shown(change: Change, decoded: Decoded) -> Diff:
    """The declaration before and after, and some of the words that are read otherwise."""
    lines = [*([Line("-", change.before)] if change.before else ()), Line("+", change.after)]
    for sample in _samples(decoded.text):
        raw = sample.encode(codecs.lookup(decoded.encoding).name, "replace")
        lines += [Line("-", raw.decode("ascii", "surrogateescape")), Line("+", sample)]
    return Diff((Hunk(change.line, "", tuple(lines)),))


def _samples(text: str) -> list[str]:
    samples: dict[str, None] = {}
    for found in _SAMPLE.finditer(text):
        samples[found[0].strip()] = None
        if len(samples) == MAX_SAMPLES:
            break
    return list(samples)
