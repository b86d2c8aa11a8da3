"""A comparison in words. The terminal uses them, too."""

from collections.abc import Iterator

from discovery.compare import Comparison, Counts, Kind, without_codes
from discovery.ui.text import counted

_SAID = frozenset({Kind.SPELLED, Kind.NOT_COMPARABLE})  # as two values beside each other do not


def summary_words(counts: Counts) -> str:
    """What became of the facts, and how many values and statements differ within them."""
    facts = f"{counted(counts.facts_a, 'fact')} before, {counts.facts_b:,} after: "
    facts += f"{counts.same:,} same, {counts.changed:,} changed, "
    facts += f"{counts.added:,} added, {counts.removed:,} removed"
    others = {
        "renumbered": counts.renumbered,
        "spelled differently": counts.spelled_differently,
        "not ticked in A": counts.not_ticked_in_a,
        "not ticked in B": counts.not_ticked_in_b,
        "not comparable": counts.partly_compared,
    }
    facts += "".join(f", {count:,} {what}" for what, count in others.items() if count)
    within = []
    if counts.values:
        within.append(counted(counts.values, "different value"))
    if counts.meanings:
        within.append(counted(counts.meanings, "different statement") + " about the meaning")
    return " · ".join([facts, *within])


def difference_words(before: str | None, after: str | None, kind: str) -> str:
    """What became of a value: `DOE -> ROE`, or `[SURNAME] changed` where it is masked."""
    told = [without_codes(text) for text in (before, after) if text is not None]
    if len(told) > 1 and told[0] == told[1]:
        return f"{told[0]} {kind}"
    return " -> ".join(told) + (f" ({kind})" if kind in _SAID else "")


def masked_words(comparison: Comparison) -> str:
    """How many masked values cannot be compared, why, and what to do; "" where all can."""
    counts = comparison.counts
    if not counts.masked:
        return ""
    values = counted(counts.masked, "masked value")
    if counts.partly_compared:
        values += f"; in {counted(counts.partly_compared, 'fact')} nothing else changed"
    return f"Not comparable: {values}. {' '.join(comparison.why_masked)}"


def unsure_words(counts: Counts) -> Iterator[str]:
    """What an analyst must know besides to read the figures right, a line each."""
    without = counts.without_fact_a + counts.without_fact_b
    opposite = counts.not_comparable_a + counts.not_comparable_b - 2 * counts.partly_compared
    lines = (
        (
            without,
            f"Not comparable: {counted(without, 'subtree')} without a fact, and "
            f"{counted(opposite, 'fact')} that would stand beside them.",
        ),
        (
            counts.unresolved,
            "Not comparable: "
            f"{counted(counts.unresolved, 'reference')} to what was not ticked in both runs.",
        ),
        (
            counts.spelled,
            "Spelled differently, the same but for case, accents, blanks and separators: "
            f"{counted(counts.spelled, 'masked value')}.",
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
