"""Which encoding the bytes of a document are in, where what it declares cannot be.

The words with bytes beyond ASCII are read in each encoding that may be meant, and the reading is
taken in which they are least odd. (charset-normalizer was tried: it needs far more text than the
few names of a message, and reads "André Müller" in windows-1250 and "Иванов" in a Korean one.)
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from discovery.documents.repair import encoding_scores
from discovery.documents.repair.encoding_scores import Oddness
from discovery.documents.repair.references import as_windows_1252

MAX_WORDS = 2_000
MIXED = "UTF-8 with some windows-1252"

_WORD = re.compile(rb"[^\s<>\"'=&/]*[\x80-\xff][^\s<>\"'=&/]{0,80}")
_LONG_WORD = 120
# An encoding that reads this little odder might be meant as well.
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoding that may be meant: its name in XML, its codec, and how odd a word is in it."""

    name: str
    codec: str
    oddness: Oddness


# Of those that explain the words equally well the first is taken.
CANDIDATES = (
    Candidate("ISO-8859-1", "iso8859-1", encoding_scores.western),
    Candidate("windows-1252", "cp1252", encoding_scores.western),
    Candidate("ISO-8859-15", "iso8859-15", encoding_scores.western_with_euro),
    Candidate("windows-1250", "cp1250", encoding_scores.central),
    Candidate("ISO-8859-2", "iso8859-2", encoding_scores.central),
    Candidate("windows-1254", "cp1254", encoding_scores.turkish),
    Candidate("windows-1251", "cp1251", encoding_scores.cyrillic),
    Candidate("KOI8-R", "koi8-r", encoding_scores.cyrillic),
    Candidate("ISO-8859-5", "iso8859-5", encoding_scores.cyrillic),
    Candidate("windows-1253", "cp1253", encoding_scores.greek),
    Candidate("Shift_JIS", "shift_jis", encoding_scores.japanese),
    Candidate("CP932", "cp932", encoding_scores.japanese),
    Candidate("EUC-KR", "euc_kr", encoding_scores.korean),
    Candidate("EUC-JP", "euc_jp", encoding_scores.japanese),
    Candidate("GB18030", "gb18030", encoding_scores.chinese),
    Candidate("Big5", "big5", encoding_scores.taiwanese),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """The encoding that the bytes are most likely in, and others that would read them as well.

    `name` is MIXED where only some bytes do not fit UTF-8.
    """

    name: str
    codec: str
    others: tuple[str, ...] = ()


def guess(data: bytes) -> Guess:
    """Find the encoding of bytes that are neither ASCII nor UTF-8 throughout."""
    words = _words(data)
    odd = sorted(
        (oddness, index)
        for index, candidate in enumerate(CANDIDATES)
        if (oddness := _oddness(candidate, words)) is not None
    )
    mixed = sum(map(encoding_scores.western, (_mixed(word) for word in words)))
    fitting = [(odd_by, CANDIDATES[index]) for odd_by, index in odd]
    fitting = [pair for pair in fitting[:4] if _reads(pair[1], data)]
    if not fitting or (_holds_utf8(words) and mixed < fitting[0][0]):
        return Guess(MIXED, "utf-8")
    best = fitting[0][1]
    near = [other for odd_by, other in fitting[1:] if odd_by <= fitting[0][0] + _NEAR]
    return Guess(best.name, best.codec, tuple(_reading_otherwise(near, best, words)))


def _reading_otherwise(
    others: list[Candidate], best: Candidate, words: list[bytes]
) -> Iterator[str]:
    """The names of those candidates in which the words are others."""
    read = [word.decode(best.codec) for word in words]
    for other in others:
        if [word.decode(other.codec) for word in words] != read:
            yield other.name


def _words(data: bytes) -> list[bytes]:
    """The first different words with bytes beyond ASCII."""
    words: dict[bytes, None] = {}
    for found in _WORD.finditer(data):
        words[found[0][-_LONG_WORD:]] = None
        if len(words) == MAX_WORDS:
            break
    return list(words)


def _oddness(candidate: Candidate, words: list[bytes]) -> float | None:
    """How odd the words are together; None where one cannot be read."""
    try:
        return sum(candidate.oddness(word.decode(candidate.codec)) for word in words)
    except UnicodeDecodeError:
        return None


def _mixed(word: bytes) -> str:
    return as_windows_1252(word.decode("utf-8", "surrogateescape"))


def _holds_utf8(words: list[bytes]) -> bool:
    """Whether some characters beyond ASCII are good UTF-8."""
    return any(re.search("[\x80-\ud7ff\ue000-\U0010ffff]", _escaped(word)) for word in words)


def _escaped(word: bytes) -> str:
    return word.decode("utf-8", "surrogateescape")


def _reads(candidate: Candidate, data: bytes) -> bool:
    try:
        codecs.decode(data, candidate.codec)
    except UnicodeDecodeError:
        return False
    return True
