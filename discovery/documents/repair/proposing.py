"""Proposal of what to change in a refused file."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from discovery.documents import parser
from discovery.documents.excerpt import Find, find_nothing
from discovery.documents.refusal import is_something_else
from discovery.documents.repair.decoding import Decoded, decode, doubt
from discovery.documents.repair.diff import Diff, diff
from discovery.documents.repair.edits import Change, Edits, LineMap, NoRepairError
from discovery.documents.repair.fragments import fix_fragments
from discovery.documents.repair.invisible_chars import fix_invisible_chars
from discovery.documents.repair.markup import fix_markup
from discovery.documents.repair.redeclaring import redeclare
from discovery.documents.repair.unwrapping import unwrap
from discovery.errors import DocumentRefusedError

# The document is held in memory as a whole, and looked at in about 12 microseconds an element.
MOST_BYTES = 32 * 1024 * 1024
# One repair may bring another fault to light, but not for ever.
MAX_ROUNDS = 6

_IN_UTF_8 = "the document is written in UTF-8 from now on"


@dataclass(frozen=True)
class Proposal:
    """How a document could be repaired.

    `path` is the file of the repaired document, which the reader accepts. `diffs` show the
    changes of each round with what stands around; of very many the first. `line_maps` are those
    of the rounds.
    """

    path: Path
    changes: tuple[Change, ...]
    diffs: tuple[Diff, ...]
    line_maps: tuple[LineMap, ...] = ()

    @property
    def diff(self) -> str:
        """The changes with what stands around, personal data and all."""
        return shown_diff(self.diffs)


def shown_diff(diffs: Iterable[Diff], find: Find = find_nothing) -> str:
    """The diffs for a reader; what `find` finds is hidden."""
    return "\n".join(filter(None, (diff.shown(find) for diff in diffs)))


def propose(document: Path, target: Path) -> Proposal | None:
    """Propose a repair of a document that is refused, or that declares another encoding than it
    is in, and write the repaired one to `target`.

    None where nothing is wrong with it, or where no repair is known that could be vouched for;
    what stands at `target` then means nothing. For a document of more than MOST_BYTES none is
    looked for.
    """
    if document.stat().st_size > MOST_BYTES:
        return None
    data = document.read_bytes()
    if not data.strip() or is_something_else(data):
        return None
    refusal = _refusal(document)
    if refusal is None:
        decoded = doubt(data)
        return _with_new_declaration(data, decoded, target) if decoded else None
    if refusal.beyond_limit:
        return None
    decoded = decode(data)
    with suppress(NoRepairError):
        return _with_new_declaration(data, decoded, target) or _with_new_text(decoded, target)
    return None


def _with_new_declaration(data: bytes, decoded: Decoded, target: Path) -> Proposal | None:
    """The same bytes under another declaration, where that is all that they need."""
    if not decoded.fault or decoded.wide or not parser.is_known_encoding(decoded.encoding):
        return None
    repaired, change, shown = redeclare(data, decoded)
    target.write_bytes(repaired)
    return Proposal(target, (change,), (shown,)) if _is_accepted(target) else None


def _with_new_text(decoded: Decoded, target: Path) -> Proposal | None:
    """The text with its mark-up fixed, written in UTF-8."""
    changes, diffs, maps, text = list(_rewritten(decoded)), [], [], decoded.text
    for _ in range(MAX_ROUNDS):
        edits = _next_edits(text)
        pieces = list(edits.applied())
        _write(pieces, target)
        changes += edits.changes()
        diffs.append(diff(text, edits.ordered()))
        maps.append(edits.line_map())
        if _is_accepted(target) and not is_something_else(target.read_bytes()):
            return Proposal(target, tuple(changes), tuple(diffs), tuple(maps))
        if not edits:
            return None
        text = "".join(pieces)
    return None


def _next_edits(text: str) -> Edits:
    """What was done to the whole is undone first, and what hides what was meant comes before it."""
    return unwrap(text) or fix_invisible_chars(text) or fix_fragments(text) or fix_markup(text)


def _rewritten(decoded: Decoded) -> Iterator[Change]:
    """What is to be said of the encoding where the text is written anew."""
    if decoded.fault:
        yield Change(1, f"{decoded.fault}; {_IN_UTF_8}", decoded.encoding, "UTF-8")
    elif decoded.encoding.upper() not in {"UTF-8", "UTF8"}:
        yield Change(1, _IN_UTF_8, decoded.encoding, "UTF-8")


def _write(pieces: list[str], target: Path) -> None:
    # What still is no character is written as such, and refused by the reader.
    with target.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        file.writelines(pieces)


def _is_accepted(document: Path) -> bool:
    return _refusal(document) is None


def _refusal(document: Path) -> DocumentRefusedError | None:
    try:
        parser.check(document)
    except DocumentRefusedError as refusal:
        return refusal
    return None
