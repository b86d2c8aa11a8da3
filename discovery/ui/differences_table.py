"""All differences of two runs as one table: path, A, B and what became of it, with a filter."""

from collections import Counter
from collections.abc import Callable, Hashable
from functools import partial
from itertools import islice

import streamlit as st

from discovery.compare import Comparison, Row, difference_rows
from discovery.facts.structure import short_xpath
from discovery.ui.comparison_table import name_of
from discovery.ui.session import runner
from discovery.ui.tables import table_of
from discovery.ui.text import below, common_parent, counted, ending, markdown_escaped, node_label

ROWS = 5000
ROWS_READ = 100_000  # that the filter looks at; the files have all
PATH_CHARACTERS = 50
HEADING_CHARACTERS = 36
TABLE_HEIGHT = 580

KeepRow = Callable[[Row], bool]


def show(comparison: Comparison) -> KeepRow:
    """Draw the differences; return which rows the filter lets through, for the files."""
    rows = _rows(comparison, (name_of(comparison), comparison.counts))
    if not rows:
        st.success("Nothing differs.")
        return lambda _: True
    keep = _filter(comparison, rows)
    found = [row for row in rows if keep(row)]
    st.caption(_caption(len(found), len(rows)))
    if found:
        _selected(found[_table(comparison, found[:ROWS])])
    return keep


@st.cache_resource(max_entries=2, show_spinner="Reading the differences …")
def _rows(_comparison: Comparison, which: Hashable) -> list[Row]:
    """Read once for all sessions, as facts are read for them."""
    return list(islice(difference_rows(runner().db, _comparison), ROWS_READ))


def _filter(comparison: Comparison, rows: list[Row]) -> KeepRow:
    kinds = Counter(map(kind_of, rows))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Filter", placeholder="path or value", width=260, type="search")
        chosen = st.pills(
            "Kind",
            list(kinds),
            selection_mode="multi",
            format_func=lambda kind: f"{kind} ({kinds[kind]:,})",
            key=f"kinds-{name_of(comparison)}",
        )
    return partial(matches, text=(text or "").casefold(), kinds=frozenset(chosen))


def kind_of(row: Row) -> str:
    """What became of a value; of a subtree that one run has not, or has no fact of, of all."""
    return str(row["kind"] or row["status"])


def matches(row: Row, text: str, kinds: frozenset[str]) -> bool:
    """Whether a row is of one of the kinds, or there are none, and holds the text."""
    if kinds and kind_of(row) not in kinds:
        return False
    return not text or any(
        text in value.casefold() for value in (_path(row), row["before"], row["after"]) if value
    )


def _caption(found: int, read: int) -> str:
    words = [
        counted(found, "difference") if found == read else f"{found:,} of {read:,} differences"
    ]
    if read == ROWS_READ:
        words.append(f"the filter looks at the first {ROWS_READ:,}")
    if found > ROWS:
        words.append(f"the first {ROWS:,} are drawn; the files have all")
    return " · ".join((*words, "select a row to read it in full"))


def _table(comparison: Comparison, rows: list[Row]) -> int:
    """Draw the rows; return the index of the selected one, 0 where none is."""
    parent = common_parent(
        {node for row in rows for node in (row["node_a"], row["node_b"]) if node}
    )
    event = st.dataframe(
        table_of(
            (
                (
                    ending(below(_path(row), parent), PATH_CHARACTERS),
                    row["before"],
                    row["after"],
                    kind_of(row),
                )
                for row in rows
            ),
            ["path", "before", "after", "kind"],
        ),
        column_config={
            "path": st.column_config.TextColumn(
                node_label(ending(parent, HEADING_CHARACTERS)), width=345
            ),
            "before": st.column_config.TextColumn(f"A: run {comparison.run_a.run_id}", width=165),
            "after": st.column_config.TextColumn(f"B: run {comparison.run_b.run_id}", width=165),
            "kind": st.column_config.TextColumn("What", width=140),
        },
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(rows) > 15 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key=f"differences-{name_of(comparison)}-{len(rows)}",
    )
    selected = event["selection"]["rows"]
    return int(selected[0]) if selected else 0


def _path(row: Row) -> str:
    """The path of a value from the root of the document, with the number of its subtree."""
    node, number = row["node_a"] or row["node_b"], row["ordinal_a"] or row["ordinal_b"]
    subtree = f"{node}[{number}]"
    if row["path"] in {None, "."}:
        return subtree
    return f"{subtree} {row['path']}" if row["part"] == "meaning" else f"{subtree}/{row['path']}"


def _selected(row: Row) -> None:
    """Draw where a difference stands in both runs, and its values as long as they are."""
    with st.container(gap="xxsmall"):
        for side, xpath, value in (("A", "xpath_a", "before"), ("B", "xpath_b", "after")):
            if row[xpath] is not None:
                said = f" = {row[value]}" if row[value] is not None else ""
                st.caption(markdown_escaped(f"{side}: {short_xpath(row[xpath])}{said}"))
        if row["note"]:
            st.caption(markdown_escaped(row["note"]))
