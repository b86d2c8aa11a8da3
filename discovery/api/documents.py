"""What REST tells of documents and their messages, and the opening of messages within values."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from discovery.api.asked import Asked, runner_of
from discovery.documents.library import StoredDocument, open_stored
from discovery.errors import NotFoundError
from discovery.facts.privacy import open_masker
from discovery.processing.revealing import SourceMasker
from discovery.processing.runner import Runner
from discovery.processing.workspace_documents import open_inner_message
from discovery.storage import queries
from discovery.storage.queries import DocumentRow
from discovery.wire import Json, document_json, nodes_json

T = TypeVar("T")


def list_documents(request: Request) -> Response:
    """The documents of a workspace, the latest first."""
    asked = Asked(request.query_params)
    found = queries.documents(runner_of(request).db, asked.one("workspace", "default"))
    return JSONResponse([_row_json(row) for row in found])


def show_document(request: Request) -> Response:
    """A document with its messages and nodes; samples are masked."""
    runner = runner_of(request)
    row = _row_of(request, Asked(request.query_params))
    document = stored_document(runner, row.sha256)
    masker = _masker(runner)
    nodes = nodes_json(document, masker.value)
    return JSONResponse({**_row_json(row), "document": _told(runner, document), "nodes": nodes})


async def open_inner(request: Request) -> Response:
    """Open the message in the value with an XPath as a document of the same workspace."""
    async with request.form(max_files=0, max_fields=10, max_part_size=20_000) as form:
        asked = Asked(request.query_params, form)
        return await run_in_threadpool(_open_inner, request, asked)


def _open_inner(request: Request, asked: Asked) -> Response:
    runner, row = runner_of(request), _row_of(request, asked)
    outer = stored_document(runner, row.sha256)

    def opening() -> tuple[StoredDocument, str]:
        return open_inner_message(
            runner.db, runner.settings, row.workspace, outer, row.file_name, asked.one("xpath", "")
        )

    opened, name = in_own_thread(opening)
    told = {"file_name": name, "document": _told(runner, opened)}
    location = {"Location": f"/api/v1/documents/{opened.sha256}?workspace={row.workspace}"}
    return JSONResponse(told, status_code=201, headers=location)


def stored_document(runner: Runner, sha256: str) -> StoredDocument:
    """A kept document. Raises NotFoundError, StorageError."""
    return in_own_thread(lambda: open_stored(sha256, runner.settings))


def in_own_thread(read: Callable[[], T]) -> T:
    """Read a document on a thread that ends.

    lxml keeps the names of all documents that a thread has read, up to a limit that hostile ones
    reach; threads that serve requests are used again.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(read).result()


def find_document(runner: Runner, workspace: str, sha256: str) -> DocumentRow:
    """A document of a workspace. Raises NotFoundError."""
    row = queries.document(runner.db, workspace, sha256)
    if row is None:
        raise NotFoundError(
            f"There is no such document in the workspace {workspace}. GET /api/v1/documents lists "
            "those there are."
        )
    return row


def _row_of(request: Request, asked: Asked) -> DocumentRow:
    workspace = asked.one("workspace", "default")
    return find_document(runner_of(request), workspace, request.path_params["sha256"])


def _row_json(row: DocumentRow) -> Json:
    return {**asdict(row), "created_at": row.created_at.isoformat()}


def _told(runner: Runner, document: StoredDocument) -> Json:
    return document_json(document, _masker(runner).source)


def _masker(runner: Runner) -> SourceMasker:
    return SourceMasker(open_masker(runner.settings, runner.db))
