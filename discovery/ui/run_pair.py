"""Two runs, and the way to what differs between them."""

import streamlit as st

from discovery.ui import screens
from discovery.ui.session import RUN_A, RUN_B


def show(before: int, after: int) -> None:
    """Draw the button that compares two runs."""
    if st.button(f"Compare run {before} with run {after}", type="primary"):
        st.session_state[RUN_A], st.session_state[RUN_B] = before, after
        st.switch_page(screens.compare())
