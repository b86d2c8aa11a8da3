"""A run as it happens: progress, counts by status, time, what it has cost, and each node."""

from collections import Counter

import streamlit as st

from discovery.errors import NotFoundError
from discovery.storage import queries
from discovery.storage.models import LIVE_RUN_STATUSES, RunStatus, SubtreeStatus, now
from discovery.storage.queries import RunRow, SubtreeRow
from discovery.ui import screens, subtrees_table
from discovery.ui.figures import spent_words
from discovery.ui.session import runner, show_run
from discovery.ui.text import counted, duration, markdown_escaped

REFRESH_SECONDS = 1
COUNT_WIDTH = 110
REASONS = 5

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
    if run.extractor == "model":
        st.caption(markdown_escaped(spent_words(run)))
    _counts(run)
    subtrees = queries.subtrees(runner().db, run_id, limit=subtrees_table.ROWS)
    if not run.error:
        _reasons(subtrees)
    if subtrees:
        subtrees_table.show(run, subtrees)


def _heading(run: RunRow) -> None:
    title, action = st.columns([4, 1], vertical_alignment="center")
    with title.container(gap="xxsmall"):
        st.subheader(f"Run {run.run_id} · {_STATUS_WORDS[RunStatus(run.status)]}", anchor=False)
        st.caption(markdown_escaped(f"{run.file_name} · {run.mode} · {run.mode_reason}"))
    if run.error:
        show_reason = st.warning if run.status == RunStatus.PAUSED else st.error
        show_reason(markdown_escaped(run.error))
    with action:
        _action(run)


def _action(run: RunRow) -> None:
    """The one thing to do next with the run."""
    if runner().is_live(run.run_id):
        if st.button("Cancel run", width="stretch", help="What is done stays."):
            runner().cancel(run.run_id)
    elif run.status in {*LIVE_RUN_STATUSES, RunStatus.PAUSED}:
        hint = "What is stored is not done again."
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
    traffic = runner().model.traffic() if runner().is_live(run.run_id) else None
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
