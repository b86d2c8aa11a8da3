"""What values identify, what they point to, and what is broken."""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar

from discovery.facts.identifiers import Identifier, IdentifierIndex, Pointed
from discovery.facts.structure import FieldValue, Structure, fields
from discovery.facts.tokens import Qualifiers


class IdentifierFact(TypedDict):
    """A value that identifies something; `duplicates` are the XPaths of other such claims."""

    path: str
    xpath: str
    value: str
    duplicates: list[str]
    referenced_by: int


class Reference(TypedDict):
    """A value, or one part of a list, that points to an identifier of the document.

    `target` is the XPath of the identifier, the first one where `ambiguous` names more; `inside`
    says that it lies in the same subtree. `why` says by which rule it is believed to point there,
    and how many of the values of its field are found.
    """

    path: str
    xpath: str
    value: str
    target: str
    target_path: str
    inside: bool
    ambiguous: list[str]
    why: str


class DanglingReference(TypedDict):
    """A value that points to nothing, and why it is believed to point at all."""

    path: str
    xpath: str
    value: str
    reason: str


class DuplicateIdentifier(TypedDict):
    """A value that `count` elements of the document claim; `xpaths` are the first of them."""

    path: str
    value: str
    count: int
    xpaths: list[str]


class References(TypedDict):
    """All of it for one subtree, in document order; plain values that JSON can hold."""

    identifiers: list[IdentifierFact]
    references: list[Reference]
    dangling: list[DanglingReference]
    duplicate_identifiers: list[DuplicateIdentifier]


class Located(Protocol):
    """A value, and where it stands."""

    @property
    def path(self) -> str: ...
    @property
    def xpath(self) -> str: ...
    @property
    def value(self) -> str: ...


V = TypeVar("V", bound=Located)


class Entry(NamedTuple, Generic[V]):
    """A token of a value that points, identifies, or points to nothing: one of the three."""

    at: V
    token: str
    points_to: Pointed | None = None
    identifies: Identifier | None = None
    problem: str = ""


def entries(values: Iterable[V], index: IdentifierIndex) -> Iterator[Entry[V]]:
    """What the values say, in their order; those that say nothing are left out.

    The values are written as the index was fed them, and the index is that of the whole document.
    """
    qualifiers = Qualifiers()
    for at in values:
        value = qualifiers.qualified(at.path, at.xpath, at.value)
        for token in index.tokens(at.path, at.xpath, value):
            if pointed := index.resolve(at.path, at.xpath, token):
                yield Entry(at, token, points_to=pointed)
            elif identifier := index.identify(at.path, at.xpath, token):
                yield Entry(at, token, identifies=identifier)
            elif problem := index.why_dangling(at.path, token):
                yield Entry(at, token, problem=problem)


def find_references(
    structure: Structure, path: str, xpath: str, index: IdentifierIndex
) -> References:
    """Read the identifiers and references of one subtree.

    `path` and `xpath` are those of the subtree's root, written as the index was fed them, and
    the index is that of the whole document, so that targets outside the subtree are found.
    """
    found = References(identifiers=[], references=[], dangling=[], duplicate_identifiers=[])
    duplicated: dict[Identifier, None] = {}  # each once, in document order
    for entry in entries(fields(structure, path, xpath), index):
        if entry.points_to:
            found["references"].append(_reference(entry.at, entry.token, entry.points_to, xpath))
        elif entry.identifies:
            found["identifiers"].append(_identifier(entry.at, entry.identifies))
            if index.is_duplicated(entry.identifies):
                duplicated[entry.identifies] = None
        else:
            found["dangling"].append(_dangling(entry))
    found["duplicate_identifiers"] = [_duplicate(identifier) for identifier in duplicated]
    return found


def _dangling(entry: Entry[FieldValue]) -> DanglingReference:
    at = entry.at
    return DanglingReference(path=at.path, xpath=at.xpath, value=entry.token, reason=entry.problem)


def _reference(field: FieldValue, token: str, pointed: Pointed, root: str) -> Reference:
    target = pointed.identifier
    first, *others = target.xpaths
    return Reference(
        path=field.path,
        xpath=field.xpath,
        value=token,
        target=first,
        target_path=target.path,
        inside=first.startswith(f"{root}/"),
        ambiguous=others,
        why=pointed.why,
    )


def _identifier(field: FieldValue, identifier: Identifier) -> IdentifierFact:
    return IdentifierFact(
        path=field.path,
        xpath=field.xpath,
        value=identifier.value,
        duplicates=[xpath for xpath in identifier.xpaths if xpath != field.xpath],
        referenced_by=identifier.referenced_by,
    )


def _duplicate(identifier: Identifier) -> DuplicateIdentifier:
    return DuplicateIdentifier(
        path=identifier.path,
        value=identifier.value,
        count=identifier.count,
        xpaths=list(identifier.xpaths),
    )
