"""What stands for each spelling of a known value, and which text it stands for."""

import re
import threading

from discovery.facts.privacy.known import Known
from discovery.facts.privacy.spelling import how_written
from discovery.facts.privacy.values import PLACEHOLDER
from discovery.facts.shelf import Shelf


class Placeholders:
    """The placeholders of one document. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._originals: Shelf[str] = Shelf(str, str)
        self._alike: Shelf[str] = Shelf(str, str)  # placeholder and text -> numbered placeholder
        self._numbers_of_alike: Shelf[int] = Shelf(int, int)  # the last one

    def add(self, known: Known) -> None:
        """A value as it was first seen: its placeholder says only which value it is."""
        self._originals.put(f"[{known.name}]", known.value, len(known.value))

    def of(self, known: Known, text: str, how: str = "") -> str:
        """What stands for this spelling of a known value, and is found again by `unmask`.

        `how` says how the spelling differs, where it is known.
        """
        how = how or how_written(known.value, text)
        placeholder = f"[{known.name}:{how}]" if how else f"[{known.name}]"
        if self._originals.get(placeholder) == text:
            return placeholder
        with self._lock:
            if self._originals.setdefault(placeholder, text) == text:
                return placeholder
            return self._alike.get(placeholder + text) or self._new_alike(placeholder, text)

    def _new_alike(self, placeholder: str, text: str) -> str:
        """For one more spelling that looks like the first with this placeholder, a number."""
        number = (self._numbers_of_alike.get(placeholder) or 1) + 1
        numbered = f"{placeholder[:-1]}-like-{number}]"
        self._numbers_of_alike[placeholder] = number
        self._alike[placeholder + text] = numbered
        self._originals.put(numbered, text, len(text))
        return numbered

    def unmask(self, text: str) -> str:
        """The text with what its placeholders stand for.

        A spelling that was never masked is written as first seen, an unknown placeholder stays.
        """
        return PLACEHOLDER.sub(self._original, text)

    def _original(self, placeholder: re.Match[str]) -> str:
        found = placeholder[0]
        first_seen = f"{found.partition(':')[0].rstrip(']')}]"
        return self._originals.get(found) or self._originals.get(first_seen) or found
