"""Response headers: no content sniffing, secure cookies."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discovery.middleware.error_response import is_rest

_ANSWERS = {"http.response.start", "websocket.accept"}


class SecureCookies:
    """Adds `Secure` to all cookies, which Streamlit leaves out (RFC 6265, section 4.1.2.5)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secure(message: Message) -> None:
            if message["type"] in _ANSWERS:
                headers = message.get("headers", ())
                message["headers"] = [(name, _secured(name, value)) for name, value in headers]
            await send(message)

        await self._app(scope, receive, send_secure)


class NoSniffMiddleware:
    """Tells browsers not to guess: values and names in JSON are untrusted, and no page.

    Source: Fetch standard, X-Content-Type-Options.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_rest(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_declared(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, send_declared)


def _secured(name: bytes, value: bytes) -> bytes:
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return value
    return value + b"; Secure"
