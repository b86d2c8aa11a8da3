"""Which subtrees are stored together where no model is asked: a write takes longer than a read."""

from collections.abc import Iterable, Iterator

from discovery.documents.catalogue import Catalogue
from discovery.documents.subtrees import Subtree

# Done in a quarter of a second, so that a table follows and a stop is heard at once; facts take
# some 75 times the bytes in memory.
SUBTREES_MAX = 100
BYTES_MAX = 250_000


def blocks(subtrees: Iterable[Subtree], catalogue: Catalogue) -> Iterator[list[Subtree]]:
    """The subtrees in the same order: many small ones together, a large one alone."""
    block: list[Subtree] = []
    size = 0
    for subtree in subtrees:
        at_most = catalogue.nodes[subtree.node].largest
        if block and (len(block) == SUBTREES_MAX or size + at_most > BYTES_MAX):
            yield block
            block, size = [], 0
        block.append(subtree)
        size += at_most
    if block:
        yield block
