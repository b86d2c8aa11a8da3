"""The NodeFacts of a run as a table, one row a fact, page by page."""

from dataclasses import replace

import streamlit as st

from discovery import node_facts
from discovery.errors import NotFoundError
from discovery.facts.privacy import PSEUDONYM
from discovery.llm.claims import ClaimCounts
from discovery.processing.revealing import open_revealer, revealed_summaries
from discovery.storage import queries
from discovery.storage.queries import FACTS_PAGE, FactLine, FactTotals, RunRow
from discovery.storage.statuses import RunStatus
from discovery.ui import downloads, paging, reveal
from discovery.ui.meaning import claims_words
from discovery.ui.session import runner, settings
from discovery.ui.standing import standing
from discovery.ui.tables import table_of
from discovery.ui.text import (
    below,
    common_parent,
    counted,
    markdown_escaped,
    node_label,
)

_KEPT_SECONDS = 600
TABLE_HEIGHT = 335  # cuts a row, so that it is seen that more follow

_SHOWN = {
    "section_path": st.column_config.TextColumn(),
    "node_ordinal": st.column_config.NumberColumn("#", help="Which occurrence of the node"),
    "summary": st.column_config.TextColumn("Summary", width=280),
    "claims": st.column_config.TextColumn(
        "Claims", width=255, help="What the model claims, as a program has judged it"
    ),
    "fact_dangling": st.column_config.NumberColumn(
        "Dangling", help="References to something that the document does not hold"
    ),
    "fact_duplicates": st.column_config.NumberColumn(
        "Duplicates", help="Identifiers that the document gives more than once"
    ),
    "fact_references": st.column_config.NumberColumn("References"),
    "fact_identifiers": st.column_config.NumberColumn("Identifiers"),
    "fact_fields": st.column_config.NumberColumn("Fields"),
    "source_line": st.column_config.NumberColumn("Line", format="%d"),
}

_FROM_THE_MODEL = ("summary", "claims")


def show(run: RunRow) -> int | None:
    """Draw the facts; return the position of the selected one, of the first where none is."""
    totals = queries.fact_totals(runner().db, run.run_id)
    if not totals.facts:
        st.info(markdown_escaped(f"Run {run.run_id} has no NodeFacts. {_why_none(run)}"))
        return None
    if run.is_live:
        st.info("The run is under way: these are its facts so far. Reload to see the next ones.")
    elif missing := run.subtrees_total - totals.facts:
        st.info(
            f"The run is {standing(run)}: {missing:,} of its {run.subtrees_total:,} subtrees "
            "have no fact."
        )
    st.caption(_overview(totals))
    lines = _with_values(run, _chosen(run, totals))
    selected = _table(run, lines) if lines else None
    downloads.show(run)
    return None if selected is None else lines[selected].position


def _chosen(run: RunRow, totals: FactTotals) -> list[FactLine]:
    """A page of all facts, or of those with problems where the analyst asks for them."""
    db, problems = runner().db, totals.with_problems
    if problems and st.toggle(f"Only facts with problems ({problems:,})"):
        page = paging.show(problems, FACTS_PAGE, "facts", key=f"problems-page-{run.run_id}")
        return node_facts.fact_lines(db, run.run_id, page, only_problems=True)
    page = paging.show(totals.facts, FACTS_PAGE, "facts", key=f"facts-page-{run.run_id}")
    return node_facts.fact_lines(db, run.run_id, page)


def _with_values(run: RunRow, lines: list[FactLine]) -> list[FactLine]:
    """The lines; their summaries with real values where this session shows them."""
    masked = [line.position for line in lines if PSEUDONYM.search(line.fact_summary or "")]
    if not masked or not reveal.is_on():
        return lines
    summaries = _summaries(run, tuple(masked), run.run_id, run.status, run.node_facts_extracted)
    view = ("summaries", run.run_id, tuple(masked))
    what = f"summaries of the facts {masked[0]} to {masked[-1]}"
    reveal.record_view(view, what, lambda: len(summaries), run)
    return [
        replace(line, fact_summary=summaries.get(line.position, line.fact_summary))
        for line in lines
    ]


@st.cache_data(max_entries=4, ttl=_KEPT_SECONDS, show_spinner="Reading the document …")
def _summaries(_run: RunRow, positions: tuple[int, ...], *depends_on: object) -> dict[int, str]:
    """Kept for a while, as each click on the table would read the document anew."""
    db = runner().db
    try:
        revealer = open_revealer(db, settings(), _run)
        return revealed_summaries(db, revealer, _run.run_id, positions)
    except NotFoundError:  # the document is gone; the fact below says so
        return {}


def _table(run: RunRow, lines: list[FactLine]) -> int:
    """Draw the facts; return the index of the selected one, 0 where none is."""
    parent = common_parent({line.section_path for line in lines})
    event = st.dataframe(
        table_of((_row(line, parent) for line in lines), list(_SHOWN)),
        column_order=_columns(run),
        column_config={**_SHOWN, "section_path": st.column_config.TextColumn(node_label(parent))},
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(lines) > 8 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        # a selection counts for the rows it was made in
        key=f"facts-of-{run.run_id}-{len(lines)}-{lines[0].position}",
    )
    selected = event["selection"]["rows"]
    return int(selected[0]) if selected else 0


def _columns(run: RunRow) -> list[str]:
    """The columns that say something about this run."""
    return [name for name in _SHOWN if run.extractor == "model" or name not in _FROM_THE_MODEL]


def _row(line: FactLine, parent: str) -> dict[str, object]:
    shown = {name: getattr(line, name) for name in _SHOWN if name not in _FROM_THE_MODEL}
    counts = ClaimCounts(line.claims_hold, line.claims_contradicted, line.claims_not_checked)
    missing = f"Meaning missing: {line.error}" if line.error else None
    return {
        **shown,
        "section_path": below(line.section_path, parent),
        "summary": missing or line.fact_summary,
        "claims": claims_words(counts),
    }


def _overview(totals: FactTotals) -> str:
    parts = [
        counted(totals.facts, "fact"),
        counted(totals.fields, "field"),
        counted(totals.references + totals.dangling, "reference"),
        f"{totals.dangling:,} of them pointing to nothing",
        counted(totals.duplicates, "identifier") + " given twice",
    ]
    if totals.without_meaning:
        parts.append(f"{totals.without_meaning:,} without meaning")
    return " · ".join((*parts, "select a row to read it below"))


def _why_none(run: RunRow) -> str:
    if run.error:
        return run.error
    if run.status in {RunStatus.COMPLETED, RunStatus.PARTIAL_FAILURE, RunStatus.FAILED}:
        return "Every node ended in error; the Discover screen says why."
    return "No node has been processed yet; the Discover screen shows where the run stands."
