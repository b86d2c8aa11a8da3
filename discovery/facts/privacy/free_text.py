"""Free text, token by token: what is not known to be harmless is masked.

A token passes where it is a word of the vocabulary, a code or a number of the trade. Whether a
word that is a name as well passes is decided by what stands around it (`name_context`).
"""

import re
from collections.abc import Iterator, Sequence

from discovery.facts.privacy.name_context import Token, Verdict, judge_context
from discovery.facts.privacy.numbers_in_text import passes_as_code, what_number_is
from discovery.facts.privacy.personal_forms import find_personal_forms, is_card
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.spans import Span
from discovery.facts.privacy.vocabulary import Vocabulary, address_words, listed

# Signs that belong to the letters around them: accents and vowels of other scripts, joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0df4\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0fbc\u102b-\u109d\u1780-\u17dd"
    "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\u30fb"
)
_L = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*"
_MONTH = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
# Codes of the trade that pass whole, most of them behind a word that names them.
_CODES = (
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}",  # a UUID
    r"\d{4,6}[Xx*•]{4,13}\d{2,4}",  # a card number that is masked already
    r"(?<=RP/)[A-Z]{3}[A-Z0-9]{2}[A-Z0-9]{2,5}",  # an office
    r"(?=[\d.]{0,9}[A-Z])(?:[A-Z]{0,3}\d{1,5}\.\d\d|ROE\d\.\d{2,6})+(?:[A-Z]{2,3})?(?!\.)",  # fare
    r"BIN:? \d{6,8}",
    r"\d{1,3}(?:[xX]\d{1,3}){1,2}(?:cm|in)?",  # measures of a bag
    r"(?:BIC|SWIFT)(?:/BIC)?:? [A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
    r"(?:FARE ?BASIS|FBC|FBA)(?: CODE)?:? [A-Z0-9]{3,10}(?:/[A-Z0-9]{2,10})?",
    rf"[A-Z]?(?:0[1-9]|[12]\d|3[01])(?:{_MONTH})",  # booking class and day of travel
    r"(?P<currency>[A-Z]{3})\d{1,5}(?:[.,]\d{1,3})?",
)
_TOKEN = re.compile(
    rf"(?P<keep>(?<![\w.])(?:{'|'.join(_CODES)})(?!\w))"
    r"|(?P<number>(?<!\w)[+(]?\d(?:[\d ().,/:'’–\-]*\d)?(?![^\W_]))"
    rf"|(?P<code>(?=[^\W_]*\d)(?=\d*{_L})[^\W_]+)"
    rf"|(?P<word>{_L}(?:['’]{_L})*)"
    r"|(?P<digits>\d+)"
)
_ELISION = re.compile(
    r"(?:[dlnmtsjc]|qu|dell|nell|sull|dall|all|un|aujourd|jusqu|lorsqu)['’]", re.IGNORECASE
)
_SEAM = re.compile(r"['’]|(?<=[a-z])(?=[A-Z][a-z])")
_NUMBERED_WORD = re.compile(r"(\d{1,3})([^\W\d_]{3,})")
_LONG_NUMBER = re.compile(r"([^\W\d_]{1,4})(\d{9,})")
_CITY_PAIR = 6  # letters
_CUES = ("name_cues", "address_cues", "card_cues", "particles")  # pass, as they name no one
_CODE_LISTS = ("airports", "currencies", "countries")


def find_in_text(
    text: str,
    vocabulary: Vocabulary,
    hidden: Sequence[Span] = (),
    *,
    names_are_likely: bool = True,
) -> list[Span]:
    """All that is masked in free text. `hidden` are places that are masked already.

    Where names are not likely, as in the name of a brand, a word that is a name as well passes
    also alone in its field.
    """
    text = blanked(text, hidden)
    taken = sorted([*hidden, *find_personal_forms(text)])
    tokens = list(_tokens(text, taken, vocabulary))
    judge_context(text, tokens, names_are_likely=names_are_likely)
    done = {(span.start, span.end) for span in hidden}
    return [
        Span(token.start, token.end, token.kind, token.reason)
        for token in tokens
        if token.is_masked and (token.start, token.end) not in done
    ]


def blanked(text: str, hidden: Sequence[Span]) -> str:
    """The text with nothing to read where it is masked already."""
    pieces, at = [], 0
    for span in hidden:
        pieces += [text[at : span.start], "\0" * (span.end - span.start)]
        at = span.end
    return "".join([*pieces, text[at:]])


def _tokens(text: str, taken: Sequence[Span], vocabulary: Vocabulary) -> Iterator[Token]:
    """The tokens of a text in order, what is taken among them as masked."""
    at = 0
    for span in taken:
        yield from _read(text, at, span.start, vocabulary)
        token = Token(span.start, span.end, text[span.start : span.end])
        token.mask(span.reason, span.kind)
        yield token
        at = span.end
    yield from _read(text, at, len(text), vocabulary)


def _read(text: str, start: int, end: int, vocabulary: Vocabulary) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        token = Token(*found.span(), found[0])
        is_code = found["code"] or (found["currency"] or "EUR") not in listed("currencies")
        if found["word"]:
            yield _word(token, vocabulary)
        elif is_code:
            yield from _code(token, vocabulary)
        else:
            if found["number"] or found["digits"]:
                _judge_number(token, text)
            yield token


def _word(token: Token, vocabulary: Vocabulary) -> Token:
    """A word, judged; `l'annulation` is judged without its article."""
    elision = _ELISION.match(token.text)
    if elision and elision.end() < len(token.text):
        start = token.start + elision.end()
        token = Token(start, token.end, token.text[elision.end() :])
    folded = fold(token.text)
    if folded in listed("titles"):
        token.verdict = Verdict.TITLE
    elif any(folded in listed(cues) for cues in _CUES):
        return token
    elif folded in listed("street_and_trade"):
        token.verdict = Verdict.NAME
    elif vocabulary.knows(folded) or _all_known(token.text, vocabulary):
        token.verdict = Verdict.NAME if _may_be_name(token.text, vocabulary) else Verdict.PASS
    elif _is_code(token.text):
        may_be_name = len(token.text) == _CITY_PAIR or token.text.upper() in listed("short_names")
        token.verdict = Verdict.CODE if may_be_name else Verdict.PASS
    elif len(token.text) > 1 or not folded.isascii():
        token.mask("an address" if folded in address_words() else "not a known word", "WORD")
    return token


def _may_be_name(word: str, vocabulary: Vocabulary) -> bool:
    if vocabulary.is_name(fold(word)):
        return True
    return not word.islower() and word.upper() in listed("short_names")


def _all_known(word: str, vocabulary: Vocabulary) -> bool:
    """`TimeLimits`, `l'aller`: parts that are words and no names."""
    parts = fold(_SEAM.sub("'", word)).split("'")
    return len(parts) > 1 and all(len(part) == 1 or vocabulary.is_plain(part) for part in parts)


def _is_code(word: str) -> bool:
    """Two letters, a code of an airport, a currency or a country, or a city pair."""
    if len(word) == 2:
        return word.isascii()
    if not word.isupper():
        return False
    if len(word) == _CITY_PAIR:
        return word[:3] in listed("airports") and word[3:] in listed("airports")
    return any(word in listed(name) for name in _CODE_LISTS)


def _code(token: Token, vocabulary: Vocabulary) -> Iterator[Token]:
    """Letters and digits together: `HK1`, `LH2723`, `14C`, `A320neo`, `1MEIER`."""
    numbered = _NUMBERED_WORD.fullmatch(token.text)
    behind = _LONG_NUMBER.fullmatch(token.text)
    if behind:
        yield from _long_number(token, behind, vocabulary)
    elif passes_as_code(token.text, vocabulary):
        yield token
    elif numbered:
        yield _word(Token(token.start + numbered.end(1), token.end, numbered[2]), vocabulary)
    else:
        token.mask("not a known code", "CODE")
        yield token


def _long_number(token: Token, found: re.Match[str], vocabulary: Vocabulary) -> Iterator[Token]:
    """`CCVI4111111111111111`: a card number behind its vendor, or another long number."""
    seam = token.start + found.end(1)
    if fold(found[1]) not in listed("number_prefixes"):
        yield _word(Token(token.start, seam, found[1]), vocabulary)
    number = Token(seam, token.end, found[2])
    number.mask("a long number", "CARD" if is_card(found[2]) else "NUMBER")
    yield number


def _judge_number(token: Token, text: str) -> None:
    kind, reason = what_number_is(token.text, text[max(0, token.start - 8) : token.start])
    if kind:
        token.mask(reason, kind)
