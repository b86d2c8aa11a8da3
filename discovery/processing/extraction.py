"""One subtree read: its exact structure, its references, its profile and its meaning."""

import threading
from dataclasses import dataclass
from typing import Any

from discovery.documents.subtrees import Subtree
from discovery.facts.identifiers import IdentifierIndex
from discovery.facts.privacy import Masker
from discovery.facts.profile import profile
from discovery.facts.references import References, find_references
from discovery.facts.structure import to_structure
from discovery.llm.client import ModelClient
from discovery.llm.grounding import ground
from discovery.llm.meaning import Meaning, answer_tokens, build_messages
from discovery.llm.outline import outline


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What the whole document tells about each of its subtrees; read by all workers."""

    message_name: str
    spec_version: str | None
    index: IdentifierIndex
    masker: Masker | None


@dataclass(frozen=True, slots=True)
class Extraction:
    """A fact as it is stored, and what the model took part in it.

    `confidence` is the share of verified statements, 1.0 where only a program read.
    """

    fact_json: dict[str, Any]
    confidence: float = 1.0
    pii_masked: bool = False
    attempts: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


def extract(
    subtree: Subtree, document: DocumentContext, model: ModelClient | None, stop: threading.Event
) -> Extraction:
    """Read a subtree; with a model, add what it means.

    Raises ModelError where the model gives no usable meaning, CancelledError once `stop` is set.
    """
    structure = to_structure(subtree.element)
    references = find_references(structure, subtree.path, subtree.xpath, document.index)
    fact: dict[str, Any] = {
        "structure": structure,
        "references": references,
        "profile": profile(structure),
        "meaning": None,
    }
    if model is None:
        return Extraction(fact)
    masked = document.masker.mask(structure, subtree.path) if document.masker else structure
    lines = outline(masked, subtree.path)
    reply = model.ask(
        build_messages(
            lines,
            subtree.path,
            document.message_name,
            document.spec_version or "",
            _leading_out(references),
        ),
        Meaning,
        max_tokens=answer_tokens(lines),
        stop=stop,
    )
    grounded = ground(reply.answer, lines)
    return Extraction(
        {**fact, "meaning": grounded.as_json()},
        confidence=grounded.confidence,
        attempts=reply.attempts,
        prompt_tokens=reply.prompt_tokens,
        completion_tokens=reply.completion_tokens,
    )


def _leading_out(references: References) -> list[str]:
    """What the subtree points to outside itself, in names only: values may be personal."""
    outside = (found for found in references["references"] if not found["inside"])
    lines = (f"{_name(found['path'])} points to {found['target_path']}" for found in outside)
    return list(dict.fromkeys(lines))


def _name(path: str) -> str:
    return path.rpartition("/")[2]
