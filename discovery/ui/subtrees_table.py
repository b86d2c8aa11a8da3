"""The subtrees of a run as a table: the status of each, who answered, and what it took."""

from collections.abc import Sequence

import streamlit as st

from discovery.storage import queries
from discovery.storage.queries import SUBTREES_PAGE, RunRow, SubtreeRow
from discovery.storage.statuses import SubtreeStatus
from discovery.ui import paging
from discovery.ui.figures import answer_words
from discovery.ui.session import runner
from discovery.ui.tables import table_of
from discovery.ui.text import below, common_parent, node_label

TABLE_HEIGHT = 440  # cuts a row, so that it is seen that more follow

_SYMBOLS = {
    SubtreeStatus.PENDING: "○",
    SubtreeStatus.RUNNING: "◐",
    SubtreeStatus.SUCCESS: "✓",
    SubtreeStatus.SKIPPED: "–",
    SubtreeStatus.ERROR: "✗",
    SubtreeStatus.CANCELLED: "⊘",
}
# What matters least comes last: on a narrow screen it is out of sight.
_COLUMNS = {
    "node": st.column_config.TextColumn(),
    "ordinal": st.column_config.NumberColumn("#", width=45, help="Which occurrence of the node"),
    "status": st.column_config.TextColumn("Status", width=95),
    "answer": st.column_config.TextColumn("Answer", width=110, help="Who said what it means"),
    "attempts": st.column_config.NumberColumn(
        "Attempts", width=75, help="Calls made to the model about it"
    ),
    "tokens": st.column_config.NumberColumn(
        "Tokens", width=70, format="localized", help="Sent and received; of a shared call its share"
    ),
    "cost": st.column_config.NumberColumn("Cost", width=75, format="$%.4f"),
    "milliseconds": st.column_config.NumberColumn("ms", width=75, format="%.1f"),
    "worker": st.column_config.TextColumn("Worker", width=100),
    "facts": st.column_config.NumberColumn("Facts", width=60),
    "error": st.column_config.TextColumn("Error", width="large"),
}
_OF_THE_MODEL = ("answer", "attempts", "tokens", "cost")


def show(run: RunRow) -> None:
    """Draw a page of the subtrees of a run, of those that failed where the analyst asks for it."""
    subtrees = _chosen(run)
    if subtrees:
        _table(run, subtrees)
    elif not run.is_live:
        st.caption("The run stopped before these nodes were listed.")


def _chosen(run: RunRow) -> Sequence[SubtreeRow]:
    """Read no more than a page: a run may have a hundred thousand subtrees."""
    db, failed, run_id = runner().db, run.subtrees_error, run.run_id
    if 0 < failed < run.subtrees_total and st.toggle(
        f"Only failed nodes ({failed:,})", key=f"failed-of-{run_id}"
    ):
        page = paging.show(failed, SUBTREES_PAGE, "failed nodes", key=f"failed-page-{run_id}")
        return queries.failed_subtrees(db, run_id, page)
    page = paging.show(run.subtrees_total, SUBTREES_PAGE, "subtrees", key=f"page-of-{run_id}")
    return queries.subtree_page(db, run_id, page)


def _table(run: RunRow, subtrees: Sequence[SubtreeRow]) -> None:
    parent = common_parent({subtree.section_path for subtree in subtrees})
    rows = [_row(subtree, parent) for subtree in subtrees]
    st.dataframe(
        table_of(rows, list(_COLUMNS)),
        column_order=_shown(run),
        column_config={**_COLUMNS, "node": st.column_config.TextColumn(node_label(parent))},
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(subtrees) > 10 else "auto",
        key=f"subtrees-of-{run.run_id}",  # another run begins with widths of its own
    )


def _shown(run: RunRow) -> list[str]:
    """The columns that say something about this run: the screen has no room for others."""
    without: set[str] = {"facts"} if run.extractor == "model" else set(_OF_THE_MODEL)
    if run.cost_usd is None:
        without.add("cost")
    return [name for name in _COLUMNS if name not in without]


def _row(subtree: SubtreeRow, parent: str) -> dict[str, object]:
    status = SubtreeStatus(subtree.status)
    return {
        "node": below(subtree.section_path, parent),
        "ordinal": subtree.node_ordinal,
        "status": f"{_SYMBOLS[status]} {status}",
        "worker": subtree.worker or "",
        "answer": answer_words(subtree.answered_by, subtree.parts, subtree.together),
        "attempts": subtree.attempts,
        "tokens": subtree.prompt_tokens + subtree.completion_tokens,
        "cost": subtree.cost_usd,
        "milliseconds": subtree.processing_time_ms,
        "facts": subtree.facts_stored,
        "error": subtree.error or "",
    }
