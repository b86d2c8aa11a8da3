"""A job put to the model: one section, several together, or the parts of a big one."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from discovery.errors import ModelError, SectionTooBigError
from discovery.llm.claims import JudgedMeaning
from discovery.llm.client import ModelClient
from discovery.llm.meaning import Meaning, MeaningBatch
from discovery.llm.refusals import ProviderRefusedError
from discovery.processing.answer_cache import AnswerCache
from discovery.processing.control import RunControl
from discovery.processing.plan import Job
from discovery.processing.questions import Part, Questions, meaning_of
from discovery.processing.reading import Reading
from discovery.processing.sharing import Shared
from discovery.processing.spending import NOTHING, CallRecorder, Spent
from discovery.storage.statuses import AnsweredBy

NewRecorder = Callable[[Sequence[Reading]], CallRecorder]
"""A recorder for the calls of one question about these readings."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one reading: its meaning, or the error, which may end the run.

    `by` is None and there is neither where no model is asked. `together` is how many readings
    shared a call, `parts` into how many a big section was split.
    """

    reading: Reading
    meaning: JudgedMeaning | None = None
    error: Exception | None = None
    by: AnsweredBy | None = None
    together: int = 1
    parts: int = 1
    spent: Spent = NOTHING


class Answering:
    """Puts jobs to one model for one run. Safe to share between threads."""

    def __init__(
        self,
        model: ModelClient,
        questions: Questions,
        new_recorder: NewRecorder,
        cache: AnswerCache,
        workers: int,
        node_seconds: float,
        control: RunControl,
    ) -> None:
        """`node_seconds` after a call for several began, none of them is asked about alone."""
        self._model = model
        self._questions = questions
        self._new_recorder = new_recorder
        self._cache = cache
        self._workers = workers
        self._node_seconds = node_seconds
        self._control = control

    def outcomes(self, job: Job) -> Iterator[Outcome]:
        """One outcome a reading of the job, as they come. Raises CancelledError, StorageError."""
        if job.shared is not None:
            yield _reused(job.readings[0], job.shared)
        elif len(job.readings) == 1:
            yield self._alone(job.readings[0], NOTHING)
        else:
            yield from self._together(job.readings)

    def _together(self, readings: Sequence[Reading]) -> Iterator[Outcome]:
        """One call for all; who gets no good answer of its own from it is asked about alone.

        Not where every call is refused, or the time that a node may take is over.
        """
        recorder = self._new_recorder(readings)
        until = time.monotonic() + self._node_seconds
        meanings, failure = self._ask_together(readings, recorder)
        for index, reading in enumerate(readings):
            spent = recorder.spent.share(index, len(readings))
            answer = meanings.get(index + 1)
            if answer and not _is_about_another(answer, index, readings):
                self._cache.remember(reading.parts[0].key, answer, spent)
                meaning = meaning_of(reading.parts, [answer])
                yield Outcome(
                    reading, meaning, by=AnsweredBy.MODEL, together=len(readings), spent=spent
                )
            elif failure and (_is_for_all(failure) or time.monotonic() > until):
                yield Outcome(reading, error=failure, by=AnsweredBy.MODEL, spent=spent)
            else:
                yield self._alone(reading, spent)

    def _ask_together(
        self, readings: Sequence[Reading], recorder: CallRecorder
    ) -> tuple[Mapping[int, Meaning], ModelError | None]:
        """The good answers by the number of their section, or why the call came to nothing."""
        question = self._questions.together([reading.parts[0] for reading in readings])
        try:
            reply = self._model.ask(
                question.messages,
                MeaningBatch,
                max_tokens=question.max_tokens,
                stop=self._control.stop,
                calls_may_end=self._control.calls_may_end,
                log=recorder,
                again=False,
            )
        except ModelError as error:
            return {}, error
        return reply.answer.meanings(), None

    def _alone(self, reading: Reading, before: Spent) -> Outcome:
        """Ask about one reading, in parts where it is big; `before` is what it has cost so far."""
        recorders: list[CallRecorder] = []
        meaning, failure, parts = None, None, reading.parts
        try:
            parts, answers = self._ask_fitting(reading, recorders)
            meaning = meaning_of(parts, answers)
        except ModelError as error:
            failure = error
        spent = sum((recorder.spent for recorder in recorders), before)
        return Outcome(reading, meaning, failure, AnsweredBy.MODEL, parts=len(parts), spent=spent)

    def _ask_fitting(
        self, reading: Reading, recorders: list[CallRecorder]
    ) -> tuple[tuple[Part, ...], list[Meaning]]:
        """Ask about all parts; in smaller ones where the model says that they are too big."""
        parts = reading.parts
        while True:
            try:
                return parts, self._ask_parts(reading, parts, recorders)
            except SectionTooBigError:
                parts = self._questions.smaller(reading.whole, parts)

    def _ask_parts(
        self, reading: Reading, parts: Sequence[Part], recorders: list[CallRecorder]
    ) -> list[Meaning]:
        """The answers about all parts, asked for at the same time as far as workers allow.

        Where one fails the others are still waited for: the cache keeps them for the next try.
        """
        recorders += (own := [self._new_recorder([reading]) for _ in parts])
        if len(parts) == 1:
            return [self._ask(parts[0], own[0])]
        with ThreadPoolExecutor(min(len(parts), self._workers)) as pool:
            answers = [
                pool.submit(self._ask_unless_known, part, recorder)
                for part, recorder in zip(parts, own, strict=True)
            ]
        return [answer.result() for answer in answers]

    def _ask_unless_known(self, part: Part, recorder: CallRecorder) -> Meaning:
        return self._cache.look_up(part.key) or self._ask(part, recorder)

    def _ask(self, part: Part, recorder: CallRecorder) -> Meaning:
        question = part.question
        reply = self._model.ask(
            question.messages,
            Meaning,
            max_tokens=question.max_tokens,
            stop=self._control.stop,
            calls_may_end=self._control.calls_may_end,
            log=recorder,
        )
        self._cache.remember(part.key, reply.answer, recorder.spent)
        return reply.answer


def _is_for_all(error: ModelError) -> bool:
    """Whether every call would be refused, and not this one for what it asks."""
    return isinstance(error, ProviderRefusedError) and error.section is None


def _is_about_another(answer: Meaning, index: int, readings: Sequence[Reading]) -> bool:
    """Whether an answer is truer of another section than of its own: the model mixed them up."""
    truth = [_truth(answer, reading) for reading in readings]
    return max(truth) > truth[index]


def _truth(answer: Meaning, reading: Reading) -> int:
    """How much of an answer is about what the section has: its fields, and what is true of them."""
    meaning = meaning_of(reading.parts, [answer])
    counts = meaning.counts
    return len(meaning.field_names) + counts.hold - counts.contradicted


def _reused(reading: Reading, shared: Shared) -> Outcome:
    meaning = shared.meaning
    spent = Spent(call_ids=shared.call_ids)
    return Outcome(reading, meaning, by=shared.by, parts=meaning.parts, spent=spent)
