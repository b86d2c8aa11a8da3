"""What lists and questions before a deletion read: pages, figures, reasons, what goes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.queries import FactTotals, WorkspaceContents
from tests.storage.rows import add_run, fact_of, finish, ids_at
from tests.support.home import settings_in

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def db(tmp_path: Path, each_database: str) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(settings_in(tmp_path))) as manager:
        yield manager


def settle(db: ThreadSafeDatabaseManager, run_id: int, position: int, **values: Any) -> None:
    """Finish a subtree with a fact of these figures."""
    (subtree_id,) = ids_at(db, run_id, [position])
    finish(db, run_id, position, fact_of(run_id, subtree_id), **values)


def fail(db: ThreadSafeDatabaseManager, run_id: int, position: int, reason: str) -> None:
    finish(db, run_id, position, status="error", error=reason, facts_stored=0)


def test_subtrees_come_page_by_page(db: ThreadSafeDatabaseManager) -> None:
    run_id, _ = add_run(db, subtrees=501), add_run(db, subtrees=2)
    first, second = (queries.subtree_page(db, run_id, page) for page in (1, 2))
    assert [row.position for row in first] == list(range(1, 501))
    assert [row.position for row in second] == [501]
    assert queries.subtree_page(db, run_id, 3) == []


def test_failed_subtrees_come_alone(
    db: ThreadSafeDatabaseManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = add_run(db, subtrees=6)
    for position in (2, 4, 5):
        fail(db, run_id, position, "Too slow.")
    finish(db, run_id, 1)
    assert [row.position for row in queries.failed_subtrees(db, run_id)] == [2, 4, 5]
    monkeypatch.setattr("discovery.storage.queries.subtree_pages.SUBTREES_PAGE", 2)
    assert [row.position for row in queries.failed_subtrees(db, run_id, 1)] == [2, 4]
    assert [row.position for row in queries.failed_subtrees(db, run_id, 2)] == [5]


def test_each_reason_is_told_once_the_most_frequent_first(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=6)
    for position, reason in enumerate(("Rare.", "Too slow.", "Too slow.", "Wrong key."), 1):
        fail(db, run_id, position, reason)
    finish(db, run_id, 5)
    assert queries.failure_reasons(db, run_id, 2) == [("Too slow.", 2), ("Rare.", 1)]


def test_facts_are_listed_without_being_read(
    db: ThreadSafeDatabaseManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = add_run(db, subtrees=6)
    settle(db, run_id, 1, fact_fields=3, fact_references=2, fact_summary="A guest.", confidence=0.5)
    settle(db, run_id, 2, fact_dangling=1)
    settle(db, run_id, 3, status="error", error="Refused.", fact_fields=4)
    settle(db, run_id, 4, fact_duplicates=2)
    fail(db, run_id, 5, "Too slow.")
    lines = queries.fact_lines(db, run_id)
    assert [line.position for line in lines] == [1, 2, 3, 4]
    assert (lines[0].fact_summary, lines[0].confidence, lines[0].fact_fields) == (
        "A guest.",
        0.5,
        3,
    )
    assert lines[2].error == "Refused."
    problems = queries.fact_lines(db, run_id, only_problems=True)
    assert [line.position for line in problems] == [2, 3, 4]
    assert queries.fact_totals(db, run_id) == FactTotals(
        facts=4,
        fields=7,
        references=2,
        dangling=1,
        duplicates=2,
        without_meaning=1,
        with_problems=3,
    )
    monkeypatch.setattr("discovery.storage.queries.fact_list.FACTS_PAGE", 3)
    assert [line.position for line in queries.fact_lines(db, run_id, 2)] == [4]


def test_a_run_without_facts_has_figures_of_nothing(db: ThreadSafeDatabaseManager) -> None:
    run_id = add_run(db, subtrees=1)
    assert queries.fact_lines(db, run_id) == []
    assert queries.fact_totals(db, run_id) == FactTotals(0, 0, 0, 0, 0, 0, 0)


def test_what_goes_with_a_document_and_a_workspace_is_counted(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, sha256="one", subtrees=1)
    add_run(db, sha256="one")
    add_run(db, sha256="two")
    add_run(db, "Team B", sha256="one")
    settle(db, run_id, 1)
    one = queries.run(db, run_id)
    assert queries.runs_on_document(db, one.document_id) == 2
    assert queries.workspace_contents(db, "default") == WorkspaceContents(2, 3, 1)
    assert queries.workspace_contents(db, "nobody's") == WorkspaceContents(0, 0, 0)
