"""Are the model's citations true? Checked by a program, statement by statement."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from discovery.llm.meaning import Finding, Meaning, Relationship
from discovery.llm.outline import Outline

_STEP = re.compile(r"@?[^/@]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """An outline line that a statement cites, kept so that the statement explains itself."""

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
    relationships and field names; 0 where there are none, since nothing was verified.
    """

    summary: str
    business_concept: str
    field_names: dict[str, str]
    invented_fields: int
    findings: tuple[GroundedFinding, ...]
    relationships: tuple[GroundedRelationship, ...]
    open_questions: tuple[str, ...]
    confidence: float

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
    )


def _share(checks: Sequence[bool]) -> float:
    return round(sum(checks) / len(checks), 3) if checks else 0.0


def _ground_finding(finding: Finding, outline: Outline) -> GroundedFinding:
    cited = _cited(finding.evidence, outline)
    quote = (finding.quote or "").strip()
    problem = _evidence_problem(finding.evidence, outline)
    if not problem and quote and not _occurs(quote, cited):
        problem = f'"{quote}" does not stand in the lines cited'
    return GroundedFinding(
        statement=finding.statement,
        kind=finding.kind,
        quote=quote,
        evidence=cited,
        verified=not problem,
        problem=problem,
    )


def _ground_relationship(relationship: Relationship, outline: Outline) -> GroundedRelationship:
    cited = _cited(relationship.evidence, outline)
    problem = _evidence_problem(relationship.evidence, outline)
    for end in (relationship.source, relationship.target):
        if not problem and not (_is_field(end, outline) or _occurs(end, cited)):
            problem = f'"{end}" is no field of this section and does not stand in the lines cited'
    return GroundedRelationship(
        source=relationship.source,
        target=relationship.target,
        statement=relationship.statement,
        evidence=cited,
        verified=not problem,
        problem=problem,
    )


def _cited(numbers: Sequence[int], outline: Outline) -> tuple[Citation, ...]:
    return tuple(
        Citation(number, entry.path, entry.name, entry.value)
        for number in numbers
        if (entry := outline.entries.get(number))
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
        step in outline.names or f"@{step}" in outline.names for step in steps
    )


def _occurs(text: str, cited: Sequence[Citation]) -> bool:
    """Whether the text stands whole in a value cited: `412` is not in 412.36, nor PAX in PAX1.

    Case and blanks do not matter; `name = value` may be quoted, too.
    """
    wanted = r"\s+".join(re.escape(word) for word in text.strip("\"'` ").split())
    if not wanted:
        return False
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,]){wanted}(?!\w|[.,]\d)", re.IGNORECASE)
    return any(pattern.search(_quotable(citation, " = " in text)) for citation in cited)


def _quotable(citation: Citation, with_name: bool) -> str:
    """The line as the model may quote it: the escape of a cell's separator in it or left out."""
    line = f"{citation.name} = {citation.value}" if with_name else citation.value
    return line + "\n" + line.replace("\\|", "|")
