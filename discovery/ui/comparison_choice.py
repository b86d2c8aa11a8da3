"""Which two runs are compared, and how."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from discovery.errors import NotFoundError
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.ui import run_choice
from discovery.ui.session import RUN_A, RUN_B, choices, follow_pair, runner, show_pair

# Each option by its name in the address: what it is called on the screen, and what it does.
_OPTIONS = {
    "equate_formats": (
        "Equate units and formats",
        "The same value in another unit or format counts as equal: 23KG and 23 kg, KGM and K, "
        "23 kg and 50 lb, 10.0 and 10.00, 2025-10-15 and 15OCT25, 12:00Z and 14:00+02:00. "
        "What was equated is counted and listed.",
    ),
    "ignore_identifiers": (
        "Ignore identifiers",
        "What only was numbered anew counts as the same: another PaxSegmentID of the same flight, "
        "and the references to it.",
    ),
    "structure_only": (
        "Structure only",
        "Which elements and attributes there are, whatever their values.",
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Run A is what was before, run B what came after; `options` are as `compare` takes them."""

    run_a: RunRow
    run_b: RunRow
    options: dict[str, bool]


def show() -> Choice | None:
    """Let the analyst choose two of the workspace's runs; None where there are fewer.

    The address names the runs and the options, so that its link opens the same comparison.
    """
    follow_pair()
    found = queries.runs(runner().db, choices().workspace)
    if len(found) < 2:
        st.info(
            "There are no two runs in this workspace yet. Start them on the Discover screen: "
            "of one document, of two versions of a message, or of two airlines."
        )
        return None
    before, after = _first_choice(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        run_a = _choose("Run A: before", RUN_A, found, before)
        swap = st.container(width="content")
        run_b = _choose("Run B: after", RUN_B, found, after)
    pair = run_b.run_id, run_a.run_id
    swap.button("⇄", help="Swap A and B", on_click=show_pair, args=pair)
    show_pair(run_a.run_id, run_b.run_id)
    return Choice(run_a, run_b, _options())


def _options() -> dict[str, bool]:
    with st.container(horizontal=True):
        return {
            name: st.toggle(label, key=name, help=what, bind="query-params")
            for name, (label, what) in _OPTIONS.items()
        }


def _choose(label: str, key: str, found: list[RunRow], first_choice: RunRow) -> RunRow:
    current = _current(key, found) or first_choice
    offered = found if current in found else [*found, current]
    return st.selectbox(label, offered, index=offered.index(current), format_func=run_choice.label)


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
