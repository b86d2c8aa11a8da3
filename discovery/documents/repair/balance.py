"""Which end tags have no start tag: what lacks a `<` or a blank is known by that."""

import re
from collections import Counter
from dataclasses import dataclass, field

from discovery.documents.repair.names import NAME

_TAG = re.compile(rf"<(/?)({NAME})")


@dataclass(slots=True)
class Balance:
    """The tags of a text, counted once that is asked for."""

    text: str
    _surplus: Counter[str] | None = field(default=None)

    def ends_without_start(self, name: str) -> bool:
        """Whether more end tags than start tags of this name stand in the text."""
        if self._surplus is None:
            self._surplus = Counter()
            for slash, tag in _TAG.findall(self.text):
                self._surplus[tag] += 1 if slash else -1
        return self._surplus[name] > 0
