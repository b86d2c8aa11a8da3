"""What stands before the root element, and whether it could define entities."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from lxml import etree

from discovery.documents.hardened import target_parser
from discovery.documents.limits import (
    PROLOG_ASIDES_MAX,
    PROLOG_BYTES_MAX,
    refuse_asides,
    refuse_prolog,
)

_DOCTYPE, _ENTITY = b"<!DOCTYPE", b"<!ENTITY"


class Doctype:
    """A parser target that notes a DOCTYPE. With no other methods, lxml tells it nothing else."""

    has_doctype = False

    def doctype(self, name: str | None, public_id: str | None, system_url: str | None) -> None:
        self.has_doctype = True

    def close(self) -> None:
        """Part of the target interface; there is nothing to hand over."""


class _Prolog(Doctype):
    """A parser target that notes what comes first: a DOCTYPE, asides or the root element."""

    root_seen = False
    asides = 0

    def comment(self, text: str) -> None:
        self._note_aside()

    def pi(self, target: str, text: str | None = None) -> None:
        self._note_aside()

    def _note_aside(self) -> None:
        self.asides += not self.root_seen

    def start(self, tag: str, attributes: Any) -> None:
        self.root_seen = True


def may_define_entities(pieces: Iterable[bytes], *, is_readable: bool) -> bool:
    """Whether the document of these pieces could define entities.

    `is_readable` says that ASCII stands in its bytes as it is. Raises DocumentRefusedError for a
    long prolog.
    """
    prolog = _Prolog()
    size, tail, begun, defines = 0, b"", False, False
    # The reading proper reports a fault; a DOCTYPE before it has been noted by then.
    with target_parser(prolog) as parser, suppress(etree.XMLSyntaxError):
        for chunk in pieces:
            size, piece, tail = size + len(chunk), tail + chunk, chunk[-len(_DOCTYPE) :]
            begun, defines = begun or _DOCTYPE in piece, defines or _ENTITY in piece
            if size > PROLOG_BYTES_MAX and (begun or not is_readable):
                refuse_prolog()
            parser.feed(chunk)
            if prolog.asides > PROLOG_ASIDES_MAX:
                refuse_asides()
            if prolog.root_seen:
                break
    return prolog.has_doctype and (defines or not is_readable)
