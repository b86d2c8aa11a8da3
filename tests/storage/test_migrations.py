"""SQLite files of other versions: copied and brought up to date, or left as they are."""

import multiprocessing
import sqlite3
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from discovery.errors import StorageError
from discovery.storage import queries
from discovery.storage.database import open_database
from discovery.storage.pseudonym_key import KEY_FILE
from discovery.storage.schema import NEWEST, REVISIONS
from tests.storage.earlier import FIRST_VERSION
from tests.support.home import settings_in

COPY = f"discovery.db.before-{NEWEST}"
MARK = "CREATE TABLE alembic_version (version_num VARCHAR(32)); INSERT INTO alembic_version VALUES "


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A database as the first version left it."""
    return make(tmp_path, f"PRAGMA journal_mode = WAL; {FIRST_VERSION}")


def make(home: Path, sql: str) -> Path:
    file = home / "discovery.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript(sql)
    return file


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as raw:
        return list(raw.iterdump())


def names_in(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


@pytest.mark.parametrize("mark", ["", f"{MARK} ('0001')"], ids=["unmarked", "marked"])
def test_the_first_version_is_known_by_its_mark_or_by_its_columns(
    earlier: Path, mark: str, tmp_path: Path
) -> None:
    make(tmp_path, mark)
    with closing(open_database(settings_in(tmp_path))) as db:
        assert [run.statuses["success"] for run in queries.runs(db, "Fluglinie Ä")] == [3]


def test_the_names_of_the_files_tell_the_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", "discovery.storage:migrations")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert [script.revision for script in scripts] == REVISIONS[::-1]


def test_a_copy_is_kept_before_the_upgrade_with_what_is_still_in_the_log(
    earlier: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(earlier)) as other:
        other.execute("INSERT INTO workspaces VALUES ('just now', '2026-01-02 03:04:05')")
        other.commit()
        before = dump(earlier)
        open_database(settings_in(tmp_path)).close()
    copy = tmp_path / COPY
    assert dump(copy) == before
    assert "just now" in "".join(before)
    assert str(copy) in caplog.text
    assert copy.stat().st_mode & 0o077 == 0
    assert names_in(tmp_path) == ["discovery.db", COPY, KEY_FILE]


def test_nothing_is_copied_where_nothing_is_upgraded(tmp_path: Path) -> None:
    for _ in range(2):
        open_database(settings_in(tmp_path)).close()
    make(tmp_path, "DROP TABLE alembic_version")  # as before revisions were written down
    with closing(open_database(settings_in(tmp_path))) as db:
        assert queries.runs(db, "default") == []
    assert names_in(tmp_path) == ["discovery.db", KEY_FILE]
    assert "alembic_version" in "".join(dump(tmp_path / "discovery.db"))


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        (f"{FIRST_VERSION} {MARK} ('9999')", "newer version"),
        (f"{MARK} ('4a5b6c7d8e9f')", "newer version"),
        ("CREATE TABLE runs (id INTEGER, distance_km REAL)", "no version of Assisted Discovery"),
        (f"{FIRST_VERSION} ALTER TABLE runs DROP COLUMN error", "no version of Assisted"),
    ],
    ids=["newer", "of another program", "unknown table", "missing column"],
)
def test_a_database_of_a_newer_or_an_unknown_version_is_refused_and_left_as_it_is(
    tmp_path: Path, sql: str, reason: str
) -> None:
    file = make(tmp_path, sql)
    before = file.read_bytes()
    with pytest.raises(StorageError, match=rf"{reason}.*Nothing in it was changed.*DISCOVERY_HOME"):
        open_database(settings_in(tmp_path))
    assert file.read_bytes() == before
    assert names_in(tmp_path) == ["discovery.db"]


def test_without_a_copy_there_is_no_upgrade(earlier: Path, tmp_path: Path) -> None:
    (tmp_path / COPY / "in the way").mkdir(parents=True)
    before = earlier.read_bytes()
    with pytest.raises(StorageError, match=r"no copy of it could be written.*nothing in it was"):
        open_database(settings_in(tmp_path))
    assert earlier.read_bytes() == before
    assert names_in(tmp_path) == ["discovery.db", COPY]


def test_an_upgrade_that_fails_half_way_leaves_the_database_as_it_was(
    earlier: Path, tmp_path: Path
) -> None:
    make(tmp_path, f"CREATE TABLE cached_answers (own TEXT); {MARK} ('0001')")
    before = earlier.read_bytes()
    with pytest.raises(StorageError, match=r"cached_answers already exists.*Nothing of this step"):
        open_database(settings_in(tmp_path))
    assert earlier.read_bytes() == before


def test_of_two_programs_one_upgrades_and_the_other_waits(earlier: Path, tmp_path: Path) -> None:
    before = dump(earlier)
    processes = multiprocessing.get_context("spawn")
    together = processes.Barrier(3)
    programs = [processes.Process(target=program, args=(tmp_path, together)) for _ in range(2)]
    for started in programs:
        started.start()
    with closing(sqlite3.connect(earlier, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # so that both come to wait
        together.wait(timeout=60)
    for ended in programs:
        ended.join(timeout=60)
    assert [ended.exitcode for ended in programs] == [0, 0]
    assert dump(tmp_path / COPY) == before  # a second upgrade would have replaced it


def program(home: Path, together: Barrier) -> None:
    """What each program does: it opens the database and reads."""
    together.wait(timeout=60)
    with closing(open_database(settings_in(home))) as db:
        assert len(queries.runs(db, "Fluglinie Ä")) == 1
