"""Small documents in, masked values out."""

from lxml import etree

from discovery.facts.privacy import Masker
from discovery.facts.structure import Structure, fields, to_structure


def structure(xml: str) -> Structure:
    """The structure of a document written in a test."""
    return to_structure(etree.fromstring(xml))


def values(document: Structure) -> list[str]:
    """Every value of a document, in order."""
    return [field.value for field in fields(document, "", "")]


def masked(xml: str) -> list[str]:
    """The masked values of a document, in order."""
    return values(Masker().mask(structure(xml)))


def primed(document: Structure) -> Masker:
    """A masker that has read the whole document, as before a run."""
    masker = Masker()
    for field in fields(document, f"/{document['name']}", ""):
        masker.learn(field.path, field.value)
    return masker


def knowing(**known: str) -> Masker:
    """A masker that has read fields of one person: `knowing(Surname="DOE")`."""
    masker = Masker()
    for name, value in known.items():
        masker.learn(f"/Order/Pax/{name}", value)
    return masker
