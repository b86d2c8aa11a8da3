"""What runs take, or are expected to take, in words. The terminal uses them, too."""

from discovery.config import Settings
from discovery.processing.expectation import Expectation
from discovery.storage.queries import CacheFigures, RunRow
from discovery.ui.text import counted, duration


def money(usd: float) -> str:
    """US dollars: calls cost fractions of a cent, which must not look like nothing."""
    if 0 < usd < 0.0001:
        return "under $0.0001"
    return f"${usd:,.2f}" if usd >= 1 else f"${usd:.4f}"


def expected_words(expected: Expectation) -> str:
    """Tokens, money and time of a run to come, and which subtrees need no call of their own."""
    parts = ["Nothing to send"]
    if expected.calls:
        parts = [
            f"About {_about(expected.prompt_tokens)} tokens to send",
            f"{_about(expected.completion_tokens)} to receive",
            "price not known" if expected.cost_usd is None else money(expected.cost_usd),
            duration(expected.seconds),
        ]
    said = ", ".join(parts)
    if besides := _besides(expected):
        said += f" · {besides}"
    return f"{said} · rough, as not every subtree was read for it" if expected.is_rough else said


def budget_words(expected: Expectation, settings: Settings) -> str:
    """That a run to come will pause because of its budget; empty where it will not."""
    tokens = expected.prompt_tokens + expected.completion_tokens
    passed = []
    if 0 < settings.run_budget_usd < (expected.cost_usd or 0.0):
        passed.append(f"RUN_BUDGET_USD={settings.run_budget_usd:g}")
    if 0 < settings.run_budget_tokens < tokens:
        passed.append(f"RUN_BUDGET_TOKENS={settings.run_budget_tokens}")
    if not passed:
        return ""
    return (
        f"The run is expected to need more than {' and '.join(passed)}. It will pause before it "
        "spends more; what is done by then is kept, and it can be resumed with a higher budget."
    )


def spent_words(run: RunRow) -> str:
    """Calls, tokens and money of a run so far, and how many answers needed no call."""
    parts = [counted(run.llm_calls, "call")]
    if run.llm_calls:
        parts += [_tokens(run), _cost(run.cost_usd)]
    if run.from_cache:
        parts.append(f"{run.from_cache:,} answered from the cache")
    if run.same_question:
        parts.append(f"{run.same_question:,} with the same question as another one")
    return " · ".join(parts)


def kept_words(figures: CacheFigures, settings: Settings) -> str:
    """How many answers are kept for later runs, and what asking for them took."""
    said = "No answer of a model is kept."
    if figures.answers:
        tokens = figures.prompt_tokens + figures.completion_tokens
        cost = f" and {money(figures.cost_usd)}" if figures.cost_usd is not None else ""
        said = (
            f"{counted(figures.answers, 'answer')} kept, so that the same question is not asked "
            f"again. Asking took {tokens:,} tokens{cost}."
        )
    return said if settings.llm_cache else f"{said} LLM_CACHE=off: none is used, none is added."


def answer_words(answered_by: str | None, parts: int, together: int) -> str:
    """Who answered what a subtree means: a word or two for a table, empty where nobody did."""
    if answered_by != "model":
        return answered_by or ""
    if together > 1:
        return f"with {counted(together - 1, 'other')}"
    return f"in {parts} parts" if parts > 1 else "model"


def _besides(expected: Expectation) -> str:
    counts = (
        (expected.same_question, "with the same question as another one"),
        (expected.from_cache, "answered from the cache"),
        (expected.together, "sharing a call with others of their node"),
        (expected.split, "split into parts"),
    )
    return ", ".join(f"{count:,} {words}" for count, words in counts if count)


def _about(tokens: int) -> str:
    """Three digits: more would look exact."""
    return f"{float(f'{tokens:.3g}'):,.0f}"


def _tokens(run: RunRow) -> str:
    cached = f" ({run.cached_tokens:,} cached by the provider)" if run.cached_tokens else ""
    sent = f"{run.prompt_tokens:,} tokens sent{cached}"
    return f"{sent}, {run.completion_tokens:,} received"


def _cost(usd: float | None) -> str:
    return "cost not known" if usd is None else money(usd)
