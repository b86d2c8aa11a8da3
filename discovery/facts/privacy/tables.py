"""The shipped tables: harmless words, lists of codes, names of fields, forms of values."""

import re
from collections.abc import Iterable
from configparser import ConfigParser
from functools import cache
from pathlib import Path

from discovery.facts.privacy.pseudonyms import fold

_DATA = Path(__file__).parent / "data"


class Vocabulary:
    """Harmless words, folded. `extra` are those that an operator adds, which are never names."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        added = frozenset(fold(part) for word in extra for part in re.findall(r"[^\W\d_]+", word))
        words, names = _shipped()
        self._words = words | added
        self._names = names - added

    def knows(self, folded: str) -> bool:
        """Whether a folded word is harmless where nothing around it says that it is a name."""
        return folded in self._words

    def is_name(self, folded: str) -> bool:
        """Whether a word is a frequent name, too."""
        return folded in self._names

    def is_plain(self, folded: str) -> bool:
        """Whether a folded word is known and no name."""
        return folded in self._words and folded not in self._names


@cache
def _shipped() -> tuple[frozenset[str], frozenset[str]]:
    entries = [line.split("\t") for line in _lines("vocabulary.txt")]
    names = frozenset(entry[0] for entry in entries if len(entry) > 1)
    return frozenset(entry[0] for entry in entries), names


@cache
def address_words() -> frozenset[str]:
    """Words for streets, houses and flats, folded."""
    return frozenset(_lines("address_words.txt"))


@cache
def listed(name: str) -> frozenset[str]:
    """A list of codes or words by its name in `lists.txt`, such as `airports` or `titles`."""
    words = next(line for line in _lines("lists.txt") if line.startswith(f"{name}:"))
    return frozenset(words.partition(":")[2].split())


def table(name: str) -> ConfigParser:
    """A table by the name of its file."""
    found = ConfigParser(interpolation=None, delimiters="=")
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string((_DATA / name).read_text(encoding="utf-8"))
    return found


@cache
def forms() -> dict[str, dict[str, str]]:
    """The regular expressions of `patterns.ini` by section and name."""
    read = table("patterns.ini")
    parts = read["parts"]
    for name in ("airlines", "currencies", "identifier_parts"):
        parts[name.upper()] = "|".join(sorted(listed(name)))

    def written(pattern: str) -> str:
        lines = pattern.replace("\n", "")
        return re.sub("<<([A-Z_]+)>>", lambda part: written(parts[part[1]]), lines)

    return {
        section: {name: written(pattern) for name, pattern in read[section].items()}
        for section in read.sections()
    }


def _lines(name: str) -> list[str]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
