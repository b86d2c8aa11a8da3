"""What can be done with a run at the moment: one button each."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from discovery.errors import DiscoveryError
from discovery.storage.queries import RunRow
from discovery.storage.statuses import Order
from discovery.ui import screens
from discovery.ui.session import runner, show_run
from discovery.ui.signed_in import who
from discovery.ui.standing import is_over, standing
from discovery.ui.text import markdown_escaped

_REFUSED = "refused"

Kind = Literal["primary", "secondary"]


def show(run: RunRow) -> None:
    """Draw the buttons; the first is what comes next."""
    if run.is_live:
        _stopping(run)
    elif is_over(run):
        _afterwards(run)
    else:
        hint = "What is stored is not done again."
        _button("Resume run", runner().resume, run, hint, kind="primary")
        _cancel(run)


def show_refusal(run: RunRow) -> None:
    """Say why the last click did nothing, for as long as the run stands where it stood."""
    about, why = st.session_state.get(_REFUSED, ((), ""))
    if about == (run.run_id, standing(run)):
        st.error(markdown_escaped(why))


def _stopping(run: RunRow) -> None:
    hint = "Calls under way come to their end; the rest waits."
    _button("Pause run", runner().pause, run, hint, disabled=run.ordered is not None)
    _cancel(run)


def _cancel(run: RunRow) -> None:
    hint = "For good: what is done stays, the rest is not done."
    ordered = run.is_live and run.ordered == Order.CANCEL
    _button("Cancel run", runner().cancel, run, hint, disabled=ordered)


def _afterwards(run: RunRow) -> None:
    if run.node_facts_extracted:
        read = st.button("Read the facts", type="primary", key=f"read-{run.run_id}")
        if read:
            show_run(run.run_id)
            st.switch_page(screens.facts(), query_params={"run": str(run.run_id)})
    if run.subtrees_error:
        hint = "The nodes that ended in error are done again, no others."
        label = f"Retry failed nodes ({run.subtrees_error:,})"
        _button(label, runner().retry, run, hint)


def _button(
    label: str,
    act: Callable[[int, str], None],
    run: RunRow,
    hint: str,
    *,
    kind: Kind = "secondary",
    disabled: bool = False,
) -> None:
    st.button(
        label,
        type=kind,
        help=hint,
        disabled=disabled,
        key=f"{act.__name__}-{run.run_id}",
        on_click=attempt,
        args=(lambda run: act(run.run_id, who()), run),
    )


def attempt(act: Callable[[RunRow], None], run: RunRow) -> None:
    """Do something with a run before the screen is drawn again, which shows what came of it."""
    st.session_state.pop(_REFUSED, None)
    try:
        act(run)
    except DiscoveryError as error:
        st.session_state[_REFUSED] = ((run.run_id, standing(run)), str(error))
