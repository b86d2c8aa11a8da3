"""A subtree as an exact, lossless JSON structure, and back to XML."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, TypedDict

from lxml import etree

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = " \t\r\n"  # what XML calls white space; a no-break space is text


class Structure(TypedDict):
    """One element. `attributes` keys are Clark names (`{namespace}name`, or `name` where none).

    `content` holds text and child elements in document order; two texts never stand side by side.
    """

    name: str
    namespace: str | None
    attributes: dict[str, str]
    content: list["str | Structure"]


class FieldValue(NamedTuple):
    """One value of a subtree: the own text of an element, or one attribute.

    `path` is written in local names (`/Order/Pax/@PaxID`), `xpath` selects exactly this one.
    """

    path: str
    xpath: str
    name: str
    value: str
    is_attribute: bool


def to_structure(element: etree._Element) -> Structure:
    """Read an element with everything below it.

    Kept: every element, attribute and text, and an entity that the parser left unexpanded, as
    `&name;`. Dropped: comments and processing instructions (the text on both sides becomes one),
    and indentation, which is blank text with a line break in an element that holds elements and
    no text of its own; inside mixed text or `xml:space="preserve"` all blank text is kept.

    A prefix inside a value (`xsi:type="ns:Foo"`, `message="tns:X"`) is text and stays as written.
    Which namespace it is bound to is not kept, as in C14N 2.0 where no QName-aware names are
    given: XML alone does not tell `tns:X` from `12:30`.
    """
    return _read(element, _inherits_preserve(element))


def _inherits_preserve(element: etree._Element) -> bool:
    declared = (ancestor.get(_XML_SPACE) for ancestor in element.iterancestors())
    return next((value for value in declared if value), "") == "preserve"


def _read(element: etree._Element, keep_blanks: bool) -> Structure:
    name = etree.QName(element)
    pieces = _pieces(element)
    keep_blanks = element.get(_XML_SPACE, "preserve" if keep_blanks else "") == "preserve"
    keep_blanks = keep_blanks or _is_mixed(pieces)
    holds_elements = any(not isinstance(piece, str) for piece in pieces)
    content: list[str | Structure] = []
    for piece in pieces:
        if not isinstance(piece, str):
            content.append(_read(piece, keep_blanks))
        elif keep_blanks or not (holds_elements and _is_indentation(piece)):
            content.append(piece)
    return {
        "name": name.localname,
        "namespace": name.namespace,
        "attributes": {str(key): str(value) for key, value in element.attrib.items()},
        "content": content,
    }


def _pieces(element: etree._Element) -> list[str | etree._Element]:
    """The child elements and, joined, the texts between them."""
    pieces: list[str | etree._Element] = []
    text = element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            pieces += [text, child] if text else [child]
            text = ""
        elif isinstance(child, etree._Entity):
            text += str(child.text)
        text += child.tail or ""
    return [*pieces, text] if text else pieces


def _is_mixed(pieces: list[str | etree._Element]) -> bool:
    """Elements and text that says something, side by side."""
    says_something = any(isinstance(piece, str) and piece.strip(_BLANKS) for piece in pieces)
    return says_something and any(not isinstance(piece, str) for piece in pieces)


def _is_indentation(text: str) -> bool:
    return not text.strip(_BLANKS) and "\n" in text


def from_structure(structure: Structure) -> etree._Element:
    """Build the XML that `to_structure` read; prefixes are new (`ns0`, `ns1`, ...).

    Raises ValueError where a name or a text cannot stand in XML.
    """
    root = _start(structure)
    _fill(root, structure)
    return root


def _start(structure: Structure, parent: etree._Element | None = None) -> etree._Element:
    name = etree.QName(structure["namespace"], structure["name"])
    element = etree.Element(name) if parent is None else etree.SubElement(parent, name)
    for key, value in structure["attributes"].items():
        element.set(key, value)
    return element


def _fill(element: etree._Element, structure: Structure) -> None:
    last: etree._Element | None = None
    for piece in structure["content"]:
        if not isinstance(piece, str):
            last = _start(piece, element)
            _fill(last, piece)
        elif last is None:
            element.text = piece
        else:
            last.tail = piece


def canonical(structure: Structure) -> str:
    """The canonical XML (C14N 2.0, prefixes rewritten): equal for equal content."""
    return etree.canonicalize(from_structure(structure), rewrite_prefixes=True)


def fields(structure: Structure, path: str, xpath: str) -> Iterator[FieldValue]:
    """Every value of a subtree in document order: an element's attributes, its text, its children.

    `path` and `xpath` are those of the subtree's root. An element that holds elements gives one
    field for its own text, its parts joined as in the source, unless that is blank. Any other
    element gives its text as it is; an empty one without attributes is a field with value "".
    """
    for key, value in structure["attributes"].items():
        local = key.rpartition("}")[2]
        yield FieldValue(f"{path}/@{local}", f"{xpath}/{attribute_step(key)}", local, value, True)
    if _shows_text(structure):
        yield FieldValue(path, xpath, structure["name"], own_text(structure), False)
    steps = StepCounter()
    for child in structure["content"]:
        if not isinstance(child, str):
            step = steps.step(child["name"], child["namespace"])
            yield from fields(child, f"{path}/{child['name']}", f"{xpath}/{step}")


def own_text(structure: Structure) -> str:
    """The text of an element without that of its children, joined as in the source."""
    return "".join(piece for piece in structure["content"] if isinstance(piece, str))


def _shows_text(structure: Structure) -> bool:
    text = own_text(structure)
    if any(not isinstance(piece, str) for piece in structure["content"]):
        return bool(text.strip(_BLANKS))
    return bool(text) or not structure["attributes"]


class StepCounter:
    """Writes the XPath steps to the children of one element, given in document order.

    The form is agreed across the project; it is XPath 1.0 and needs no prefix bindings:

    - in no namespace: `Name[n]`, the n-th child with this name and no namespace;
    - in a namespace: `*[local-name()='Name'][n]`, the n-th child with this local name, whatever
      namespace that child is in, or none.

    n counts from 1. The root element takes a step too, so it is always the first of its name.
    """

    def __init__(self) -> None:
        self._any_namespace: defaultdict[str, int] = defaultdict(int)
        self._no_namespace: defaultdict[str, int] = defaultdict(int)

    def step(self, name: str, namespace: str | None) -> str:
        """The step to the next child, which has this local name and namespace."""
        self._any_namespace[name] += 1
        if namespace:
            return f"*[local-name()='{name}'][{self._any_namespace[name]}]"
        self._no_namespace[name] += 1
        return f"{name}[{self._no_namespace[name]}]"


def attribute_step(clark_name: str) -> str:
    """The XPath step to an attribute: `@name`, or by local name and namespace where it has one."""
    namespace, _, name = clark_name.rpartition("}")
    if not namespace:
        return f"@{name}"
    quote = '"' if "'" in namespace else "'"
    uri = f"{quote}{namespace[1:]}{quote}"
    return f"@*[local-name()='{name}' and namespace-uri()={uri}]"


_LOCAL_NAME_TEST = re.compile(
    r"""\*\[local-name\(\)='([^']*)'(?: and namespace-uri\(\)=(?:'[^']*'|"[^"]*"))?\]"""
)


def short_xpath(xpath: str) -> str:
    """An XPath for the eye: `*[local-name()='Pax'][2]` becomes `Pax[2]`."""
    return _LOCAL_NAME_TEST.sub(r"\1", xpath)
