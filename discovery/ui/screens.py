"""The screens of the window, by name, for the navigation and for links between them."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

_PAGES = Path(__file__).resolve().parents[2] / "pages"


def discover() -> Page:
    """The main job: upload, tick, start, watch."""
    return st.Page(_PAGES / "discover.py", title="Discover", default=True)


def facts() -> Page:
    """The NodeFacts of a run."""
    return st.Page(_PAGES / "facts.py", title="Facts")


def runs() -> Page:
    """What was run."""
    return st.Page(_PAGES / "runs.py", title="Runs")


def compare() -> Page:
    """What differs from one run to another."""
    return st.Page(_PAGES / "compare.py", title="Compare")


def settings() -> Page:
    """What is configured."""
    return st.Page(_PAGES / "settings.py", title="Settings")
