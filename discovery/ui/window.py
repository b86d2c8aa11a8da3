"""The window: what every screen shares. Another file than app.py, which holds the server."""

from pathlib import Path

import streamlit as st

from discovery.ui import sidebar

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "pages"

st.set_page_config(
    page_title="Assisted Discovery",
    page_icon=str(Path(__file__).parent / "icon.png"),
    layout="wide",
)
page = st.navigation(
    [
        st.Page(PAGES / "discover.py", title="Discover", default=True),
        st.Page(PAGES / "facts.py", title="Facts"),
        st.Page(PAGES / "runs.py", title="Runs"),
        st.Page(PAGES / "settings.py", title="Settings"),
    ]
)
sidebar.show()
page.run()
