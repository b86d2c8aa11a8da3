"""What the analyst asks for, checked before anything is done."""

from dataclasses import dataclass, replace
from typing import Literal

from discovery.config import WORKERS_MAX, Settings
from discovery.documents.library import StoredDocument
from discovery.errors import RequestError
from discovery.llm.pricing import Prices
from discovery.llm.token_costs import CHARACTERS_PER_TOKEN

Extractor = Literal["auto", "structure", "model"]

EXTRACTORS: tuple[Extractor, ...] = ("auto", "structure", "model")
WORKSPACE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A run that is asked for. `ticked` are indexes into the catalogue of the document.

    `workers` (threads) and `parallel` are None where the settings decide. Without `use_cache` the
    model is asked anew also where an earlier answer is kept. `free_text_is_harmless` is what the
    analyst says of this document: its free text holds no personal data.
    """

    document: StoredDocument
    file_name: str
    ticked: tuple[int, ...]
    workspace: str = "default"
    kind: str = "discovery"
    extractor: Extractor = "auto"
    workers: int | None = None
    parallel: bool | None = None
    use_cache: bool = True
    free_text_is_harmless: bool = False


@dataclass(frozen=True, slots=True)
class Mode:
    """How a run goes through its subtrees, and why, in a sentence for the screen."""

    name: Literal["parallel", "sequential"]
    workers: int
    reason: str


def count_subtrees(request: RunRequest) -> int:
    """How many subtrees the ticks mean: the occurrences of the nodes that nothing covers."""
    catalogue = request.document.catalogue
    return sum(catalogue.nodes[index].count for index in catalogue.units(request.ticked))


def uses_model(request: RunRequest, settings: Settings) -> bool:
    """Whether the run asks a model. Raises RequestError where one is wanted but not set up."""
    if request.extractor not in EXTRACTORS:
        raise RequestError(
            f"There is no extractor '{request.extractor}'. Choose one of {', '.join(EXTRACTORS)}."
        )
    if request.extractor == "model" and settings.provider == "none":
        raise RequestError(
            "A model is asked for, but none is set up. Set OPENAI_API_KEY, OPENAI_BASE_URL or the "
            "AZURE_OPENAI_ settings, or run with the extractor 'structure'."
        )
    wanted = request.extractor != "structure" and settings.provider != "none"
    if wanted and (missing := settings.missing_model_settings):
        raise RequestError(
            f"The model provider '{settings.provider}' needs {' and '.join(missing)}. Set what is "
            "missing in .env and start again, or run with the extractor 'structure'."
        )
    if wanted and settings.run_budget_usd and not Prices.of(settings).known:
        raise RequestError(
            f"RUN_BUDGET_USD is set, but the price of '{settings.model_name}' is not known. Set "
            "LLM_PRICE_INPUT and LLM_PRICE_OUTPUT, or use RUN_BUDGET_TOKENS instead."
        )
    return wanted


def choose_mode(request: RunRequest, settings: Settings) -> Mode:
    """Parallel where there is waiting to be shared, sequential everywhere else.

    Raises RequestError for a number of workers out of range.
    """
    workers = settings.max_parallel_nodes if request.workers is None else request.workers
    if not 1 <= workers <= WORKERS_MAX:
        raise RequestError(f"{workers} workers are not possible. Choose from 1 to {WORKERS_MAX}.")
    wanted = settings.enable_parallel_processing if request.parallel is None else request.parallel
    if not uses_model(request, settings):
        return Mode(
            "sequential",
            1,
            "Without a model there is no waiting that workers could share.",
        )
    if not wanted:
        return Mode("sequential", 1, "Parallel processing is switched off.")
    if workers == 1:
        return Mode("sequential", 1, "One worker was chosen.")
    if count_subtrees(request) == 1 and not _is_large(request, settings):
        return Mode("sequential", 1, "There is only one subtree to process.")
    return Mode("parallel", workers, f"A model is asked, and {workers} workers share the waiting.")


def _is_large(request: RunRequest, settings: Settings) -> bool:
    """Whether a section may have to be asked about in parts, which workers can share.

    Its outline may be as long as its XML, at four bytes a token.
    """
    catalogue = request.document.catalogue
    units = (catalogue.nodes[index] for index in catalogue.units(request.ticked))
    return any(node.largest > settings.llm_context_tokens * CHARACTERS_PER_TOKEN for node in units)


def check_workspace(name: str) -> str:
    """A workspace name without blanks around it; raises RequestError where it cannot be one."""
    name = name.strip()
    if not name or len(name) > WORKSPACE_CHARACTERS or not name.isprintable():
        raise RequestError(
            f"A workspace needs a name of 1 to {WORKSPACE_CHARACTERS} printable characters."
        )
    return name


def check_sizes(request: RunRequest, settings: Settings) -> None:
    """Raises RequestError where a subtree is too large for one fact.

    As a fact, a subtree takes some 75 times its size in memory.
    """
    catalogue = request.document.catalogue
    for node in (catalogue.nodes[index] for index in catalogue.units(request.ticked)):
        if node.largest > settings.max_node_bytes:
            raise RequestError(
                f"{node.path} holds up to {node.largest / (1 << 20):,.1f} MB, and what is taken as "
                f"one unit can hold {settings.max_node_mb} MB. Tick the level below it instead, or "
                "raise MAX_NODE_MB."
            )


def checked(request: RunRequest, settings: Settings) -> RunRequest:
    """The request with its workspace's name as it is kept; raises RequestError."""
    if request.kind != "discovery":
        raise RequestError(f"There are no runs of kind '{request.kind}'. Ask for 'discovery'.")
    if not request.ticked:
        raise RequestError("No node is ticked. Tick at least one, then start the run.")
    check_sizes(request, settings)
    return replace(request, workspace=check_workspace(request.workspace))


def selection_of(request: RunRequest) -> list[str]:
    """The keys of the nodes that nothing covers."""
    catalogue = request.document.catalogue
    return [catalogue.nodes[index].key for index in catalogue.units(request.ticked)]
