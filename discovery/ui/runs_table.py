"""The runs of the workspace as a table, found by words and by where they stand."""

from dataclasses import dataclass

import streamlit as st

from discovery.errors import StorageError
from discovery.storage import queries
from discovery.storage.queries import RUNS_LISTED, RunRow
from discovery.storage.statuses import RunStatus
from discovery.ui.explanation import message_of
from discovery.ui.out_of_reach import show_reason
from discovery.ui.session import choices, runner
from discovery.ui.standing import KINDS, standing, worked_seconds
from discovery.ui.tables import table_of
from discovery.ui.text import duration

TABLE_HEIGHT = 440  # cuts a row, so that it is seen that more follow
REFRESH_SECONDS = 2

_SELECTED, _PACE = "selected_runs", "pace_of_runs"  # in the session
_ROWS_IN_SIGHT = 11

# What matters least comes last: on a narrow screen it is out of sight.
_COLUMNS = {
    "run": st.column_config.NumberColumn("Run", format="%d", width=50),
    "name": st.column_config.TextColumn("Name", width=120),
    "status": st.column_config.TextColumn("Status", width=125),
    "document": st.column_config.TextColumn("Document", width=140),
    "message": st.column_config.TextColumn("Message", width=125),
    "airline": st.column_config.TextColumn("Airline", width=60),
    "started": st.column_config.DatetimeColumn(
        "Started (UTC)", width=125, format="YYYY-MM-DD HH:mm"
    ),
    "facts": st.column_config.NumberColumn("Facts", width=60, format="localized"),
    "errors": st.column_config.NumberColumn("Errors", width=60, format="localized"),
    "subtrees": st.column_config.NumberColumn("Subtrees", width=75, format="localized"),
    "done": st.column_config.NumberColumn("Done", width=60, format="localized"),
    "by": st.column_config.TextColumn("By", width=100, help="Who started it"),
    "took": st.column_config.TextColumn("Worked", width=85, help="Without its pauses"),
    "model": st.column_config.TextColumn("Model", width=110),
    "calls": st.column_config.NumberColumn("Calls", width=60, help="To a model"),
    "tokens": st.column_config.NumberColumn("Tokens", width=75, format="localized"),
    "cost": st.column_config.NumberColumn("Cost", width=75, format="$%.4f"),
    "mode": st.column_config.TextColumn("Mode", width=95),
}
_OF_THE_MODEL = ("calls", "tokens", "cost", "model")
_MAY_BE_EMPTY = ("name", "airline", "errors", "cost")


@dataclass(frozen=True, slots=True)
class _Search:
    workspace: str
    words: str
    statuses: frozenset[RunStatus]

    def runs(self) -> list[RunRow]:
        return queries.runs(runner().db, self.workspace, search=self.words, statuses=self.statuses)

    def count(self) -> int:
        return queries.count_runs(
            runner().db, self.workspace, search=self.words, statuses=self.statuses
        )

    @property
    def finds_all(self) -> bool:
        return not (self.words.strip() or self.statuses)


def show() -> list[int]:
    """Draw the runs that are found, newest first; return the numbers of the selected ones."""
    search = _search()
    pace = st.session_state.get(_PACE)
    st.fragment(_draw, run_every=pace)(search, pace)
    return [run_id for run_id, _ in st.session_state.get(_SELECTED, [])]


def _search() -> _Search:
    words, kinds = st.columns([3, 2])
    sought = words.text_input(
        "Search",
        type="search",
        live=True,
        key="runs-search",
        persist_state="session",
        placeholder="Name, note, document, message, airline, model, who or number",
    )
    chosen = kinds.multiselect(
        "Status", list(KINDS), key="runs-kinds", persist_state="session", placeholder="Any"
    )
    statuses = frozenset(status for kind in chosen for status in KINDS[kind])
    return _Search(choices().workspace, sought or "", statuses)


def _pace(runs: list[RunRow]) -> int | None:
    """The seconds after which the table is drawn again; None where nothing happens by itself."""
    return REFRESH_SECONDS if any(run.is_live or run.is_interrupted for run in runs) else None


def _draw(search: _Search, pace: int | None) -> None:
    try:
        runs = search.runs()
        selected = _table(runs) if runs else _nothing(search)
        if len(runs) == RUNS_LISTED and (more := search.count() - RUNS_LISTED):
            st.caption(f"The newest {RUNS_LISTED} runs, and {more:,} more; search to narrow.")
    except StorageError as error:
        show_reason(error)
        return
    if runs and not selected:
        st.caption("Select a run to read about it, or two to compare them.")
    # What is drawn below is about the selected runs and where they stand.
    about = [(run.run_id, standing(run)) for run in selected]
    if about != st.session_state.get(_SELECTED, []) or _pace(runs) != pace:
        st.session_state[_SELECTED], st.session_state[_PACE] = about, _pace(runs)
        st.rerun()


def _nothing(search: _Search) -> list[RunRow]:
    if search.finds_all:
        st.info("There are no runs in this workspace yet. Start one on the Discover screen.")
    else:
        st.info("No run is found. Search for less, or for any status.")
    return []


def _table(runs: list[RunRow]) -> list[RunRow]:
    """Draw the runs; return the selected ones."""
    ids = [run.run_id for run in runs]
    before = {run_id for run_id, _ in st.session_state.get(_SELECTED, [])}
    rows = [_row(run) for run in runs]
    event = st.dataframe(
        table_of(rows, list(_COLUMNS)),
        column_order=_shown(rows),
        column_config=_COLUMNS,
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(runs) > _ROWS_IN_SIGHT else "auto",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={
            "selection": {"rows": [i for i, run_id in enumerate(ids) if run_id in before]}
        },
        # A selection counts for the rows it was made in; other rows begin with what was selected.
        key=f"runs-{hash(tuple(ids))}",
    )
    return [runs[index] for index in event["selection"]["rows"]]


def _shown(rows: list[dict[str, object]]) -> list[str]:
    """The columns that say something about these runs."""
    without = {name for name in _MAY_BE_EMPTY if not any(row[name] for row in rows)}
    if not any(row["model"] for row in rows):
        without |= set(_OF_THE_MODEL)
    if all(row["done"] == row["subtrees"] for row in rows):
        without.add("done")
    return [name for name in _COLUMNS if name not in without]


def _row(run: RunRow) -> dict[str, object]:
    return {
        "run": run.run_id,
        "name": run.name,
        "status": standing(run),
        "document": run.file_name,
        "message": message_of(run),
        "airline": run.airline_code or "",
        "model": run.model or "",
        "subtrees": run.subtrees_total,
        "done": run.subtrees_processed,
        "errors": run.subtrees_error,
        "facts": run.node_facts_extracted,
        "calls": run.llm_calls if run.model else None,
        "tokens": run.prompt_tokens + run.completion_tokens if run.model else None,
        "cost": run.cost_usd,
        "started": run.started_at,
        "by": run.started_by,
        "took": duration(worked_seconds(run)),
        "mode": run.mode,
    }
