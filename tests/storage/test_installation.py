"""A database is bound to one secret key, on both databases: others and lost ones are refused."""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import StringIO
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import select, text

from discovery.config import Settings
from discovery.errors import PseudonymKeyError, RequestError
from discovery.export import write_jsonl
from discovery.storage import queries
from discovery.storage.database import installation_key, open_database, rotate_key
from discovery.storage.models import Installation
from discovery.storage.pseudonym_key import KEY_FILE, key_of, load_key
from discovery.wire import run_json
from tests.storage.earlier import make_tables, raw, rows_in, rows_of_first_version
from tests.support.databases import database_url, empty_database
from tests.support.home import finished_run, settings_in

pytestmark = pytest.mark.usefixtures("each_database")

GIVEN = "given by the environment, 32 long"
OTHER = "another one of the environment, 32"
WAYS_OUT = (
    r"Nothing in it was changed\. Put the file .*pseudonym\.key back.*PSEUDONYM_KEY.*rotate-key"
)


def registered(home: Path) -> list[str]:
    """The fingerprints in the database of a data folder."""
    with raw(home) as connection:
        return list(connection.scalars(select(Installation.key_fingerprint)))


def fingerprint_of(settings: Settings) -> str:
    key = load_key(settings)
    assert key is not None
    return key.fingerprint


def other_machine(home: Path, **more: str) -> Settings:
    """Settings over the same database with a data folder of their own."""
    away = home / "away"
    away.mkdir(exist_ok=True)
    database = database_url(home) or f"sqlite:///{home / 'discovery.db'}"
    return settings_in(away, database_url=database, **more)


def test_the_first_start_makes_the_key_and_binds_the_database_to_it(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with closing(open_database(settings)) as db:
        key = installation_key(db, settings)
    assert load_key(settings) == key
    for _ in range(2):
        open_database(settings).close()
        assert registered(tmp_path) == [key.fingerprint]
    with raw(tmp_path) as connection:
        assert key.secret.decode() not in str(rows_in(connection))


def test_a_database_of_before_takes_the_key_that_is_there(tmp_path: Path) -> None:
    make_tables(tmp_path, "0001", rows_of_first_version())
    open_database(settings_in(tmp_path, pseudonym_key=GIVEN)).close()
    assert registered(tmp_path) == [key_of(GIVEN).fingerprint]
    assert not (tmp_path / KEY_FILE).exists()


def test_several_machines_share_a_database_with_the_same_key(tmp_path: Path) -> None:
    open_database(settings_in(tmp_path)).close()
    text_of_key = (tmp_path / KEY_FILE).read_text()
    open_database(other_machine(tmp_path, pseudonym_key=text_of_key)).close()
    assert not (tmp_path / "away" / KEY_FILE).exists()


def test_another_machine_without_the_key_makes_none_of_its_own(tmp_path: Path) -> None:
    open_database(settings_in(tmp_path)).close()
    with pytest.raises(PseudonymKeyError, match=rf"is missing: there is no .*{WAYS_OUT}"):
        open_database(other_machine(tmp_path))
    assert not (tmp_path / "away" / KEY_FILE).exists()


def test_a_lost_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    open_database(settings).close()
    before = registered(tmp_path)
    aside = (tmp_path / KEY_FILE).rename(tmp_path / "backup")
    with pytest.raises(PseudonymKeyError, match=rf"fingerprint {before[0]}\).*missing.*{WAYS_OUT}"):
        open_database(settings)
    assert (registered(tmp_path), (tmp_path / KEY_FILE).exists()) == (before, False)
    aside.rename(tmp_path / KEY_FILE)
    open_database(settings).close()


def test_another_key_is_refused(tmp_path: Path) -> None:
    open_database(settings_in(tmp_path)).close()
    before = registered(tmp_path)
    with pytest.raises(
        PseudonymKeyError, match=rf"is not the one in PSEUDONYM_KEY, whose.*{WAYS_OUT}"
    ) as caught:
        open_database(settings_in(tmp_path, pseudonym_key=OTHER))
    assert all(name in str(caught.value) for name in (*before, key_of(OTHER).fingerprint))
    assert OTHER not in str(caught.value)
    (tmp_path / KEY_FILE).write_text("0" * 64)
    with pytest.raises(PseudonymKeyError, match=rf"is not the one in .*key, whose.*{WAYS_OUT}"):
        open_database(settings_in(tmp_path))
    assert registered(tmp_path) == before


def test_rotation_makes_a_new_key_and_keeps_the_old_one(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    open_database(settings).close()
    before, old = fingerprint_of(settings), (tmp_path / KEY_FILE).read_text()
    key = rotate_key(settings)
    assert key.fingerprint != before
    assert registered(tmp_path) == [key.fingerprint]
    assert (tmp_path / f"{KEY_FILE}.{before}").read_text() == old
    assert (tmp_path / f"{KEY_FILE}.{before}").stat().st_mode & 0o077 == 0
    open_database(settings).close()


def test_rotation_begins_anew_where_the_key_is_lost(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    open_database(settings).close()
    (tmp_path / KEY_FILE).unlink()
    assert registered(tmp_path) != [rotate_key(settings).fingerprint] == registered(tmp_path)
    open_database(settings).close()


def test_rotation_takes_another_key_that_is_there(tmp_path: Path) -> None:
    open_database(settings_in(tmp_path, pseudonym_key=GIVEN)).close()
    assert rotate_key(settings_in(tmp_path, pseudonym_key=OTHER)) == key_of(OTHER)
    (tmp_path / KEY_FILE).write_text("0" * 64)
    assert rotate_key(settings_in(tmp_path)) == key_of("0" * 64)
    assert registered(tmp_path) == [key_of("0" * 64).fingerprint]


def test_rotation_to_the_same_setting_is_refused(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, pseudonym_key=GIVEN)
    open_database(settings).close()
    with pytest.raises(RequestError, match="Set it to a new one on every machine"):
        rotate_key(settings)
    assert registered(tmp_path) == [key_of(GIVEN).fingerprint]


def test_a_program_that_runs_hears_of_a_rotation(tmp_path: Path) -> None:
    with_file, with_setting = settings_in(tmp_path), settings_in(tmp_path, pseudonym_key=OTHER)
    with closing(open_database(with_file)) as db:
        before = installation_key(db, with_file)
        rotated = rotate_key(with_file)
        assert before != rotated == installation_key(db, with_file)
        rotate_key(with_setting)
        with pytest.raises(PseudonymKeyError, match="rotate-key"):
            installation_key(db, with_file)
        assert installation_key(db, with_setting) == key_of(OTHER)


@pytest.mark.parametrize("revision", ["", "0001"])
def test_of_programs_that_start_at_once_all_get_the_same_key(tmp_path: Path, revision: str) -> None:
    if revision:
        make_tables(tmp_path, revision, rows_of_first_version())
    else:
        empty_database(tmp_path)
    together = threading.Barrier(6)

    def program(_: int) -> str:
        settings = settings_in(tmp_path)
        together.wait(timeout=10)
        with closing(open_database(settings)) as db:
            return installation_key(db, settings).fingerprint

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(program, range(6)))
    assert found == set(registered(tmp_path))
    assert len(found) == 1


def test_of_machines_that_start_at_once_one_binds_the_database(tmp_path: Path) -> None:
    """Each would have a key of its own: the others are told so."""
    empty_database(tmp_path)
    settings = [settings_in(tmp_path), other_machine(tmp_path)]
    together = threading.Barrier(2)

    def machine(chosen: Settings) -> str:
        together.wait(timeout=10)
        try:
            open_database(chosen).close()
        except PseudonymKeyError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(machine, settings))
    assert said[0] == ""
    assert "is missing" in said[1]
    assert len(registered(tmp_path)) == 1


def test_of_processes_that_start_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    empty_database(tmp_path)
    processes = multiprocessing.get_context("spawn")
    together = processes.Barrier(3)
    programs = [
        processes.Process(
            target=process, args=(tmp_path, database_url(tmp_path), f"{number}", together)
        )
        for number in range(3)
    ]
    for started in programs:
        started.start()
    for ended in programs:
        ended.join(timeout=60)
    found = {file.read_text() for file in tmp_path.glob("found-*")}
    assert ([ended.exitcode for ended in programs], found) == ([0] * 3, {*registered(tmp_path)})


def process(home: Path, database: str, number: str, together: Barrier) -> None:
    """What each process does: it opens the database and says which key it has."""
    settings = settings_in(home, database_url=database)
    together.wait(timeout=60)
    with closing(open_database(settings)) as db:
        (home / f"found-{number}").write_text(installation_key(db, settings).fingerprint)


def test_the_key_stands_in_its_file_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    settings = settings_in(tmp_path)
    with finished_run(settings, "<r><a>1</a><a>2</a></r>", "/r/a") as (db, run_id):
        exported = StringIO()
        write_jsonl(queries.facts(db, run_id), exported)
        told = f"{exported.getvalue()} {run_json(queries.run(db, run_id))} {caplog.text}"
    old = (tmp_path / KEY_FILE).read_text().strip()
    rotate_key(settings)
    new = (tmp_path / KEY_FILE).read_text().strip()
    with raw(tmp_path) as connection:
        told += str(rows_in(connection))
    holders = [file for file in tmp_path.rglob("*") if file.is_file() and _holds(file, old, new)]
    assert sorted(file.name.split(".")[:2] for file in holders) == [KEY_FILE.split(".")] * 2
    assert old not in told + caplog.text
    assert new not in told + caplog.text


def _holds(file: Path, *keys: str) -> bool:
    return any(key.encode() in file.read_bytes() for key in keys)


def test_a_registration_that_fails_leaves_the_key_for_the_next_start(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    open_database(settings).close()
    with raw(tmp_path) as connection:
        connection.execute(text("DELETE FROM installation"))
    before = fingerprint_of(settings)
    open_database(settings).close()
    assert registered(tmp_path) == [before]
