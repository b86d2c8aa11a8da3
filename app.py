"""The entry of `streamlit run app.py`: one server for the window and for REST.

The life of the runner goes around it.
"""

import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from discovery.api import api_routes
from discovery.config import Settings, load_settings
from discovery.documents.library import make_folder
from discovery.guards import guards
from discovery.processing.shared_runner import close_shared_runner, shared_runner
from discovery.ui.upload_route import UploadsToDisk

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Open the runner before the first request and stop it cleanly after the last."""
    runner = await run_in_threadpool(shared_runner)
    _keep_uploads_in(runner.settings)
    runner.watch(resume=runner.settings.resume_interrupted_runs)
    Thread(target=runner.model.warm_up, name="WarmUp", daemon=True).start()
    try:
        yield None
    finally:
        await run_in_threadpool(close_shared_runner)


def _keep_uploads_in(settings: Settings) -> None:
    """Let uploads arrive where the documents are: the system's own folder may be in memory."""
    try:
        tempfile.tempdir = str(make_folder(settings))
    except OSError as error:
        logger.warning("Uploads arrive in %s: %s", tempfile.gettempdir(), error)


app = st.App(
    "discovery/ui/window.py",
    lifespan=lifespan,
    routes=api_routes(shared_runner),
    middleware=[
        *guards(st.get_option("server.allowedHosts"), load_settings().max_upload_bytes),
        Middleware(UploadsToDisk),
    ],
)
