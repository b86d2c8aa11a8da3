"""One NodeFact: its meaning, its values and references, and the XML it was read from."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from discovery import export, node_facts
from discovery.documents.subtrees import Subtree
from discovery.errors import DiscoveryError
from discovery.facts.codes import decode_section
from discovery.facts.privacy import Masker
from discovery.facts.structure import short_xpath
from discovery.processing.revealing import (
    RevealedFact,
    Revealer,
    has_old_placeholders,
    subtree_of,
)
from discovery.storage.queries import FactRow, RunRow
from discovery.ui import meaning, reveal, source_pane, what_left
from discovery.ui.session import load, runner
from discovery.ui.source_pane import above
from discovery.ui.tables import table_of
from discovery.ui.text import HEADING, counted, ending, markdown_escaped

TABLE_HEIGHT = 520
STYLED_ROWS = 5_000  # styling takes a while, and of much more Streamlit refuses it
PATH_CHARACTERS = 28  # of the column's width
_QUIET = "#7d808d"  # a grey that reads on light and on dark
_DECODED = "What a code means, by tables that come with the program; the document has the code"

_FIELDS = {
    "path": st.column_config.TextColumn("Path", width=200),
    "value": st.column_config.TextColumn("Value", width=140),
    "decoded": st.column_config.TextColumn("Decoded", width=95, help=_DECODED),
    "reference": st.column_config.TextColumn("Reference", width=150),
}
_COUNTS = {
    "field": st.column_config.TextColumn("Code field", width=200),
    "code": st.column_config.TextColumn("Code", width=75),
    "decoded": st.column_config.TextColumn("Decoded", width=130, help=_DECODED),
    "count": st.column_config.NumberColumn("Count", width=65),
}

_MASKED = (
    "Personal data shows as pseudonyms such as [SURNAME_K7Q2M4PX3D], equal ones for equal values."
)
_SWITCH = " Show personal data in the sidebar has the values."
_OLD = (
    "This fact is of an earlier version, which made placeholders such as [SURNAME_1]: they stay. "
    "Run it again to have the values shown."
)
_SHOWN = "Personal data is shown here as it stands in the document; what is stored has pseudonyms."
_MISSING = "{} could not be read: masked under another key or policy. Run it again to read them."
_SAID = {"": "", "identifier": "identifier", "reference": "→ {}", "dangling": "✗ {}"}


def show(run: RunRow, position: int) -> None:
    """Draw the NodeFact of one subtree beside its source."""
    stored = node_facts.fact(runner().db, run.run_id, position)
    if stored is None:
        return
    subtree, problem = _subtree(run, stored)
    revealed = _revealed(run, stored, subtree)
    fact = revealed.fact if revealed else stored
    with st.container(gap="xxsmall"):
        st.subheader(
            markdown_escaped(f"{fact.node_type} {fact.node_ordinal}", HEADING), anchor=False
        )
        st.caption(markdown_escaped(f"{short_xpath(fact.xpath)} · line {fact.source_line}"))
        for line in _privacy(stored, revealed):
            st.caption(markdown_escaped(line))
    if missing := fact.fact_json["meaning_missing"]:
        st.error(f"**Meaning missing:** {markdown_escaped(missing)}")
    _broken(fact.fact_json["references"])
    left, right = st.columns([5, 4])
    with left:
        _tabs(run, fact)
    with right:
        if subtree is None:
            st.error(markdown_escaped(problem))
        else:
            source_pane.show(subtree, None if revealed else reveal.masker(run))


def _subtree(run: RunRow, fact: FactRow) -> tuple[Subtree | None, str]:
    """The subtree of a fact in its document; where it cannot be read, why."""
    try:
        return subtree_of(runner().db, load(run.document_sha256), fact), ""
    except DiscoveryError as error:
        return None, str(error)


def _revealed(run: RunRow, fact: FactRow, subtree: Subtree | None) -> RevealedFact | None:
    """The fact with real values, where this session shows them, once that is on record."""
    if subtree is None or not reveal.is_on():
        return None
    masker = reveal.masker(run)
    found = Revealer(run, load(run.document_sha256), masker).one(fact, subtree)
    view = ("fact", run.run_id, fact.position)
    what = f"the fact of {short_xpath(fact.xpath)} and its source"
    reveal.record_view(view, what, lambda: found.count or _hidden_in(subtree, masker), run)
    return found


def _hidden_in(subtree: Subtree, masker: Masker) -> int:
    """How many values of a source are hidden where none of its fact are."""
    return len(masker.find_in_source(subtree.source(), above(subtree.path)))


def _privacy(stored: FactRow, revealed: RevealedFact | None) -> Iterator[str]:
    """What stands in place of personal data, or where that comes from."""
    if not stored.pii_masked:
        return
    if has_old_placeholders(stored):
        yield _OLD
    elif revealed is None:
        yield _MASKED + (_SWITCH if reveal.is_allowed() else "")
    else:
        if revealed.count:
            yield _SHOWN
        if revealed.missing:
            yield _MISSING.format(counted(revealed.missing, "value"))


def _broken(references: dict[str, Any]) -> None:
    """What the analyst must not miss: references to nothing and identifiers given twice."""
    problems = [f"{_leaf(found['path'])}: {found['reason']}" for found in references["dangling"]]
    problems += [
        f"{_leaf(found['path'])} {found['value']} is given more than once"
        for found in references["duplicate_identifiers"]
    ]
    if problems:
        st.warning("\n".join(f"- {markdown_escaped(problem)}" for problem in problems))


def _tabs(run: RunRow, fact: FactRow) -> None:
    names = ["Fields", "Counts", "What left this machine"]
    if fact.fact_json["meaning"] is not None:
        names.insert(0, "Meaning")
    tabs = dict(zip(names, st.tabs(names), strict=True))
    if "Meaning" in tabs:
        with tabs["Meaning"]:
            meaning.show(fact.fact_json["meaning"])
    with tabs["Fields"]:
        _fields(fact)
    with tabs["Counts"]:
        _counts(fact)
    with tabs["What left this machine"]:
        what_left.show(run, fact)


def _fields(fact: FactRow) -> None:
    table = table_of((_field(row, fact) for row in export.field_rows_of(fact)), list(_FIELDS))
    st.dataframe(
        _with_quiet_words(table),
        column_config=_FIELDS,
        hide_index=True,
        height=TABLE_HEIGHT if len(table) > 12 else "auto",
    )


def _with_quiet_words(table: pd.DataFrame) -> pd.DataFrame | Styler:
    """The table with what codes mean in grey, without that column where it has none."""
    if not table["decoded"].any():
        return table.drop(columns="decoded")
    if len(table) > STYLED_ROWS:
        return table
    return table.style.set_properties(subset=["decoded"], color=_QUIET)


def _field(row: export.Row, fact: FactRow) -> tuple[str, str, str, str]:
    path = row["path"].removeprefix(fact.section_path).lstrip("/")
    reference = " ".join(map(_end_of, row["reference"].split(" ")))
    said = _SAID[row["role"]].format(reference)
    return ending(path, PATH_CHARACTERS), row["value"], row["decoded"], said


def _end_of(word: str) -> str:
    """Of an XPath the last steps, which say what is pointed to; any other word as it is."""
    if not word.startswith("/"):
        return word
    steps = short_xpath(word).split("/")
    return "/".join(steps[-2:]) if len(steps) > 2 else "/".join(steps)


def _counts(fact: FactRow) -> None:
    profile = fact.fact_json["profile"]
    decoded = decode_section(fact.fact_json["structure"], fact.section_path)
    st.caption(
        f"{counted(profile['elements'], 'element')}, {counted(profile['attributes'], 'attribute')}"
    )
    children = table_of(profile["children"].items(), ["Child", "Count"])
    codes = table_of(
        [
            (
                ending(path, PATH_CHARACTERS),
                code,
                decoded.get((_whole(path, fact), code), ""),
                count,
            )
            for path, counts in profile["codes"].items()
            for code, count in counts.items()
        ],
        list(_COUNTS),
    )
    st.dataframe(children, hide_index=True)
    if not codes.empty:
        st.dataframe(_with_quiet_words(codes), column_config=_COUNTS, hide_index=True)


def _whole(path: str, fact: FactRow) -> str:
    """The path of a field of the profile from the document's root."""
    return fact.section_path if path == "." else f"{fact.section_path}/{path}"


def _leaf(path: str) -> str:
    return path.rpartition("/")[2]
