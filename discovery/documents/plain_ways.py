"""Where each tag of a plain document leads, worked out once for each place it is met at.

Python spends some 80 ns on every function it calls, and a large message has millions of elements.
So whoever goes through one looks its tags up in the `tags` of the place where it stands, and asks
`Ways.find` for those that are not there yet, which are few.
"""

from dataclasses import dataclass

from discovery.documents import plain
from discovery.documents.counting import ATTRIBUTE_SIGNS, TAG_SIGNS, PathCount

DEPTH_MAX = 256  # libxml2's own limit, which holds only where it builds a tree
# What is kept of tags with attributes, so that no document can make it much.
TAGS_KEPT = 2000  # at one place
TAG_BYTES_KEPT = 200
SCOPES_KEPT = 1000
NAMESPACES_MAX = 200  # in one scope: each is a copy of the one around it

_XML = b"http://www.w3.org/XML/1998/namespace"

Attributes = list[tuple[bytes, bytes]]
Tags = dict[bytes, "Place | None"]


@dataclass(eq=False, slots=True)
class Scope:
    """The namespaces that hold at a place, by prefix; those of names without one under b""."""

    namespaces: dict[bytes, bytes]
    is_kept: bool

    def namespace(self, prefix: bytes) -> str:
        """The namespace of a prefix, or an empty text."""
        return plain.text_of(self.namespaces.get(prefix, b""))


@dataclass(eq=False, slots=True)
class Place:
    """Where a reading stands: in an element of this path, whose own tags have this size.

    `attributes` come without declarations of namespaces. `tags` says where each tag leads from
    here: to None where it ends the element, nowhere where it is an aside. They are shared by all
    places of the same path and scope.
    """

    path: PathCount
    name: str
    namespace: str
    scope: Scope
    size: int
    attributes: Attributes
    tags: Tags


class Ways:
    """Finds out where tags lead; there is one for each reading of a document."""

    def __init__(self) -> None:
        self._scopes: dict[frozenset[tuple[bytes, bytes]], Scope] = {}
        self._tags: dict[tuple[PathCount, Scope], Tags] = {}
        scope = self._scope({b"xml": _XML})
        self.top = Place(PathCount("", 0), "", "", scope, 0, [], {})

    def find(self, here: Place, tag: bytes) -> Place | None:
        """Where a tag leads from here: to None at the end of an element, nowhere at an aside."""
        if tag.startswith(plain.ASIDE):
            return here
        if tag.startswith(b"/"):
            return None
        name, *rest = tag.split(None, 1)
        place = self._start(here, name, plain.attributes(rest[0]) if rest else [])
        if not rest or (len(tag) <= TAG_BYTES_KEPT and len(here.tags) < TAGS_KEPT):
            here.tags[tag] = place
        return place

    def _start(self, here: Place, tag_name: bytes, written: Attributes) -> Place:
        scope = self._within(here.scope, written)
        attributes = [(name, value) for name, value in written if not _declares(name)]
        prefix, _, local = tag_name.rpartition(b":")
        namespace, name = scope.namespace(prefix), local.decode()
        path = here.path.child(f"{{{namespace}}}{name}" if namespace else name)
        # What only a tree shows: whether it is too deep, and whether an ID is a name.
        if path.depth > DEPTH_MAX or any(name == b"xml:id" for name, _ in attributes):
            raise plain.NotPlainError
        size = 2 * len(local) + TAG_SIGNS + _note_attributes(path, attributes)
        tags = self._tags.get((path, scope), {b"/": None})
        if scope.is_kept:
            self._tags[path, scope] = tags
        tags[b"/" + tag_name] = None
        return Place(path, name, namespace, scope, size, attributes, tags)

    def _within(self, scope: Scope, attributes: Attributes) -> Scope:
        """The scope inside an element with these attributes."""
        declared = {name[len(b"xmlns:") :]: value for name, value in attributes if _declares(name)}
        if len(scope.namespaces) + len(declared) > NAMESPACES_MAX:
            raise plain.NotPlainError
        return self._scope(scope.namespaces | declared) if declared else scope

    def _scope(self, namespaces: dict[bytes, bytes]) -> Scope:
        bindings = frozenset(namespaces.items())
        scope = self._scopes.get(bindings)
        if scope is None:
            scope = Scope(namespaces, is_kept=len(self._scopes) < SCOPES_KEPT)
            if scope.is_kept:
                self._scopes[bindings] = scope
        return scope


def _declares(name: bytes) -> bool:
    return name == b"xmlns" or name.startswith(b"xmlns:")


def _note_attributes(path: PathCount, attributes: Attributes) -> int:
    """Keep what is wanted of the attributes; return the size of all."""
    size = 0
    for name, value in attributes:
        local = name.rpartition(b":")[2]
        size += len(local) + len(value) + ATTRIBUTE_SIGNS
        if path.wants_attribute(local.decode()):
            path.note_attribute(local.decode(), plain.text_of(value))
    return size
