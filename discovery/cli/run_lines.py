"""Runs and subtrees in a line each."""

from discovery.storage.queries import RunRow, SubtreeRow
from discovery.ui.figures import answer_words, money, spent_words
from discovery.ui.standing import standing


def run_line(run: RunRow) -> str:
    """A run in a line: its status, its subtrees, and what it asked of a model."""
    counts = ", ".join(f"{count} {name}" for name, count in run.statuses.items() if count)
    name = f" {run.name}" if run.name else ""
    about = f"Run {run.run_id}{name} {_standing(run)}: {run.file_name}"
    line = f"{about}, {counts} ({run.mode})"
    return f"{line} · {spent_words(run)}" if run.extractor == "model" else line


def _standing(run: RunRow) -> str:
    """The status as `--status` takes it, unless it is about to change or nobody wanted it."""
    if run.is_interrupted or (run.is_live and run.ordered):
        return standing(run)
    return run.status


def subtree_line(subtree: SubtreeRow) -> str:
    """A subtree in a line: its status, who answered and what that cost, and its error."""
    place = f"{subtree.section_path} [{subtree.node_ordinal}]"
    line = f"  {subtree.status:<9} {place}{_answer(subtree)}"
    return f"{line} {subtree.error}" if subtree.error else line


def _answer(subtree: SubtreeRow) -> str:
    answer = answer_words(subtree.answered_by, subtree.parts, subtree.together)
    if not answer:
        return ""
    said = [answer]
    if tokens := subtree.prompt_tokens + subtree.completion_tokens:
        said.append(f"{tokens:,} tokens")
    if subtree.cost_usd is not None:
        said.append(money(subtree.cost_usd))
    return f" ({', '.join(said)})"
