"""Settings: what is configured, and whether the model answers."""

import streamlit as st

from discovery.ui import configured, connection_test

st.title("Settings", anchor=False)
st.caption("Set in the environment or in the file .env; changes count after a restart.")

connection_test.show()
configured.show()
