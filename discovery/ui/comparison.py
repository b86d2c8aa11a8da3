"""Two runs compared: the figures above, and the ways out as files."""

from collections.abc import Hashable, Iterator

import streamlit as st

from discovery import compare as comparing
from discovery import export
from discovery.compare import Comparison, Status
from discovery.errors import RequestError
from discovery.storage.queries import RunRow
from discovery.storage.statuses import LIVE_RUN_STATUSES
from discovery.ui import downloads as files
from discovery.ui.comparison_choice import Choice
from discovery.ui.comparison_words import masked_words, unsure_words
from discovery.ui.differences_table import KeepRow
from discovery.ui.session import runner
from discovery.ui.text import markdown_escaped
from discovery.workbook import Table

FIGURE_WIDTH = 130


def show(choice: Choice) -> Comparison | None:
    """Compare the chosen runs and draw the figures; None where there is nothing to compare."""
    a, b = choice.run_a, choice.run_b
    try:
        found = _compared(a.run_id, b.run_id, choice.options, (_state(a), _state(b)))
    except RequestError as error:
        st.info(markdown_escaped(str(error)))
        return None
    for run in {a.run_id: a, b.run_id: b}.values():
        if run.status in LIVE_RUN_STATUSES:
            st.info(f"Run {run.run_id} is under way: only its facts so far are compared.")
    _figures(found)
    return found


@st.cache_resource(max_entries=4, show_spinner="Comparing the runs …")
def _compared(run_a: int, run_b: int, options: dict[str, bool], states: Hashable) -> Comparison:
    """Compared once for all sessions, and anew when the `states` of the runs are others."""
    return comparing.compare(runner().db, run_a, run_b, **options)


def _state(run: RunRow) -> Hashable:
    """Changes with every fact that a run still gets."""
    return run.status, run.node_facts_extracted, tuple(run.statuses.items())


def _figures(found: Comparison) -> None:
    counts = found.counts
    figures = {
        "Same": counts.same,
        "Changed": counts.changed,
        "Added": counts.added,
        "Removed": counts.removed,
    }
    others = {
        "Renumbered": counts.renumbered,
        "Spelled differently": counts.spelled_differently,
        "Not ticked in A": counts.not_ticked_in_a,
        "Not ticked in B": counts.not_ticked_in_b,
        "Not comparable": sum(one.status is Status.NOT_COMPARABLE for one in found.compared),
    }
    figures |= {label: figure for label, figure in others.items() if figure}
    with st.container(horizontal=True):
        for label, figure in figures.items():
            st.metric(label, f"{figure:,}", width=FIGURE_WIDTH)
    if words := masked_words(found):
        st.info(markdown_escaped(words))
    with st.container(gap="xxsmall"):
        for words in unsure_words(counts):
            st.caption(words)


def downloads(found: Comparison, keep: KeepRow | None = None) -> None:
    """Draw a button for each file of the rows to `keep`; one is written when it is asked for."""
    db = runner().db

    def rows() -> Iterator[comparing.Row]:
        return filter(keep or (lambda _: True), comparing.difference_rows(db, found))

    name = f"runs-{found.run_a.run_id}-{found.run_b.run_id}-differences"
    with st.container(horizontal=True):
        files.button(
            "Differences as CSV",
            f"{name}.csv",
            lambda target: export.write_csv(rows(), comparing.COLUMNS, target),
        )
        files.workbook_button(
            "Differences as Excel",
            f"{name}.xlsx",
            lambda: [Table("Differences", comparing.COLUMNS, rows())],
        )
        files.button(
            "Differences as JSON Lines",
            f"{name}.jsonl",
            lambda target: comparing.write_jsonl(rows(), target),
        )
