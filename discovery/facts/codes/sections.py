"""The codes of one section in words, where the section does not say them itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from discovery.facts.codes.fields import Kind, kind_of
from discovery.facts.codes.tables import names
from discovery.facts.naming import Family, words

Value = tuple[str, str]
"""The path of a field, in local names, and one of its values."""

# Lists of few codes: a field with a value that is in none of them does not keep to the list.
_SHORT = {Kind.CABIN}
# Beside codes of these kinds a bare `Name` is that of the code; beside a passenger type a person's,
# beside an owner that of what is owned.
_HAVE_NAMES = {Kind.LOCATION, Kind.AIRLINE, Kind.CABIN, Kind.AIRCRAFT, Kind.CURRENCY}
_NAME_WORDS, _OWNER = {"name", "definition"}, "owner"


def decode(path: str, value: str) -> str | None:
    """What the code in a field means: `("/Pax/PTC", "ADT")` is adult.

    None where the field holds no codes or the code is not known.
    """
    kind = kind_of(path)
    found = names(kind, value.strip()) if kind else ()
    return found[0] if found else None


def decode_section(structure: Mapping[str, Any], path: str) -> dict[Value, str]:
    """What the codes of a section mean, by field and value; `path` is that of its root.

    Left out are codes that the section names itself (`CabinTypeName` beside `CabinTypeCode`), as
    senders have lists of their own, and those of a field that does not keep to a short list.
    """
    found: dict[Value, str | None] = {}
    named: set[Value] = set()
    for fields in _groups(structure, path):
        beside = [words(_leaf(field)) for field, value in fields if value.strip()]
        for field, value in fields:
            kind = kind_of(field) if value else None
            if kind is None:
                continue
            found[field, value] = decode(field, value)
            if is_named_beside(words(_leaf(field)), beside, kind):
                named.add((field, value))
    unlisted = {
        field for (field, _), text in found.items() if not text and kind_of(field) in _SHORT
    }
    return {
        at: text for at, text in found.items() if text and at not in named and at[0] not in unlisted
    }


def is_named_beside(code: Family, beside: Sequence[Family], kind: Kind) -> bool:
    """Whether one of the fields beside a code has the name that the code stands for."""
    may_be_bare = kind in _HAVE_NAMES and _OWNER not in code
    stems = [name[:-1] for name in beside if name and name[-1] in _NAME_WORDS]
    return any(code[: len(stem)] == stem if stem else may_be_bare for stem in stems)


def _groups(element: Mapping[str, Any], path: str) -> Iterator[list[Value]]:
    """The fields that belong to one element each: its attributes, the texts of its children."""
    if _is_leaf(element):
        yield [(path, "".join(element["content"]))]
    yield from _groups_below(element, path)


def _groups_below(element: Mapping[str, Any], path: str) -> Iterator[list[Value]]:
    children = [child for child in element["content"] if not isinstance(child, str)]
    fields = [(f"{path}/@{key.rpartition('}')[2]}", v) for key, v in element["attributes"].items()]
    fields += [
        (f"{path}/{child['name']}", "".join(child["content"]))
        for child in children
        if _is_leaf(child)
    ]
    yield fields
    for child in children:
        yield from _groups_below(child, f"{path}/{child['name']}")


def _is_leaf(element: Mapping[str, Any]) -> bool:
    return all(isinstance(piece, str) for piece in element["content"])


def _leaf(path: str) -> str:
    return path.rpartition("/")[2].removeprefix("@")
