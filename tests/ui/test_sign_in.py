"""Whether sign-in is on, by what is configured; `tests/middleware` tries what it does."""

from pathlib import Path

import pytest

from discovery.errors import SettingsError
from discovery.ui.sign_in import auth_secrets, providers, sign_in
from tests.support.home import settings_in
from tests.support.signing_in import CLIENT_SECRET, COOKIE_SECRET

PROVIDER = {"client_id": "a", "client_secret": CLIENT_SECRET, "server_metadata_url": "http://b"}
SHARED = {"redirect_uri": "http://a/oauth2callback", "cookie_secret": COOKIE_SECRET}


def test_nothing_configured_is_no_sign_in(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert sign_in(settings) is None
    assert auth_secrets(settings) == {}


def test_a_list_of_people_without_sign_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ALLOWED_USERS is set, but sign-in is not"):
        sign_in(settings_in(tmp_path, allowed_users=("ann@example.org",)))


def test_our_settings_are_what_streamlit_asks_for(tmp_path: Path) -> None:
    settings = settings_in(
        tmp_path,
        oidc_metadata_url="http://b",
        oidc_client_id="a",
        oidc_client_secret=CLIENT_SECRET,
        oidc_redirect_uri="http://a/oauth2callback",
        oidc_cookie_secret=COOKIE_SECRET,
    )
    assert auth_secrets(settings) == {"auth": {**SHARED, **PROVIDER}}
    configured = sign_in(settings)
    assert configured is not None
    assert configured.providers == ("default",)


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ({**SHARED, **PROVIDER}, ("default",)),
        ({**SHARED, "okta": PROVIDER}, ("okta",)),
        ({**SHARED, **PROVIDER, "okta": PROVIDER, "client_kwargs": {}}, ("default", "okta")),
    ],
)
def test_providers_are_found_by_what_they_need(
    section: dict[str, object], names: tuple[str, ...]
) -> None:
    assert providers(section) == names


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({**PROVIDER, "cookie_secret": COOKIE_SECRET}, "lacks redirect_uri"),
        ({**PROVIDER, "redirect_uri": "http://a/oauth2callback"}, "lacks cookie_secret"),
        (SHARED, "lacks client_id, client_secret, server_metadata_url"),
        ({**SHARED, "okta": {"client_id": "a"}}, "lacks client_id"),
        ({**SHARED, **PROVIDER, "cookie_secret": "short"}, "needs 16 characters or more"),
    ],
)
def test_half_a_section_is_refused(section: dict[str, object], says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        providers(section)
    assert CLIENT_SECRET not in str(caught.value)
