"""Free text, token by token: what is not known to be harmless is masked.

A token passes where it is a word of the vocabulary, a code or a number of the trade. A word that
is a frequent name, too, passes only where nothing around it says name: a title, a slash, a masked
neighbour, or that it stands alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from discovery.facts.privacy.personal_forms import Span, find_personal_forms, is_card
from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.vocabulary import Vocabulary, address_words, listed

# Signs that belong to the letters around them: accents and vowels of other scripts, joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0df4\u0e31-\u0e4e\u0eb1-\u0ecd\u0f71-\u0fbc\u102b-\u109d\u1780-\u17dd"
    "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\u30fb"
)
_L = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*"
_TOKEN = re.compile(
    rf"""
    (?P<keep>
        [0-9a-fA-F]{{8}}-(?:[0-9a-fA-F]{{4}}-){{3}}[0-9a-fA-F]{{12}}(?!\w)   # a UUID
      | (?<!\w)\d{{4,6}}[Xx*•]{{4,13}}\d{{2,4}}(?!\w)                        # a masked card
      | (?<=RP/)[A-Z]{{3}}[A-Z0-9]{{2}}[A-Z0-9]{{2,5}}(?!\w)                  # an office
      | (?<![\w.])(?=[\d.]{{0,9}}[A-Z])(?:[A-Z]{{0,3}}\d{{1,5}}\.\d\d|ROE\d\.\d{{2,6}})+(?:[A-Z]{{2,3}})?(?![\w.])
      | (?<!\w)BIN:?[ ]\d{{6,8}}(?!\d)
      | (?<!\w)(?:BIC|SWIFT)(?:/BIC)?:?[ ][A-Z]{{6}}[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?(?!\w)
      | (?<!\w)(?:FARE[ ]?BASIS|FBC|FBA)(?:[ ]CODE)?:?[ ][A-Z0-9]{{3,10}}(?:/[A-Z0-9]{{2,10}})?(?!\w)
      | (?<!\w)[A-Z]?(?:0[1-9]|[12]\d|3[01])(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(?!\w)
      | (?<!\w)(?P<currency>[A-Z]{{3}})\d{{1,9}}(?:[.,]\d{{1,3}})?(?!\w)
    )
  | (?P<number>(?<!\w)[+(]?\d(?:[\d ().,/:'’–\-]*\d)?(?![^\W_]))
  | (?P<code>(?=[^\W_]*\d)(?=[\d]*{_L})[^\W_]+)
  | (?P<word>{_L}(?:['’]{_L})*)
  | (?P<digits>\d+)
    """,
    re.VERBOSE,
)
_ELISION = re.compile(r"(?i)(?:[dlnmtsjc]|qu|dell|nell|sull|dall|all|un|aujourd|jusqu|lorsqu)['’]")
_SPACE = re.compile(r"[ \t]{1,2}")
_WIDE_SPACE = re.compile(r"[ \t]{3,40}")
_SEPARATOR = re.compile(r"[/;|+:<*]{1,2}|\"?[,;]\"?|'[,;] ?'")
_NEAR = 3  # tokens, up to which a masked one makes a name of a word that may be one
# Kinds of masked places beside which stand words of the trade as often as names.
_SAY_NO_NAME = frozenset({"DATE", "NUMBER", "CODE", "CARD_DATE", "DEVICE", "BINARY", "BASE64"})
_AMOUNT = re.compile(r"\d{1,3}(?:[.,'’]\d{3}){0,3}[.,]\d{1,2}|\d{1,7}[.,]\d{1,3}")
_TIME = re.compile(r"(?:[01]?\d|2[0-4])[:h.][0-5]\d(?::[0-5]\d)?")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,2}")
_FLIGHT = re.compile(r"([A-Z\d]{2})(\d{1,4})[A-Z]?")
_SEAT = re.compile(r"(\d{1,3})([^\W\d_]+)")
_SHORT_CODE = re.compile(r"[A-Za-z]\d{1,3}|[A-Z]{2}\d{1,2}|[A-Z]\d[A-Z]|\d{1,2}[Hh]\d\d")
_NAMED_NUMBER = re.compile(r"([^\W\d_]{3,})(\d{1,3})([^\W\d_]*)")
_AIRCRAFT = re.compile(r"([A-Z])(\d{3})([A-Za-z]{2,3})")
_LONG_DIGITS = re.compile(r"\d{9,}")
_MANY_DIGITS = 7  # of a number in groups, from which on it may be a phone's
_ALONE_MAX = 4  # words of a field that holds nothing but a name


class _Verdict(Enum):
    PASS = 0
    NAME = 1  # passes where nothing says that it is a name
    CODE = 2  # the same, but is a code of the trade as well
    TITLE = 3
    MASK = 4


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    text: str
    verdict: _Verdict
    kind: str = "WORD"
    reason: str = ""

    @property
    def may_be_name(self) -> bool:
        return self.verdict in {_Verdict.NAME, _Verdict.CODE}

    def mask(self, reason: str, kind: str = "NAME") -> None:
        self.verdict, self.kind, self.reason = _Verdict.MASK, kind, reason


def find_in_text(text: str, vocabulary: Vocabulary, hidden: Sequence[Span] = ()) -> list[Span]:
    """All that is masked in free text. `hidden` are places that are masked already."""
    text = _blanked(text, hidden)
    taken = sorted([*hidden, *find_personal_forms(text)])
    tokens = list(_tokens(text, taken, vocabulary))
    _judge_context(text, tokens)
    done = {(span.start, span.end) for span in hidden}
    return [
        Span(token.start, token.end, token.kind, token.reason)
        for token in tokens
        if token.verdict is _Verdict.MASK and (token.start, token.end) not in done
    ]


def _blanked(text: str, hidden: Sequence[Span]) -> str:
    """The text with nothing to read where it is masked already."""
    for span in hidden:
        text = f"{text[: span.start]}{chr(0) * (span.end - span.start)}{text[span.end :]}"
    return text


def _tokens(text: str, taken: Sequence[Span], vocabulary: Vocabulary) -> Iterator[_Token]:
    """The tokens of a text in order, what is taken among them as masked."""
    at = 0
    for span in taken:
        yield from _read(text, at, span.start, vocabulary)
        yield _Token(*span[:2], text[span.start : span.end], _Verdict.MASK, span.kind, span.reason)
        at = span.end
    yield from _read(text, at, len(text), vocabulary)


def _read(text: str, start: int, end: int, vocabulary: Vocabulary) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text, start, end):
        token = _Token(*found.span(), found[0], _Verdict.PASS)
        if found["word"]:
            yield from _words(token, vocabulary)
        elif found["code"]:
            yield from _code(token, vocabulary)
        elif found["number"] or found["digits"]:
            yield _number(token, text)
        elif found["currency"] and found["currency"] not in listed("currencies"):
            token.mask("a code that is not known", "CODE")
            yield token
        else:
            yield token


def _words(token: _Token, vocabulary: Vocabulary) -> Iterator[_Token]:
    """A word; `l'annulation` is judged without its article."""
    elision = _ELISION.match(token.text)
    if elision and len(token.text) > elision.end():
        start = token.start + elision.end()
        yield from _words(
            _Token(start, token.end, token.text[elision.end() :], _Verdict.PASS), vocabulary
        )
        return
    _judge_word(token, vocabulary)
    yield token


def _judge_word(token: _Token, vocabulary: Vocabulary) -> None:
    word = token.text
    folded = fold(word)
    if len(word) == 1 and folded.isascii():
        return
    if folded in listed("titles"):
        token.verdict = _Verdict.TITLE
    elif vocabulary.knows(folded) or _all_known(folded, vocabulary):
        if vocabulary.is_name(folded) or (
            not word.islower() and word.upper() in listed("short_names")
        ):
            token.verdict = _Verdict.NAME
    elif word.isascii() and _is_code(word):
        if len(word) == 6 or word.upper() in listed("short_names"):
            token.verdict = _Verdict.CODE
    else:
        reason = "an address" if folded in address_words() else "not a known word"
        token.mask(reason, "WORD")


def _all_known(folded: str, vocabulary: Vocabulary) -> bool:
    parts = re.split("['’]", folded)
    return len(parts) > 1 and all(
        len(part) == 1 or (vocabulary.knows(part) and not vocabulary.is_name(part))
        for part in parts
    )


def _is_code(word: str) -> bool:
    if len(word) == 2:
        return True
    if not word.isupper():
        return False
    if len(word) == 3:
        return any(word in listed(name) for name in ("airports", "currencies", "countries"))
    return len(word) == 6 and word[:3] in listed("airports") and word[3:] in listed("airports")


def _code(token: _Token, vocabulary: Vocabulary) -> Iterator[_Token]:
    """Letters and digits together: `HK1`, `LH2723`, `14C`, `A320neo`, `1MEIER`."""
    word = token.text
    if digits := _LONG_DIGITS.search(word):
        yield from _around_digits(token, digits, vocabulary)
    elif _passes_as_code(word, vocabulary):
        yield token
    elif (seat := _SEAT.fullmatch(word)) and len(seat[2]) > 2:
        letters = _Token(token.start + seat.end(1), token.end, seat[2], _Verdict.PASS)
        yield from _words(letters, vocabulary)
    else:
        token.mask("a code that is not known", "CODE")
        yield token


def _around_digits(
    token: _Token, digits: re.Match[str], vocabulary: Vocabulary
) -> Iterator[_Token]:
    """`CCVI4111111111111111`: the number, and the vendor before it where that is short."""
    start = token.start if digits.start() > 4 else token.start + digits.start()
    number = digits[0]
    kind = "CARD" if is_card(number) else "NUMBER"
    exact = start == token.start + digits.start() and digits.end() == len(token.text)
    end = token.start + digits.end() if exact else token.end
    if not exact:
        start, kind = token.start, "CODE"
    masked = _Token(start, end, token.text[start - token.start :], _Verdict.PASS)
    masked.mask("a long number", kind)
    yield masked


def _passes_as_code(word: str, vocabulary: Vocabulary) -> bool:
    flight = _FLIGHT.fullmatch(word)
    if flight and flight[1] in listed("airlines") and not flight[1].isdigit():
        return True
    if (seat := _SEAT.fullmatch(word)) and len(seat[2]) <= 2:
        return True
    if _SHORT_CODE.fullmatch(word):
        return True
    named = _NAMED_NUMBER.fullmatch(word) or _AIRCRAFT.fullmatch(word)
    if not named:
        return False
    letters = [fold(part) for part in named.groups() if part and not part.isdigit()]
    return all(
        len(part) == 1
        or part in listed("identifier_parts")
        or (vocabulary.knows(part) and not vocabulary.is_name(part))
        for part in letters
    )


def _number(token: _Token, text: str) -> _Token:
    """A number or several in a row; many digits in groups are a phone or a document."""
    run = token.text
    chunks = run.split()
    if all(map(_is_business_number, chunks)) and (len(chunks) == 1 or not _is_grouped(chunks)):
        if len(chunks) == 1 and _CLOCK.fullmatch(run) and not _is_round_clock(run):
            before = text[max(0, token.start - 8) : token.start]
            if not re.search(r"(?:[A-Z]{3}|\d[A-Z]{3}) $", before):
                token.mask("a number of more than three digits", "NUMBER")
        return token
    digits = sum(map(str.isdigit, run))
    is_phone = 7 <= digits <= 15 and (run[0] in "+(0" or len(chunks) > 1)
    if is_card(run):
        token.mask("a card number", "CARD")
    elif is_phone:
        token.mask("has the form of a phone number", "PHONE")
    else:
        token.mask("a number of more than three digits", "NUMBER")
    return token


def _is_business_number(chunk: str) -> bool:
    if chunk.isdigit():
        return len(chunk) <= 3 or _CLOCK.fullmatch(chunk) is not None
    if _AMOUNT.fullmatch(chunk) or _TIME.fullmatch(chunk):
        return True
    if _VERSION.fullmatch(chunk) and sum(map(str.isdigit, chunk)) < _MANY_DIGITS:
        return True
    parts = re.split(r"[-–/:.,()]", chunk)
    if sum(map(len, parts)) >= _MANY_DIGITS:
        both = chunk.replace("–", "-").split("-")
        return len(both) == 2 and all(
            _CLOCK.fullmatch(part) or _TIME.fullmatch(part) for part in both
        )
    return all(not part or (part.isdigit() and len(part) <= 3) for part in parts) or all(
        _CLOCK.fullmatch(part) for part in parts
    )


def _is_grouped(chunks: Sequence[str]) -> bool:
    """Whether numbers in a row are one number in groups."""
    plain = [chunk for chunk in chunks if not _AMOUNT.fullmatch(chunk) and ":" not in chunk]
    if len(chunks) == 2 and all(
        _CLOCK.fullmatch(each) and _is_round_clock(each) for each in chunks
    ):
        return False
    return sum(sum(map(str.isdigit, each)) for each in plain) >= _MANY_DIGITS


def _is_round_clock(chunk: str) -> bool:
    return chunk[-1] in "05"


def _judge_context(text: str, tokens: list[_Token]) -> None:
    """Mask what may be a name and stands where names stand."""
    _mask_in_addresses(tokens)
    _mask_numbers_beside_words(text, tokens)
    if not any(token.may_be_name for token in tokens):
        return
    _mask_beside_titles(text, tokens)
    _mask_behind_cues(text, tokens)
    _mask_beside_slashes(text, tokens)
    _mask_pairs(text, tokens)
    _mask_if_alone(text, tokens)
    while any([_mask_near_masked(text, tokens, index) for index in range(len(tokens))]):
        pass


def _mask_numbers_beside_words(text: str, tokens: list[_Token]) -> None:
    """`470 11 Kommstad`: a number of four digits or more beside what may be a town or a name."""
    for one, other in zip(tokens, tokens[1:], strict=False):
        if _SPACE.fullmatch(text[one.end : other.start]):
            for number, word in ((one, other), (other, one)):
                digits = sum(map(str.isdigit, number.text))
                if number.verdict is _Verdict.PASS and word.verdict is _Verdict.MASK and (
                    word.kind == "WORD" and 4 <= digits and number.text.replace(" ", "").isdigit()
                ):
                    number.mask("a number beside what is masked", "NUMBER")


def _mask_near_masked(text: str, tokens: list[_Token], index: int) -> bool:
    """Mask what may be a name beside, or few words from, what is masked in the same line."""
    token = tokens[index]
    if not token.may_be_name:
        return False
    reach = _NEAR if token.verdict is _Verdict.NAME else 1
    for other in tokens[max(0, index - reach) : index + reach + 1]:
        if other.verdict is not _Verdict.MASK or other.kind in _SAY_NO_NAME:
            continue
        if token.verdict is _Verdict.CODE and other.kind not in {"WORD", "NAME"}:
            continue
        if "\n" not in _between(text, token, other):
            token.mask("near what is masked")
            return True
    return False


def _between(text: str, one: _Token, other: _Token) -> str:
    first, second = (one, other) if one.start <= other.start else (other, one)
    return text[first.end : second.start]


def _mask_in_addresses(tokens: list[_Token]) -> None:
    """Numbers and names in a text with a street or the word address belong to the address."""
    if not any(_is_address_word(token) for token in tokens):
        return
    for token in tokens:
        if token.verdict is _Verdict.NAME:
            token.mask("in an address")
        elif token.verdict is _Verdict.PASS and token.text[0].isdigit():
            token.mask("in an address", "NUMBER")


def _is_address_word(token: _Token) -> bool:
    return token.reason == "an address" or fold(token.text) in listed("address_cues")


def _mask_beside_titles(text: str, tokens: list[_Token]) -> None:
    for index, title in enumerate(tokens):
        folded = fold(title.text)
        if title.verdict is _Verdict.TITLE and folded not in {"m", "fr"}:
            _mask_run(text, tokens, range(index + 1, min(index + 4, len(tokens))), title)
        elif title.verdict is _Verdict.TITLE and title.text[:1].isupper():
            _mask_run(text, tokens, range(index + 1, min(index + 3, len(tokens))), title)
        if folded in listed("titles_behind"):
            _mask_run(text, tokens, range(index - 1, max(-1, index - 6), -1), title)


def _mask_run(text: str, tokens: list[_Token], order: range, title: _Token) -> None:
    """Mask name by name, away from a title, as long as they may be names."""
    last = title
    for index in order:
        token = tokens[index]
        between = _between(text, last, token)
        is_joined = re.fullmatch(r"[\s/,.\-–]{0,3}", between) is not None
        is_initial = len(token.text) == 1
        if not is_joined or not (
            token.may_be_name or token.verdict in {_Verdict.MASK, _Verdict.TITLE} or is_initial
        ):
            return
        if token.may_be_name:
            token.mask(f"beside {title.text}")
        last = token


def _mask_behind_cues(text: str, tokens: list[_Token]) -> None:
    for cue, token in zip(tokens, tokens[1:], strict=False):
        if token.may_be_name and fold(cue.text) in listed("name_cues") and token.verdict is _Verdict.NAME:
            is_joined = re.fullmatch(r"[\s:,.\-]{1,3}", text[cue.end : token.start])
            if is_joined and (token.text[0].isupper() or cue.text.isupper()):
                token.mask(f"behind {cue.text}")


def _mask_beside_slashes(text: str, tokens: list[_Token]) -> None:
    for one, other in zip(tokens, tokens[1:], strict=False):
        between = text[one.end : other.start]
        if not _SEPARATOR.fullmatch(between) or not (one.may_be_name or other.may_be_name):
            continue
        either = {one.verdict, other.verdict}
        if _Verdict.PASS in either or either == {_Verdict.CODE}:
            continue
        for token in (one, other):
            if token.may_be_name:
                token.mask("beside a slash")


def _mask_pairs(text: str, tokens: list[_Token]) -> None:
    """`Mark Long` in a sentence: two names in a row, both with a capital."""
    for one, other in zip(tokens, tokens[1:], strict=False):
        if one.verdict is _Verdict.NAME is other.verdict and _SPACE.fullmatch(
            text[one.end : other.start]
        ):
            both = (one.text, other.text)
            if all(each.istitle() for each in both) and fold(one.text) not in listed("city_starts"):
                one.mask("two names in a row")
                other.mask("two names in a row")
        elif one.verdict is _Verdict.NAME is other.verdict and _WIDE_SPACE.fullmatch(
            text[one.end : other.start]
        ):
            one.mask("two names in columns")
            other.mask("two names in columns")


def _is_particle(token: _Token) -> bool:
    """An initial, or a word such as `de` or `van` within a name."""
    return len(token.text) == 1 or fold(token.text) in listed("particles")


def _mask_if_alone(text: str, tokens: list[_Token]) -> None:
    if len(tokens) > _ALONE_MAX or any(token.text[0].isdigit() for token in tokens):
        return
    if all(token.verdict is not _Verdict.PASS or _is_particle(token) for token in tokens):
        for token in tokens:
            if token.may_be_name:
                token.mask("alone in its field")
