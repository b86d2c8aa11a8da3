"""Runs: what was run in this workspace, and the way back to each."""

import streamlit as st

from discovery.ui import runs_table

st.title("Runs", anchor=False)
runs_table.show()
