"""Who had real values shown stays on record, on both databases, whatever else goes."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from discovery.errors import StorageError
from discovery.storage import queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.queries import REVEALS_PAGE
from tests.storage.earlier import make_tables, rows_of_first_version
from tests.storage.rows import add_run, end, fact_of, finish, ids_at
from tests.support.home import settings_in

pytestmark = pytest.mark.usefixtures("each_database")


def reveal(db: ThreadSafeDatabaseManager, **more: Any) -> None:
    shown = {
        "by": "ann@example.org", "what": "the fact of /r/a[1]", "place": "screen", "run_id": 1,
        "document_sha256": "sha", "file_name": "注文.xml", "value_count": 3, **more,
    }  # fmt: skip
    db.write_with_lock(lambda session: records.add_reveal(session, **shown))


def execute(session: Session, statement: str) -> None:
    session.execute(text(statement))


def test_reveals_are_listed_newest_first(db: ThreadSafeDatabaseManager) -> None:
    reveal(db)
    reveal(db, by="bob\0", what="all fields", place="export", run_id=None, value_count=70)
    reveal(db, run_id=2, file_name="half \ud800")
    last, second, first = queries.reveals(db)
    assert (first.by, first.what, first.place, first.run_id) == (
        "ann@example.org", "the fact of /r/a[1]", "screen", 1,
    )  # fmt: skip
    assert (first.document_sha256, first.file_name, first.value_count) == ("sha", "注文.xml", 3)
    assert (second.by, second.run_id) == ("bob\N{REPLACEMENT CHARACTER}", None)
    assert (last.file_name, last.at.tzinfo is not None) == ("half ?", True)
    assert first.at <= second.at <= last.at
    assert queries.reveals(db, run_id=1) == [first]
    assert (queries.count_reveals(db), queries.count_reveals(db, run_id=2)) == (3, 1)


def test_reveals_are_read_page_by_page(db: ThreadSafeDatabaseManager) -> None:
    def write(session: Session) -> None:
        for number in range(REVEALS_PAGE + 1):
            records.add_reveal(
                session,
                by="ann",
                what=f"{number}",
                place="terminal",
                run_id=None,
                document_sha256="sha",
                file_name="message.xml",
                value_count=1,
            )

    db.write_with_lock(write)
    assert [row.what for row in queries.reveals(db)][-1] == "1"
    assert [row.what for row in queries.reveals(db, 2)] == ["0"]
    assert queries.reveals(db, 3) == []


def test_a_reveal_stays_when_its_run_its_document_and_its_workspace_go(
    db: ThreadSafeDatabaseManager,
) -> None:
    run_id = add_run(db, subtrees=1)
    finish(db, run_id, 1, fact_of(run_id, *ids_at(db, run_id, [1])))
    end(db, run_id)
    document_id = queries.run(db, run_id).document_id
    reveal(db, run_id=run_id)
    before = queries.reveals(db)

    def write(session: Session) -> None:
        records.delete_run(session, run_id)
        assert records.forget_document(session, document_id) == "sha"
        records.remove_workspace(session, "default")

    db.write_with_lock(write)
    assert queries.workspaces(db) == []
    assert queries.reveals(db, run_id=run_id) == before


@pytest.mark.parametrize(
    "statement",
    ["UPDATE reveals SET by = 'nobody'", "DELETE FROM reveals", "DELETE FROM reveals WHERE id = 1"],
)
@pytest.mark.parametrize("earlier", [False, True], ids=["new", "upgraded"])
def test_the_database_refuses_to_change_or_remove_one(
    tmp_path: Path, statement: str, earlier: bool
) -> None:
    if earlier:
        make_tables(tmp_path, "0001", rows_of_first_version())
    with closing(open_database(settings_in(tmp_path))) as db:
        reveal(db)
        before = queries.reveals(db)
        with pytest.raises(StorageError, match=r"added, never changed or removed"):
            db.write_with_lock(lambda session: execute(session, statement))
        assert queries.reveals(db) == before
        reveal(db)
        assert queries.count_reveals(db) == 2


def test_postgresql_refuses_to_empty_the_table(
    db: ThreadSafeDatabaseManager, each_database: str
) -> None:
    if each_database != "postgresql":
        pytest.skip("SQLite has no such statement")
    reveal(db)
    with pytest.raises(StorageError, match=r"added, never changed or removed"):
        db.write_with_lock(lambda session: execute(session, "TRUNCATE reveals"))
    assert queries.count_reveals(db) == 1
