"""Which of the elements of one name on one side is which on the other side.

Pairs are made in this order, each time of those that are still alone, in document order:

1. of what says the same, local identifiers left aside and references followed (of several such
   those that are referred to alike or have equal identifiers first); then but for units, formats
   and spelling;
2. of what looks the same, where each side has pseudonyms that mean nothing on the other;
3. of equal natural keys (flight number and day, ticket number, name, code), where only one on
   each side has them;
4. of equal identifiers, then of equal natural keys that several have;
5. in order between the same neighbours, then in order.

Where both sides have the same identifiers, and most of what these identify says the same, nothing
was numbered anew, and identifiers come first.

Where a natural key or an identifier is found on both sides, both use the same ones, and an element
whose own the other side lacks is not paired by order: `PAX2` gone and `PAX4` new are no change of
`PAX2`. Every step is linear in the number of elements.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Container, Hashable, Sequence
from functools import partial
from typing import Generic, NamedTuple, Protocol, TypeVar


class Identity(NamedTuple):
    """What identifies an element, in the `scope` of its pseudonyms; "" where it holds none."""

    scope: str
    value: str


class Keys(NamedTuple):
    """The natural keys of an element; None where it tells nothing of the kind."""

    whole: Identity | None = None  # all that it tells of itself, and what it refers to
    core: Identity | None = None  # what tells most: a name, a number, else codes


class Alignable(Protocol):
    """What can be paired. `content` is None where it is not known, so that only order is left.

    `visible` is equal where all looks the same but pseudonyms. These mean something only on a side
    that has the same `scope`, which is "" where there are none. `cited` is equal where the same is
    said of what refers to it.
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
    def keys(self) -> Keys: ...
    @property
    def cited(self) -> bytes | None: ...
    @property
    def scope(self) -> str: ...


T = TypeVar("T", bound=Alignable)
U = TypeVar("U")
Pair = tuple[U | None, U | None]
KeyOf = Callable[[U], Hashable | None]
KeyList = Sequence[Hashable | None]


def align(before: Sequence[T], after: Sequence[T]) -> list[Pair[T]]:
    """Pair the elements of both sides; each is in exactly one pair, alone where it has no partner.

    In the order of `before`, then what only `after` has.
    """
    if len(before) == len(after) == 1:
        return [(before[0], after[0])]
    pairing = _Pairing(before, after)
    if before and after:
        shared = {one.scope for one in before} & {one.scope for one in after} | {""}
        _pair(pairing, _Known(shared))
    return pairing.pairs()


def _pair(pairing: "_Pairing[T]", known: "_Known") -> None:
    if pairing.all_agree_on(known.identity):
        pairing.by(partial(_both, _content, known.identity))
        if pairing.is_mostly_complete:  # nothing was numbered anew
            pairing.by(known.identity)
    for says in (_content, _equated, known.by_sight):
        _pair_by_content(pairing, says, known)
    for key in (known.whole, known.core):
        pairing.by(key, unique=True)
    for key in (known.identity, known.whole, known.core):
        pairing.by(key)
    if not pairing.is_complete:
        _pair_by_order(pairing, known)


def _pair_by_content(pairing: "_Pairing[T]", says: KeyOf[T], known: "_Known") -> None:
    """Pair what `says` the same; of several such those that something else tells apart first."""
    pairing.by(says, unique=True)
    if not pairing.is_complete:
        for apart in _twins_by(pairing, known):
            pairing.by(partial(_both, says, apart))
        pairing.by(says)


def _twins_by(pairing: "_Pairing[T]", known: "_Known") -> list[KeyOf[T]]:
    """What tells those apart that say the same: their identifiers, and what refers to them.

    Identifiers come first where both sides have the same: then nothing was numbered anew.
    """
    if pairing.all_agree_on(known.identity):
        return [known.identity, _cited]
    return [_cited, known.identity]


def _both(first: KeyOf[T], second: KeyOf[T], one: T) -> Hashable | None:
    found = first(one), second(one)
    return None if None in found else found


def _content(one: Alignable) -> bytes | None:
    return one.content


def _equated(one: Alignable) -> bytes | None:
    return one.equated


def _cited(one: Alignable) -> bytes | None:
    return one.cited


def _pair_by_order(pairing: "_Pairing[T]", known: "_Known") -> None:
    """Pair what is left, but for what others of its kind are known by."""
    shares_identities = pairing.agree_on(known.identity)
    shares_keys = pairing.agree_on(known.core)

    def is_loose(one: T) -> bool:
        identified = shares_identities and known.identity(one)
        return not (identified or (shares_keys and known.core(one)))

    pairing.by_lists(*pairing.neighbours(is_loose))
    pairing.by_lists(*pairing.ranks(is_loose, is_loose))
    # What is left may be what the other side could not read, or has masked the identifier of.
    pairing.by_lists(*pairing.ranks(lambda one: not known.is_hidden(one), known.is_hidden))
    pairing.by_lists(*pairing.ranks(known.is_hidden, lambda one: not known.is_hidden(one)))


def align_by(key: KeyOf[U], before: Sequence[U], after: Sequence[U]) -> list[Pair[U]]:
    """Pair the elements of equal key, and no others; else as `align`."""
    pairing = _Pairing(before, after)
    pairing.by(key)
    return pairing.pairs()


class _Known:
    """What elements are known by on both sides, in the scopes of pseudonyms that these share."""

    def __init__(self, scopes: Container[str]) -> None:
        self._scopes = scopes
        self._keys: dict[int, Keys] = {}

    def by_sight(self, one: Alignable) -> bytes | None:
        """How it looks, where its pseudonyms say nothing."""
        return None if one.scope in self._scopes else one.visible

    def identity(self, one: Alignable) -> Identity | None:
        """Its identifier, unless that means nothing on the other side."""
        return self._shared(one.identity)

    def whole(self, one: Alignable) -> Identity | None:
        """All of its natural keys together, under the same condition."""
        return self._shared(self._keys_of(one).whole)

    def core(self, one: Alignable) -> Identity | None:
        """The natural key that tells most, under the same condition."""
        return self._shared(self._keys_of(one).core)

    def is_hidden(self, one: Alignable) -> bool:
        """Whether it cannot be told what it is."""
        return one.content is None or (one.identity is not None and self.identity(one) is None)

    def _keys_of(self, one: Alignable) -> Keys:
        keys = self._keys.get(id(one))
        if keys is None:
            keys = self._keys[id(one)] = one.keys
        return keys

    def _shared(self, identity: Identity | None) -> Identity | None:
        return identity if identity and identity.scope in self._scopes else None


class _Pairing(Generic[U]):
    """Pairs as they are made, by index."""

    def __init__(self, before: Sequence[U], after: Sequence[U]) -> None:
        self._before, self._after = before, after
        self._after_of: list[int | None] = [None] * len(before)
        self._before_of: list[int | None] = [None] * len(after)

    @property
    def is_complete(self) -> bool:
        return None not in self._after_of or None not in self._before_of

    @property
    def is_mostly_complete(self) -> bool:
        return 2 * self._after_of.count(None) < len(self._after_of)

    def by(self, key: KeyOf[U], *, unique: bool = False) -> None:
        """Pair those that are alone and have the same key; None is no key.

        Where it must be `unique`, a key that several have on one side is none.
        """
        if self.is_complete:
            return
        keys = [
            [key(one) if partner is None else None for one, partner in zip(*side, strict=True)]
            for side in ((self._before, self._after_of), (self._after, self._before_of))
        ]
        if unique:
            keys = [list(_unique(side)) for side in keys]
        self.by_lists(*keys)

    def by_lists(self, before: KeyList, after: KeyList) -> None:
        """The same, with the keys of both sides in order."""
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for index, key in enumerate(after):
            if key is not None and self._before_of[index] is None:
                waiting[key].append(index)
        for index, key in enumerate(before):
            if key is not None and self._after_of[index] is None and waiting.get(key):
                partner = waiting[key].popleft()
                self._after_of[index], self._before_of[partner] = partner, index

    def all_agree_on(self, key: KeyOf[U]) -> bool:
        """Whether both sides have the same keys."""
        return Counter(map(key, self._before)) == Counter(map(key, self._after))

    def agree_on(self, key: KeyOf[U]) -> bool:
        """Whether any pair has the same key on both sides."""
        return any(
            found is not None and found == key(self._after[partner])
            for one, partner in zip(self._before, self._after_of, strict=True)
            if partner is not None
            for found in (key(one),)
        )

    def neighbours(self, is_wanted: Callable[[U], bool]) -> tuple[KeyList, KeyList]:
        """The key of each wanted one that is alone: the pair before it, by its `after`."""
        last, before = -1, []
        for one, partner in zip(self._before, self._after_of, strict=True):
            last = last if partner is None else partner
            before.append(last if partner is None and is_wanted(one) else None)
        last, after = -1, []
        for index, (one, partner) in enumerate(zip(self._after, self._before_of, strict=True)):
            last = last if partner is None else index
            after.append(last if partner is None and is_wanted(one) else None)
        return before, after

    def ranks(
        self, before: Callable[[U], bool], after: Callable[[U], bool]
    ) -> tuple[KeyList, KeyList]:
        """The key of each wanted one that is alone: how many of them stand before it."""
        return (
            _ranks(self._before, self._after_of, before),
            _ranks(self._after, self._before_of, after),
        )

    def pairs(self) -> list[Pair[U]]:
        found: list[Pair[U]] = [
            (one, None if partner is None else self._after[partner])
            for one, partner in zip(self._before, self._after_of, strict=True)
        ]
        alone = zip(self._after, self._before_of, strict=True)
        return found + [(None, one) for one, partner in alone if partner is None]


def _unique(keys: KeyList) -> KeyList:
    counts = Counter(keys)
    return [key if counts[key] == 1 else None for key in keys]


def _ranks(
    side: Sequence[U], partners: Sequence[int | None], is_wanted: Callable[[U], bool]
) -> KeyList:
    rank, keys = 0, []
    for one, partner in zip(side, partners, strict=True):
        counts = partner is None and is_wanted(one)
        keys.append(rank if counts else None)
        rank += counts
    return keys
