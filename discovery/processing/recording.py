"""A run written down before anything of it is done."""

from sqlalchemy.orm import Session

from discovery.config import Settings
from discovery.documents.library import StoredDocument, open_stored
from discovery.errors import RequestError
from discovery.processing.presence import Presence
from discovery.processing.request import (
    EXTRACTORS,
    RunRequest,
    checked,
    choose_mode,
    count_subtrees,
    selection_of,
    uses_model,
)
from discovery.storage import records
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Run
from discovery.storage.queries import RunRow
from discovery.storage.statuses import RunStatus


def record_run(
    db: ThreadSafeDatabaseManager,
    settings: Settings,
    request: RunRequest,
    worker: Presence,
    by: str,
) -> records.Lease:
    """Check a request and write its run, for `worker` to work on; return the lease.

    `by` says who asked for it. Raises RequestError for a request that makes no sense,
    StorageError.
    """
    request = checked(request, settings)
    run = _run(settings, request)
    run.started_by, run.held_by = by, worker.token
    worker.enter()

    def write(session: Session) -> int:
        if not request.document.path.is_file():
            raise RequestError(
                f"The document {request.file_name} was deleted in the meantime. Upload it again."
            )
        worker.write_down(session)
        run.document_id = _register_document(session, request)
        session.add(run)
        session.flush()
        records.add_event(session, run.id, RunStatus.STARTED, by)
        return run.id

    return records.Lease(db.write_with_lock(write), worker.token)


def request_again(run: RunRow, settings: Settings) -> RunRequest:
    """What a run was asked for, to be changed and asked for anew.

    Raises NotFoundError where its document is gone, StorageError.
    """
    document = open_stored(run.document_sha256, settings)
    extractor = next(each for each in EXTRACTORS if each == run.extractor)
    return RunRequest(
        document=document,
        file_name=run.file_name,
        ticked=ticked_in(document, run),
        workspace=run.workspace,
        kind=run.kind,
        extractor=extractor,
        workers=run.workers if run.mode == "parallel" else None,
        use_cache=run.use_cache,
        free_text_is_harmless=run.free_text_is_harmless,
    )


def ticked_in(document: StoredDocument, run: RunRow) -> tuple[int, ...]:
    """The nodes of a document that a run is about, as indexes into its catalogue."""
    return tuple(index for key in run.selection for index in document.catalogue.find(key))


def check_settings(run: RunRow, settings: Settings) -> None:
    """Raises RequestError where the settings would go on with a run that others began.

    Facts of two models in one run could not be told apart.
    """
    if run.extractor != "model":
        return
    before, after = (run.provider, run.model), (settings.provider, settings.model_name)
    if before != after:
        now = "no model is set up" if settings.provider == "none" else f"it is {' '.join(after)}"
        raise RequestError(
            f"Run {run.run_id} asks {run.provider} {run.model}, but now {now}. Set LLM_PROVIDER "
            "and LLM_MODEL as they were and restart, or run it again with the settings of now."
        )


def _run(settings: Settings, request: RunRequest) -> Run:
    mode = choose_mode(request, settings)
    with_model = uses_model(request, settings)
    message = request.document.message
    return Run(
        kind=request.kind,
        workspace=request.workspace,
        file_name=request.file_name,
        status=RunStatus.STARTED,
        spec_version=message.spec_version,
        message_root=message.name,
        airline_code=message.airline_code,
        airline_name=message.airline_name,
        selection=selection_of(request),
        subtrees_total=count_subtrees(request),
        extractor="model" if with_model else "structure",
        provider=settings.provider if with_model else "none",
        model=settings.model_name if with_model else None,
        mode=mode.name,
        mode_reason=mode.reason,
        workers=mode.workers,
        use_cache=request.use_cache,
        free_text_is_harmless=request.free_text_is_harmless,
        settings=settings.of_runs(),
    )


def _register_document(session: Session, request: RunRequest) -> int:
    """Note the document and its ticks in the workspace; return the document's id."""
    document = request.document
    document_id = records.ensure_document(
        session, request.workspace, document.sha256, request.file_name, document.size
    )
    records.remember_selection(session, document_id, selection_of(request))
    return document_id
