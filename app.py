"""The entry of `streamlit run app.py`: one server for the window and for REST.

The middleware stands before it, the life of the runner goes around it.
"""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit import config

from discovery.api import api_routes
from discovery.config import load_settings
from discovery.errors import SettingsError
from discovery.log import log_safely
from discovery.middleware import middleware_stack
from discovery.middleware.local_access import public_access_warning
from discovery.processing.shared_runner import close_shared_runner, shared_runner
from discovery.ui.sign_in import auth_secrets, sign_in
from discovery.ui.upload_route import UploadsToDisk, let_uploads_arrive

logger = logging.getLogger(__name__)

try:
    settings = load_settings()
    entrance = sign_in(settings)
except SettingsError as error:
    sys.exit(str(error))
api_token = settings.api_token.get_secret_value()

# Streamlit's own limit would stop a document that ours lets pass, or the other way round.
config.set_option("server.maxUploadSize", settings.max_upload_mb)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Open the runner before the first request and stop it cleanly after the last."""
    log_safely()
    if warning := public_access_warning(
        st.get_option("server.address"), entrance is not None, bool(api_token)
    ):
        logger.warning(warning)
    runner = await run_in_threadpool(shared_runner)
    let_uploads_arrive(settings)
    runner.watch(resume=runner.settings.resume_interrupted_runs)
    Thread(target=runner.model.warm_up, name="WarmUp", daemon=True).start()
    try:
        yield None
    finally:
        await run_in_threadpool(close_shared_runner)


app = st.App(
    "discovery/ui/window.py",
    secrets=auth_secrets(settings),
    lifespan=lifespan,
    routes=api_routes(shared_runner),
    middleware=[
        *middleware_stack(
            st.get_option("server.allowedHosts"), settings.max_upload_bytes, entrance, api_token
        ),
        Middleware(UploadsToDisk, max_upload_bytes=settings.max_upload_bytes),
    ],
)
