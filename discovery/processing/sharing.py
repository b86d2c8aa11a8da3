"""The same question is asked once: in a run by whoever comes first, in later runs by nobody."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from discovery.llm.claims import JudgedMeaning
from discovery.llm.meaning import Meaning
from discovery.processing.questions import meaning_of
from discovery.processing.reading import Reading
from discovery.storage.statuses import AnsweredBy

Lookup = Callable[[str], Meaning | None]
"""The answer that the cache keeps under a key, if it does."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A meaning that need not be asked for, where it came from, and by which calls of this run."""

    meaning: JudgedMeaning
    by: AnsweredBy
    call_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What to do about a reading.

    `ask` the model; `follow` the reading under way that asks the same; or `reuse` what is `shared`.
    """

    todo: Literal["ask", "follow", "reuse"]
    shared: Shared | None = None


@dataclass(slots=True)
class _Entry:
    """One question of this run: its answer once it is there, and who waits for it until then."""

    shared: Shared | None
    followers: list[Reading] = field(default_factory=list)


class SharedAnswers:
    """The questions of one run and their answers. Safe to share between threads."""

    def __init__(self, look_up: Lookup) -> None:
        self._look_up = look_up
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, ...], _Entry] = {}

    def claim(self, reading: Reading) -> Claim:
        """Who answers a reading; one that follows is left here until `settle` gives it back."""
        with self._lock:
            entry = self._entries.get(reading.key)
            if entry is None:
                return self._first(reading)
            if entry.shared is not None:
                return Claim("reuse", entry.shared)
            entry.followers.append(reading)
            return Claim("follow")

    def settle(
        self, reading: Reading, meaning: JudgedMeaning | None, call_ids: tuple[int, ...] = ()
    ) -> list[Reading]:
        """Note what came of a reading that was asked about; give back those that follow it.

        Without a meaning (it failed or was stopped) whoever comes next asks again.
        """
        with self._lock:
            entry = self._entries.get(reading.key)
            if entry is None:
                return []
            followers, entry.followers = entry.followers, []
            if meaning is None:
                del self._entries[reading.key]
            elif entry.shared is None:
                entry.shared = Shared(meaning, AnsweredBy.SAME_QUESTION, call_ids)
            return followers

    def _first(self, reading: Reading) -> Claim:
        meaning = self._cached(reading)
        shared = Shared(meaning, AnsweredBy.CACHE) if meaning else None
        self._entries[reading.key] = _Entry(shared)
        return Claim("reuse", shared) if shared else Claim("ask")

    def _cached(self, reading: Reading) -> JudgedMeaning | None:
        """The meaning of a reading where the cache has the answers about all its parts."""
        answers = [self._look_up(part.key) for part in reading.parts]
        found = [answer for answer in answers if answer is not None]
        return meaning_of(reading.parts, found) if len(found) == len(answers) else None
