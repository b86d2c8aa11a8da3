"""One NodeFact: its meaning, its values and references, and the XML it was read from."""

from typing import Any

import streamlit as st

from discovery import export
from discovery.documents.subtrees import read_one
from discovery.errors import DiscoveryError
from discovery.facts.structure import short_xpath
from discovery.storage import queries
from discovery.storage.queries import FactRow, RunRow
from discovery.ui import meaning, what_left
from discovery.ui.session import load, runner
from discovery.ui.tables import table_of
from discovery.ui.text import HEADING, counted, markdown_escaped
from discovery.visible import visible_lines

SOURCE_CHARACTERS = 200_000
# Colouring a text that is made for it takes the browser time with the square of its length.
COLOURED_CHARACTERS = 20_000
PANE_HEIGHT = 520
PANE_LINES = 20
PATH_CHARACTERS = 34  # of the column's width

_FIELDS = {
    "path": st.column_config.TextColumn("Path", width=250),
    "value": st.column_config.TextColumn("Value", width=130),
    "reference": st.column_config.TextColumn("Reference", width=260),
}

_MASKED = (
    "Personal data shows as placeholders such as [SURNAME_1], but not in the source. With "
    "PII_MASKING_ENABLED=false the facts of later runs keep the values."
)
_SAID = {"": "", "identifier": "identifier", "reference": "→ {}", "dangling": "✗ {}"}


def show(run: RunRow, position: int) -> None:
    """Draw the NodeFact of one subtree beside its source."""
    fact = queries.fact(runner().db, run.run_id, position)
    if fact is None:
        return
    with st.container(gap="xxsmall"):
        st.subheader(
            markdown_escaped(f"{fact.node_type} {fact.node_ordinal}", HEADING), anchor=False
        )
        st.caption(markdown_escaped(f"{short_xpath(fact.xpath)} · line {fact.source_line}"))
        if fact.pii_masked:
            st.caption(markdown_escaped(_MASKED))
    if missing := fact.fact_json["meaning_missing"]:
        st.error(f"**Meaning missing:** {markdown_escaped(missing)}")
    _broken(fact.fact_json["references"])
    left, right = st.columns([5, 4])
    with left:
        _tabs(run, fact)
    with right:
        _source(run, fact)


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
        _counts(fact.fact_json["profile"])
    with tabs["What left this machine"]:
        what_left.show(run, fact)


def _fields(fact: FactRow) -> None:
    table = table_of((_field(row, fact) for row in export.field_rows_of(fact)), list(_FIELDS))
    st.dataframe(
        table,
        column_config=_FIELDS,
        hide_index=True,
        height=PANE_HEIGHT if len(table) > 12 else "auto",
    )


def _field(row: export.Row, fact: FactRow) -> tuple[str, str, str]:
    path = row["path"].removeprefix(fact.section_path).lstrip("/")
    reference = " ".join(map(_end_of, row["reference"].split(" ")))
    return _ending(path), row["value"], _SAID[row["role"]].format(reference)


def _end_of(word: str) -> str:
    """Of an XPath the last steps, which say what is pointed to; any other word as it is."""
    if not word.startswith("/"):
        return word
    steps = short_xpath(word).split("/")
    return "/".join(steps[-2:]) if len(steps) > 2 else "/".join(steps)


def _ending(path: str) -> str:
    """The path of a field as far as the column has room for it; what differs is its end."""
    return path if len(path) <= PATH_CHARACTERS else f"…{path[1 - PATH_CHARACTERS :]}"


def _counts(profile: dict[str, Any]) -> None:
    st.caption(
        f"{counted(profile['elements'], 'element')}, {counted(profile['attributes'], 'attribute')}"
    )
    children = table_of(profile["children"].items(), ["Child", "Count"])
    codes = table_of(
        [
            (path, code, count)
            for path, counts in profile["codes"].items()
            for code, count in counts.items()
        ],
        ["Code field", "Code", "Count"],
    )
    st.dataframe(children, hide_index=True)
    if not codes.empty:
        st.dataframe(codes, hide_index=True)


def _source(run: RunRow, fact: FactRow) -> None:
    try:
        text = _source_text(run.document_sha256, fact)
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return
    if len(text) > SOURCE_CHARACTERS:
        st.caption(f"The first {SOURCE_CHARACTERS:,} of {len(text):,} characters of the source.")
    st.code(
        visible_lines(text[:SOURCE_CHARACTERS]),
        language="xml" if len(text) <= COLOURED_CHARACTERS else None,
        line_numbers=True,
        height=PANE_HEIGHT if text.count("\n") > PANE_LINES else "content",
    )


def _source_text(sha256: str, fact: FactRow) -> str:
    document = load(sha256)
    subtree = queries.subtree(runner().db, fact.run_id, fact.position)
    (node,) = document.catalogue.find(subtree.node_key)
    source = read_one(document.path, document.catalogue, node, fact.node_ordinal).source()
    return _outdented(source)


def _outdented(source: str) -> str:
    """The source moved to the left as far as its last line is indented."""
    last_line = source.rpartition("\n")[2]
    indent = last_line[: len(last_line) - len(last_line.lstrip())]
    return source.replace(f"\n{indent}", "\n") if indent else source


def _leaf(path: str) -> str:
    return path.rpartition("/")[2]
