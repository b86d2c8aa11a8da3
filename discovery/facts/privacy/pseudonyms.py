"""Pseudonyms: what stands in place of a value, equal for equal values under one key.

    [SURNAME_K7Q2M4PX3D]      DOE
    [SURNAME_K7Q2M4PX3D:WU]   Doe, the same but for case, accents, blanks and separators

The type is only for reading. The code is eight characters of HMAC-SHA-256 of the folded value and
two that prove that the key made them. What stands behind the colon tells spellings apart.
"""

import hashlib
import hmac
import re
import unicodedata
from base64 import b32encode
from dataclasses import dataclass, field

_VALUE_CHARACTERS, _CHECK_CHARACTERS, _SPELLING_CHARACTERS = 8, 2, 2
_KIND = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*?"
PSEUDONYM = re.compile(
    rf"\[(?P<kind>{_KIND})_(?P<code>[A-Z2-7]{{10}})(?::(?P<spelling>[A-Z2-7]{{2}}))?\]"
)
PLACEHOLDER_LIKE = re.compile(r"\[[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?::[^\[\]\s]{1,20})?\]")
"""Whatever is written like a pseudonym or an alias, ours or not."""

BINARY = "[BINARY]"
"""Stands for long base64 that is no text; it says nothing about the value."""

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def fold(text: str) -> str:
    """The text in lower case, without accents: `MÜLLER` is `muller`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _canonical(value: str) -> str:
    """What of a value is compared: its letters and digits, folded, in upper case."""
    kept = "".join(filter(str.isalnum, fold(value)))
    return kept.upper() or value


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """The secret key of an installation; values are equal only under one key.

    Its fingerprint names it without giving it away.
    """

    secret: bytes = field(repr=False)
    fingerprint: str = ""

    def pseudonym(self, kind: str, value: str) -> str:
        """What stands in place of a value, whose type is `kind`."""
        folded = _canonical(value)
        code = _characters(self._digest(f"value\0{folded}"), _VALUE_CHARACTERS)
        spelling = "" if folded == value else f":{self._spelling(value)}"
        return f"[{kind}_{code}{self._check(code)}{spelling}]"

    def made(self, found: re.Match[str]) -> bool:
        """Whether this key has made what `PSEUDONYM` found: one of 1,024 that are planted has."""
        code = found["code"]
        return hmac.compare_digest(
            self._check(code[:-_CHECK_CHARACTERS]), code[-_CHECK_CHARACTERS:]
        )

    def _check(self, code: str) -> str:
        return _characters(self._digest(f"check\0{code}"), _CHECK_CHARACTERS)

    def _spelling(self, value: str) -> str:
        return _characters(self._digest(f"spelling\0{value}"), _SPELLING_CHARACTERS)

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self.secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256)


def _characters(digest: bytes, count: int) -> str:
    return b32encode(digest[:5]).decode()[:count]
