"""Does the model answer? One small call, and what it showed."""

import streamlit as st

from discovery.errors import DiscoveryError
from discovery.ui.session import runner, settings
from discovery.ui.text import markdown_escaped


def show() -> None:
    """Draw the model that is configured, and the button that tries it."""
    st.subheader("Model", anchor=False)
    chosen = settings()
    if chosen.provider == "none":
        st.info(
            "No model is configured: runs give exact structure, references and counts. "
            "Set `OPENAI_API_KEY`, `OPENAI_BASE_URL` or the `AZURE_OPENAI_…` settings to add "
            "what each section means."
        )
        return
    if not st.button("Test the connection", type="primary"):
        return
    try:
        with st.spinner("Asking the model …"):
            result = runner().model.probe()
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return
    show_result = st.success if result.works else st.error
    show_result(markdown_escaped(result.message))
