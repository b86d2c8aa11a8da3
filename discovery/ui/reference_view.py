"""The references of the whole document: a table with what is broken and what is unused."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import streamlit as st

from discovery import export
from discovery.documents.library import StoredDocument
from discovery.facts.privacy import PSEUDONYM, Masker
from discovery.processing.reference_table import (
    COLUMNS,
    Kind,
    ReferenceRow,
    ReferenceTable,
    read_reference_table,
)
from discovery.ui import downloads, paging, reveal
from discovery.ui.session import load
from discovery.ui.tables import table_of
from discovery.ui.text import counted, ending, markdown_escaped

PAGE_ROWS = 500
READ_AT_ONCE_BYTES = 5_000_000  # two to three seconds
HEIGHT = 335
_PATH_CHARACTERS = 38

_NAMES = {
    Kind.BROKEN: "Broken",
    Kind.DUPLICATE: "Duplicates",
    Kind.UNUSED: "Unused",
    Kind.REFERENCE: "Resolved",
    Kind.IDENTIFIER: "In use",
}
_COLUMNS = {
    None: ("line", "field", "value", "kind", "target", "referenced_by"),
    Kind.BROKEN: ("line", "field", "value", "why"),
    Kind.DUPLICATE: ("line", "field", "value", "count", "referenced_by"),
    Kind.UNUSED: ("line", "field", "value"),
    Kind.REFERENCE: ("line", "field", "value", "target", "why"),
    Kind.IDENTIFIER: ("line", "field", "value", "referenced_by"),
}
_SHOWN = {
    "line": st.column_config.NumberColumn("Line", format="%d", width=60),
    "field": st.column_config.TextColumn("Field", width=270),
    "value": st.column_config.TextColumn("Value", width=140),
    "kind": st.column_config.TextColumn("Kind", width=130),
    "count": st.column_config.NumberColumn(
        "Times", width=60, help="How many elements claim this identifier"
    ),
    "target": st.column_config.TextColumn("Points to", width=300),
    "referenced_by": st.column_config.NumberColumn(
        "Referred to by", width=100, help="How many references point to this identifier"
    ),
    "why": st.column_config.TextColumn("Why", width=420),
}


def show(document: StoredDocument, file_name: str) -> None:
    """Draw the table of all references of the document; a large one is read when asked for."""
    wanted = f"references-{document.sha256}"
    if document.size > READ_AT_ONCE_BYTES and not st.session_state.get(wanted):
        with st.expander("References"):
            st.caption("A large document: its references are found when you ask for them.")
            if st.button("Find references"):
                st.session_state[wanted] = True
                st.rerun()
        return
    masker = reveal.masker()
    masked = _read(document.sha256, f"{masker.policy.version} {masker.key.fingerprint}", masker)
    counts = masked.counts()
    panel = st.expander(
        _label(counts), key=f"references-panel-{document.sha256}", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        if not any(counts.values()):
            st.caption("No field of this document was recognised as an identifier or a reference.")
            return
        table = masked if not reveal.is_on() else _revealed(masked, document.sha256, file_name)
        kind, text = _chosen(counts, document.sha256)
        _draw(table, kind, text, key=f"references-{document.sha256}-{kind}-{text}")
        _download(masked, kind)


def _revealed(masked: ReferenceTable, sha256: str, file_name: str) -> ReferenceTable:
    """The table with real values, once that is on record."""
    reveal.record_view(
        ("references", sha256),
        "references of the document",
        lambda: sum(bool(PSEUDONYM.search(row.value)) for row in masked.rows()),
        sha256=sha256,
        file_name=file_name,
    )
    return _read(sha256, "", None)


@st.cache_resource(max_entries=8, show_spinner="Finding references …")
def _read(sha256: str, masked_under: str, _masker: Masker | None) -> ReferenceTable:
    """Read once for all sessions."""
    path = load(sha256).path
    return read_reference_table(path, _masker.mask if _masker else lambda _, value: value)


def _label(counts: Mapping[Kind, int]) -> str:
    """What the analyst must know before opening the table: problems by number."""
    said = [f"{counts[Kind.REFERENCE]:,} resolved"]
    said += [f":red[{counts[Kind.BROKEN]:,} broken]"] if counts[Kind.BROKEN] else []
    if unused := counts[Kind.UNUSED]:
        said.append(counted(unused, "unused identifier"))
    if duplicates := counts[Kind.DUPLICATE]:
        said.append(f":red[{counted(duplicates, 'duplicate identifier')}]")
    return f"References · {', '.join(said) if any(counts.values()) else 'none recognised'}"


def _draw(table: ReferenceTable, kind: Kind | None, text: str, *, key: str) -> None:
    page = paging.show(table.count(kind, text), PAGE_ROWS, "rows", key=f"{key}-page")
    rows = table.rows(kind, text, page=page, size=PAGE_ROWS)
    if not rows:
        st.caption("No field or value of this kind has that text.")
        return
    selected = _rows(rows, _COLUMNS[kind], key=f"{key}-{page}")
    if selected is not None:
        _referring(table, rows[selected])


def _download(masked: ReferenceTable, kind: Kind | None) -> None:
    name = kind.replace(" ", "-") if kind else "references"
    downloads.button(
        f"{_NAMES[kind] if kind else 'All'} as CSV",
        f"{name}.csv",
        lambda target: export.write_csv(map(asdict, masked.rows(kind)), COLUMNS, target),
    )


def _chosen(counts: Mapping[Kind, int], sha256: str) -> tuple[Kind | None, str]:
    kinds: list[Kind | None] = [None, *(kind for kind in _NAMES if counts[kind])]
    chosen, searched = st.columns([5, 2], vertical_alignment="center")
    kind = chosen.segmented_control(
        "Kind",
        kinds,
        default=Kind.BROKEN if counts[Kind.BROKEN] else None,
        format_func=lambda each: f"{_NAMES[each]} {counts[each]:,}" if each else "All",
        key=f"references-kind-{sha256}",
        label_visibility="collapsed",
    )
    text = searched.text_input(
        "Search",
        placeholder="Field or value",
        key=f"references-text-{sha256}",
        label_visibility="collapsed",
    )
    return kind, (text or "").strip()


def _rows(rows: list[ReferenceRow], columns: Sequence[str], *, key: str) -> int | None:
    event = st.dataframe(
        table_of(map(_cells, rows), list(_SHOWN)),
        column_order=columns,
        column_config=_SHOWN,
        hide_index=True,
        height=HEIGHT if len(rows) > 8 else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key=key,
    )
    selected = event["selection"]["rows"]
    return int(selected[0]) if selected else None


def _cells(row: ReferenceRow) -> dict[str, str | int | None]:
    line = f" · line {row.target_line}" if row.target_line else ""
    return {
        "line": row.line,
        "field": ending(row.path, _PATH_CHARACTERS),
        "value": row.value,
        "kind": row.kind,
        "count": row.count,
        "target": f"{ending(row.target_path, _PATH_CHARACTERS)}{line}" if row.target_path else "",
        "referenced_by": row.referenced_by,
        "why": row.why,
    }


def _referring(table: ReferenceTable, row: ReferenceRow) -> None:
    """What else points where the selected row points, or to the selected identifier."""
    if row.kind is Kind.BROKEN:
        st.caption(markdown_escaped(row.why))
        return
    rows = table.referring_to(row.target or row.xpath, size=PAGE_ROWS)
    name = markdown_escaped(f"{ending(row.target_path or row.path, _PATH_CHARACTERS)} {row.value}")
    if not rows:
        st.caption(f"No reference to {name} was found.")
        return
    st.markdown(f"**Referred to by** · {name}")
    st.dataframe(
        table_of(map(_cells, rows), list(_SHOWN)),
        column_order=("line", "field", "value", "why"),
        column_config=_SHOWN,
        hide_index=True,
        height=HEIGHT if len(rows) > 8 else "auto",
    )
