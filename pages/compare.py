"""Compare: what differs from one run to another, fact by fact and value by value."""

import streamlit as st

from discovery.ui import comparison, comparison_choice, comparison_detail, comparison_table

st.title("Compare", anchor=False)

chosen = comparison_choice.show()
compared = comparison.show(chosen) if chosen else None
if compared is not None:
    selected = comparison_table.show(compared)
    comparison.downloads(compared)
    comparison_detail.show(compared, selected)
