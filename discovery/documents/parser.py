"""The one reader of XML documents, with the parsers of `hardened`.

Internal entities of harmless size are expanded as XML 1.0 section 4.4 says, because leaving them
out would lose text.

Why `events` uses no parser target (SAX): lxml hands it names without their prefix, so an undeclared
prefix would pass unseen, and references to unknown entities vanish. `is_plain` may use one, since
it asks for no names, reads the parser's log, and takes no document that could define entities.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

from discovery.documents import entities, prolog
from discovery.documents.hardened import (
    pull_parser,
    raise_hidden,
    read_tree,
    target_parser,
)
from discovery.documents.head import declared_encoding, head, is_utf8, says_utf8
from discovery.documents.limits import (
    ATTRIBUTES_MAX,
    WITH_ENTITIES_BYTES_MAX,
    Names,
    OtherNames,
    refuse_attributes,
    refuse_entities,
    within_limits,
)
from discovery.documents.progress import Advance, unheard
from discovery.documents.refusal import place_and_reason, refuse_syntax, refuse_unless_xml
from discovery.errors import DocumentRefusedError

Event = tuple[str, etree._Element]

CHUNK_BYTES = 1 << 16

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_MANY = 500  # attributes of one element
_VALUES = etree.XPath("@*", smart_strings=False)


def events(path: Path, advance: Advance = unheard) -> Iterator[Event]:
    """Yield `("start", element)` and `("end", element)` of the document at `path`, in order.

    In between come `("comment", ...)` and `("pi", ...)`, though not of a document that defines
    entities. The tree grows behind the events: whoever reads a large document calls `forget` on
    what it has done with. `advance` is told the bytes read. Raises DocumentRefusedError with line,
    column and reason.
    """
    try:
        # Entity content shares its nodes with the tree while it is being parsed, and lxml's
        # events on shared nodes are unsafe: with entities the tree is built first.
        has_entities = _may_define_entities(path)
        for event in _walk(_read_expanded(path)) if has_entities else _pull(path, advance):
            if event[0] == "start" and len(event[1].attrib) > ATTRIBUTES_MAX:
                refuse_attributes()
            yield event
    except etree.XMLSyntaxError as error:
        raise _refused(path, error) from None


def forget(element: etree._Element) -> str:
    """Free a finished element, or comment or instruction, and the siblings before it.

    Returns the text of the parent that stood behind those siblings and goes with them.
    """
    dropped = ""
    if isinstance(element.tag, str):
        element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        dropped = (before.tail or "") + dropped
        parent.remove(before)
    return dropped


def read_root(path: Path) -> etree._Element:
    """Read a whole document into memory and return its root. Raises DocumentRefusedError."""
    *_, root = (element for event, element in events(path) if event == "end")
    return root


def read_text(text: str) -> etree._Element:
    """The root of a document that is given as text and kept nowhere; its encoding is not asked.

    For texts small enough to be held several times over. Raises DocumentRefusedError.
    """
    written = _DECLARATION.sub(_blank, text, count=1) if _DECLARATION.match(text) else text
    document = written.encode()
    refuse_unless_xml(document)
    try:
        prolog.may_define_entities([document], is_readable=True)
        return _expanded(b"".join(within_limits([document])))
    except etree.XMLSyntaxError as error:
        reason, names = place_and_reason(error, document)
        raise DocumentRefusedError(reason, *error.position, names=names) from None


def _blank(found: re.Match[str]) -> str:
    """Blanks of the same size, so that faults behind it are named at their place."""
    return re.sub(r"\S", " ", found[0])


def check(path: Path) -> None:
    """Read the document at `path` from end to end. Raises DocumentRefusedError."""
    for event, element in events(path):
        if event != "start":
            forget(element)


@lru_cache(maxsize=256)
def is_known_encoding(name: str) -> bool:
    """Whether a document may declare an encoding of this name (ASCII letters, digits, `-_.`)."""
    known = f'<?xml version="1.0" encoding="{name}"?><known/>'.encode()
    try:
        read_tree(known)
    except etree.XMLSyntaxError:
        return name.upper() in {"UTF-16", "UTF-32"}  # known, and not what these bytes are
    return True


def is_plain(path: Path, advance: Advance) -> bool:
    """Whether the document is well-formed, in UTF-8 and without a DOCTYPE, so `plain` may cut it.

    Read by libxml2 alone, which keeps no tree and tells of no element. Where this says no, as it
    also does of a document with very many names, `events` finds out what there is to say.
    `advance` is told the bytes read.
    """
    if not is_utf8(path):
        return False
    target, names = prolog.Doctype(), Names()
    with target_parser(target) as parser:
        try:
            for chunk in _chunks(path):
                parser.feed(chunk)
                if target.has_doctype or names.are_many(chunk):
                    return False
                advance(len(chunk))
            parser.close()
        except (etree.XMLSyntaxError, DocumentRefusedError):
            return False
        # An undeclared prefix stops no parser that has a target; it stands in the log.
        return len(parser.feed_error_log.filter_from_errors()) == 0


def left_out_entities(path: Path) -> tuple[str, ...]:
    """Name the entities used in the document whose text is not in it, so could not be read.

    Raises DocumentRefusedError.
    """
    if not _may_define_entities(path):
        return ()
    try:
        root = read_tree(_content(path))
    except etree.XMLSyntaxError as error:
        raise _refused(path, error) from None
    texts = entities.defined_in(root)
    names = entities.reached(entities.used_in(root), texts)
    return tuple(name for name in names if texts.get(name) is None)


def attributes_of(element: etree._Element) -> list[tuple[str, str]]:
    """The attributes of an element as Clark names and values, in order.

    What lxml gives as `items()` takes the square of their number.
    """
    if len(element.attrib) < _MANY:
        return [(str(name), str(value)) for name, value in element.attrib.items()]
    return list(zip(map(str, element.keys()), map(str, _VALUES(element)), strict=True))


def _pull(path: Path, advance: Advance) -> Iterator[Event]:
    parser, names = pull_parser(), OtherNames()
    for chunk in _chunks(path):
        parser.feed(chunk)
        yield from names.noted_in(parser.read_events())
        advance(len(chunk))
    parser.close()
    raise_hidden(parser.feed_error_log)
    yield from names.noted_in(parser.read_events())


def _read_expanded(path: Path) -> etree._Element:
    """The tree of a document with its entities written out, once that is known to be harmless."""
    if path.stat().st_size > WITH_ENTITIES_BYTES_MAX:
        million = WITH_ENTITIES_BYTES_MAX // 1_000_000
        refuse_entities(f"it defines entities and is larger than {million} MB")
    return _expanded(_content(path))


def _expanded(document: bytes) -> etree._Element:
    root = read_tree(document)
    if entities.expand_too_far(entities.used_in(root), entities.defined_in(root)):
        refuse_entities("its entities expand to more than a million characters")
    return entities.settle_namespaces(read_tree(document, resolve_entities=True))


def _walk(element: etree._Element) -> Iterator[Event]:
    yield "start", element
    for child in list(element):
        if isinstance(child.tag, str):
            yield from _walk(child)
    yield "end", element


def _may_define_entities(path: Path) -> bool:
    """Whether a document could define entities. Raises DocumentRefusedError for a long prolog."""
    # In any other encoding, what is looked for could be written in any way.
    is_readable = says_utf8(path) and b"\0" not in head(path)
    return prolog.may_define_entities(_chunks(path), is_readable=is_readable)


def _refused(path: Path, error: etree.XMLSyntaxError) -> DocumentRefusedError:
    return refuse_syntax(error, head(path), path, declared_encoding(path))


def _content(path: Path) -> bytes:
    return b"".join(_chunks(path))


def _chunks(path: Path) -> Iterator[bytes]:
    return within_limits(_pieces(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        first = source.read(CHUNK_BYTES)
        refuse_unless_xml(first)
        yield first
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
