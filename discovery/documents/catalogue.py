"""A document read once from end to end: which nodes it has, how many, how large."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from discovery.documents import parser
from discovery.documents.counting import PathCount, count_elements, count_occurrences
from discovery.documents.head import declared_encoding
from discovery.documents.plain import NotPlainError
from discovery.documents.plain_counting import count_tags
from discovery.documents.progress import Tell, nobody, stretch
from discovery.errors import NotFoundError

_PROVEN = 0.2  # of the time that the catalogue of a plain document takes


@dataclass(frozen=True, slots=True)
class Node:
    """One distinct element path of a document.

    `path` is written in local names and may be shared where namespaces differ; `key` is the
    path with `{namespace}` written out where it is needed to be unique. `tag` is the Clark name
    of the element itself; `depth` of the root is 1. `size` and `largest` are bytes of all its
    subtrees together and of the largest one, counted as UTF-8 without prefixes and namespace
    declarations. `told` has the different values of names that tell whose a message is, by
    attribute, and under "" those of the element's own text. `parent` is the index of the parent
    node (-1 for the root) and `end` the index after its last descendant: the nodes stand in
    pre-order.
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
    told: dict[str, tuple[str, ...]]
    parent: int
    end: int


@dataclass(frozen=True)
class Catalogue:
    """The nodes of a document in pre-order, with what was counted on the way.

    `may_hold_messages` is whether some value of it may be a message: who wants to know looks.
    """

    nodes: tuple[Node, ...]
    elements: int
    max_depth: int
    encoding: str
    left_out_entities: tuple[str, ...] = ()
    may_hold_messages: bool = False

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


def read_catalogue(document: Path, tell: Tell = nobody) -> Catalogue:
    """Read the document at `document` from end to end, in bounded memory.

    `tell` hears how far it is. Raises DocumentRefusedError with line, column and reason where it
    is not well-formed.
    """
    top = _count(document, tell)
    left_out = parser.left_out_entities(document)
    tell(1.0)
    return _catalogue(top, declared_encoding(document), left_out)


def read_occurrences(
    document: Path, catalogue: Catalogue, places: Collection[int]
) -> Iterator[tuple[int, Catalogue]]:
    """Each occurrence of these nodes as a catalogue of its own, in document order.

    With each comes the index of its node; none of the nodes holds another.
    Raises DocumentRefusedError.
    """
    wanted = {catalogue.steps(place): place for place in places}
    for steps, top in count_occurrences(document, wanted.keys()):
        yield wanted[steps], _catalogue(top, catalogue.encoding)


def _catalogue(top: PathCount, encoding: str, left_out: tuple[str, ...] = ()) -> Catalogue:
    nodes = tuple(_flatten(top))
    return Catalogue(
        nodes,
        elements=sum(node.count for node in nodes),
        max_depth=max(node.depth for node in nodes),
        encoding=encoding,
        left_out_entities=left_out,
        may_hold_messages=top.paths.may_hold_message,
    )


def _count(document: Path, tell: Tell) -> PathCount:
    """Count by the tags where they are proven to be plain, else element by element."""
    size = document.stat().st_size
    if parser.is_plain(document, stretch(tell, 0.0, _PROVEN, size)):
        try:
            return count_tags(document, stretch(tell, _PROVEN, 1.0, size))
        except NotPlainError:
            tell(_PROVEN)
    return count_elements(document, stretch(tell, _PROVEN, 1.0, size))


def _flatten(top: PathCount) -> Iterator[Node]:
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
            told={name: tuple(values) for name, values in path.told.items()},
            parent=parent,
            end=ends[index],
        )


def _preorder(top: PathCount) -> tuple[list[PathCount], list[int]]:
    """All paths below `top` in pre-order, and for each the index of its parent."""
    paths: list[PathCount] = []
    parents: list[int] = []
    waiting = [(path, -1) for path in reversed(top.children.values())]
    while waiting:
        path, parent = waiting.pop()
        waiting.extend((child, len(paths)) for child in reversed(path.children.values()))
        paths.append(path)
        parents.append(parent)
    return paths, parents


def _twin_names(path: PathCount) -> set[str]:
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
