"""The entry of `streamlit run app.py`: one server for the window and for REST.

The life of the runner goes around it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool

from discovery.api import api_routes
from discovery.config import load_settings
from discovery.guards import guards
from discovery.log import log_safely
from discovery.processing.shared_runner import close_shared_runner, shared_runner


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Open the runner before the first request and stop it cleanly after the last."""
    log_safely()
    runner = await run_in_threadpool(shared_runner)
    runner.watch(resume=runner.settings.resume_interrupted_runs)
    Thread(target=runner.model.warm_up, name="WarmUp", daemon=True).start()
    try:
        yield None
    finally:
        await run_in_threadpool(close_shared_runner)


app = st.App(
    "discovery/ui/window.py",
    lifespan=lifespan,
    routes=api_routes(shared_runner),
    middleware=guards(st.get_option("server.allowedHosts"), load_settings().max_upload_bytes),
)
