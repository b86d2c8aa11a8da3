"""What a subtree identifies, what it points to, and what is broken: one subtree at a time."""

from typing import TypedDict

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


def find_references(
    structure: Structure, path: str, xpath: str, index: IdentifierIndex
) -> References:
    """Read the identifiers and references of one subtree.

    `path` and `xpath` are those of the subtree's root, written as the index was fed them, and
    the index is that of the whole document, so that targets outside the subtree are found.
    """
    found = References(identifiers=[], references=[], dangling=[], duplicate_identifiers=[])
    duplicated: dict[Identifier, None] = {}  # each once, in document order
    qualifiers = Qualifiers()
    for field in fields(structure, path, xpath):
        value = qualifiers.qualified(field.path, field.xpath, field.value)
        for token in index.tokens(field.path, field.xpath, value):
            identifier = _sort_in(found, field, token, xpath, index)
            if identifier and index.is_duplicated(identifier):
                duplicated[identifier] = None
    found["duplicate_identifiers"] = [_duplicate(identifier) for identifier in duplicated]
    return found


def _sort_in(
    found: References, field: FieldValue, token: str, root: str, index: IdentifierIndex
) -> Identifier | None:
    """Record what one token of a field is; give back what it identifies, if it does."""
    if pointed := index.resolve(field.path, field.xpath, token):
        found["references"].append(_reference(field, token, pointed, root))
        return None
    if identifier := index.identify(field.path, field.xpath, token):
        found["identifiers"].append(_identifier(field, identifier))
        return identifier
    if reason := index.why_dangling(field.path, token):
        found["dangling"].append(
            DanglingReference(path=field.path, xpath=field.xpath, value=token, reason=reason)
        )
    return None


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
