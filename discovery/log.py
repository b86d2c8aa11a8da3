"""What the program logs: untrusted text in it can neither forge a line nor steer a terminal."""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

from discovery.errors import DiscoveryError
from discovery.visible import visible

_INDENT = "    "

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class SafeFormatter(logging.Formatter):
    """One line a record, with nothing unseen in it; a traceback follows indented."""

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        lines = [visible(self.formatMessage(record))]
        if record.exc_info:
            traceback = self.formatException(record.exc_info).split("\n")
            lines += [_INDENT + visible(line) for line in traceback]
        return "\n".join(lines)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - overrides
        """The traceback, with what an error says only where that is ours or the system's.

        Any other may quote what it was given: values of a document.
        """
        return "\n".join(_told(ei[1])) if ei[1] else ""


def _told(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "Then:"
    for piece in traceback.format_tb(error.__traceback__):
        yield from piece.rstrip("\n").split("\n")
    says = f": {error}" if isinstance(error, DiscoveryError | OSError) else ""
    yield f"{type(error).__qualname__}{says}"


def log_safely() -> None:
    """Write warnings and errors of this program to stderr in this way."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    logging.getLogger("discovery").handlers = [handler]
