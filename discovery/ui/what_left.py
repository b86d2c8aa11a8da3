"""What left this machine for one NodeFact: each call to the model, word for word."""

import json

import streamlit as st

from discovery.storage import queries
from discovery.storage.queries import CallRow, FactRow, RunRow
from discovery.storage.statuses import AnsweredBy
from discovery.ui.explanation import said_of_free_text
from discovery.ui.figures import money
from discovery.ui.session import runner
from discovery.ui.text import counted, duration, markdown_escaped, shown
from discovery.visible import visible_lines

CHARACTERS = 20_000  # of each text on the screen
TEXT_HEIGHT = 320
TEXT_LINES = 12
LINE_CHARACTERS = 75

_NOTHING = "Nothing left this machine for this section"


def show(run: RunRow, fact: FactRow) -> None:
    """Draw the calls about the subtree of a fact, or say why there was none."""
    calls = list(queries.calls(runner().db, run.run_id, fact.position))
    st.caption(markdown_escaped(_said(run, fact, calls)))
    if said := said_of_free_text(run):
        st.caption(markdown_escaped(said))
    if not calls:
        return
    call = calls[0]
    if len(calls) > 1:
        call = st.selectbox("Call", calls, format_func=_label, key=f"call-{fact.position}")
    _call(call)


def _said(run: RunRow, fact: FactRow, calls: list[CallRow]) -> str:
    if run.extractor != "model":
        return "Nothing left this machine: the run asked no model."
    if fact.answered_by == AnsweredBy.CACHE:
        return f"{_NOTHING}: an answer kept from an earlier run was used."
    if not calls:
        return f"{_NOTHING}: the model was not asked."
    if fact.answered_by == AnsweredBy.SAME_QUESTION:
        return "Other sections ask exactly the same, so it was sent once for all of them."
    if fact.together > 1:
        return f"{counted(fact.together, 'section')} of this node shared a call."
    if fact.parts > 1:
        return f"The section was sent in {fact.parts} parts: {counted(len(calls), 'call')}."
    return f"{counted(len(calls), 'call')} to {run.model}."


def _label(call: CallRow) -> str:
    problem = f" · {call.problem}" if call.problem else ""
    return shown(f"Call {call.call_id} · {call.started_at:%H:%M:%S} UTC{problem}")


def _call(call: CallRow) -> None:
    st.markdown(markdown_escaped(_figures(call)))
    if call.problem:
        st.warning(markdown_escaped(f"The reply could not be used: {call.problem}"))
    for message in json.loads(call.sent)["messages"]:
        _text(f"Sent as {message['role']}", message["content"])
    if call.reply:
        _text("Raw reply", call.reply)
    else:
        st.caption("No reply came.")
    with st.expander("The whole request as it was sent"):
        _text("With schema and parameters", call.sent)


def _figures(call: CallRow) -> str:
    cached = f" ({call.cached_tokens:,} cached by the provider)" if call.cached_tokens else ""
    parts = [
        f"{call.started_at:%Y-%m-%d %H:%M:%S} UTC",
        duration(call.duration_ms / 1000),
        f"{call.prompt_tokens:,} tokens sent{cached}",
        f"{call.completion_tokens:,} received",
        "cost not known" if call.cost_usd is None else money(call.cost_usd),
    ]
    if len(call.positions) > 1:
        parts.append(f"about {counted(len(call.positions), 'section')}")
    return " · ".join(parts)


def _text(title: str, text: str) -> None:
    """Untrusted text, exactly as it is but for what could not be seen."""
    beginning = text[:CHARACTERS]
    if len(text) > CHARACTERS:
        title += f" · the first {CHARACTERS:,} of {len(text):,} characters; the downloads have all"
    st.caption(title)
    lines = beginning.count("\n") + len(beginning) // LINE_CHARACTERS
    st.code(
        f"\n{visible_lines(beginning)}\n",  # it takes one line break off either end
        language=None,
        wrap_lines=True,
        height=TEXT_HEIGHT if lines > TEXT_LINES else "content",
    )
