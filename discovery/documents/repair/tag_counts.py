"""Counts of start and end tags: a difference tells what is missing."""

import re
from collections import Counter
from dataclasses import dataclass, field

from discovery.documents.repair.names import NAME

_TAG = re.compile(rf"<(?P<slash>/?)(?P<name>{NAME})(?P<empty>[^<>]*+(?<=/)>)?")
# What a tag adds to the end tags that have no start tag: by its slash and whether it ends with one.
_WEIGHT = {("/", False): 1, ("/", True): 1, ("", False): -1, ("", True): 0}


@dataclass(slots=True)
class Balance:
    """The tags of a text, counted once that is asked for."""

    text: str
    _surplus: Counter[str] | None = field(default=None)

    def ends_without_start(self, name: str) -> bool:
        """Whether more end tags than start tags of this name stand in the text."""
        return self._count()[name] > 0

    def starts_without_end(self, name: str) -> bool:
        """Whether more start tags than end tags of this name stand in the text."""
        return self._count()[name] < 0

    def _count(self) -> Counter[str]:
        if self._surplus is None:
            self._surplus = Counter()
            for tag in _TAG.finditer(self.text):
                self._surplus[tag["name"]] += _WEIGHT[tag["slash"], bool(tag["empty"])]
        return self._surplus
