"""Settings: what is configured, whether the model answers, and which answers are kept."""

import streamlit as st

from discovery.ui import configured, connection_test, kept_answers

st.title("Settings", anchor=False)
st.caption("Set in the environment or in the file .env; changes count after a restart.")

connection_test.show()
kept_answers.show()
configured.show()
