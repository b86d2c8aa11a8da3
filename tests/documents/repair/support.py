"""What the tests of repairs share: a proposal for some bytes, and what a document says."""

from pathlib import Path

from lxml import etree

from discovery.documents import parser
from discovery.documents.repair import Change, propose
from tests.support.home import write

Content = list[tuple[str, tuple[tuple[str, str], ...], str, str]]


def repaired(folder: Path, content: str | bytes) -> bytes | None:
    """The document that is proposed in the place of this one; None where none is."""
    target = folder / "repaired.xml"
    proposal = propose(write(folder, content), target)
    return target.read_bytes() if proposal else None


def changes(folder: Path, content: str | bytes) -> tuple[Change, ...]:
    """The changes that are proposed; none where no repair is known."""
    proposal = propose(write(folder, content), folder / "repaired.xml")
    return proposal.changes if proposal else ()


def said(content: bytes, folder: Path) -> Content:
    """Names, attributes and texts of a document in order, without the blanks around texts."""
    root = parser.read_root(write(folder, content, "said.xml"))
    return [
        (
            str(element.tag),
            tuple(sorted((str(key), str(value)) for key, value in element.attrib.items())),
            (element.text or "").strip(),
            (element.tail or "").strip(),
        )
        for element in root.iter(etree.Element)
    ]


def texts(content: Content) -> list[str]:
    """All texts and attribute values of a document."""
    return [
        word
        for _, attributes, text, tail in content
        for word in (*(value for _, value in attributes), text, tail)
        if word
    ]
