"""The scripts of the screens without a browser: AppTest over real data in a folder of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from discovery.processing.runner import Runner
from discovery.processing.shared_runner import close_shared_runner, shared_runner
from tests.support.databases import database_url
from tests.support.model_server import ModelServer
from tests.support.window import ROOT

SCRIPT_SECONDS = 30


@contextmanager
def window_in(
    home: Path, address: str = "127.0.0.1", hosts: Sequence[str] = (), **environment: str
) -> Iterator[Runner]:
    """The runner that the screens share, with its data in `home` and nothing cached before.

    The window listens on `address`, and answers to these `hosts` as well.
    """
    with pytest.MonkeyPatch.context() as patch, listening(address, hosts):
        patch.chdir(home)  # no `.env` there
        own = {"DISCOVERY_HOME": str(home), "DATABASE_URL": database_url(home)}
        for name, value in {**own, **environment}.items():
            patch.setenv(name, value)
        st.cache_resource.clear()
        st.cache_data.clear()
        try:
            yield shared_runner()
        finally:
            close_shared_runner()


@contextmanager
def listening(address: str, hosts: Sequence[str]) -> Iterator[None]:
    """Streamlit's options say that the window listens here, until the end."""
    wanted = {"server.address": address, "server.allowedHosts": ["localhost", *hosts]}
    before = {name: st.get_option(name) for name in wanted}
    for name, value in wanted.items():
        config.set_option(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            config.set_option(name, value)


@contextmanager
def window_asking(model: ModelServer, home: Path, **environment: str) -> Iterator[Runner]:
    """The same with a model: a call is about one section, and one failure is final."""
    asking = {
        "LLM_PROVIDER": "openai",
        "OPENAI_BASE_URL": model.base_url,
        "MAX_LLM_RETRIES": "0",
        "LLM_BATCHING": "off",
    }
    with window_in(home, **{**asking, **environment}) as runner:
        yield runner


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """The runner that the screens of a test share; without a model."""
    with window_in(tmp_path, LLM_PROVIDER="none") as runner:
        yield runner


def screen(name: str, **state: object) -> AppTest:
    """A page, drawn once, in a session that already has this state."""
    app = AppTest.from_file(ROOT / "pages" / f"{name}.py", default_timeout=SCRIPT_SECONDS)
    for key, value in state.items():
        app.session_state[key] = value
    return drawn(app)


def window(run: str = "", **state: object) -> AppTest:
    """The window as it opens, with the sidebar; `run` is what the address names."""
    script = ROOT / "discovery" / "ui" / "window.py"
    app = AppTest.from_file(script, default_timeout=SCRIPT_SECONDS)
    for key, value in state.items():
        app.session_state[key] = value
    if run:
        app.query_params["run"] = run
    return drawn(app)


def drawn(changed: AppTest | Element) -> AppTest:
    """The page after its script ran without an exception, with what was clicked or chosen."""
    app = changed.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All texts of the page but those in tables."""
    said = (app.title, app.subheader, app.markdown, app.caption)
    kinds = (*said, app.info, app.success, app.warning, app.error)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")
