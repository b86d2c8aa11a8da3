"""What a run would store and send of a text. Nothing of it is stored or sent."""

from dataclasses import dataclass

from lxml import etree

from discovery.documents.parser import read_text
from discovery.errors import DocumentRefusedError
from discovery.facts.codes import decode_section
from discovery.facts.privacy import PSEUDONYM, Aliases, Masked, Masker
from discovery.facts.structure import Structure, to_structure
from discovery.llm.outline import outline


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a value that is masked. `path` is its field, "" where the text is no XML."""

    path: str
    text: str
    masked: Masked

    @property
    def kind(self) -> str:
        """The type that the pseudonym names, such as SURNAME."""
        found = PSEUDONYM.fullmatch(self.masked.pseudonym)
        return found["kind"] if found else self.masked.pseudonym.strip("[]")

    @property
    def field(self) -> str:
        """The end of the path by which the field is told from others of its name: `Pax/Name`."""
        return "/".join(self.path.split("/")[-2:])

    def passes(self, masker: Masker) -> bool:
        """Whether what stands here would no longer be masked by another masker."""
        start = self.masked.start
        return not any(
            each.start <= start < each.end for each in _find(masker, self.path, self.text)
        )


@dataclass(frozen=True, slots=True)
class MaskingPreview:
    """What becomes of a text. `sent` is empty and `refusal` says why where it is no XML."""

    masked: str
    sent: str
    places: list[Place]
    refusal: str = ""


def preview(text: str, masker: Masker) -> MaskingPreview:
    """A text as a section that a run takes; what is no XML is masked as it is written."""
    try:
        root = read_text(text)
    except DocumentRefusedError as refusal:
        places = [Place("", text, each) for each in _find(masker, "", text)]
        return MaskingPreview(masker.mask_source(text), "", places, refusal.told(str))
    structure = to_structure(root)
    path = f"/{structure['name']}"
    masked = masker.mask_structure(structure, path)
    sent = Aliases(masker).shorten(masked, path)
    lines = outline(sent, path, decode_section(sent, path)).text
    return MaskingPreview(_as_xml(root, masked), lines, _places(structure, path, masker))


def _places(structure: Structure, path: str, masker: Masker) -> list[Place]:
    found: list[Place] = []

    def note(at: str, text: str) -> str:
        found.extend(Place(at, text, each) for each in masker.find(at, text))
        return text

    masker.map_values(structure, path, note)
    return found


def _find(masker: Masker, path: str, text: str) -> list[Masked]:
    return masker.find(path, text) if path else masker.find_in_source(text)


def _as_xml(root: etree._Element, masked: Structure) -> str:
    """The structure as XML with the prefixes that the document has."""
    _write(root, masked)
    return etree.tostring(root, encoding="unicode", pretty_print=True, with_tail=False).rstrip("\n")


def _write(element: etree._Element, structure: Structure) -> None:
    """Put what a structure holds into the element that it was read from."""
    for key, value in structure["attributes"].items():
        element.set(key, value)
    children = [child for child in element if isinstance(child.tag, str)]
    element[:] = children
    element.text = None
    for child in children:
        child.tail = None
    followers = iter(children)
    before = None
    for piece in structure["content"]:
        if not isinstance(piece, str):
            before = next(followers)
            _write(before, piece)
        elif before is None:
            element.text = piece
        else:
            before.tail = piece
