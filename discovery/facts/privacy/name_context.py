"""Names that are words as well: they pass only where nothing around them says name.

What says name: a title, a cue such as `holder`, a slash, a name beside it, a masked neighbour, an
address, or that the word stands alone in its field.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from discovery.facts.privacy.pseudonyms import fold
from discovery.facts.privacy.vocabulary import listed


class Verdict(Enum):
    """What becomes of a token."""

    PASS = auto()
    NAME = auto()  # passes where nothing says that it is a name
    CODE = auto()  # the same, of a code of the trade
    TITLE = auto()
    MASK = auto()


@dataclass(slots=True)
class Token:
    """A piece of a text with what becomes of it; `kind` and `reason` are those of a masked one."""

    start: int
    end: int
    text: str
    verdict: Verdict = Verdict.PASS
    kind: str = ""
    reason: str = ""

    @property
    def may_be_name(self) -> bool:
        return self.verdict in {Verdict.NAME, Verdict.CODE}

    @property
    def is_masked(self) -> bool:
        return self.verdict is Verdict.MASK

    def mask(self, reason: str, kind: str = "NAME") -> None:
        """Mask it as a value of this kind."""
        self.verdict, self.kind, self.reason = Verdict.MASK, kind, reason


_SPACE = re.compile(r"[ \t]{1,2}")
_COLUMNS = re.compile(r"[ \t]{3,40}")
_SEPARATOR = re.compile(r"[/;|+:<*]{1,2}|\"?[,;]\"?|'[,;] ?'")
_WITHIN_NAME = re.compile(r"[\s/,.\-–]{0,3}")
_BEHIND_CUE = re.compile(r"[\s:,.\-]{1,3}")
_FOUR_DIGITS = re.compile(r"\d(?: ?\d){3,5}")
_NEAR = 3  # tokens, up to which a masked one makes a name of a word that may be one
_FROM_TITLE = 4  # names that a title belongs to
_ALONE_MAX = 4  # words of a field that holds nothing but a name
# Kinds of masked places beside which stand words of the trade as often as names.
_SAY_NO_NAME = frozenset({"DATE", "NUMBER", "CODE", "CARD_DATE", "DEVICE", "BINARY", "BASE64"})


def judge_context(text: str, tokens: list[Token], *, names_are_likely: bool) -> None:
    """Mask what stands where names, addresses or the details of a card stand."""
    _mask_in_addresses(tokens)
    _mask_numbers_beside_words(text, tokens)
    if not any(token.may_be_name for token in tokens):
        return
    _mask_beside_titles(text, tokens)
    _mask_behind_cues(text, tokens)
    _mask_beside_separators(text, tokens)
    if names_are_likely:
        _mask_pairs(text, tokens)
        _mask_if_alone(tokens)
    _mask_near_masked(text, tokens)


def _between(text: str, one: Token, other: Token) -> str:
    first, second = (one, other) if one.start <= other.start else (other, one)
    return text[first.end : second.start]


def _mask_in_addresses(tokens: list[Token]) -> None:
    """Numbers and names in a text with a street, or the word address, belong to the address."""
    if not any(_begins_address(tokens, index) for index in range(len(tokens))):
        return
    for token in tokens:
        if token.verdict is Verdict.NAME:
            token.mask("in an address")
        elif token.verdict is Verdict.PASS and token.text[0].isdigit():
            token.mask("in an address", "NUMBER")


def _begins_address(tokens: list[Token], index: int) -> bool:
    """A word for a street with a number or something masked beside it, or the word address."""
    token = tokens[index]
    if token.reason != "an address":
        return fold(token.text) in listed("address_cues")
    return any(
        other is not token and (other.is_masked or other.text[0].isdigit())
        for other in tokens[max(0, index - _NEAR) : index + _NEAR + 1]
    )


def _mask_numbers_beside_words(text: str, tokens: list[Token]) -> None:
    """`470 11 Kommstad`: a number of four digits or more beside what may be a town or a name."""
    for one, other in pairwise(tokens):
        if _SPACE.fullmatch(text[one.end : other.start]):
            for number, word in ((one, other), (other, one)):
                is_town = word.is_masked and word.kind == "WORD"
                if (
                    is_town
                    and number.verdict is Verdict.PASS
                    and _FOUR_DIGITS.fullmatch(number.text)
                ):
                    number.mask("a number beside what is masked", "NUMBER")


def _mask_beside_titles(text: str, tokens: list[Token]) -> None:
    for index, title in enumerate(tokens):
        folded = fold(title.text)
        if title.verdict is Verdict.TITLE and (len(folded) > 1 or title.text[0].isupper()):
            _mask_names(text, tokens[index + 1 : index + _FROM_TITLE], title)
        if folded in listed("titles_behind"):
            before = tokens[max(0, index - _FROM_TITLE - 1) : index]
            _mask_names(text, before[::-1], title)


def _mask_names(text: str, names: Sequence[Token], title: Token) -> None:
    """Mask name by name, away from a title, as long as they may be names."""
    last = title
    for token in names:
        is_name = token.may_be_name or token.is_masked or token.verdict is Verdict.TITLE
        is_joined = _WITHIN_NAME.fullmatch(_between(text, last, token))
        if not is_joined or not (is_name or _is_particle(token)):
            return
        if token.may_be_name:
            token.mask(f"beside {title.text}")
        last = token


def _is_particle(token: Token) -> bool:
    """An initial, or a word such as `de` or `van` within a name."""
    return len(token.text) == 1 or fold(token.text) in listed("particles")


def _mask_behind_cues(text: str, tokens: list[Token]) -> None:
    for cue, token in pairwise(tokens):
        if token.verdict is not Verdict.NAME or fold(cue.text) not in listed("name_cues"):
            continue
        is_written_so = token.text[0].isupper() or cue.text.isupper()
        if is_written_so and _BEHIND_CUE.fullmatch(text[cue.end : token.start]):
            token.mask(f"behind {cue.text}")


def _mask_beside_separators(text: str, tokens: list[Token]) -> None:
    """`LEE/TAN`, `Baker;Ruby`: names in a list, unless both are codes of the trade."""
    for one, other in pairwise(tokens):
        verdicts = {one.verdict, other.verdict}
        if Verdict.PASS in verdicts or verdicts == {Verdict.CODE}:
            continue
        if _SEPARATOR.fullmatch(text[one.end : other.start]):
            for token in (one, other):
                if token.may_be_name:
                    token.mask("beside a separator")


def _mask_pairs(text: str, tokens: list[Token]) -> None:
    """`Mark Long` in a sentence, `CARPENTER      DALE` in columns: two names in a row."""
    for one, other in pairwise(tokens):
        if one.verdict is not Verdict.NAME or other.verdict is not Verdict.NAME:
            continue
        between = text[one.end : other.start]
        is_city = fold(one.text) in listed("city_starts")
        both = one.text + other.text
        are_titled = (
            both.isupper() or (one.text.istitle() and other.text.istitle())
        ) and not is_city
        if _COLUMNS.fullmatch(between) or (are_titled and _SPACE.fullmatch(between)):
            one.mask("two names in a row")
            other.mask("two names in a row")


def _mask_if_alone(tokens: list[Token]) -> None:
    """Mask a field that holds nothing but what may be a name."""
    if len(tokens) > _ALONE_MAX or any(map(_is_number, tokens)):
        return
    if all(token.verdict is not Verdict.PASS or _is_particle(token) for token in tokens):
        for token in tokens:
            if token.may_be_name:
                token.mask("alone in its field")


def _is_number(token: Token) -> bool:
    return token.kind in _SAY_NO_NAME if token.is_masked else token.text[0].isdigit()


def _mask_near_masked(text: str, tokens: list[Token]) -> None:
    """Mask what may be a name near what is masked in the same line.

    Forwards and backwards: after that nothing more would change.
    """
    for index in (*range(len(tokens)), *reversed(range(len(tokens)))):
        if tokens[index].may_be_name and _is_near_masked(text, tokens, index):
            tokens[index].mask("near what is masked")


def _is_near_masked(text: str, tokens: list[Token], index: int) -> bool:
    token = tokens[index]
    reach = _NEAR if token.verdict is Verdict.NAME else 1
    for other in tokens[max(0, index - reach) : index + reach + 1]:
        if not other.is_masked or other.kind in _SAY_NO_NAME:
            continue
        says_name = token.verdict is Verdict.NAME or other.kind in {"WORD", "NAME"}
        if says_name and "\n" not in _between(text, token, other):
            return True
    return False
