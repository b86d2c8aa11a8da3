"""What came of subtrees: of one, and of many together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from discovery.llm.claims import ClaimCounts
from discovery.storage.statuses import SubtreeStatus


@dataclass(frozen=True, slots=True)
class NodeProcessingResult:
    """What came of one subtree. Times are milliseconds; `claims` counts those about its meaning."""

    subtree_path: str
    status: SubtreeStatus
    facts_stored: int = 0
    processing_time_ms: float = 0.0
    error: str | None = None
    position: int = 0
    worker: str = ""
    attempts: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None
    claims: ClaimCounts = field(default_factory=ClaimCounts)

    @property
    def confidence(self) -> float | None:
        """What holds of the claims that were checked, 0 to 1; None where none was."""
        return self.claims.confidence


@dataclass(slots=True)
class ProcessingSummary:
    """What came of many subtrees together."""

    statuses: Counter[SubtreeStatus] = field(default_factory=Counter)
    facts_stored: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    processing_time_ms: float = 0.0
    errors: list[NodeProcessingResult] = field(default_factory=list)

    def add_all(self, results: Iterable[NodeProcessingResult]) -> None:
        """Count these results."""
        for result in results:
            self.add(result)

    def add(self, result: NodeProcessingResult) -> None:
        """Count one more result; errors are kept whole."""
        self.statuses[result.status] += 1
        self.facts_stored += result.facts_stored
        self.prompt_tokens += result.prompt_tokens
        self.completion_tokens += result.completion_tokens
        self.processing_time_ms += result.processing_time_ms
        if result.status is SubtreeStatus.ERROR:
            self.errors.append(result)
