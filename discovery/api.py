"""REST, in the process of the window: the same runner and the same rows.

POST /api/v1/runs/            start a run on an uploaded document
GET  /api/v1/runs/            the latest runs
GET  /api/v1/runs/{id}        a run, with counts by status
GET  /api/v1/runs/{id}/node_facts
GET  /api/v1/runs/{id}/calls          what left this machine
GET  /api/v1/compare?a={id}&b={id}    what differs from run a to run b; equate_formats=true
"""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from discovery import compare as comparing
from discovery import export
from discovery.documents.library import safe_file_name, take_in
from discovery.errors import (
    DiscoveryError,
    DocumentRefusedError,
    NotFoundError,
    RequestError,
    StorageError,
)
from discovery.processing.request import RunRequest
from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.wire import errors_json, run_json

MAX_FORM_FIELDS = 10_000
MAX_DIGITS = 9  # of a number in a request

_STATUS = {
    NotFoundError: 404,
    RequestError: 422,
    DocumentRefusedError: 422,
    StorageError: 503,
}
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def api_routes(runner: Callable[[], Runner]) -> list[BaseRoute]:
    """The routes under /api; `runner` gives the runner of the process when it is needed."""
    api = Starlette(
        routes=[
            Route(f"/v1/{path}{slash}", endpoint, methods=methods)
            for slash in ("", "/")
            for path, endpoint, methods in (
                ("runs", _runs, ["GET", "POST"]),
                ("runs/{run_id}", _show_run, ["GET"]),
                ("runs/{run_id}/node_facts", _show_facts, ["GET"]),
                ("runs/{run_id}/calls", _show_calls, ["GET"]),
                ("compare", _compare, ["GET"]),
            )
        ],
        exception_handlers={
            HTTPException: _http_error,
            DiscoveryError: _our_error,
            Exception: _fault,
        },
    )
    api.state.runner = runner
    return [Route("/api", _nothing), Mount("/api", app=api)]


async def _runs(request: Request) -> Response:
    if request.method == "POST":
        return await _create_run(request)
    return await run_in_threadpool(_list_runs, request)


def _nothing(_: Request) -> Response:
    return JSONResponse({"error": "Not Found"}, status_code=404)


async def _create_run(request: Request) -> Response:
    async with request.form(max_files=1, max_fields=MAX_FORM_FIELDS) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise RequestError("Send the XML document as the multipart field 'file'.")
        asked = _Asked(request.query_params, form)
        run = await run_in_threadpool(_start, _runner(request), upload, asked)
    return JSONResponse(run, status_code=202, headers={"Location": f"/api/v1/runs/{run['run_id']}"})


class _Asked:
    """The options of a request, from its form or its query."""

    def __init__(self, query: QueryParams, form: FormData) -> None:
        self._query = query
        self._form = form

    def all(self, name: str) -> list[str]:
        return [str(value) for value in self._form.getlist(name) or self._query.getlist(name)]

    def one(self, name: str, default: str) -> str:
        return next(iter(self.all(name)), default)

    def number(self, name: str) -> int | None:
        text = self.one(name, "")
        if text and not _is_number(text):
            raise RequestError(f"'{name}' must be a whole number of at most {MAX_DIGITS} digits.")
        return int(text) if text else None

    def flag(self, name: str) -> bool | None:
        text = self.one(name, "").lower()
        if text and text not in _TRUE | _FALSE:
            raise RequestError(f"'{name}' must be true or false.")
        return text in _TRUE if text else None


def _start(runner: Runner, upload: UploadFile, asked: _Asked) -> dict[str, Any]:
    document = take_in(upload.file, runner.settings)
    try:
        named = tuple(i for name in asked.all("node") for i in document.catalogue.find(name))
    except NotFoundError as error:
        raise RequestError(str(error)) from None
    extractor: Any = asked.one("extractor", "auto")
    run_id = runner.start(
        RunRequest(
            document=document,
            file_name=safe_file_name(upload.filename or ""),
            ticked=named or tuple(sorted(document.suggested)),
            workspace=asked.one("workspace", "default"),
            kind=asked.one("kind", "discovery"),
            extractor=extractor,
            workers=asked.number("workers"),
            parallel=asked.flag("parallel"),
            use_cache=asked.flag("use_cache") is not False,
        )
    )
    return run_json(queries.run(runner.db, run_id))


def _list_runs(request: Request) -> Response:
    found = queries.runs(_runner(request).db, request.query_params.get("workspace"))
    return JSONResponse([run_json(run) for run in found])


def _show_run(request: Request) -> Response:
    db, run_id = _runner(request).db, _run_id(request)
    run = run_json(queries.run(db, run_id))
    return JSONResponse({**run, "errors": errors_json(queries.subtrees(db, run_id))})


def _show_facts(request: Request) -> Response:
    db, run_id = _runner(request).db, _run_id(request)
    queries.run(db, run_id)
    return _streamed(map(export.record, queries.facts(db, run_id)))


def _show_calls(request: Request) -> Response:
    db, run_id = _runner(request).db, _run_id(request)
    queries.run(db, run_id)
    return _streamed(map(export.call_record, queries.calls(db, run_id)))


def _compare(request: Request) -> Response:
    """The summary of a comparison, with its differences as they are read."""
    db, asked = _runner(request).db, _Asked(request.query_params, FormData())
    a, b = asked.number("a"), asked.number("b")
    if a is None or b is None:
        raise RequestError("Name two runs to compare, as in ?a=1&b=2.")
    compared = comparing.compare(db, a, b, equate_formats=asked.flag("equate_formats") is True)
    summary = json.dumps({"summary": comparing.summary_json(compared)}, ensure_ascii=False)
    rows = _json_array(comparing.difference_rows(db, compared))
    body = chain([f'{summary[:-1]}, "differences": '], rows, ["}"])
    return StreamingResponse(body, media_type="application/json")


def _streamed(rows: Iterator[export.Row]) -> Response:
    """An array that is written as its rows are read."""
    return StreamingResponse(_json_array(rows), media_type="application/json")


def _json_array(rows: Iterator[export.Row]) -> Iterator[str]:
    before = "["
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "]" if before != "[" else "[]"


def _runner(request: Request) -> Runner:
    runner: Runner = request.app.state.runner()
    return runner


def _run_id(request: Request) -> int:
    text: str = request.path_params["run_id"]
    if not _is_number(text):
        raise NotFoundError("Runs have whole numbers. The list of runs shows those there are.")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS


def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 # what it is registered for
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


def _fault(_: Request, error: Exception) -> Response:
    """Starlette raises the error again once this is sent, so that the log has it."""
    message = f"A fault in the program ({type(error).__name__}). The log tells more."
    return JSONResponse({"error": message}, status_code=500)


def _our_error(_: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    return JSONResponse({"error": str(error)}, status_code=status)
