"""Compare: what differs from one run to another, fact by fact and value by value."""

import streamlit as st

from discovery.ui import (
    comparison,
    comparison_choice,
    comparison_detail,
    comparison_table,
    differences_table,
)

st.title("Compare", anchor=False)

chosen = comparison_choice.show()
compared = comparison.show(chosen) if chosen else None
if compared is not None:
    by_subtree, differences = st.tabs(
        ["By subtree", "All differences"], key="view", bind="query-params"
    )
    keep = None
    if by_subtree.open is not False:
        with by_subtree:
            selected = comparison_table.show(compared)
            comparison_detail.show(compared, selected)
    if differences.open:
        with differences:
            keep = differences_table.show(compared)
    comparison.downloads(compared, keep)
