"""`DATABASE_URL`: what it may be, and what is said where it cannot be used."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from discovery.errors import SettingsError, StorageError, StorageUnavailableError
from discovery.storage.database import open_database
from tests.storage.rows import add_name, names
from tests.support.databases import address_of, on_postgresql
from tests.support.home import settings_in
from tests.support.window import free_port

PASSWORD = "pass" + "word-of-mine"


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "oracle-of-delphi://x",
        f"mysql://user:{PASSWORD}@127.0.0.1/x",
        f"postgresql+pg8000://user:{PASSWORD}@127.0.0.1/x",
        f"postgresql://user:{PASSWORD}@127.0.0.1:port/x",
        f"postgresql://user:a@{PASSWORD}@127.0.0.1/x",
        f"postgresql://user:a@b/{PASSWORD}@127.0.0.1/x",
    ],
)
def test_an_address_that_cannot_be_used_says_so_without_its_password(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        open_database(settings_in(tmp_path, database_url=address))
    assert PASSWORD not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_server_that_is_not_there_is_named_without_the_password(tmp_path: Path) -> None:
    port = free_port()
    address = f"postgresql://user:{PASSWORD}@127.0.0.1:{port}/facts"
    says = rf"127\.0\.0\.1:{port}/facts cannot be reached.*Start the server"
    with pytest.raises(StorageUnavailableError, match=says) as caught:
        open_database(settings_in(tmp_path, database_url=address))
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_server_may_be_named_in_several_ways(tmp_path: Path, scheme: str) -> None:
    with on_postgresql() as server:
        _, rest = server.address(tmp_path).split("://")
        with closing(open_database(settings_in(tmp_path, database_url=f"{scheme}://{rest}"))) as db:
            db.write_with_lock(lambda session: add_name("one", session))
            assert names(db) == ["one"]


def test_the_address_has_the_last_word_on_how_the_server_is_used(tmp_path: Path) -> None:
    def used(query: str) -> tuple[str, str, str]:
        address = server.address(tmp_path) + query
        with (
            closing(open_database(settings_in(tmp_path, database_url=address))) as db,
            db.reading() as session,
        ):
            shown = ("application_name", "client_encoding", "lock_timeout")
            name, encoding, wait = [session.scalar(text(f"SHOW {each}")) for each in shown]
            return name, encoding, wait

    with on_postgresql() as server:
        assert used("") == ("assisted-discovery", "UTF8", "15s")
        assert used("?application_name=mine&options=-c%20lock_timeout%3D7s")[::2] == ("mine", "7s")


def test_what_a_server_does_not_know_is_said(tmp_path: Path) -> None:
    with on_postgresql():
        for address, says in (
            (address_of("no_such_database"), "no_such_database.*does not exist"),
            (address_of("postgres") + "?nonsense=1", "invalid connection option"),
        ):
            with pytest.raises(StorageError, match=says):
                open_database(settings_in(tmp_path, database_url=address))


def test_a_home_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="Point DISCOVERY_HOME to a folder"):
        open_database(settings_in(tmp_path / "file" / "home"))


@pytest.mark.parametrize("folder", ["plain", "with space", "a?b=c", "100%41", "c#d", "ö&注"])
def test_the_database_lies_in_the_home_whatever_its_name(tmp_path: Path, folder: str) -> None:
    home = tmp_path / folder
    with closing(open_database(settings_in(home))) as db:
        for _ in range(2):  # also when the file is opened again
            db.write_with_lock(lambda session: add_name("one", session) or session.rollback())
            db.close()
        db.write_with_lock(lambda session: add_name("one", session))
    assert (home / "discovery.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [folder]
