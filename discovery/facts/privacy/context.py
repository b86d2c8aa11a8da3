"""Which of the values found again in a text are surely meant, by what stands beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    links = [_between(one, other, text) for one, other in pairwise(echoes)]
    kept = [echo.strength is Strength.SURE for echo in echoes]
    places = range(len(echoes))
    for place in (*places, *reversed(places)):  # both ways, so that a sure one reaches far
        kept[place] = kept[place] or _is_meant(place, echoes, links, kept, text)
    return _apart([echo for echo, keep in zip(echoes, kept, strict=True) if keep])


def _apart(echoes: Sequence[Echo]) -> list[Echo]:
    kept: list[Echo] = []
    for echo in echoes:
        if not kept or echo.start >= kept[-1].end:
            kept.append(echo)
    return kept


def _between(one: Echo, other: Echo, text: str) -> str | None:
    """What stands between two echoes, where it is so little that one is beside the other."""
    first, second = sorted((one, other), key=lambda echo: echo.start)
    found = _SEPARATOR.fullmatch(text, first.end, max(second.start, first.end))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class _Neighbour:
    echo: Echo
    kept: bool
    between: str


def _neighbours(
    place: int, echoes: Sequence[Echo], links: Sequence[str | None], kept: Sequence[bool]
) -> Iterator[_Neighbour]:
    for other, link in ((place - 1, place - 1), (place + 1, place)):
        if 0 <= other < len(echoes) and (between := links[link]) is not None:
            yield _Neighbour(echoes[other], kept[other], between)


def _is_meant(
    place: int,
    echoes: Sequence[Echo],
    links: Sequence[str | None],
    kept: Sequence[bool],
    text: str,
) -> bool:
    """Whether an echo that is not sure is meant, by its neighbours as far as they are decided."""
    echo, beside = echoes[place], list(_neighbours(place, echoes, links, kept))
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
