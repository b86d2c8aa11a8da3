"""A page with nothing but the node tree; `?tree=` chooses the rows, `&ticked=` the first ticks."""

import streamlit as st

from discovery.ui import node_tree
from tests.support.tree_rows import hostile_rows, order_rows, wide_rows

st.set_page_config(layout="wide")

TREES = {
    "order": order_rows,
    "hostile": hostile_rows,
    "plain": lambda: wide_rows(3),
    "5000": lambda: wide_rows(5_000),
    "200000": lambda: wide_rows(200_000),
}


@st.cache_resource
def packed(name: str) -> node_tree.TreeRows:
    return TREES[name]()


name = st.selectbox(
    "Tree", list(TREES), index=list(TREES).index(st.query_params.get("tree", "order"))
)
ticks = st.query_params.get_all("ticked") if name == "order" else []
ticked = node_tree.show(name, packed(name), key="tree", checked=ticks)

st.session_state.runs = st.session_state.get("runs", 0) + 1
if st.button("Start"):
    st.session_state.started = ticked
st.text("Ticked: " + " ".join(ticked))
st.text("Started with: " + " ".join(st.session_state.get("started", ())))
st.text(f"Script runs: {st.session_state.runs}")
