"""Which of the values found again in a text are surely meant, by what stands beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from discovery.facts.privacy.known import NAME_KINDS, Echo, Strength
from discovery.facts.privacy.words import TITLES

_SEPARATOR = re.compile(r"[\s/,.;:'’_-]{0,3}")
_WORD_BEFORE = re.compile(r"([^\W\d_]{2,9})[\s./]{0,2}\Z")
_WORD_AFTER = re.compile(r"[\s./]{0,2}([^\W\d_]{2,9})")
_SIGHT = 12  # characters looked at on either side


def meant(echoes: Sequence[Echo], text: str) -> list[Echo]:
    """The echoes that are surely meant, in order and apart from one another."""
    if all(echo.strength is Strength.SURE for echo in echoes):
        return _apart(echoes)
    kept = _keep_beside(list(echoes), text, [False] * len(echoes), step=1)
    kept = _keep_beside(list(echoes), text, kept, step=-1)
    return _apart([echo for echo, keep in zip(echoes, kept, strict=True) if keep])


def _apart(echoes: Sequence[Echo]) -> list[Echo]:
    kept: list[Echo] = []
    for echo in echoes:
        if not kept or echo.start >= kept[-1].end:
            kept.append(echo)
    return kept


def _keep_beside(echoes: list[Echo], text: str, kept: list[bool], step: int) -> list[bool]:
    """Decide on each echo by its neighbours; going both ways lets a sure one reach far."""
    kept = list(kept)
    for place in range(len(echoes))[::step]:
        around = [
            _Neighbour(echoes[other], kept[other], _between(echoes[place], echoes[other], text))
            for other in (place - 1, place + 1)
            if 0 <= other < len(echoes)
        ]
        beside = [one for one in around if _SEPARATOR.fullmatch(one.between)]
        kept[place] = kept[place] or _is_meant(echoes[place], beside, text)
    return kept


@dataclass(frozen=True, slots=True)
class _Neighbour:
    echo: Echo
    kept: bool
    between: str


def _between(one: Echo, other: Echo, text: str) -> str:
    first, second = sorted((one, other), key=lambda echo: echo.start)
    return text[first.end : min(second.start, first.end + _SIGHT)]


def _is_meant(echo: Echo, beside: list[_Neighbour], text: str) -> bool:
    if echo.strength is Strength.SURE:
        return True
    if echo.strength is Strength.INITIAL:
        return any(one.kept and one.echo.known.kind in NAME_KINDS for one in beside)
    if _has_title(echo, text) or any(one.kept for one in beside):
        return True
    others = [one for one in beside if one.echo.strength > Strength.INITIAL]
    if any("/" in one.between for one in others):
        return True
    if echo.strength is Strength.COMMON:
        return False
    slash = "/" in (text[echo.start - 1 : echo.start], text[echo.end : echo.end + 1])
    return slash or any(one.echo.strength is Strength.SHORT for one in others)


def _has_title(echo: Echo, text: str) -> bool:
    if echo.known.kind not in NAME_KINDS:
        return False
    before = _WORD_BEFORE.search(text[max(echo.start - _SIGHT, 0) : echo.start])
    after = _WORD_AFTER.match(text[echo.end : echo.end + _SIGHT])
    return any(found and found[1].lower() in TITLES for found in (before, after))
