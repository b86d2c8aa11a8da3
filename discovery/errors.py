"""The one error family. Every message says what happened and what to do next."""

from collections.abc import Callable
from dataclasses import dataclass


class DiscoveryError(Exception):
    """Something the analyst can act on; its text is shown as it is."""


class SettingsError(DiscoveryError):
    """A setting in the environment or in `.env` cannot be used."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a place of a document, as it is written there, personal data and all.

    `text` begins in the line `first_line`, some way before what is shown of it, so that it can be
    told what is personal; the place is before the character `at`.
    """

    text: str
    first_line: int
    at: int


class DocumentRefusedError(DiscoveryError):
    """An uploaded file cannot be read as XML.

    `line` and `column` (both from 1) say where reading stopped; 0 where there is no such place.
    `surroundings` are those of this place, None where there is none. `names` are words of the
    document that belong into the text, in the places of NAME: in a broken document they may be
    values, so that `str()` leaves them out and `told` has them. `beyond_limit` says that nothing
    is wrong with it but its measure, so no repair can help.
    """

    NAME = "\x00"

    def __init__(
        self,
        message: str,
        line: int = 0,
        column: int = 0,
        surroundings: Surroundings | None = None,
        *,
        names: tuple[str, ...] = (),
        beyond_limit: bool = False,
    ) -> None:
        super().__init__(message.replace(self.NAME, "…"))
        self.line = line
        self.column = column
        self.surroundings = surroundings
        self.names = names
        self.beyond_limit = beyond_limit
        self._message = message

    def told(self, tell: Callable[[str], str], more: str = "") -> str:
        """Its text with each of the names as `tell` has it, and `more` behind it."""
        first, *rest = self._message.split(self.NAME)
        told = map(tell, self.names)
        return (
            "".join([first, *(name + piece for name, piece in zip(told, rest, strict=True))]) + more
        )


class NotFoundError(DiscoveryError):
    """A run, document or node was named that does not exist."""


class RequestError(DiscoveryError):
    """A request (screen, REST or terminal) asks for something that makes no sense."""


class StorageError(DiscoveryError):
    """The database or the data folder cannot be read or written."""


class StorageUnavailableError(StorageError):
    """The database cannot be reached or takes no writes just now: trying again may help."""


class PseudonymKeyError(StorageError):
    """The secret key for pseudonyms is missing, cannot be used, or is not that of the database."""


class ValueRefusedError(StorageError):
    """The database does not accept what one row holds; others it does."""


class LedgerError(StorageError):
    """The counts of a run do not add up: a fault in the program, stopped before it was stored."""


class LeaseLostError(DiscoveryError):
    """Another process has taken over the run that this one worked on."""


class ModelError(DiscoveryError):
    """A model call gave no usable meaning."""


class ModelUnavailableError(ModelError):
    """The model could not be reached, was too slow or too busy: trying again may help."""


class ModelPausedError(ModelUnavailableError):
    """The provider wants no call for longer than a node may take: the run must go on later."""


class BudgetReachedError(ModelPausedError):
    """The budget of the run would be passed by a further call: the run pauses."""


class ModelRejectedError(ModelError):
    """The provider refused the request (key, model name, address): every call will fail."""


class SectionTooBigError(ModelError):
    """The question is larger than the model or the provider takes at once: it must be split."""


class ModelAnswerError(ModelError):
    """The model answered, but the answer is cut, malformed, refused or empty.

    `raw` holds the reply as it came.
    """

    def __init__(self, message: str, raw: str = "") -> None:
        super().__init__(message)
        self.raw = raw


class CancelledError(DiscoveryError):
    """The work was stopped on purpose before it was done."""
