"""What differs within one fact: value beside value, and what a model said about both."""

from collections.abc import Iterable, Iterator
from itertools import islice

import streamlit as st

from discovery import node_facts
from discovery.compare import (
    Compared,
    Comparison,
    Difference,
    Kind,
    Part,
    details,
)
from discovery.facts.structure import fields, short_xpath
from discovery.ui.session import runner
from discovery.ui.tables import table_of
from discovery.ui.text import HEADING, ending, markdown_escaped

ROWS = 5000
PATH_CHARACTERS = 40
TABLE_HEIGHT = 440
_ROWS_IN_SIGHT = 11

WORDS = {
    Kind.CHANGED: "changed",
    Kind.ADDED: "only in B",
    Kind.REMOVED: "only in A",
    Kind.RENUMBERED: "renumbered",
    Kind.UNRESOLVED: "target not ticked",
    Kind.EQUATED: "same, other format",
    Kind.SPELLED: "spelled differently",
    Kind.NOT_COMPARABLE: "not comparable",
}
_PARTS = {
    "summary": "Summary",
    "business_concept": "Business concept",
    "claims": "Claim",
    "open_questions": "Open question",
}
_FIELD_NAME = "field_names/"


def show(comparison: Comparison, one: Compared) -> None:
    """Draw the differences of a subtree; of one that a single run has, its values."""
    with st.container(gap="xxsmall"):
        st.subheader(markdown_escaped(_heading(one), HEADING), anchor=False)
        for line in (*_places(comparison, one), one.note):
            if line:
                st.caption(markdown_escaped(line))
    if one.a and one.b:
        [(_, differences)] = details(runner().db, comparison, [one])
        _differences(comparison, one, differences)
    else:
        _whole(comparison, one)


def _heading(one: Compared) -> str:
    names = [f"{side.node.rpartition('/')[2]} {side.ordinal}" for side in (one.a, one.b) if side]
    return f"{' → '.join(dict.fromkeys(names))}: {one.status}"


def _places(comparison: Comparison, one: Compared) -> Iterator[str]:
    """Where the subtree stands in both runs."""
    if one.a and one.b and one.a.xpath == one.b.xpath:
        yield f"In both runs: {short_xpath(one.a.xpath)}"
        return
    for side, run in ((one.a, comparison.run_a), (one.b, comparison.run_b)):
        if side:
            yield f"Run {run.run_id}: {short_xpath(side.xpath)}"


def _differences(comparison: Comparison, one: Compared, found: list[Difference]) -> None:
    values = [each for each in found if each.part is Part.VALUE]
    meanings = [each for each in found if each.part is Part.MEANING]
    if values:
        _table(
            comparison,
            "Path",
            ((each.path, each.before, each.after, WORDS[each.kind], each.note) for each in values),
            len(values),
        )
    if meanings:
        st.caption("What the model said")
        said = (
            (_part(each.path), each.before, each.after, WORDS[each.kind], each.note)
            for each in meanings
        )
        _table(comparison, "Meaning", said, len(meanings))
    if not found and one.a and one.b and one.a.has_fact and one.b.has_fact:
        st.caption("No value differs.")


def _part(path: str) -> str:
    """`field_names/PaxID` is what the field PaxID is called."""
    if path.startswith(_FIELD_NAME):
        return f"Name of {path.removeprefix(_FIELD_NAME)}"
    return _PARTS[path]


def _whole(comparison: Comparison, one: Compared) -> None:
    """The values of a fact that only one run has."""
    run = comparison.run_a if one.a else comparison.run_b
    side = one.a or one.b
    fact = node_facts.fact(runner().db, run.run_id, side.position) if side else None
    if fact is None:
        return
    values = [
        (field.path.removeprefix(fact.section_path).lstrip("/") or ".", field.value)
        for field in fields(fact.fact_json["structure"], fact.section_path, fact.xpath)
    ]
    rows = (
        (path, value, None, WORDS[Kind.REMOVED], "")
        if one.a
        else (path, None, value, WORDS[Kind.ADDED], "")
        for path, value in values
    )
    _table(comparison, "Path", rows, len(values))


def _table(
    comparison: Comparison,
    heading: str,
    rows: Iterable[tuple[str, str | None, str | None, str, str]],
    length: int,
) -> None:
    a, b = comparison.run_a.run_id, comparison.run_b.run_id
    shown = list(islice(rows, ROWS))
    columns = ["path", "before", "after", "kind", "note"]
    width = len(columns) if any(row[-1] for row in shown) else -1
    table = table_of(
        ((ending(path, PATH_CHARACTERS), *more)[:width] for path, *more in shown), columns[:width]
    )
    st.dataframe(
        table,
        column_config={
            "path": st.column_config.TextColumn(heading, width=300),
            "before": st.column_config.TextColumn(f"A: run {a}", width=210),
            "after": st.column_config.TextColumn(f"B: run {b}", width=210),
            "kind": st.column_config.TextColumn("What", width=145),
            "note": st.column_config.TextColumn("Note", width=330),
        },
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if length > _ROWS_IN_SIGHT else "auto",
    )
    if length > ROWS:
        st.caption(f"The first {ROWS:,} of {length:,}; the files have all of them.")
