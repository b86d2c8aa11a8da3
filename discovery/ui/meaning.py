"""What a section means: claims as the program judged them, and the words of the model."""

from collections.abc import Iterator
from typing import Any

import streamlit as st

from discovery.llm.claims import ClaimCounts
from discovery.ui.tables import table_of
from discovery.ui.text import counted, markdown_escaped

_MARKS = {
    "holds": ":green[✓ holds]",
    "contradicted": ":red[✗ contradicted]",
    "not checked": "not checked",
}


def show(meaning: dict[str, Any]) -> None:
    """Draw the meaning of a fact; only what a program has checked has a mark."""
    st.markdown(f"**{markdown_escaped(meaning['business_concept'])}**")
    st.markdown(markdown_escaped(meaning["summary"]))
    st.caption("The model's own words, not checked.")
    if meaning["parts"] > 1:
        st.caption(f"Asked about in {meaning['parts']} parts; their answers stand together here.")
    if claims := meaning["claims"]:
        st.markdown(f"**Claims:** {claims_words(ClaimCounts.of(claims))}")
        st.markdown("\n".join(map(_claim, claims)))
    if meaning["field_names"]:
        st.caption("Business names, as the model has it")
        names = table_of(meaning["field_names"].items(), ["Field", "Business name"])
        st.dataframe(names, hide_index=True)
    if invented := meaning["invented_fields"]:
        st.caption(f"{counted(invented, 'field name')} left out: the section has no such field.")
    if meaning["open_questions"]:
        st.caption("Open questions")
        st.markdown("\n".join(f"- {markdown_escaped(ask)}" for ask in meaning["open_questions"]))


def _claim(claim: dict[str, Any]) -> str:
    """The program's words with their verdict, and below them those of the model."""
    said = f"- {_MARKS[claim['verdict']]}: {' · '.join(_judged(claim))}"
    statement = markdown_escaped(claim["statement"])
    return f"{said}  \n  The model: {statement}" if claim["sentence"] else said


def _judged(claim: dict[str, Any]) -> Iterator[str]:
    yield markdown_escaped(claim["sentence"] or claim["statement"])
    if reason := claim["reason"]:
        yield markdown_escaped(reason)
    if lines := list(dict.fromkeys(each["line"] for each in claim["evidence"])):
        numbers = ", ".join(f"{line:,}" for line in lines)
        yield f"line {numbers}" if len(lines) == 1 else f"lines {numbers}"


def claims_words(counts: ClaimCounts) -> str:
    """How claims were judged: `3 of 5 hold, 1 contradicted, 1 not checked`; empty without any."""
    all_claims = counts.hold + counts.contradicted + counts.not_checked
    if not all_claims:
        return ""
    said = [f"{counts.hold} of {all_claims} {'holds' if all_claims == 1 else 'hold'}"]
    others = ((counts.contradicted, "contradicted"), (counts.not_checked, "not checked"))
    return ", ".join(said + [f"{count} {words}" for count, words in others if count])
