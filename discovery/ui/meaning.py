"""What a section means in business words, and which statements of it hold."""

from typing import Any

import streamlit as st

from discovery.ui.tables import table_of
from discovery.ui.text import counted, markdown_escaped


def show(meaning: dict[str, Any]) -> None:
    """Draw the meaning of a fact; what could not be verified is marked."""
    st.markdown(f"**{markdown_escaped(meaning['business_concept'])}**")
    st.markdown(_summary(meaning))
    if meaning["parts"] > 1:
        st.caption(f"Asked about in {meaning['parts']} parts; their answers stand together here.")
    _statements("Findings", meaning["findings"])
    _statements("Relationships", meaning["relationships"])
    if meaning["field_names"]:
        names = table_of(meaning["field_names"].items(), ["Field", "Business name"])
        st.dataframe(names, hide_index=True)
    if invented := meaning["invented_fields"]:
        st.caption(f"{counted(invented, 'field name')} left out: the section has no such field.")
    if meaning["open_questions"]:
        st.caption("Open questions")
        st.markdown("\n".join(f"- {markdown_escaped(ask)}" for ask in meaning["open_questions"]))


def _summary(meaning: dict[str, Any]) -> str:
    summary = markdown_escaped(meaning["summary"])
    if problem := meaning["summary_problem"]:
        return f":orange[unverified] {summary} ({markdown_escaped(problem)})"
    return summary


def _statements(title: str, statements: list[dict[str, Any]]) -> None:
    if not statements:
        return
    st.caption(title)
    st.markdown("\n".join(f"- {_judged(statement)}" for statement in statements))


def _judged(statement: dict[str, Any]) -> str:
    text = markdown_escaped(statement["statement"])
    if statement["verified"]:
        return f":green[✓] {text}"
    return f":orange[unverified] {text} ({markdown_escaped(statement['problem'])})"
