"""A page that shows untrusted texts in each way the screens do."""

import streamlit as st

from discovery.ui.tables import table_of
from discovery.ui.text import markdown_escaped, shown
from tests.support.strange_text import STRANGE, UNSEEN

for index, text in enumerate((*STRANGE, *UNSEEN)):
    with st.container(key=f"text-{index}"):
        st.subheader(markdown_escaped(text), anchor=False)
        st.markdown(markdown_escaped(text))
        st.caption(markdown_escaped(text))
        st.error(markdown_escaped(text))
        st.expander(markdown_escaped(text))
        st.text_input(markdown_escaped(text), key=f"input-{index}")
        st.button(markdown_escaped(text), key=f"button-{index}")
        st.selectbox("Choice", [text], format_func=shown, key=f"choice-{index}")

table = table_of([(text, text) for text in (*STRANGE, *UNSEEN)], ["text", "other"])
st.dataframe(
    table,
    column_config={"other": st.column_config.TextColumn(STRANGE[0], help="Two columns.")},
    hide_index=True,
)
st.selectbox("Offered", STRANGE, format_func=shown, key="offered")
