"""Runs that are over: named, noted, and deleted with what is theirs and nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from discovery.errors import NotFoundError, RequestError
from discovery.processing.history import (
    NAME_CHARACTERS,
    delete_run,
    delete_workspace,
    describe_run,
)
from discovery.processing.runner import Runner
from discovery.storage import queries, records
from discovery.storage.models import Base
from tests.processing.runs import (
    WAIT_SECONDS,
    Gate,
    box_request,
    boxes,
    finished,
    kept,
    opened,
    ticks,
)
from tests.support.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("each_database")


def files(runner: Runner) -> int:
    return len(list(runner.settings.documents_folder.iterdir()))


def rows_left(runner: Runner) -> dict[str, int]:
    """The tables that are not empty, besides those of workspaces, answers, versions and the key."""
    with runner.db.reading() as session:
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    kept_on = {"workspaces", "cached_answers", "holders", "installation"}
    return {name: count for name, count in counts.items() if count and name not in kept_on}


def test_a_run_has_a_name_and_a_note(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run_id = finished(runner, box_request(1, runner.settings)).run_id
        describe_run(runner.db, run_id, "  Monday \n run ", " ask\nthem ")
        run = queries.run(runner.db, run_id)
        assert (run.name, run.note) == ("Monday run", "ask\nthem")
        assert [found.run_id for found in queries.runs(runner.db, search="monday THEM")] == [run_id]
        with pytest.raises(RequestError, match=str(NAME_CHARACTERS)):
            describe_run(runner.db, run_id, "x" * (NAME_CHARACTERS + 1), "")
        with pytest.raises(NotFoundError):
            describe_run(runner.db, run_id + 1, "", "")


def test_the_document_goes_with_its_last_run(tmp_path: Path) -> None:
    with ModelServer() as server, opened(tmp_path, server) as runner:
        request = box_request(2, runner.settings)
        first, second = (finished(runner, request).run_id for _ in range(2))
        delete_run(runner.db, runner.settings, first)
        assert files(runner) == 1
        with pytest.raises(NotFoundError):
            queries.run(runner.db, first)
        with pytest.raises(NotFoundError):
            delete_run(runner.db, runner.settings, first)
        assert len(list(queries.facts(runner.db, second))) == 2
        delete_run(runner.db, runner.settings, second)
        assert files(runner) == 0
        assert rows_left(runner) == {}


def test_the_number_of_a_deleted_run_is_never_given_again(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        request = box_request(1, runner.settings)
        first = finished(runner, request).run_id
        delete_run(runner.db, runner.settings, first)
        document = kept(boxes(1), runner.settings)
        assert finished(runner, ticks(document, "/Store/Box")).run_id > first


def test_a_document_of_two_workspaces_stays_for_the_other_one(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        here = finished(runner, box_request(1, runner.settings)).run_id
        finished(runner, box_request(1, runner.settings, workspace="there"))
        delete_run(runner.db, runner.settings, here)
        assert files(runner) == 1
        assert delete_workspace(runner.db, runner.settings, "there", "there") == 1
        assert files(runner) == 0


def test_a_run_under_way_is_not_deleted(tmp_path: Path) -> None:
    gate = Gate()
    with ModelServer(rule=gate) as server, opened(tmp_path, server) as runner:
        run_id = runner.start(box_request(2, runner.settings))
        assert server.wait_for_requests(1, WAIT_SECONDS)
        with pytest.raises(RequestError, match="Cancel it first"):
            delete_run(runner.db, runner.settings, run_id)
        with pytest.raises(RequestError, match="Cancel it first"):
            delete_workspace(runner.db, runner.settings, "default", "default")
        gate.open()


def test_a_workspace_goes_with_all_that_is_in_it_once_its_name_was_typed(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        for count in (1, 2):
            finished(runner, box_request(count, runner.settings, workspace="Team B"))
        ours = finished(runner, box_request(3, runner.settings)).run_id
        never_run = kept(b"<Never/>", runner.settings)
        runner.db.write_with_lock(
            lambda session: records.ensure_document(session, "Team B", never_run.sha256, "n", 8)
        )
        with pytest.raises(RequestError, match="type its name: Team B"):
            delete_workspace(runner.db, runner.settings, "Team B", "team b")
        assert delete_workspace(runner.db, runner.settings, "Team B", "Team B") == 2
        assert queries.workspaces(runner.db) == ["default"]
        assert [run.run_id for run in queries.runs(runner.db)] == [ours]
        assert files(runner) == 1
        with pytest.raises(NotFoundError):
            delete_workspace(runner.db, runner.settings, "Team B", "Team B")


def test_a_run_cannot_start_on_a_document_that_was_deleted_meanwhile(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        request = box_request(2, runner.settings)
        delete_run(runner.db, runner.settings, finished(runner, request).run_id)
        with pytest.raises(RequestError, match="Upload it again"):
            runner.start(request)
        assert queries.runs(runner.db) == []


def test_a_run_keeps_the_name_that_its_document_had(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        document = kept(boxes(1), runner.settings)
        first, second = (
            runner.start(replace(ticks(document, "/Store/Box"), file_name=name))
            for name in ("monday.xml", "tuesday.xml")
        )
        assert runner.wait(first, 10)
        assert runner.wait(second, 10)
        names = [queries.run(runner.db, run_id).file_name for run_id in (first, second)]
        assert names == ["monday.xml", "tuesday.xml"]
        found = queries.runs(runner.db, search="monday")
        assert [run.run_id for run in found] == [first]
