"""The file of the secret key: made once, closed to others, told where it cannot be used."""

import hmac
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Barrier as ThreadBarrier

import pytest

from discovery.errors import PseudonymKeyError
from discovery.storage.pseudonym_key import KEY_FILE, key_of, load_key, make_key
from tests.support.home import settings_in

GIVEN = "given by the environment, 32 long"
THREADS = 16


def mode_of(file: Path) -> int:
    return file.stat().st_mode & 0o777


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert load_key(settings) is None
    key = make_key(settings)
    assert make_key(settings) == load_key(settings) == key
    assert names_in(tmp_path) == [KEY_FILE]
    assert mode_of(tmp_path / KEY_FILE) == 0o600
    assert (tmp_path / KEY_FILE).read_bytes() == key.secret + b"\n"
    assert len(bytes.fromhex(key.secret.decode())) == 32


def test_no_two_installations_get_the_same_key(tmp_path: Path) -> None:
    keys = set()
    for number in range(10):
        home = tmp_path / f"{number}"
        home.mkdir()
        keys.add(make_key(settings_in(home)))
    assert len(keys) == len({key.fingerprint for key in keys}) == 10


def test_the_fingerprint_is_short_and_gives_nothing_away(tmp_path: Path) -> None:
    key = make_key(settings_in(tmp_path))
    expected = hmac.new(key.secret, b"fingerprint", "sha256").hexdigest()
    assert key.fingerprint == expected[:16]
    assert key.secret.decode() not in f"{key!r} {key} {[key]}"
    assert key.fingerprint in repr(key)


def test_the_setting_comes_before_the_file_and_needs_none(tmp_path: Path) -> None:
    given = settings_in(tmp_path, pseudonym_key=GIVEN)
    assert load_key(given) == key_of(GIVEN)
    assert key_of(GIVEN).secret == GIVEN.encode()
    assert names_in(tmp_path) == []
    assert load_key(given) != make_key(settings_in(tmp_path)) != load_key(given)


def test_what_stands_in_the_file_can_be_given_to_other_machines(tmp_path: Path) -> None:
    key = make_key(settings_in(tmp_path))
    text = (tmp_path / KEY_FILE).read_text()
    assert load_key(settings_in(tmp_path / "other", pseudonym_key=text)) == key


def test_of_many_threads_that_start_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    together = ThreadBarrier(THREADS)

    def start(_: int) -> str:
        together.wait(timeout=10)
        return make_key(settings_in(tmp_path)).fingerprint

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(start, range(THREADS)))) == 1
    assert names_in(tmp_path) == [KEY_FILE]


def test_of_processes_that_start_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    together = processes.Barrier(4)
    programs = [
        processes.Process(target=program, args=(tmp_path, f"{number}", together))
        for number in range(4)
    ]
    for started in programs:
        started.start()
    for ended in programs:
        ended.join(timeout=60)
    found = {file.read_text() for file in tmp_path.glob("found-*")}
    key = load_key(settings_in(tmp_path))
    assert key is not None
    assert ([ended.exitcode for ended in programs], found) == ([0] * 4, {key.fingerprint})


def program(home: Path, number: str, together: Barrier) -> None:
    """What each process does: it makes the key and says which it got."""
    settings = settings_in(home)
    together.wait(timeout=60)
    (home / f"found-{number}").write_text(make_key(settings).fingerprint)


def test_without_hard_links_a_key_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    key = make_key(settings_in(tmp_path))
    assert make_key(settings_in(tmp_path)) == key
    assert (names_in(tmp_path), mode_of(tmp_path / KEY_FILE)) == ([KEY_FILE], 0o600)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604])
def test_a_file_that_others_may_read_is_closed_to_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int
) -> None:
    key = make_key(settings_in(tmp_path))
    (tmp_path / KEY_FILE).chmod(mode)
    assert load_key(settings_in(tmp_path)) == key
    assert mode_of(tmp_path / KEY_FILE) == 0o600
    assert "Others could read the secret key" in caplog.text
    assert "rotate-key" in caplog.text
    assert key.secret.decode() not in caplog.text
    caplog.clear()
    load_key(settings_in(tmp_path))
    assert caplog.text == ""


def test_a_file_that_cannot_be_closed_to_others_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_key(settings_in(tmp_path))
    (tmp_path / KEY_FILE).chmod(0o644)

    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    with pytest.raises(PseudonymKeyError, match=r"Operation not permitted.*user alone, or set PSE"):
        load_key(settings_in(tmp_path))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: b"",
        lambda whole: whole[:40],
        lambda whole: whole.strip() + b"0",
        lambda whole: whole.upper().replace(b"0", b"G"),
        lambda whole: bytes(range(128, 160)),
        lambda whole: whole + whole,
    ],
    ids=["empty", "cut", "longer", "other letters", "no text", "twice"],
)
def test_a_file_that_holds_no_key_is_refused_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    make_key(settings_in(tmp_path))
    file = tmp_path / KEY_FILE
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    for attempt in (load_key, make_key):
        with pytest.raises(
            PseudonymKeyError, match=r"cannot be used \(it .*Put the file back.*PSEUDONYM_KEY.*rot"
        ) as caught:
            attempt(settings_in(tmp_path))
        assert whole.decode()[:20] not in str(caught.value)
    assert file.read_bytes() == spoil(whole)


def test_a_file_that_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(PseudonymKeyError, match=r"pseudonym\.key cannot be used \(Is a directory"):
        load_key(settings_in(tmp_path))
    with pytest.raises(PseudonymKeyError, match=r"could not be written .*No such file.*PSEUDONYM_"):
        make_key(settings_in(tmp_path / "missing"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file another one's")
def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
    make_key(settings_in(tmp_path))
    processes = multiprocessing.get_context("spawn")
    nobody = processes.Process(target=as_nobody, args=(tmp_path,))
    tmp_path.chmod(0o755)
    nobody.start()
    nobody.join(timeout=60)
    assert nobody.exitcode == 0


def as_nobody(home: Path) -> None:
    """What another user is told: the folder of the tests lets only its owner in."""
    settings = settings_in(home)
    os.setuid(65534)
    with pytest.raises(PseudonymKeyError, match="Permission denied"):
        load_key(settings)
