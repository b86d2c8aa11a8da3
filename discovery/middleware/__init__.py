"""ASGI middleware before every route, Streamlit's and ours.

In this order: response headers, known hosts, same origin, authentication, size of bodies. Streamlit
guards only some of its own routes, and ours not at all. `app.py` is the only user:

    middleware=middleware_stack(extra_hosts, max_upload_bytes, sign_in, api_token)
"""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from discovery.middleware.auth import AuthMiddleware
from discovery.middleware.body_limit import BodyLimit
from discovery.middleware.origin import OriginGuard
from discovery.middleware.response_headers import NoSniffMiddleware, SecureCookies
from discovery.middleware.users import SignIn

__all__ = ["SignIn", "middleware_stack"]

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]", "::1")


def middleware_stack(
    extra_hosts: Sequence[str], max_upload_bytes: int, sign_in: SignIn | None, api_token: str
) -> list[Middleware]:
    """The middleware of the server.

    Where `sign_in` is None everybody who reaches the window may use it; where it is None and
    `api_token` is "" the same holds for REST.
    """
    over_tls = sign_in is not None and sign_in.over_tls
    hosts = [*LOOPBACK_HOSTS, *extra_hosts]
    return [
        Middleware(NoSniffMiddleware),
        *([Middleware(SecureCookies)] if over_tls else []),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(OriginGuard),
        Middleware(AuthMiddleware, sign_in=sign_in, api_token=api_token),
        Middleware(BodyLimit, max_upload_bytes=max_upload_bytes),
    ]
