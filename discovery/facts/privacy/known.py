"""A personal value that a document is known to hold, and the places where it comes back."""

from dataclasses import dataclass
from enum import IntEnum

from discovery.facts.shelf import Shelf

NAME_KINDS = frozenset({"SURNAME", "GIVEN_NAME", "NAME", "CARD_HOLDER"})


@dataclass(frozen=True, slots=True)
class Known:
    """A personal value: `name` is that of its placeholder, `SURNAME_1`."""

    name: str
    kind: str
    value: str


def shelf_of_known() -> Shelf[Known]:
    """Room for any number of known values."""
    return Shelf(lambda known: (known.name, known.kind, known.value), lambda all_: Known(*all_))


class Strength(IntEnum):
    """How surely a value found again is meant, and no word or code that happens to be equal."""

    INITIAL = 0  # the first letter of a given name: meant beside a name
    COMMON = 1  # a word of the trade, a code, a city: meant beside a title or a sure value
    SHORT = 2  # two letters: meant beside a slash, a title or a name
    SURE = 3


@dataclass(frozen=True, slots=True)
class Echo:
    """A known value found in a text, from `start` up to `end`."""

    start: int
    end: int
    known: Known
    strength: Strength
