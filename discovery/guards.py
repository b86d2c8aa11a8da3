"""What stands before our own routes: Streamlit guards only its own.

Host and Origin checks stop other web sites from using the analyst's browser against this server
(DNS rebinding, cross-site requests); the counted limit stops a body that is larger than it says.
"""

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]", "::1")
FORM_OVERHEAD_BYTES = 1 << 20  # room for the multipart form around an upload

_OUR_PREFIX = "/api"


class ApiGuard:
    """Refuses cross-site requests to /api and counts the bytes of their bodies."""

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_upload_bytes + FORM_OVERHEAD_BYTES
        self._too_large = (
            f"The upload is larger than {max_upload_bytes // (1 << 20)} MB. "
            "Raise MAX_UPLOAD_MB, or upload a smaller message."
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_ours(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if is_cross_site(headers):
            message = "Requests from other web sites are refused. Open the window itself."
            await JSONResponse({"error": message}, status_code=403)(scope, receive, send)
        elif int(headers.get("content-length", 0)) > self._max_body_bytes:
            await JSONResponse({"error": self._too_large}, status_code=413)(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        """`receive` up to the limit, whatever length the request declares."""
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body_bytes:
                raise HTTPException(413, self._too_large)
            return message

        return counted


class AsDeclared:
    """Lets no browser take an answer of /api for anything but what it is declared as.

    Values and names in it are untrusted: JSON must not be shown as a page. Source: Fetch
    standard, X-Content-Type-Options.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_ours(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_declared(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, send_declared)


def guards(extra_hosts: Sequence[str], max_upload_bytes: int) -> list[Middleware]:
    """The middleware of the server: nosniff, known hosts only, then the guard of /api."""
    hosts = [*LOOPBACK_HOSTS, *extra_hosts]
    return [
        Middleware(AsDeclared),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(ApiGuard, max_upload_bytes=max_upload_bytes),
    ]


def is_cross_site(headers: Headers) -> bool:
    """Whether a browser made the request for another web site.

    Sources: Fetch Metadata (W3C), RFC 6454 for Origin. Programs such as curl send neither.
    """
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _is_ours(path: str) -> bool:
    return path == _OUR_PREFIX or path.startswith(f"{_OUR_PREFIX}/")
