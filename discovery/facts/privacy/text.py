"""Free text, token by token: what is not known to be harmless is masked.

By its spelling a token passes (a word of the vocabulary, a code or a number of the trade), is
masked, or may be a name: a known word that is somebody's name as well. Whether that passes is
decided by the shape of the text around it, by the rules of `data/patterns.ini`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from discovery.facts.privacy.forms import HARMLESS_CODE, classify_number, find_forms
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.spans import Span, blanked, first_come
from discovery.facts.privacy.tables import Vocabulary, address_words, forms, listed

# Signs that belong to the letters around them: accents and vowels of other scripts, joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0df4\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0fbc\u102b-\u109d\u1780-\u17dd"
    "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\u30fb"
)
_L = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*"
_TOKEN = re.compile(
    r"(?P<number>(?<!\w)[+(]?\d(?:[\d ().,/:'’–\-]*\d)?(?![^\W_])|\d+(?![^\W_]))"
    rf"|(?P<code>(?=[^\W_]*\d)[^\W_]+)|(?P<word>{_L}(?:['’]{_L})*)"
)
# `l'` of l'annulation, 1 of 1MEIER: the rest is judged.
_SKIPPED = re.compile(
    r"(?i:[dlnmtsjc]|qu|dell|nell|sull|dall|all|un|aujourd|jusqu|lorsqu)['’](?=.)"
    r"|\d{1,3}(?=[^\W\d_]{3,}$)"
)
_SEAM = re.compile(r"['’]|(?<=[a-z])(?=[A-Z][a-z])")
_CITY_PAIR = 6  # letters
_CACHED_TOKENS = 20_000

_GAPS = {
    "0": "", " ": r"[ \t]{1,2}", "=": r"[ \t]{3,40}", "!": r"[^\n]*\n[\s\S]*",
    "/": r"[/;|+:<*]{1,2}|\"?[,;]\"?|'[,;] ?'", ",": r"[\s:,.\-–]{1,3}",
}  # fmt: skip
_GAP = re.compile("|".join(f"({form})" for form in _GAPS.values()))
_SAY_NO_NAME = frozenset({"DATE", "NUMBER", "CODE", "CARD_DATE", "DEVICE", "BINARY", "BASE64"})
_RULES = [(reason, re.compile(rule.encode())) for reason, rule in forms()["context"].items()]
_LISTED = {
    word: sign
    for sign, name in zip(
        "pLiKTB",
        ("card_cues", "address_cues", "particles", "name_cues", "titles", "titles_behind"),
        strict=True,
    )
    for word in listed(name)
}
_READ_BY_SHAPE = frozenset("NnwCALD")
_REACH = 8  # signs before one that is masked, which are looked at again for what it says of them
_PLAIN_DIGITS = 3  # up to which a number tells nobody from others


@dataclass(slots=True)
class Token:
    """A piece of a text and its sign in the shape of it; `kind` and `reason` where it is masked."""

    start: int
    text: str
    sign: str
    kind: str = ""
    reason: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class FreeText:
    """Finds what is masked in free text under a vocabulary. Safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._classify_once = lru_cache(_CACHED_TOKENS)(self._classify)

    def find(self, text: str, hidden: Sequence[Span] = ()) -> list[Span]:
        """All that is masked, with the reason; `hidden` is what was found before."""
        text = blanked(text, hidden)
        tokens = list(self._tokens(text, hidden))
        if not _READ_BY_SHAPE.isdisjoint(token.sign for token in tokens):
            _mask_by_shape(text, tokens)
        return [
            Span(token.start, token.end, token.kind, token.reason)
            for token in tokens
            if token.reason
        ]

    def _tokens(self, text: str, hidden: Sequence[Span]) -> Iterator[Token]:
        """The tokens of a text in order, what is judged by its form among them."""
        taken = first_come(len(text), (*hidden, *find_forms(text)))
        at = 0
        for start, end, kind, reason in (*taken, Span(len(text), len(text))):
            for found in _TOKEN.finditer(text, at, start):
                yield self._read(found)
            if end > start:
                token = text[start:end]
                yield Token(start, token, _masked(kind) or _passing(token), kind, reason)
            at = end

    def _read(self, found: re.Match[str]) -> Token:
        text, start = found[0], found.start()
        if found["number"]:
            kind, reason = classify_number(text)
            return Token(start, text, _masked(kind) or _passing(text), kind, reason)
        if skipped := _SKIPPED.match(text):
            text, start = text[skipped.end() :], start + skipped.end()
        return Token(start, text, *self._classify_once(text))

    def _classify(self, word: str) -> tuple[str, str, str]:
        """The sign of a word or a code by its spelling; kind and reason where it is masked."""
        folded = fold(word)
        is_name = word.upper() in listed("short_names") and not word.islower()
        if folded in _LISTED:
            return _LISTED[folded], "", ""
        if self._is_known(word, folded):
            is_name = is_name or self._vocabulary.is_name(folded)
            is_name = is_name or folded in listed("street_and_trade")
            return _written(word) if is_name else "p", "", ""
        if not word.isalpha() and any(map(str.isdigit, word)):
            is_harmless = HARMLESS_CODE.fullmatch(word)
            return ("p", "", "") if is_harmless else ("#", "CODE", "not a known code")
        if _is_code(word):
            is_name = word.upper() in listed("short_names") or len(word) == _CITY_PAIR
            return "C" if is_name else "p", "", ""
        if folded in address_words():
            return "A", "WORD", "an address"
        if len(word) == 1 and folded.isascii():
            return "i", "", ""
        return "M", "WORD", "not a known word"

    def _is_known(self, word: str, folded: str) -> bool:
        """Whether it is a known word, or made of some: `TimeLimits`, `l'aller`."""
        if self._vocabulary.knows(folded) or folded in listed("street_and_trade"):
            return True
        parts = fold(_SEAM.sub("'", word)).split("'")
        return len(parts) > 1 and all(len(p) == 1 or self._vocabulary.is_plain(p) for p in parts)


def _written(word: str) -> str:
    return "N" if word.isupper() else "n" if word[0].isupper() else "w"


def _masked(kind: str) -> str:
    if not kind:
        return ""
    return "#" if kind in _SAY_NO_NAME else "M" if kind in {"WORD", "NAME"} else "m"


def _passing(text: str) -> str:
    if not text[0].isdigit():
        return "p"
    return "D" if sum(map(str.isdigit, text)) > _PLAIN_DIGITS else "d"


def _is_code(word: str) -> bool:
    """Two letters, a code of an airport, a currency or a country, or a city pair."""
    if len(word) == 2:
        return word.isascii()
    if len(word) == _CITY_PAIR and word.isupper():
        return word[:3] in listed("airports") and word[3:] in listed("airports")
    return any(word in listed(name) for name in ("airports", "currencies", "countries"))


def _mask_by_shape(text: str, tokens: Sequence[Token]) -> None:
    """Mask what may be a name, or the number of a house, where the shape of the text says so."""
    shape, before = bytearray("".join(_shape(text, tokens)), "ascii"), b""
    while shape != before:
        before = bytes(shape)
        for reason, rule in _RULES:
            begin = 0
            while found := rule.search(shape, begin):
                at = found.start(found.lastindex or 0)
                begin = max(0, at - _REACH)
                token = tokens[at // 2]
                token.kind, token.reason = "NUMBER" if shape[at] in b"dD" else "NAME", reason
                shape[at] = ord(_masked(token.kind))


def _shape(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """A sign for each token, and between two one for what stands there."""
    names = list(_GAPS)
    for token, following in zip(tokens, (*tokens[1:], None), strict=True):
        yield token.sign
        if following:
            gap = _GAP.fullmatch(text, token.end, following.start)
            yield names[gap.lastindex - 1] if gap and gap.lastindex else "_"
