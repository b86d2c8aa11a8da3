"""Settings: what is configured, whether the model answers, what is kept, and how it goes."""

import streamlit as st

from discovery.ui import (
    configured,
    connection_test,
    kept_answers,
    privacy_tester,
    reveal_log,
    workspace_deletion,
)

st.title("Settings", anchor=False)
st.caption("Set in the environment or in the file .env; changes count after a restart.")

connection_test.show()
kept_answers.show()
workspace_deletion.show()
privacy_tester.show()
reveal_log.show()
configured.show()
