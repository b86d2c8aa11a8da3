"""REST, in the process of the window: the same runner and the same rows.

POST   /api/v1/runs/                start a run on an uploaded document
GET    /api/v1/runs/                the latest runs; workspace, search, status (repeatable)
GET    /api/v1/runs/{id}            a run, with counts by status and what happened to it
PATCH  /api/v1/runs/{id}            its name and note, as JSON
DELETE /api/v1/runs/{id}            delete it with all that was stored for it
POST   /api/v1/runs/{id}/pause      also /resume, /cancel, /retry (its failed nodes)
POST   /api/v1/runs/{id}/again      a new run over its nodes; options as for a first one
GET    /api/v1/runs/{id}/node_facts
GET    /api/v1/runs/{id}/calls      what left this machine
GET    /api/v1/documents/           the documents of a workspace
GET    /api/v1/documents/{sha256}   one of them: its messages, also within values, and its nodes
POST   /api/v1/documents/{sha256}/inner     open the message in a value; xpath
GET    /api/v1/compare?a={id}&b={id}    what differs from run a to run b; equate_formats=true,
                                         ignore_identifiers=true, structure_only=true
"""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from discovery.api import control, documents, reading
from discovery.errors import (
    DiscoveryError,
    DocumentRefusedError,
    NotFoundError,
    RequestError,
    StorageError,
)
from discovery.processing.runner import Runner

__all__ = ["api_routes"]

Endpoint = Callable[[Request], Any]

_ENDPOINTS: dict[str, dict[str, Endpoint]] = {
    "runs": {"GET": reading.list_runs, "POST": control.create_run},
    "runs/{run_id}": {
        "GET": reading.show_run,
        "PATCH": control.describe,
        "DELETE": control.delete,
    },
    "runs/{run_id}/pause": {"POST": control.ordering(Runner.pause)},
    "runs/{run_id}/resume": {"POST": control.ordering(Runner.resume)},
    "runs/{run_id}/cancel": {"POST": control.ordering(Runner.cancel)},
    "runs/{run_id}/retry": {"POST": control.ordering(Runner.retry)},
    "runs/{run_id}/again": {"POST": control.run_again},
    "runs/{run_id}/node_facts": {"GET": reading.show_facts},
    "runs/{run_id}/calls": {"GET": reading.show_calls},
    "documents": {"GET": documents.list_documents},
    "documents/{sha256}": {"GET": documents.show_document},
    "documents/{sha256}/inner": {"POST": documents.open_inner},
    "compare": {"GET": reading.show_differences},
}

_STATUS = {
    NotFoundError: 404,
    RequestError: 422,
    DocumentRefusedError: 422,
    StorageError: 503,
}


def api_routes(runner: Callable[[], Runner]) -> list[BaseRoute]:
    """The routes under /api; `runner` gives the runner of the process when it is needed."""
    api = Starlette(
        routes=[
            Route(f"/v1/{path}{slash}", _by_method(endpoints), methods=list(endpoints))
            for slash in ("", "/")
            for path, endpoints in _ENDPOINTS.items()
        ],
        exception_handlers={
            HTTPException: _http_error,
            DiscoveryError: _our_error,
            Exception: _fault,
        },
    )
    api.state.runner = runner
    return [Route("/api", _nothing), Mount("/api", app=api)]


def _by_method(endpoints: dict[str, Endpoint]) -> Callable[[Request], Awaitable[Response]]:
    """One endpoint for all methods of an address, so that a refusal can name them all."""

    async def answer(request: Request) -> Response:
        endpoint = endpoints["GET" if request.method == "HEAD" else request.method]
        if iscoroutinefunction(endpoint):
            response: Response = await endpoint(request)
            return response
        return await run_in_threadpool(endpoint, request)

    return answer


def _nothing(_: Request) -> Response:
    return JSONResponse({"error": "Not Found"}, status_code=404)


def _http_error(_: Request, error: Exception) -> Response:
    refused = cast("HTTPException", error)  # what it is registered for
    return JSONResponse({"error": refused.detail}, refused.status_code, headers=refused.headers)


def _fault(_: Request, error: Exception) -> Response:
    """Starlette raises the error again once this is sent, so that the log has it."""
    message = f"A fault in the program ({type(error).__name__}). The log tells more."
    return JSONResponse({"error": message}, status_code=500)


def _our_error(_: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    return JSONResponse({"error": str(error)}, status_code=status)
