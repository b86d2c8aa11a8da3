"""Which subtrees are stored together where no model is asked: a write takes longer than a read."""

import time
from collections.abc import Callable, Iterable, Iterator

from discovery.documents.catalogue import Catalogue
from discovery.documents.subtrees import Subtree

# Done in a quarter of a second, so that a table follows and a stop is heard at once; facts take
# some 75 times the bytes in memory.
SUBTREES_MAX = 100
BYTES_MAX = 250_000
SECONDS_MAX = 0.5  # in which the next subtrees are looked for: they may be far apart


def blocks(
    subtrees: Iterable[Subtree],
    catalogue: Catalogue,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[list[Subtree]]:
    """The subtrees in the same order: many small ones together, a large one alone."""
    block: list[Subtree] = []
    size, since = 0, clock()
    for subtree in subtrees:
        at_most = catalogue.nodes[subtree.node].largest
        if block and (len(block) == SUBTREES_MAX or size + at_most > BYTES_MAX):
            yield block
            block, size, since = [], 0, clock()
        block.append(subtree)
        size += at_most
        if clock() - since > SECONDS_MAX:
            yield block
            block, size, since = [], 0, clock()
    if block:
        yield block
