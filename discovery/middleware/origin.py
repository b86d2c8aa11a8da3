"""Origin check against cross-site requests from the analyst's browser."""

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from discovery.middleware.error_response import is_rest, refusal

SIGN_OUT = "/auth/logout"

_MESSAGE = "Requests from other web sites are refused. Open the window itself."


class OriginGuard:
    """Refuses what a browser asks for another web site, WebSockets included.

    Links to the window are followed from anywhere: the identity provider sends people back by one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if is_cross_site(connection.headers) and not _is_link(connection):
            await refusal(connection, 403, _MESSAGE)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def is_cross_site(headers: Headers) -> bool:
    """Whether a browser made the request for another web site.

    Sources: Fetch Metadata (W3C), RFC 6454 for Origin. Programs such as curl send neither.
    """
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _is_link(connection: HTTPConnection) -> bool:
    """Whether a person follows a link into the window, which changes nothing there."""
    path, headers = connection.scope["path"], connection.headers
    return (
        connection.scope.get("method") in {"GET", "HEAD"}
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and "origin" not in headers
        and not is_rest(path)
        and path != SIGN_OUT
    )
