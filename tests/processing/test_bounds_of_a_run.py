"""What a review found: how much is asked, for how long, and what counts, when things go wrong."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.processing.runner import open_runner
from discovery.storage.queries import RunRow, SubtreeRow
from tests.processing.runs import (
    Gate,
    box_request,
    ended,
    finished,
    kept,
    rows,
    settings_in,
    statuses,
    ticks,
)
from tests.support import model_http
from tests.support.model_server import ModelServer, every, first

EMPTY = {
    "summary": " ",
    "business_concept": "",
    "field_names": [],
    "claims": [],
    "open_questions": [],
}


def run_boxes(
    home: Path, server: ModelServer, count: int, **more: Any
) -> tuple[RunRow, list[SubtreeRow]]:
    settings = settings_in(home, server, **more)
    with closing(open_runner(settings)) as runner:
        run = finished(runner, box_request(count, settings))
        return run, rows(runner, run)


def order(number: int) -> str:
    items = "".join(
        f"<Item><ID>O{number}I{n}</ID><Price>{n}.25</Price><Code>C{n}</Code></Item>"
        for n in range(900)
    )
    return f"<Order><OrderID>O{number}</OrderID><Items>{items}</Items></Order>"


def test_many_sections_too_big_for_a_server_do_not_make_the_parts_ever_smaller(
    tmp_path: Path,
) -> None:
    xml = f"<Shop>{''.join(map(order, range(12)))}</Shop>".encode()
    with ModelServer(context_tokens=6000) as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, ticks(kept(xml, settings), "/Shop/Order"))
            parts = {row.parts for row in rows(runner, run)}
    assert statuses(run) == {"success": 12}
    assert len(parts) == 1


def test_an_answer_that_says_nothing_is_no_success(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(model_http, "good_answer", lambda body: json.dumps(EMPTY))
    with ModelServer() as server:
        run, _ = run_boxes(tmp_path, server, 2)
    assert statuses(run) == {"error": 2}


def test_a_reply_that_is_no_completion_is_asked_for_again(tmp_path: Path) -> None:
    with ModelServer(rule=first(1, "not_json")) as server:
        run, _ = run_boxes(tmp_path, server, 1, max_llm_retries=1)
    assert statuses(run) == {"success": 1}


@pytest.mark.parametrize("kind", ["401", "404"])
def test_a_refusal_of_every_call_is_not_met_twice_by_each_worker(tmp_path: Path, kind: Any) -> None:
    with ModelServer(rule=every(1, kind)) as server:
        run, _ = run_boxes(tmp_path, server, 50, llm_batching=True)
        assert len(server.requests) <= run.workers


def test_a_bad_request_is_not_tried_by_all_workers_in_all_dialects(tmp_path: Path) -> None:
    """One thread tries them for all."""
    with ModelServer(rule=every(1, "400")) as server:
        run, _ = run_boxes(tmp_path, server, 50)
        assert len(server.requests) <= run.workers + 3


def test_no_call_lasts_longer_than_its_node_may(tmp_path: Path) -> None:
    with ModelServer(rule=every(1, "hang")) as server:
        _, (row,) = run_boxes(
            tmp_path, server, 1, llm_timeout_seconds=8, llm_node_timeout_seconds=1
        )
    assert (row.processing_time_ms or 0) < 6000


def test_calls_before_a_shutdown_count_in_their_nodes(tmp_path: Path) -> None:
    gate = Gate(free=3)
    with ModelServer(rule=gate) as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            run_id = runner.start(box_request(10, settings))
            assert server.wait_for_requests(8)
        gate.open()
        with closing(open_runner(settings)) as runner:
            runner.resume(run_id)
            run = ended(runner, run_id)
            nodes = rows(runner, run)
    assert sum(row.attempts for row in nodes) == run.llm_calls
    assert sum(row.prompt_tokens for row in nodes) == run.prompt_tokens


def test_a_server_that_stays_away_holds_no_batch_longer_than_two_nodes(tmp_path: Path) -> None:
    """A second of the time of a node is over when the call for several is given up."""
    with ModelServer(rule=every(1, "hang")) as server:
        settings = settings_in(
            tmp_path,
            server,
            llm_batching=True,
            llm_timeout_seconds=1,
            llm_node_timeout_seconds=1,
        )
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(8, settings, workers=1))
            nodes = rows(runner, run)
    assert statuses(run) == {"error": 8}
    assert run.llm_calls < 8
    assert all(node.error for node in nodes)
