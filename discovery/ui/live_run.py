"""A run as it happens: progress, counts by status, time, what it has cost, and each node."""

import streamlit as st

from discovery.errors import NotFoundError, StorageError
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.storage.statuses import RunStatus, SubtreeStatus
from discovery.ui import run_actions, subtrees_table
from discovery.ui.figures import spent_words
from discovery.ui.out_of_reach import show_reason
from discovery.ui.session import runner, show_run
from discovery.ui.standing import is_over, standing, worked_seconds
from discovery.ui.text import counted, duration, markdown_escaped

REFRESH_SECONDS = 1
# Somebody else, or the program itself, may go on with a run that stopped.
REFRESH_STOPPED_SECONDS = 3
COUNT_WIDTH = 110  # px, of up to five digits
DIGIT_WIDTH = 22
REASONS = 5

_PROCESSED = (SubtreeStatus.SUCCESS, SubtreeStatus.SKIPPED, SubtreeStatus.ERROR)


def show(run_id: int) -> None:
    """Draw the run, and again and again for as long as something may happen to it."""
    try:
        pace = _pace(queries.run(runner().db, run_id))
    except NotFoundError as error:
        show_run(None)
        st.warning(markdown_escaped(str(error)))
        return
    refreshing = st.fragment(_draw, run_every=pace)
    refreshing(run_id, pace)


def _pace(run: RunRow) -> int | None:
    """The seconds after which a run is drawn again; None for one that is over."""
    if run.is_live:
        return REFRESH_SECONDS
    return None if is_over(run) else REFRESH_STOPPED_SECONDS


def _draw(run_id: int, pace: int | None) -> None:
    try:
        run = queries.run(runner().db, run_id)
        if _pace(run) != pace:
            st.rerun()  # the whole page once: it takes up the new pace and shows what comes next
        _show(run)
    except NotFoundError:
        st.rerun()  # it was deleted in the meantime
    except StorageError as error:
        show_reason(error)


def _show(run: RunRow) -> None:
    _heading(run)
    _progress(run)
    if run.extractor == "model":
        st.caption(markdown_escaped(spent_words(run)))
    _counts(run)
    if not run.error and run.subtrees_error:
        _reasons(run)
    subtrees_table.show(run)


def _heading(run: RunRow) -> None:
    title, actions = st.columns([3, 2], vertical_alignment="center")
    with title.container(gap="xxsmall"):
        name = f" · {markdown_escaped(run.name)}" if run.name else ""
        st.subheader(f"Run {run.run_id} · {standing(run)}{name}", anchor=False)
        st.caption(markdown_escaped(f"{run.file_name} · {run.mode} · {run.mode_reason}"))
    with actions.container(horizontal=True, horizontal_alignment="right"):
        run_actions.show(run)
    run_actions.show_refusal(run)
    _what_keeps_it(run)


def _what_keeps_it(run: RunRow) -> None:
    """Why a run stands where it stands, and who works on it if that is not this window."""
    if run.error:
        show_error = st.warning if run.status == RunStatus.PAUSED else st.error
        show_error(markdown_escaped(run.error))
    if trouble := runner().trouble(run.run_id):
        st.warning(markdown_escaped(f"The run waits and goes on by itself: {trouble}"))
    if run.is_interrupted:
        st.info("The program ended while the run was under way. What is stored stays.")
    if run.is_live and run.holder and not runner().is_live(run.run_id):
        st.caption(markdown_escaped(f"Worked on by {run.holder}, not by this window."))


def _progress(run: RunRow) -> None:
    done = sum(run.statuses[status] for status in _PROCESSED)
    share = done / run.subtrees_total if run.subtrees_total else 1.0
    elapsed = duration(worked_seconds(run))
    words = f"{done:,} of {counted(run.subtrees_total, 'subtree')} · {elapsed}"
    live = runner().live(run.run_id)
    remaining = live.remaining_seconds(run) if live else None
    if remaining and not run.ordered:
        words += f" · about {duration(remaining)} remaining"
    st.progress(min(share, 1.0), text=words + (_reading(run) or _calls_under_way(run)))


def _reading(run: RunRow) -> str:
    """What comes before the first subtree, which takes a while in a large document."""
    live = runner().live(run.run_id)
    if live is None or live.read_share == 1.0:
        return ""
    if live.listed_share < 1.0:
        return f" · listing the nodes, {live.listed_share:.0%} done"
    return f" · reading the document, {live.read_share:.0%} done"


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
            width = max(COUNT_WIDTH, DIGIT_WIDTH * len(f"{count:,}"))
            st.metric(status.capitalize(), f"{count:,}", width=width)


def _reasons(run: RunRow) -> None:
    """Why subtrees failed, each reason once: in the table there is no room for a sentence."""
    reasons = queries.failure_reasons(runner().db, run.run_id, REASONS)
    if reasons:
        st.error(
            "\n\n".join(
                f"**{counted(count, 'subtree')}**: {markdown_escaped(reason)}"
                for reason, count in reasons
            )
        )
