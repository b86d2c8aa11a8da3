"""Facts: the NodeFacts of a run in tables, each beside its source, and the way out as files."""

import streamlit as st

from discovery.ui import fact_detail, facts_table, run_choice

st.title("Facts", anchor=False)

run = run_choice.show()
if run is not None:
    position = facts_table.show(run)
    if position is not None:
        fact_detail.show(run, position)
