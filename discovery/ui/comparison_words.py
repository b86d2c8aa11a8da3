"""The figures of a comparison in words. The terminal uses them, too."""

from collections.abc import Iterator

from discovery.compare import Counts
from discovery.ui.text import counted


def summary_words(counts: Counts) -> str:
    """How many facts are what, and how many values that makes."""
    parts = [f"{counts.same:,} same", f"{counts.changed:,} changed"]
    parts += [f"{counts.added:,} added", f"{counts.removed:,} removed"]
    said = f"{counted(counts.facts_a, 'fact')} and {counted(counts.facts_b, 'fact')}: "
    said += ", ".join(parts)
    if counts.values or counts.meanings:
        said += f" · {counted(counts.values, 'value')} differ" + ("s" if counts.values == 1 else "")
    if counts.meanings:
        said += f", {counted(counts.meanings, 'statement')} about the meaning"
    return said


def unsure_words(counts: Counts) -> Iterator[str]:
    """What the figures do not tell, a sentence each."""
    without = counts.without_fact_a + counts.without_fact_b
    if without:
        facts = counts.not_comparable_a + counts.not_comparable_b
        yield (
            f"{counted(without, 'subtree')} without a fact could not be compared, and so neither "
            f"could {counted(facts, 'fact')} of the other run."
        )
    if counts.of_nodes_alone:
        yield (
            f"{counted(counts.of_nodes_alone, 'fact')} of those added and removed are of nodes "
            "that the other run has not: its message does not hold them, or they were not ticked."
        )
    if counts.masked:
        yield (
            f"{counted(counts.masked, 'value')} could not be compared: placeholders of different "
            "documents say nothing about the values they stand for."
        )
    if counts.equated:
        yield f"{counted(counts.equated, 'value')} counted as equal in another unit or format."
    if counts.meaning_only:
        yield f"{counts.meaning_only:,} of the changed facts differ in their meaning only."
    if counts.meaning_on_one_side:
        yield (
            f"{counted(counts.meaning_on_one_side, 'fact')} have a meaning in one run only, "
            "which counts as no change."
        )
    if counts.rearranged:
        yield (
            f"{counts.rearranged:,} of the same facts are written in another order, namespace or "
            "spacing."
        )
