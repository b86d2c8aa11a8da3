"""Small sections share a call where that is no slower; each has its own answer and fate."""

import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.documents.subtrees import read_subtrees
from discovery.llm.speed import Speed
from discovery.processing.plan import MOST_TOGETHER, Job, Pace, plan
from discovery.processing.questions import Questions
from discovery.processing.reading import Reading, read_subtree
from discovery.processing.runner import open_runner
from discovery.processing.sharing import SharedAnswers
from discovery.processing.survey import survey
from discovery.storage.queries import FactRow, RunRow, SubtreeRow
from tests.processing.runs import (
    MASKER,
    asked,
    box_request,
    boxes,
    facts,
    finished,
    kept,
    rows,
    settings_in,
    statuses,
)
from tests.support.model_server import ModelServer, Rule, bad_member, failing, mixed_up

pytestmark = pytest.mark.usefixtures("each_database")

COUNT = 40


def run_boxes(
    home: Path, rule: Rule | tuple[Rule, ...] = (), **more: Any
) -> tuple[ModelServer, RunRow, list[SubtreeRow], list[FactRow]]:
    with ModelServer(rule=rule) as server:
        settings = settings_in(home, server, **{"llm_batching": True, **more})
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(COUNT, settings, workers=2))
            return server, run, rows(runner, run), facts(runner, run)


def readings_of(home: Path, count: int) -> list[Reading]:
    with ModelServer() as server:
        settings = settings_in(home, server)
    document = kept(boxes(count), settings)
    surveyed = survey(
        document, settings, threading.Event(), MASKER, Questions(settings, "Store", "")
    )
    ticked = document.catalogue.find("/Store/Box")
    subtrees = read_subtrees(document.path, document.catalogue, ticked)
    return [read_subtree(subtree, surveyed) for subtree in subtrees]


def planned(
    readings: list[Reading], speed: Speed, workers: int, batching: bool = True
) -> list[Job]:
    return list(plan(readings, SharedAnswers(lambda _: None), Pace(speed, workers, batching)))


def speed(seconds_a_call: float, seconds_a_token: float) -> Speed:
    measured = Speed()
    for tokens in (50, 100, 200, 400):
        measured.note(seconds_a_call + tokens * seconds_a_token, tokens)
    return measured


def test_fewer_calls_and_an_answer_for_each(tmp_path: Path) -> None:
    server, run, subtrees, stored = run_boxes(tmp_path)
    assert statuses(run) == {"success": COUNT}
    assert len(server.requests) == run.llm_calls <= COUNT / 2
    for fact in stored:
        label = f"BOX-{fact.node_ordinal}."
        values = [claim["value"] for claim in fact.fact_json["meaning"]["claims"]]
        assert label in values or f"B{fact.node_ordinal}" in values
    assert max(row.together for row in subtrees) > 1
    assert sum(row.prompt_tokens for row in subtrees) == run.prompt_tokens


def test_a_setting_turns_it_off(tmp_path: Path) -> None:
    server, run, subtrees, _ = run_boxes(tmp_path, llm_batching=False)
    assert len(server.requests) == run.llm_calls == COUNT
    assert {row.together for row in subtrees} == {1}


def test_a_bad_member_is_asked_about_alone(tmp_path: Path) -> None:
    _, run, subtrees, stored = run_boxes(tmp_path, bad_member("BOX-7."))
    assert statuses(run) == {"success": COUNT}
    (alone,) = [row for row in subtrees if row.attempts == 2]
    assert alone.position == 7
    assert all(fact.fact_json["meaning"] for fact in stored)


def test_a_member_that_fails_alone_too_fails_no_other(tmp_path: Path) -> None:
    """The call for several fails because of one of them, and that one ends in error."""
    _, run, subtrees, stored = run_boxes(tmp_path, failing("BOX-7.", "refusal"))
    assert statuses(run) == {"success": COUNT - 1, "error": 1}
    (failed,) = [row for row in subtrees if row.status == "error"]
    assert failed.position == 7
    assert stored[6].fact_json["meaning_missing"] == "The model refused to answer."


@pytest.mark.parametrize("kind", ["cut", "malformed", "empty", "wrong_shape", "503", "400"])
def test_a_call_for_several_that_comes_to_nothing_loses_nobody(tmp_path: Path, kind: Any) -> None:
    """Only calls about several sections fail: each of them is then asked about alone."""

    def several(request: Any) -> Any:
        return failing("", kind)(request) if request.text.count("BOX-") > 1 else None

    server, run, _, _ = run_boxes(tmp_path, several)
    assert statuses(run) == {"success": COUNT}
    assert set(asked(server)) == {f"BOX-{number}." for number in range(1, COUNT + 1)}


def test_no_call_is_waited_for_longer_than_the_others_take(tmp_path: Path) -> None:
    """With as many workers as sections each is asked alone; with few workers they share."""
    readings = readings_of(tmp_path, 8)
    slow = speed(1.0, 0.01)
    assert len(planned(readings, slow, workers=8)) == 8
    assert len(planned(readings, slow, workers=1)) < 8
    assert len(planned(readings, slow, workers=1, batching=False)) == 8


def test_measured_latencies_tune_how_many_share_a_call(tmp_path: Path) -> None:
    """Where each call costs much time by itself more of them are put together."""
    readings = readings_of(tmp_path, 40)
    for_latency = len(planned(readings, speed(5.0, 0.0001), workers=4))
    for_writing = len(planned(readings, speed(0.01, 0.05), workers=4))
    assert for_latency < for_writing


def test_a_call_is_about_no_more_than_it_may(tmp_path: Path) -> None:
    jobs = planned(readings_of(tmp_path, 100), speed(9.0, 0.0001), workers=1)
    assert max(len(job.readings) for job in jobs) <= MOST_TOGETHER
    positions = [reading.subtree.position for job in jobs for reading in job.readings]
    assert sorted(positions) == list(range(1, 101))


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (2, 2), (7, 8), (-1, 0)])
def test_an_answer_about_another_section_is_not_taken(
    tmp_path: Path, numbers: tuple[int, ...]
) -> None:
    """The model numbers its answers wrongly; each section has its own meaning all the same."""
    server, run, _, stored = run_boxes(tmp_path, mixed_up(*numbers))
    assert statuses(run) == {"success": COUNT}
    assert any("Section 2:" in request.text for request in server.requests)
    for fact in stored:
        values = {claim["value"] for claim in fact.fact_json["meaning"]["claims"]}
        assert values <= {f"BOX-{fact.node_ordinal}.", f"B{fact.node_ordinal}"}


def test_stopping_gives_back_all_members(tmp_path: Path) -> None:
    gate = threading.Event()

    def hold(_: Any) -> None:
        gate.wait(30)

    with ModelServer(rule=hold) as server:
        settings = settings_in(tmp_path, server, llm_batching=True)
        with closing(open_runner(settings)) as runner:
            run_id = runner.start(box_request(COUNT, settings, workers=2))
            assert server.wait_for_requests(1)
            runner.cancel(run_id)
            assert runner.wait(run_id, 30)
            gate.set()
            run = finished(runner, box_request(COUNT, settings, workers=2))
            assert statuses(run) == {"success": COUNT}
