"""Error responses: JSON for REST, a line of text for everything else."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, Response

_REST = "/api"


def is_rest(path: str) -> bool:
    """Whether an address is one of REST."""
    return path == _REST or path.startswith(f"{_REST}/")


def refusal(
    connection: HTTPConnection,
    status: int,
    message: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that goes no further; also to one for a WebSocket."""
    if is_rest(connection.scope["path"]):
        return JSONResponse({"error": message}, status, headers)
    return PlainTextResponse(message, status, headers)
