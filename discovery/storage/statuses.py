"""The words for where runs and subtrees stand, and why, as they are stored and shown."""

from enum import StrEnum


class RunStatus(StrEnum):
    """Where a run stands."""

    STARTED = "started"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    PARTIAL_FAILURE = "partial_failure"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE_RUN_STATUSES = frozenset({RunStatus.STARTED, RunStatus.IN_PROGRESS})


class SubtreeStatus(StrEnum):
    """Where a subtree stands; the last four are final."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCESS = "success"
    SKIPPED = "skipped"
    ERROR = "error"
    CANCELLED = "cancelled"


class AnsweredBy(StrEnum):
    """Where the meaning of a subtree came from."""

    MODEL = "model"
    CACHE = "cache"
    SAME_QUESTION = "same question"


class PausedBy(StrEnum):
    """What paused a run, as far as that decides who lets it go on."""

    ANALYST = "analyst"
    TROUBLE = "trouble"  # the model, the budget, the settings or the database; `error` says what
    SHUTDOWN = "shutdown"
    INTERRUPTION = "interruption"  # the process died


# Nobody wanted these runs to stop, so they may go on by themselves.
INTERRUPTED = frozenset({PausedBy.SHUTDOWN, PausedBy.INTERRUPTION})


class Order(StrEnum):
    """What the process that works on a run is told to do with it."""

    PAUSE = "pause"
    CANCEL = "cancel"
