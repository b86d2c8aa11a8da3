"""What a run would ask of the model and cost, worked out before it starts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from discovery.config import Settings
from discovery.documents.subtrees import read_subtrees
from discovery.llm.client import ModelClient
from discovery.llm.speed import Speed
from discovery.llm.traffic import Traffic
from discovery.processing.answer_cache import AnswerCache
from discovery.processing.plan import Job, Pace, plan
from discovery.processing.questions import BESIDES_TOKENS, Questions
from discovery.processing.reading import DocumentContext, Reading, read_subtree
from discovery.processing.request import RunRequest, choose_mode, count_subtrees
from discovery.processing.sharing import SharedAnswers
from discovery.storage.database import ThreadSafeDatabaseManager

# More subtrees than this are not all read: some, spread over the document, stand for the rest.
SAMPLE = 300
# Of documents beyond this not even a sample is read, since all of it would have to be looked at.
READ_BYTES = 2_000_000
# XML has about so many bytes for each token of its outline: 7 to 14, measured on NDC messages.
_BYTES_PER_TOKEN = 9
_ANSWER_TOKENS = 250
# Answers mostly take this share of the room they are given.
_ANSWER_SHARE = 0.7
_MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a run is expected to take. `cost_usd` is None where no price is known.

    `same_question` subtrees share the call of another one, `from_cache` are answered from earlier
    runs, `together` are asked about with others of their node, `split` are too big for one call.
    With `is_rough` not every subtree was read for it.
    """

    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    seconds: float
    same_question: int = 0
    from_cache: int = 0
    together: int = 0
    split: int = 0
    is_rough: bool = True


@dataclass(frozen=True, slots=True)
class _Call:
    """A call to be made, in tokens."""

    prompt: int
    answer: int


def expect(
    request: RunRequest,
    document: DocumentContext,
    settings: Settings,
    db: ThreadSafeDatabaseManager,
    model: ModelClient,
) -> Expectation:
    """Plan a run as it would be carried out, and add its calls up; nothing is asked.

    `document` is the survey made for asking a model. Raises RequestError, StorageError.
    """
    readings = list(_readings(request, document))
    workers = choose_mode(request, settings).workers
    look_up = AnswerCache.for_reading(db, settings, request.use_cache).look_up
    pace = Pace(model.speed, workers, settings.llm_batching)
    jobs = list(plan(readings, SharedAnswers(look_up), pace))
    calls = [call for job in jobs for call in _calls(job, document.questions)]
    scale = count_subtrees(request) / max(1, len(readings))
    return replace(
        _add_up(calls, scale, workers, model),
        same_question=round(scale * (len(readings) - sum(len(job.readings) for job in jobs))),
        from_cache=round(scale * sum(job.shared is not None for job in jobs)),
        together=round(scale * sum(len(job.readings) for job in jobs if len(job.readings) > 1)),
        split=round(scale * sum(len(reading.parts) > 1 for reading in readings)),
        is_rough=scale > 1,
    )


def expect_by_size(request: RunRequest, settings: Settings, model: ModelClient) -> Expectation:
    """The same from the sizes of the nodes alone, for documents too large to read for it.

    Every subtree counts as one call. Raises RequestError.
    """
    catalogue = request.document.catalogue
    nodes = [catalogue.nodes[index] for index in catalogue.units(request.ticked)]
    calls = [
        _Call(BESIDES_TOKENS + node.size // node.count // _BYTES_PER_TOKEN, _ANSWER_TOKENS)
        for node in nodes
        for _ in range(node.count)
    ]
    workers = choose_mode(request, settings).workers
    return _add_up(calls, 1, workers, model)


def _add_up(calls: Sequence[_Call], scale: float, workers: int, model: ModelClient) -> Expectation:
    prompt = round(scale * sum(call.prompt for call in calls))
    answers = round(scale * sum(call.answer for call in calls))
    return Expectation(
        calls=round(scale * len(calls)),
        prompt_tokens=prompt,
        completion_tokens=answers,
        cost_usd=model.prices.cost_usd(prompt, answers),
        seconds=max(
            _seconds_of_calls(calls, scale, model.speed, workers),
            _seconds_of_limits(scale * len(calls), prompt + answers, model.traffic),
        ),
    )


def _readings(request: RunRequest, document: DocumentContext) -> Iterator[Reading]:
    """All subtrees of a request, or every n-th where there are many."""
    stored = request.document
    subtrees = read_subtrees(stored.path, stored.catalogue, request.ticked)
    step = -(-count_subtrees(request) // SAMPLE)
    return (read_subtree(subtree, document) for subtree in islice(subtrees, 0, None, step))


def _calls(job: Job, questions: Questions | None) -> list[_Call]:
    """The calls that a job takes."""
    if job.shared is not None or questions is None:
        return []
    asked = [part.question for part in job.readings[0].parts]
    if len(job.readings) > 1:
        asked = [questions.together([reading.parts[0] for reading in job.readings])]
    return [
        _Call(question.prompt_tokens, round(_ANSWER_SHARE * question.max_tokens))
        for question in asked
    ]


def _seconds_of_calls(calls: Sequence[_Call], scale: float, speed: Speed, workers: int) -> float:
    """The calls shared out to the workers; no run is shorter than its longest call."""
    seconds = [speed.seconds(call.answer) for call in calls]
    return max([scale * sum(seconds) / workers, *seconds])


def _seconds_of_limits(calls: float, tokens: int, traffic: Traffic) -> float:
    """How long the provider's limits make a run last, as far as they are set or learned.

    What a minute allows may be used at once.
    """
    requests_limit, tokens_limit = traffic.requests_per_minute, traffic.tokens_per_minute
    minutes = [
        used / limit - 1
        for used, limit in ((calls, requests_limit), (tokens, tokens_limit))
        if limit
    ]
    return max([0.0, *minutes]) * _MINUTE_SECONDS
