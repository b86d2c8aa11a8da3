"""Which node of one run is which node of another, where their paths may differ."""

from collections import Counter
from collections.abc import Collection, Iterator

_PREFIX = "IATA_"  # of the root in some versions of a message: it names the same message

NodePair = tuple[str | None, str | None]
Names = tuple[str, ...]


def match_nodes(
    before: Collection[str], after: Collection[str], *, by_name: bool
) -> list[NodePair]:
    """Pair the paths of two runs; each is in exactly one pair, alone where it has no partner.

    Equal paths are the same node. The others are, where `by_name` allows it, if their last names
    agree and no other path of either run ends alike, the longest such ending first:
    `/OrderViewRS/Response/PaxList` is `/Envelope/Body/IATA_OrderViewRS/Response/PaxList`. Where
    an ending is ambiguous, nothing is guessed. Paths are written in local names, so prefixes and
    namespaces do not matter.
    """
    partners = {path: path for path in set(before) & set(after)}
    if by_name:
        _match_by_name(before, after, partners)
    taken = set(partners.values())
    pairs: list[NodePair] = [(path, partners.get(path)) for path in before]
    return pairs + [(None, path) for path in after if path not in taken]


def _match_by_name(
    before: Collection[str], after: Collection[str], partners: dict[str, str]
) -> None:
    """Add the pairs of paths that end alike."""
    names_a = {path: _names(path) for path in before}
    names_b = {path: _names(path) for path in after}
    taken = set(partners.values())
    for length in range(max(map(len, names_a.values()), default=0), 0, -1):
        endings_b = dict(_unambiguous(names_b, length))
        for ending, path in _unambiguous(names_a, length):
            other = endings_b.get(ending)
            if other is not None and path not in partners and other not in taken:
                partners[path] = other
                taken.add(other)


def _unambiguous(names: dict[str, Names], length: int) -> Iterator[tuple[Names, str]]:
    """The endings of so many names that exactly one path has, each with that path."""
    counts = Counter(steps[-length:] for steps in names.values() if len(steps) >= length)
    for path, steps in names.items():
        if len(steps) >= length and counts[steps[-length:]] == 1:
            yield steps[-length:], path


def _names(path: str) -> Names:
    return tuple(name.removeprefix(_PREFIX) for name in path.strip("/").split("/"))
