"""When two values are the same, and when that cannot be known."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from discovery.compare.equivalents import normal_form
from discovery.compare.links import LOCAL, Link
from discovery.compare.masking import Masking, fold_spelling
from discovery.compare.units import agree
from discovery.facts.privacy import BINARY

_ANY_TEXT = "\0"  # stands in no XML
_NAMES_SEEN = 6  # a policy looks at a field, at three names above it, and past a `Value` or two


class Verdict(StrEnum):
    """What comes of comparing two values."""

    EQUAL = "equal"
    EQUATED = "equated"  # the same, written in another unit or format
    RENUMBERED = "renumbered"  # another local identifier of the same, or a reference to it
    SPELLED = "spelled differently"  # the same but for case, accents, blanks and separators
    UNRESOLVED = "target not ticked"  # another reference, perhaps to the same
    NOT_COMPARABLE = "not comparable"  # what is hidden may be the same or not
    CHANGED = "changed"


class Value(NamedTuple):
    """A text as stored, and the forms it is compared in.

    `exact` is equal for texts that are known to be the same, `equated` also for those that say the
    same in another unit, format or spelling, `visible` for those that look the same whatever their
    pseudonyms stand for. `masking` is that of a text that holds pseudonyms, else None. `link` is
    what a local identifier or a reference stands for, None for any other text.
    """

    raw: str
    exact: str
    equated: str
    visible: str
    masking: Masking | None = None
    link: Link | None = None

    def in_form(self, equated: str) -> "Value":
        """The same text, to be compared in another form."""
        return self._replace(equated=equated, visible=equated)

    @property
    def reference(self) -> Link | None:
        """What it points to, where it is a reference."""
        return None if self.link is LOCAL else self.link

    @property
    def scope(self) -> str:
        """Where its pseudonyms mean something; "" for a text that holds none."""
        return self.masking.scope if self.masking else ""


EMPTY = Value("", "", "", "")


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How two runs are compared; `one_document` says that both read the same bytes.

    `equate_formats` counts a value as equal that says the same in another unit or format,
    `ignore_identifiers` what only was numbered anew. `structure_only` looks at no value.
    """

    one_document: bool
    equate_formats: bool = False
    ignore_identifiers: bool = False
    structure_only: bool = False

    @property
    def looks_at_all(self) -> bool:
        """Whether everything that is written may make a difference."""
        return not (self.ignore_identifiers or self.structure_only)

    def value(self, raw: str, masking: Masking | None, owner: str = "", name: str = "") -> Value:
        """A text of a fact; that of the field `name` of an element `owner` has unit and format."""
        if not raw:
            return EMPTY
        if masking and masking.hides(raw):
            pieces = masking.around(raw)
            visible = _ANY_TEXT.join((pieces[0], pieces[-1]))
            return Value(raw, masking.exact(raw), masking.folded(raw), visible, masking)
        equated = normal_form(raw, owner, name) if self.equate_formats and name else raw
        return Value(raw, raw, equated, equated)


OPTIONS = ("equate_formats", "ignore_identifiers", "structure_only")
"""What may be chosen of them."""


class SameTargets(Protocol):
    """Knows whether two references point to the same; None where that is not known."""

    def alike(self, before: Link, after: Link) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares the values of two facts, which may be masked.

    What is masked is a function of path and text. At the same path under one policy and key, a
    text that is masked and one that is not are therefore different; at others they need not be.
    `node_a` and `node_b` are the paths of the roots of the facts.
    """

    before: Masking | None = None
    after: Masking | None = None
    node_a: str = ""
    node_b: str = ""
    options: CompareOptions = CompareOptions(one_document=False)
    targets: SameTargets | None = None

    def judge(self, before: Value, after: Value, path: str = "") -> Verdict:
        """Compare two values of the same field, whose path begins below the root."""
        if self.options.structure_only:
            return Verdict.EQUAL
        written = self._judge_text(before, after, path)
        if before.link is LOCAL and after.link is LOCAL:
            return self._numbered(written)
        if before.reference and after.reference:
            return self._judge_reference(before.reference, after.reference, written)
        return written

    def _judge_reference(self, before: Link, after: Link, written: Verdict) -> Verdict:
        """What references point to decides; where that is not known, what is written."""
        if not (self.targets and (before.points or after.points)):
            return written
        alike = self.targets.alike(before, after)
        if alike is None:
            return Verdict.UNRESOLVED if written is Verdict.CHANGED else written
        return self._numbered(written) if alike else Verdict.CHANGED

    def _numbered(self, written: Verdict) -> Verdict:
        """The verdict of two texts that stand for the same."""
        if written is not Verdict.CHANGED:
            return written
        return Verdict.EQUAL if self.options.ignore_identifiers else Verdict.RENUMBERED

    def _judge_text(self, before: Value, after: Value, path: str) -> Verdict:
        if before.exact == after.exact:
            return Verdict.EQUAL
        is_hidden = before.masking or after.masking
        if agree(before.equated, after.equated):
            return Verdict.SPELLED if is_hidden else Verdict.EQUATED
        if is_hidden and _may_be_equal(*self._known(before, after, path)):
            return Verdict.NOT_COMPARABLE
        return Verdict.CHANGED

    def _known(self, before: Value, after: Value, path: str) -> tuple[list[str], list[str]]:
        """What is known of two texts, in pieces between which anything may stand."""
        around = _around(before), _around(after)
        if self._share_pseudonyms and (around[0] == around[1] or self._masks_alike(path)):
            return _by_code(before), _by_code(after)
        return around

    @property
    def _share_pseudonyms(self) -> bool:
        if not (self.before and self.after) or self.before.is_earlier:
            return False
        return self.before.scope == self.after.scope

    def _masks_alike(self, path: str) -> bool:
        """Whether a policy sees the same field in both facts: an envelope makes no other of it."""
        seen = (f"{node}/{path}".split("/")[-_NAMES_SEEN:] for node in (self.node_a, self.node_b))
        return self.node_a == self.node_b or next(seen) == next(seen)


def _around(value: Value) -> list[str]:
    return value.masking.around(value.raw) if value.masking else [value.raw]


def _by_code(value: Value) -> list[str]:
    return fold_spelling(value.raw).split(BINARY) if value.masking else [value.raw]


def _may_be_equal(before: list[str], after: list[str]) -> bool:
    """False only where texts differ whatever stands between the pieces that are known of them."""
    if len(before) == len(after) == 1:
        return before == after
    starts = before[0].startswith(after[0]) or after[0].startswith(before[0])
    ends = before[-1].endswith(after[-1]) or after[-1].endswith(before[-1])
    return starts and ends and _has_room(before, after) and _has_room(after, before)


def _has_room(known: list[str], pieces: list[str]) -> bool:
    """Whether a text, where all of it is known, is long enough for what the other is known of."""
    hidden = len(pieces) - 1  # each at least one character
    return len(known) > 1 or len(known[0]) >= sum(map(len, pieces)) + hidden
