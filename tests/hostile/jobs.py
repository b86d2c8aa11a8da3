"""What a child does with a file. Each job gives what it found as JSON can hold it."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

from lxml import etree

from discovery.config import Settings
from discovery.documents.catalogue import Catalogue
from discovery.documents.library import StoredDocument, proposed_repair, take_in
from discovery.documents.subtrees import Subtree, read_subtrees
from discovery.errors import DocumentRefusedError
from discovery.facts.privacy import Masker, Policy, PseudonymKey
from discovery.facts.structure import Structure, from_structure, to_structure
from discovery.llm.outline import outline
from discovery.processing.reading import read_subtree
from discovery.processing.survey import survey

WHOLE_ELEMENTS, WHOLE_BYTES = 50_000, 2_000_000
"""Up to which a document is read as one subtree, with all that is found out about it."""

_SAID = 100_000


def upload(file: Path, settings: Settings) -> dict[str, Any]:
    """The whole way of an upload: take in, catalogue, a subtree and its fact; or the refusal."""
    with file.open("rb") as source:
        try:
            document = take_in(source, settings)
        except DocumentRefusedError as refusal:
            source.seek(0)
            with proposed_repair(source, settings) as proposal:
                kept = [path.name for path in settings.documents_folder.glob("*.xml")]
                return {"refused": str(refusal), "repair": proposal is not None, "kept": kept}
    return _counted(document.catalogue) | _read(document, settings)


def _counted(catalogue: Catalogue) -> dict[str, Any]:
    nodes = catalogue.nodes
    return {
        "root": nodes[0].name,
        "namespace": nodes[0].namespace or "",
        "elements": catalogue.elements,
        "distinct_paths": len(nodes),
        "max_depth": catalogue.max_depth,
        "encoding": catalogue.encoding,
        "left_out": catalogue.left_out_entities,
    }


def _read(document: StoredDocument, settings: Settings) -> dict[str, Any]:
    catalogue = document.catalogue
    is_whole = catalogue.elements <= WHOLE_ELEMENTS and document.size <= WHOLE_BYTES
    node = 0 if is_whole else len(catalogue.nodes) - 1
    subtree = next(read_subtrees(document.path, catalogue, [node]))
    found = _contents(subtree.element)
    structure = to_structure(subtree.element)
    assert to_structure(from_structure(structure)) == structure
    if is_whole:
        found["said"] = _everything(document, subtree, settings, structure)[:_SAID]
    return found


def _everything(
    document: StoredDocument, subtree: Subtree, settings: Settings, structure: Structure
) -> str:
    """All texts that a run makes of a document."""
    masker = Masker(Policy(), PseudonymKey(b"a key of tests"))
    context = survey(document, settings, Event(), masker)
    reading = read_subtree(subtree, context)
    masked = masker.mask_structure(structure, subtree.path)
    return f"{subtree.source()} {reading.fact_json} {outline(masked, subtree.path).text}"


def _contents(element: etree._Element) -> dict[str, Any]:
    elements = list(element.iter(etree.Element))
    texts = [piece.text or "" for piece in elements] + [piece.tail or "" for piece in elements]
    return {
        "leaf_paths": len(set(_leaf_paths(element, ""))),
        "attributes": sum(len(one.attrib) for one in elements),
        "comments": len(list(element.iter(etree.Comment))),
        "longest_text": max(map(len, texts)),
    }


def _leaf_paths(element: etree._Element, above: str) -> Iterator[str]:
    """The paths of all elements that hold no element."""
    path = f"{above}/{element.tag}"
    children = list(element.iterchildren(etree.Element))
    for child in children:
        yield from _leaf_paths(child, path)
    if not children:
        yield path


def connect(_: Path, __: Settings) -> dict[str, Any]:
    """What must be noticed: a connection, though to nobody."""
    with socket.create_connection(("127.0.0.1", 9), timeout=1):
        return {}


def open_foreign(_: Path, __: Settings) -> dict[str, Any]:
    """What must be noticed: a file that is nobody's business here."""
    return {"said": Path("/etc/hostname").read_text()}


def swallow(file: Path, settings: Settings) -> dict[str, Any]:
    """What must be noticed though it is swallowed."""
    try:
        return open_foreign(file, settings)
    except BaseException:  # noqa: BLE001 # what it is here to try
        return {}


def read_carelessly(file: Path, _: Settings) -> dict[str, Any]:
    """What a parser does that is not hardened: it fetches what the document names, in C."""
    parser: Any = etree.XMLParser(load_dtd=True, resolve_entities=True, no_network=False)
    return {"said": etree.tostring(etree.parse(str(file), parser), encoding="unicode")}


def hold_much(_: Path, __: Settings) -> dict[str, Any]:
    """What must be noticed: 300 MB held at once."""
    return {"held": len(bytearray(b"x") * 300_000_000)}


JOBS: dict[str, Callable[[Path, Settings], dict[str, Any]]] = {
    job.__name__: job
    for job in (upload, connect, open_foreign, swallow, read_carelessly, hold_much)
}
