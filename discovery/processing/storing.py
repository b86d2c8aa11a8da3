"""What came of readings, written down: facts, statuses and figures in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from discovery.errors import LeaseLostError, StorageError, ValueRefusedError
from discovery.facts.privacy import Aliases
from discovery.facts.structure import fields
from discovery.llm.claims import ClaimCounts
from discovery.processing.answering import Answering, Outcome
from discovery.processing.books import RunBooks
from discovery.processing.ending import Ended, reason_of
from discovery.processing.reading import DocumentContext
from discovery.processing.results import NodeProcessingResult
from discovery.processing.sharing import SharedAnswers
from discovery.storage import records
from discovery.storage.statuses import AnsweredBy, SubtreeStatus


@dataclass(frozen=True, slots=True)
class ModelAnswers:
    """How the readings of a run get their meaning."""

    answering: Answering
    shared: SharedAnswers


@dataclass(frozen=True, slots=True)
class NodeContext:
    """What the workers of one run share. `subtree_ids` maps positions to rows.

    `answers` is None for a run that asks no model.
    """

    books: RunBooks
    document: DocumentContext
    subtree_ids: Mapping[int, int]
    answers: ModelAnswers | None = None

    @property
    def asked(self) -> ModelAnswers:
        """How readings get their meaning, in a run that asks a model."""
        if self.answers is None:
            raise ValueError("No model is asked in this run.")
        return self.answers


def store(nodes: Sequence[Ended], context: NodeContext) -> list[NodeProcessingResult]:
    """Store what came of nodes, in one transaction.

    A fact that the database does not accept, or that cannot be written, is the error of its node.
    Raises StorageError where the database is out of reach, LeaseLostError.
    """
    try:
        _write(nodes, context)
    except Exception as error:  # whatever it is, no node may stop another
        if not _concerns_one_node(error):
            raise
        if len(nodes) == 1:
            return _store_without_fact(nodes[0], error, context)
        return [result for node in nodes for result in store([node], context)]
    return [node.result for node in nodes]


def _concerns_one_node(error: Exception) -> bool:
    """Whether an error comes from what was to be stored, and not from where."""
    of_the_database = isinstance(error, (StorageError, LeaseLostError))
    return isinstance(error, ValueRefusedError) or not of_the_database


def _store_without_fact(
    node: Ended, error: Exception, context: NodeContext
) -> list[NodeProcessingResult]:
    without_fact = replace(node.outcome.reading, fact_json=None)
    outcome = replace(node.outcome, reading=without_fact, error=error)
    result = replace(
        node.result,
        status=SubtreeStatus.ERROR,
        facts_stored=0,
        claims=ClaimCounts(),
        error=reason_of(error),
    )
    _write([Ended(outcome, result)], context)
    return [result]


def _write(nodes: Sequence[Ended], context: NodeContext) -> None:
    settlements = [_settlement(node, context) for node in nodes]

    def write(session: Session) -> None:
        stored = records.finish_subtrees(session, context.books.lease, settlements)
        for node, settlement in zip(nodes, settlements, strict=True):
            subtree_id = settlement.subtree_id
            if subtree_id in stored and node.outcome.by is AnsweredBy.SAME_QUESTION:
                records.link_calls(session, node.outcome.spent.call_ids, [subtree_id])

    context.books.write(write)


def _settlement(node: Ended, context: NodeContext) -> records.Settlement:
    meaning = _meaning(node.outcome)
    return records.Settlement(
        context.subtree_ids[node.result.position],
        _columns(node.result, node.outcome, meaning),
        _fact(node, meaning, context),
    )


def _columns(
    result: NodeProcessingResult, outcome: Outcome, meaning: dict[str, Any] | None
) -> dict[str, Any]:
    """The values of a subtree's row; what its calls took was added when they ended."""
    return {
        "status": result.status,
        "processing_time_ms": result.processing_time_ms,
        "facts_stored": result.facts_stored,
        "confidence": result.confidence,
        "claims_hold": result.claims.hold,
        "claims_contradicted": result.claims.contradicted,
        "claims_not_checked": result.claims.not_checked,
        "verdict_version": outcome.meaning.verdict_version if outcome.meaning else None,
        "error": result.error,
        "fact_summary": meaning["summary"] if meaning else None,
        "answered_by": outcome.by,
        "parts": outcome.parts,
        "together": outcome.together,
        **_description(outcome),
    }


def _description(outcome: Outcome) -> dict[str, Any]:
    """What lists say of the fact of a subtree, so that they need not read it."""
    fact = outcome.reading.fact_json
    if fact is None:
        return {}
    references = fact["references"]
    return {
        "fact_fields": sum(1 for _ in fields(fact["structure"], "", "")),
        "fact_identifiers": len(references["identifiers"]),
        "fact_references": len(references["references"]),
        "fact_dangling": len(references["dangling"]),
        "fact_duplicates": len(references["duplicate_identifiers"]),
    }


def _fact(
    node: Ended, meaning: dict[str, Any] | None, context: NodeContext
) -> dict[str, Any] | None:
    """The fact to store; where asking failed the structure alone, which says what is missing."""
    reading = node.outcome.reading
    if reading.fact_json is None:
        return None
    path = reading.subtree.path
    return {
        "run_id": context.books.run_id,
        "subtree_id": context.subtree_ids[reading.subtree.position],
        "spec_version": context.document.spec_version,
        "message_root": context.document.message_name,
        "section_path": path,
        "node_type": path.rpartition("/")[2],
        "node_ordinal": reading.subtree.ordinal,
        "fact_json": {
            **reading.fact_json,
            "meaning": meaning,
            "meaning_missing": node.result.error or "",
        },
        "pii_masked": reading.pii_masked,
        "policy_version": context.document.masker.policy.version,
        "key_fingerprint": context.document.masker.key.fingerprint,
    }


def _meaning(outcome: Outcome) -> dict[str, Any] | None:
    """The meaning as it is kept: with the lines of the document, and with what aliases stand for.

    These are pseudonyms, or values where facts have them.
    """
    if outcome.meaning is None:
        return None
    written: dict[str, Any] = outcome.meaning.as_json(outcome.reading.subtree.shown_lines())
    aliases = outcome.reading.aliases
    return _restored(written, aliases) if aliases else written


def _restored(value: Any, aliases: Aliases) -> Any:
    """The value with what the aliases in its texts stand for."""
    if isinstance(value, str):
        return aliases.restore(value)
    if isinstance(value, dict):
        return {key: _restored(each, aliases) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_restored(each, aliases) for each in value]
    return value
