"""Free text, token by token: what is not known to be harmless is masked.

By its spelling a token passes (a word of the vocabulary, a code or a number of the trade), is
masked, or may be a name: a known word that is somebody's name as well. That passes only where
nothing around it says name: a title, a cue such as `holder`, a separator, another name beside it,
a masked neighbour, or that it stands alone in its field.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import lru_cache

from discovery.facts.privacy.forms import (
    find_passing,
    find_personal,
    is_harmless_code,
    judge_number,
)
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.spans import Places, Span
from discovery.facts.privacy.tables import Vocabulary, address_words, listed

# Signs that belong to the letters around them: accents and vowels of other scripts, joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0df4\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0fbc\u102b-\u109d\u1780-\u17dd"
    "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\u30fb"
)
_L = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*"
_TOKEN = re.compile(
    r"(?P<number>(?<!\w)[+(]?\d(?:[\d ().,/:'’–\-]*\d)?(?![^\W_]))"
    rf"|(?P<code>(?=[^\W_]*\d)(?=\d*{_L})[^\W_]+)"
    rf"|(?P<word>{_L}(?:['’]{_L})*)"
    r"|(?P<digits>\d+)"
)
_ELISION = re.compile(
    r"(?:[dlnmtsjc]|qu|dell|nell|sull|dall|all|un|aujourd|jusqu|lorsqu)['’](?=.)", re.IGNORECASE
)
_NUMBERED_WORD = re.compile(r"\d{1,3}(?=[^\W\d_]{3,}$)")
_SEAM = re.compile(r"['’]|(?<=[a-z])(?=[A-Z][a-z])")
_CITY_PAIR = 6  # letters
_CUES = ("name_cues", "address_cues", "card_cues", "particles")  # pass, as they name no one
_CODE_LISTS = ("airports", "currencies", "countries")
_CACHED_TOKENS = 20_000

_SPACE, _COLUMNS = re.compile(r"[ \t]{1,2}"), re.compile(r"[ \t]{3,40}")
_SEPARATOR = re.compile(r"[/;|+:<*]{1,2}|\"?[,;]\"?|'[,;] ?'")
_WITHIN_NAME, _BEHIND_CUE = re.compile(r"[\s/,.\-–]{0,3}"), re.compile(r"[\s:,.\-]{1,3}")
_NEAR = 3  # tokens, up to which a masked one makes a name of a word that may be one
_ALONE_MAX = 4  # words of a field that holds nothing but a name
# Kinds of masked places beside which stand words of the trade as often as names.
_SAY_NO_NAME = frozenset({"DATE", "NUMBER", "CODE", "CARD_DATE", "DEVICE", "BINARY", "BASE64"})
_ADDRESS = "an address"


class Verdict(Enum):
    """What becomes of a token."""

    PASS = auto()
    NAME = auto()  # a word that passes where nothing says that it is a name
    CODE = auto()  # the same, of a code of the trade
    TITLE = auto()
    MASK = auto()


_MAY_BE_NAME = frozenset({Verdict.NAME, Verdict.CODE})


class Token:
    """A piece of a text with what becomes of it; `kind` and `reason` are those of a masked one."""

    __slots__ = ("end", "kind", "reason", "start", "text", "verdict")

    def __init__(
        self, start: int, text: str, verdict: Verdict, kind: str = "", reason: str = ""
    ) -> None:
        self.start, self.end, self.text = start, start + len(text), text
        self.verdict, self.kind, self.reason = verdict, kind, reason

    def mask(self, kind: str, reason: str) -> None:
        """Mask it as a value of this kind."""
        self.verdict, self.kind, self.reason = Verdict.MASK, kind, reason


class FreeText:
    """Finds what is masked in free text under a vocabulary. Safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._judge_once = lru_cache(_CACHED_TOKENS)(self._judge)

    def find(
        self, text: str, hidden: Sequence[Span] = (), *, likely_names: bool = True
    ) -> list[Span]:
        """All that is masked beside `hidden` places, which are masked already or of no kind.

        Where names are not likely, as in the name of a brand, a word that is a name as well passes
        also alone in its field.
        """
        text = blanked(text, hidden)
        tokens = list(self._tokens(text, hidden))
        if not all(token.verdict is Verdict.PASS for token in tokens):
            _judge_context(text, tokens, likely_names=likely_names)
        done = {span.start for span in hidden}
        return [
            Span(token.start, token.end, token.kind, token.reason)
            for token in tokens
            if token.verdict is Verdict.MASK and token.start not in done
        ]

    def _tokens(self, text: str, hidden: Sequence[Span]) -> Iterator[Token]:
        """The tokens of a text in order, what is judged by its form among them."""
        taken = Places(len(text), (*hidden, *find_personal(text), *find_passing(text)))
        at = 0
        for span in (*taken, Span(len(text), len(text), "", "")):
            for found in _TOKEN.finditer(text, at, span.start):
                yield from self._read(found)
            verdict = Verdict.MASK if span.kind else Verdict.PASS
            if span.end > span.start:
                yield Token(
                    span.start, text[span.start : span.end], verdict, span.kind, span.reason
                )
            at = span.end

    def _read(self, found: re.Match[str]) -> Iterator[Token]:
        text, start = found[0], found.start()
        if found["number"] or found["digits"]:
            kind, reason = judge_number(text)
            yield Token(start, text, Verdict.MASK if kind else Verdict.PASS, kind, reason)
            return
        if skipped := _ELISION.match(text) or _NUMBERED_WORD.match(text):
            text, start = text[skipped.end() :], start + skipped.end()
        yield Token(start, text, *self._judge_once(text))

    def _judge(self, word: str) -> tuple[Verdict, str, str]:
        """What a word or a code is by its spelling."""
        folded = fold(word)
        if folded in listed("titles"):
            return Verdict.TITLE, "", ""
        if any(folded in listed(cues) for cues in _CUES):
            return Verdict.PASS, "", ""
        if self._is_known(word, folded):
            return Verdict.NAME if self._is_name(word, folded) else Verdict.PASS, "", ""
        if not word.isalpha() and any(map(str.isdigit, word)):
            is_harmless = is_harmless_code(word, self._vocabulary)
            return (
                (Verdict.PASS, "", "")
                if is_harmless
                else (Verdict.MASK, "CODE", "not a known code")
            )
        if _is_code(word):
            is_name = len(word) == _CITY_PAIR or word.upper() in listed("short_names")
            return Verdict.CODE if is_name else Verdict.PASS, "", ""
        if len(word) == 1 and word.isascii():
            return Verdict.PASS, "", ""
        return Verdict.MASK, "WORD", _ADDRESS if folded in address_words() else "not a known word"

    def _is_known(self, word: str, folded: str) -> bool:
        """Whether it is a known word, or made of some: `TimeLimits`, `l'aller`."""
        if self._vocabulary.knows(folded) or folded in listed("street_and_trade"):
            return True
        parts = fold(_SEAM.sub("'", word)).split("'")
        return len(parts) > 1 and all(len(p) == 1 or self._vocabulary.is_plain(p) for p in parts)

    def _is_name(self, word: str, folded: str) -> bool:
        if self._vocabulary.is_name(folded) or folded in listed("street_and_trade"):
            return True
        return not word.islower() and word.upper() in listed("short_names")


def blanked(text: str, hidden: Sequence[Span]) -> str:
    """The text with nothing to read where it is masked already."""
    pieces, at = [], 0
    for span in hidden:
        pieces += [text[at : span.start], "\0" * (span.end - span.start)]
        at = span.end
    return "".join([*pieces, text[at:]])


def _is_code(word: str) -> bool:
    """Two letters, a code of an airport, a currency or a country, or a city pair."""
    if len(word) == 2:
        return word.isascii()
    if len(word) == _CITY_PAIR and word.isupper():
        return word[:3] in listed("airports") and word[3:] in listed("airports")
    return any(word in listed(name) for name in _CODE_LISTS)


def _judge_context(text: str, tokens: Sequence[Token], *, likely_names: bool) -> None:
    """Mask what may be a name, or the number of a house, where something around says so."""
    if likely_names and _are_names_alone(tokens):
        for token in tokens:
            if token.verdict in _MAY_BE_NAME:
                token.mask("NAME", "alone in its field")
    places = range(len(tokens))
    for index in (*places, *reversed(places)):
        token = tokens[index]
        near = tokens[max(0, index - _NEAR) : index + _NEAR + 1]
        if token.verdict in _MAY_BE_NAME:
            reason = _says_name(text, tokens, index, likely_names=likely_names)
            reason = reason or _near_masked(
                text,
                token,
                near if token.verdict is Verdict.NAME else tokens[max(0, index - 1) : index + 2],
            )
            if reason:
                token.mask("NAME", reason)
        elif token.verdict is Verdict.PASS and token.text[0].isdigit():
            if any(other.reason == _ADDRESS for other in near):
                token.mask("NUMBER", "in an address")


def _are_names_alone(tokens: Sequence[Token]) -> bool:
    """Whether a field holds nothing but what may be a name."""
    return len(tokens) <= _ALONE_MAX and all(
        token.kind not in _SAY_NO_NAME
        if token.verdict is Verdict.MASK
        else token.verdict is not Verdict.PASS or _is_particle(token)
        for token in tokens
    )


def _is_particle(token: Token) -> bool:
    """An initial, or a word such as `de` or `van` within a name."""
    if token.verdict is not Verdict.PASS or not token.text.isalpha():
        return False
    return len(token.text) == 1 or fold(token.text) in listed("particles")


def _says_name(text: str, tokens: Sequence[Token], index: int, *, likely_names: bool) -> str:
    """What beside a token, but for particles and initials, says that it is a name."""
    token = tokens[index]
    for step in (-1, 1):
        last, at = token, index + step
        while 0 <= at < len(tokens):
            other, between = tokens[at], _between(text, tokens[at], last)
            if not (_is_particle(other) and _WITHIN_NAME.fullmatch(between)):
                break
            last, at = other, at + step
        else:
            continue
        if _is_title_of(other, between, step) or (step < 0 and _is_cue_of(token, other, between)):
            return f"beside {other.text}"
        if _SEPARATOR.fullmatch(between) and other.verdict is not Verdict.PASS:
            if {token.verdict, other.verdict} != {Verdict.CODE}:
                return "beside a separator"
        if likely_names and _are_pair(*((other, token) if step < 0 else (token, other)), between):
            return "two names in a row"
    return ""


def _between(text: str, one: Token, other: Token) -> str:
    return text[one.end : other.start] if one.start < other.start else text[other.end : one.start]


def _is_title_of(other: Token, between: str, step: int) -> bool:
    if not _WITHIN_NAME.fullmatch(between) or other.verdict is not Verdict.TITLE:
        return False
    if step > 0:
        return fold(other.text) in listed("titles_behind")
    return len(other.text) > 1 or other.text.isupper()


def _is_cue_of(token: Token, cue: Token, between: str) -> bool:
    is_written_so = token.text[0].isupper() or cue.text.isupper()
    return (
        is_written_so
        and token.verdict is Verdict.NAME
        and fold(cue.text) in listed("name_cues")
        and _BEHIND_CUE.fullmatch(between) is not None
    )


def _are_pair(one: Token, other: Token, between: str) -> bool:
    """`Mark Long` in a sentence, `CARPENTER      DALE` in columns."""
    if one.verdict is not Verdict.NAME or other.verdict is not Verdict.NAME:
        return False
    both = one.text + other.text
    are_titled = both.isupper() or (one.text.istitle() and other.text.istitle())
    is_city = fold(one.text) in listed("city_starts")
    return bool(_COLUMNS.fullmatch(between)) or (
        are_titled and not is_city and bool(_SPACE.fullmatch(between))
    )


def _near_masked(text: str, token: Token, near: Sequence[Token]) -> str:
    """Whether a masked token in the same line says that another one near it is a name."""
    for other in near:
        if other.verdict is not Verdict.MASK or other.kind in _SAY_NO_NAME:
            continue
        says_name = token.verdict is Verdict.NAME or other.kind in {"WORD", "NAME"}
        if says_name and "\n" not in _between(text, token, other):
            return "near what is masked"
    return ""
