"""Limit for request bodies, whatever length they declare."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discovery.middleware.error_response import refusal

FORM_OVERHEAD_BYTES = 1 << 20  # room for the multipart form around an upload
OTHER_BYTES = 1 << 20  # of requests that bring no document

# The routes that take documents. Streamlit may serve its own below a path.
_UPLOADS = re.compile(r"/api/v1/runs/?|.*/_stcore/upload_file/[^/]+/[^/]+")


_OTHER = (OTHER_BYTES, "The request is larger than 1 MB, and brings no document.")


class BodyLimit:
    """Counts the bytes of every body as they arrive, of the window's uploads and of REST."""

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self._app = app
        self._upload = (
            max_upload_bytes + FORM_OVERHEAD_BYTES,
            f"The upload is larger than {max_upload_bytes // (1 << 20)} MB. "
            "Raise MAX_UPLOAD_MB, or upload a smaller message.",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, too_large = self._upload if _UPLOADS.fullmatch(scope["path"]) else _OTHER
        if int(Headers(scope=scope).get("content-length", 0)) > most:
            await refusal(HTTPConnection(scope), 413, too_large)(scope, receive, send)
        else:
            await self._app(scope, _counted(receive, most, too_large), send)


def _counted(receive: Receive, most: int, too_large: str) -> Receive:
    """`receive` up to so many bytes."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413, too_large)
        return message

    return counted
