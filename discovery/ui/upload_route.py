"""What stands before Streamlit's upload route, so that files go to disk as they arrive.

Streamlit would hold all of an upload in memory. So it gets the form that brings a file with an
empty one in its place, to do all else with it: whether it may be sent, and whose it is. Streamlit
asks for the form only once it has found that out.
"""

import logging
import re
import tempfile

import streamlit as st
from starlette.datastructures import FormData, MutableHeaders, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discovery.config import Settings
from discovery.documents.library import make_folder
from discovery.ui.upload_files import upload_files

_ROUTE = "/_stcore/upload_file/([^/]+)/([^/]+)"  # session and file; Streamlit 1.67
_DONE = 204
_BOUNDARY = "the-form-without-its-file"

logger = logging.getLogger(__name__)


def let_uploads_arrive(settings: Settings) -> None:
    """Make the folder of the documents that for temporary files, of REST, too.

    That of the system may be in memory, and others may look at it.
    """
    try:
        tempfile.tempdir = str(make_folder(settings))
    except OSError as error:
        logger.warning("Uploads arrive in %s: %s", tempfile.gettempdir(), error)


class UploadsToDisk:
    """Keeps the files that are sent to Streamlit's upload route in `upload_files`.

    They are written to the folder for temporary files, without a name where the system can do that.
    One of more than `max_upload_bytes` is refused.
    """

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self._app = app
        self._max_upload_bytes = max_upload_bytes
        base = st.get_option("server.baseUrlPath").strip("/")
        self._route = re.compile((f"/{re.escape(base)}" if base else "") + _ROUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            upload_files.drop_of_the_gone()  # that was a page, which is closed now
            return
        found = self._route.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found and scope["method"] == "PUT":
            await self._put(scope, receive, send, *found.groups())
        elif found and scope["method"] == "DELETE":
            await self._delete(scope, receive, send, *found.groups())
        else:
            await self._app(scope, receive, send)

    async def _delete(
        self, scope: Scope, receive: Receive, send: Send, session_id: str, file_id: str
    ) -> None:
        async def drop_and_send(message: Message) -> None:
            if message.get("status") == _DONE:
                upload_files.drop(session_id, file_id)
            await send(message)

        await self._app(scope, receive, drop_and_send)

    async def _put(
        self, scope: Scope, receive: Receive, send: Send, session_id: str, file_id: str
    ) -> None:
        uploads: list[UploadFile] = []

        async def receive_without_file() -> Message:
            form = await Request(scope, receive).form(max_files=1, max_fields=0)
            uploads.append(_upload_of(form))
            if (uploads[0].size or 0) > self._max_upload_bytes:
                raise HTTPException(413, "The file is too large.")
            return {"type": "http.request", "body": _without_content(uploads[0])}

        async def keep_and_send(message: Message) -> None:
            if message.get("status") == _DONE:
                upload_files.keep(session_id, file_id, uploads.pop().file)
            await send(message)

        try:
            await self._app(_without_length(scope), receive_without_file, keep_and_send)
        finally:
            for upload in uploads:
                await upload.close()


def _upload_of(form: FormData) -> UploadFile:
    uploads = [each for each in form.values() if isinstance(each, UploadFile)]
    if not uploads:
        raise HTTPException(400, "The form has no file.")
    return uploads[0]


def _without_content(upload: UploadFile) -> bytes:
    """The form as it came, but with an empty file."""
    lines = [name + b": " + value for name, value in upload.headers.raw]
    edge = b"--" + _BOUNDARY.encode()
    return b"\r\n".join([edge, *lines, b"", b"", edge + b"--", b""])


def _without_length(scope: Scope) -> Scope:
    """The request with the headers of the form that is passed on."""
    changed = {**scope, "headers": list(scope["headers"])}
    headers = MutableHeaders(scope=changed)
    headers["content-type"] = f"multipart/form-data; boundary={_BOUNDARY}"
    del headers["content-length"]
    return changed
