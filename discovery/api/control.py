"""What REST does: start runs, stop them and go on with them, describe and delete them."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from discovery.api.asked import Asked, run_id_of, runner_of, who
from discovery.api.documents import find_document, in_own_thread, stored_document
from discovery.documents.library import StoredDocument, safe_file_name, take_in
from discovery.documents.message_list import message_number
from discovery.errors import NotFoundError, RequestError
from discovery.processing.history import delete_run, describe_run
from discovery.processing.request import RunRequest
from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.wire import run_json

MAX_FORM_FIELDS = 10_000
MAX_FIELD_BYTES = 10_000


async def create_run(request: Request) -> Response:
    """Start a run on the document that is sent, or on a `document` of the workspace."""
    async with request.form(
        max_files=1, max_fields=MAX_FORM_FIELDS, max_part_size=MAX_FIELD_BYTES
    ) as form:
        upload = form.get("file")
        asked = Asked(request.query_params, form)
        if not isinstance(upload, UploadFile) and not asked.one("document", ""):
            raise RequestError("Send the XML document as the multipart field 'file'.")
        file = upload if isinstance(upload, UploadFile) else None
        return await run_in_threadpool(_start, runner_of(request), file, asked, who(request))


async def run_again(request: Request) -> Response:
    """Start a new run over the nodes of an earlier one, with what is to differ."""
    async with request.form(
        max_files=0, max_fields=MAX_FORM_FIELDS, max_part_size=MAX_FIELD_BYTES
    ) as form:
        asked = Asked(request.query_params, form)
        runner, run_id = runner_of(request), run_id_of(request)
        return await run_in_threadpool(_again, runner, run_id, asked, who(request))


def ordering(act: Callable[[Runner, int, str], None]) -> Callable[[Request], Response]:
    """An endpoint that tells the runner to do something with a run."""

    def order(request: Request) -> Response:
        runner, run_id = runner_of(request), run_id_of(request)
        act(runner, run_id, who(request))
        return _accepted(runner, run_id)

    return order


async def describe(request: Request) -> Response:
    """Give a run a name and a note; what is not sent stays."""
    try:
        sent = await request.json()
    except (ValueError, RecursionError):  # no JSON, no text, or brackets without end
        sent = None
    if not _is_description(sent):
        raise RequestError('Send JSON such as {"name": "...", "note": "..."}; both are texts.')
    return await run_in_threadpool(_describe, runner_of(request), run_id_of(request), sent)


def delete(request: Request) -> Response:
    """Delete a run with all that was stored for it."""
    runner = runner_of(request)
    delete_run(runner.db, runner.settings, run_id_of(request))
    return Response(status_code=204)


def _start(runner: Runner, upload: UploadFile | None, asked: Asked, by: str) -> Response:
    document, file_name = _document(runner, upload, asked)
    try:
        ticked = _ticked(document, asked)
    except NotFoundError as error:
        raise RequestError(str(error)) from None
    extractor: Any = asked.one("extractor", "auto")
    request = RunRequest(
        document=document,
        file_name=file_name,
        ticked=ticked,
        workspace=asked.one("workspace", "default"),
        kind=asked.one("kind", "discovery"),
        extractor=extractor,
        workers=asked.number("workers"),
        parallel=asked.flag("parallel"),
        use_cache=asked.flag("use_cache") is not False,
        free_text_is_harmless=asked.flag("free_text_is_harmless") is True,
    )
    return _accepted(runner, runner.start(request, by))


def _document(
    runner: Runner, upload: UploadFile | None, asked: Asked
) -> tuple[StoredDocument, str]:
    """The document that was sent, else the one that is named, and what it is called."""
    if upload is not None:
        document = in_own_thread(lambda: take_in(upload.file, runner.settings))
        return document, safe_file_name(upload.filename or "")
    row = find_document(runner, asked.one("workspace", "default"), asked.one("document", ""))
    return stored_document(runner, row.sha256), row.file_name


def _ticked(document: StoredDocument, asked: Asked) -> tuple[int, ...]:
    """The nodes that are named, else what is suggested in a message, or in all."""
    named = tuple(i for name in asked.all("node") for i in document.catalogue.find(name))
    message = asked.number("message")
    if message is None:
        return named or tuple(sorted(document.suggested))
    return named or tuple(sorted(message_number(document.messages, message).suggested))


def _again(runner: Runner, run_id: int, asked: Asked, by: str) -> Response:
    wanted = {
        "extractor": asked.one("extractor", "") or None,
        "workers": asked.number("workers"),
        "parallel": asked.flag("parallel"),
        "use_cache": asked.flag("use_cache"),
        "free_text_is_harmless": asked.flag("free_text_is_harmless"),
    }
    changes: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    return _accepted(runner, runner.run_again(run_id, by, **changes))


def _describe(runner: Runner, run_id: int, sent: dict[str, str]) -> Response:
    before = queries.run(runner.db, run_id)
    name, note = sent.get("name", before.name), sent.get("note", before.note)
    describe_run(runner.db, run_id, name, note)
    return JSONResponse(run_json(queries.run(runner.db, run_id)))


def _is_description(sent: object) -> bool:
    return (
        isinstance(sent, dict)
        and bool(sent)
        and set(sent) <= {"name", "note"}
        and all(isinstance(value, str) for value in sent.values())
    )


def _accepted(runner: Runner, run_id: int) -> Response:
    """The run as it is now; what was asked for is under way."""
    run = run_json(queries.run(runner.db, run_id))
    return JSONResponse(run, status_code=202, headers={"Location": f"/api/v1/runs/{run_id}"})
