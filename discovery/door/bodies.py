"""No request brings more bytes than an upload may have, whatever length it declares."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discovery.door.refusal import refusal

FORM_OVERHEAD_BYTES = 1 << 20  # room for the multipart form around an upload


class BodyLimit:
    """Counts the bytes of every body as they arrive, of the window's uploads and of REST."""

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_upload_bytes + FORM_OVERHEAD_BYTES
        self._too_large = (
            f"The upload is larger than {max_upload_bytes // (1 << 20)} MB. "
            "Raise MAX_UPLOAD_MB, or upload a smaller message."
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif int(Headers(scope=scope).get("content-length", 0)) > self._max_body_bytes:
            await refusal(HTTPConnection(scope), 413, self._too_large)(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        """`receive` up to the limit."""
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body_bytes:
                raise HTTPException(413, self._too_large)
            return message

        return counted
