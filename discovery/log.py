"""What the program logs: untrusted text in it can neither forge a line nor steer a terminal."""

import logging

from discovery.visible import visible

_INDENT = "    "


class SafeFormatter(logging.Formatter):
    """One line a record, with nothing unseen in it; a traceback follows indented."""

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        lines = [visible(self.formatMessage(record))]
        if record.exc_info:
            traceback = self.formatException(record.exc_info).split("\n")
            lines += [_INDENT + visible(line) for line in traceback]
        return "\n".join(lines)


def log_safely() -> None:
    """Write warnings and errors of this program to stderr in this way."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    logging.getLogger("discovery").handlers = [handler]
