"""The subtrees of two runs as a table: what became of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from discovery.compare import FIGURES, OPTIONS, Compared, Comparison, Status
from discovery.ui.tables import table_of
from discovery.ui.text import below, common_parent, ending, node_label

ROWS = 5000
NODE_CHARACTERS = 45
TABLE_HEIGHT = 335  # cuts a row, so that it is seen that more follow

_SYMBOLS = {
    Status.SAME: "=",
    Status.CHANGED: "≠",
    Status.RENUMBERED: "#",
    Status.SPELLED: "≈",
    Status.ADDED: "+",
    Status.REMOVED: "−",
    Status.NOT_TICKED_IN_A: "○",
    Status.NOT_TICKED_IN_B: "○",
    Status.NOT_COMPARABLE: "?",
}
# What matters least comes last: on a narrow screen it is out of sight.
_COLUMNS = {
    "status": st.column_config.TextColumn("Status", width=140),
    "node": st.column_config.TextColumn(),
    "node_b": st.column_config.TextColumn(),
    "ordinal_a": st.column_config.NumberColumn(
        "# A", width=50, help="Which occurrence of the node in run A"
    ),
    "ordinal_b": st.column_config.NumberColumn(
        "# B", width=50, help="Which occurrence of the node in run B"
    ),
    "values": st.column_config.NumberColumn("Values", width=65, help="Values that differ"),
    "meanings": st.column_config.NumberColumn(
        "Meaning", width=75, help="Statements about the meaning that differ"
    ),
    "renumbered": st.column_config.NumberColumn(
        "Renumbered", width=95, help="Identifiers that are others, and references to them"
    ),
    "equated": st.column_config.NumberColumn(
        "Equated", width=75, help="Values counted as equal in another unit or format"
    ),
    "spelled": st.column_config.NumberColumn(
        "Spelled",
        width=75,
        help="Masked values that are spelled differently: the same but for case, accents, blanks "
        "and separators",
    ),
    "unresolved": st.column_config.NumberColumn(
        "Target not ticked", width=130, help="References to what was not ticked in both runs"
    ),
    "masked": st.column_config.NumberColumn(
        "Masked", width=70, help="Masked values that cannot be compared; the note says why"
    ),
    "note": st.column_config.TextColumn("Note", width="large"),
}
_WHERE_SOME = (*FIGURES, "note")


def show(comparison: Comparison) -> Compared:
    """Draw the subtrees; return the selected one, the first where none is."""
    shown = _chosen(comparison)
    layout = _layout(shown)
    event = st.dataframe(
        table_of((_row(one, layout) for one in shown[:ROWS]), list(_COLUMNS)),
        column_order=_columns_for(shown, layout),
        column_config={**_COLUMNS, **layout.headings()},
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(shown) > 8 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key=_key(comparison, shown),
    )
    if len(shown) > ROWS:
        st.caption(f"The first {ROWS:,} of {len(shown):,}; the files have all differences.")
    selected = event["selection"]["rows"]
    return shown[int(selected[0]) if selected else 0]


def _key(comparison: Comparison, shown: Sequence[Compared]) -> str:
    """A selection counts for the rows it was made in."""
    statuses = sorted({one.status for one in shown})
    return f"compared-{name_of(comparison)}-{len(shown)}-{'-'.join(statuses)}"


def name_of(comparison: Comparison) -> str:
    """What tells a comparison from others in the keys of widgets."""
    chosen = [name for name in OPTIONS if getattr(comparison.options, name)]
    return "-".join((str(comparison.run_a.run_id), str(comparison.run_b.run_id), *chosen))


def _chosen(comparison: Comparison) -> Sequence[Compared]:
    """What differs or cannot be compared, or all where the analyst asks for it or all is alike."""
    compared = comparison.compared
    counts = Counter(one.status for one in compared)
    statuses = [status for status in Status if counts[status]]
    if statuses == [Status.SAME]:
        st.success("Nothing differs: each fact of one run has its like in the other.")
    if len(statuses) < 2:
        return compared
    chosen = st.pills(
        "Show",
        statuses,
        selection_mode="multi",
        default=[status for status in statuses if status is not Status.SAME],
        format_func=lambda status: f"{_SYMBOLS[status]} {status} ({counts[status]:,})",
        key=f"statuses-{name_of(comparison)}-{counts.total()}",
    )
    return [one for one in compared if one.status in chosen] or compared


@dataclass(frozen=True, slots=True)
class _Layout:
    """How nodes are written: below what all paths of a run begin with, once where that is alike."""

    parent_a: str
    parent_b: str
    twice: bool

    def headings(self) -> dict[str, ColumnConfig]:
        heading_a = node_label(self.parent_a)
        if self.twice:
            heading_a += " · run A"
        elif self.parent_a != self.parent_b:
            heading_a += f" · {self.parent_b}"
        return {
            "node": st.column_config.TextColumn(heading_a),
            "node_b": st.column_config.TextColumn(f"{node_label(self.parent_b)} · run B"),
        }


def _layout(shown: Sequence[Compared]) -> _Layout:
    nodes_a = {one.a.node for one in shown if one.a}
    nodes_b = {one.b.node for one in shown if one.b}
    pairs = {(one.a.node, one.b.node) for one in shown if one.a and one.b}
    if all(node_a == node_b for node_a, node_b in pairs):
        parent = common_parent(nodes_a | nodes_b)
        return _Layout(parent, parent, twice=False)
    parent_a, parent_b = common_parent(nodes_a), common_parent(nodes_b)
    twice = any(below(one, parent_a) != below(other, parent_b) for one, other in pairs)
    return _Layout(parent_a, parent_b, twice)


def _columns_for(shown: Sequence[Compared], layout: _Layout) -> list[str]:
    """The columns that say something here: the screen has no room for others."""
    without = {name for name in _WHERE_SOME if not any(getattr(one, name) for one in shown)}
    if not layout.twice:
        without.add("node_b")
    return [name for name in _COLUMNS if name not in without]


def _row(one: Compared, layout: _Layout) -> dict[str, object]:
    node_a = ending(below(one.a.node, layout.parent_a), NODE_CHARACTERS) if one.a else ""
    node_b = ending(below(one.b.node, layout.parent_b), NODE_CHARACTERS) if one.b else ""
    return {
        "status": f"{_SYMBOLS[one.status]} {one.status}",
        "node": node_a if layout.twice else node_a or node_b,
        "node_b": node_b,
        "ordinal_a": one.a.ordinal if one.a else None,
        "ordinal_b": one.b.ordinal if one.b else None,
        **{name: getattr(one, name) or None for name in FIGURES},
        "note": one.note,
    }
