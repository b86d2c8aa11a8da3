"""A document read once from end to end: which nodes it has, how many, how large."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lxml import etree

from discovery.documents import parser
from discovery.errors import NotFoundError

SAMPLE_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Node:
    """One distinct element path of a document.

    `path` is written in local names and may be shared where namespaces differ; `key` is the
    path with `{namespace}` written out where it is needed to be unique. `tag` is the Clark name
    of the element itself; `depth` of the root is 1. `size` and `largest` are bytes of all its
    subtrees together and of the largest one, counted as UTF-8 without prefixes and namespace
    declarations. `parent` is the index of the parent node (-1 for the root) and `end` the index
    after its last descendant: the nodes stand in pre-order.
    """

    path: str
    key: str
    tag: str
    name: str
    namespace: str | None
    depth: int
    count: int
    size: int
    largest: int
    repeats: bool
    sample: str
    attributes: dict[str, str]
    parent: int
    end: int


@dataclass(frozen=True)
class Catalogue:
    """The nodes of a document in pre-order, with what was counted on the way."""

    nodes: tuple[Node, ...]
    elements: int
    max_depth: int
    encoding: str
    left_out_entities: tuple[str, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for index, node in enumerate(self.nodes):
            for name in {node.path, node.key}:
                found[name] = (*found.get(name, ()), index)
        return found

    def find(self, name: str) -> tuple[int, ...]:
        """The indexes of the nodes with this path or key; raises NotFoundError for none."""
        name = "/" + name.strip().strip("/")
        if name not in self._by_name:
            raise NotFoundError(
                f"The document has no node {name}. "
                "List its nodes and name one of them, in local names from the root."
            )
        return self._by_name[name]

    def children(self, index: int) -> Iterator[int]:
        """The indexes of the nodes directly below, in document order."""
        child = index + 1
        while child < self.nodes[index].end:
            yield child
            child = self.nodes[child].end

    def units(self, ticked: Iterable[int]) -> list[int]:
        """Of the ticked nodes, those that no other ticked node covers, in document order."""
        units: list[int] = []
        covered_until = 0
        for index in sorted(set(ticked)):
            if index >= covered_until:
                units.append(index)
                covered_until = self.nodes[index].end
        return units

    def steps(self, index: int) -> tuple[str, ...]:
        """The Clark names from the root down to the node."""
        steps = []
        while index >= 0:
            steps.append(self.nodes[index].tag)
            index = self.nodes[index].parent
        return tuple(reversed(steps))


@dataclass(slots=True)
class _Path:
    """A node while it is being counted."""

    tag: str
    depth: int
    children: "dict[str, _Path]" = field(default_factory=dict)
    count: int = 0
    size: int = 0
    largest: int = 0
    repeats: bool = False
    sample: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An element that has started and not yet ended."""

    path: _Path
    size: int
    seen: set[str] = field(default_factory=set)


def read_catalogue(document: Path) -> Catalogue:
    """Read the document at `document` in one pass, in bounded memory.

    Raises DocumentRefusedError with line, column and reason where it is not well-formed.
    """
    top = _Path("", 0)
    open_elements = [_Open(top, 0)]
    elements = max_depth = 0
    for event, element in parser.events(document):
        if event == "start":
            _start(element, open_elements)
            elements += 1
            max_depth = max(max_depth, len(open_elements) - 1)
        else:
            _end(element, open_elements)
    nodes = tuple(_flatten(top))
    return Catalogue(
        nodes,
        elements,
        max_depth,
        parser.declared_encoding(document),
        parser.left_out_entities(document),
    )


def _start(element: etree._Element, open_elements: list[_Open]) -> None:
    parent = open_elements[-1]
    tag = str(element.tag)
    path = parent.path.children.get(tag)
    if path is None:
        path = parent.path.children[tag] = _Path(tag, parent.path.depth + 1)
    path.count += 1
    if tag in parent.seen:
        path.repeats = True
    parent.seen.add(tag)
    open_elements.append(_Open(path, _tag_bytes(element, path)))


def _end(element: etree._Element, open_elements: list[_Open]) -> None:
    ended = open_elements.pop()
    path = ended.path
    size = ended.size + _utf8_length(element.text)
    size += sum(_utf8_length(child.tail) for child in element)
    path.size += size
    path.largest = max(path.largest, size)
    if not path.sample:
        path.sample = _sample(element.text)
    parent = open_elements[-1]
    parent.size += size + _utf8_length(parser.forget(element))


def _tag_bytes(element: etree._Element, path: _Path) -> int:
    name = path.tag.rpartition("}")[2]
    size = 2 * _utf8_length(name) + len("<></>")
    for attribute, value in element.attrib.items():
        attribute_name = str(attribute).rpartition("}")[2]
        size += _utf8_length(attribute_name) + _utf8_length(str(value)) + len(' =""')
        path.attributes.setdefault(attribute_name, _sample(str(value)))
    return size


def _sample(text: str | None) -> str:
    """The beginning of a text, on one line."""
    if not text:
        return ""
    line = " ".join(text[: 8 * SAMPLE_CHARACTERS].split())
    return line if len(line) <= SAMPLE_CHARACTERS else line[: SAMPLE_CHARACTERS - 1] + "…"


def _utf8_length(text: str | None) -> int:
    if not text:
        return 0
    return len(text) if text.isascii() else len(text.encode())


def _flatten(top: _Path) -> Iterator[Node]:
    """Turn the tree of paths into nodes in pre-order."""
    paths, parents = _preorder(top)
    ends = _ends(parents)
    twins = [_twin_names(path) for path in paths]
    names: list[tuple[str, str]] = []
    for index, path in enumerate(paths):
        parent = parents[index]
        above_path, above_key = names[parent] if parent >= 0 else ("", "")
        namespace, name = _split(path.tag)
        is_twin = parent >= 0 and name in twins[parent]
        step = f"{{{namespace or ''}}}{name}" if is_twin else name
        names.append((f"{above_path}/{name}", f"{above_key}/{step}"))
        yield Node(
            *names[index],
            tag=path.tag,
            name=name,
            namespace=namespace,
            depth=path.depth,
            count=path.count,
            size=path.size,
            largest=path.largest,
            repeats=path.repeats,
            sample=path.sample,
            attributes=path.attributes,
            parent=parent,
            end=ends[index],
        )


def _preorder(top: _Path) -> tuple[list[_Path], list[int]]:
    """All paths below `top` in pre-order, and for each the index of its parent."""
    paths: list[_Path] = []
    parents: list[int] = []
    waiting = [(path, -1) for path in reversed(top.children.values())]
    while waiting:
        path, parent = waiting.pop()
        waiting.extend((child, len(paths)) for child in reversed(path.children.values()))
        paths.append(path)
        parents.append(parent)
    return paths, parents


def _twin_names(path: _Path) -> set[str]:
    """The local names that children in more than one namespace share."""
    counts = Counter(_split(tag)[1] for tag in path.children)
    return {name for name, count in counts.items() if count > 1}


def _ends(parents: list[int]) -> list[int]:
    """For each node the index after its last descendant."""
    ends = [index + 1 for index in range(len(parents))]
    for index in range(len(parents) - 1, -1, -1):
        parent = parents[index]
        if parent >= 0:
            ends[parent] = max(ends[parent], ends[index])
    return ends


def _split(tag: str) -> tuple[str | None, str]:
    """A Clark name as (namespace or None, local name)."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{") or None, name
