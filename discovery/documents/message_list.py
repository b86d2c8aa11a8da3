"""The messages of a document one by one, also where several stand at one path."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from discovery.documents.catalogue import Catalogue, read_occurrences
from discovery.documents.message import Message, message_at, message_places, recognise
from discovery.documents.suggestions import suggest_in
from discovery.errors import NotFoundError

LISTED_MAX = 100
ONE_BY_ONE_BYTES_MAX = 50_000_000
"""Of a document whose messages at one path are read one by one: that is a second reading."""


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """One message of a document: what it tells of itself, and what an analyst would tick in it.

    `ordinal` counts the messages at its path from 1; of `count` there a tick takes all. 0 stands
    for all of them, told together. `suggested` are indexes of nodes of the document.
    """

    message: Message
    ordinal: int
    count: int
    suggested: frozenset[int]


def list_messages(
    document: Path, catalogue: Catalogue, most_bytes: int
) -> tuple[ListedMessage, ...]:
    """The messages of a document in its order; of very many the first LISTED_MAX.

    Those at one path are told together in a document of more than ONE_BY_ONE_BYTES_MAX.
    `most_bytes` is the largest node that a run takes. Raises DocumentRefusedError.
    """
    places = message_places(catalogue)
    counts = [catalogue.nodes[place].count for place in places]
    if max(counts) == 1 or catalogue.nodes[0].size > ONE_BY_ONE_BYTES_MAX:
        together = (_together(catalogue, place, most_bytes) for place in places)
        return tuple(islice(together, LISTED_MAX))
    each = _one_by_one(document, catalogue, places, most_bytes)
    return tuple(islice(each, LISTED_MAX))


def main_message(catalogue: Catalogue, listed: tuple[ListedMessage, ...]) -> Message:
    """The message that is meant of those listed; of several versions at its path it has each."""
    main = recognise(catalogue)
    beside = (each.message.spec_version for each in listed if each.message.place == main.place)
    versions = sorted({version for version in beside if version})
    return replace(main, spec_version=", ".join(versions)) if len(versions) > 1 else main


def count_messages(catalogue: Catalogue) -> int:
    """How many messages a document holds."""
    return sum(catalogue.nodes[place].count for place in message_places(catalogue))


def message_number(listed: tuple[ListedMessage, ...], number: int) -> ListedMessage:
    """A message by its place in the list, from 1. Raises NotFoundError."""
    if not 1 <= number <= len(listed):
        raise NotFoundError(f"There is no message {number}: they go from 1 to {len(listed)}.")
    return listed[number - 1]


def _together(catalogue: Catalogue, place: int, most_bytes: int) -> ListedMessage:
    count = catalogue.nodes[place].count
    suggested = suggest_in(catalogue, place, most_bytes)
    return ListedMessage(message_at(catalogue, place), int(count == 1), count, suggested)


def _one_by_one(
    document: Path, catalogue: Catalogue, places: list[int], most_bytes: int
) -> Iterator[ListedMessage]:
    ordinals = dict.fromkeys(places, 0)
    for place, alone in read_occurrences(document, catalogue, places):
        ordinals[place] += 1
        ticked = suggest_in(alone, 0, most_bytes)
        yield ListedMessage(
            replace(message_at(alone, 0), place=place),
            ordinals[place],
            catalogue.nodes[place].count,
            frozenset(_index_of(catalogue, place, alone, index) for index in ticked),
        )


def _index_of(catalogue: Catalogue, place: int, alone: Catalogue, index: int) -> int:
    """The index in the whole document of a node of one message that was read alone."""
    for tag in alone.steps(index)[1:]:
        below = catalogue.children(place)
        place = next(child for child in below if catalogue.nodes[child].tag == tag)
    return place
