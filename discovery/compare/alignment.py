"""Which of the elements of one name on one side is which on the other side.

Pairs are made in this order, each time of those that are still alone, in document order:

1. of equal content (which includes what identifies them), then of content that is equal but for
   units and formats;
2. of equal identifiers;
3. in order between the same neighbours, then in order.

Where an identifier is found on both sides, both use the same ones, and an element whose identifier
the other side lacks is not paired by order: `PAX2` gone and `PAX4` new are no change of `PAX2`.
Every step is linear in the number of elements.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, TypeVar


class Alignable(Protocol):
    """What can be paired. `content` is None where it is not known, so that only order is left."""

    @property
    def content(self) -> bytes | None: ...
    @property
    def equated(self) -> bytes | None: ...
    @property
    def identity(self) -> str | None: ...


T = TypeVar("T", bound=Alignable)
U = TypeVar("U")
Pair = tuple[U | None, U | None]
Keys = Sequence[Hashable | None]


def align(before: Sequence[T], after: Sequence[T]) -> list[Pair[T]]:
    """Pair the elements of both sides; each is in exactly one pair, alone where it has no partner.

    In the order of `before`, then what only `after` has.
    """
    pairing = _Pairing(len(before), len(after))
    pairing.by(*(_keys(side, lambda one: one.content) for side in (before, after)))
    pairing.by(*(_keys(side, lambda one: one.equated) for side in (before, after)))
    pairing.by(*(_keys(side, lambda one: one.identity) for side in (before, after)))
    if pairing.is_complete:
        return pairing.pairs(before, after)
    shares_identifiers = any(
        one.identity is not None and one.identity == after[partner].identity
        for one, partner in zip(before, pairing.after_of, strict=True)
        if partner is not None
    )
    loose = [
        [not (shares_identifiers and one.identity is not None) for one in side]
        for side in (before, after)
    ]
    pairing.by(*pairing.neighbours(*loose))
    pairing.by(*pairing.ranks(*loose))
    # What is left may be what the other side could not read.
    unread = [[one.content is None for one in side] for side in (before, after)]
    read = [[one.content is not None for one in side] for side in (before, after)]
    pairing.by(*pairing.ranks(read[0], unread[1]))
    pairing.by(*pairing.ranks(unread[0], read[1]))
    return pairing.pairs(before, after)


def align_by(
    key: Callable[[U], Hashable], before: Sequence[U], after: Sequence[U]
) -> list[Pair[U]]:
    """Pair the elements of equal key, and no others; else as `align`."""
    pairing = _Pairing(len(before), len(after))
    pairing.by(_keys(before, key), _keys(after, key))
    return pairing.pairs(before, after)


def _keys(side: Sequence[U], key: Callable[[U], Hashable | None]) -> Keys:
    return [key(one) for one in side]


class _Pairing:
    """Pairs of indexes as they are made."""

    def __init__(self, before: int, after: int) -> None:
        self.after_of: list[int | None] = [None] * before
        self.before_of: list[int | None] = [None] * after

    @property
    def is_complete(self) -> bool:
        return None not in self.after_of or None not in self.before_of

    def by(self, before: Keys, after: Keys) -> None:
        """Pair those that are alone and have the same key; None is no key."""
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for index, key in enumerate(after):
            if key is not None and self.before_of[index] is None:
                waiting[key].append(index)
        for index, key in enumerate(before):
            if key is not None and self.after_of[index] is None and waiting.get(key):
                partner = waiting[key].popleft()
                self.after_of[index], self.before_of[partner] = partner, index

    def neighbours(self, before: Sequence[bool], after: Sequence[bool]) -> tuple[Keys, Keys]:
        """The key of each wanted one: the pair that stands before it, named by its `after`."""
        last, keys_before = -1, []
        for partner, wanted in zip(self.after_of, before, strict=True):
            last = last if partner is None else partner
            keys_before.append(last if wanted else None)
        last, keys_after = -1, []
        for index, (partner, wanted) in enumerate(zip(self.before_of, after, strict=True)):
            last = last if partner is None else index
            keys_after.append(last if wanted else None)
        return keys_before, keys_after

    def ranks(self, before: Sequence[bool], after: Sequence[bool]) -> tuple[Keys, Keys]:
        """The key of each wanted one that is alone: how many of them stand before it."""
        return _ranks(self.after_of, before), _ranks(self.before_of, after)

    def pairs(self, before: Sequence[U], after: Sequence[U]) -> list[Pair[U]]:
        found: list[Pair[U]] = [
            (one, None if partner is None else after[partner])
            for one, partner in zip(before, self.after_of, strict=True)
        ]
        alone = zip(after, self.before_of, strict=True)
        return found + [(None, one) for one, partner in alone if partner is None]


def _ranks(partners: Sequence[int | None], wanted: Sequence[bool]) -> Keys:
    rank, keys = 0, []
    for partner, is_wanted in zip(partners, wanted, strict=True):
        counts = is_wanted and partner is None
        keys.append(rank if counts else None)
        rank += counts
    return keys
