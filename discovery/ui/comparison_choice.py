"""Which two runs are compared, and how."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from discovery.errors import NotFoundError
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui import run_choice
from discovery.ui.session import choices, runner

RUN_A, RUN_B = "compare_a", "compare_b"  # in the session: the ids of the runs, on any screen

_EQUATE = (
    "23KG and 23 kg, 10.0 and 10.00, 2025-10-15 and 15OCT25, 12:00Z and 14:00+02:00. "
    "Identifiers and codes are never taken for the same. What was, is counted and listed."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Run A is what was before, run B what came after."""

    run_a: RunRow
    run_b: RunRow
    equate_formats: bool


def show() -> Choice | None:
    """Let the analyst choose two of the workspace's runs; None where there are fewer."""
    found = queries.runs(runner().db, choices().workspace)
    if len(found) < 2:
        st.info(
            "There are no two runs in this workspace yet. Start them on the Discover screen: "
            "of one document, of two versions of a message, or of two airlines."
        )
        return None
    before, after = _first_choice(found)
    left, right = st.columns(2)
    with left:
        run_a = _choose("Run A: before", RUN_A, found, before)
    with right:
        run_b = _choose("Run B: after", RUN_B, found, after)
    equate = st.toggle("Count the same value in another unit or format as equal", help=_EQUATE)
    return Choice(run_a, run_b, equate)


def _choose(label: str, key: str, found: list[RunRow], first_choice: RunRow) -> RunRow:
    current = _current(key, found) or first_choice
    offered = found if current in found else [*found, current]
    chosen = st.selectbox(
        label, offered, index=offered.index(current), format_func=run_choice.label
    )
    st.session_state[key] = chosen.run_id
    return chosen


def _current(key: str, found: list[RunRow]) -> RunRow | None:
    """The run chosen before, also where it is too old to be listed; None for none of these."""
    run_id = st.session_state.get(key)
    if run_id is None:
        return None
    if listed := next((run for run in found if run.run_id == run_id), None):
        return listed
    with suppress(NotFoundError):
        run = queries.run(runner().db, run_id)
        return run if run.workspace == choices().workspace else None
    return None


def _first_choice(found: list[RunRow]) -> tuple[RunRow, RunRow]:
    """The newest two runs, with facts, of one document or message; else the newest two."""
    with_facts = [run for run in found if run.node_facts_extracted]
    for index, after in enumerate(with_facts):
        for before in with_facts[index + 1 :]:
            if _are_alike(before, after):
                return before, after
    newest = with_facts if len(with_facts) > 1 else found
    return newest[1], newest[0]


def _are_alike(one: RunRow, other: RunRow) -> bool:
    is_one_document = one.document_sha256 == other.document_sha256
    return is_one_document or one.message_root == other.message_root
