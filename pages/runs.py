"""Runs: what was run in this workspace, what explains it, and what can be done with it."""

import streamlit as st

from discovery.ui import run_deletion, run_detail, run_pair, runs_table

st.title("Runs", anchor=False)

selected = runs_table.show()
run_deletion.show_result()
if len(selected) == 1:
    run_detail.show(selected[0])
elif len(selected) == 2:
    run_pair.show(*sorted(selected))
elif selected:
    st.caption("Select one run to read about it, or two to compare them.")
