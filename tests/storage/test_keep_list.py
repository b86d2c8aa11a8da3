"""What is not masked: listed in the settings, added with a click, edited by hand."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from discovery.errors import RequestError, SettingsError, StorageError
from discovery.storage import keep_list
from discovery.storage.keep_list import KeepList, add_kept_name, add_kept_word, load_keep_list
from tests.support.home import settings_in


def test_without_any_nothing_is_kept(tmp_path: Path) -> None:
    assert load_keep_list(settings_in(tmp_path)) == KeepList(frozenset(), ())
    assert list(tmp_path.iterdir()) == []


def test_settings_and_files_are_put_together(tmp_path: Path) -> None:
    (tmp_path / "keep_words.txt").write_text("# clicked\nFlexible\n\n  Día \n", encoding="utf-8")
    (tmp_path / "keep_names.txt").write_text("Seller/Text\nCityName\n", encoding="utf-8")
    settings = settings_in(
        tmp_path, pii_keep_words=("Economy", "Flexible"), pii_keep_names=("CityName", "Class")
    )
    assert load_keep_list(settings) == KeepList(
        frozenset({"Economy", "Flexible", "Día"}), ("CityName", "Class", "Seller/Text")
    )


def test_what_changes_in_a_file_of_words_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("Economy")
    settings = settings_in(tmp_path, pii_keep_words=(str(file),))
    assert load_keep_list(settings).words == {"Economy"}
    file.write_text("Flexible")
    assert load_keep_list(settings).words == {"Flexible"}
    file.unlink()
    with pytest.raises(
        SettingsError, match=r"PII_KEEP_WORDS: the file .*words\.txt cannot be read"
    ):
        load_keep_list(settings)


def test_entries_are_added_once_and_in_order(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "new")
    assert [add_kept_word(settings, word) for word in ("Economy", " Día\n", "Economy")] == [
        True, True, False,
    ]  # fmt: skip
    assert [add_kept_name(settings, name) for name in ("CityName", "CityName")] == [True, False]
    assert load_keep_list(settings) == KeepList(frozenset({"Economy", "Día"}), ("CityName",))
    words = tmp_path / "new" / "keep_words.txt"
    assert words.read_bytes() == "Economy\nDía\n".encode()
    assert words.stat().st_mode & 0o077 == 0


def test_what_stands_in_a_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "shared" / "words"
    file.parent.mkdir()
    file.write_bytes(b"# ours\r\nEconomy\r\nFlexible")
    (tmp_path / "keep_words.txt").symlink_to(file)
    assert add_kept_word(settings_in(tmp_path), "Saver")
    assert not add_kept_word(settings_in(tmp_path), "Flexible")
    assert file.read_bytes() == b"# ours\r\nEconomy\r\nFlexible\nSaver\n"
    assert (tmp_path / "keep_words.txt").is_symlink()


@pytest.mark.parametrize(
    "entry", ["", "  \n", "# Economy", "two\nlines", "two\u2028lines", "nul\0", "half \ud800"]
)
def test_what_is_no_line_of_text_is_refused(tmp_path: Path, entry: str) -> None:
    with pytest.raises(RequestError, match="one line of text"):
        add_kept_word(settings_in(tmp_path), entry)
    assert list(tmp_path.iterdir()) == []


def test_of_those_who_add_at_once_none_takes_away_what_others_add(tmp_path: Path) -> None:
    words = [f"word {number % 20}" for number in range(60)]

    def add(word: str) -> bool:
        return add_kept_word(settings_in(tmp_path), word)

    with ThreadPoolExecutor(12) as pool:
        added = list(pool.map(add, words))
    assert sum(added) == 20
    lines = (tmp_path / "keep_words.txt").read_text().splitlines()
    assert sorted(lines) == sorted(set(words))


def test_a_file_that_cannot_be_used_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / "keep_names.txt").mkdir()
    with pytest.raises(StorageError, match=r"keep_names\.txt cannot be read \(Is a directory"):
        load_keep_list(settings)
    (tmp_path / "keep_words.txt").write_bytes("Día".encode("latin-1"))
    for attempt in (load_keep_list, lambda given: add_kept_word(given, "Economy")):
        with pytest.raises(StorageError, match="not UTF-8"):
            attempt(settings)
    monkeypatch.setattr(keep_list, "_LOCK_SECONDS", 0.05)
    with (
        FileLock(tmp_path / "keep_list.lock"),
        pytest.raises(StorageError, match=r"keep_words\.txt cannot be written"),
    ):
        add_kept_word(settings, "Economy")
