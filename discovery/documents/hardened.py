"""The one place that builds lxml parsers; `parser` uses them.

What they never do, whatever the document asks for: read a file or an address that the document
names (external entity, DTD, parameter entity, XInclude, schema), unpack compressed data, or
expand entities beyond libxml2's amplification limit.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

from lxml import etree

_HARDENED: dict[str, Any] = {
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "recover": False,
}


class _NothingExternal(etree.Resolver):
    """Answers every request for outside content with an empty comment."""

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        return self.resolve_string("<!---->", context)


def pull_parser() -> Any:
    """A parser that is fed, and gives events of all that a document holds but its texts."""
    return _nothing_external(
        etree.XMLPullParser(events=("start", "end", "comment", "pi", "start-ns"), **_HARDENED)
    )


def read_tree(document: bytes, *, resolve_entities: bool = False) -> etree._Element:
    """The root of a whole document. Raises XMLSyntaxError."""
    parser = _nothing_external(etree.XMLParser(resolve_entities=resolve_entities, **_HARDENED))
    # From memory, because libxml2 unpacks gzip silently when it opens a file itself.
    root: etree._Element = etree.parse(BytesIO(document), parser).getroot()
    raise_hidden(parser.error_log)
    return root


@contextmanager
def target_parser(target: Any) -> Iterator[Any]:
    """A parser that is fed, and tells a target (SAX); it is closed at the end.

    One that is left open holds on to all names that its thread has ever read, for good. Pull
    parsers do not, and must not be closed by another thread, as may happen to a generator.
    """
    parser: Any = etree.XMLParser(target=target, resolve_entities=False, **_HARDENED)
    try:
        yield parser
    finally:
        with suppress(etree.XMLSyntaxError):
            parser.close()


def raise_hidden(log: Any) -> None:
    """Raise the first fault that lxml did not: where a mere warning follows, it forgets those of
    namespaces, such as a prefix that is never declared.
    """
    for fault in log.filter_from_errors():
        raise etree.XMLSyntaxError(fault.message, fault.type, fault.line, fault.column)


def _nothing_external(parser: Any) -> Any:
    parser.resolvers.add(_NothingExternal())
    return parser
