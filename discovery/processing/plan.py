"""Which sections are asked about together, and in what order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from discovery.llm.speed import Speed
from discovery.llm.token_costs import CHARACTERS_PER_TOKEN
from discovery.processing.reading import Reading
from discovery.processing.sharing import Shared, SharedAnswers

# How far ahead the plan looks: enough to begin with the longest calls, little enough to hold.
READINGS_PER_WORKER = 4
WINDOW_CHARACTERS = 200_000  # of outlines

SMALL_TOKENS = 200  # of an outline
MOST_TOGETHER = 8
MOST_ANSWER_TOKENS = 1_500
# Of the time that the calls ahead take each worker; a longer call would be waited for at the end.
_SHARE_OF_TIME = 0.5


@dataclass(frozen=True, slots=True)
class Job:
    """Readings that one worker sees to in one go.

    One reading, or several small ones of one node that share a call. Where
    its answer is `shared` there is nothing to ask about the one reading.
    """

    readings: tuple[Reading, ...]
    shared: Shared | None = None

    @property
    def answer_tokens(self) -> int:
        """The room for all answers to be asked for."""
        return 0 if self.shared else sum(map(answer_tokens, self.readings))


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the model answers, and whether and by how many workers it is asked."""

    speed: Speed
    workers: int
    batching: bool


def answer_tokens(reading: Reading) -> int:
    """The room for the answers about all parts of a reading."""
    return sum(part.question.max_tokens for part in reading.parts)


def plan(readings: Iterable[Reading], shared: SharedAnswers, pace: Pace) -> Iterator[Job]:
    """The jobs that see to all readings, looking some way ahead.

    A reading that asks what another one is asking is left with `shared` and is in no job; one
    that no model can be asked about is in a job of its own.
    """
    for window in _windows(readings, pace.workers * READINGS_PER_WORKER):
        yield from _plan_window(window, shared, pace)


def _windows(readings: Iterable[Reading], most: int) -> Iterator[list[Reading]]:
    window: list[Reading] = []
    characters = 0
    for reading in readings:
        window.append(reading)
        characters += _characters(reading)
        if len(window) >= most or characters > WINDOW_CHARACTERS:
            yield window
            window, characters = [], 0
    if window:
        yield window


def _plan_window(window: Sequence[Reading], shared: SharedAnswers, pace: Pace) -> Iterator[Job]:
    """What needs no call first, then the longest calls: they must not be the last to begin."""
    to_ask = []
    for reading in window:
        if not reading.parts:
            yield Job((reading,))
            continue
        claim = shared.claim(reading)
        if claim.todo == "ask":
            to_ask.append(reading)
        elif claim.todo == "reuse":
            yield Job((reading,), claim.shared)
    jobs = [Job(together) for together in _groups(to_ask, pace)]
    if pace.workers > 1:
        jobs.sort(key=lambda job: job.answer_tokens, reverse=True)
    yield from jobs


def _groups(readings: Sequence[Reading], pace: Pace) -> Iterator[tuple[Reading, ...]]:
    """Small readings of one node in groups that share a call, all others alone."""
    small: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if pace.batching and _is_small(reading):
            small[reading.subtree.key].append(reading)
        else:
            yield (reading,)
    seconds = _seconds_together(readings, pace)
    for of_one_node in small.values():
        yield from _batches(of_one_node, seconds, pace.speed)


def _seconds_together(readings: Sequence[Reading], pace: Pace) -> float:
    """How long a call for several readings may take without being the one that is waited for."""
    in_all = sum(pace.speed.seconds(answer_tokens(reading)) for reading in readings)
    return in_all / pace.workers * _SHARE_OF_TIME


def _batches(
    readings: Sequence[Reading], most_seconds: float, speed: Speed
) -> Iterator[tuple[Reading, ...]]:
    batch: list[Reading] = []
    tokens = 0
    for reading in readings:
        tokens += answer_tokens(reading)
        is_full = len(batch) == MOST_TOGETHER or tokens > MOST_ANSWER_TOKENS
        if batch and (is_full or speed.seconds(tokens) > most_seconds):
            yield tuple(batch)
            batch, tokens = [], answer_tokens(reading)
        batch.append(reading)
    if batch:
        yield tuple(batch)


def _is_small(reading: Reading) -> bool:
    return len(reading.parts) == 1 and _characters(reading) <= SMALL_TOKENS * CHARACTERS_PER_TOKEN


def _characters(reading: Reading) -> int:
    return len(reading.section.outline.text) if reading.section else 0
