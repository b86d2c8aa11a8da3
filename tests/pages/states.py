"""Runs in the states that the screens show, without waiting for any of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from discovery.processing.presence import Presence
from discovery.processing.recording import record_run
from discovery.processing.runner import Runner
from discovery.storage.queries import RunRow
from discovery.storage.records import order
from discovery.storage.statuses import Order
from tests.processing.runs import box_request


def interrupted(runner: Runner, boxes: int = 2) -> int:
    """A run whose process died before it did anything."""
    with elsewhere(runner, boxes) as run_id:
        pass
    runner.look_after_the_gone()
    return run_id


def paused(runner: Runner, boxes: int = 2) -> int:
    """A run that was interrupted and then paused by an analyst."""
    run_id = interrupted(runner, boxes)
    runner.pause(run_id, "test")
    return run_id


@contextmanager
def elsewhere(runner: Runner, boxes: int = 2, ordered: Order | None = None) -> Iterator[int]:
    """A run that another process works on, which may have been told something."""
    other = Presence(runner.settings)
    lease = record_run(
        runner.db, runner.settings, box_request(boxes, runner.settings), other, "test"
    )
    if ordered:
        runner.db.write_with_lock(lambda session: order(session, lease.run_id, ordered, "test"))
    try:
        yield lease.run_id
    finally:
        other.leave(for_good=False)


def buttons(app: AppTest) -> dict[str, Button]:
    """The buttons of a screen by what stands on them."""
    return {button.label: button for button in app.button}


def enabled(app: AppTest) -> set[str]:
    """What can be pressed."""
    return {label for label, button in buttons(app).items() if not button.disabled}


def select(app: AppTest, *runs: RunRow | int) -> AppTest:
    """Select runs in the list of the Runs screen."""
    wanted = {run if isinstance(run, int) else run.run_id for run in runs}
    listed = list(app.dataframe[0].value["run"])
    rows = [index for index, run_id in enumerate(listed) if run_id in wanted]
    app.session_state[f"runs-{hash(tuple(listed))}"] = {
        "selection": {"rows": rows, "columns": [], "cells": []}
    }
    app.run()
    assert not app.exception
    return app
