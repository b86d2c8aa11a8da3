"""What stands before every route, in this order: known hosts, own pages, known people, bodies.

And before all of it: what goes out is what it says it is.

Streamlit guards only some of its own routes, and ours not at all.
"""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from discovery.door.bodies import BodyLimit
from discovery.door.cookies import SecureCookies
from discovery.door.declared import AsDeclared
from discovery.door.entry import Entry
from discovery.door.origin import OriginGuard
from discovery.door.sign_in import SignIn

__all__ = ["SignIn", "door"]

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]", "::1")


def door(
    extra_hosts: Sequence[str], max_upload_bytes: int, sign_in: SignIn | None, api_token: str
) -> list[Middleware]:
    """The middleware of the server.

    Where `sign_in` is None everybody who reaches the window may use it; where it is None and
    `api_token` is "" the same holds for REST.
    """
    over_tls = sign_in is not None and sign_in.over_tls
    hosts = [*LOOPBACK_HOSTS, *extra_hosts]
    return [
        Middleware(AsDeclared),
        *([Middleware(SecureCookies)] if over_tls else []),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(OriginGuard),
        Middleware(Entry, sign_in=sign_in, api_token=api_token),
        Middleware(BodyLimit, max_upload_bytes=max_upload_bytes),
    ]
