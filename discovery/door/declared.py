"""No browser takes an answer of REST for anything but what it is declared as."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discovery.door.refusal import is_rest


class AsDeclared:
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
