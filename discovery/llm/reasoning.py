"""How much room a model needs for its reasoning, which providers count as part of the answer."""

import threading
from collections import deque

_CALLS_KEPT = 50
# The next reasoning may be longer than the longest so far.
_MARGIN = 1.25
# One that was cut may have been at its beginning.
_CUT = 2


class Reasoning:
    """The room for reasoning in tokens, learned from the calls of one model. Safe in threads."""

    def __init__(self, given: int, most: int) -> None:
        """`given` is the room before anything is learned; more than `most` is never made."""
        self._lock = threading.Lock()
        self._given = given
        self._most = max(given, most)
        self._measured: deque[int] = deque(maxlen=_CALLS_KEPT)
        self._at_least = 0

    @property
    def tokens(self) -> int:
        """The room to make."""
        with self._lock:
            learned = round(max(self._measured, default=0) * _MARGIN)
            return min(max(self._given, learned, self._at_least), self._most)

    @property
    def measured(self) -> int:
        """The longest reasoning of the last calls; 0 where there was none."""
        with self._lock:
            return max(self._measured, default=0)

    def note(self, tokens: int, *, is_cut: bool) -> None:
        """An answer came after so much reasoning, or none because the room was used up."""
        with self._lock:
            if is_cut:
                self._at_least = max(self._at_least, _CUT * tokens)
            elif tokens:
                self._measured.append(tokens)
                self._at_least = 0
