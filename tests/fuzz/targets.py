"""What must hold for any bytes. Each target raises where it does not."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import fields as fields_of
from pathlib import Path
from typing import Any

from lxml import etree

from discovery.documents import parser, plain
from discovery.documents.catalogue import read_catalogue
from discovery.documents.counting import PathCount, count_elements
from discovery.documents.plain import NotPlainError
from discovery.documents.plain_counting import count_tags
from discovery.documents.progress import unheard
from discovery.documents.repair import propose
from discovery.documents.subtrees import read_subtrees
from discovery.documents.values import Value, values_of_elements, values_of_tags
from discovery.errors import DocumentRefusedError
from discovery.facts.identifier_builder import IdentifierIndexBuilder
from discovery.facts.privacy import Masker, Policy, PseudonymKey
from discovery.facts.profile import profile
from discovery.facts.references import find_references
from discovery.facts.structure import (
    Structure,
    canonical,
    fields,
    from_structure,
    to_structure,
)
from discovery.llm.outline import outline

_FOLDER = tempfile.TemporaryDirectory(prefix="fuzz-")
_DOCUMENT, _REPAIRED = Path(_FOLDER.name) / "document.xml", Path(_FOLDER.name) / "repaired.xml"
_MASKER = Masker(Policy(), PseudonymKey(b"a key of tests"))
_SPARED = 1 << 16  # bytes of a block where the fuzzer chooses none


def reading(data: bytes) -> None:
    """The fast reading finds what the careful one finds; the first byte says how much at once."""
    _DOCUMENT.write_bytes(data[1:])
    plain.BLOCK_BYTES = data[0] + 1 if data else _SPARED
    assert _by_tags(_figures_of_tags) in (None, _by_elements(_figures_of_elements))
    assert _by_tags(_values_of_tags) in (None, _by_elements(_values_of_elements))
    try:
        catalogue = read_catalogue(_DOCUMENT)
    except DocumentRefusedError as refusal:
        assert str(refusal).endswith(".")
        return
    (subtree,) = read_subtrees(_DOCUMENT, catalogue, [0])
    assert catalogue.elements == len(list(subtree.element.iter(etree.Element)))


def structure(data: bytes) -> None:
    """A document survives structure and back; identifiers, counts and outline are found of it."""
    document = _structure_of(data)
    if document is None:
        return
    assert to_structure(from_structure(document)) == document
    assert json.loads(json.dumps(document)) == document
    assert canonical(document)
    path, xpath = f"/{document['name']}", "/*[1]"
    builder = IdentifierIndexBuilder()
    for field in fields(document, path, xpath):
        builder.add(field.path, field.xpath, field.value)
    find_references(document, path, xpath, builder.build())
    profile(document)
    found = outline(document)
    lines = {field.line for field in found.fields} | found.tables.keys()
    assert lines == set(range(1, len(found.text.split("\n")) + 1))


def masking(data: bytes) -> None:
    """A surname is seen nowhere, and masking twice changes nothing, in values and in source."""
    planted = data.decode("utf-8", "ignore").strip()
    order = _order(planted)
    document = _structure_of(order)
    if document is None:
        return
    masked = _MASKER.mask_structure(document)
    assert "testperson" not in json.dumps(masked).casefold()
    assert _MASKER.mask_structure(masked) == masked
    behind = _MASKER.values_behind(document)
    for before, after in zip(
        fields(document, "/Order", ""), fields(masked, "/Order", ""), strict=True
    ):
        assert _with_values(after.value, behind) == before.value
    source = _MASKER.mask_source(order.decode(), "")
    assert "testperson" not in source.casefold()
    assert _MASKER.mask_source(source, "") == source


def _with_values(text: str, behind: dict[str, str]) -> str:
    for pseudonym, value in behind.items():
        text = text.replace(pseudonym, value)
    return text


def repair(data: bytes) -> None:
    """A repair that is proposed can be read, and needs no other one."""
    _DOCUMENT.write_bytes(data)
    proposal = propose(_DOCUMENT, _REPAIRED)
    if proposal is not None:
        assert proposal.changes
        parser.check(_REPAIRED)
        assert propose(_REPAIRED, _DOCUMENT) is None


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (reading, structure, masking, repair)
}


def _structure_of(data: bytes) -> Structure | None:
    _DOCUMENT.write_bytes(data)
    try:
        return to_structure(parser.read_root(_DOCUMENT))
    except DocumentRefusedError:
        return None


def _order(text: str) -> bytes:
    order = etree.Element("Order")
    for name, value in (
        ("Surname", "Testperson"),
        ("Remark", text),
        ("Note", f"{text} TESTPERSON"),
    ):
        try:
            etree.SubElement(order, name).text = value.replace("Testperson", "")
        except ValueError:  # a character that XML does not know
            return b""
    order[0].text = "Testperson"
    return etree.tostring(order)


def _by_tags(read: Callable[[], Any]) -> Any:
    """What the fast way finds; None where it leaves the document to the other one."""
    if not parser.is_plain(_DOCUMENT, unheard):
        return None
    try:
        return read()
    except NotPlainError:
        return None


def _by_elements(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except DocumentRefusedError as refusal:
        return str(refusal)


def _figures_of_tags() -> dict[str, Any]:
    return _figures(count_tags(_DOCUMENT, unheard))


def _figures_of_elements() -> dict[str, Any]:
    return _figures(count_elements(_DOCUMENT, unheard))


def _figures(path: PathCount) -> dict[str, Any]:
    names = {each.name for each in fields_of(path)} - {"seen_in"}
    found = {name: getattr(path, name) for name in names}
    return {**found, "children": [_figures(child) for child in path.children.values()]}


def _values_of_tags() -> list[Value]:
    return list(values_of_tags(_DOCUMENT))


def _values_of_elements() -> list[Value]:
    return list(values_of_elements(_DOCUMENT))
