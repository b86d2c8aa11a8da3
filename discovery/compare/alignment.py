"""Which of the elements of one name on one side is which on the other side.

Pairs are made in this order, each time of those that are still alone, in document order:

1. of equal content (which includes what identifies them), then of content that is equal but for
   units, formats and spelling;
2. of what looks the same, where each side has pseudonyms that mean nothing on the other;
3. of equal identifiers;
4. in order between the same neighbours, then in order.

Where an identifier is found on both sides, both use the same ones, and an element whose identifier
the other side lacks is not paired by order: `PAX2` gone and `PAX4` new are no change of `PAX2`.
Every step is linear in the number of elements.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Container, Hashable, Sequence
from typing import NamedTuple, Protocol, TypeVar


class Identity(NamedTuple):
    """What identifies an element, in the `scope` of its pseudonyms; "" where it holds none."""

    scope: str
    value: str


class Alignable(Protocol):
    """What can be paired. `content` is None where it is not known, so that only order is left.

    `visible` is equal where all looks the same but pseudonyms. These mean something only on a side
    that has the same `scope`, which is "" where there are none.
    """

    @property
    def content(self) -> bytes | None: ...
    @property
    def equated(self) -> bytes | None: ...
    @property
    def visible(self) -> bytes | None: ...
    @property
    def identity(self) -> Identity | None: ...
    @property
    def scope(self) -> str: ...


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
    scopes = {one.scope for one in before} & {one.scope for one in after} | {""}
    pairing.by(*(_keys(side, lambda one: _by_sight(one, scopes)) for side in (before, after)))
    identities = [[_identity(one, scopes) for one in side] for side in (before, after)]
    pairing.by(*identities)
    if not pairing.is_complete:
        _pair_by_order(pairing, before, after, identities)
    return pairing.pairs(before, after)


def _pair_by_order(
    pairing: "_Pairing",
    before: Sequence[Alignable],
    after: Sequence[Alignable],
    identities: Sequence[Sequence[Identity | None]],
) -> None:
    """Pair what neither content nor `identities` have paired."""
    shares_identifiers = any(
        identity is not None and identity == identities[1][partner]
        for identity, partner in zip(identities[0], pairing.after_of, strict=True)
        if partner is not None
    )
    loose = [
        [not (shares_identifiers and identity) for identity in identities_of_side]
        for identities_of_side in identities
    ]
    pairing.by(*pairing.neighbours(*loose))
    pairing.by(*pairing.ranks(*loose))
    # What is left may be what the other side could not read, or has masked the identifier of.
    unknown = [
        [_is_unknown(*each) for each in zip(side, identities_of_side, strict=True)]
        for side, identities_of_side in zip((before, after), identities, strict=True)
    ]
    known = [[not is_unknown for is_unknown in side] for side in unknown]
    pairing.by(*pairing.ranks(known[0], unknown[1]))
    pairing.by(*pairing.ranks(unknown[0], known[1]))


def _is_unknown(one: Alignable, identity: Identity | None) -> bool:
    return one.content is None or (one.identity is not None and identity is None)


def _by_sight(one: Alignable, scopes: Container[str]) -> bytes | None:
    return None if one.scope in scopes else one.visible


def _identity(one: Alignable, scopes: Container[str]) -> Identity | None:
    """What identifies it, unless that means nothing on the other side."""
    return one.identity if one.identity and one.identity.scope in scopes else None


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
