"""GET /api/v1/compare against the started window."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from discovery.compare import COLUMNS
from tests.processing.runs import WAIT_SECONDS, boxes
from tests.support.window import streamlit_server
from tests.test_api import finished, upload

COMPARE = "/api/v1/compare"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A client of a window with two runs, 1 and 2."""
    home = str(tmp_path_factory.mktemp("home"))
    env = {"DISCOVERY_HOME": home, "DATABASE_URL": "", "LLM_PROVIDER": "none"}
    with (
        streamlit_server("app.py", env=env) as url,
        httpx2.Client(base_url=url, timeout=WAIT_SECONDS) as client,
    ):
        for xml in (boxes(3), boxes(2).replace(b"BOX-2.", b"BOX-2.0")):
            node = {"node": "/Store/Box"}
            finished(client, client.post("/api/v1/runs", files=upload(xml), data=node))
        yield client


def compared(window: httpx2.Client, query: str) -> Any:
    answer = window.get(f"{COMPARE}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_two_runs_are_compared(window: httpx2.Client) -> None:
    found = compared(window, "a=1&b=2")
    figures = ("facts_a", "facts_b", "same", "changed", "removed", "added")
    assert [found["summary"][name] for name in figures] == [3, 2, 1, 1, 1, 0]
    changed, removed = found["differences"]
    assert set(changed) == set(removed) == set(COLUMNS)
    assert (changed["path"], changed["before"], changed["after"]) == ("Label", "BOX-2.", "BOX-2.0")
    assert (removed["status"], removed["ordinal_a"]) == ("removed", 3)
    assert window.get(f"{COMPARE}/?a=1&b=2").json() == found


def test_a_run_has_no_differences_from_itself(window: httpx2.Client) -> None:
    found = compared(window, "a=1&b=1&equate_formats=true")
    assert found["differences"] == []
    assert (found["summary"]["same"], found["summary"]["equate_formats"]) == (3, True)


def test_options_are_told_in_the_summary(window: httpx2.Client) -> None:
    options = {"equate_formats": False, "ignore_identifiers": True, "structure_only": True}
    summary = compared(window, "a=1&b=2&ignore_identifiers=true&structure_only=true")["summary"]
    assert {name: summary[name] for name in options} == options
    assert (summary["changed"], summary["renumbered"], summary["removed"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 422, "Name two runs to compare"),
        ("?a=1", 422, "Name two runs to compare"),
        ("?a=1&b=x", 422, "'b' must be a whole number"),
        ("?a=1&b=2&equate_formats=perhaps", 422, "must be true or false"),
        ("?a=1&b=2&ignore_identifiers=perhaps", 422, "must be true or false"),
        ("?a=1&b=99", 404, "There is no run 99"),
    ],
)
def test_what_cannot_be_compared_is_said(
    window: httpx2.Client, query: str, status: int, said: str
) -> None:
    answer = window.get(f"{COMPARE}{query}")
    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_nothing_is_started_by_comparing(window: httpx2.Client) -> None:
    assert window.post(COMPARE).status_code == 405
