"""What the whole document tells about each of its subtrees, found out in one pass."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from discovery.config import Settings
from discovery.documents.library import StoredDocument
from discovery.documents.progress import Advance, Tell, nobody, stretch
from discovery.documents.values import read_values
from discovery.errors import CancelledError
from discovery.facts.identifier_builder import IdentifierIndexBuilder
from discovery.facts.privacy import Masker
from discovery.facts.targets import TargetCodes
from discovery.processing.questions import Questions
from discovery.processing.reading import DocumentContext

Piece = TypeVar("Piece")

_READING = 0.8  # of the time, in a message of 200 MB; the rest is finding what points to what


def survey(
    document: StoredDocument,
    settings: Settings,
    stop: threading.Event,
    masker: Masker,
    questions: Questions | None = None,
    tell: Tell = nobody,
) -> DocumentContext:
    """Read the whole document once, for its identifiers.

    `questions` are those that its sections are put to a model with; None where none is asked.
    `tell` hears how far it is, from 0.0 to 1.0.
    Raises CancelledError once `stop` is set.
    """
    index, targets = IdentifierIndexBuilder(), TargetCodes()
    advance = stretch(tell, 0.0, _READING, document.size)
    for value in until(stop, read_values(document.path, advance)):
        index.add(value.path, value.xpath, value.value)
        if questions is not None:
            targets.add(value.path, value.xpath, value.value)
    built = index.build(_heeding(stop, stretch(tell, _READING, 1.0, index.steps)))
    tell(1.0)
    return DocumentContext(
        message_name=document.message.name,
        spec_version=document.message.spec_version,
        index=built,
        masker=masker,
        masks_facts=settings.pii_masking_enabled,
        questions=questions,
        targets=targets,
    )


def _heeding(stop: threading.Event, advance: Advance) -> Callable[[], None]:
    """Goes one step on. Raises CancelledError once `stop` is set."""

    def step() -> None:
        heed(stop)
        advance(1)

    return step


def until(stop: threading.Event, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of a document as they are read. Raises CancelledError once `stop` is set."""
    for piece in pieces:
        heed(stop)
        yield piece


def heed(stop: threading.Event) -> None:
    """Raise CancelledError once `stop` is set."""
    if stop.is_set():
        raise CancelledError("The document was not read to its end.")
