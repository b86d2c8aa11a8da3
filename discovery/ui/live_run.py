"""A run as it happens: progress, counts by status, time, and each node."""

from collections import Counter

import pandas as pd
import streamlit as st

from discovery.errors import NotFoundError
from discovery.storage import queries
from discovery.storage.models import LIVE_RUN_STATUSES, RunStatus, SubtreeStatus, now
from discovery.storage.queries import RunRow, SubtreeRow
from discovery.ui import screens
from discovery.ui.session import runner, show_run
from discovery.ui.text import (
    below,
    common_parent,
    counted,
    duration,
    markdown_escaped,
    node_label,
)

REFRESH_SECONDS = 1
TABLE_HEIGHT = 440  # cuts a row, so that it is seen that more follow
TABLE_ROWS = 5000
COUNT_WIDTH = 110
REASONS = 5

_SYMBOLS = {
    SubtreeStatus.PENDING: "○",
    SubtreeStatus.RUNNING: "◐",
    SubtreeStatus.SUCCESS: "✓",
    SubtreeStatus.SKIPPED: "–",
    SubtreeStatus.ERROR: "✗",
    SubtreeStatus.CANCELLED: "⊘",
}
_STATUS_WORDS = {
    RunStatus.STARTED: "starting",
    RunStatus.IN_PROGRESS: "in progress",
    RunStatus.PAUSED: "paused",
    RunStatus.COMPLETED: "completed",
    RunStatus.PARTIAL_FAILURE: "some nodes failed",
    RunStatus.FAILED: "failed",
    RunStatus.CANCELLED: "cancelled",
}
_PROCESSED = (SubtreeStatus.SUCCESS, SubtreeStatus.SKIPPED, SubtreeStatus.ERROR)
_COLUMNS = {
    "node": st.column_config.TextColumn(),
    "ordinal": st.column_config.NumberColumn("#", help="Which occurrence of the node"),
    "status": st.column_config.TextColumn("Status", width=105),
    "worker": st.column_config.TextColumn("Worker", width=105),
    "attempts": st.column_config.NumberColumn("Attempts", help="Calls made to the model"),
    "milliseconds": st.column_config.NumberColumn("ms", format="%.1f"),
    "facts": st.column_config.NumberColumn("Facts"),
    "error": st.column_config.TextColumn("Error", width="large"),
}


def show(run_id: int) -> None:
    """Draw the run, each second anew while it is under way."""
    try:
        live = queries.run(runner().db, run_id).status in LIVE_RUN_STATUSES
    except NotFoundError as error:
        show_run(None)
        st.warning(markdown_escaped(str(error)))
        return
    refreshing = st.fragment(_draw, run_every=REFRESH_SECONDS if live else None)
    refreshing(run_id, was_live=live)


def _draw(run_id: int, *, was_live: bool) -> None:
    run = queries.run(runner().db, run_id)
    if was_live and run.status not in LIVE_RUN_STATUSES:
        st.rerun()  # the whole page once: it ends the refreshing and shows what comes next
    _heading(run)
    _progress(run)
    _counts(run)
    subtrees = queries.subtrees(runner().db, run_id, limit=TABLE_ROWS)
    if not run.error:
        _reasons(subtrees)
    if subtrees:
        _table(run, subtrees)


def _heading(run: RunRow) -> None:
    title, action = st.columns([4, 1], vertical_alignment="center")
    with title.container(gap="xxsmall"):
        st.subheader(f"Run {run.run_id} · {_STATUS_WORDS[RunStatus(run.status)]}", anchor=False)
        st.caption(markdown_escaped(f"{run.file_name} · {run.mode} · {run.mode_reason}"))
    if run.error:
        st.error(markdown_escaped(run.error))
    with action:
        _action(run)


def _action(run: RunRow) -> None:
    """The one thing to do next with the run."""
    if runner().is_live(run.run_id):
        if st.button("Cancel run", width="stretch", help="What is done stays."):
            runner().cancel(run.run_id)
    elif run.status in {*LIVE_RUN_STATUSES, RunStatus.PAUSED}:
        hint = "The run was interrupted. What is stored is not done again."
        if st.button("Resume run", width="stretch", help=hint):
            runner().resume(run.run_id)
            st.rerun()
    elif run.node_facts_extracted and st.button("Read the facts", type="primary", width="stretch"):
        st.switch_page(screens.facts())


def _progress(run: RunRow) -> None:
    done = sum(run.statuses[status] for status in _PROCESSED)
    share = done / run.subtrees_total if run.subtrees_total else 1.0
    elapsed = ((run.finished_at or now()) - run.started_at).total_seconds()
    words = f"{done:,} of {counted(run.subtrees_total, 'subtree')} · {duration(elapsed)}"
    if run.status in LIVE_RUN_STATUSES and 0 < done < run.subtrees_total:
        words += f" · about {duration(elapsed / share - elapsed)} remaining"
    st.progress(min(share, 1.0), text=words + _calls_under_way(run))


def _calls_under_way(run: RunRow) -> str:
    """How many calls to the model run at one time: the limit adapts to the provider."""
    traffic = runner().traffic() if runner().is_live(run.run_id) else None
    if traffic is None or run.extractor != "model":
        return ""
    if traffic.pause_seconds > 0:
        return f" · the provider wants no calls for another {duration(traffic.pause_seconds)}"
    return f" · {counted(traffic.under_way, 'call')} under way, at most {traffic.concurrency} now"


def _counts(run: RunRow) -> None:
    with st.container(horizontal=True):
        for status, count in run.statuses.items():
            st.metric(status.capitalize(), f"{count:,}", width=COUNT_WIDTH)


def _reasons(subtrees: list[SubtreeRow]) -> None:
    """Why subtrees failed, each reason once: in the table there is no room for a sentence."""
    reasons = Counter(subtree.error for subtree in subtrees if subtree.error)
    if reasons:
        st.error(
            "\n\n".join(
                f"**{counted(count, 'subtree')}**: {markdown_escaped(reason)}"
                for reason, count in reasons.most_common(REASONS)
            )
        )


def _table(run: RunRow, subtrees: list[SubtreeRow]) -> None:
    parent = common_parent({subtree.section_path for subtree in subtrees})
    rows = [_row(subtree, parent) for subtree in subtrees]
    st.dataframe(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        column_config={**_COLUMNS, "node": st.column_config.TextColumn(node_label(parent))},
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(subtrees) > 10 else "auto",
        key=f"subtrees-of-{run.run_id}",  # another run begins with widths of its own
    )
    if run.subtrees_total > TABLE_ROWS:
        st.caption(f"The first {TABLE_ROWS:,} subtrees; all {run.subtrees_total:,} are counted.")


def _row(subtree: SubtreeRow, parent: str) -> dict[str, object]:
    status = SubtreeStatus(subtree.status)
    return {
        "node": below(subtree.section_path, parent),
        "ordinal": subtree.node_ordinal,
        "status": f"{_SYMBOLS[status]} {status}",
        "worker": subtree.worker or "",
        "attempts": subtree.attempts,
        "milliseconds": subtree.processing_time_ms,
        "facts": subtree.facts_stored,
        "error": subtree.error or "",
    }
