"""One subtree read by a program: its exact fact, and what a model would be asked about it."""

from dataclasses import dataclass, field
from typing import Any

from discovery.documents.subtrees import Subtree
from discovery.errors import ModelError
from discovery.facts.codes import decode_section
from discovery.facts.identifiers import IdentifierIndex
from discovery.facts.privacy import Aliases, Masker, mask_fact
from discovery.facts.profile import Profile, profile
from discovery.facts.references import Reference, References, find_references
from discovery.facts.structure import Structure, to_structure
from discovery.facts.targets import TargetCodes
from discovery.llm.claims import links_in
from discovery.llm.outline import outline
from discovery.llm.question import Section
from discovery.processing.questions import Part, Questions

_MOST_DESCRIBED = 6


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What the whole document tells about each of its subtrees; read by all workers.

    `masks_facts` says whether facts keep pseudonyms instead of personal data; what is sent to a
    model is masked always. `questions` is None where no model is asked, and then there are no
    `targets`: what stands beside identifiers.
    """

    message_name: str
    spec_version: str | None
    index: IdentifierIndex
    masker: Masker
    masks_facts: bool
    questions: Questions | None = None
    targets: TargetCodes = field(default_factory=TargetCodes)


@dataclass(frozen=True, slots=True)
class Reading:
    """A subtree with its fact, whose meaning is still missing, and what to ask a model about it.

    `section` is None and there are no `parts` where no model is asked. `aliases` are what the
    question has in place of values. `error` says why none can be asked, or why there is not even
    a fact.
    """

    subtree: Subtree
    fact_json: dict[str, Any] | None
    pii_masked: bool
    section: Section | None = None
    parts: tuple[Part, ...] = ()
    aliases: Aliases | None = None
    error: Exception | None = None

    @property
    def whole(self) -> Section:
        """The section before it was split, for a reading that a model is asked about."""
        if self.section is None:
            raise ValueError("No model is asked about this reading.")
        return self.section

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for readings about which the same is asked."""
        return tuple(part.key for part in self.parts)


def read_subtree(subtree: Subtree, document: DocumentContext) -> Reading:
    """Read a subtree; the structure, references and counts of its fact are final."""
    structure = to_structure(subtree.element)
    references = find_references(structure, subtree.path, subtree.xpath, document.index)
    exact = (structure, references, profile(structure))
    if document.questions is None and not document.masks_facts:
        return Reading(subtree, _fact(*exact), pii_masked=False)
    masked = mask_fact(*exact, subtree.path, subtree.xpath, document.masker)
    fact = _fact(*(masked if document.masks_facts else exact))
    if document.questions is None:
        return Reading(subtree, fact, document.masks_facts)
    values = (
        None if document.masks_facts else document.masker.values_behind(structure, subtree.path)
    )
    aliases = Aliases(document.masker, values)
    sent = aliases.shorten(masked[0], subtree.path)
    section = Section(
        subtree.path,
        outline(sent, subtree.path, decode_section(sent, subtree.path)),
        references=_leading_out(references, document),
        links=links_in(references),
    )
    try:
        parts = document.questions.parts(section)
    except ModelError as error:
        return Reading(subtree, fact, document.masks_facts, error=error)
    return Reading(subtree, fact, document.masks_facts, section, parts, aliases)


def _fact(structure: Structure, references: References, counts: Profile) -> dict[str, Any]:
    return {
        "structure": structure,
        "references": references,
        "profile": counts,
        "meaning": None,
        "meaning_missing": "",
    }


def _leading_out(references: References, document: DocumentContext) -> tuple[str, ...]:
    """What the subtree points to outside itself: `PaxRefID refers to Pax/PaxID`, `PAX2: PTC ADT`.

    In names only where a value would be masked, and for all behind the first few.
    """
    outside = [found for found in references["references"] if not found["inside"]]
    named = list(dict.fromkeys(map(_named, outside)))
    described = dict.fromkeys(filter(None, (_described(each, document) for each in outside)))
    return (*named, *list(described)[:_MOST_DESCRIBED])


def _named(found: Reference) -> str:
    return f"{_end(found['path'], 1)} refers to {_end(found['target_path'], 2)}"


def _described(found: Reference, document: DocumentContext) -> str:
    """Which codes stand beside the target of a reference; empty where nothing can be told."""
    value = (found["path"], found["value"])
    codes = [each for each in document.targets.beside(found["target"]) if _passes(each, document)]
    if not codes or not _passes(value, document):
        return ""
    return f"{found['value']}: {', '.join(f'{_end(path, 1)} {code}' for path, code in codes)}"


def _passes(value: tuple[str, str], document: DocumentContext) -> bool:
    return document.masker.mask(*value) == value[1]


def _end(path: str, steps: int) -> str:
    return "/".join(path.split("/")[-steps:])
