"""Counts of what a subtree holds, and breakdowns of its codes: PTC: ADT 2, CHD 1."""

import re
from collections import Counter, defaultdict
from typing import TypedDict

from discovery.facts.naming import Role, read_name, words
from discovery.facts.structure import Structure, fields

DISTINCT_MAX = 25  # a field with more distinct values is no code list to look at


class Profile(TypedDict):
    """Counts of one subtree; plain values that JSON can hold.

    `children` counts the direct children by local name; `elements` all elements below the root,
    `attributes` all attributes, the root's included. `codes` maps a field, by its path below the
    root (`Pax/PTC`, `Price/@CurCode`, `.` for the root's own text), to its values and how often
    each occurs, the most frequent first.
    """

    children: dict[str, int]
    elements: int
    attributes: int
    codes: dict[str, dict[str, int]]


# Words of names as `naming.words` gives them, in the singular (status is statu).
# A name that ends like this holds codes, even where each value occurs once.
_CODE_WORDS = {
    "cabin", "category", "class", "code", "country", "currency", "flag", "ind", "indicator",
    "kind", "lang", "language", "method", "mode", "ptc", "rbd", "statu", "type", "unit",
}  # fmt: skip
# A name with one of these may hold something personal or secret and is never broken down.
_PRIVATE_WORDS = {
    "address", "approval", "birth", "card", "city", "contact", "doc", "document", "email",
    "first", "given", "last", "middle", "name", "number", "password", "phone", "pin", "postal",
    "remark", "secret", "security", "street", "surname", "text", "ticket", "token", "user", "zip",
}  # fmt: skip
_SHORT_CODE = re.compile(r"^(?=.*[A-Z])[A-Z0-9]{1,3}$")
_NAMED_CODE = re.compile(r"^(?:\d{1,3}|(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_+/-]{0,29})$")
_BOOLEANS = {"true", "false"}


def profile(structure: Structure) -> Profile:
    """Count a subtree and break its codes down.

    A field is broken down when it has at most `DISTINCT_MAX` distinct values, its name neither
    identifies nor points, and it holds only booleans; or, where its name does not sound private,
    only code words under a name that says so (`PTC`, `StatusCode`), or only upper-case codes of
    up to three characters, some of them repeated. A short surname (LEE) is kept out by the name
    of its field; under a name in a language unknown here a repeated one would be counted.
    """
    elements, attributes = _size(structure)
    return Profile(
        children=dict(Counter(piece["name"] for piece in _children(structure))),
        elements=elements - 1,
        attributes=attributes,
        codes=_codes(structure),
    )


def _children(structure: Structure) -> list[Structure]:
    return [piece for piece in structure["content"] if not isinstance(piece, str)]


def _size(structure: Structure) -> tuple[int, int]:
    """The elements and attributes of a subtree, its root included."""
    elements, attributes = 1, len(structure["attributes"])
    for child in _children(structure):
        below = _size(child)
        elements, attributes = elements + below[0], attributes + below[1]
    return elements, attributes


def _codes(structure: Structure) -> dict[str, dict[str, int]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    root = f"/{structure['name']}"
    for field in fields(structure, root, ""):
        if value := field.value.strip():
            counts[field.path][value] += 1
    return {
        path[len(root) + 1 :] or ".": dict(values.most_common())
        for path, values in counts.items()
        if _are_codes(path, values)
    }


def _are_codes(path: str, values: Counter[str]) -> bool:
    if len(values) > DISTINCT_MAX or read_name(path).role in {Role.IDENTIFIER, Role.REFERENCE}:
        return False
    if values.keys() <= _BOOLEANS:
        return True
    owner, leaf = map(words, path.split("/")[-2:])
    if _PRIVATE_WORDS.intersection(leaf):
        return False
    if leaf and leaf[-1] in _CODE_WORDS:
        return all(map(_NAMED_CODE.match, values))
    repeated = values.total() > len(values) and not _PRIVATE_WORDS.intersection(owner)
    return repeated and all(map(_SHORT_CODE.match, values))
