"""Who is signed in at this session of the window: shown, put on record, and let out again."""

import streamlit as st

from discovery.middleware.pages import label
from discovery.middleware.users import User, is_admin, user_of
from discovery.ui.session import settings
from discovery.ui.sign_in import providers
from discovery.ui.text import markdown_escaped

WINDOW = "window"  # who did it, in the history of a run, where nobody signs in


def may_see() -> bool:
    """Whether this session may see the window; draws the way to sign in where it may not.

    The middleware lets nobody else get here. This is a second lock, on what Streamlit itself says.
    """
    if not is_asked_for() or ((known := user()) and known.is_authorized):
        return True
    st.title("Assisted Discovery", anchor=False)
    st.markdown("Sign in to read and start runs.")
    for name in providers(st.secrets["auth"]):
        st.button(markdown_escaped(label(name)), type="primary", on_click=st.login, args=(name,))
    return False


def show() -> None:
    """Draw who is signed in, and the way out; nothing where nobody signs in."""
    known = user()
    if known is not None:
        st.caption(f"Signed in as {markdown_escaped(known.name)}")
        st.button("Sign out", on_click=st.logout, width="stretch")


def who() -> str:
    """Who does what is done in this session, for the history of a run."""
    known = user()
    return known.name if known else WINDOW


def looks_after_it() -> bool:
    """Whether who is at this session may change the installation; all where nobody signs in."""
    known = user()
    return known is None or is_admin(known.address, settings().admins)


def is_asked_for() -> bool:
    """Whether people sign in at this window."""
    return "is_logged_in" in st.user.to_dict()


def user() -> User | None:
    """Who is signed in at this session; None for nobody."""
    claims = st.user.to_dict()
    return user_of(claims, settings().allowed_users) if claims.get("is_logged_in") else None
