"""By their first signs: how long the known values are that may begin at a place of a text.

However many values are known, and whatever they are, at most some sixty lengths are looked at in
one place, so that reading a text takes time in proportion to it.
"""

from collections.abc import Iterator

from discovery.facts.privacy.known import Known
from discovery.facts.shelf import Shelf

HEAD = 3  # signs, or all of a shorter value
_SHORT = 24  # longer values are told apart by as many signs
_LONGEST = 2_000  # what is longer is no value that comes back inside a text
_LENGTHS_OF_LONG = 32  # with the same first signs: tokens, addresses of one house


class Heads:
    """The lengths of values by their first signs. Threads may read while one adds.

    `values` are those that are known, by how they are compared.
    """

    def __init__(self, values: Shelf[Known]) -> None:
        self._values = values
        self.lengths_by_head: dict[str, tuple[int, ...]] = {}  # longest first
        self._lengths_of_long: Shelf[list[int]] = Shelf(list, list)

    def __bool__(self) -> bool:
        return bool(self.lengths_by_head)

    def __contains__(self, head: str) -> bool:
        return head in self.lengths_by_head

    def add(self, key: str) -> None:
        """Look for this value from now on."""
        if not 0 < len(key) <= _LONGEST:
            return
        head, length = key[:HEAD], min(len(key), _SHORT + 1)
        lengths = self.lengths_by_head.get(head, ())
        if length not in lengths:
            self.lengths_by_head[head] = tuple(sorted((*lengths, length), reverse=True))
        if length > _SHORT:
            self._add_long(key[:_SHORT], len(key))

    def _add_long(self, head: str, length: int) -> None:
        lengths = self._lengths_of_long.get(head) or []
        if length not in lengths and len(lengths) < _LENGTHS_OF_LONG:
            self._lengths_of_long[head] = sorted((*lengths, length), reverse=True)

    def values_at(self, text: str, at: int) -> Iterator[tuple[int, Known]]:
        """The values that begin here, as far as the text has such signs; longest first.

        Each comes behind the place where it ends.
        """
        look_up = self._values.get
        for length in self._lengths_at(text, at):
            known = look_up(text[at : at + length])
            if known and at + length <= len(text):
                yield at + length, known

    def _lengths_at(self, text: str, at: int) -> list[int]:
        lengths = list(self.lengths_by_head.get(text[at : at + HEAD], ()))
        if lengths and lengths[0] > _SHORT:
            lengths[:1] = self._lengths_of_long.get(text[at : at + _SHORT]) or []
        for short in range(HEAD - 1, 0, -1):
            lengths += self.lengths_by_head.get(text[at : at + short], ())
        return lengths
