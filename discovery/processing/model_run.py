"""What a run that asks a model has besides: its answers, its cache and its budget."""

from collections.abc import Sequence

from discovery.config import Settings
from discovery.llm.client import ModelClient
from discovery.processing.answer_cache import AnswerCache
from discovery.processing.answering import Answering
from discovery.processing.control import RunControl
from discovery.processing.questions import Questions
from discovery.processing.reading import Reading
from discovery.processing.sharing import SharedAnswers
from discovery.processing.spending import Budget, CallRecorder, Spent, supposed
from discovery.processing.storing import ModelAnswers, NodeContext
from discovery.storage import queries
from discovery.storage.queries import RunRow


def prepare_answers(
    context: NodeContext,
    questions: Questions,
    run: RunRow,
    settings: Settings,
    model: ModelClient,
    control: RunControl,
) -> ModelAnswers:
    """How the subtrees of a run are put to the model, within what is left of its budget."""
    told = Spent(run.prompt_tokens, run.completion_tokens, run.cached_tokens, run.cost_usd)
    books = context.books
    untold = supposed(*queries.untold_characters(books.db, run.run_id), model.prices)
    budget = Budget(
        settings.run_budget_usd, settings.run_budget_tokens, model.prices, told + untold
    )
    cache = AnswerCache.of(books, run, settings)

    def new_recorder(readings: Sequence[Reading]) -> CallRecorder:
        ids = [context.subtree_ids[reading.subtree.position] for reading in readings]
        return CallRecorder(books, ids, budget)

    answering = Answering(
        model,
        questions,
        new_recorder,
        cache,
        run.workers,
        settings.llm_node_timeout_seconds,
        control,
    )
    return ModelAnswers(answering, SharedAnswers(cache.look_up))
