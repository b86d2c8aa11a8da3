"""A repair in words, for the screen and the terminal."""

from collections.abc import Sequence
from itertools import groupby

from discovery.documents.repair import Change
from discovery.documents.repaired import Repair
from discovery.ui.text import counted

MAX_LINES = 10


def change_words(changes: Sequence[Change]) -> list[str]:
    """What is changed, a sentence for each kind of fault: with its lines."""
    ordered = sorted(changes, key=lambda change: change.what)
    return [_sentence(what, list(same)) for what, same in groupby(ordered, lambda c: c.what)]


def repair_words(repair: Repair) -> str:
    """That a document was repaired, and when: `Repaired: 2 changes on 2025-01-31 12:00 UTC`."""
    when = f"{repair.repaired_at:%Y-%m-%d %H:%M} UTC"
    return f"Repaired: {counted(len(repair.changes), 'change')}, accepted on {when}"


def _sentence(what: str, changes: list[Change]) -> str:
    lines = sorted({change.line for change in changes})
    named = ", ".join(f"{line:,}" for line in lines[:MAX_LINES])
    more = f" and {len(lines) - MAX_LINES:,} more" if len(lines) > MAX_LINES else ""
    times = f"{len(changes):,} × " if len(changes) > 1 else ""
    words = what if times else what[0].upper() + what[1:]
    return f"{times}{words} ({'lines' if len(lines) > 1 else 'line'} {named}{more})"
