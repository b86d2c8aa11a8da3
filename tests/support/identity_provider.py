"""A real OpenID Connect provider on loopback: Canaille, with its database in memory.

In a test: `with identity_provider(window_url, "ann@example.org") as provider: provider.settings`.
"""

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.signing_in import CLIENT_SECRET, COOKIE_SECRET, PASSWORD
from tests.support.window import free_port


@dataclass(frozen=True, slots=True)
class Provider:
    """Where it is, and what the window must be told to send people there."""

    url: str
    settings: dict[str, str]


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing among the output of the tests."""


@contextmanager
def identity_provider(window: str, *addresses: str) -> Iterator[Provider]:
    """A provider that knows the people with these e-mail addresses, all with `PASSWORD`.

    `window` is the address of the window that sends them, as their browser sees it.
    """
    port = free_port()
    app = create_app(_configuration(port))
    with app.app_context():
        for address in addresses:
            _register_person(address)
        _register_window(window)
    server = make_server("localhost", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://localhost:{port}"
    try:
        yield Provider(url, _settings(url, window))
    finally:
        server.shutdown()
        thread.join()


def _configuration(port: int) -> dict[str, Any]:
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    quiet = {"version": 1, "disable_existing_loggers": False}
    return {
        "SECRET_KEY": "provider-secret-0123456789",
        "SERVER_NAME": f"localhost:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {
            "DATABASE": "memory",
            "JAVASCRIPT": False,
            "LOGGING": quiet,
            "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
        },
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
    }


def _register_person(address: str) -> None:
    name = address.partition("@")[0]
    person = models.User(
        user_name=name,
        family_name=name.title(),
        formatted_name=name.title(),
        emails=[address],
        password=PASSWORD,
    )
    Backend.instance.save(person)


def _register_window(window: str) -> None:
    client = models.Client(
        client_id="window",
        client_secret=CLIENT_SECRET,
        client_name="Assisted Discovery",
        client_uri=window,
        client_id_issued_at=datetime.datetime.now(datetime.UTC),
        redirect_uris=[f"{window}/oauth2callback"],
        post_logout_redirect_uris=[f"{window}/oauth2callback"],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "email", "profile"],
        token_endpoint_auth_method="client_secret_basic",
    )
    Backend.instance.save(client)
    client.audience = [client]
    Backend.instance.save(client)


def _settings(url: str, window: str) -> dict[str, str]:
    return {
        "OIDC_METADATA_URL": f"{url}/.well-known/openid-configuration",
        "OIDC_CLIENT_ID": "window",
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_REDIRECT_URI": f"{window}/oauth2callback",
        "OIDC_COOKIE_SECRET": COOKIE_SECRET,
    }
