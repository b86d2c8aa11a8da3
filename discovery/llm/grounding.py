"""Are the model's citations true? Checked by a program, statement by statement."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from discovery.llm.figures import wrong_figure
from discovery.llm.meaning import Finding, Meaning, Relationship, may_be_cut
from discovery.llm.outline import Outline

_STEP = re.compile(r"@?[^/@]+")
# Values in quotation marks; a single one may be an apostrophe.
_QUOTED = re.compile(r"""["“`]([^"“”`]{1,80})["”`]|(?<!\w)'([^']{1,80})'(?!\w)""")

_SHOWN_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Citation:
    """An outline line that a statement cites, kept so that the statement explains itself.

    Of a long value only the beginning is kept, and shows it.
    """

    number: int
    path: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class GroundedFinding:
    """A finding; `problem` says why it is not verified, and is empty when it is."""

    statement: str
    kind: str
    quote: str
    evidence: tuple[Citation, ...]
    verified: bool
    problem: str


@dataclass(frozen=True, slots=True)
class GroundedRelationship:
    """A relationship; `problem` says why it is not verified, and is empty when it is."""

    source: str
    target: str
    statement: str
    evidence: tuple[Citation, ...]
    verified: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """A meaning after the check.

    `field_names` maps fields that exist to their business names; `invented_fields` counts those
    dropped because they do not. `confidence` is the verified share (0 to 1) of all findings,
    relationships and field names; 0 where there are none, since nothing was verified. The summary
    cites nothing and does not count, but `summary_problem` says which figure in it is not true.
    `parts` is into how many a section was split.
    """

    summary: str
    business_concept: str
    field_names: dict[str, str]
    invented_fields: int
    findings: tuple[GroundedFinding, ...]
    relationships: tuple[GroundedRelationship, ...]
    open_questions: tuple[str, ...]
    confidence: float
    summary_problem: str = ""
    parts: int = 1

    def as_json(self) -> dict[str, Any]:
        """The same as plain dicts and lists."""
        return asdict(self)


def ground(meaning: Meaning, outline: Outline) -> Grounded:
    """Verify a meaning against the outline the model was given."""
    real = [name for name in meaning.field_names if _is_field(name.field, outline)]
    invented = len(meaning.field_names) - len(real)
    findings = tuple(_ground_finding(finding, outline) for finding in meaning.findings)
    relationships = tuple(_ground_relationship(each, outline) for each in meaning.relationships)
    checks = [finding.verified for finding in findings]
    checks += [relationship.verified for relationship in relationships]
    checks += [True] * len(real) + [False] * invented
    return Grounded(
        summary=meaning.summary,
        business_concept=meaning.business_concept,
        field_names={name.field: name.business_name for name in real},
        invented_fields=invented,
        findings=findings,
        relationships=relationships,
        open_questions=tuple(meaning.open_questions),
        confidence=_share(checks),
        summary_problem=_summary_problem(meaning.summary, outline),
    )


def merge(parts: Sequence[Grounded]) -> Grounded:
    """The meanings of the parts of one section, in order, as the meaning of the whole.

    Everything is kept, equal questions and names once. The concept is the one that most parts
    name, the first of them where several are named as often.
    """
    concepts = Counter(part.business_concept for part in parts)
    names = [name for part in reversed(parts) for name in part.field_names.items()]
    findings = tuple(finding for part in parts for finding in part.findings)
    relationships = tuple(each for part in parts for each in part.relationships)
    checks = [finding.verified for finding in findings]
    checks += [relationship.verified for relationship in relationships]
    checks += [True for part in parts for _ in part.field_names]
    invented = sum(part.invented_fields for part in parts)
    return Grounded(
        summary=" ".join(
            f"Part {number} of {len(parts)}: {part.summary}" for number, part in enumerate(parts, 1)
        ),
        business_concept=concepts.most_common(1)[0][0],
        field_names=dict(names),
        invented_fields=invented,
        findings=findings,
        relationships=relationships,
        open_questions=tuple(dict.fromkeys(ask for part in parts for ask in part.open_questions)),
        confidence=_share(checks + [False] * invented),
        summary_problem="; ".join(part.summary_problem for part in parts if part.summary_problem),
        parts=len(parts),
    )


def _share(checks: Sequence[bool]) -> float:
    return round(sum(checks) / len(checks), 3) if checks else 0.0


def _ground_finding(finding: Finding, outline: Outline) -> GroundedFinding:
    cited = _cited(finding.evidence, outline)
    quote = (finding.quote or "").strip()
    problem = _evidence_problem(finding.evidence, outline)
    if not problem and quote and not _occurs(quote, cited):
        problem = f'"{quote}" does not stand in the lines cited'
    counting = finding.kind == "count"
    problem = problem or _text_problem(finding.statement, cited, outline, counting=counting)
    return GroundedFinding(
        statement=finding.statement,
        kind=finding.kind,
        quote=quote,
        evidence=_shown(cited),
        verified=not problem,
        problem=problem,
    )


def _ground_relationship(relationship: Relationship, outline: Outline) -> GroundedRelationship:
    cited = _cited(relationship.evidence, outline)
    problem = _evidence_problem(relationship.evidence, outline)
    for end in (relationship.source, relationship.target):
        if not problem and not (_is_field(end, outline) or _occurs(end, cited)):
            problem = f'"{end}" is no field of this section and does not stand in the lines cited'
    problem = problem or _text_problem(relationship.statement, cited, outline)
    return GroundedRelationship(
        source=relationship.source,
        target=relationship.target,
        statement=relationship.statement,
        evidence=_shown(cited),
        verified=not problem,
        problem=problem,
    )


def _summary_problem(summary: str, outline: Outline) -> str:
    wrong = wrong_figure(summary, outline.entries.values(), outline, counting=True)
    return f"states {wrong}, but the section does not show it" if wrong else ""


def _text_problem(
    text: str, cited: Sequence[Citation], outline: Outline, *, counting: bool = False
) -> str:
    """What in a statement is not true: a value in quotation marks, or a figure."""
    for quoted in (next(filter(None, found)) for found in _QUOTED.findall(text)):
        if not (_is_field(quoted, outline) or _occurs(quoted, cited)):
            return f'"{quoted}" does not stand in the lines cited'
    wrong = wrong_figure(text, cited, outline, counting=counting)
    return f"states {wrong}, but the lines cited do not show it" if wrong else ""


def _cited(numbers: Sequence[int], outline: Outline) -> tuple[Citation, ...]:
    return tuple(
        Citation(number, entry.path, entry.name, entry.value)
        for number in numbers
        if (entry := outline.entries.get(number))
    )


def _shown(cited: Sequence[Citation]) -> tuple[Citation, ...]:
    """The lines as they are kept: a value may be as long as the document."""
    return tuple(
        replace(citation, value=citation.value[:_SHOWN_CHARACTERS] + "…")
        if len(citation.value) > _SHOWN_CHARACTERS
        else citation
        for citation in cited
    )


def _evidence_problem(numbers: Sequence[int], outline: Outline) -> str:
    if not numbers:
        return "no evidence is cited"
    missing = [str(number) for number in numbers if number not in outline.entries]
    return f"cites lines that do not exist: {', '.join(missing)}" if missing else ""


def _is_field(name: str, outline: Outline) -> bool:
    """Whether every step of `Pax/Individual@id` is a name of the section."""
    steps = _STEP.findall(name.strip())
    return bool(steps) and all(
        step in outline.counts or f"@{step}" in outline.counts for step in steps
    )


def _occurs(text: str, cited: Sequence[Citation]) -> bool:
    """Whether the text stands whole in a value cited: `412` is not in 412.36, nor PAX in PAX1.

    Case and blanks do not matter; `name = value` may be quoted, too. Of a text that was shortened
    the end is not looked for.
    """
    words = text.strip("\"'` ").removesuffix("…").split()
    if not words:
        return False
    wanted = r"\s+".join(map(re.escape, words))
    end = "" if may_be_cut(text) else r"(?!\w|[.,]\d)"
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,]){wanted}{end}", re.IGNORECASE)
    return any(pattern.search(_quotable(citation, " = " in text)) for citation in cited)


def _quotable(citation: Citation, with_name: bool) -> str:
    """The line as the model may quote it: the escape of a cell's separator in it or left out."""
    line = f"{citation.name} = {citation.value}" if with_name else citation.value
    return line + "\n" + line.replace("\\|", "|")
