"""When two values are the same, and when that cannot be known."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from discovery.compare.equivalents import normal_form

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?::[^\[\]]{1,40})?\]")
_ANY_TEXT = "\0"  # stands in no XML


class Verdict(StrEnum):
    """What comes of comparing two values."""

    EQUAL = "equal"
    EQUATED = "equated"  # the same, written in another unit or format
    MASKED = "masked"  # a placeholder hides whether they are the same
    CHANGED = "changed"


class Value(NamedTuple):
    """A text as stored, and the forms it is compared in.

    `shown` is equal for texts that look the same as far as placeholders let it be seen, `equated`
    also for those that say the same in another unit or format. `hidden` says that a placeholder
    stands in it.
    """

    raw: str
    shown: str
    equated: str
    hidden: bool


EMPTY = Value("", "", "", hidden=False)


@dataclass(frozen=True, slots=True)
class Rules:
    """How the values of two runs are compared.

    `one_document` says that both runs read the same bytes, so that equal placeholders stand for
    equal values; between two documents they do not.
    """

    one_document: bool
    equate_formats: bool

    def value(self, raw: str, owner: str, name: str, *, masked: bool) -> Value:
        """A text of the field `name` of the element `owner`, from a fact that may be masked."""
        if not raw:
            return EMPTY
        if masked and "[" in raw and PLACEHOLDER.search(raw):
            shown = raw if self.one_document else _ANY_TEXT.join(_ends(raw))
            return Value(raw, shown, shown, hidden=True)
        equated = normal_form(raw, owner, name) if self.equate_formats else raw
        return Value(raw, raw, equated, hidden=False)

    def judge(self, before: Value, after: Value) -> Verdict:
        """Compare two values of the same field."""
        if before.shown == after.shown:
            is_known = self.one_document or not before.hidden
            return Verdict.EQUAL if is_known else Verdict.MASKED
        if before.hidden or after.hidden:
            return Verdict.MASKED if _may_be_equal(before, after) else Verdict.CHANGED
        return Verdict.EQUATED if before.equated == after.equated else Verdict.CHANGED


def _ends(masked: str) -> tuple[str, str]:
    """What stands before the first placeholder and after the last one."""
    pieces = PLACEHOLDER.split(masked)
    return pieces[0], pieces[-1]


def _may_be_equal(before: Value, after: Value) -> bool:
    """False only where the texts differ whatever their placeholders stand for."""
    (start_a, end_a), (start_b, end_b) = (
        _ends(value.raw) if value.hidden else (value.raw, value.raw) for value in (before, after)
    )
    starts = start_a.startswith(start_b) or start_b.startswith(start_a)
    return starts and (end_a.endswith(end_b) or end_b.endswith(end_a))
