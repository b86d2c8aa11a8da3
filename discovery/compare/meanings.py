"""What a model said about two sections: which of it differs."""

from collections.abc import Iterator
from typing import Any

from discovery.compare.alignment import align
from discovery.compare.differences import Difference, Found, Kind, Part
from discovery.compare.elements import digest
from discovery.compare.values import Rules, Value, Verdict

Meaning = dict[str, Any]

_ONE = ("summary", "business_concept")
_STATEMENTS = ("findings", "relationships")
_UNVERIFIED = " (unverified)"


class Statement:
    """One text of a meaning, as it can be paired."""

    identity = None

    def __init__(self, value: Value) -> None:
        self.value = value
        self.content = self.equated = digest(value.shown)


def meaning_digest(meaning: Meaning | None, rules: Rules, *, masked: bool) -> tuple[bytes, int]:
    """Equal for meanings that say the same as far as can be seen; b"" for none.

    With it, how many of their texts may yet differ.
    """
    if meaning is None:
        return b"", 0
    parts = _read(meaning, rules, masked=masked)
    texts = [statement for statements in parts.values() for statement in statements]
    summed_up = [(part, *sorted(one.content for one in parts[part])) for part in sorted(parts)]
    hidden = sum(one.value.hidden for one in texts)
    return digest(summed_up), 0 if rules.one_document else hidden


def compare_meanings(
    before: Meaning, after: Meaning, rules: Rules, *, masked: tuple[bool, bool]
) -> Found:
    """Compare two meanings part by part.

    Parts are the summary, the business concept, each field that has a business name, findings,
    relationships and open questions. Statements are equal where their words are and both were
    verified or neither; the lines they cite, and the order of statements, are no difference.
    """
    found = Found()
    parts_a = _read(before, rules, masked=masked[0])
    parts_b = _read(after, rules, masked=masked[1])
    for part in parts_a | parts_b:
        for one, other in align(parts_a.get(part, []), parts_b.get(part, [])):
            _compare(part, one, other, rules, found)
    return found


def _compare(
    part: str, one: Statement | None, other: Statement | None, rules: Rules, found: Found
) -> None:
    kind = Kind.REMOVED if one else Kind.ADDED
    if one and other:
        verdict = rules.judge(one.value, other.value)
        found.masked += verdict is Verdict.MASKED
        if verdict in {Verdict.EQUAL, Verdict.MASKED}:
            return
        kind = Kind.CHANGED
    before, after = (side.value.raw if side else None for side in (one, other))
    found.differences.append(Difference(Part.MEANING, kind, part, before, after))


def _read(meaning: Meaning, rules: Rules, *, masked: bool) -> dict[str, list[Statement]]:
    """The statements of each part of a meaning; parts that say nothing are left out."""
    parts: dict[str, list[Statement]] = {}
    for part, text in _texts(meaning):
        value = rules.value(text, "", "", masked=masked)
        parts.setdefault(part, []).append(Statement(value._replace(equated=value.shown)))
    return parts


def _texts(meaning: Meaning) -> Iterator[tuple[str, str]]:
    yield from ((part, meaning[part]) for part in _ONE if meaning.get(part))
    for field, name in meaning.get("field_names", {}).items():
        yield f"field_names/{field}", name
    for part in _STATEMENTS:
        for said in meaning.get(part, ()):
            yield part, said["statement"] + ("" if said["verified"] else _UNVERIFIED)
    yield from (("open_questions", question) for question in meaning.get("open_questions", ()))
