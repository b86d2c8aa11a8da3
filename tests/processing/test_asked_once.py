"""The same question is paid for once: in one run, and in later runs by nobody."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from discovery.processing.runner import open_runner
from discovery.storage import queries, records
from discovery.storage.models import CachedAnswer
from tests.processing.runs import (
    Gate,
    box_request,
    ended,
    facts,
    finished,
    kept,
    rows,
    settings_in,
    statuses,
    ticks,
)
from tests.support.model_server import ModelServer, failing

pytestmark = pytest.mark.usefixtures("each_database")

SEATS = 30
SEAT = "<Seat><Row>12</Row><Column>{0}</Column></Seat>"


def cabin(*columns: str) -> bytes:
    """A cabin with a seat for each column given; seats of one column are asked about alike."""
    return f"<Cabin>{''.join(SEAT.format(column) for column in columns)}</Cabin>".encode()


def run_cabin(home: Path, server: ModelServer, *columns: str, **more: Any) -> Any:
    """The run over the seats, its rows and its facts. `use_cache` goes to the request."""
    request = {name: more.pop(name) for name in ("use_cache", "parallel") if name in more}
    settings = settings_in(home, server, **more)
    with closing(open_runner(settings)) as runner:
        asked = ticks(kept(cabin(*columns), settings), "/Cabin/Seat", **request)
        run = finished(runner, asked)
        calls = list(queries.calls(runner.db, run.run_id))
        return run, rows(runner, run), facts(runner, run), calls


@pytest.mark.parametrize("parallel", [True, False])
def test_equal_sections_of_a_run_share_one_call(tmp_path: Path, parallel: bool) -> None:
    columns = ["A"] * SEATS + ["B"] * SEATS
    with ModelServer(latency=0.05) as server:
        run, subtrees, stored, calls = run_cabin(tmp_path, server, *columns, parallel=parallel)
        assert len(server.requests) == len(calls) == run.llm_calls == 2
    assert statuses(run) == {"success": 2 * SEATS}
    assert run.same_question == 2 * SEATS - 2
    assert [row.attempts for row in subtrees].count(1) == 2
    assert all(fact.fact_json["meaning"]["summary"] for fact in stored)
    assert sorted(len(call.positions) for call in calls) == [SEATS, SEATS]


def test_tokens_of_a_shared_call_are_counted_once(tmp_path: Path) -> None:
    with ModelServer() as server:
        run, subtrees, _, calls = run_cabin(tmp_path, server, *["A"] * 5)
    assert run.prompt_tokens == calls[0].prompt_tokens > 0
    assert sum(row.prompt_tokens for row in subtrees) == run.prompt_tokens
    assert sum(row.completion_tokens for row in subtrees) == run.completion_tokens


def test_a_later_run_is_answered_from_the_cache(tmp_path: Path) -> None:
    columns = ["A", "A", "B"]
    with ModelServer() as server:
        first, _, before, _ = run_cabin(tmp_path, server, *columns)
        second, subtrees, after, calls = run_cabin(tmp_path, server, *columns)
        assert len(server.requests) == 2
    assert (first.from_cache, second.from_cache, second.llm_calls) == (0, 3, 0)
    assert {row.answered_by for row in subtrees} == {"cache"}
    assert [fact.fact_json for fact in after] == [fact.fact_json for fact in before]
    assert calls == []
    assert second.cost_usd is None
    assert second.prompt_tokens == 0


@pytest.mark.parametrize(
    "again",
    [
        {"use_cache": False},
        {"llm_cache": False},
        {"llm_model": "another-model"},
        {"llm_context_tokens": 64_000},
    ],
    ids=lambda again: next(iter(again)),
)
def test_what_decides_the_answer_decides_whether_it_is_asked_anew(
    tmp_path: Path, again: dict[str, Any]
) -> None:
    with ModelServer() as server:
        run_cabin(tmp_path, server, "A")
        run, subtrees, _, _ = run_cabin(tmp_path, server, "A", **again)
        asked_anew = "llm_context_tokens" not in again
        assert len(server.requests) == 1 + asked_anew
    assert [row.answered_by for row in subtrees] == ["model" if asked_anew else "cache"]
    assert run.from_cache == 1 - asked_anew


def test_without_a_cache_nothing_is_kept(tmp_path: Path) -> None:
    with ModelServer() as server:
        run_cabin(tmp_path, server, "A", llm_cache=False)
        run, *_ = run_cabin(tmp_path, server, "A")
        assert len(server.requests) == 2
    assert run.from_cache == 0


def test_an_emptied_cache_answers_nothing(tmp_path: Path) -> None:
    with ModelServer() as server:
        run_cabin(tmp_path, server, "A", "B")
        with closing(open_runner(settings_in(tmp_path, server))) as runner:
            assert queries.cache_figures(runner.db).answers == 2
            assert runner.db.write_with_lock(records.empty_cache) == 2
        run_cabin(tmp_path, server, "A", "B")
        assert len(server.requests) == 4


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"summary": "of an earlier version"}'])
def test_an_answer_that_cannot_be_read_is_asked_for_anew(tmp_path: Path, answer: str) -> None:
    with ModelServer() as server:
        run_cabin(tmp_path, server, "A")
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            runner.db.write_with_lock(
                lambda session: session.execute(update(CachedAnswer).values(answer=answer))
            )
            request = ticks(kept(cabin("A"), settings), "/Cabin/Seat")
            assert runner.model.expect(request).calls == 1
            run = finished(runner, request)
            assert queries.cache_figures(runner.db).answers == 1
        assert len(server.requests) == 2
    assert (run.from_cache, statuses(run)) == (0, {"success": 1})


def test_one_failure_is_that_of_all_who_asked_the_same(tmp_path: Path) -> None:
    with ModelServer(rule=failing("Column = A", "refusal")) as server:
        run, subtrees, stored, _ = run_cabin(tmp_path, server, "A", "A", "A", "B")
        assert len(server.requests) == 6  # the refused one is asked five times
    assert statuses(run) == {"success": 1, "error": 3}
    assert {row.error for row in subtrees if row.error} == {"The model refused to answer."}
    missing = [fact for fact in stored if fact.fact_json["meaning_missing"]]
    assert len(missing) == 3
    assert all(fact.fact_json["structure"]["content"] for fact in missing)


def test_a_failed_answer_is_not_kept(tmp_path: Path) -> None:
    with ModelServer(rule=failing("Column = A", "malformed")) as server:
        run_cabin(tmp_path, server, "A")
    with ModelServer() as server:
        run, *_ = run_cabin(tmp_path, server, "A")
        assert len(server.requests) == 1
    assert statuses(run) == {"success": 1}


def test_those_who_wait_for_an_answer_are_pending_when_it_is_stopped(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            request = ticks(kept(cabin(*["A"] * 5), settings), "/Cabin/Seat")
            run_id = runner.start(request)
            assert server.wait_for_requests(1)
        with closing(open_runner(settings)) as runner:
            paused = queries.run(runner.db, run_id)
            assert (paused.status, statuses(paused)) == ("paused", {"pending": 5})
            (call,) = queries.calls(runner.db, run_id)
            assert call.problem and call.sent  # it has left the machine all the same
            gate.open()
            runner.resume(run_id)
            assert statuses(ended(runner, run_id)) == {"success": 5}


def test_a_run_keeps_what_it_asked_while_others_go_on(tmp_path: Path) -> None:
    """Each box is its own question: nothing is shared that differs."""
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(10, settings))
            labels = [fact.fact_json["meaning"]["claims"] for fact in facts(runner, run)]
        assert len(server.requests) == 10
    assert run.same_question == 0
    assert len({str(label) for label in labels}) == 10
