"""The structure of a fact as elements, with what identifiers and references in it stand for."""

from collections.abc import Sequence
from dataclasses import dataclass

from discovery.compare.elements import Attribute, Element, sum_up
from discovery.compare.keys import is_local, is_numbering
from discovery.compare.links import LOCAL, NO_LINKS, Links, Resolver
from discovery.compare.masking import Masking
from discovery.compare.units import NUMBER, UNIT, quantity_of, unit_of
from discovery.compare.values import EMPTY, CompareOptions, Value
from discovery.facts.structure import StepCounter, Structure, attribute_step, own_text


class _NothingKnown:
    def said(self, xpath: str) -> str:
        return ""

    about = said

    def cited(self, xpath: str) -> None:
        return None


NOTHING_KNOWN = _NothingKnown()


@dataclass(frozen=True, slots=True)
class ElementReader:
    """Reads the structure of a fact, which may be masked; no depth is too much.

    `links` are its local identifiers and references, and `resolver` knows what these point to.
    """

    options: CompareOptions
    masking: Masking | None = None
    links: Links = NO_LINKS
    resolver: Resolver = NOTHING_KNOWN

    def read(self, structure: Structure, xpath: str = "", parent: str = "") -> Element:
        """The root with all below it; `parent` is the name of the element that holds it."""
        root = self._start(structure, xpath, ("", parent))
        parents_first, open_ = [], [(root, structure)]
        while open_:
            element, source = open_.pop()
            parents_first.append(element)
            pieces = [piece for piece in source["content"] if not isinstance(piece, str)]
            if pieces:
                element.children = self._children(element, pieces)
                open_.extend(zip(element.children, pieces, strict=True))
        if self.options.equate_formats:
            for element in parents_first:
                _measure(element)
        for element in reversed(parents_first):
            sum_up(element, structure_only=self.options.structure_only)
        return root

    def _children(self, element: Element, pieces: Sequence[Structure]) -> list[Element]:
        children: list[Element] = []
        steps, numbers = StepCounter(), dict[str, int]()
        above = element.parent, element.name
        for piece in pieces:
            name = piece["name"]
            child = self._start(
                piece, f"{element.xpath}/{steps.step(name, piece['namespace'])}", above
            )
            child.order = len(children)
            if child.xpath in self.links.owners:
                child.cited = self.resolver.cited(child.xpath)
            child.number = numbers[name] = numbers.get(name, 0) + 1
            children.append(child)
        return children

    def _start(self, source: Structure, xpath: str, above: tuple[str, str]) -> Element:
        name = source["name"]
        outer, parent = above
        attributes: dict[str, Attribute] = {}
        for clark_name in sorted(source["attributes"]):
            local = clark_name.rpartition("}")[2]
            raw, place = source["attributes"][clark_name], f"{xpath}/{attribute_step(clark_name)}"
            value = self._value(raw, parent, name, f"@{local}", place, xpath)
            attributes[clark_name if local in attributes else local] = Attribute(clark_name, value)
        owner = xpath.rpartition("/")[0]
        text = self._value(_shown_text(source), outer, parent, name, xpath, owner)
        return Element(name, parent, xpath, attributes, text)

    def _value(
        self, raw: str, outer: str, owner: str, leaf: str, xpath: str, identified: str
    ) -> Value:
        """The text of a field, with what it stands for where it identifies or refers."""
        if not raw:
            return EMPTY
        value = self.options.value(raw, self.masking, owner, leaf.removeprefix("@"))
        link = self.links.reference(xpath, self.resolver)
        if link is None and self.links is not NO_LINKS and is_local(owner, leaf, outer):
            is_local_id = identified in self.links.owners or is_numbering(leaf, raw)
            link = LOCAL if is_local_id else None
        return value if link is None else value._replace(link=link)


def _shown_text(source: Structure) -> str:
    """The own text; blanks between child elements say nothing."""
    content = source["content"]
    if not content:
        return ""
    if len(content) == 1 and isinstance(content[0], str):
        return content[0]
    text = own_text(source)
    return text if text.strip() else ""


def _measure(element: Element) -> None:
    """Let a number and the unit beside it be compared as the quantity that they are together."""
    values: dict[str, Value] = dict(element.leaves())
    if element.text.raw and not element.children:
        values[""] = element.text
    units = [leaf for leaf in values if values[leaf].equated.startswith(UNIT)]
    numbers = [leaf for leaf in values if values[leaf].equated.startswith(NUMBER)]
    if len(units) != 1 or len(numbers) != 1:
        return
    number, unit = values[numbers[0]], values[units[0]]
    together = quantity_of(number.equated, unit.equated)
    _equate(element, numbers[0], together)
    _equate(element, units[0], unit_of(unit.equated, together))


def _equate(element: Element, leaf: str, form: str) -> None:
    """Let a leaf of an element be compared in this form."""
    if leaf.startswith("@"):
        name = leaf.removeprefix("@")
        attribute = element.attributes[name]
        element.attributes[name] = attribute._replace(value=attribute.value.in_form(form))
        return
    owner = next((child for child in element.children if child.name == leaf), element)
    owner.text = owner.text.in_form(form)
