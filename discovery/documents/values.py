"""Every value of a document, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from discovery.documents import parser, plain
from discovery.documents.places import Spot, attribute_step
from discovery.documents.plain_ways import Place, Ways
from discovery.documents.progress import Advance, unheard


class Value(NamedTuple):
    """One text or attribute value of a document, and where it stands.

    `line` is where the start tag of its element ends. A tuple, since millions are made: a frozen
    dataclass takes three times as long.
    """

    path: str
    xpath: str
    value: str
    line: int


def read_values(document: Path, advance: Advance = unheard) -> Iterator[Value]:
    """Yield every attribute and every non-blank text of the document, in bounded memory.

    An element's attributes come when it starts; its own text, with mixed content in one piece,
    when it ends. `advance` is told the bytes read. Raises DocumentRefusedError.
    """
    given = 0
    if parser.is_plain(document, unheard):
        try:
            for value in values_of_tags(document, advance):
                yield value
                given += 1
            return
        except plain.NotPlainError:
            pass  # the other way goes on where this one ended
    yield from islice(values_of_elements(document, advance), given, None)


@dataclass(slots=True)
class _Element(Spot):
    """An open element, with the texts that stood behind children that are forgotten by now.

    `rest` is what came since the last child element.
    """

    tails: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def values_of_elements(document: Path, advance: Advance = unheard) -> Iterator[Value]:
    """The values of any document, element by element; see `read_values`."""
    places = [_Element("", "")]
    for event, element in parser.events(document, advance):
        if event == "start":
            places.append(_Element(*places[-1].step(str(element.tag))))
            yield from _attributes(element, places[-1])
        elif event == "end":
            place = places.pop()
            tails = (child.tail or "" for child in element)
            text = "".join((element.text or "", *place.tails, *place.rest, *tails))
            if text.strip():
                yield Value(place.path, place.xpath, text, element.sourceline or 0)
            _leave(element, places[-1])
        else:
            places[-1].rest.append(parser.forget(element))


def _leave(element: etree._Element, parent: _Element) -> None:
    """Forget an element that has ended, and keep the text between it and the one before."""
    tail = "".join((*parent.rest, parser.forget(element)))
    parent.rest.clear()
    if tail and (not tail.isspace() or _follows_words(element, parent)):
        parent.tails.append(tail)


def _follows_words(element: etree._Element, parent: _Element) -> bool:
    """Whether blank text after `element` parts words, and is not the indentation of a container."""
    above = element.getparent()
    return bool(parent.tails) or (above is not None and bool((above.text or "").strip()))


def _attributes(element: etree._Element, place: Spot) -> Iterator[Value]:
    for key, value in parser.attributes_of(element):
        namespace, _, name = key.rpartition("}")
        step = attribute_step(namespace.removeprefix("{"), name)
        yield Value(
            f"{place.path}/@{name}", f"{place.xpath}/{step}", value, element.sourceline or 0
        )


@dataclass(slots=True)
class _Open:
    """An open element of a plain document.

    `text` goes up to the first child or aside; `between` are the texts between children, as far as
    they count, and `rest` is what has come since the last child.
    """

    place: Place
    path: str
    xpath: str
    text: str
    line: int
    between: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    in_any: dict[str, int] = field(default_factory=dict)
    in_none: dict[str, int] = field(default_factory=dict)

    def enter(self, place: Place, text: str, line: int) -> "_Open":
        """The child that begins here."""
        if self.rest:
            self._settle("".join(self.rest))
        name = place.name
        number = self.in_any[name] = self.in_any.get(name, 0) + 1
        step = f"*[local-name()='{name}']"
        if not place.namespace:
            number = self.in_none[name] = self.in_none.get(name, 0) + 1
            step = name
        return _Open(place, f"{self.path}/{name}", f"{self.xpath}/{step}[{number}]", text, line)

    def _settle(self, rest: str) -> None:
        """Keep a text between children, unless it is the indentation of a container."""
        self.rest.clear()
        if rest and (not rest.isspace() or self.between or self.text.strip()):
            self.between.append(rest)

    def own_text(self) -> str:
        """All text that counts of an element that ends, in one piece."""
        return "".join((self.text, *self.between, *self.rest))

    def attributes(self) -> Iterator[Value]:
        """The attributes, in order."""
        for written, value in self.place.attributes:
            prefix, _, local = written.rpartition(b":")
            name = local.decode()
            namespace = self.place.scope.namespace(prefix) if prefix else ""
            step = attribute_step(namespace, name)
            yield Value(
                f"{self.path}/@{name}", f"{self.xpath}/{step}", plain.value_of(value), self.line
            )


def values_of_tags(document: Path, advance: Advance = unheard) -> Iterator[Value]:
    """The values of a plain document, by its tags: a third of the time; see `read_values`.

    Raises NotPlainError where `values_of_elements` must be asked.
    """
    ways = Ways()
    top = ways.top
    here = _Open(top, "", "", "", 0)
    line = 1
    above: list[_Open] = []
    for tags, texts in plain.cut(document, advance):
        for tag, piece in zip(tags, texts, strict=True):
            line += tag.count(b"\n")
            at, line = line, line + piece.count(b"\n")
            text = plain.text_of(piece) if piece else ""
            place = here.place.tags.get(tag, top)
            if place is top:
                place = ways.find(here.place, tag)
            if place is None:
                own = here.own_text() if here.rest else here.text
                if own and not own.isspace():
                    yield Value(here.path, here.xpath, own, here.line)
                here = above.pop()
                here.rest.append(text)
            elif place is here.place:
                here.rest.append(text)
            else:
                above.append(here)
                here = here.enter(place, text, at)
                if place.attributes:
                    yield from here.attributes()
