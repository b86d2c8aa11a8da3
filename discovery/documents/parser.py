"""The one hardened XML reader. Nobody else builds an lxml parser.

What it never does, whatever the document asks for: read a file or an address that the document
names (external entity, DTD, parameter entity, XInclude, schema), unpack compressed data, or
expand entities beyond libxml2's amplification limit. Internal entities of harmless size are
expanded as XML 1.0 section 4.4 says, because leaving them out would lose text.

Why `events` uses no parser target (SAX): lxml hands it names without their prefix, so an undeclared
prefix would pass unseen, and references to unknown entities vanish. `is_plain` may use one, since
it asks for no names, reads the parser's log, and takes no document that could define entities.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from discovery.documents.progress import Advance, unheard
from discovery.documents.refusal import refuse_syntax, refuse_unless_xml
from discovery.errors import DocumentRefusedError

Event = tuple[str, etree._Element]

CHUNK_BYTES = 1 << 16
TREE_MAX_MB = 64  # as a tree, a document takes about four times as much memory

_REFERENCE = re.compile(r"&([^#&;\s][^&;\s]*);")
_PREDEFINED = {"amp", "lt", "gt", "apos", "quot"}
_DECLARATION_BYTES = 400
_ENCODING = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)""")

_UTF8_NAMES = {"UTF-8", "UTF8", "US-ASCII"}  # of which the last is a part

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


class _Doctype:
    """A parser target that notes a DOCTYPE. With no other methods, lxml tells it nothing else."""

    has_doctype = False

    def doctype(self, name: str | None, public_id: str | None, system_url: str | None) -> None:
        self.has_doctype = True

    def close(self) -> None:
        """Part of the target interface; there is nothing to hand over."""


class _Prolog(_Doctype):
    """A parser target that notes what comes first: a DOCTYPE or the root element."""

    root_seen = False

    def start(self, tag: str, attributes: Any) -> None:
        self.root_seen = True


def events(path: Path, advance: Advance = unheard) -> Iterator[Event]:
    """Yield `("start", element)` and `("end", element)` of the document at `path`, in order.

    The tree grows behind the events: whoever reads a large document calls `forget` on what it
    has done with. `advance` is told the bytes read. Raises DocumentRefusedError with line, column
    and reason.
    """
    try:
        # Entity content shares its nodes with the tree while it is being parsed, and lxml's
        # events on shared nodes are unsafe: with a DOCTYPE the tree is built first.
        if _has_doctype(path):
            _refuse_too_large(path)
            yield from _walk(_read_tree(path, resolve_entities=True))
        else:
            yield from _pull(path, advance)
    except etree.XMLSyntaxError as error:
        raise _refused(path, error) from None


def forget(element: etree._Element) -> str:
    """Free a finished element and the siblings before it, so that memory stays bounded.

    Returns the text of the parent that stood behind those siblings and goes with them.
    """
    dropped = ""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        dropped = (before.tail or "") + dropped
        parent.remove(before)
    return dropped


def read_root(path: Path) -> etree._Element:
    """Read a whole document into memory and return its root. Raises DocumentRefusedError."""
    *_, (_, root) = events(path)
    return root


def check(path: Path) -> None:
    """Read the document at `path` from end to end. Raises DocumentRefusedError."""
    for event, element in events(path):
        if event == "end":
            forget(element)


@lru_cache(maxsize=256)
def is_known_encoding(name: str) -> bool:
    """Whether a document may declare an encoding of this name (ASCII letters, digits, `-_.`)."""
    parser: Any = etree.XMLParser(**_HARDENED)
    try:
        etree.fromstring(f'<?xml version="1.0" encoding="{name}"?><known/>'.encode(), parser)
    except etree.XMLSyntaxError:
        return name.upper() in {"UTF-16", "UTF-32"}  # known, and not what these bytes are
    return True


def is_plain(path: Path, advance: Advance) -> bool:
    """Whether the document is well-formed, in UTF-8 and without a DOCTYPE, so `plain` may cut it.

    Read by libxml2 alone, which keeps no tree and tells of no element. Where this says no, `events`
    finds out what there is to say. `advance` is told the bytes read.
    """
    if not _is_utf8(path):
        return False
    target = _Doctype()
    parser = _target_parser(target)
    try:
        for chunk in _chunks(path):
            parser.feed(chunk)
            if target.has_doctype:
                return False
            advance(len(chunk))
        parser.close()
    except (etree.XMLSyntaxError, DocumentRefusedError):
        return False
    # An undeclared prefix stops no parser that has a target; it stands in the log.
    return len(parser.feed_error_log.filter_from_errors()) == 0


def declared_encoding(path: Path) -> str:
    """The encoding that the document declares, else that of its byte order mark, else UTF-8.

    XML 1.0, section 4.3.3 and appendix F.
    """
    head = _head(path)
    # Without NUL bytes the declaration reads as ASCII in UTF-16 too.
    declared = _ENCODING.match(head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if declared:
        return declared[1].decode("ascii")
    return "UTF-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "UTF-8"


def left_out_entities(path: Path) -> tuple[str, ...]:
    """Name the entities used in the document whose text is not in it, so could not be read.

    Raises DocumentRefusedError.
    """
    if not _has_doctype(path):
        return ()
    try:
        root = _read_tree(path, resolve_entities=False)
    except etree.XMLSyntaxError as error:
        raise _refused(path, error) from None
    dtd = root.getroottree().docinfo.internalDTD
    entities = dtd.iterentities() if dtd is not None else ()
    texts = {str(entity.name): entity.content for entity in entities}
    used = [str(node.text).strip("&;") for node in root.iter(etree.Entity)]
    return tuple(name for name in _reached(used, texts) if texts.get(name) is None)


def _reached(used: Iterable[str], texts: Mapping[str, str | None]) -> list[str]:
    """The entities used, and those that their texts use in turn, each named once."""
    reached: dict[str, None] = {}
    waiting = list(reversed(list(used)))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = None
            waiting += reversed(_REFERENCE.findall(texts.get(name) or ""))
    return [name for name in reached if name not in _PREDEFINED]


def _pull(path: Path, advance: Advance) -> Iterator[Event]:
    parser: Any = etree.XMLPullParser(events=("start", "end"), **_HARDENED)
    parser.resolvers.add(_NothingExternal())
    for chunk in _chunks(path):
        parser.feed(chunk)
        yield from parser.read_events()
        advance(len(chunk))
    parser.close()
    yield from parser.read_events()


def _read_tree(path: Path, *, resolve_entities: bool) -> etree._Element:
    parser: Any = etree.XMLParser(resolve_entities=resolve_entities, **_HARDENED)
    parser.resolvers.add(_NothingExternal())
    # From memory, because libxml2 unpacks gzip silently when it opens a file itself.
    root: etree._Element = etree.parse(BytesIO(b"".join(_chunks(path))), parser).getroot()
    return root


def _refuse_too_large(path: Path) -> None:
    if path.stat().st_size > TREE_MAX_MB << 20:
        raise DocumentRefusedError(
            f"The document has a DOCTYPE, and with one it can be no larger than {TREE_MAX_MB} MB. "
            "Remove <!DOCTYPE …> where the text uses no entities of its own, then upload it again."
        )


def _walk(element: etree._Element) -> Iterator[Event]:
    yield "start", element
    for child in list(element):
        if isinstance(child.tag, str):
            yield from _walk(child)
    yield "end", element


def _is_utf8(path: Path) -> bool:
    """Whether the document is surely in UTF-8: what declares it could be in UTF-16."""
    head = _head(path)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    declaration_seen = b"?>" in start or not start.startswith(b"<?xml")
    is_utf8 = declared_encoding(path).upper() in _UTF8_NAMES
    return start.startswith(b"<") and b"\0" not in head and declaration_seen and is_utf8


def _target_parser(target: Any) -> Any:
    return etree.XMLParser(target=target, resolve_entities=False, **_HARDENED)


def _has_doctype(path: Path) -> bool:
    prolog = _Prolog()
    parser = _target_parser(prolog)
    try:
        for chunk in _chunks(path):
            parser.feed(chunk)
            if prolog.has_doctype or prolog.root_seen:
                break
    except etree.XMLSyntaxError:
        # The reading proper reports it; a DOCTYPE before the fault has been noted by now.
        return prolog.has_doctype
    return prolog.has_doctype


def _refused(path: Path, error: etree.XMLSyntaxError) -> DocumentRefusedError:
    return refuse_syntax(error, _head(path), path, declared_encoding(path))


def _head(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(_DECLARATION_BYTES)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        first = source.read(CHUNK_BYTES)
        refuse_unless_xml(first)
        yield first
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
