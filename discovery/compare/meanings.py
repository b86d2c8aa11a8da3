"""What a model said about two sections: which of it differs."""

from collections.abc import Iterator
from typing import Any

from discovery.compare.alignment import Keys, align
from discovery.compare.differences import Difference, Kind, Part
from discovery.compare.elements import digest
from discovery.compare.masking import Masking
from discovery.compare.values import CompareOptions, Judge, Value, Verdict

Meaning = dict[str, Any]

_ONE = ("summary", "business_concept")


class Statement:
    """One text of a meaning, as it can be paired."""

    identity = None
    keys = Keys()
    cited = None

    def __init__(self, value: Value) -> None:
        self.value, self.scope = value, value.scope
        self.content, self.equated = digest(value.exact), digest(value.equated)
        self.visible = digest(value.visible)


def meaning_digest(
    meaning: Meaning | None, options: CompareOptions, masking: Masking | None
) -> bytes:
    """Equal for meanings that are known to say the same; b"" for none."""
    if meaning is None or options.structure_only:
        return b""
    parts = _read(meaning, options, masking)
    return digest([(part, *sorted(one.content for one in parts[part])) for part in sorted(parts)])


def compare_meanings(
    before: Meaning, after: Meaning, options: CompareOptions, judge: Judge
) -> Iterator[Difference]:
    """Compare two meanings part by part.

    Parts are the summary, the business concept, each field that has a business name, claims and
    open questions. Claims are equal where their words and verdicts are; the lines they cite, and
    their order, are no difference.
    """
    parts_a = _read(before, options, judge.before)
    parts_b = _read(after, options, judge.after)
    for part in parts_a | parts_b:
        for one, other in align(parts_a.get(part, []), parts_b.get(part, [])):
            kind = _kind(one, other, judge)
            if kind is not Verdict.EQUAL:
                said_a, said_b = (side.value.raw if side else None for side in (one, other))
                yield Difference(Part.MEANING, Kind(kind), part, said_a, said_b)


def _kind(one: Statement | None, other: Statement | None, judge: Judge) -> Kind | Verdict:
    if one and other:
        return judge.judge(one.value, other.value)
    return Kind.REMOVED if one else Kind.ADDED


def _read(
    meaning: Meaning, options: CompareOptions, masking: Masking | None
) -> dict[str, list[Statement]]:
    """The statements of each part of a meaning; parts that say nothing are left out."""
    parts: dict[str, list[Statement]] = {}
    for part, text in _texts(meaning):
        parts.setdefault(part, []).append(Statement(options.value(text, masking)))
    return parts


def _texts(meaning: Meaning) -> Iterator[tuple[str, str]]:
    yield from ((part, meaning[part]) for part in _ONE if meaning.get(part))
    for field, name in meaning.get("field_names", {}).items():
        yield f"field_names/{field}", name
    for claim in meaning.get("claims", ()):
        said = claim["sentence"] or claim["statement"]
        yield "claims", f"{said} ({claim['verdict']})"
    yield from (("open_questions", question) for question in meaning.get("open_questions", ()))
