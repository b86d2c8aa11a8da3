"""Which page of a long list is shown."""

import streamlit as st


def show(rows: int, page_rows: int, what: str, *, key: str) -> int:
    """Let the analyst choose a page of `rows` things; nothing is drawn where one holds them all.

    `what` names the things: "subtrees". 1 is the first page.
    """
    pages = max(1, -(-rows // page_rows))
    if pages == 1:
        return 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.session_state[key] = min(st.session_state.get(key, 1), pages)
        page = st.number_input("Page", 1, pages, key=key, width=150, label_visibility="collapsed")
        first = (page - 1) * page_rows + 1
        last = min(page * page_rows, rows)
        st.caption(f"Page {page:,} of {pages:,} · {what} {first:,} to {last:,} of {rows:,}")
    return page
