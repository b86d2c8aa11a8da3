"""The settings in force, without secrets."""

from typing import Any

import streamlit as st
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from discovery.config import Settings
from discovery.ui.session import settings
from discovery.ui.tables import table_of

_GROUPS = {
    "Model settings": (
        "llm_provider",
        "llm_model",
        "llm_timeout_seconds",
        "llm_node_timeout_seconds",
        "max_llm_retries",
        "llm_requests_per_minute",
        "llm_tokens_per_minute",
        "llm_context_tokens",
        "llm_reasoning_tokens",
        "llm_batching",
        "llm_cache",
        "openai_base_url",
        "openai_api_key",
        "azure_openai_endpoint",
        "azure_openai_deployment",
        "openai_api_version",
        "azure_openai_api_key",
    ),
    "Money": (
        "llm_price_input",
        "llm_price_cached_input",
        "llm_price_output",
        "run_budget_usd",
        "run_budget_tokens",
    ),
    "Privacy": (
        "pii_masking_enabled",
        "pii_extra_names",
        "pii_keep_names",
        "pii_keep_words",
        "pseudonym_key",
        "allow_reveal",
    ),
    "Data": ("discovery_home", "database_url", "max_upload_mb", "max_node_mb"),
    "Sign-in and REST": (
        "oidc_metadata_url",
        "oidc_client_id",
        "oidc_client_secret",
        "oidc_redirect_uri",
        "oidc_cookie_secret",
        "allowed_users",
        "admins",
        "sign_in_hours",
        "api_token",
    ),
    "Processing": (
        "max_parallel_nodes",
        "enable_parallel_processing",
        "resume_interrupted_runs",
    ),
}
_ON_OFF = ("llm_batching", "llm_cache")
_NO_LIMIT = (
    "llm_requests_per_minute",
    "llm_tokens_per_minute",
    "run_budget_usd",
    "run_budget_tokens",
)


def show() -> None:
    """Draw each setting with its value; of a key only whether it is set."""
    for group, names in _GROUPS.items():
        st.subheader(group, anchor=False)
        rows = [(name.upper(), _shown(settings(), name)) for name in names]
        st.dataframe(table_of(rows, ["Setting", "Value"]), hide_index=True, height="content")


def _shown(chosen: Settings, name: str) -> str:
    value: Any = getattr(chosen, name)
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value() else "not set"
    if name == "database_url":
        return make_url(chosen.database).render_as_string(hide_password=True)
    if name == "llm_provider":
        return f"{value} (in force: {chosen.provider})" if value == "auto" else str(value)
    if isinstance(value, bool):
        return _switch(name, value)
    if isinstance(value, tuple):
        value = ", ".join(value)
    if value == 0 and name in _NO_LIMIT:
        return "no limit"
    return "not set" if value in ("", None) else str(value)


def _switch(name: str, value: bool) -> str:
    """As it is written in `.env.example`."""
    if name in _ON_OFF:
        return "on" if value else "off"
    return str(value).lower()
