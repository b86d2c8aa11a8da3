"""The figures of a comparison in words. The terminal uses them, too."""

from collections.abc import Iterator

from discovery.compare import Counts
from discovery.ui.text import counted


def summary_words(counts: Counts) -> str:
    """What became of the facts, and how many values and statements differ within them."""
    facts = f"{counted(counts.facts_a, 'fact')} before, {counts.facts_b:,} after: "
    facts += f"{counts.same:,} same, {counts.changed:,} changed, "
    facts += f"{counts.added:,} added, {counts.removed:,} removed"
    within = []
    if counts.values:
        within.append(counted(counts.values, "different value"))
    if counts.meanings:
        within.append(counted(counts.meanings, "different statement") + " about the meaning")
    return " · ".join([facts, *within])


def unsure_words(counts: Counts) -> Iterator[str]:
    """What an analyst must know to read the figures right, a line each."""
    without = counts.without_fact_a + counts.without_fact_b
    opposite = counts.not_comparable_a + counts.not_comparable_b
    lines = (
        (
            without,
            f"Not comparable: {counted(without, 'subtree')} without a fact, and "
            f"{counted(opposite, 'fact')} that would stand beside them.",
        ),
        (
            counts.of_nodes_alone,
            "Added or removed with their whole node, which is not in the other message or was not "
            f"ticked there: {counted(counts.of_nodes_alone, 'fact')}.",
        ),
        (
            counts.masked,
            f"Hidden by placeholders, so neither equal nor changed: "
            f"{counted(counts.masked, 'value')}.",
        ),
        (
            counts.equated,
            f"Counted as equal in another unit or format: {counted(counts.equated, 'value')}.",
        ),
        (
            counts.meaning_only,
            f"Changed in the meaning only: {counted(counts.meaning_only, 'fact')}.",
        ),
        (
            counts.meaning_on_one_side,
            "With a meaning in one run only, which counts as no change: "
            f"{counted(counts.meaning_on_one_side, 'fact')}.",
        ),
        (
            counts.rearranged,
            f"The same but for order, namespaces or spacing: {counted(counts.rearranged, 'fact')}.",
        ),
    )
    return (words for count, words in lines if count)
