"""What came of a node, told as its result: in which status it ends, and why."""

import logging
import time
from dataclasses import dataclass
from typing import Any

from discovery.errors import DiscoveryError
from discovery.llm.claims import ClaimCounts
from discovery.processing.answering import Outcome
from discovery.processing.reading import Reading
from discovery.processing.results import NodeProcessingResult
from discovery.storage.statuses import AnsweredBy, SubtreeStatus

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Start:
    """Who works on a job, and since when (`time.perf_counter()`)."""

    worker: str
    moment: float


@dataclass(frozen=True, slots=True)
class Ended:
    """An outcome and its result, which are still to be stored."""

    outcome: Outcome
    result: NodeProcessingResult


def ended(outcome: Outcome, start: Start) -> Ended:
    """What came of a node, as it ends now."""
    error = reason_of(outcome.error) if outcome.error else None
    result = result_of(
        outcome.reading,
        SubtreeStatus.ERROR if error else SubtreeStatus.SUCCESS,
        start,
        facts_stored=int(outcome.reading.fact_json is not None),
        claims=_claims(outcome),
        error=error,
        attempts=0 if outcome.by is AnsweredBy.SAME_QUESTION else len(outcome.spent.call_ids),
        prompt_tokens=outcome.spent.prompt_tokens,
        completion_tokens=outcome.spent.completion_tokens,
        cost_usd=outcome.spent.cost_usd,
    )
    return Ended(outcome, result)


def result_of(
    reading: Reading, status: SubtreeStatus, start: Start, **figures: Any
) -> NodeProcessingResult:
    """The result of a reading that ends now."""
    return NodeProcessingResult(
        subtree_path=reading.subtree.xpath,
        status=status,
        position=reading.subtree.position,
        worker=start.worker,
        processing_time_ms=round((time.perf_counter() - start.moment) * 1000, 1),
        **figures,
    )


def reason_of(error: Exception) -> str:
    """What went wrong with a node, in the analyst's words."""
    if isinstance(error, DiscoveryError):
        return str(error)
    logger.error("A node failed", exc_info=error)
    return (
        f"This section could not be read because of a fault in the program "
        f"({type(error).__name__}). The log tells more; please report it."
    )


def _claims(outcome: Outcome) -> ClaimCounts:
    """How the claims about a node were judged; none where no model made any."""
    return outcome.meaning.counts if outcome.meaning and not outcome.error else ClaimCounts()
