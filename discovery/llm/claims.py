"""A meaning after its claims were judged, as it is stored, and as it is read again."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from discovery.llm.claimed_fields import Link, NamesOf, fields_named, no_names
from discovery.llm.judgement import Judgement, Verdict
from discovery.llm.meaning import Claim, Meaning
from discovery.llm.outline import Outline, OutlineField, outline
from discovery.llm.verdicts import VERSION, judge

_SHOWN_CHARACTERS = 500
_MOST_EVIDENCE = 4

Json = dict[str, Any]

_NO_VERDICT: Json = {
    "field": "",
    "operator": "",
    "value": "",
    "count": None,
    "verdict": Verdict.NOT_CHECKED.value,
    "sentence": "",
    "reason": "stated before claims were checked",
    "is_cited": False,
    "evidence": [],
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A field that a claim cites or was judged by. Of a long value only the beginning is kept.

    `element` is its place among the elements of the section.
    """

    path: str
    value: str
    element: int


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim, the model's words for it, and the verdict with the program's words.

    `is_cited` tells whether the model named lines, or the program found them by itself.
    """

    statement: str
    field: str
    operator: str
    value: str
    count: int | None
    verdict: Verdict
    sentence: str
    reason: str
    is_cited: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ClaimCounts:
    """How many claims hold, are contradicted, and are not checked."""

    hold: int = 0
    contradicted: int = 0
    not_checked: int = 0

    @classmethod
    def of(cls, claims: Iterable[Mapping[str, Any]]) -> "ClaimCounts":
        """The counts of claims as they are stored."""
        counts = Counter(claim["verdict"] for claim in claims)
        return cls(*(counts[verdict] for verdict in Verdict))

    @property
    def confidence(self) -> float | None:
        """What holds of what was checked, 0 to 1; None where nothing was."""
        checked = self.hold + self.contradicted
        return round(self.hold / checked, 3) if checked else None


@dataclass(frozen=True, slots=True)
class JudgedMeaning:
    """What a section means. All but the verdicts of `claims` is what a model said, not checked.

    `field_names` maps fields that exist to their business names; `invented_fields` counts those
    dropped because they do not. `parts` is into how many a section was split.
    """

    summary: str
    business_concept: str
    field_names: dict[str, str]
    invented_fields: int
    claims: tuple[JudgedClaim, ...]
    open_questions: tuple[str, ...]
    parts: int = 1
    verdict_version: int = VERSION

    @property
    def counts(self) -> ClaimCounts:
        """How the claims were judged."""
        return ClaimCounts.of({"verdict": claim.verdict} for claim in self.claims)

    def as_json(self, lines: Sequence[int]) -> Json:
        """The same as plain dicts and lists, evidence with its `line` of the document.

        `lines` are those of the elements of the section, in document order.
        """
        written = asdict(self)
        for claim in written["claims"]:
            for evidence in claim["evidence"]:
                evidence["line"] = lines[evidence.pop("element")]
        return written


def judged(
    meaning: Meaning,
    section: Outline,
    links: Collection[Link] = (),
    names_of: NamesOf = no_names,
) -> JudgedMeaning:
    """Judge the claims of a meaning against the outline that the model was given."""
    real = [name for name in meaning.field_names if fields_named(name.field, section)]
    claims = (_judged_claim(each, judge(each, section, links, names_of)) for each in meaning.claims)
    return JudgedMeaning(
        summary=meaning.summary,
        business_concept=meaning.business_concept,
        field_names={name.field: name.business_name for name in real},
        invented_fields=len(meaning.field_names) - len(real),
        claims=tuple(claims),
        open_questions=tuple(meaning.open_questions),
    )


def merge(parts: Sequence[JudgedMeaning]) -> JudgedMeaning:
    """The meanings of the parts of one section, in order, as the meaning of the whole.

    Everything is kept, equal questions and names once. The concept is the one that most parts
    name, the first of them where several are named as often.
    """
    concepts = Counter(part.business_concept for part in parts)
    names = [name for part in reversed(parts) for name in part.field_names.items()]
    return JudgedMeaning(
        summary=" ".join(
            f"Part {number} of {len(parts)}: {part.summary}" for number, part in enumerate(parts, 1)
        ),
        business_concept=concepts.most_common(1)[0][0],
        field_names=dict(names),
        invented_fields=sum(part.invented_fields for part in parts),
        claims=tuple(claim for part in parts for claim in part.claims),
        open_questions=tuple(dict.fromkeys(ask for part in parts for ask in part.open_questions)),
        parts=len(parts),
    )


def _judged_claim(claim: Claim, judgement: Judgement) -> JudgedClaim:
    return JudgedClaim(
        statement=claim.statement,
        field=claim.field,
        operator=claim.operator,
        value=claim.value,
        count=claim.count,
        verdict=judgement.verdict,
        sentence=judgement.sentence,
        reason=judgement.reason,
        is_cited=bool(claim.lines),
        evidence=tuple(map(_evidence, judgement.fields[:_MOST_EVIDENCE])),
    )


def _evidence(field: OutlineField) -> Evidence:
    value = field.value
    if len(value) > _SHOWN_CHARACTERS:
        value = f"{value[:_SHOWN_CHARACTERS]}…"
    return Evidence(field.path, value, field.element)


def brought_up_to_date(fact: Json, section_path: str, names_of: NamesOf = no_names) -> Json | None:
    """The meaning of a stored fact, with its claims judged by the rules of this version.

    What versions before there were claims had verified is no longer held to be: their findings
    and relationships are statements that are not checked.
    """
    meaning: Json | None = fact["meaning"]
    if not meaning or meaning.get("verdict_version") == VERSION:
        return meaning
    if "claims" not in meaning:
        return _without_verdicts(meaning)
    section = outline(fact["structure"], section_path)
    links = links_in(fact["references"])
    claims = [_judged_again(claim, section, links, names_of) for claim in meaning["claims"]]
    return {**meaning, "claims": claims, "verdict_version": VERSION}


def links_in(references: Mapping[str, Any]) -> tuple[Link, ...]:
    """The references of a fact, field by field."""
    found = (Link(each["path"], each["target_path"]) for each in references["references"])
    return tuple(dict.fromkeys(found))


def _judged_again(
    claim: Json, section: Outline, links: Collection[Link], names_of: NamesOf
) -> Json:
    paths = {each["path"] for each in claim["evidence"]} if claim["is_cited"] else set()
    lines = {field.line for field in section.fields if field.path in paths}
    names = ("statement", "field", "operator", "value", "count")
    told = Claim.model_construct(**{name: claim[name] for name in names}, lines=sorted(lines))
    judgement = judge(told, section, links, names_of)
    return {
        **claim,
        "verdict": judgement.verdict.value,
        "sentence": judgement.sentence,
        "reason": judgement.reason,
    }


def _without_verdicts(meaning: Json) -> Json:
    """A meaning of an earlier version: what it states, not checked."""
    rest = dict(meaning)
    statements = [*rest.pop("findings", ()), *rest.pop("relationships", ())]
    for name in ("confidence", "summary_problem"):
        rest.pop(name, None)
    claims = [{"statement": each["statement"], **_NO_VERDICT} for each in statements]
    return {**rest, "claims": claims, "verdict_version": VERSION}
