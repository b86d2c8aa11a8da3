"""The window: what every screen shares. Another file than app.py, which holds the server."""

from pathlib import Path

import streamlit as st

from discovery.errors import DiscoveryError, StorageUnavailableError
from discovery.ui import out_of_reach, screens, sidebar, signed_in
from discovery.ui.text import markdown_escaped

st.set_page_config(
    page_title="Assisted Discovery",
    page_icon=str(Path(__file__).parent / "icon.png"),
    layout="wide",
)
if not signed_in.may_see():
    st.stop()
screen = st.navigation(
    [
        screens.discover(),
        screens.facts(),
        screens.runs(),
        screens.compare(),
        screens.settings(),
    ]
)
try:
    sidebar.show()
    screen.run()
except StorageUnavailableError as error:
    out_of_reach.show(error)
except DiscoveryError as error:
    st.error(markdown_escaped(str(error)))
