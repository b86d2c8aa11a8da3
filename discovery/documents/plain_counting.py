"""The counting of a plain document by its tags: what `counting.count_elements` finds, faster.

Python spends some 80 ns on every function it calls, and a large message has millions of elements.
So the one loop in `count_tags` calls nothing of ours for a tag that was met before at the same
place, which are nearly all: one look-up says where it leads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from discovery.documents import plain
from discovery.documents.counting import ATTRIBUTE_SIGNS, TAG_SIGNS, PathCount, sample_of
from discovery.documents.progress import Advance

DEPTH_MAX = 256  # libxml2's own limit, which holds only where it builds a tree
# What is kept of tags with attributes, so that no document can make it much.
TAGS_KEPT = 2000  # at one place
TAG_BYTES_KEPT = 200
SCOPES_KEPT = 1000

_XML = b"http://www.w3.org/XML/1998/namespace"

Attributes = list[tuple[bytes, bytes]]
Tags = dict[bytes, "_Place | None"]


@dataclass(eq=False, slots=True)
class _Scope:
    """The namespaces that hold at a place, by prefix; those of names without one under b""."""

    namespaces: dict[bytes, bytes]


@dataclass(eq=False, slots=True)
class _Place:
    """Where the reading stands: in an element of this path, whose own tags have this size.

    `tags` says where each tag leads from here: to None where it ends the element. It is shared by
    all places of the same path and scope.
    """

    path: PathCount
    scope: _Scope
    size: int
    tags: Tags


def count_tags(document: Path, advance: Advance) -> PathCount:
    """Count the elements of a plain document; the root is a child of what is returned.

    Raises NotPlainError where `count_elements` must be asked.
    """
    ways = _Ways()
    here = top = ways.top
    start = read = 0  # bytes of the size of elements: before the open one, and so far
    above: list[tuple[_Place, int]] = []
    for tags, texts in plain.cut(document, advance):
        for tag, text in zip(tags, texts, strict=True):
            place = here.tags.get(tag, top)
            if place is top:
                place = ways.find(here, tag)
            if place is None:
                path, size = here.path, read - start
                path.size += size
                if size > path.largest:
                    path.largest = size
                here, start = above.pop()
            elif place is not here:
                above.append((here, start))
                path = place.path
                path.count += 1
                path.repeats |= path.seen_in == start  # which no two parents share
                path.seen_in = start
                here, start = place, read
                read += place.size
                if text and not path.sample and not text.isspace():
                    path.sample = sample_of(plain.text_of(text))
            read += len(text)
    return top.path


class _Ways:
    """Where the tags of a document lead that have not been met before."""

    def __init__(self) -> None:
        self._scopes: dict[frozenset[tuple[bytes, bytes]], _Scope] = {}
        self._tags: dict[tuple[PathCount, _Scope], Tags] = {}
        scope = self._scope({b"xml": _XML})
        self.top = _Place(PathCount("", 0), scope, 0, {})

    def find(self, here: _Place, tag: bytes) -> _Place | None:
        """Where a tag leads from here: to None at the end of an element, nowhere at an aside."""
        if tag == plain.ASIDE:
            return here
        if tag.startswith(b"/"):
            return None
        name, *rest = tag.split(None, 1)
        place = self._start(here, name, plain.attributes(rest[0]) if rest else [])
        if not rest or (len(tag) <= TAG_BYTES_KEPT and len(here.tags) < TAGS_KEPT):
            here.tags[tag] = place
        return place

    def _start(self, here: _Place, name: bytes, attributes: Attributes) -> _Place:
        scope = self._within(here.scope, attributes)
        prefix, _, local = name.rpartition(b":")
        namespace = plain.text_of(scope.namespaces.get(prefix, b""))
        path = here.path.child(f"{{{namespace}}}{local.decode()}" if namespace else local.decode())
        if path.depth > DEPTH_MAX:
            raise plain.NotPlainError
        size = 2 * len(local) + TAG_SIGNS + _note_attributes(path, attributes)
        tags = self._tags.setdefault((path, scope), {b"/": None})
        tags[b"/" + name] = None
        return _Place(path, scope, size, tags)

    def _within(self, scope: _Scope, attributes: Attributes) -> _Scope:
        """The scope inside an element with these attributes."""
        declared = {name[len(b"xmlns:") :]: value for name, value in attributes if _declares(name)}
        return self._scope(scope.namespaces | declared) if declared else scope

    def _scope(self, namespaces: dict[bytes, bytes]) -> _Scope:
        if len(self._scopes) > SCOPES_KEPT:
            raise plain.NotPlainError
        return self._scopes.setdefault(frozenset(namespaces.items()), _Scope(namespaces))


def _declares(name: bytes) -> bool:
    return name == b"xmlns" or name.startswith(b"xmlns:")


def _note_attributes(path: PathCount, attributes: Iterable[tuple[bytes, bytes]]) -> int:
    """Keep the first value of each attribute; return the size of all."""
    size = 0
    for name, value in attributes:
        if _declares(name):
            continue
        if name == b"xml:id":  # only a tree shows whether its value is allowed
            raise plain.NotPlainError
        local = name.rpartition(b":")[2]
        size += len(local) + len(value) + ATTRIBUTE_SIGNS
        if local.decode() not in path.attributes:
            path.attributes[local.decode()] = sample_of(plain.text_of(value))
    return size
