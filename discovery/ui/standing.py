"""Where runs stand, in words. The terminal uses them, too."""

from datetime import datetime

from discovery.storage.columns import now
from discovery.storage.queries import RunRow
from discovery.storage.statuses import LIVE_RUN_STATUSES, Order, PausedBy, RunStatus

OVER = frozenset(RunStatus) - LIVE_RUN_STATUSES - {RunStatus.PAUSED}

_WORDS: dict[str, str] = {
    RunStatus.IN_PROGRESS: "in progress",
    RunStatus.PARTIAL_FAILURE: "some nodes failed",
    PausedBy.INTERRUPTION: "interrupted",
}
_ORDERED = {Order.PAUSE: "pausing …", Order.CANCEL: "cancelling …"}

# What a list of runs can be narrowed to -> the statuses that are meant.
KINDS: dict[str, frozenset[RunStatus]] = {
    "under way": LIVE_RUN_STATUSES,
    "paused or interrupted": frozenset({RunStatus.PAUSED}),
    "completed": frozenset({RunStatus.COMPLETED}),
    "some nodes failed": frozenset({RunStatus.PARTIAL_FAILURE}),
    "failed": frozenset({RunStatus.FAILED}),
    "cancelled": frozenset({RunStatus.CANCELLED}),
}


def standing(run: RunRow) -> str:
    """Where a run stands: its status, unless it is about to change or nobody wanted it."""
    if run.is_live and run.ordered:
        return _ORDERED[Order(run.ordered)]
    if run.is_interrupted:
        return "interrupted"
    return "starting" if run.status == RunStatus.STARTED else happened(run.status)


def happened(what: str) -> str:
    """A status, or what an event of a run says, for a person."""
    return _WORDS.get(what, what)


def is_over(run: RunRow) -> bool:
    """Whether a run has nothing left to do."""
    return run.status in OVER


def worked_seconds(run: RunRow) -> float:
    """How long a run has been under way by now, without its pauses."""
    since = (now() - run.worked_until).total_seconds() if run.is_live else 0.0
    return run.worked_seconds + max(0.0, since)  # a clock that was moved takes nothing off


def at(moment: datetime) -> str:
    """A moment for a person."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
