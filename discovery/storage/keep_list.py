"""What is not masked: words and fields that the settings name, and those added with a click.

The latter stand in two files of the data folder, `keep_words.txt` and `keep_names.txt`, with one
entry a line. They may also be edited by hand.
"""

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from discovery.config import Settings, entries_of
from discovery.errors import RequestError, SettingsError, StorageError
from discovery.storage.columns import storable
from discovery.storage.whole_files import replace_file

WORDS_FILE = "keep_words.txt"
NAMES_FILE = "keep_names.txt"
_LOCK_FILE = "keep_list.lock"
_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class KeepList:
    """Words that are not personal wherever they stand, and names of fields that never are."""

    words: frozenset[str]
    names: tuple[str, ...]


def load_keep_list(settings: Settings) -> KeepList:
    """What the settings and the two files hold now. Raises SettingsError, StorageError."""
    try:
        listed = settings.words_to_keep()
    except ValueError as error:
        raise SettingsError(f"A setting cannot be used: {error}.") from error
    words = _entries(settings.discovery_home / WORDS_FILE)
    names = _entries(settings.discovery_home / NAMES_FILE)
    return KeepList(
        frozenset({*listed, *words}), tuple(dict.fromkeys([*settings.pii_keep_names, *names]))
    )


def add_kept_word(settings: Settings, word: str) -> bool:
    """Add a word to keep_words.txt; false where it is there. Raises RequestError, StorageError."""
    return _add(settings, WORDS_FILE, word)


def add_kept_name(settings: Settings, name: str) -> bool:
    """Add the name of a field, or the end of a path, to keep_names.txt; false where it is there.

    Raises RequestError, StorageError.
    """
    return _add(settings, NAMES_FILE, name)


def _entries(file: Path) -> tuple[str, ...]:
    try:
        return entries_of(_text_of(file))
    except OSError as error:
        raise _unusable(file, "read", error) from error


def _add(settings: Settings, file_name: str, given: str) -> bool:
    """Several programs may do so at once: none takes away what another one adds."""
    entry = _checked(given)
    home = settings.discovery_home
    file = home / file_name
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(home / _LOCK_FILE, timeout=_LOCK_SECONDS, mode=0o600):
            text = _text_of(file)
            if entry in entries_of(text):
                return False
            separator = "\n" if text and not text.endswith("\n") else ""
            replace_file(file.resolve(), f"{text}{separator}{entry}\n")
    except OSError as error:
        raise _unusable(file, "written", error) from error
    return True


def _checked(given: str) -> str:
    entry = given.strip()
    if entries_of(entry) != (entry,) or storable(entry) != entry:
        raise RequestError(
            "What is not to be masked must be one line of text that does not begin with #."
        )
    return entry


def _text_of(file: Path) -> str:
    """What a file holds, as it is; nothing where it is not there. Raises OSError, StorageError."""
    try:
        return file.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except UnicodeError as error:
        raise StorageError(
            f"The file {file} is not UTF-8, so it cannot be told what is not to be masked. "
            "Save it as UTF-8, with one entry a line."
        ) from error


def _unusable(file: Path, what: str, error: OSError) -> StorageError:
    return StorageError(
        f"The file {file} cannot be {what} ({error.strerror or error}). "
        "Make room, or let this program read and write it and its folder; then try again."
    )
