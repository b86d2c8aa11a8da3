"""Sign-in as Streamlit carries it out (`st.login`): configured where, and who came back signed in.

Streamlit keeps who is signed in in a cookie that it signs. The middleware reads it with
Streamlit's own functions, so that both always agree.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from discovery.config import SECRET_LENGTH, Settings
from discovery.errors import SettingsError
from discovery.middleware.users import SignIn, User, user_of

_OF_A_PROVIDER = {"client_id", "client_secret", "server_metadata_url"}


class StreamlitSignIn:
    """Reads Streamlit's cookies for the middleware."""

    def __init__(
        self, providers: Sequence[str], over_tls: bool, allowed: Sequence[str], hours: float
    ) -> None:
        self.providers = providers
        self.over_tls = over_tls
        self._allowed = allowed
        self._days = hours / 24
        self._signed_out: set[bytes] = set()

    def user(self, cookies: Mapping[str, str]) -> User | None:
        """Who is signed in by these cookies; None for nobody."""
        payload = self._payload(cookies)
        if payload is None or sha256(payload).digest() in self._signed_out:
            return None
        claims = json.loads(payload)
        ours = claims.get("origin") == get_origin_from_redirect_uri()
        if claims.get("is_logged_in") is not True or not ours:
            return None
        return user_of(claims, self._allowed)

    def login_address(self, provider: str) -> str:
        """Where signing in with a provider begins, good for two minutes."""
        return generate_login_redirect_url(provider)

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """Let these cookies be worth nothing in this process from now on."""
        payload = self._payload(cookies)
        if payload is not None:
            self._signed_out.add(sha256(payload).digest())

    def _payload(self, cookies: Mapping[str, str]) -> bytes | None:
        secret = get_cookie_secret()

        def signed(name: str) -> bytes | None:
            return decode_signed_value(secret, name, cookies.get(name, ""), self._days)

        return get_cookie_with_chunks(signed, AUTH_COOKIE_NAME)


def auth_secrets(settings: Settings) -> dict[str, Any]:
    """The section `auth` of Streamlit's secrets, from our own settings; empty where not set."""
    if not settings.oidc_client_id:
        return {}
    section = {
        "redirect_uri": settings.oidc_redirect_uri,
        "cookie_secret": settings.oidc_cookie_secret.get_secret_value(),
        "client_id": settings.oidc_client_id,
        "client_secret": settings.oidc_client_secret.get_secret_value(),
        "server_metadata_url": settings.oidc_metadata_url,
    }
    return {"auth": section}


def sign_in(settings: Settings) -> SignIn | None:
    """Sign-in as configured, in the settings or in `secrets.toml`; None where it is not.

    Raises SettingsError for a configuration that would leave the window open or nobody in.
    """
    section = auth_secrets(settings).get("auth") or _section_of_file()
    if section is None:
        if settings.allowed_users:
            raise SettingsError("ALLOWED_USERS is set, but sign-in is not. Set OIDC_CLIENT_ID.")
        return None
    found = providers(section)
    over_tls = str(section["redirect_uri"]).startswith("https://")
    return StreamlitSignIn(found, over_tls, settings.allowed_users, settings.sign_in_hours)


def providers(section: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the providers of a section `auth`; "default" is the one that has none.

    Raises SettingsError where the section is not whole.
    """
    named = tuple(
        name
        for name, value in section.items()
        if isinstance(value, Mapping) and set(value) >= _OF_A_PROVIDER
    )
    found = (("default",) if set(section) >= _OF_A_PROVIDER else ()) + named
    missing = [key for key in ("redirect_uri", "cookie_secret") if not section.get(key)]
    if missing or not found:
        lacking = ", ".join(missing or sorted(_OF_A_PROVIDER - set(section)))
        raise SettingsError(f"The section [auth] of secrets.toml lacks {lacking}.")
    if len(str(section["cookie_secret"])) < SECRET_LENGTH:
        raise SettingsError(
            f"The cookie secret of sign-in needs {SECRET_LENGTH} characters or more: "
            "whoever guesses it comes in under any name."
        )
    return found


def _section_of_file() -> Mapping[str, Any] | None:
    """The section `auth` of the secrets files; None where there is none."""
    if st.secrets.load_if_toml_exists():
        return st.secrets.get("auth")
    # A file that cannot be read may be the one that turns sign-in on.
    unread = [file for file in st.get_option("secrets.files") if Path(file).is_file()]
    if unread:
        raise SettingsError(f"{unread[0]} is no valid TOML. Correct it, or take it away.")
    return None
