"""A page that shows untrusted texts in each way the screens do."""

import streamlit as st

from discovery.ui.text import markdown_escaped
from tests.support.strange_text import STRANGE

for index, text in enumerate(STRANGE):
    with st.container(key=f"text-{index}"):
        st.subheader(markdown_escaped(text), anchor=False)
        st.markdown(markdown_escaped(text))
        st.caption(markdown_escaped(text))
        st.error(markdown_escaped(text))
