"""A run from its first row to its last, over real files, real threads and a real model server."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from discovery.documents.parser import read_root
from discovery.documents.subtrees import Subtree
from discovery.errors import ModelPausedError, RequestError
from discovery.facts.structure import canonical, to_structure
from discovery.processing import workflow
from discovery.processing.books import RunBooks
from discovery.processing.control import RunControl
from discovery.processing.presence import Presence
from discovery.processing.recording import record_run
from discovery.processing.runner import Runner, open_runner
from discovery.processing.workflow import execute_run
from discovery.storage import queries, records
from discovery.storage.queries import RunRow
from discovery.storage.records import Lease
from tests.processing.runs import (
    SINGAPORE,
    SINGAPORE_NODES,
    Gate,
    asked,
    box_request,
    ended,
    facts,
    finished,
    kept,
    opened,
    rows,
    settings_in,
    statuses,
    ticks,
)
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.model_answers import good_answer
from tests.support.model_server import Fault, ModelServer, Request, Rule, failing, first

pytestmark = pytest.mark.usefixtures("each_database")


def database(home: Path) -> sqlite3.Connection:
    """Another program's connection to the database; each statement is a transaction."""
    return sqlite3.connect(home / "discovery.db", timeout=30, isolation_level=None)


def execute(home: Path, *statements: str) -> None:
    with closing(database(home)) as connection:
        for statement in statements:
            connection.execute(statement)


def once(what: Callable[[], None], at: int = 1) -> Rule:
    """Do something when request number `at` arrives; no fault."""

    def rule(request: Request) -> Fault | None:
        if request.number == at:
            what()
        return None

    return rule


@pytest.mark.sqlite_only
def test_the_run_and_its_pending_rows_are_there_before_the_first_call(tmp_path: Path) -> None:
    seen: list[Any] = []

    def look() -> None:
        with closing(database(tmp_path)) as connection:
            counted = "SELECT status, count(*) FROM subtrees GROUP BY status ORDER BY status"
            seen.extend(connection.execute("SELECT status, subtrees_total FROM runs"))
            seen.extend(connection.execute(counted))

    with ModelServer(rule=once(look)) as server, opened(tmp_path, server) as runner:
        finished(runner, box_request(7, runner.settings, parallel=False))
    assert seen == [("in_progress", 7), ("pending", 6), ("running", 1)]


@needs_corpus
@pytest.mark.parametrize("with_model", [True, False], ids=["model", "structure"])
def test_a_real_order_gives_23_exact_facts(tmp_path: Path, with_model: bool) -> None:
    with ModelServer(latency=0.05) as server:
        asked = server if with_model else None
        with opened(tmp_path, asked, pii_masking_enabled=False) as runner:
            document = kept(CORPUS / SINGAPORE, runner.settings)
            run = finished(runner, ticks(document, *SINGAPORE_NODES))
            stored = facts(runner, run)
        requests = server.requests
    assert (run.status, statuses(run)) == ("completed", {"success": 23})
    assert run.subtrees_total == run.subtrees_processed == run.node_facts_extracted == 23
    assert run.llm_calls == len(requests)
    assert run.llm_calls + run.same_question == (23 if with_model else 0)
    assert run.mode == ("parallel" if with_model else "sequential")
    source = read_root(document.path)
    for fact in stored:
        [element] = source.xpath(fact.xpath)
        assert fact.fact_json["structure"] == to_structure(element)
        assert canonical(fact.fact_json["structure"]) == _canonical(element)
        assert bool(fact.fact_json["meaning"]) == with_model
    assert len({fact.xpath for fact in stored}) == 23


def _canonical(element: etree._Element) -> str:
    """C14N 2.0 of an element whose blanks between elements say nothing."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return etree.canonicalize(text, rewrite_prefixes=True, strip_text=True)


def test_workers_are_named_and_never_more_than_asked_for(tmp_path: Path) -> None:
    with ModelServer(latency=0.05) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(12, runner.settings, workers=3))
        workers = {row.worker for row in rows(runner, run)}
        assert server.most_concurrent == 3
    assert (run.mode, run.workers) == ("parallel", 3)
    assert workers == {"NodeProc-1", "NodeProc-2", "NodeProc-3"}


def test_the_workers_of_all_runs_share_the_model(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        assert runner.model.traffic() is None
        runs = [
            runner.start(box_request(9, runner.settings, workers=workers)) for workers in (2, 3)
        ]
        assert server.wait_for_requests(5, 30)
        traffic = runner.model.traffic()
        gate.open()
        assert [ended(runner, run_id).status for run_id in runs] == ["completed", "completed"]
        assert server.most_concurrent == 5
    assert traffic is not None
    assert (traffic.workers, traffic.concurrency, traffic.under_way) == (5, 5, 5)


@pytest.mark.parametrize("options", [{"parallel": False}, {"workers": 1}], ids=["off", "one"])
def test_one_by_one_asks_in_document_order(tmp_path: Path, options: dict[str, Any]) -> None:
    with ModelServer(latency=0.02) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(6, runner.settings, **options))
        assert server.most_concurrent == 1
        assert list(asked(server)) == [f"BOX-{number}." for number in range(1, 7)]
    assert (run.mode, run.workers, run.status) == ("sequential", 1, "completed")


@pytest.mark.parametrize("parallel", [True, False], ids=["parallel", "sequential"])
def test_those_and_only_those_nodes_fail_that_the_model_fails(
    tmp_path: Path, parallel: bool
) -> None:
    rules = (failing("BOX-3.", "503"), failing("BOX-8.", "refusal"), failing("BOX-11.", "400"))
    with ModelServer(latency=0.02, rule=rules) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(12, runner.settings, parallel=parallel))
        failed = {row.position: row for row in rows(runner, run) if row.status == "error"}
        stored = facts(runner, run)
        missing = [fact.position for fact in stored if fact.fact_json["meaning_missing"]]
        calls, sent = len(server.requests), server.requests
    assert (run.status, statuses(run)) == ("partial_failure", {"success": 9, "error": 3})
    assert (run.subtrees_processed, run.node_facts_extracted) == (12, 12)
    assert sorted(failed) == missing == [3, 8, 11]
    assert "try again" in str(failed[3].error).lower()
    assert "refused to answer" in str(failed[8].error)
    assert all("Traceback" not in str(row.error) for row in failed.values())
    assert all(row.facts_stored == 1 and row.attempts >= 1 for row in failed.values())
    assert run.llm_calls == calls
    answered = [r for r in sent if not any(rule(r) for rule in (rules[0], rules[2]))]
    assert run.prompt_tokens == sum(len(request.text) // 4 for request in answered)
    good = [r for r in answered if not rules[1](r)]
    assert run.completion_tokens == sum(len(good_answer(request.body)) // 4 for request in good)


def test_a_run_without_one_good_node_has_failed(tmp_path: Path) -> None:
    with ModelServer(rule=first(99, "401")) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(3, runner.settings))
        errors = [row.error for row in rows(runner, run)]
    assert (run.status, statuses(run)) == ("failed", {"error": 3})
    assert all("API key" in str(error) for error in errors)


@pytest.mark.parametrize("kind", ["401", "403", "404", "400"])
def test_a_provider_that_refuses_every_call_ends_the_run_at_once(tmp_path: Path, kind: Any) -> None:
    with ModelServer(rule=first(999, kind)) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(50, runner.settings))
        errors = {row.error for row in rows(runner, run)}
        calls = len(server.requests)
    assert (run.status, statuses(run)) == ("failed", {"error": 50})
    assert errors == {run.error}
    assert run.llm_calls == calls
    assert calls <= run.workers * (4 if kind == "400" else 1)  # 400: each dialect once


def test_a_key_that_is_revoked_on_the_way_keeps_what_is_done(tmp_path: Path) -> None:
    def revoked(request: Request) -> Fault | None:
        return Fault("401") if request.number > 20 else None

    with ModelServer(rule=revoked) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(50, runner.settings))
        meant = [fact for fact in facts(runner, run) if fact.fact_json["meaning"]]
        assert len(meant) == 20
        assert len(server.requests) <= 30
    assert (run.status, statuses(run)) == ("failed", {"success": 20, "error": 30})
    assert "API key" in str(run.error)


def test_a_provider_that_wants_a_long_pause_pauses_the_run(tmp_path: Path) -> None:
    def worn_out(request: Request) -> Fault | None:
        return Fault("429", (("Retry-After", "3600"),)) if request.number > 5 else None

    with ModelServer(rule=worn_out) as server:
        with opened(tmp_path, server) as runner:
            run = finished(runner, box_request(20, runner.settings, workers=3))
            assert (run.status, statuses(run)) == ("paused", {"success": 5, "pending": 15})
            assert "no more calls for another 60 minutes" in str(run.error)
            assert len(server.requests) <= 5 + 3
        server.rules = ()
        with opened(tmp_path, server) as runner:
            runner.resume(run.run_id)
            again = ended(runner, run.run_id)
    assert (again.status, statuses(again)) == ("completed", {"success": 20})


def test_a_passing_fault_is_retried_and_each_call_counted(tmp_path: Path) -> None:
    rule = first(1, "503", Retry_After="0")
    with ModelServer(rule=rule) as server, opened(tmp_path, server, max_llm_retries=2) as runner:
        run = finished(runner, box_request(2, runner.settings, parallel=False))
        attempts = [row.attempts for row in rows(runner, run)]
        assert run.llm_calls == len(server.requests) == 3
    assert (run.status, attempts) == ("completed", [2, 1])


@pytest.mark.sqlite_only
def test_fact_and_status_are_stored_together_or_not_at_all(tmp_path: Path) -> None:
    """The database does not take the fact of the second box: only that box is in error."""
    refusal = """CREATE TRIGGER refusal BEFORE INSERT ON node_facts WHEN NEW.node_ordinal = 2
        BEGIN SELECT RAISE(ABORT, 'not this one'); END"""
    rule = once(lambda: execute(tmp_path, refusal))
    with ModelServer(rule=rule) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(5, runner.settings, parallel=False))
        second = rows(runner, run)[1]
        stored = [fact.position for fact in facts(runner, run)]
    assert (run.status, statuses(run)) == ("partial_failure", {"success": 4, "error": 1})
    assert (run.subtrees_processed, run.node_facts_extracted) == (5, 4)
    assert (second.status, second.facts_stored) == ("error", 0)
    assert "database" in str(second.error)
    assert stored == [1, 3, 4, 5]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("parallel", [True, False], ids=["parallel", "sequential"])
def test_a_broken_database_pauses_the_run_with_the_reason(tmp_path: Path, parallel: bool) -> None:
    rule = once(lambda: execute(tmp_path, "ALTER TABLE node_facts RENAME TO away"), at=4)
    with ModelServer(rule=rule) as server, opened(tmp_path, server) as runner:
        request = box_request(9, runner.settings, parallel=parallel, workers=2)
        run = finished(runner, request)
        execute(tmp_path, "ALTER TABLE away RENAME TO node_facts")
        assert run.status == "paused"
        assert "database" in str(run.error)
        done = run.statuses["success"]
        assert statuses(run) == {"success": done, "pending": 9 - done}
        assert run.node_facts_extracted == len(facts(runner, run)) == done
        runner.resume(run.run_id)
        again = ended(runner, run.run_id)
        assert (again.status, statuses(again), again.error) == ("completed", {"success": 9}, None)
        assert len(facts(runner, again)) == again.node_facts_extracted == 9


@pytest.mark.sqlite_only
def test_a_database_that_takes_nothing_leaves_a_run_that_can_be_resumed(tmp_path: Path) -> None:
    away = [f"ALTER TABLE {table} RENAME TO {table}_away" for table in ("node_facts", "runs")]
    back = [f"ALTER TABLE {table}_away RENAME TO {table}" for table in ("node_facts", "runs")]
    rule = once(lambda: execute(tmp_path, *away), at=2)
    with ModelServer(rule=rule) as server, opened(tmp_path, server) as runner:
        run_id = runner.start(box_request(4, runner.settings, parallel=False))
        assert runner.wait(run_id, 30)
        execute(tmp_path, *back)
        runner.resume(run_id)
        run = ended(runner, run_id)
    assert (run.status, statuses(run)) == ("completed", {"success": 4})


@pytest.mark.sqlite_only
def test_rows_that_could_not_be_written_are_written_on_resume(tmp_path: Path) -> None:
    refuse = """CREATE TRIGGER refuse BEFORE INSERT ON subtrees WHEN NEW.position = 3
        BEGIN SELECT RAISE(ABORT, 'no room'); END"""
    with opened(tmp_path) as runner:
        execute(tmp_path, refuse)
        run = finished(runner, box_request(4, runner.settings))
        assert (run.status, statuses(run)) == ("paused", {"pending": 4})
        assert rows(runner, run) == []
        execute(tmp_path, "DROP TRIGGER refuse")
        runner.resume(run.run_id)
        run = ended(runner, run.run_id)
        assert (run.status, statuses(run)) == ("completed", {"success": 4})


def paused(runner: Runner, gate: Gate, server: ModelServer, count: int) -> int:
    """The id of a run of boxes, one by one, paused while its second box was asked about."""
    run_id = runner.start(box_request(count, runner.settings, parallel=False))
    assert server.wait_for_requests(2, 30)
    runner.pause(run_id)
    gate.open()
    assert ended(runner, run_id).status == "paused"
    return run_id


def test_a_document_that_vanished_fails_what_is_left(tmp_path: Path) -> None:
    gate = Gate(free=1)
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = paused(runner, gate, server, 4)
        [document] = runner.settings.documents_folder.iterdir()
        document.unlink()
        runner.resume(run_id)
        run = ended(runner, run_id)
        errors = [row.error for row in rows(runner, run) if row.status == "error"]
    assert (run.status, statuses(run)) == ("failed", {"success": 2, "error": 2})
    assert "Upload the file again" in str(run.error)
    assert errors == [run.error] * 2
    assert run.node_facts_extracted == 2


@pytest.mark.sqlite_only
def test_a_node_that_is_gone_fails_what_is_left(tmp_path: Path) -> None:
    gate = Gate(free=1)
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = paused(runner, gate, server, 4)
        execute(tmp_path, """UPDATE runs SET selection = '["/Store/Crate"]'""")
        runner.resume(run_id)
        run = ended(runner, run_id)
    assert (run.status, statuses(run)) == ("failed", {"success": 2, "error": 2})
    assert "no node /Store/Crate" in str(run.error)


def test_a_run_waits_for_a_model_that_is_no_longer_set_up(tmp_path: Path) -> None:
    gate = Gate(free=1)
    with ModelServer(rule=gate) as server:
        with opened(tmp_path, server) as runner:
            run_id = paused(runner, gate, server, 3)
        with opened(tmp_path) as runner:
            with pytest.raises(RequestError, match="no model is set up"):
                runner.resume(run_id)
            run = queries.run(runner.db, run_id)
            assert (run.status, statuses(run)) == ("paused", {"success": 2, "pending": 1})
        with opened(tmp_path, server) as runner:
            runner.resume(run_id)
            run = ended(runner, run_id)
    assert (run.status, run.error, statuses(run)) == ("completed", None, {"success": 3})


@pytest.mark.sqlite_only
def test_a_fault_of_the_program_ends_the_run_with_a_reason(tmp_path: Path) -> None:
    """The rows of the run no longer fit what is read back: nobody foresaw that."""
    with opened(tmp_path) as runner:
        run_id = recorded(runner, Presence(runner.settings)).run_id
        execute(tmp_path, """UPDATE runs SET selection = '[7]', held_by = NULL""")
        runner.resume(run_id)
        run = ended(runner, run_id)
    assert run.status == "failed"
    assert "A fault in the program ended the run" in str(run.error)


def test_names_set_by_the_operator_are_masked_before_a_section_is_sent(tmp_path: Path) -> None:
    xml = b"<Crew><Duty><StaffNumber>ZK-77120</StaffNumber><Code>LHR</Code></Duty></Crew>"
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, pii_extra_names="StaffNumber")
        with closing(open_runner(settings)) as runner:
            run = finished(runner, ticks(kept(xml, settings), "/Crew/Duty"))
        sent = server.requests[0].text
    assert run.statuses["success"] == 1
    assert "ZK-77120" not in sent
    assert "[STAFF_NUMBER_1]" in sent
    assert "LHR" in sent


@pytest.mark.parametrize("wanted", ["paused", "cancelled"])
def test_a_run_that_is_told_to_stop_while_its_model_pauses_does_as_told(
    tmp_path: Path, wanted: str
) -> None:
    with ModelServer() as server, opened(tmp_path, server) as runner:
        run = paused_by_its_model(recorded(runner, Presence(runner.settings)), runner, wanted)
    assert (run.status, statuses(run)) == (
        wanted,
        {"pending" if wanted == "paused" else "cancelled": 3},
    )


class StopsHalfWay(RunControl):
    """Told to stop when half of the document was gone through for the list of its subtrees."""

    def tell_listed(self, share: float) -> None:
        self.listed = share
        if share >= 0.5:
            self.cancel()


def test_a_run_stops_on_a_long_way_to_its_next_subtree(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    document = kept(b"<r>" + b"<a>1</a>" * 100_000 + b"<end/></r>", settings)
    with opened(tmp_path) as runner:
        presence = Presence(runner.settings)
        request = ticks(document, "/r/end")
        lease = record_run(runner.db, runner.settings, request, presence, "test")
        control = StopsHalfWay()
        books = RunBooks(runner.db, lease, threading.Event())
        run = execute_run(books, runner.settings, no_model, control)
    assert 0.5 <= control.listed < 0.6
    assert (run.status, statuses(run)) == ("cancelled", {"cancelled": 1})


def test_what_is_behind_the_last_unfinished_subtree_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = workflow.read_subtrees
    read: list[int] = []

    def noting(*which: Any) -> Iterator[Subtree]:
        for subtree in original(*which):
            read.append(subtree.position)
            yield subtree

    rule = first(1, "500")
    with ModelServer(rule=rule) as server, opened(tmp_path, server) as runner:
        run = finished(runner, box_request(5, runner.settings, parallel=False))
        assert statuses(run) == {"success": 4, "error": 1}
        monkeypatch.setattr(workflow, "read_subtrees", noting)
        runner.retry(run.run_id)
        assert statuses(ended(runner, run.run_id)) == {"success": 5}
    assert read == [1]


def test_a_run_with_nothing_left_is_completed_without_reading_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process was killed between its last subtree and its end; now it is to stop."""
    with opened(tmp_path) as runner:
        original = records.end_run
        monkeypatch.setattr(records, "end_run", lambda *_, **__: leave())
        lease = recorded(runner, Presence(runner.settings))
        books = RunBooks(runner.db, lease, threading.Event())
        with pytest.raises(InterruptedError):
            execute_run(books, runner.settings, no_model, RunControl())
        monkeypatch.setattr(records, "end_run", original)
        control = RunControl()
        control.pause()
        run = execute_run(books, runner.settings, no_model, control)
    assert (run.status, statuses(run)) == ("completed", {"success": 3})


def leave() -> Any:
    raise InterruptedError


def no_model() -> Any:
    raise AssertionError("no model is asked")


def recorded(runner: Runner, presence: Presence) -> Lease:
    """A run that is written down for somebody, and not begun."""
    request = box_request(3, runner.settings)
    return record_run(runner.db, runner.settings, request, presence, "test")


def paused_by_its_model(lease: Lease, runner: Runner, wanted: str) -> RunRow:
    control = RunControl()

    def connect() -> Any:
        control.cancel() if wanted == "cancelled" else control.pause()
        raise ModelPausedError("The model provider wants no more calls for now.")

    books = RunBooks(runner.db, lease, threading.Event())
    return execute_run(books, runner.settings, connect, control)
